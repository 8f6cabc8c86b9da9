//! The pattern index that `sqlmigrate` does not print beside a new collation.
//!
//! Django gives an indexed text column a second index for LIKE. Of a collation it first asks the
//! database whether that is deterministic, and leaves the index out where it is told nothing
//! (`_is_collation_deterministic` of its PostgreSQL schema editor). `migrate` has made the collation
//! by then; `sqlmigrate` has not.

use super::generated::is_hashed;
use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::schema::{Index, KeyItem, Table, TypeName};

/// Why the index is there though no stored output makes it, where this is why.
pub(super) fn explained(
    expected: &Expected,
    table: &Table,
    name: &Name,
    index: &Index,
) -> Option<&'static str> {
    let column = table.column(pattern_column(name, index)?)?;
    let collation = column.collation.as_ref()?;
    made(expected, collation).then_some(
        "sqlmigrate leaves out the index for LIKE on a column whose collation is not made yet",
    )
}

/// The column of an index that Django made for LIKE.
fn pattern_column<'a>(name: &Name, index: &'a Index) -> Option<&'a Name> {
    let [key] = index.keys.as_slice() else {
        return None;
    };
    let KeyItem::Column(column) = &key.item else {
        return None;
    };
    let opclass = key.opclass.as_ref()?.name.as_str();
    let plain = !index.unique && index.include.is_empty() && index.predicate.is_none();
    let pattern = ["varchar_pattern_ops", "text_pattern_ops"].contains(&opclass);
    let named = name.as_str().ends_with("_like") && is_hashed(name);
    (plain && pattern && named && index.method.as_str() == "btree").then_some(column)
}

/// Whether the ledger makes the collation, and that is deterministic.
fn made(expected: &Expected, collation: &TypeName) -> bool {
    let schema = collation.schema.clone();
    let name = schema.map(|schema| QualifiedName::new(schema, collation.name.clone()));
    let found = name.and_then(|name| expected.schema.collations.get(&name));
    found.is_some_and(|collation| {
        let definition = collation.definition.as_ref();
        definition.is_none_or(|definition| definition.deterministic)
    })
}
