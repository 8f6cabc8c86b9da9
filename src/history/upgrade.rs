//! The layout of the file and its upgrades, one step a version.

use rusqlite::{Connection, TransactionBehavior};

use super::error::{HistoryError, Problem};
use super::write::integer;
use super::{History, file};

/// The step at position n brings version n to version n + 1. A step is never changed once it was
/// released.
pub(super) const STEPS: &[&str] = &[
    include_str!("v1.sql"),
    include_str!("v2.sql"),
    include_str!("v3.sql"),
];

/// Marks a SQLite file as a history: the letters `rcnc`.
const APPLICATION_ID: i64 = 0x7263_6e63;

impl History {
    /// The version of the file; 0 for an empty one.
    pub(super) fn version(&self, steps: &[&str]) -> Result<usize, HistoryError> {
        let path = &self.path;
        // In one transaction: between two of the questions another process may make the file.
        let state = self
            .connection
            .unchecked_transaction()
            .and_then(|view| State::read(&view));
        let state = state.map_err(|error| HistoryError::of(path, error))?;
        match state {
            State::Empty => Ok(0),
            State::Foreign => Err(Problem::Foreign.at(path)),
            State::History(version) if version > steps.len() => Err(Problem::Newer {
                version,
                known: steps.len(),
            }
            .at(path)),
            State::History(version) => Ok(version),
        }
    }

    /// Brings the file to the newest version, after a copy of it was made if it holds anything.
    pub(super) fn upgrade(&mut self, steps: &[&str]) -> Result<(), HistoryError> {
        let version = self.version(steps)?;
        if version == steps.len() {
            return Ok(());
        }
        if version > 0 {
            self.back_up(version)?;
        }
        self.apply(steps)?;
        self.connection
            .pragma_update(None, "journal_mode", "wal")
            .map_err(|error| HistoryError::of(&self.path, error))
    }

    fn back_up(&self, version: usize) -> Result<(), HistoryError> {
        let backup = file::create_backup(&self.path, version)?;
        let name = backup.to_string_lossy().into_owned();
        match self.connection.execute("VACUUM INTO ?1", [name]) {
            Ok(_) => Ok(()),
            Err(error) => {
                // What is there of a copy is none; that it cannot be removed changes nothing.
                let _ = std::fs::remove_file(&backup);
                Err(HistoryError::of(&self.path, error))
            }
        }
    }

    /// All missing steps in one transaction. The version is read again under the write lock:
    /// another process may have been faster.
    fn apply(&mut self, steps: &[&str]) -> Result<(), HistoryError> {
        let path = self.path.clone();
        let fail = |error| HistoryError::of(&path, error);
        let immediate = TransactionBehavior::Immediate;
        let transaction = self
            .connection
            .transaction_with_behavior(immediate)
            .map_err(fail)?;
        let done = match State::read(&transaction).map_err(fail)? {
            State::History(version) => version,
            State::Empty => 0,
            State::Foreign => return Err(Problem::Foreign.at(&path)),
        };
        let version = integer(steps.len().max(done) as u64);
        for step in steps.iter().skip(done) {
            transaction.execute_batch(step).map_err(fail)?;
        }
        transaction
            .pragma_update(None, "application_id", APPLICATION_ID)
            .map_err(fail)?;
        transaction
            .pragma_update(None, "user_version", version)
            .map_err(fail)?;
        transaction.commit().map_err(fail)
    }
}

/// What a SQLite file is to this tool.
enum State {
    Empty,
    Foreign,
    History(usize),
}

impl State {
    fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let number =
            |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
        let version = number("user_version")?;
        if number("application_id")? == APPLICATION_ID {
            return Ok(Self::History(
                usize::try_from(version).unwrap_or(usize::MAX),
            ));
        }
        let objects: i64 =
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        Ok(if version == 0 && objects == 0 {
            Self::Empty
        } else {
            Self::Foreign
        })
    }
}
