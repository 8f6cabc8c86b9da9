//! Collations.

use super::ObjectId;

/// A collation that a user made (`pg_collation`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collation {
    /// Its identity on this side.
    pub id: ObjectId,
    /// What it is; `None` where the ledger copies a collation of the server's, which nothing tells.
    pub definition: Option<CollationDefinition>,
}

/// What a collation is. Servers before 15 keep the locale of ICU in `collcollate` and `collctype`;
/// here it is [`CollationDefinition::locale`] always.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollationDefinition {
    /// Who compares.
    pub provider: CollationProvider,
    /// `LC_COLLATE` of the C library.
    pub collate: Option<String>,
    /// `LC_CTYPE` of the C library.
    pub ctype: Option<String>,
    /// The locale of ICU, or of the server itself.
    pub locale: Option<String>,
    /// Rules of ICU on top of the locale's (PostgreSQL 16).
    pub rules: Option<String>,
    /// Whether only equal bytes are equal.
    pub deterministic: bool,
}

/// `pg_collation.collprovider`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CollationProvider {
    /// The C library.
    Libc,
    /// ICU.
    Icu,
    /// The server itself (PostgreSQL 17).
    Builtin,
    /// The database's default.
    Database,
}

impl CollationProvider {
    /// The provider in the words of `CREATE COLLATION`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Libc => "libc",
            Self::Icu => "icu",
            Self::Builtin => "builtin",
            Self::Database => "the database's default",
        }
    }
}
