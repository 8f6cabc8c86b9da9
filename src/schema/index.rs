//! Indexes.

use std::collections::BTreeMap;

use super::column::TypeName;
use super::described::{Value, object};
use super::{Expression, ObjectId};
use crate::name::Name;

/// An index access method (`pg_am.amname`).
pub type Method = Name;

object! {
    /// An index.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Index {
        /// Its identity on this side.
        id: ObjectId => _ "identities are never compared";
        /// Whether it is unique.
        unique: bool => Unique "UNIQUE " = |it| Value::flag(it.unique, ["UNIQUE", "not unique"]);
        /// The access method, `btree` where none was named.
        method: Method => Method "INDEX {name} ON {table} USING {}" = |it| Value::written("", |style| Some(style.name(&it.method)));
        /// The keys, in order.
        keys: Vec<IndexKey> => Columns " ({})" = |it| Value::Keys(&it.keys, it.method.as_str());
        /// The INCLUDE columns, in order.
        include: Vec<Name> => Include " INCLUDE ({})";
        /// `NULLS NOT DISTINCT`.
        nulls_not_distinct: bool => NullsNotDistinct " {}" = |it| nulls(it.nulls_not_distinct);
        /// Storage parameters (`reloptions`), names and values as the catalog keeps them.
        options: BTreeMap<String, String> => Options " WITH ({})";
        /// The WHERE of a partial index.
        predicate: Option<Expression> as Expression => Predicate " WHERE {}";
        /// Whether it is valid and ready (`indisvalid`, `indisready`).
        valid: bool => Valid "+ INVALID" = |it| Value::Complete(it.valid, ["valid", "INVALID"]);
    }
}

impl Index {
    /// Whether it is over a column, or reads one in an expression.
    #[must_use]
    pub fn uses(&self, column: &Name) -> bool {
        let in_key = |key: &IndexKey| match &key.item {
            KeyItem::Column(name) => name == column,
            KeyItem::Expression(expression) => expression.columns().contains(column),
        };
        self.keys.iter().any(in_key)
            || self.include.contains(column)
            || self
                .predicate
                .as_ref()
                .is_some_and(|it| it.columns().contains(column))
    }
}

/// `NULLS NOT DISTINCT`, as its absence is called.
pub(super) fn nulls<'a>(not_distinct: bool) -> Value<'a> {
    Value::flag(not_distinct, ["NULLS NOT DISTINCT", "NULLS DISTINCT"])
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

impl KeyItem {
    /// What it reads, for people.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Column(name) => name.to_string(),
            Self::Expression(expression) => format!("({})", expression.text),
        }
    }
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
