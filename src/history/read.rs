//! Runs out of the history.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row};
use serde::Serialize;

use super::History;
use super::blob;
use super::body;
use super::error::{HistoryError, Problem};
use super::listing::RunChange;
use super::selector::RunSelector;
use super::write::integer;
use crate::report::{FORMAT, FindingCounts, Report, Scope, Verdict};

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
    /// How many migrations got each verdict; verdicts that nobody got are left out.
    pub verdicts: BTreeMap<Verdict, u64>,
    /// The change against the run before; none where there is none.
    pub change: Option<RunChange>,
}

impl History {
    /// The runs, newest first; all of them without a `limit`.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn runs(&self, limit: Option<u64>) -> Result<Vec<RunSummary>, HistoryError> {
        let mut runs = self
            .try_runs(limit)
            .map_err(|error| HistoryError::of(&self.path, error))?;
        self.complete(&mut runs)?;
        Ok(runs)
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
            Some(stored) => stored.report(&self.path),
            None => Err(self.no_such_run(wanted)),
        }
    }

    fn find(&self, wanted: RunSelector) -> rusqlite::Result<Option<Stored>> {
        let Some(id) = self.resolve(wanted)? else {
            return Ok(None);
        };
        let sql = "SELECT id, report_format, report, body FROM run WHERE id = ?";
        let stored = |row: &Row<'_>| {
            Ok(Stored {
                run: natural(row.get(0)?),
                format: natural(row.get(1)?),
                header: row.get(2)?,
                body: blob::get(&self.connection, &row.get::<_, String>(3)?)?,
            })
        };
        self.connection.query_row(sql, [id], stored).optional()
    }

    /// The number of the run that is meant, which may not be there.
    pub(super) fn resolve(&self, wanted: RunSelector) -> rusqlite::Result<Option<i64>> {
        let newest = || {
            let sql = "SELECT max(id) FROM run";
            self.connection.query_row(sql, [], |row| row.get(0))
        };
        match wanted {
            RunSelector::Id(id) => Ok(Some(integer(id))),
            RunSelector::Latest => newest(),
            RunSelector::Previous | RunSelector::Day(_) | RunSelector::By(_) => match newest()? {
                Some(newest) => self.resolve_beside(wanted, newest),
                None => Ok(None),
            },
        }
    }

    /// The same, where other runs of the database, schema and scope of the run `beside` are meant.
    pub(super) fn resolve_beside(
        &self,
        wanted: RunSelector,
        beside: i64,
    ) -> rusqlite::Result<Option<i64>> {
        let bound = match wanted {
            RunSelector::Id(_) | RunSelector::Latest => return self.resolve(wanted),
            RunSelector::Previous | RunSelector::Day(_) | RunSelector::By(_) => wanted.bound(),
        };
        let mut statement = self.connection.prepare(
            "SELECT run.id, run.started_at FROM run JOIN run AS it
                 ON run.identity = it.identity AND run.schema_name = it.schema_name
                 AND run.scope = it.scope
             WHERE it.id = ? ORDER BY run.id DESC",
        )?;
        let mut rows = statement.query([beside])?;
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            let meant = match bound {
                None => id < beside,
                Some(bound) => parsed(1, &row.get::<_, String>(1)?)? < bound,
            };
            if meant {
                return Ok(Some(id));
            }
        }
        Ok(None)
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

/// A stored report, in its two parts.
struct Stored {
    run: u64,
    format: u64,
    header: String,
    body: String,
}

impl Stored {
    fn report(self, path: &Path) -> Result<Report, HistoryError> {
        let Self { run, format, .. } = self;
        if format > FORMAT {
            return Err(Problem::NewerRun { run, format }.at(path));
        }
        body::join(&self.header, &self.body).map_err(|error| {
            Problem::UnreadableRun {
                run,
                reason: error.to_string(),
            }
            .at(path)
        })
    }
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
        verdicts: BTreeMap::new(),
        change: None,
    })
}

pub(super) fn parsed(column: usize, text: &str) -> rusqlite::Result<Timestamp> {
    text.parse()
        .map_err(|error: jiff::Error| unfit(column, Box::new(error)))
}

type Cause = Box<dyn std::error::Error + Send + Sync>;

pub(super) fn unfit(column: usize, error: Cause) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error)
}

/// A number that this tool wrote is never negative; one that is, was not written by it.
pub(super) fn natural(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
