//! Which schemas earlier runs read a `django_migrations` in.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use jiff::Timestamp;

use super::error::HistoryError;
use super::rows::{Found, Json, natural};
use super::sightings::{Head, moment};
use super::{History, RecordRow, shared};
use crate::report::Report;

/// A schema as the newest run saw it that read its `django_migrations`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaSeen {
    /// Its name.
    pub schema: String,
    /// The run, and of which time it tells.
    pub run: (u64, Timestamp),
    /// The rows.
    pub rows: Vec<RecordRow>,
    /// By what the run chose its schemas; none where it was over one, and so tells nothing of others.
    pub pattern: Option<String>,
    /// Every schema that the run read records in.
    pub beside: Rc<BTreeSet<String>>,
    /// Every schema that runs read records in before the first that saw this one.
    pub before: BTreeSet<String>,
}

impl History {
    /// The schemas, by name, that earlier runs of the same database read records in, of those that are `wanted`. A run
    /// of a later time than the report's tells nothing of it.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn schemas(
        &self,
        report: &Report,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Vec<SchemaSeen>, HistoryError> {
        self.attempt(|history| history.schemas_seen(report, wanted))
    }

    fn schemas_seen(
        &self,
        report: &Report,
        wanted: impl Fn(&str) -> bool,
    ) -> Found<Vec<SchemaSeen>> {
        type Row = (i64, Timestamp, String, Json<Head>, String);
        let sql = "SELECT id, started_at, schema_name, report, records FROM run
             WHERE identity = ? ORDER BY id DESC";
        let now = moment(report.run.started_at, &report.target);
        // Most runs read what the run before them read.
        let mut known: BTreeMap<(String, String), Rc<BTreeSet<String>>> = BTreeMap::new();
        let mut seen: BTreeMap<String, SchemaSeen> = BTreeMap::new();
        let mut statement = self.connection.prepare(sql)?;
        let runs = statement.query_map([&report.target.identity], |row| Row::try_from(row))?;
        for run in runs {
            let (id, started_at, schema, Json(head), records) = run?;
            let at = moment(started_at, &head.target);
            if at > now {
                continue;
            }
            let place = (schema, records);
            let names = if let Some(names) = known.get(&place) {
                Rc::clone(names)
            } else {
                let rows: Vec<RecordRow> = shared::get_json(&self.connection, &place.1)?;
                let several = rows.iter().any(|row| row.schema.is_some());
                let pattern = several.then(|| place.0.clone());
                let rows = by_schema(&place.0, rows);
                let names: Rc<BTreeSet<String>> = Rc::new(rows.keys().cloned().collect());
                for (schema, rows) in rows.into_iter().filter(|(name, _)| wanted(name)) {
                    seen.entry(schema.clone()).or_insert_with(|| SchemaSeen {
                        schema,
                        run: (natural(id), at),
                        rows,
                        pattern: pattern.clone(),
                        beside: Rc::clone(&names),
                        before: BTreeSet::new(),
                    });
                }
                known.insert(place, Rc::clone(&names));
                names
            };
            for one in seen.values_mut() {
                if names.contains(&one.schema) {
                    one.before.clear();
                } else {
                    one.before.extend(names.iter().cloned());
                }
            }
        }
        Ok(seen.into_values().collect())
    }
}

fn by_schema(own: &str, rows: Vec<RecordRow>) -> BTreeMap<String, Vec<RecordRow>> {
    let mut all: BTreeMap<String, Vec<RecordRow>> = BTreeMap::new();
    for row in rows {
        let schema = row.schema.clone().unwrap_or_else(|| own.to_owned());
        all.entry(schema).or_default().push(row);
    }
    all
}
