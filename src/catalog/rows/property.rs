//! Rows of what the server keeps of objects beside their definitions.

use serde::{Deserialize, Serialize};

use super::is_default;

/// One comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentRow {
    /// The catalog that the object is in.
    #[serde(default, skip_serializing_if = "is_default")]
    pub class: CommentClass,
    /// The object's oid.
    pub relation: u32,
    /// The column's number; 0 for the object itself.
    pub num: i32,
    /// A view's column, an attribute of a type, `index` of a constraint, `not null`; else nothing.
    #[serde(default, skip_serializing_if = "is_default")]
    pub part: String,
    /// The comment.
    pub text: String,
}

/// The catalog of a commented object.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommentClass {
    /// `pg_class`
    #[default]
    Relation,
    /// `pg_constraint`
    Constraint,
    /// `pg_trigger`
    Trigger,
    /// `pg_policy`
    Policy,
    /// `pg_rewrite`
    Rule,
    /// `pg_namespace`
    Namespace,
    /// `pg_extension`
    Extension,
    /// `pg_proc`
    Function,
    /// `pg_type`
    Type,
    /// `pg_collation`
    Collation,
    /// `pg_statistic_ext`
    Statistics,
}

/// What the server keeps of objects beside their definitions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PropertyRows {
    /// What the server takes where nothing is said.
    pub server: ServerRow,
    /// Of columns, by table or index and number.
    #[serde(skip_serializing_if = "is_default")]
    pub columns: Vec<ColumnPropertyRow>,
    /// Of tables and materialized views.
    #[serde(skip_serializing_if = "is_default")]
    pub relations: Vec<RelationPropertyRow>,
    /// Extended statistics.
    #[serde(skip_serializing_if = "is_default")]
    pub statistics: Vec<StatisticsRow>,
    /// The NOT NULL constraints of domains: the domain's oid and the name.
    #[serde(skip_serializing_if = "is_default")]
    pub domain_not_nulls: Vec<(u32, String)>,
}

/// What the server takes where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServerRow {
    /// `server_version_num`
    pub version: i32,
    /// The tablespace of the database.
    pub tablespace: String,
    /// `default_tablespace`; none is the database's.
    #[serde(skip_serializing_if = "is_default")]
    pub default_tablespace: Option<String>,
    /// `default_table_access_method`
    pub default_access_method: String,
}

/// What of a row of `pg_attribute` is not the default of its type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnPropertyRow {
    /// The oid of the table or index.
    pub relation: u32,
    /// `attnum`
    pub num: i16,
    /// The letter of `attstorage`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub storage: Option<String>,
    /// The letter of `attcompression`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub compression: Option<String>,
    /// `attstattarget`
    #[serde(default, skip_serializing_if = "is_default")]
    pub target: Option<i32>,
    /// `attoptions`
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: Vec<String>,
}

/// What of a row of `pg_class` is not the default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationPropertyRow {
    /// `oid`
    pub relation: u32,
    /// The access method, where that is not `heap`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub method: Option<String>,
    /// The letter of `relreplident`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub replica_identity: Option<String>,
    /// The index of the replica identity; 0 for none.
    #[serde(default, skip_serializing_if = "is_default")]
    pub replica_index: u32,
    /// The index that the table is clustered on; 0 for none.
    #[serde(default, skip_serializing_if = "is_default")]
    pub clustered_on: u32,
    /// The TOAST table's `reloptions`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub toast_options: Vec<String>,
    /// Whether there is no TOAST table.
    #[serde(default, skip_serializing_if = "is_default")]
    pub untoasted: bool,
}

/// One row of `pg_statistic_ext`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatisticsRow {
    /// `oid`
    pub oid: u32,
    /// `stxrelid`
    pub relation: u32,
    /// `stxkeys`
    #[serde(default, skip_serializing_if = "is_default")]
    pub columns: Vec<i16>,
    /// The letters of `stxkind`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kinds: Vec<String>,
    /// The expressions, in order.
    #[serde(default, skip_serializing_if = "is_default")]
    pub expressions: Vec<String>,
    /// `stxstattarget`
    #[serde(default, skip_serializing_if = "is_default")]
    pub target: Option<i32>,
}
