//! Stored outputs that were changed after their migrations had been checked.

use std::collections::{BTreeMap, BTreeSet};

use super::error::HistoryError;
use super::{History, Inputs};
use crate::report::{Finding, Kind, Migration, MigrationKey, Place, Report, Target};

impl History {
    /// A finding for each recorded migration of the report whose stored output had another digest
    /// when a run of the same database and schema, of whatever scope, last checked it as recorded.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn edited(&self, report: &Report, inputs: &Inputs) -> Result<Vec<Finding>, HistoryError> {
        let known = self
            .checked_files(&report.target)
            .map_err(|error| HistoryError::of(&self.path, error))?;
        let now: BTreeMap<(&str, &str), &str> = inputs
            .files
            .iter()
            .map(|file| {
                (
                    (file.app.as_str(), file.name.as_str()),
                    file.digest.as_str(),
                )
            })
            .collect();
        let changed = |migration: &&Migration| {
            let then = known.get(&migration.key());
            let now = now.get(&(migration.app.as_str(), migration.name.as_str()));
            then.zip(now).is_some_and(|(then, now)| then.digest != *now)
        };
        let recorded = report
            .migrations
            .iter()
            .filter(|migration| migration.is_recorded());
        // Each once, however many schemas record it.
        let mut told = BTreeSet::new();
        Ok(recorded
            .filter(changed)
            .filter(|one| told.insert(one.key()))
            .filter_map(|one| Some(finding(one, known.get(&one.key())?)))
            .collect())
    }

    /// The digests that the newest run of each scope saw; of two scopes the newer run counts.
    fn checked_files(&self, target: &Target) -> rusqlite::Result<BTreeMap<MigrationKey, Checked>> {
        let mut runs = self.connection.prepare(
            "SELECT max(id) FROM run WHERE identity = ? AND schema_name = ?
             GROUP BY scope ORDER BY max(id)",
        )?;
        let mut files = self.connection.prepare(
            "SELECT file.app, file.name, file.digest, run.id
             FROM run
                 JOIN verdict ON verdict.run_id = run.id
                 JOIN ledger_file AS file ON file.ledger_file_set = run.ledger_file_set
                     AND file.app = verdict.app AND file.name = verdict.name
             WHERE run.id = ? AND verdict.verdict NOT IN ('pending', 'unrecorded')",
        )?;
        let newest = runs.query_map((&target.identity, &target.schema), |row| row.get(0))?;
        let mut known = BTreeMap::new();
        for run in newest {
            let run: i64 = run?;
            let rows = files.query_map([run], |row| {
                let key = MigrationKey {
                    app: row.get(0)?,
                    name: row.get(1)?,
                };
                Ok((
                    key,
                    Checked {
                        digest: row.get(2)?,
                        run: row.get(3)?,
                    },
                ))
            })?;
            for row in rows {
                let (key, checked) = row?;
                known.insert(key, checked);
            }
        }
        Ok(known)
    }
}

/// A stored output as a run saw it.
struct Checked {
    digest: String,
    run: i64,
}

fn finding(migration: &Migration, then: &Checked) -> Finding {
    let file = format!("{}/{}.sql", migration.app, migration.name);
    Finding {
        place: Some(Place {
            file,
            line: 1,
            operation: None,
        }),
        message: format!(
            "the stored output was changed since run {} checked it",
            then.run
        ),
        ..Finding::new(Kind::Edited, None, None, Some(migration.key()))
    }
}
