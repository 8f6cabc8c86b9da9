//! Rows of constraints.

use serde::{Deserialize, Serialize};

use super::is_default;

/// One row of `pg_constraint`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a column of the catalog"
)]
pub struct ConstraintRow {
    /// `oid`.
    pub oid: u32,
    /// The transaction that last wrote the row.
    pub xmin: u32,
    /// The table's oid.
    pub relation: u32,
    /// `conname`.
    pub name: String,
    /// `contype`.
    pub kind: ConstraintKind,
    /// `conkey`: its columns by number; 0 is an expression.
    #[serde(default, skip_serializing_if = "is_default")]
    pub columns: Vec<i16>,
    /// `confrelid`: the table that a foreign key points at.
    #[serde(default, skip_serializing_if = "is_default")]
    pub target: u32,
    /// `confkey`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub target_columns: Vec<i16>,
    /// `confmatchtype`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub match_type: Match,
    /// `confdeltype`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_delete: Action,
    /// `confupdtype`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_update: Action,
    /// `confdelsetcols`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub delete_columns: Vec<i16>,
    /// `condeferrable`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deferrable: bool,
    /// `condeferred`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deferred: bool,
    /// Not `convalidated`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_valid: bool,
    /// Not `conenforced`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_enforced: bool,
    /// Whether a trigger of a foreign key is disabled on its own table.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unchecked: bool,
    /// The same on the table that it points at.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unguarded: bool,
    /// `connoinherit`, of a check or not-null constraint; the server sets it on all others.
    #[serde(default, skip_serializing_if = "is_default")]
    pub no_inherit: bool,
    /// `conperiod`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub period: bool,
    /// Whether it only comes from a parent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherited: bool,
    /// `conindid`: the index of a key, or the one that a foreign key leans on.
    #[serde(default, skip_serializing_if = "is_default")]
    pub index: u32,
    /// A check's condition.
    #[serde(default, skip_serializing_if = "is_default")]
    pub expression: Option<String>,
    /// An exclusion's operators, one a key; qualified unless they are built in.
    #[serde(default, skip_serializing_if = "is_default")]
    pub operators: Vec<String>,
}

/// `pg_constraint.contype`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConstraintKind {
    /// `c`
    Check,
    /// `f`
    ForeignKey,
    /// `n` (PostgreSQL 18)
    NotNull,
    /// `p`
    PrimaryKey,
    /// `u`
    Unique,
    /// `x`
    Exclusion,
}

/// `pg_constraint.confmatchtype`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Match {
    /// `s`
    #[default]
    Simple,
    /// `f`
    Full,
}

/// `pg_constraint.confdeltype` and `confupdtype`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// `a`
    #[default]
    NoAction,
    /// `r`
    Restrict,
    /// `c`
    Cascade,
    /// `n`
    SetNull,
    /// `d`
    SetDefault,
}
