//! `CREATE` and `ADD` of what is expected.

use std::collections::BTreeSet;

use super::sequence::{self, owned_sequence};
use super::{Risk, Statement, comment, constraint, filling, standalone};
use crate::definition::statement;
use crate::name::{Name, QualifiedName};
use crate::report::Caution;
use crate::schema::{
    Attribute, Column, Constraint, ConstraintBody, Expression, Inheritance, ObjectKey, ObjectKind,
    Policy, Property, Rule, Schema, Table, TriggerState,
};

/// The object that a key names.
pub(super) fn object(expected: &Schema, key: &ObjectKey) -> Option<Vec<Statement>> {
    let name = || Some(QualifiedName::new(key.schema.clone()?, key.name.clone()));
    match key.kind {
        ObjectKind::Schema => Some(vec![Statement::with(
            "CREATE SCHEMA",
            "IF NOT EXISTS",
            &key.name.quoted(),
        )]),
        ObjectKind::Extension => standalone::extension(expected, &key.name),
        ObjectKind::Table => table(expected, &name()?),
        ObjectKind::Sequence => standalone::sequence(expected, &name()?),
        ObjectKind::View | ObjectKind::MaterializedView => view(expected, key),
        ObjectKind::Function => {
            let routine = expected.routine(key)?;
            let made = statement::routine(&name()?, routine)?;
            let made = Statement::from(made).unless_there(key);
            Some(comment::with(expected, key, vec![made]))
        }
        ObjectKind::Type | ObjectKind::Domain => {
            let of = expected.types.get(&name()?)?;
            let made = standalone::of_type(&name()?, of)?;
            let made = Statement::from(made).unless_there(key);
            let mut made = comment::with(expected, key, vec![made]);
            let checks = of.domain().into_iter().flat_map(|it| &it.checks);
            made.extend(checks.filter_map(|(own, it)| {
                let check = ObjectKey::part(&name()?, ObjectKind::Constraint, own.clone());
                comment::of_check(expected, &check, it.id)
            }));
            Some(made)
        }
        ObjectKind::Statistics => {
            let statistics = expected.statistics(key)?;
            let made = statement::statistics(&name()?.quoted(), statistics);
            let made = match made.strip_prefix("CREATE STATISTICS ") {
                Some(rest) => Statement::with("CREATE STATISTICS", "IF NOT EXISTS", rest),
                None => made.into(),
            };
            Some(comment::with(expected, key, vec![made]))
        }
        _ => {
            let table = QualifiedName::new(key.schema.clone()?, key.table.clone()?);
            part(expected, &table, key)
        }
    }
}

/// A view with its rules and all comments.
fn view(expected: &Schema, key: &ObjectKey) -> Option<Vec<Statement>> {
    let mut made = standalone::view(expected, key)?;
    let (name, view) = (key.qualified(), expected.view(key)?);
    for (own, it) in &view.parts.rules {
        let of = ObjectKey::part(&name, ObjectKind::Rule, own.clone());
        made.push(Statement::from(rule(&name, own, it)?).unless_there(&of));
    }
    let mut made = comment::with(expected, key, made);
    let comments = expected.properties.of(view.parts.id);
    for ((attribute, column), value) in comments {
        if let (Attribute::Comment, Property::Word(text)) = (*attribute, value)
            && !column.is_empty()
        {
            let column = ObjectKey::part(&name, ObjectKind::Column, Name::exact(column));
            made.push(comment::on(expected, &column, Some(text))?.into());
        }
    }
    Some(made)
}

/// What to know before it is made.
pub(super) fn caution(expected: &Schema, key: &ObjectKey) -> Option<Caution> {
    match key.kind {
        ObjectKind::Column => {
            let table = expected.relation(&key.table_name()?)?;
            let column = table.column(&key.name)?;
            let filled =
                column.default.is_some() || column.identity.is_some() || column.generated.is_some();
            let owns = owned_sequence(expected, &key.table_name()?, &key.name).is_some();
            if owns {
                return Some(Caution::SequenceBegins);
            }
            (column.not_null && !filled).then_some(Caution::RowsNeedValue)
        }
        ObjectKind::Constraint => Some(Caution::RowsMustHold),
        ObjectKind::Index => Some(Caution::LocksWrites),
        ObjectKind::Sequence => Some(Caution::SequenceBegins),
        _ => None,
    }
}

/// What hangs on a table.
fn part(expected: &Schema, on: &QualifiedName, key: &ObjectKey) -> Option<Vec<Statement>> {
    let Some(table) = expected.relation(on) else {
        return check_of_domain(expected, on, key);
    };
    let made = match key.kind {
        ObjectKind::Column => return column(expected, key, None),
        ObjectKind::Index => constraint::index(on, &key.name, table, table.indexes.get(&key.name)?),
        ObjectKind::Constraint => {
            let made = table.constraints.get(&key.name)?;
            constraint::can_be(expected, table, made).then_some(())?;
            constraint::add(on, &key.name, table, made)
        }
        ObjectKind::Trigger => {
            statement::trigger(&key.name, on, table.triggers.get(&key.name)?).into()
        }
        ObjectKind::Policy => policy(on, &key.name, table.policies.get(&key.name)?)?.into(),
        ObjectKind::Rule => rule(on, &key.name, table.rules.get(&key.name)?)?.into(),
        _ => return None,
    };
    let made = match key.kind {
        ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule => made.unless_there(key),
        _ => made,
    };
    let usual = TriggerState::Origin;
    let fires = state(table, key).filter(|it| *it != usual);
    let fires = fires.map(|it| fires_so(on, key, it).into());
    let made = [made].into_iter().chain(fires);
    Some(comment::with(expected, key, made.collect()))
}

/// When a trigger or rule fires at all.
pub(super) fn state(table: &Table, key: &ObjectKey) -> Option<TriggerState> {
    match key.kind {
        ObjectKind::Trigger => table.triggers.get(&key.name).map(|it| it.state),
        ObjectKind::Rule => table.rules.get(&key.name).map(|it| it.state),
        _ => None,
    }
}

/// The statement that makes a trigger or rule fire so.
pub(super) fn fires_so(on: &QualifiedName, key: &ObjectKey, state: TriggerState) -> String {
    let word = match state {
        TriggerState::Origin => "ENABLE",
        TriggerState::Disabled => "DISABLE",
        TriggerState::Replica => "ENABLE REPLICA",
        TriggerState::Always => "ENABLE ALWAYS",
    };
    let (table, own) = (on.quoted(), key.name.quoted());
    format!("ALTER TABLE {table} {word} {} {own}", key.kind.sql())
}

/// The key of a domain's constraint names the domain as its table.
fn check_of_domain(
    expected: &Schema,
    on: &QualifiedName,
    key: &ObjectKey,
) -> Option<Vec<Statement>> {
    let check = expected.types.get(on)?.domain()?.checks.get(&key.name)?;
    let (own, said) = (key.name.quoted(), statement::of(check));
    let add = format!("ALTER DOMAIN {} ADD CONSTRAINT {own} {said}", on.quoted());
    let add = Statement::from(add).risk(Risk::LongLock).unless_there(key);
    let made = [add].into_iter();
    Some(
        made.chain(comment::of_check(expected, key, check.id))
            .collect(),
    )
}

/// A table with all that hangs on it. What inherits or is cut into partitions is not written: its parts come from
/// elsewhere.
fn table(expected: &Schema, name: &QualifiedName) -> Option<Vec<Statement>> {
    let table = expected.tables.get(name)?;
    if table.inheritance != Inheritance::default() {
        return None;
    }
    let mut sequences = Vec::new();
    for column in &table.columns {
        sequences.extend(owned_sequence(expected, name, &column.name));
    }
    let columns = table.columns.iter();
    let columns = columns.map(|it| column_line(expected, name, it));
    // A foreign key waits until the table is there: it may point at it.
    let is_key = |it: &Constraint| matches!(it.body, ConstraintBody::ForeignKey(_));
    let keys = table.constraints.iter().filter(|(_, it)| is_key(it));
    let keys: BTreeSet<&Name> = keys.map(|(own, _)| own).collect();
    let others = table.constraints.iter().filter(|(_, it)| !is_key(it));
    let others = others.map(|(own, it)| constraint::in_list(own, it));
    let lines: Vec<String> = columns
        .chain(others)
        .map(|line| format!("    {line}"))
        .collect();
    let word = if table.unlogged {
        "CREATE UNLOGGED TABLE"
    } else {
        "CREATE TABLE"
    };
    let mut made: Vec<Statement> = sequences
        .iter()
        .map(|(name, it)| standalone::created(name, it))
        .collect();
    let list = format!("{} (\n{}\n)", name.quoted(), lines.join(",\n"));
    made.push(Statement::with(word, "IF NOT EXISTS", &list));
    made.extend(
        sequences
            .iter()
            .filter_map(|(name, it)| standalone::owned(name, it)),
    );
    let later = table.parts().filter(|(kind, own, _)| match kind {
        ObjectKind::Column => false,
        ObjectKind::Constraint => keys.contains(own),
        _ => true,
    });
    for (kind, own, _) in later {
        let key = ObjectKey::part(name, kind, own.clone());
        let all = part(expected, name, &key)?.into_iter();
        let all = all.map(Statement::on_new_table);
        made.extend(all.map(|it| match kind {
            ObjectKind::Constraint => it.after_tables(),
            _ => it,
        }));
    }
    made.extend(row_security(name, table));
    made.extend(comment::of_table(expected, name, table));
    made.extend(statistics(expected, name, None));
    Some(made)
}

fn row_security(name: &QualifiedName, table: &Table) -> Vec<Statement> {
    let said = [
        (table.row_security, "ENABLE"),
        (table.force_row_security, "FORCE"),
    ];
    said.into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, word)| format!("ALTER TABLE {} {word} ROW LEVEL SECURITY", name.quoted()))
        .map(Statement::from)
        .collect()
}

/// A column, with the sequence that it owns, and the constraints and indexes that cannot be there without it. The rows
/// that are there get `filler`, as Django does it: by a default that goes again.
pub(super) fn column(
    expected: &Schema,
    key: &ObjectKey,
    filler: Option<&Expression>,
) -> Option<Vec<Statement>> {
    let name = key.table_name()?;
    let table = expected.relation(&name)?;
    let column = table.column(&key.name)?;
    let (on, own) = (name.quoted(), column.name.quoted());
    let sequence = owned_sequence(expected, &name, &column.name);
    let made = sequence.map(|(name, it)| standalone::created(name, it));
    let line = column_line(expected, &name, column);
    let (with, without) = match filler {
        Some(filler) => (
            format!(" DEFAULT {}", filler.text),
            Some(format!("ALTER TABLE {on} ALTER COLUMN {own} DROP DEFAULT").into()),
        ),
        None => (String::new(), None),
    };
    let table_adds = format!("ALTER TABLE {on} ADD COLUMN");
    let add = Statement::with(&table_adds, "IF NOT EXISTS", &format!("{line}{with}"));
    let add = if filling::rewrites(expected, column) {
        add.risk(Risk::Rewrite)
    } else {
        add
    };
    let add = if column.identity.is_some() || sequence.is_some() {
        add.numbering_rows()
    } else {
        add
    };
    let owned = sequence.and_then(|(name, it)| standalone::owned(name, it));
    let constraints = table.constraints.iter();
    let constraints = constraints.filter(|(_, it)| it.uses(&column.name));
    let constraints = constraints.map(|(own, it)| constraint::add(&name, own, table, it));
    let indexes = table.indexes.iter();
    let indexes = indexes.filter(|(_, it)| it.uses(&column.name));
    let indexes = indexes.map(|(own, it)| constraint::index(&name, own, table, it));
    let all = made.into_iter().chain([add]).chain(without).chain(owned);
    let all = all.chain(constraints).chain(indexes);
    let all = all.chain(comment::of(expected, key, column.id));
    let statistics = statistics(expected, &name, Some(&column.name));
    Some(all.chain(statistics).collect())
}

/// The statistics that went with the table, or with a column of it. What they compute may be looked up on another path.
fn statistics(expected: &Schema, on: &QualifiedName, column: Option<&Name>) -> Vec<Statement> {
    let all = expected.named.keys();
    let own = all.filter(|key| {
        expected.statistics(key).is_some_and(|it| {
            let is_of = column.is_none_or(|column| it.columns.contains(column));
            it.table == *on && it.expressions.is_empty() && is_of
        })
    });
    let made = own.filter_map(|key| object(expected, key));
    made.flatten().collect()
}

/// A column as it stands in a list of them. The sequence behind an identity column says what is unusual of it.
fn column_line(expected: &Schema, on: &QualifiedName, column: &Column) -> String {
    let mut line = format!("{} {}", column.name.quoted(), statement::of(column));
    if column.identity.is_some() {
        line.extend(sequence::behind_options(expected, on, &column.name));
    }
    line
}

/// Whom it is for has to be known: where nothing is said, it is for everybody.
fn policy(on: &QualifiedName, own: &Name, policy: &Policy) -> Option<String> {
    policy.roles.as_ref()?;
    let said = statement::of(policy);
    Some(format!(
        "CREATE POLICY {} ON {} {said}",
        own.quoted(),
        on.quoted()
    ))
}

fn rule(on: &QualifiedName, own: &Name, rule: &Rule) -> Option<String> {
    let definition = rule.definition.as_ref()?;
    let condition = definition.condition.as_ref();
    let condition = condition.map_or_else(String::new, |it| format!(" WHERE {}", it.text));
    let way = if definition.instead {
        "INSTEAD"
    } else {
        "ALSO"
    };
    let actions: Vec<&str> = definition
        .actions
        .iter()
        .map(|it| it.text.as_str())
        .collect();
    let actions = if actions.is_empty() {
        "NOTHING".to_owned()
    } else {
        format!("({})", actions.join("; "))
    };
    let event = definition.event.as_str();
    Some(format!(
        "CREATE RULE {} AS ON {event} TO {}{condition} DO {way} {actions}",
        own.quoted(),
        on.quoted()
    ))
}
