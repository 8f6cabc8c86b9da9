//! Tables with their columns.

use super::lookup::{Lookup, collation, is_modelled_table, qualified};
use super::{Catalog, inheritance, object_id, trigger};
use crate::catalog::rows::{CatalogRows, ColumnRow};
use crate::effect::expression;
use crate::name::Name;
use crate::schema::{Column, Generated, ObjectKind, Table};

pub(super) fn add(rows: &CatalogRows, lookup: &Lookup<'_>, catalog: &mut Catalog) {
    for row in rows.relations.iter().filter(|row| is_modelled_table(row)) {
        let table = Table {
            id: object_id(ObjectKind::Table, row.oid, 0),
            unlogged: row.unlogged,
            row_security: row.row_security,
            force_row_security: row.force_row_security,
            inheritance: inheritance::of(row, lookup),
            ..Table::default()
        };
        let name = qualified(&row.schema, &row.name);
        catalog.schema.tables.insert(name, table);
    }
    add_columns(rows, lookup, catalog);
    trigger::add(rows, lookup, catalog);
}

fn add_columns(rows: &CatalogRows, lookup: &Lookup<'_>, catalog: &mut Catalog) {
    // Rows come table by table, so that each table is looked up once.
    for group in rows.columns.chunk_by(|a, b| a.relation == b.relation) {
        let Some(table) = group
            .first()
            .and_then(|row| lookup.table(row.relation))
            .and_then(|name| catalog.schema.tables.get_mut(&name))
        else {
            continue;
        };
        for row in group {
            let Some(column) = column(row, lookup) else {
                continue;
            };
            if row.inherited {
                catalog.inherited.insert(column.id);
            }
            table.columns.push(column);
        }
    }
}

pub(super) fn column(row: &ColumnRow, lookup: &Lookup<'_>) -> Option<Column> {
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
        collation: row.collation.as_ref().map(collation),
    })
}
