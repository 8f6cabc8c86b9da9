//! Indexes that no constraint owns, and the bodies of those that one does.

use std::collections::BTreeMap;

use super::lookup::{Lookup, collation};
use super::view::relation;
use super::{Catalog, object_id};
use crate::catalog::rows::{CatalogRows, IndexRow, KeyRow};
use crate::effect::expression;
use crate::name::Name;
use crate::schema::{Index, IndexKey, KeyItem, ObjectKind, Opclass};

pub(super) fn add(rows: &CatalogRows, lookup: &Lookup<'_>, catalog: &mut Catalog) {
    for row in rows.indexes.iter().filter(|row| row.constraint == 0) {
        let Some(index) = body(row, lookup) else {
            continue;
        };
        if row.inherited {
            catalog.inherited.insert(index.id);
        }
        if let Some(table) = relation(&mut catalog.schema, lookup, row.relation) {
            table.indexes.insert(Name::exact(&row.name), index);
        }
    }
}

/// The index itself.
pub(super) fn body(row: &IndexRow, lookup: &Lookup<'_>) -> Option<Index> {
    let keys = row.keys.iter();
    Some(Index {
        id: object_id(ObjectKind::Table, row.oid, 0),
        method: Name::exact(row.method.as_deref().unwrap_or("btree")),
        keys: keys
            .map(|key| index_key(row.relation, key, lookup))
            .collect::<Option<_>>()?,
        include: lookup.columns(row.relation, &row.include)?,
        unique: row.unique,
        nulls_not_distinct: row.nulls_not_distinct,
        predicate: row.predicate.as_deref().map(expression::read),
        options: options(&row.options),
        valid: is_valid(row),
    })
}

/// Whether the server uses and fills it.
pub(super) fn is_valid(row: &IndexRow) -> bool {
    !row.invalid && !row.not_ready
}

fn index_key(relation: u32, row: &KeyRow, lookup: &Lookup<'_>) -> Option<IndexKey> {
    let item = match &row.expression {
        Some(text) => KeyItem::Expression(expression::read(text)),
        None => KeyItem::Column(lookup.column(relation, row.num)?),
    };
    Some(IndexKey {
        item,
        opclass: Some(Opclass {
            name: Name::exact(&row.opclass),
            default: !row.opclass_named,
            parameters: options(&row.opclass_options),
        }),
        collation: row.collation.as_ref().map(collation),
        descending: row.descending,
        nulls_first: row.nulls_first,
    })
}

/// `reloptions`: `name=value`.
pub(super) fn options(list: &[String]) -> BTreeMap<String, String> {
    list.iter()
        .map(|option| option.split_once('=').unwrap_or((option, "")))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
