//! What was changed after a run had looked at it: stored outputs, and rows of `django_migrations`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::body::MigrationTold;
use super::error::HistoryError;
use super::rows::{self, Found, Json, natural};
use super::{History, Inputs, LedgerFile, RecordRow, shared};
use crate::report::{
    Finding, Kind, Migration, MigrationKey, Object, ObjectKind, Report, Scope, SourceLocation,
    Target,
};

/// A stored output as a run saw it.
struct Checked {
    digest: String,
    run: i64,
}

/// The digest of each stored output.
pub(super) fn digests(files: &[LedgerFile]) -> BTreeMap<MigrationKey, String> {
    let files = files.iter();
    let digests = files.map(|file| (MigrationKey::new(&*file.app, &*file.name), &file.digest));
    digests.map(|(key, digest)| (key, digest.clone())).collect()
}

impl History {
    /// A finding for each recorded migration of the report whose stored output had another digest
    /// when a run of the same database and schema, of whatever scope, last checked it as recorded.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn edited(&self, report: &Report, inputs: &Inputs) -> Result<Vec<Finding>, HistoryError> {
        let recorded = || report.migrations.iter().filter(|one| one.is_recorded());
        let wanted = recorded().map(Migration::key).collect();
        let mut known = self.attempt(|history| history.checked_files(&report.target, wanted))?;
        let now = digests(&inputs.files);
        // Each once, however many schemas record it.
        let findings = recorded().filter_map(|one| {
            let then = known.remove(&one.key())?;
            let now = now.get(&one.key())?;
            (then.digest != *now).then(|| other_output(one, &then))
        });
        Ok(findings.collect())
    }

    /// What the newest run saw that checked each of `wanted`, of whatever scope.
    fn checked_files(
        &self,
        target: &Target,
        mut wanted: BTreeSet<MigrationKey>,
    ) -> Found<BTreeMap<MigrationKey, Checked>> {
        // Most runs found what the run before them found, from the same files.
        let sql = "SELECT max(id), body, files FROM run WHERE identity = ? AND schema_name = ?
             GROUP BY body, files ORDER BY max(id) DESC";
        let of = (&target.identity, &target.schema);
        let mut known = BTreeMap::new();
        for (run, body, files) in rows::all::<(i64, String, String)>(&self.connection, sql, of)? {
            if wanted.is_empty() {
                break;
            }
            let files: Vec<LedgerFile> = shared::get_json(&self.connection, &files)?;
            let mut digests = digests(&files);
            let told = self.told(&body)?;
            let checked = told
                .migrations
                .iter()
                .filter(|one| !matches!(one.verdict.as_str(), "pending" | "unrecorded"));
            for key in checked.map(MigrationTold::key) {
                if let Some(digest) = digests.remove(&key)
                    && wanted.remove(&key)
                {
                    known.insert(key, Checked { digest, run });
                }
            }
        }
        Ok(known)
    }
}

fn other_output(migration: &Migration, then: &Checked) -> Finding {
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
        let earlier = self.attempt(|history| history.earlier(report))?;
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
    fn earlier(&self, report: &Report) -> Found<Vec<Earlier>> {
        let sql = "SELECT max(id), started_at, records, scope FROM run
             WHERE identity = ? AND schema_name = ? GROUP BY scope ORDER BY max(id) DESC";
        let of = (&report.target.identity, &report.target.schema);
        let mut all = Vec::new();
        for (run, at, records, Json(scope)) in
            rows::all::<(i64, Timestamp, String, Json<Scope>)>(&self.connection, sql, of)?
        {
            all.push(Earlier {
                run: natural(run),
                at,
                records: shared::get_json(&self.connection, &records)?,
                apps: scope.apps.into_iter().collect(),
            });
            if all.last().is_some_and(|run: &Earlier| run.apps.is_empty()) {
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
        let key = MigrationKey::new(&*row.app, &*row.name);
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
