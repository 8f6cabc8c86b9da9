//! Taking old runs out. The chain keeps their links, and a link of its own says which were taken out.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::{Transaction, TransactionBehavior};

use super::error::HistoryError;
use super::read::{natural, parsed};
use super::{History, blob, link, objects};

/// Which runs stay, of each database, schema and scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// So many of the newest.
    pub last: usize,
    /// The newest of a week, for so many of the newest weeks that have runs.
    pub weekly: usize,
}

impl History {
    /// The runs that `keep` leaves out, oldest first.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn prunable(&self, keep: Keep) -> Result<Vec<u64>, HistoryError> {
        prunable(&self.connection, keep)
            .map(|runs| runs.into_iter().map(natural).collect())
            .map_err(|error| HistoryError::of(&self.path, error))
    }

    /// Takes out what `keep` leaves out, with all that nothing else needs, and gives the room back.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written; it is then as it was.
    pub fn prune(&mut self, keep: Keep) -> Result<Vec<u64>, HistoryError> {
        let path = self.path.clone();
        let fail = |error| HistoryError::of(&path, error);
        let immediate = TransactionBehavior::Immediate;
        let transaction = self
            .connection
            .transaction_with_behavior(immediate)
            .map_err(fail)?;
        let runs = prunable(&transaction, keep).map_err(fail)?;
        if runs.is_empty() {
            return Ok(Vec::new());
        }
        take_out(&transaction, &runs).map_err(fail)?;
        transaction.commit().map_err(fail)?;
        self.connection.execute_batch("VACUUM").map_err(fail)?;
        Ok(runs.into_iter().map(natural).collect())
    }
}

fn prunable(connection: &rusqlite::Connection, keep: Keep) -> rusqlite::Result<Vec<i64>> {
    let mut statement = connection
        .prepare("SELECT id, started_at, identity, schema_name, scope FROM run ORDER BY id DESC")?;
    let mut rows = statement.query([])?;
    let mut groups: BTreeMap<(String, String, String), Kept> = BTreeMap::new();
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, at): (i64, String) = (row.get(0)?, row.get(1)?);
        let group = groups
            .entry((row.get(2)?, row.get(3)?, row.get(4)?))
            .or_default();
        if !group.keeps(parsed(1, &at)?, keep) {
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

fn take_out(transaction: &Transaction<'_>, runs: &[i64]) -> rusqlite::Result<()> {
    for run in runs {
        transaction.execute("DELETE FROM run WHERE id = ?", [run])?;
    }
    sweep(transaction)?;
    link::append_pruning(transaction, runs)
}

/// Removes what no run needs any more.
fn sweep(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let needed = needed(transaction)?;
    for digest in blob::all(transaction)? {
        if !needed.contains(&digest) {
            transaction.execute("DELETE FROM blob WHERE digest = ?", [&digest])?;
        }
    }
    Ok(())
}

/// The digest of every text that a run leads to.
pub(super) fn needed(connection: &rusqlite::Connection) -> rusqlite::Result<BTreeSet<String>> {
    let mut needed = BTreeSet::new();
    let mut statement =
        connection.prepare("SELECT records, files, body, answers, objects FROM run")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        for column in 0..4 {
            needed.insert(row.get::<_, String>(column)?);
        }
        let root: String = row.get(4)?;
        if !needed.contains(&root) {
            needed.extend(objects::reach(connection, &root)?);
        }
    }
    Ok(needed)
}
