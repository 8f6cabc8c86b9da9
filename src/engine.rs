//! Kinds of database.

use serde::{Deserialize, Serialize};

/// Kinds of database, by Django's word for them (`connection.vendor`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// PostgreSQL.
    #[default]
    #[serde(rename = "postgresql")]
    PostgreSql,
    /// SQLite.
    Sqlite,
}

impl Engine {
    /// The word of Django and of the report.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PostgreSql => "postgresql",
            Self::Sqlite => "sqlite",
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PostgreSql => "PostgreSQL",
            Self::Sqlite => "SQLite",
        }
    }
}
