//! Which database is measured, and how it is asked.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::{PipelineError, Schemas};
pub use crate::catalog::Place;

/// A database, and how it is asked. It holds passwords, so it has no `Debug`.
pub struct Connection {
    /// The database or its snapshot.
    pub source: Source,
    /// The schemas that migrations are expected to land in.
    pub schemas: Schemas,
    /// The alias by which it was named, where it was.
    pub alias: Option<String>,
    /// How long one statement may take on the server.
    pub statement_timeout: Duration,
}

/// Where records and catalog come from. It holds passwords, so it has no `Debug`.
pub enum Source {
    /// A server.
    Postgres {
        /// The URL or `key=value` DSN; none means the environment alone.
        url: Option<String>,
        /// `PG*`, `HOME` and `USER` of the environment, as libpq would read them.
        environment: BTreeMap<String, String>,
    },
    /// An SQLite database.
    Sqlite(PathBuf),
    /// A file that `reconcile snapshot` wrote.
    Snapshot(PathBuf),
}

impl Source {
    /// Where this may lead; nothing is connected to.
    ///
    /// # Errors
    ///
    /// What is written of a server cannot be understood, or there is no such file.
    pub fn places(&self) -> Result<Vec<Place>, PipelineError> {
        Ok(self.open(None)?.places()?)
    }
}
