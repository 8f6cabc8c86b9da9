//! The catalog as rows: what the queries bring and what a snapshot file holds. Letters of the catalog
//! are enums here already; names are exact; nothing is interpreted. Values that most rows share are
//! left out of the file.

mod code;
mod describe;
mod property;
mod reader;
mod relation;
mod sqlite;
mod standalone;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use code::{
    CommentClass, Compression, ConstraintKind, NamedKind, RelationKind, ReplicaIdentity,
    StatisticsKind, Storage,
};
pub(super) use describe::{DecodeError, RowReader, cell};
pub use property::{
    ColumnPropertyRow, CommentRow, PropertyRows, RelationPropertyRow, ServerRow, StatisticsRow,
};
pub use relation::{
    ColumnRow, ConstraintRow, IndexRow, KeyRow, PolicyRow, RelationRow, SequenceRow, TriggerRow,
    TypeRow,
};
pub use sqlite::{SqliteColumn, SqliteForeignKey, SqliteIndex, SqliteKey, SqliteRow};
pub use standalone::{
    AttributeRow, CollationRow, DomainCheckRow, ExtensionRow, FunctionDefinition, FunctionRow,
    NamedRow, NamespaceRow, OtherRow, ParameterRow, RangeRow, TypeShape, UserTypeRow, ViewRow,
};

/// Whether a value is its type's default, and so stays out of the file.
pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A schema and a name in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualified(pub String, pub String);

/// Every row that was read, each list ordered by oid. References between rows are oids.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CatalogRows {
    /// Schemas, the system's own left out.
    pub namespaces: Vec<NamespaceRow>,
    /// Extensions.
    pub extensions: Vec<ExtensionRow>,
    /// Types in use, once for each modifier.
    pub types: Vec<TypeRow>,
    /// Tables, views, materialized views, foreign tables, sequences.
    pub relations: Vec<RelationRow>,
    /// Columns of tables, by table and number.
    pub columns: Vec<ColumnRow>,
    /// Constraints of tables.
    pub constraints: Vec<ConstraintRow>,
    /// Indexes.
    pub indexes: Vec<IndexRow>,
    /// Parameters of sequences.
    pub sequences: Vec<SequenceRow>,
    /// Triggers that users made.
    pub triggers: Vec<TriggerRow>,
    /// Row security policies.
    pub policies: Vec<PolicyRow>,
    /// Texts of views and materialized views.
    pub views: Vec<ViewRow>,
    /// Functions, procedures, aggregates.
    pub functions: Vec<FunctionRow>,
    /// Enum, domain, composite and range types.
    pub user_types: Vec<UserTypeRow>,
    /// Attributes of composite types, by type.
    pub attributes: Vec<AttributeRow>,
    /// Checks of domains, by domain.
    pub domain_checks: Vec<DomainCheckRow>,
    /// Collations.
    pub collations: Vec<CollationRow>,
    /// Casts, operators, languages, text search objects, publications ....
    pub others: Vec<OtherRow>,
    /// Objects of which only the name is read.
    pub named: Vec<NamedRow>,
    /// Comments.
    pub comments: Vec<CommentRow>,
    /// What the server keeps of objects beside their definitions.
    pub properties: PropertyRows,
    /// Of an SQLite database, what `sqlite_schema` holds; then there is nothing else.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sqlite: Vec<SqliteRow>,
    /// How many objects were left out, by kind.
    pub unmodelled: BTreeMap<String, i64>,
}
