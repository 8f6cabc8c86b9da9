//! Rows of objects that belong to no table.

use serde::{Deserialize, Serialize};

use super::{TriggerState, is_default};

/// One row of `pg_namespace`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceRow {
    /// `oid`.
    pub oid: u32,
    /// `nspname`.
    pub name: String,
}

/// One row of `pg_extension`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionRow {
    /// `oid`.
    pub oid: u32,
    /// `extname`.
    pub name: String,
    /// The schema that holds its objects.
    pub schema: String,
    /// `extversion`.
    pub version: String,
}

/// The text of a view or materialized view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewRow {
    /// The relation's oid.
    pub relation: u32,
    /// `pg_get_viewdef`.
    pub definition: Option<String>,
}

/// One row of `pg_proc`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionRow {
    /// `oid`.
    pub oid: u32,
    /// The transaction that last wrote the row.
    pub xmin: u32,
    /// The schema's name.
    pub schema: String,
    /// `proname`.
    pub name: String,
    /// `prokind`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: FunctionKind,
    /// `pg_get_function_identity_arguments`.
    pub arguments: String,
    /// The language's name.
    pub language: String,
    /// The rest of the row.
    #[serde(default, skip_serializing_if = "is_default")]
    pub definition: Option<FunctionDefinition>,
}

/// What a row of `pg_proc` says of a function beside its name. Types are oids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a column of the catalog"
)]
pub struct FunctionDefinition {
    /// Its arguments, output ones too.
    #[serde(default, skip_serializing_if = "is_default")]
    pub parameters: Vec<ParameterRow>,
    /// `prorettype`
    pub returns: u32,
    /// `proretset`
    #[serde(default, skip_serializing_if = "is_default")]
    pub returns_set: bool,
    /// `provolatile`: the letter.
    pub volatility: String,
    /// `proisstrict`
    #[serde(default, skip_serializing_if = "is_default")]
    pub strict: bool,
    /// `prosecdef`
    #[serde(default, skip_serializing_if = "is_default")]
    pub security_definer: bool,
    /// `proleakproof`
    #[serde(default, skip_serializing_if = "is_default")]
    pub leakproof: bool,
    /// `proparallel`: the letter.
    pub parallel: String,
    /// `procost`
    pub cost: String,
    /// `prorows`
    pub rows: String,
    /// `proconfig`: `name=value`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub settings: Vec<String>,
    /// `prosrc`
    pub source: String,
    /// `probin`
    #[serde(default, skip_serializing_if = "is_default")]
    pub binary: Option<String>,
    /// `pg_get_function_sqlbody`, where the body is SQL itself.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sql: Option<String>,
    /// What `pg_aggregate` says, as `word=value` of `CREATE AGGREGATE`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub aggregate: Vec<String>,
}

/// One argument of a function.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParameterRow {
    /// The letter of `proargmodes`.
    pub mode: String,
    /// Its name; empty where it has none.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: String,
    /// The oid of its type.
    #[serde(rename = "type")]
    pub type_oid: u32,
    /// Its default.
    #[serde(default, skip_serializing_if = "is_default")]
    pub default: Option<String>,
}

/// `pg_proc.prokind`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FunctionKind {
    /// `f`
    #[default]
    Function,
    /// `p`
    Procedure,
    /// `a`
    Aggregate,
    /// `w`
    Window,
}

/// An object of which only the name is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedRow {
    /// What it is.
    pub kind: NamedKind,
    /// `oid`.
    pub oid: u32,
    /// The schema's name; a policy's or rule's table's schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// The table it belongs to; 0 for none.
    #[serde(default, skip_serializing_if = "is_default")]
    pub relation: u32,
    /// What a rule does.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rule: Option<RuleDetails>,
}

/// What a row of `pg_rewrite` says beside its name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleDetails {
    /// `ev_enabled`
    #[serde(default, skip_serializing_if = "is_default")]
    pub state: TriggerState,
    /// `pg_get_ruledef`
    pub definition: String,
}

/// The kinds of [`NamedRow`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamedKind {
    /// `pg_collation`, in files of older versions.
    Collation,
    /// `pg_rewrite`, the rules of views apart
    Rule,
    /// `pg_statistic_ext`
    Statistics,
}
