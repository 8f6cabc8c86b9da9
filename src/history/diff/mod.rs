//! Two runs side by side. What is new is what `--fail-on new` calls so.

mod age;
mod findings;
pub(super) mod not_rechecked;
mod sets;
mod unlike;

use super::blob;
use super::error::{HistoryError, Problem};
use super::read::natural;
use super::selector::RunSelector;
use super::write::integer;
use super::{History, LedgerFile, RecordRow};
use crate::report::Report;
use crate::report::change::{Difference, ObjectChange, ObjectChanges};

/// What a run was made from, by the digests under which it is stored.
type Digests = (String, String);

impl History {
    /// The numbers of the two runs that are meant, the one to hold against first. Where nothing is said:
    /// the newest run, and the one before it of the same database, schema and scope. With `old` alone, a
    /// number, the newest run of its database, schema and scope is held against it.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, there are no such two runs, or both are the same run.
    pub fn pair(
        &self,
        old: Option<RunSelector>,
        new: Option<RunSelector>,
    ) -> Result<(u64, u64), HistoryError> {
        let fail = |error| HistoryError::of(&self.path, error);
        let newest = match (old, new) {
            (_, Some(wanted)) => self.existing(wanted).map_err(fail)?,
            (Some(RunSelector::Id(id)), None) => self.newest_beside(integer(id)).map_err(fail)?,
            (_, None) => self.existing(RunSelector::Latest).map_err(fail)?,
        };
        let Some(newest) = newest else {
            return Err(self.no_such_run(new.or(old).unwrap_or(RunSelector::Latest)));
        };
        let wanted = old.unwrap_or(RunSelector::Previous);
        let held = self.resolve_beside(wanted, newest).map_err(fail)?;
        let there = held.map(|id| self.is_there(id)).transpose().map_err(fail)?;
        let run = natural(newest);
        match held.filter(|_| there == Some(true)) {
            None if old.is_none() => Err(Problem::FirstRun { run }.at(&self.path)),
            None => Err(self.no_such_run(wanted)),
            Some(held) if held == newest => Err(Problem::SameRun { run }.at(&self.path)),
            Some(held) => Ok((natural(held), run)),
        }
    }

    fn newest_beside(&self, run: i64) -> rusqlite::Result<Option<i64>> {
        self.connection.query_row(
            "SELECT max(run.id) FROM run JOIN run AS it
                 ON run.identity = it.identity AND run.schema_name = it.schema_name
                 AND run.scope = it.scope
             WHERE it.id = ?",
            [run],
            |row| row.get(0),
        )
    }

    /// What is different in the run `new`, held against the run `old`.
    ///
    /// # Errors
    ///
    /// Where a run is not there or cannot be read, or where the two are of different databases, schemas or
    /// scopes and `force` is not given.
    pub fn difference(&self, old: u64, new: u64, force: bool) -> Result<Difference, HistoryError> {
        let [then, now] = [
            self.load(RunSelector::Id(old))?,
            self.load(RunSelector::Id(new))?,
        ];
        let apart = unlike::apart(&then, &now);
        if !force && !apart.is_empty() {
            return Err(Problem::Apart { old, new, apart }.at(&self.path));
        }
        self.try_difference(&then, &now, apart)
            .map_err(|error| HistoryError::of(&self.path, error))
    }

    fn try_difference(
        &self,
        then: &Report,
        now: &Report,
        apart: Vec<String>,
    ) -> rusqlite::Result<Difference> {
        let mut found = Difference::between(then, now);
        let [old, new] = [&found.old, &found.new].map(|head| head.run.id.unwrap_or(0));
        found.unlike = apart;
        found.unlike.extend(unlike::made_otherwise(then, now));
        let known = self.known(integer(old), now)?;
        let ages = self.ages(new, now)?;
        found.findings = findings::compare(then, now, &known, &ages);
        found.verdicts = sets::verdicts(&then.migrations, &now.migrations);
        let [(old_records, old_files), (new_records, new_files)] =
            [self.digests(old)?, self.digests(new)?];
        if old_records != new_records {
            let records = |set: &str| blob::get_json::<Vec<RecordRow>>(&self.connection, set);
            found.records = sets::records(&records(&old_records)?, &records(&new_records)?);
        }
        if old_files != new_files {
            let files = |set: &str| blob::get_json::<Vec<LedgerFile>>(&self.connection, set);
            found.ledger = sets::files(&files(&old_files)?, &files(&new_files)?);
        }
        found.objects = self.changed_objects(old, new)?;
        Ok(found)
    }

    fn digests(&self, run: u64) -> rusqlite::Result<Digests> {
        let sql = "SELECT records, files FROM run WHERE id = ?";
        self.connection
            .query_row(sql, [integer(run)], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    fn changed_objects(&self, old: u64, new: u64) -> rusqlite::Result<ObjectChanges> {
        let (then, now) = (self.object_digests(old)?, self.object_digests(new)?);
        let text = |digest: Option<String>| {
            let text = digest.map(|digest| blob::get(&self.connection, &digest));
            text.transpose()
        };
        let changed = sets::other(then, now).into_iter();
        let changed = changed.map(|(key, old, new)| {
            Ok(ObjectChange {
                key,
                old: text(old)?,
                new: text(new)?,
            })
        });
        Ok(ObjectChanges {
            not_kept: Vec::new(),
            changed: changed.collect::<rusqlite::Result<_>>()?,
        })
    }
}
