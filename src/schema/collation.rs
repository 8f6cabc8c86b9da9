//! Collations.

use super::ObjectId;
use super::described::{Value, object, words};

/// A collation that a user made (`pg_collation`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collation {
    /// Its identity on this side.
    pub id: ObjectId,
    /// What it is; `None` where the ledger copies a collation of the server's, which nothing tells.
    pub definition: Option<CollationDefinition>,
}

object! {
    /// What a collation is. Servers before 15 keep the locale of ICU in `collcollate` and `collctype`;
    /// here it is [`CollationDefinition::locale`] always.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct CollationDefinition {
        /// Who compares.
        provider: CollationProvider => Provider "PROVIDER {}" = |it| Value::word(it.provider.as_str());
        /// Whether only equal bytes are equal.
        deterministic: bool => Deterministic " {}" = |it| Value::either(it.deterministic, ["deterministic", "not deterministic"]);
        /// `LC_COLLATE` of the C library.
        collate: Option<String> => Locale "\nLC_COLLATE {}" = |it| Value::Literal(it.collate.as_deref(), "none");
        /// `LC_CTYPE` of the C library.
        ctype: Option<String> => Locale "\nLC_CTYPE {}" = |it| Value::Literal(it.ctype.as_deref(), "none");
        /// The locale of ICU, or of the server itself.
        locale: Option<String> => Locale "\nLOCALE {}" = |it| Value::Literal(it.locale.as_deref(), "none");
        /// Rules of ICU on top of the locale's (PostgreSQL 16).
        rules: Option<String> => Rules "\nRULES {}" = |it| Value::Literal(it.rules.as_deref(), "no rules");
    }
}

words! {
    /// `pg_collation.collprovider`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum CollationProvider {
        /// The C library.
        Libc = "libc",
        /// ICU.
        Icu = "icu",
        /// The server itself (PostgreSQL 17).
        Builtin = "builtin",
        /// The database's default.
        Database = "the database's default",
    }
}
