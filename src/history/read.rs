//! Runs out of the history.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row};
use serde::Serialize;

use super::History;
use super::error::{HistoryError, Problem};
use super::selector::RunSelector;
use super::write::integer;
use crate::report::{FORMAT, FindingCounts, Report, Scope};

/// A run in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunSummary {
    /// Its number.
    pub id: u64,
    /// When it began.
    pub started_at: Timestamp,
    /// How long it took.
    pub duration_ms: u64,
    /// The run before it, of the same target and scope.
    pub previous: Option<u64>,
    /// The database.
    pub database: String,
    /// The schema.
    pub schema: String,
    /// The address.
    pub address: Option<String>,
    /// The stable id of cluster and database.
    pub identity: String,
    /// The scope.
    pub scope: Scope,
    /// Recorded migrations in scope.
    pub recorded: u64,
    /// How many findings of each severity.
    pub findings: FindingCounts,
    /// The exit status that it gave.
    pub exit_status: u8,
}

impl History {
    /// The runs, newest first; all of them without a `limit`.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn runs(&self, limit: Option<u64>) -> Result<Vec<RunSummary>, HistoryError> {
        self.try_runs(limit)
            .map_err(|error| HistoryError::of(&self.path, error))
    }

    fn try_runs(&self, limit: Option<u64>) -> rusqlite::Result<Vec<RunSummary>> {
        let mut statement = self.connection.prepare(
            "SELECT id, started_at, duration_ms, previous, database_name, schema_name, address,
                 identity, scope, recorded, errors, warnings, infos, exit_status
             FROM run ORDER BY id DESC LIMIT ?",
        )?;
        // A negative limit is none, says SQLite.
        let limit = limit.map_or(-1, integer);
        statement.query_map([limit], summary)?.collect()
    }

    /// The report of a stored run.
    ///
    /// # Errors
    ///
    /// Where there is no such run, or what is stored of it is no report that this release knows.
    pub fn load(&self, wanted: RunSelector) -> Result<Report, HistoryError> {
        let found = self
            .find(wanted)
            .map_err(|error| HistoryError::of(&self.path, error))?;
        match found {
            Some((run, format, text)) => read_report(&self.path, run, format, &text),
            None => Err(self.no_such_run(wanted)),
        }
    }

    fn find(&self, wanted: RunSelector) -> rusqlite::Result<Option<(u64, u64, String)>> {
        let Some(id) = self.resolve(wanted)? else {
            return Ok(None);
        };
        let sql = "SELECT id, report_format, report FROM run WHERE id = ?";
        self.connection
            .query_row(sql, [id], |row| {
                Ok((natural(row.get(0)?), natural(row.get(1)?), row.get(2)?))
            })
            .optional()
    }

    pub(super) fn resolve(&self, wanted: RunSelector) -> rusqlite::Result<Option<i64>> {
        let sql = match wanted {
            RunSelector::Id(id) => return Ok(Some(integer(id))),
            RunSelector::Latest => "SELECT max(id) FROM run",
            RunSelector::Previous => {
                "SELECT max(old.id) FROM run AS old JOIN run AS new
                     ON old.identity = new.identity AND old.schema_name = new.schema_name
                     AND old.scope = new.scope AND old.id < new.id
                 WHERE new.id = (SELECT max(id) FROM run)"
            }
        };
        self.connection.query_row(sql, [], |row| row.get(0))
    }

    pub(super) fn no_such_run(&self, wanted: RunSelector) -> HistoryError {
        match self.resolve(RunSelector::Latest) {
            Ok(newest) => Problem::NoSuchRun {
                wanted,
                newest: newest.map(natural),
            }
            .at(&self.path),
            Err(error) => HistoryError::of(&self.path, error),
        }
    }
}

fn read_report(path: &Path, run: u64, format: u64, text: &str) -> Result<Report, HistoryError> {
    if format > FORMAT {
        return Err(Problem::NewerRun { run, format }.at(path));
    }
    serde_json::from_str(text).map_err(|error| {
        Problem::UnreadableRun {
            run,
            reason: error.to_string(),
        }
        .at(path)
    })
}

fn summary(row: &Row<'_>) -> rusqlite::Result<RunSummary> {
    let number = |index| row.get(index).map(natural);
    Ok(RunSummary {
        id: number(0)?,
        started_at: parsed(1, &row.get::<_, String>(1)?)?,
        duration_ms: number(2)?,
        previous: row.get::<_, Option<i64>>(3)?.map(natural),
        database: row.get(4)?,
        schema: row.get(5)?,
        address: row.get(6)?,
        identity: row.get(7)?,
        scope: serde_json::from_str(&row.get::<_, String>(8)?)
            .map_err(|error| unfit(8, Box::new(error)))?,
        recorded: number(9)?,
        findings: FindingCounts {
            error: number(10)?,
            warning: number(11)?,
            info: number(12)?,
        },
        exit_status: row.get(13)?,
    })
}

fn parsed(column: usize, text: &str) -> rusqlite::Result<Timestamp> {
    text.parse()
        .map_err(|error: jiff::Error| unfit(column, Box::new(error)))
}

type Cause = Box<dyn std::error::Error + Send + Sync>;

fn unfit(column: usize, error: Cause) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error)
}

/// A number that this tool wrote is never negative; one that is, was not written by it.
pub(super) fn natural(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
