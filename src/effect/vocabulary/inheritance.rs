//! What a table has from other tables, types and queries.

use super::Reference;
use crate::effect::query::QueryColumns;
use crate::schema::{Bound, PartitionKey, TypeName};

/// Where a new table has its columns from, beside its own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewInheritance {
    /// `PARTITION BY`.
    pub key: Option<PartitionKey>,
    /// `PARTITION OF`: the columns of the table are changes of those that it inherits.
    pub partition_of: Option<(Reference, Bound)>,
    /// `INHERITS`.
    pub inherits: Vec<Reference>,
    /// `LIKE`, in order.
    pub likes: Vec<NewLike>,
    /// `OF`: the columns of the table are changes of those of the type.
    pub of_type: Option<TypeName>,
    /// `AS`.
    pub query: Option<QueryColumns>,
}

/// `LIKE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLike {
    /// The table that is copied.
    pub source: Reference,
    /// How many columns of the statement stand before it.
    pub position: usize,
    /// What of it is copied beside the columns.
    pub parts: CopiedParts,
}

/// `INCLUDING`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a word of the statement of its own"
)]
pub struct CopiedParts {
    /// `COMMENTS`.
    pub comments: bool,
    /// `COMPRESSION`.
    pub compression: bool,
    /// `CONSTRAINTS`: the checks.
    pub constraints: bool,
    /// `DEFAULTS`.
    pub defaults: bool,
    /// `GENERATED`.
    pub generated: bool,
    /// `IDENTITY`.
    pub identity: bool,
    /// `INDEXES`: the keys too.
    pub indexes: bool,
    /// `STATISTICS`.
    pub statistics: bool,
    /// `STORAGE`.
    pub storage: bool,
}

/// What an `ALTER TABLE` changes in what a table inherits from.
#[derive(Debug, Clone, PartialEq)]
pub enum InheritanceChange {
    /// `ATTACH PARTITION`.
    Attach(Reference, Bound),
    /// `DETACH PARTITION`.
    Detach {
        /// The partition.
        partition: Reference,
        /// `CONCURRENTLY`: the server may leave a check of the bound behind.
        concurrently: bool,
    },
    /// `INHERIT`.
    Inherit(Reference),
    /// `NO INHERIT`.
    NoInherit(Reference),
    /// `OF`; none is `NOT OF`.
    OfType(Option<TypeName>),
}
