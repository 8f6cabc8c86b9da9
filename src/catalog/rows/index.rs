//! Rows of indexes.

use serde::{Deserialize, Serialize};

use super::{Qualified, is_default};

/// One row of `pg_index`. An index lies in its table's schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a column of the catalog"
)]
pub struct IndexRow {
    /// `indexrelid`.
    pub oid: u32,
    /// The transaction that last wrote its row of `pg_class`.
    pub xmin: u32,
    /// The table's oid.
    pub relation: u32,
    /// `relname`.
    pub name: String,
    /// The access method; none for `btree`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub method: Option<String>,
    /// The keys, in order.
    pub keys: Vec<KeyRow>,
    /// The INCLUDE columns by number.
    #[serde(default, skip_serializing_if = "is_default")]
    pub include: Vec<i16>,
    /// `indisunique`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unique: bool,
    /// `indisprimary`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub primary: bool,
    /// `indnullsnotdistinct`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nulls_not_distinct: bool,
    /// The WHERE of a partial index.
    #[serde(default, skip_serializing_if = "is_default")]
    pub predicate: Option<String>,
    /// Not `indisvalid`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub invalid: bool,
    /// Not `indisready`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_ready: bool,
    /// `reloptions`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: Vec<String>,
    /// The tablespace, where that is not the database's own.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tablespace: Option<String>,
    /// Whether it is a partition of a parent's index.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherited: bool,
    /// The constraint that owns it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub constraint: u32,
}

/// One key of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRow {
    /// The column by number; 0 for an expression.
    #[serde(default, skip_serializing_if = "is_default")]
    pub num: i16,
    /// The expression.
    #[serde(default, skip_serializing_if = "is_default")]
    pub expression: Option<String>,
    /// The operator class.
    pub opclass: String,
    /// Its schema; none for `pg_catalog`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub opclass_schema: Option<String>,
    /// Whether it is another than the method takes for the key's type when none is named.
    #[serde(default, skip_serializing_if = "is_default")]
    pub opclass_named: bool,
    /// The operator class's parameters.
    #[serde(default, skip_serializing_if = "is_default")]
    pub opclass_options: Vec<String>,
    /// The collation, where that is not the column's or expression's own.
    #[serde(default, skip_serializing_if = "is_default")]
    pub collation: Option<Qualified>,
    /// `DESC`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub descending: bool,
    /// `NULLS FIRST`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nulls_first: bool,
}
