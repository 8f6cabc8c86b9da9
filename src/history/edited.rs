//! Stored outputs that were changed after their migrations had been checked.

use std::collections::{BTreeMap, BTreeSet};

use super::blob;
use super::body::MigrationTold;
use super::error::HistoryError;
use super::{History, Inputs, LedgerFile};
use crate::report::{Finding, Kind, Migration, MigrationKey, Report, SourceLocation, Target};

impl History {
    /// A finding for each recorded migration of the report whose stored output had another digest
    /// when a run of the same database and schema, of whatever scope, last checked it as recorded.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn edited(&self, report: &Report, inputs: &Inputs) -> Result<Vec<Finding>, HistoryError> {
        let recorded = report.migrations.iter().filter(|one| one.is_recorded());
        let wanted = recorded.map(Migration::key).collect();
        let known = self
            .checked_files(&report.target, wanted)
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

    /// What the newest run saw that checked each of `wanted`, of whatever scope.
    fn checked_files(
        &self,
        target: &Target,
        mut wanted: BTreeSet<MigrationKey>,
    ) -> rusqlite::Result<BTreeMap<MigrationKey, Checked>> {
        // Most runs found what the run before them found, from the same files.
        let mut runs = self.connection.prepare(
            "SELECT max(id), body, files FROM run WHERE identity = ? AND schema_name = ?
             GROUP BY body, files ORDER BY max(id) DESC",
        )?;
        let mut known = BTreeMap::new();
        let mut newest = runs.query((&target.identity, &target.schema))?;
        while let Some(row) = newest.next()? {
            if wanted.is_empty() {
                break;
            }
            let run = row.get(0)?;
            let files: Vec<LedgerFile> =
                blob::get_json(&self.connection, &row.get::<_, String>(2)?)?;
            let mut digests: BTreeMap<(String, String), String> = files
                .into_iter()
                .map(|file| ((file.app, file.name), file.digest))
                .collect();
            let told = self.told(&row.get::<_, String>(1)?)?.migrations.into_iter();
            let checked =
                told.filter(|one| !matches!(one.verdict.as_str(), "pending" | "unrecorded"));
            for MigrationTold { app, name, .. } in checked {
                let Some(digest) = digests.remove(&(app.clone(), name.clone())) else {
                    continue;
                };
                let key = MigrationKey { app, name };
                if wanted.remove(&key) {
                    known.insert(key, Checked { digest, run });
                }
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
        place: Some(SourceLocation {
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
