//! Why records and catalog could not be read.

use super::SnapshotError;
use super::postgres::connect::ConnectError;
use crate::record::read::{RecordError, ServerMessage};

/// Why records and catalog could not be read. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogError {
    /// There is no connection.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The server is older than PostgreSQL 13.
    #[error("the server is PostgreSQL {version}: 13 is the oldest that can be read")]
    TooOld {
        /// Its version.
        version: String,
    },
    /// The server refused, or went away in the middle.
    #[error("reading {what} failed: {server}; {}", .server.advice())]
    Refused {
        /// What was being read.
        what: &'static str,
        /// What it said.
        server: Box<ServerMessage>,
    },
    /// The catalog was changed each time while it was read.
    #[error(
        "the schema is being changed right now: its catalog was read {times} times, and was changed each time \
                 while it was read"
    )]
    Changing {
        /// How often it was read.
        times: usize,
    },
    /// A value of the catalog is not understood.
    #[error("reading {what} failed: {reason} in `{column}`; a newer reconcile may know it")]
    Unread {
        /// What was being read.
        what: &'static str,
        /// The column.
        column: String,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no role of this name.
    #[error("the server has no role '{role}'")]
    UnknownRole {
        /// The name.
        role: String,
        /// The roles that there are.
        known: Vec<String>,
    },
    /// The records could not be read.
    #[error(transparent)]
    Records(#[from] RecordError),
    /// The snapshot could not be read or written.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
}
