//! Tables and views with their columns.

use foldhash::HashMap;

use super::Catalog;
use super::lookup::{Lookup, is_modelled_table, named, object_id, options, qualified, type_name};
use crate::catalog::rows::{CatalogRows, ColumnRow, Qualified, RelationKind, RelationRow, ViewRow};
use crate::effect::{expression, inheritance, view};
use crate::name::Name;
use crate::schema::{
    Column, Generated, Inheritance, ObjectKey, ObjectKind, RowType, Schema, Table, View,
};

pub(super) fn add(rows: &CatalogRows, lookup: &Lookup<'_>, catalog: &mut Catalog) {
    let mut columns: HashMap<u32, Vec<Column>> = HashMap::default();
    let of_relations = rows
        .columns
        .chunk_by(|one, other| one.relation == other.relation);
    for rows in of_relations {
        let relation = rows
            .first()
            .and_then(|row| lookup.relation_row(row.relation));
        let Some(of) = relation.filter(|of| is_modelled_table(of) || is_view(of)) else {
            continue;
        };
        let columns = columns.entry(of.oid).or_default();
        columns.reserve_exact(rows.len());
        for row in rows {
            if let Some(column) = column(row, lookup) {
                if row.inherited {
                    catalog.inherited.insert(column.id);
                }
                columns.push(column);
            }
        }
    }
    for row in rows.relations.iter().filter(|row| is_modelled_table(row)) {
        let table = Table {
            id: object_id(ObjectKind::Table, row.oid, 0),
            columns: columns.remove(&row.oid).unwrap_or_default(),
            unlogged: row.unlogged,
            row_security: row.row_security,
            force_row_security: row.force_row_security,
            inheritance: inheritance(row, lookup),
            ..Table::default()
        };
        let name = qualified(&row.schema, &row.name);
        catalog.schema.tables.insert(name, table);
    }
    for row in &rows.views {
        let relation = lookup.relation_row(row.relation);
        let Some((relation, key)) = relation.and_then(|of| Some((of, view_key(of)?))) else {
            continue;
        };
        let columns = columns.remove(&row.relation).unwrap_or_default();
        if let Some(of) = catalog.schema.named.get_mut(&key) {
            of.definition = view(row, relation, columns).into();
        }
    }
}

fn view(row: &ViewRow, relation: &RelationRow, columns: Vec<Column>) -> View {
    let defaults = columns
        .iter()
        .filter_map(|column| Some((column.name.clone(), column.default.clone()?)));
    View {
        columns: Some(columns.iter().map(|it| it.name.clone()).collect()),
        options: options(&relation.options),
        query: view::read(row.definition.as_deref().unwrap_or_default()),
        populated: !row.unpopulated,
        stale_text: false,
        defaults: defaults.collect(),
        parts: Table {
            id: object_id(ObjectKind::Table, relation.oid, 0),
            columns,
            ..Table::default()
        },
    }
}

fn column(row: &ColumnRow, lookup: &Lookup<'_>) -> Option<Column> {
    let expression = row.default.as_deref().map(expression::read);
    let (default, generated) = match row.generated {
        None => (expression, None),
        Some(kind) => (
            None,
            expression.map(|expression| Generated { kind, expression }),
        ),
    };
    Some(Column {
        id: object_id(ObjectKind::Table, row.relation, row.num),
        name: Name::exact(&row.name),
        data_type: lookup.data_type(row.type_oid, row.modifier)?,
        not_null: row.not_null,
        default,
        identity: row.identity,
        generated,
        collation: named(row.collation.as_ref()),
    })
}

/// What a table inherits and how it is partitioned. Parents that are not among the rows are left out.
fn inheritance(row: &RelationRow, lookup: &Lookup<'_>) -> Inheritance {
    let parents = row.parents.iter();
    Inheritance {
        key: row.partition_key.as_deref().and_then(inheritance::read_key),
        bound: row.partition_bound.as_deref().map(inheritance::read_bound),
        parents: parents.filter_map(|oid| lookup.relation(*oid)).collect(),
        of_type: match &row.of_type {
            Some(Qualified(schema, name)) => RowType::Of(type_name(schema, name)),
            None => RowType::Own,
        },
        unknown_columns: None,
    }
}

fn is_view(relation: &RelationRow) -> bool {
    let views = [RelationKind::View, RelationKind::MaterializedView];
    views.contains(&relation.kind)
}

/// The key of a view; none where it is another relation.
pub(super) fn view_key(relation: &RelationRow) -> Option<ObjectKey> {
    let kind = match relation.kind {
        RelationKind::MaterializedView => ObjectKind::MaterializedView,
        RelationKind::View => ObjectKind::View,
        RelationKind::Table
        | RelationKind::Partitioned
        | RelationKind::Foreign
        | RelationKind::Sequence => return None,
    };
    let name = qualified(&relation.schema, &relation.name);
    Some(ObjectKey::standalone(&name, kind))
}

/// The modelled table, or the view, that an index, trigger or rule is of.
pub(super) fn relation<'a>(
    schema: &'a mut Schema,
    lookup: &Lookup<'_>,
    relation: u32,
) -> Option<&'a mut Table> {
    let row = lookup.relation_row(relation)?;
    if is_modelled_table(row) {
        return schema.tables.get_mut(&qualified(&row.schema, &row.name));
    }
    let view = schema.view_mut(&view_key(row)?)?;
    Some(&mut view.parts)
}
