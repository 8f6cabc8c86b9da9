//! The history: every run in one local SQLite file.
//!
//! A run is written in one transaction or not at all, by however many processes at once. Nothing that
//! the file holds is believed: its layout, its chain of seals, and each text that is read are held against what
//! they must be. Names and layout: `docs/history.md`.

mod audit;
mod body;
mod dashboard;
mod diff;
mod edited;
mod error;
mod file;
mod find_by_finding;
mod link;
mod past;
mod previous;
mod rows;
mod runs;
mod schedule;
mod schemas;
mod selector;
mod shared;
mod sightings;
mod standing;
mod trend;
mod verify;
mod write;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use serde::{Deserialize, Serialize};

use self::body::Bodies;
use self::file::State;
use self::rows::Found;
use crate::regular_file;

pub use self::audit::{AuditRequest, Named};
pub use self::dashboard::Moment;
#[cfg(test)]
use self::error::Fault;
pub use self::error::{HistoryError, Problem};
pub use self::find_by_finding::Held;
pub use self::link::Anchor;
pub use self::past::{Past, PastRun};
pub use self::previous::PreviousRun;
#[cfg(test)]
pub use self::runs::RunChange;
pub use self::runs::RunSummary;
pub use self::schemas::SchemaSeen;
pub use self::selector::RunSelector;
pub use self::shared::{AnswerKey, Answers, Definition};
pub use self::sightings::Sightings;
pub use self::standing::{last_success, standing};
pub use self::verify::Verification;
pub use self::write::Keep;

/// Where the history is kept unless the user says otherwise.
pub const DEFAULT_PATH: &str = ".reconcile/history.sqlite3";

/// What a history is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Made if it is not there, and proved to be writable.
    Write,
    /// Must be there.
    Read,
    /// Must be there, and is looked at whatever was done to it.
    Inspect,
}

/// An open history.
pub struct History {
    connection: Connection,
    path: PathBuf,
    bodies: Bodies,
}

/// What a run was made from, beside its report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    /// Every row of `django_migrations`, in the order of its id, whatever the scope.
    pub records: Vec<RecordRow>,
    /// Every stored output, whatever the scope.
    pub files: Vec<LedgerFile>,
    /// The objects that were compared, as the database has them.
    pub objects: Vec<Definition>,
    /// What the server said, in this run or an earlier one, and this run used.
    pub answers: Answers,
}

/// A row of `django_migrations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRow {
    /// The schema, where the run was over several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The row's id.
    pub id: i64,
    /// The app label.
    pub app: String,
    /// The migration's name.
    pub name: String,
    /// When it was applied, with every digit that the database gave; none where it gave no time.
    pub applied: Option<jiff::Timestamp>,
}

/// A stored output and its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerFile {
    /// The app label.
    pub app: String,
    /// The migration's name.
    pub name: String,
    /// A digest of the file's bytes.
    pub digest: String,
}

impl History {
    /// Opens the history in `path`, waiting at most `wait` for other processes.
    ///
    /// # Errors
    ///
    /// Where the file cannot be made, read or written, is locked for longer than `wait`, is no
    /// history of this release, or is not as it was written.
    pub fn open(path: &Path, mode: Mode, wait: Duration) -> Result<Self, HistoryError> {
        let history = match mode {
            Mode::Write => Self::open_to_write(path, wait)?,
            Mode::Read | Mode::Inspect => Self::open_to_read(path, wait)?,
        };
        if mode != Mode::Inspect {
            history.prove()?;
        }
        Ok(history)
    }

    fn open_to_write(path: &Path, wait: Duration) -> Result<Self, HistoryError> {
        file::check(path)?;
        file::create(path, |new| Self::connect(new, wait)?.lay_out())?;
        let history = Self::connect(path, wait)?;
        history.lay_out()?;
        history.prove_writable()?;
        Ok(history)
    }

    fn open_to_read(path: &Path, wait: Duration) -> Result<Self, HistoryError> {
        file::check(path)?;
        match regular_file::open(path) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(Problem::NotThere.at(path));
            }
            Err(error) => return Err(Problem::NotReadable(error).at(path)),
        }
        let (history, state) = Self::connect_to_read(path, wait)?;
        match state {
            State::Empty => Err(Problem::NotThere.at(path)),
            State::History => {
                history
                    .attempt(|it| Ok(it.connection.pragma_update(None, "query_only", true)?))?;
                Ok(history)
            }
        }
    }

    /// A reader of a WAL file writes beside it, unless nothing waits in its log and the file is
    /// taken for one that nobody changes.
    fn connect_to_read(path: &Path, wait: Duration) -> Result<(Self, State), HistoryError> {
        let history = Self::connect(path, wait)?;
        match history.state() {
            Ok(state) => Ok((history, state)),
            Err(error) if !matches!(error.problem, Problem::ReadOnly) => Err(error),
            Err(_) if file::has_log(path) => Err(Problem::Unmerged.at(path)),
            Err(_) => {
                let history = Self::connect_unchanging(path)?;
                let state = history.state()?;
                Ok((history, state))
            }
        }
    }

    fn connect_unchanging(path: &Path) -> Result<Self, HistoryError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        Self::connect_by(path, file::unchanging(path), flags)
    }

    fn connect(path: &Path, wait: Duration) -> Result<Self, HistoryError> {
        if file::has_journal(path) {
            return Err(Problem::Journal.at(path));
        }
        // SQLite opens a file that may not be written for reading alone. A connection that asks for
        // no more than that would leave its -wal and -shm files behind.
        let history = Self::connect_by(path, path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        history.attempt(|it| Ok(it.connection.busy_timeout(wait)?))?;
        Ok(history)
    }

    fn connect_by(
        path: &Path,
        name: impl AsRef<Path>,
        flags: OpenFlags,
    ) -> Result<Self, HistoryError> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(name, flags);
        let connection = connection.map_err(|error| Problem::from(error).at(path))?;
        let history = Self {
            connection,
            path: path.to_owned(),
            bodies: Bodies::default(),
        };
        history.attempt(|it| Ok(file::distrust(&it.connection)?))?;
        Ok(history)
    }

    /// A transaction that may write.
    fn begin(&self) -> Found<Transaction<'_>> {
        let immediate = TransactionBehavior::Immediate;
        Ok(Transaction::new_unchecked(&self.connection, immediate)?)
    }

    /// Takes the write lock and lets it go, so that a history that cannot be written is known
    /// before anything is measured.
    fn prove_writable(&self) -> Result<(), HistoryError> {
        self.attempt(|history| {
            if history.connection.is_readonly("main")? {
                return Err(Problem::ReadOnly);
            }
            Ok(history.begin()?.rollback()?)
        })
    }
}

#[cfg(test)]
mod tests;
