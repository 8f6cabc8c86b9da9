//! Why records and catalog could not be read.

use std::fmt;

use super::SnapshotError;
use super::postgres::connect::ConnectError;
use crate::record::read::{RecordError, ServerMessage};

/// Why records and catalog could not be read. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CatalogError {
    /// There is no connection.
    Connect(ConnectError),
    /// The server is older than PostgreSQL 13.
    TooOld {
        /// Its version.
        version: String,
    },
    /// The server refused, or went away in the middle.
    Refused {
        /// What was being read.
        what: &'static str,
        /// What it said.
        server: Box<ServerMessage>,
    },
    /// The catalog was changed each time while it was read.
    Changing {
        /// How often it was read.
        times: usize,
    },
    /// A value of the catalog is not understood.
    Unread {
        /// What was being read.
        what: &'static str,
        /// The column.
        column: String,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no role of this name.
    UnknownRole {
        /// The name.
        role: String,
        /// The roles that there are.
        known: Vec<String>,
    },
    /// The records could not be read.
    Records(RecordError),
    /// The snapshot could not be read or written.
    Snapshot(SnapshotError),
}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect(error) => error.fmt(f),
            Self::TooOld { version } => {
                write!(
                    f,
                    "the server is PostgreSQL {version}: 13 is the oldest that can be read"
                )
            }
            Self::Refused { what, server } => {
                write!(f, "reading {what} failed: {server}; {}", server.advice())
            }
            Self::Changing { times } => write!(
                f,
                "the schema is being changed right now: its catalog was read {times} times, and was changed each time \
                 while it was read"
            ),
            Self::Unread {
                what,
                column,
                reason,
            } => write!(
                f,
                "reading {what} failed: {reason} in `{column}`; a newer reconcile may know it"
            ),
            Self::UnknownRole { role, .. } => write!(f, "the server has no role '{role}'"),
            Self::Records(error) => error.fmt(f),
            Self::Snapshot(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for CatalogError {}

impl From<ConnectError> for CatalogError {
    fn from(error: ConnectError) -> Self {
        Self::Connect(error)
    }
}

impl From<RecordError> for CatalogError {
    fn from(error: RecordError) -> Self {
        Self::Records(error)
    }
}

impl From<SnapshotError> for CatalogError {
    fn from(error: SnapshotError) -> Self {
        Self::Snapshot(error)
    }
}
