//! Rows of types and collations that users made.

use serde::{Deserialize, Serialize};

use super::{Qualified, is_default};

/// One row of `pg_type` that a user made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserTypeRow {
    /// `oid`.
    pub oid: u32,
    /// The transaction that last wrote the row.
    pub xmin: u32,
    /// The schema's name.
    pub schema: String,
    /// `typname`.
    pub name: String,
    /// `typtype`, and what belongs to it.
    #[serde(flatten)]
    pub shape: TypeShape,
}

/// What kind of type it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TypeShape {
    /// `e`
    Enum {
        /// The labels, in order.
        labels: Vec<String>,
    },
    /// `d`
    Domain {
        /// The oid of the type below.
        base: u32,
        /// Its modifier.
        modifier: i32,
        /// Whether it refuses NULL.
        not_null: bool,
        /// Its default.
        default: Option<String>,
        /// The collation, where that is not the one of the type below.
        #[serde(default, skip_serializing_if = "is_default")]
        collation: Option<Qualified>,
    },
    /// `c`
    Composite,
    /// `r`
    Range {
        /// The oid of the subtype.
        subtype: u32,
        /// The rest; files of older versions lack it.
        #[serde(default, skip_serializing_if = "is_default")]
        rest: Option<RangeRow>,
    },
    /// `b`, and the shell of one.
    Base,
}

/// The rest of a row of `pg_range`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangeRow {
    /// The operator class.
    pub opclass: Qualified,
    /// Whether it is what is taken when none is named.
    pub opclass_default: bool,
    /// The collation, where that is not the subtype's own.
    #[serde(default, skip_serializing_if = "is_default")]
    pub collation: Option<Qualified>,
    /// `rngcanonical`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub canonical: Option<Qualified>,
    /// `rngsubdiff`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub diff: Option<Qualified>,
    /// `rngmultitypid`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub multirange: Option<Qualified>,
}

/// An attribute of a composite type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeRow {
    /// The oid of the composite type.
    pub of: u32,
    /// `attname`.
    pub name: String,
    /// `atttypid`.
    #[serde(rename = "type")]
    pub type_oid: u32,
    /// `atttypmod`.
    pub modifier: i32,
    /// The collation, where that is not its type's own.
    #[serde(default, skip_serializing_if = "is_default")]
    pub collation: Option<Qualified>,
}

/// A check of a domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainCheckRow {
    /// The oid of the domain.
    pub of: u32,
    /// `oid`.
    pub oid: u32,
    /// `conname`.
    pub name: String,
    /// The condition.
    pub expression: String,
    /// Whether it is NOT VALID.
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_valid: bool,
}

/// One row of `pg_collation`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollationRow {
    /// `oid`.
    pub oid: u32,
    /// The transaction that last wrote the row.
    pub xmin: u32,
    /// The schema's name.
    pub schema: String,
    /// `collname`.
    pub name: String,
    /// `collprovider`.
    pub provider: ProviderKind,
    /// `collcollate`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub collate: Option<String>,
    /// `collctype`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ctype: Option<String>,
    /// `colllocale` (17), `colliculocale` (15).
    #[serde(default, skip_serializing_if = "is_default")]
    pub locale: Option<String>,
    /// `collicurules` (16).
    #[serde(default, skip_serializing_if = "is_default")]
    pub rules: Option<String>,
    /// Whether different strings may be equal.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nondeterministic: bool,
}

/// `pg_collation.collprovider`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderKind {
    /// `c`
    Libc,
    /// `i`
    Icu,
    /// `b`
    Builtin,
    /// `d`
    Database,
}
