//! What tables belong to.

use super::lookup::{Lookup, type_name};
use crate::catalog::rows::{CatalogRows, Qualified, RelationRow};
use crate::effect::inheritance;
use crate::schema::{Inheritance, RowType};

/// What a table inherits and how it is partitioned. Parents that are not among the rows are left out.
pub(super) fn of(row: &RelationRow, rows: &CatalogRows, lookup: &Lookup<'_>) -> Inheritance {
    let parents = row.parents.iter();
    Inheritance {
        key: row.partition_key.as_deref().and_then(inheritance::read_key),
        bound: row.partition_bound.as_deref().map(inheritance::read_bound),
        parents: parents.filter_map(|oid| lookup.relation(*oid)).collect(),
        of_type: of_type(row, rows),
        unknown_columns: None,
    }
}

fn of_type(row: &RelationRow, rows: &CatalogRows) -> RowType {
    match (&row.of_type, rows.of_types) {
        (Some(Qualified(schema, name)), _) => RowType::Of(type_name(schema, name)),
        (None, true) => RowType::Own,
        (None, false) => RowType::Unread,
    }
}
