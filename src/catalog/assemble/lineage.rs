//! What tables belong to.

use super::lookup::{Lookup, type_name};
use crate::catalog::rows::{CatalogRows, Qualified, RelationRow};
use crate::effect::lineage;
use crate::schema::{Lineage, RowType};

/// The kin of a table. Parents that are not among the rows are left out.
pub(super) fn of(row: &RelationRow, rows: &CatalogRows, lookup: &Lookup<'_>) -> Lineage {
    let parents = row.parents.iter();
    Lineage {
        key: row.partition_key.as_deref().and_then(lineage::read_key),
        bound: row.partition_bound.as_deref().map(lineage::read_bound),
        parents: parents.filter_map(|oid| lookup.relation(*oid)).collect(),
        of_type: of_type(row, rows),
        veil: None,
    }
}

fn of_type(row: &RelationRow, rows: &CatalogRows) -> RowType {
    match (&row.of_type, rows.of_types) {
        (Some(Qualified(schema, name)), _) => RowType::Of(type_name(schema, name)),
        (None, true) => RowType::Own,
        (None, false) => RowType::Unread,
    }
}
