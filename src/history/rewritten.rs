//! Rows of `django_migrations` that are not what they were when a run last saw them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::blob;
use super::error::HistoryError;
use super::read::{self, natural, parsed};
use super::{History, Inputs, RecordRow};
use crate::report::{Finding, Kind, MigrationKey, Object, ObjectKind, Report, Scope};

/// Hosts whose clocks differ by more do not migrate one database.
const CLOCKS: SignedDuration = SignedDuration::from_hours(1);

/// What a run of the same database and schema saw.
struct Earlier {
    run: u64,
    at: Timestamp,
    records: Vec<RecordRow>,
    /// The apps that it judged; none means all.
    apps: BTreeSet<String>,
}

impl Earlier {
    fn judged(&self, app: &str) -> bool {
        self.apps.is_empty() || self.apps.contains(app)
    }
}

impl History {
    /// A finding for each row in scope that is gone, that tells another time, or that came with an old
    /// one, since the newest run of the same database and schema that judged its app: what an earlier run
    /// was not asked it has not told.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn rewritten(
        &self,
        report: &Report,
        inputs: &Inputs,
    ) -> Result<Vec<Finding>, HistoryError> {
        let earlier = self
            .earlier(report)
            .map_err(|error| HistoryError::of(&self.path, error))?;
        let scope = &report.scope.apps;
        let mut findings = Vec::new();
        for (at, run) in earlier.iter().enumerate() {
            let newer = &earlier[..at];
            let is_told = |app: &str| {
                let asked = scope.is_empty() || scope.iter().any(|one| one == app);
                asked && run.judged(app) && !newer.iter().any(|newer| newer.judged(app))
            };
            let found = compare(run, &inputs.records).into_iter();
            findings.extend(found.filter(|finding| {
                let key = finding.migration.as_ref();
                key.is_some_and(|key| is_told(&key.app))
            }));
        }
        Ok(findings)
    }

    /// The newest run of each scope, the newest first, as far as one that judged every app.
    fn earlier(&self, report: &Report) -> rusqlite::Result<Vec<Earlier>> {
        let target = &report.target;
        let mut statement = self.connection.prepare(
            "SELECT max(id), started_at, records, scope FROM run
             WHERE identity = ? AND schema_name = ? GROUP BY scope ORDER BY max(id) DESC",
        )?;
        let mut rows = statement.query((&target.identity, &target.schema))?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let (at, set, scope): (String, String, String) =
                (row.get(1)?, row.get(2)?, row.get(3)?);
            let scope: Scope =
                serde_json::from_str(&scope).map_err(|error| read::unfit(3, Box::new(error)))?;
            let earlier = Earlier {
                run: natural(row.get(0)?),
                at: parsed(1, &at)?,
                records: blob::get_json(&self.connection, &set)?,
                apps: scope.apps.into_iter().collect(),
            };
            let whole = earlier.apps.is_empty();
            all.push(earlier);
            if whole {
                break;
            }
        }
        Ok(all)
    }
}

/// A migration, in one of several schemas.
pub(super) type Key = (Option<String>, MigrationKey);

/// The times of each migration's rows, in order: a migration may have more than one.
pub(super) fn times(records: &[RecordRow]) -> BTreeMap<Key, Vec<Option<Timestamp>>> {
    let mut all: BTreeMap<Key, Vec<Option<Timestamp>>> = BTreeMap::new();
    for row in records {
        let key = MigrationKey {
            app: row.app.clone(),
            name: row.name.clone(),
        };
        let times = all.entry((row.schema.clone(), key)).or_default();
        times.push(row.applied);
    }
    for times in all.values_mut() {
        times.sort();
    }
    all
}

fn compare(earlier: &Earlier, now: &[RecordRow]) -> Vec<Finding> {
    let (mut then, mut now) = (times(&earlier.records), times(now));
    // A schema that came or went as a whole has no row that changed.
    let schemas = |rows: &BTreeMap<Key, _>| -> BTreeSet<Option<String>> {
        rows.keys().map(|(schema, _)| schema.clone()).collect()
    };
    let (before, after) = (schemas(&then), schemas(&now));
    if before.iter().chain(&after).any(Option::is_some) {
        then.retain(|(schema, _), _| after.contains(schema));
        now.retain(|(schema, _), _| before.contains(schema));
    }
    let run = earlier.run;
    let mut findings = Vec::new();
    for (key, old) in &then {
        match now.get(key) {
            None => findings.push(Finding {
                expected: Some(words(old)),
                message: format!(
                    "its row was there when run {run} looked, and is gone: it was unapplied, pruned after a squash, or \
                     deleted by hand"
                ),
                ..finding("removed", key)
            }),
            Some(new) if new != old => findings.push(Finding {
                expected: Some(words(old)),
                actual: Some(words(new)),
                message: format!(
                    "its row tells another time than when run {run} looked: it was applied again, or changed by hand"
                ),
                ..finding("applied", key)
            }),
            Some(_) => {}
        }
    }
    let is_old =
        |at: &Option<Timestamp>| at.is_some_and(|at| earlier.at.duration_since(at) > CLOCKS);
    for (key, new) in now.iter().filter(|(key, _)| !then.contains_key(key)) {
        if new.iter().any(is_old) {
            findings.push(Finding {
                actual: Some(words(new)),
                message: format!(
                    "its row was not there when run {run} looked, and says that it was applied before: it was written by \
                     hand, or restored"
                ),
                ..finding("inserted", key)
            });
        }
    }
    findings
}

fn finding(aspect: &str, (schema, key): &Key) -> Finding {
    let object = schema.as_ref().map(|schema| Object {
        object_type: ObjectKind::Schema,
        schema: Some(schema.clone()),
        table: None,
        name: schema.clone(),
        arguments: None,
    });
    Finding::new(Kind::Edited, object, Some(aspect), Some(key.clone()))
}

fn words(times: &[Option<Timestamp>]) -> String {
    let times = times.iter().map(|time| match time {
        Some(time) => time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        None => "no time".to_owned(),
    });
    times.collect::<Vec<_>>().join(", ")
}
