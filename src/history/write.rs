//! A run into the history, and old ones out of it: whole or not at all.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::types::Value;
use rusqlite::{Connection, Transaction};

use super::body::{self, Parts};
use super::error::{HistoryError, Problem};
use super::rows::{self, Found, integer, natural};
use super::{History, Inputs, file, link, shared};
use crate::report::Report;

/// Which runs stay, of each database, schema and scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// So many of the newest.
    pub last: usize,
    /// The newest of a week, for so many of the newest weeks that have runs.
    pub weekly: usize,
}

impl History {
    /// Stores a run in one transaction and gives `report.run.id` its number, which the stored
    /// report carries too. `report.run.previous` is stored as it is.
    ///
    /// # Errors
    ///
    /// Where it could not be stored. The history is then as it was, and `report.run.id` is none.
    pub fn store(
        &mut self,
        report: &mut Report,
        inputs: &Inputs,
        exit_status: u8,
    ) -> Result<u64, HistoryError> {
        let stored = self.attempt(|history| history.try_store(report, inputs, exit_status));
        report.run.id = stored.as_ref().ok().copied();
        stored
    }

    fn try_store(&self, report: &mut Report, inputs: &Inputs, exit_status: u8) -> Found<u64> {
        let transaction = self.begin()?;
        // Since it was opened somebody may have changed it.
        if let Some(fault) = file::fault(&transaction)? {
            return Err(fault.into());
        }
        // The links of pruned runs stay, so that no number is used twice.
        let next = "SELECT coalesce(max(run_id), 0) + 1 FROM link";
        let id = rows::value(&transaction, next, [])?;
        report.run.id = Some(natural(id));
        let parts = body::split(report).map_err(Problem::NotWritten)?;
        let scope = serde_json::to_string(&report.scope).map_err(Problem::NotWritten)?;
        let shared = Shared::put(&transaction, &parts, inputs)?;
        let row = row(id, report, exit_status, scope, parts.header, shared);
        link::append_run(&transaction, id, &row)?;
        transaction.commit()?;
        Ok(natural(id))
    }

    /// The runs that `keep` leaves out, oldest first.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn prunable(&self, keep: Keep) -> Result<Vec<u64>, HistoryError> {
        self.attempt(|history| {
            let runs = prunable(&history.connection, keep)?;
            Ok(runs.into_iter().map(natural).collect())
        })
    }

    /// Takes out what `keep` leaves out, with all that nothing else needs, and gives the room back. The chain keeps
    /// their links, and a link of its own says which were taken out.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written; it is then as it was.
    pub fn prune(&mut self, keep: Keep) -> Result<Vec<u64>, HistoryError> {
        self.attempt(|history| {
            let transaction = history.begin()?;
            let runs = prunable(&transaction, keep)?;
            if runs.is_empty() {
                return Ok(Vec::new());
            }
            for run in &runs {
                transaction.execute("DELETE FROM run WHERE id = ?", [run])?;
            }
            sweep(&transaction)?;
            link::append_pruning(&transaction, &runs)?;
            transaction.commit()?;
            history.connection.execute_batch("VACUUM")?;
            Ok(runs.into_iter().map(natural).collect())
        })
    }
}

/// The digests of what it shares with other runs.
struct Shared {
    records: String,
    files: String,
    body: String,
    objects: String,
    answers: String,
}

impl Shared {
    fn put(transaction: &Transaction<'_>, parts: &Parts, inputs: &Inputs) -> Found<Self> {
        Ok(Self {
            records: shared::put_json(transaction, &inputs.records)?,
            files: shared::put_json(transaction, &inputs.files)?,
            body: shared::put_pieces(transaction, &parts.body)?,
            objects: shared::put_objects(transaction, &inputs.objects)?,
            answers: shared::put_json(transaction, &inputs.answers)?,
        })
    }
}

/// The row of a run, in the order of [`link::RUN`].
fn row(
    id: i64,
    report: &Report,
    exit_status: u8,
    scope: String,
    header: String,
    shared: Shared,
) -> [Value; link::RUN.len()] {
    let (run, target, found) = (&report.run, &report.target, report.summary.findings);
    let text = |text: &str| Value::Text(text.to_owned());
    let number = |number: u64| Value::Integer(integer(number));
    [
        Value::Integer(id),
        Value::Text(run.started_at.to_string()),
        number(run.duration_ms),
        run.previous.map_or(Value::Null, number),
        text(&report.tool.version),
        number(report.tool.canonicaliser.into()),
        text(target.engine.as_str()),
        text(&target.server_version),
        text(&target.database),
        text(&target.schema),
        target.address.as_deref().map_or(Value::Null, text),
        text(&target.identity),
        Value::Text(scope),
        text(&report.ledger.digest),
        number(report.summary.recorded),
        number(found.error),
        number(found.warning),
        number(found.info),
        number(exit_status.into()),
        number(report.format),
        Value::Text(header),
        Value::Text(shared.records),
        Value::Text(shared.files),
        Value::Text(shared.body),
        Value::Text(shared.objects),
        Value::Text(shared.answers),
    ]
}

fn prunable(connection: &Connection, keep: Keep) -> Found<Vec<i64>> {
    type Run = (i64, Timestamp, String, String, String);
    let sql = "SELECT id, started_at, identity, schema_name, scope FROM run ORDER BY id DESC";
    let mut groups: BTreeMap<(String, String, String), Kept> = BTreeMap::new();
    let mut out = Vec::new();
    for (id, at, identity, schema, scope) in rows::all::<Run>(connection, sql, [])? {
        let group = groups.entry((identity, schema, scope)).or_default();
        if !group.keeps(at, keep) {
            out.push(id);
        }
    }
    out.reverse();
    Ok(out)
}

/// What was kept so far of one database, schema and scope, from the newest run on.
#[derive(Default)]
struct Kept {
    runs: usize,
    weeks: BTreeSet<(i16, i8)>,
}

impl Kept {
    fn keeps(&mut self, at: Timestamp, keep: Keep) -> bool {
        let week = at.to_zoned(TimeZone::UTC).date().iso_week_date();
        let week = (week.year(), week.week());
        let new_week = !self.weeks.contains(&week) && self.weeks.len() < keep.weekly;
        if new_week {
            self.weeks.insert(week);
        }
        let last = self.runs < keep.last;
        self.runs += 1;
        last || new_week
    }
}

/// Removes what no run needs any more.
fn sweep(transaction: &Transaction<'_>) -> Found<()> {
    let needed = needed(transaction)?;
    for (digest,) in shared::digests(transaction)? {
        if !needed.contains(&digest) {
            transaction.execute("DELETE FROM blob WHERE digest = ?", [&digest])?;
        }
    }
    Ok(())
}

/// The digest of every text that a run leads to.
pub(super) fn needed(connection: &Connection) -> Found<BTreeSet<String>> {
    type Digests = (String, String, String, String, String);
    let sql = "SELECT records, files, body, answers, objects FROM run";
    let mut needed = BTreeSet::new();
    for (records, files, body, answers, root) in rows::all::<Digests>(connection, sql, [])? {
        if !needed.contains(&body) {
            needed.extend(shared::pieces(connection, &body)?);
        }
        needed.extend([records, files, body, answers]);
        if !needed.contains(&root) {
            needed.extend(shared::reach(connection, &root)?);
        }
    }
    Ok(needed)
}
