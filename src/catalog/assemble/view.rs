//! Views and materialized views, and what a table or view bears.

use std::collections::{BTreeMap, HashMap};

use super::lookup::{Lookup, is_modelled_table, qualified};
use super::{index, object_id, table};
use crate::catalog::rows::{CatalogRows, ColumnRow, RelationKind, RelationRow};
use crate::effect::view;
use crate::schema::{ObjectKey, ObjectKind, Schema, Table, View};

pub(super) fn add(rows: &CatalogRows, lookup: &Lookup<'_>, schema: &mut Schema) {
    let mut columns: HashMap<u32, Vec<&ColumnRow>> = HashMap::new();
    for row in &rows.columns {
        let relation = lookup.relation_row(row.relation);
        if relation.is_some_and(|relation| kind(relation).is_some()) {
            columns.entry(row.relation).or_default().push(row);
        }
    }
    for row in &rows.views {
        let Some(relation) = lookup.relation_row(row.relation) else {
            continue;
        };
        let columns = columns.remove(&row.relation).unwrap_or_default();
        let parts = parts(relation, &columns, lookup);
        let view = View {
            columns: Some(parts.columns.iter().map(|it| it.name.clone()).collect()),
            options: index::options(&relation.options),
            query: view::read(row.definition.as_deref().unwrap_or_default()),
            stale_text: false,
            defaults: defaults(&parts),
            parts,
        };
        if let Some(key) = key(relation) {
            schema.views.insert(key, view);
        }
    }
}

fn parts(relation: &RelationRow, columns: &[&ColumnRow], lookup: &Lookup<'_>) -> Table {
    let columns = columns.iter().filter_map(|row| table::column(row, lookup));
    Table {
        id: object_id(ObjectKind::Table, relation.oid, 0),
        columns: columns.collect(),
        ..Table::default()
    }
}

fn defaults(parts: &Table) -> BTreeMap<crate::name::Name, crate::schema::Expression> {
    let columns = parts.columns.iter();
    columns
        .filter_map(|column| Some((column.name.clone(), column.default.clone()?)))
        .collect()
}

fn kind(relation: &RelationRow) -> Option<ObjectKind> {
    match relation.kind {
        RelationKind::MaterializedView => Some(ObjectKind::MaterializedView),
        RelationKind::View => Some(ObjectKind::View),
        RelationKind::Table
        | RelationKind::Partitioned
        | RelationKind::Foreign
        | RelationKind::Sequence => None,
    }
}

fn key(relation: &RelationRow) -> Option<ObjectKey> {
    let name = qualified(&relation.schema, &relation.name);
    kind(relation).map(|kind| ObjectKey::standing(&name, kind))
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
    let view = schema.views.get_mut(&key(row)?)?;
    Some(&mut view.parts)
}
