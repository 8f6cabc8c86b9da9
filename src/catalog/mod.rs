//! Live databases and snapshots of them to the one model.
//!
//! Both give a [`Reading`]: the records, and the catalog as rows. What follows cannot tell them apart.

pub mod assemble;
pub mod postgres;
pub mod rows;
mod snapshot;
pub mod sqlite;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub use postgres::access::{Access, Application, Readable, RolePath};
pub use snapshot::{Snapshot, SnapshotError};

use crate::definition::Definitions;
pub use crate::engine::Engine;
use crate::record::read::{Elsewhere, RecordError, Records, ServerMessage};
use postgres::arbiter::Arbiter;
use postgres::connect::{ConnectError, ConnectSettings};
use rows::CatalogRows;

/// Where records and catalog come from.
#[derive(Debug, Clone)]
pub enum Source {
    /// A PostgreSQL server.
    Live(Box<ConnectSettings>),
    /// An SQLite database.
    Sqlite(PathBuf),
    /// A file that `reconcile snapshot` wrote.
    Snapshot(PathBuf),
}

/// Where it leads, without a secret.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Live(settings) => f.write_str(&settings.label()),
            Self::Sqlite(path) | Self::Snapshot(path) => path.display().fmt(f),
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
        Source::Sqlite(path) => sqlite::visit(path, statement_timeout),
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
        Source::Sqlite(_) | Source::Snapshot(_) => Ok(None),
    }
}

/// Reads records and catalog.
///
/// # Errors
/// `CatalogError`: no connection, no records, a refused query, an unusable file.
pub fn read(source: &Source, options: &ReadOptions) -> Result<Reading, CatalogError> {
    let opened = open(source, options, &|_, _| {}, |rows| rows)?;
    let (mut reading, rows, _) = opened;
    reading.rows = rows;
    Ok(reading)
}

/// Told the records and the search path as soon as they are read, before the catalog is; once more where that was changed
/// meanwhile and all is read again.
pub type Early<'a> = &'a dyn Fn(&Records, &[String]);

/// Reads records and catalog, and keeps the session of a server open for questions. Of the rows of the catalog only what
/// `finish` makes of them is kept, which it does while the server is asked whether they were changed meanwhile.
///
/// # Errors
/// As [`read`].
pub fn open<T>(
    source: &Source,
    options: &ReadOptions,
    early: Early<'_>,
    finish: impl Fn(CatalogRows) -> T,
) -> Result<(Reading, T, Option<Arbiter>), CatalogError> {
    match source {
        Source::Live(settings) => {
            let (reading, made, arbiter) = postgres::open(settings, options, early, finish)?;
            Ok((reading, made, Some(arbiter)))
        }
        Source::Sqlite(path) => Ok(of_file(sqlite::read(path, options)?, early, finish)),
        Source::Snapshot(path) => {
            let reading = Snapshot::load(path)?.reading(options.schema.as_deref())?;
            Ok(of_file(reading, early, finish))
        }
    }
}

/// What was read in one go, and cannot be asked anything more.
fn of_file<T>(
    mut reading: Reading,
    early: Early<'_>,
    finish: impl Fn(CatalogRows) -> T,
) -> (Reading, T, Option<Arbiter>) {
    early(&reading.records, &reading.target.search_path);
    let made = finish(std::mem::take(&mut reading.rows));
    (reading, made, None)
}

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
    /// The SQLite file cannot be read.
    #[error(transparent)]
    Sqlite(#[from] sqlite::SqliteError),
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

/// Which database it is, without a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// What kind of database.
    pub engine: Engine,
    /// The version, as the server says it.
    pub server_version: String,
    /// The version as a number (`server_version_num`).
    pub server_version_num: i32,
    /// The database's name.
    pub database: String,
    /// The schema that migrations are expected to land in.
    pub schema: String,
    /// The schemas of the connection's search path that exist, in order.
    pub search_path: Vec<String>,
    /// The role that read it.
    pub role: String,
    /// `host:port`, or `folder:port` for a socket.
    pub address: String,
    /// What stays the same as long as it is the same database.
    pub identity: Identity,
    /// That the server is a standby, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standby: Option<Standby>,
    /// When the snapshot was taken, where it is one.
    #[serde(skip)]
    pub taken_at: Option<Timestamp>,
}

/// A server that repeats what another one does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standby {
    /// When the last transaction that it has repeated was committed; none where it has repeated none since
    /// it started.
    pub replayed: Option<Timestamp>,
}

/// What tells one database from another, wherever it is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The cluster's system identifier, where the role may read it.
    pub system: Option<String>,
    /// `pg_database.oid`.
    pub database_oid: u32,
}

impl Target {
    /// 16 hexadecimal digits that stay the same as long as it is the same database: of the cluster
    /// (or, where the role may not read its identifier, the address) and the database.
    #[must_use]
    pub fn identity_digest(&self) -> String {
        self.identity.digest(&self.address, &self.database)
    }
}

impl Identity {
    fn digest(&self, address: &str, database: &str) -> String {
        let cluster = match &self.system {
            Some(system) => format!("system {system}"),
            None => format!("address {address}"),
        };
        let digest = Sha256::digest(format!("{cluster}\n{}\n{database}", self.database_oid));
        let first: [u8; 8] = std::array::from_fn(|at| digest[at]);
        format!("{:016x}", u64::from_be_bytes(first))
    }
}

/// Where a database is, as the runs that were made there name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where it is reached: `host:port`, or the path of a file.
    pub address: String,
    /// Its name.
    pub database: String,
    /// The stable id, where it is known before it is read: that of a file, however its path is written.
    pub identity: Option<String>,
}

impl Source {
    /// Where this may lead: to any host of a list. Nothing is connected to. Of a snapshot nothing is known before it is
    /// read.
    ///
    /// # Errors
    ///
    /// There is no such file.
    pub fn places(&self) -> Result<Vec<Place>, CatalogError> {
        Ok(match self {
            Self::Live(settings) => settings.places().collect(),
            Self::Sqlite(path) => vec![sqlite::place(path)?],
            Self::Snapshot(_) => Vec::new(),
        })
    }
}
