//! What is altered of a column that other tables inherit. The server would give it to all of them, whatever each is to have.

use super::{Statement, alter};
use crate::name::QualifiedName;
use crate::schema::{Attribute, Column, ObjectKey, ObjectKind, Schema};

/// What gives an object an attribute; of a column to its own table alone, and then to each table that inherits it and has what
/// it had.
pub(super) fn attribute(
    sides: [&Schema; 2],
    key: &ObjectKey,
    attribute: Attribute,
) -> Option<Vec<Statement>> {
    let own = alter::attribute(sides, key, attribute)?;
    let children = children(sides, key, attribute).unwrap_or_default();
    if children.is_empty() {
        return Some(own);
    }
    let mut all: Vec<Statement> = own.into_iter().map(Statement::on_it_alone).collect();
    for child in children {
        let column = ObjectKey::part(&child, ObjectKind::Column, key.name.clone());
        if is_as_in_parent(sides, [key, &column], attribute) {
            let of_child = alter::attribute(sides, &column, attribute)?;
            all.extend(of_child.into_iter().map(Statement::on_it_alone));
        }
    }
    Some(all)
}

/// The tables that inherit the column, each behind its parents, where the server would alter it in them too and need not.
fn children(
    [expected, live]: [&Schema; 2],
    key: &ObjectKey,
    attribute: Attribute,
) -> Option<Vec<QualifiedName>> {
    let on = key
        .table_name()
        .filter(|_| key.kind == ObjectKind::Column)?;
    match attribute {
        Attribute::Default | Attribute::StatisticsTarget | Attribute::Storage => {}
        // The partitions of a table take no NULL where it takes none.
        Attribute::Nullable => {
            let table = expected.tables.get(&on)?;
            let partitioned = table.inheritance.key.is_some();
            let is_stricter = table.column(&key.name)?.not_null;
            (!partitioned && !is_stricter).then_some(())?;
        }
        _ => return None,
    }
    let mut found = vec![on];
    let mut at = 0;
    while let Some(parent) = found.get(at).cloned() {
        for (name, table) in &live.tables {
            let inherits = table.inheritance.parents.contains(&parent);
            if inherits && !found.contains(name) {
                found.push(name.clone());
            }
        }
        at += 1;
    }
    found.remove(0);
    found.retain(|it| of(expected, it, key).is_some() && of(live, it, key).is_some());
    Some(found)
}

fn of<'a>(side: &'a Schema, table: &QualifiedName, column: &ObjectKey) -> Option<&'a Column> {
    side.tables.get(table)?.column(&column.name)
}

/// Whether a child differs as its parent does: of such a one nothing is told.
fn is_as_in_parent(
    [expected, live]: [&Schema; 2],
    keys: [&ObjectKey; 2],
    attribute: Attribute,
) -> bool {
    let column = |side: &'_ Schema, key: &ObjectKey| of(side, &key.table_name()?, key).cloned();
    let [parent, child] = keys.map(|key| column(live, key));
    let (Some(parent), Some(child)) = (parent, child) else {
        return false;
    };
    match attribute {
        Attribute::Default => parent.default == child.default,
        Attribute::Nullable => {
            let wanted = column(expected, keys[1]);
            wanted.is_some_and(|it| it.not_null != child.not_null)
        }
        _ => true,
    }
}
