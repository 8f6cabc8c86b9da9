//! Rows of tables and of what lies in them.

use serde::{Deserialize, Serialize};

use super::{Qualified, is_default};

/// One row of `pg_class`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a column of the catalog"
)]
pub struct RelationRow {
    /// `oid`.
    pub oid: u32,
    /// The transaction that last wrote the row.
    pub xmin: u32,
    /// The schema's name.
    pub schema: String,
    /// `relname`.
    pub name: String,
    /// `relkind`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: RelationKind,
    /// Whether it is UNLOGGED.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unlogged: bool,
    /// `relrowsecurity`
    #[serde(default, skip_serializing_if = "is_default")]
    pub row_security: bool,
    /// `relforcerowsecurity`
    #[serde(default, skip_serializing_if = "is_default")]
    pub force_row_security: bool,
    /// `reloptions`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: Vec<String>,
    /// The tablespace, where that is not the database's own.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tablespace: Option<String>,
    /// The bound, if it is a partition.
    #[serde(default, skip_serializing_if = "is_default")]
    pub partition_bound: Option<String>,
    /// The key, if it is partitioned.
    #[serde(default, skip_serializing_if = "is_default")]
    pub partition_key: Option<String>,
    /// The tables that it inherits from, or is a partition of.
    #[serde(default, skip_serializing_if = "is_default")]
    pub parents: Vec<u32>,
    /// The type that it is `OF`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub of_type: Option<Qualified>,
    /// Whether an extension made it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub extension: bool,
    /// `relnatts`: the columns that it has or had; files of older versions do not hold it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub attributes: Option<u16>,
}

/// `pg_class.relkind`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// `r`
    #[default]
    Table,
    /// `p`
    Partitioned,
    /// `f`
    Foreign,
    /// `v`
    View,
    /// `m`
    MaterializedView,
    /// `S`
    Sequence,
}

/// One type with one modifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeRow {
    /// `atttypid`.
    pub oid: u32,
    /// `atttypmod`.
    #[serde(default = "no_modifier", skip_serializing_if = "is_no_modifier")]
    pub modifier: i32,
    /// `format_type` of both.
    pub text: String,
    /// The schema of the type (of an array: of its element); none for `pg_catalog`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub schema: Option<String>,
    /// The type's (or element's) name; for a built-in one the words of `format_type`.
    pub name: String,
    /// The modifier as it is written, with parentheses.
    #[serde(default, skip_serializing_if = "is_default")]
    pub modifiers: String,
    /// Whether it is an array.
    #[serde(default, skip_serializing_if = "is_default")]
    pub array: bool,
    /// The letter of `typstorage`; files of older versions have none.
    #[serde(default, skip_serializing_if = "is_default")]
    pub storage: Option<String>,
}

fn no_modifier() -> i32 {
    -1
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_no_modifier(modifier: &i32) -> bool {
    *modifier == no_modifier()
}

/// One row of `pg_attribute`, with its default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnRow {
    /// The table's oid.
    pub relation: u32,
    /// `attnum`.
    pub num: i16,
    /// The transaction that last wrote the row.
    pub xmin: u32,
    /// `attname`.
    pub name: String,
    /// `atttypid`.
    #[serde(rename = "type")]
    pub type_oid: u32,
    /// `atttypmod`.
    #[serde(default = "no_modifier", skip_serializing_if = "is_no_modifier")]
    pub modifier: i32,
    /// `attnotnull`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_null: bool,
    /// The default's, or generated column's, expression.
    #[serde(default, skip_serializing_if = "is_default")]
    pub default: Option<String>,
    /// `attidentity`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub identity: Option<IdentityKind>,
    /// `attgenerated`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub generated: Option<GeneratedKind>,
    /// The collation, where that is not its type's own.
    #[serde(default, skip_serializing_if = "is_default")]
    pub collation: Option<Qualified>,
    /// Whether it only comes from a parent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherited: bool,
}

/// `pg_attribute.attidentity`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    /// `a`
    Always,
    /// `d`
    ByDefault,
}

/// `pg_attribute.attgenerated`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GeneratedKind {
    /// `s`
    Stored,
    /// `v`
    Virtual,
}

/// One row of `pg_sequence`, with its owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SequenceRow {
    /// The oid of its relation.
    pub relation: u32,
    /// The oid of its type.
    #[serde(rename = "type")]
    pub type_oid: u32,
    /// `START`.
    pub start: i64,
    /// `INCREMENT`.
    pub increment: i64,
    /// `MINVALUE`.
    pub min: i64,
    /// `MAXVALUE`.
    pub max: i64,
    /// `CACHE`.
    pub cache: i64,
    /// `CYCLE`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cycle: bool,
    /// The table and column that own it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub owner: Option<(u32, i16)>,
    /// Whether it stands behind an identity column (`pg_depend` type `i`, else `a`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub identity: bool,
}

/// One row of `pg_trigger`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriggerRow {
    /// `oid`.
    pub oid: u32,
    /// The transaction that last wrote the row.
    pub xmin: u32,
    /// The table's oid.
    pub relation: u32,
    /// `tgname`.
    pub name: String,
    /// `tgenabled`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub state: TriggerState,
    /// `pg_get_triggerdef`, where there is a condition: nothing else prints it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub definition: Option<String>,
    /// Whether it is a partition's own of its table's trigger (`tgparentid`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherited: bool,
    /// The function it calls.
    pub function: Qualified,
    /// The rest of the row.
    #[serde(default, skip_serializing_if = "is_default")]
    pub details: Option<TriggerDetails>,
}

/// What a row of `pg_trigger` says beside its name and function.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriggerDetails {
    /// `tgtype`
    pub bits: i16,
    /// `tgattr`: the columns of `UPDATE OF` by number.
    #[serde(default, skip_serializing_if = "is_default")]
    pub columns: Vec<i16>,
    /// `tgargs`
    #[serde(default, skip_serializing_if = "is_default")]
    pub arguments: Vec<String>,
    /// `tgoldtable`
    #[serde(default, skip_serializing_if = "is_default")]
    pub old_table: Option<String>,
    /// `tgnewtable`
    #[serde(default, skip_serializing_if = "is_default")]
    pub new_table: Option<String>,
    /// Whether it is a constraint trigger.
    #[serde(default, skip_serializing_if = "is_default")]
    pub constraint: bool,
    /// `tgdeferrable`
    #[serde(default, skip_serializing_if = "is_default")]
    pub deferrable: bool,
    /// `tginitdeferred`
    #[serde(default, skip_serializing_if = "is_default")]
    pub deferred: bool,
    /// `tgconstrrelid`: the table of `FROM`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub from: u32,
}

/// `pg_trigger.tgenabled`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TriggerState {
    /// `O`: fires, unless the session replicates.
    #[default]
    Origin,
    /// `D`: never fires.
    Disabled,
    /// `R`: fires only when the session replicates.
    Replica,
    /// `A`: always fires.
    Always,
}
