//! Runs out of the history: one by its name, and lists of them with the change against the run before each.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rusqlite::Row;
use serde::Serialize;

use super::body::{self, Told};
use super::error::{HistoryError, Problem};
use super::rows::{self, Found, Json, integer, natural};
use super::selector::RunSelector;
use super::{History, shared};
use crate::report::{FORMAT, FindingCounts, Report, Scope, Verdict};

/// A run in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunSummary {
    /// Its number.
    pub id: u64,
    /// When it began.
    pub started_at: Timestamp,
    /// When what it read was so, where that was not when it began: a snapshot was taken before, a standby had replayed
    /// so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Timestamp>,
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
    /// How many of them were waived.
    pub waived: FindingCounts,
    /// The exit status that it gave.
    pub exit_status: u8,
    /// How many migrations got each verdict; verdicts that nobody got are left out.
    pub verdicts: BTreeMap<Verdict, u64>,
    /// Whether anything was measured.
    #[serde(skip)]
    pub is_measured: bool,
    /// The schemas of a run over several in which something was measured.
    #[serde(skip)]
    pub measured: BTreeSet<String>,
    /// Those in which nothing was.
    pub not_measured: BTreeSet<String>,
    /// The change against the run before; none where there is none.
    pub change: Option<RunChange>,
}

/// How many findings came and went since the run before of the same database, schema and scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RunChange {
    /// The run before, of those that are still there.
    pub against: u64,
    /// Findings that are new, as `--fail-on new` has it.
    pub new: u64,
    /// Findings that the run before told, and this one does not.
    pub gone: u64,
}

/// What one run is held against another by.
struct Held {
    run: i64,
    body: String,
    rules: (String, i64),
}

impl History {
    /// The runs, newest first; all of them without a `limit`.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn runs(&self, limit: Option<u64>) -> Result<Vec<RunSummary>, HistoryError> {
        let mut runs = self.attempt(|history| history.summaries(limit))?;
        self.complete(&mut runs)?;
        Ok(runs)
    }

    /// The newest runs as their rows tell of them, without verdicts and changes: no report is read.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn newest(&self, limit: u64) -> Result<Vec<RunSummary>, HistoryError> {
        self.attempt(|history| history.summaries(Some(limit)))
    }

    pub(super) fn summaries(&self, limit: Option<u64>) -> Found<Vec<RunSummary>> {
        // A negative limit is none, says SQLite.
        self.select("ORDER BY id DESC LIMIT ?", [limit.map_or(-1, integer)])
    }

    /// Those of one database, schema and scope, newest first: a history may hold those of a thousand.
    pub(super) fn line_of(&self, run: i64) -> Found<Vec<RunSummary>> {
        let line = "WHERE (identity, schema_name, scope) = (SELECT identity, schema_name, scope FROM run WHERE id = ?)
             ORDER BY id DESC";
        self.select(line, [run])
    }

    fn select(&self, which: &str, value: [i64; 1]) -> Found<Vec<RunSummary>> {
        let sql = format!(
            "SELECT id, started_at, duration_ms, previous, database_name, schema_name, address,
                 identity, scope, recorded, errors, warnings, infos, exit_status,
                 CASE WHEN json_valid(report) THEN
                     coalesce(report ->> '$.target.taken_at', report ->> '$.target.standby.replayed') END
             FROM run {which}"
        );
        let mut statement = self.connection.prepare(&sql)?;
        let runs = statement.query_map(value, summary)?;
        Ok(runs.collect::<rusqlite::Result<_>>()?)
    }

    /// Fills in what the rows of `runs` do not hold. Each body is read once, and no report is loaded but
    /// where the rules changed between two runs.
    fn complete(&self, runs: &mut [RunSummary]) -> Result<(), HistoryError> {
        let Some(oldest) = runs.iter().map(|run| run.id).min() else {
            return Ok(());
        };
        let pairs = self.attempt(|history| history.pairs(oldest))?;
        for run in runs {
            let Some((held, before)) = pairs.get(&run.id) else {
                continue;
            };
            let told = self.attempt(|history| history.told(&held.body))?;
            run.verdicts = verdicts(&told);
            run.waived = told.waived();
            run.is_measured = told.is_measured();
            (run.measured, run.not_measured) = told.schemas();
            run.change = match before {
                Some(before) => Some(self.change(held, before, &told)?),
                None => None,
            };
        }
        Ok(())
    }

    /// Each run from `oldest` on, and the one before it.
    fn pairs(&self, oldest: u64) -> Found<BTreeMap<u64, (Held, Option<Held>)>> {
        let mut statement = self.connection.prepare(
            "SELECT * FROM (
                 SELECT id, body, tool_version, canonicaliser, lag(id) OVER line,
                     lag(body) OVER line, lag(tool_version) OVER line, lag(canonicaliser) OVER line
                 FROM run WINDOW line AS (PARTITION BY identity, schema_name, scope ORDER BY id)
             ) WHERE id >= ?",
        )?;
        let held = |row: &Row<'_>, at: usize| -> rusqlite::Result<Held> {
            Ok(Held {
                run: row.get(at)?,
                body: row.get(at + 1)?,
                rules: (row.get(at + 2)?, row.get(at + 3)?),
            })
        };
        let pairs = statement.query_map([integer(oldest)], |row| {
            let before = row.get::<_, Option<i64>>(4)?;
            let before = before.map(|_| held(row, 4)).transpose()?;
            let now = held(row, 0)?;
            Ok((natural(now.run), (now, before)))
        })?;
        Ok(pairs.collect::<rusqlite::Result<_>>()?)
    }

    fn change(&self, run: &Held, before: &Held, now: &Told) -> Result<RunChange, HistoryError> {
        let mut change = RunChange {
            against: natural(before.run),
            new: 0,
            gone: 0,
        };
        if run.body == before.body {
            return Ok(change);
        }
        if run.rules != before.rules {
            match self.difference(natural(before.run), natural(run.run), false) {
                Ok(found) => {
                    let found = found.findings;
                    change.new = found.new.len() as u64;
                    change.gone = (found.resolved.len() + found.lapsed.len()) as u64;
                    return Ok(change);
                }
                // What cannot be loaded is still listed.
                Err(error) if is_unreadable(&error.problem) => {}
                Err(error) => return Err(error),
            }
        }
        let then = self.attempt(|history| history.told(&before.body))?;
        let (then, now) = (then.ids(), now.ids());
        change.new = now.difference(&then).count() as u64;
        change.gone = then.difference(&now).count() as u64;
        Ok(change)
    }

    /// The report of a stored run, with since when each of its findings is told.
    ///
    /// # Errors
    ///
    /// Where there is no such run, or what is stored of it is no report that this release knows.
    pub fn load(&self, wanted: RunSelector) -> Result<Report, HistoryError> {
        let mut report = self.load_undated(wanted)?;
        self.attempt(|history| history.date(&mut report))?;
        Ok(report)
    }

    /// The same, as it alone tells it: for those who read many.
    pub(super) fn load_undated(&self, wanted: RunSelector) -> Result<Report, HistoryError> {
        self.attempt(|history| {
            let run = history.existing(wanted)?;
            let sql = "SELECT report_format, report, body FROM run WHERE id = ?";
            let found = rows::first::<(i64, String, String)>(&history.connection, sql, [run])?;
            let (format, header, digest) = found.ok_or_else(|| history.no_such_run(wanted))?;
            let (run, format) = (natural(run), natural(format));
            let body = shared::get_joined(&history.connection, &digest)?;
            if format > FORMAT {
                return Err(Problem::NewerRun { run, format });
            }
            body::join(&header, &body).map_err(|error| Problem::UnreadableRun {
                run,
                reason: error.to_string(),
            })
        })
    }

    /// The number of a run that is there.
    pub(super) fn existing(&self, wanted: RunSelector) -> Found<i64> {
        match self.resolve(wanted)? {
            Some(run) if self.is_there(run)? => Ok(run),
            _ => Err(self.no_such_run(wanted)),
        }
    }

    pub(super) fn is_there(&self, run: i64) -> Found<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM run WHERE id = ?)";
        rows::value(&self.connection, sql, [run])
    }

    /// The number of the run that is meant, which may not be there.
    fn resolve(&self, wanted: RunSelector) -> Found<Option<i64>> {
        let newest = || rows::value(&self.connection, "SELECT max(id) FROM run", []);
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
    pub(super) fn resolve_beside(&self, wanted: RunSelector, beside: i64) -> Found<Option<i64>> {
        let bound = match wanted {
            RunSelector::Id(_) | RunSelector::Latest => return self.resolve(wanted),
            RunSelector::Previous | RunSelector::Day(_) | RunSelector::By(_) => wanted.bound(),
        };
        let sql = "SELECT run.id, run.started_at
             FROM run JOIN run AS it USING (identity, schema_name, scope)
             WHERE it.id = ? ORDER BY run.id DESC";
        let runs = rows::all::<(i64, Timestamp)>(&self.connection, sql, [beside])?;
        let mut meant = runs.into_iter().filter(|(id, at)| match bound {
            None => *id < beside,
            Some(bound) => *at < bound,
        });
        Ok(meant.next().map(|(id, _)| id))
    }

    pub(super) fn no_such_run(&self, wanted: RunSelector) -> Problem {
        match self.resolve(RunSelector::Latest) {
            Ok(newest) => Problem::NoSuchRun {
                wanted,
                newest: newest.map(natural),
            },
            Err(problem) => problem,
        }
    }
}

/// How many migrations got each verdict.
fn verdicts(told: &Told) -> BTreeMap<Verdict, u64> {
    let mut verdicts = BTreeMap::new();
    for migration in &told.migrations {
        let mut all = Verdict::ALL.iter();
        if let Some(verdict) = all.find(|one| one.as_str() == migration.verdict) {
            *verdicts.entry(*verdict).or_insert(0) += 1;
        }
    }
    verdicts
}

impl RunSummary {
    /// The time that it tells of, which is no later than when it began.
    #[must_use]
    pub fn moment(&self) -> Timestamp {
        self.as_of
            .map_or(self.started_at, |at| at.min(self.started_at))
    }

    /// Whether there is something, the whole or one of its schemas, that was not measured.
    #[must_use]
    pub fn is_blind(&self) -> bool {
        // What a run that could not be measured, as a whole or in a part, ended with.
        self.exit_status > 1 || !self.not_measured.is_empty()
    }
}

const fn is_unreadable(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::NewerRun { .. } | Problem::UnreadableRun { .. }
    )
}

fn summary(row: &Row<'_>) -> rusqlite::Result<RunSummary> {
    let number = |index| row.get(index).map(natural);
    let Json(scope) = row.get(8)?;
    let as_of: Option<String> = row.get(14)?;
    Ok(RunSummary {
        id: number(0)?,
        started_at: row.get(1)?,
        as_of: as_of.and_then(|at| at.parse().ok()),
        duration_ms: number(2)?,
        previous: row.get::<_, Option<i64>>(3)?.map(natural),
        database: row.get(4)?,
        schema: row.get(5)?,
        address: row.get(6)?,
        identity: row.get(7)?,
        scope,
        recorded: number(9)?,
        findings: FindingCounts {
            error: number(10)?,
            warning: number(11)?,
            info: number(12)?,
        },
        waived: FindingCounts::default(),
        exit_status: row.get(13)?,
        verdicts: BTreeMap::new(),
        is_measured: false,
        measured: BTreeSet::new(),
        not_measured: BTreeSet::new(),
        change: None,
    })
}
