//! What tables belong to.

use super::lookup::{Lookup, type_name};
use crate::catalog::rows::{Qualified, RelationRow};
use crate::effect::inheritance;
use crate::schema::{Inheritance, RowType};

/// What a table inherits and how it is partitioned. Parents that are not among the rows are left out.
pub(super) fn of(row: &RelationRow, lookup: &Lookup<'_>) -> Inheritance {
    let parents = row.parents.iter();
    Inheritance {
        key: row.partition_key.as_deref().and_then(inheritance::read_key),
        bound: row.partition_bound.as_deref().map(inheritance::read_bound),
        parents: parents.filter_map(|oid| lookup.relation(*oid)).collect(),
        of_type: of_type(row),
        unknown_columns: None,
    }
}

fn of_type(row: &RelationRow) -> RowType {
    match &row.of_type {
        Some(Qualified(schema, name)) => RowType::Of(type_name(schema, name)),
        None => RowType::Own,
    }
}
