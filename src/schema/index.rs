//! Indexes.

use std::collections::BTreeMap;

use super::column::TypeName;
use super::{Expression, ObjectId};
use crate::name::Name;

/// An index access method (`pg_am.amname`).
pub type Method = Name;

/// An index.
#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    /// Its identity on this side.
    pub id: ObjectId,
    /// The access method, `btree` where none was named.
    pub method: Method,
    /// The keys, in order.
    pub keys: Vec<IndexKey>,
    /// The INCLUDE columns, in order.
    pub include: Vec<Name>,
    /// Whether it is unique.
    pub unique: bool,
    /// `NULLS NOT DISTINCT`.
    pub nulls_not_distinct: bool,
    /// The WHERE of a partial index.
    pub predicate: Option<Expression>,
    /// Storage parameters (`reloptions`), names and values as the catalog keeps them.
    pub options: BTreeMap<String, String>,
    /// Whether it is valid and ready (`indisvalid`, `indisready`).
    pub valid: bool,
}

/// One key of an index.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexKey {
    /// The column or expression.
    pub item: KeyItem,
    /// The operator class; `None` in a ledger that does not name one.
    pub opclass: Option<Opclass>,
    /// The collation, where that is not the column's own.
    pub collation: Option<TypeName>,
    /// `DESC`.
    pub descending: bool,
    /// `NULLS FIRST`.
    pub nulls_first: bool,
}

impl IndexKey {
    /// A column, and nothing said of it.
    #[must_use]
    pub fn plain(column: Name) -> Self {
        Self {
            item: KeyItem::Column(column),
            opclass: None,
            collation: None,
            descending: false,
            nulls_first: false,
        }
    }
}

/// What one key of an index reads.
#[derive(Debug, Clone, PartialEq)]
pub enum KeyItem {
    /// A column.
    Column(Name),
    /// An expression.
    Expression(Expression),
}

/// An operator class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opclass {
    /// Its name, without schema.
    pub name: Name,
    /// Whether it is what the access method takes for the key's type when none is named.
    pub default: bool,
    /// Its parameters (`siglen=32`), as the catalog keeps them.
    pub parameters: BTreeMap<String, String>,
}
