//! Live databases and snapshots of them to the one model.
//!
//! Both give a [`Reading`]: the records, and the catalog as rows. What follows cannot tell them apart.

mod access;
pub mod assemble;
pub mod definition;
mod error;
pub mod postgres;
pub mod rows;
mod snapshot;
mod target;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

pub use access::{Access, AccessRow, Application, Readable, RolePath};
pub use error::CatalogError;
pub use snapshot::{Snapshot, SnapshotError};
#[cfg(test)]
use target::Identity;
pub use target::{Engine, Target};

use crate::record::read::{Elsewhere, Records};
use definition::Definitions;
use postgres::arbiter::Arbiter;
use postgres::connect::ConnectSettings;
use rows::CatalogRows;

/// Where records and catalog come from.
#[derive(Debug, Clone)]
pub enum Source {
    /// A PostgreSQL server.
    Live(Box<ConnectSettings>),
    /// A file that `reconcile snapshot` wrote.
    Snapshot(PathBuf),
}

/// Where it leads, without a secret.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Live(settings) => f.write_str(&settings.label()),
            Self::Snapshot(path) => path.display().fmt(f),
        }
    }
}

/// How to read.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The schema that migrations are expected to land in; none to find it by the search path.
    pub schema: Option<String>,
    /// Whether the records of every other schema are wanted, however many there are.
    pub all_records: bool,
    /// After how long the server gives up one query.
    pub statement_timeout: Duration,
    /// Whether to read the server's own prints too. They cost more than all the rest.
    pub definitions: bool,
    /// The role whose sight is wanted.
    pub application: Option<Application>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            schema: None,
            all_records: false,
            statement_timeout: Duration::from_secs(60),
            definitions: false,
            application: None,
        }
    }
}

/// What was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The database.
    pub target: Target,
    /// What `django_migrations` holds.
    pub records: Records,
    /// What the catalog holds.
    pub rows: CatalogRows,
    /// The server's own prints, where they were asked for; a snapshot holds none.
    pub definitions: Option<Definitions>,
    /// What the application's role sees, where it was asked for; a snapshot does not hold it.
    pub access: Option<Access>,
}

/// What was read of a database beside the one that is measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// The database.
    pub target: Target,
    /// Every `django_migrations` in it, by schema.
    pub records: Vec<Elsewhere>,
    /// What the catalog holds.
    pub rows: CatalogRows,
}

/// Reads a database beside the one that is measured: it may have no records.
///
/// # Errors
/// [`CatalogError`]: no connection, a refused query, an unusable file.
pub fn visit(source: &Source, statement_timeout: Duration) -> Result<Visit, CatalogError> {
    match source {
        Source::Live(settings) => postgres::visit(settings, statement_timeout),
        Source::Snapshot(path) => Ok(Snapshot::load(path)?.visit()),
    }
}

/// The other databases of the server that the role may connect to, by name, the one that Django makes for
/// tests first; none where the source is a snapshot, which is of one database.
///
/// # Errors
/// [`CatalogError`]: no connection, a refused query.
pub fn siblings(
    source: &Source,
    statement_timeout: Duration,
) -> Result<Option<Vec<String>>, CatalogError> {
    match source {
        Source::Live(settings) => postgres::siblings(settings, statement_timeout).map(Some),
        Source::Snapshot(_) => Ok(None),
    }
}

/// Reads records and catalog.
///
/// # Errors
/// `CatalogError`: no connection, no records, a refused query, an unusable file.
pub fn read(source: &Source, options: &ReadOptions) -> Result<Reading, CatalogError> {
    open(source, options).map(|(reading, _)| reading)
}

/// Reads records and catalog, and keeps the session of a server open for questions.
///
/// # Errors
/// As [`read`].
pub fn open(
    source: &Source,
    options: &ReadOptions,
) -> Result<(Reading, Option<Arbiter>), CatalogError> {
    match source {
        Source::Live(settings) => {
            let (reading, arbiter) = postgres::open(settings, options)?;
            Ok((reading, Some(arbiter)))
        }
        Source::Snapshot(path) => {
            let reading = Snapshot::load(path)?.reading(options.schema.as_deref())?;
            Ok((reading, None))
        }
    }
}
