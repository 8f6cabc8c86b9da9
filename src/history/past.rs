//! What the runs of one database, schema and scope said of one thing, run by run.

use std::sync::Arc;

use jiff::Timestamp;

use super::body::{FindingTold, Told};
use super::error::HistoryError;
use super::rows::{self, integer, natural};
use super::selector::RunSelector;
use super::{History, RecordRow, shared};
use crate::report::explain::story::is_about;
use crate::report::{MigrationKey, Object, Report};

/// A run, and the runs of its database, schema and scope up to it.
pub struct Past {
    /// The report of the run.
    pub report: Report,
    /// The rows of `django_migrations` that it saw, whatever its scope.
    pub records: Vec<RecordRow>,
    /// The runs, the oldest first; the last is the run itself.
    pub runs: Vec<PastRun>,
}

/// One of these runs.
pub struct PastRun {
    /// Its number.
    pub id: u64,
    /// When it began.
    pub started_at: Timestamp,
    told: Arc<Told>,
}

impl PastRun {
    /// The verdict on a migration; none where it was not judged.
    #[must_use]
    pub fn verdict(&self, key: &MigrationKey) -> Option<&str> {
        let mut all = self.told.migrations.iter();
        let found = all.find(|one| one.key() == *key)?;
        Some(&found.verdict)
    }

    /// Whether it has a finding about an object, a part of it, or its table.
    #[must_use]
    pub fn has_about(&self, object: &Object) -> bool {
        let mut all = self.told.findings.iter();
        all.any(|one| one.is_about(object))
    }

    /// Whether it has a finding behind which the migration is.
    #[must_use]
    pub fn has_behind(&self, key: &MigrationKey) -> bool {
        let mut all = self.told.findings.iter();
        all.any(|one| one.migration.as_ref() == Some(key))
    }
}

impl FindingTold {
    fn is_about(&self, object: &Object) -> bool {
        let own = self.object.as_ref();
        own.is_some_and(|own| is_about(&own.object_type, own.table.as_deref(), &own.name, object))
    }
}

impl History {
    /// The newest run of the database, schema and scope of a run.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn newest_of_its_kind(&self, run: u64) -> Result<u64, HistoryError> {
        self.attempt(|history| {
            let newest = history.newest_beside(integer(run))?;
            Ok(newest.map_or(run, natural))
        })
    }

    /// A run, and of every other scope of its database and schema the newest run before it, the newest first.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, or there is no such run.
    pub fn newest_of_each_scope(&self, wanted: RunSelector) -> Result<Vec<u64>, HistoryError> {
        self.attempt(|history| {
            let run = history.existing(wanted)?;
            let sql = "SELECT max(run.id) AS newest
                 FROM run JOIN run AS it USING (identity, schema_name)
                 WHERE it.id = ?1 AND run.id <= ?1 GROUP BY run.scope ORDER BY newest DESC";
            let newest: Vec<(i64,)> = rows::all(&history.connection, sql, [run])?;
            Ok(newest.into_iter().map(|(id,)| natural(id)).collect())
        })
    }

    /// A run, and the runs before it.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, or there is no such run.
    pub fn past(&self, wanted: RunSelector) -> Result<Past, HistoryError> {
        let report = self.load(wanted)?;
        self.attempt(|history| {
            let run = history.existing(wanted)?;
            let sql = "SELECT records FROM run WHERE id = ?";
            let records: String = rows::value(&history.connection, sql, [run])?;
            let sql = "SELECT run.id, run.started_at, run.body
                 FROM run JOIN run AS it USING (identity, schema_name, scope)
                 WHERE it.id = ?1 AND run.id <= ?1 ORDER BY run.id";
            let mut runs = Vec::new();
            for (id, started_at, body) in
                rows::all::<(i64, Timestamp, String)>(&history.connection, sql, [run])?
            {
                runs.push(PastRun {
                    id: natural(id),
                    started_at,
                    told: history.told(&body)?,
                });
            }
            Ok(Past {
                report,
                records: shared::get_json(&history.connection, &records)?,
                runs,
            })
        })
    }
}
