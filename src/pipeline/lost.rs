//! Schemas that an earlier run read records in and that keep none now: a run over several schemas judges those that are
//! there, and would say nothing of them.

use std::collections::BTreeSet;

use super::{Layout, Request};
use crate::catalog::Reading;
use crate::history::{RecordRow, SchemaSeen};
use crate::report::Finding;
use crate::report::words::matches;
use crate::verdict::Lost;

/// The schemas that there are, and which of them a run is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SchemasThere {
    all: BTreeSet<String>,
    /// Those that have a `django_migrations`, whether it could be read or not.
    recorded: BTreeSet<String>,
    /// By what those of the run were chosen; none where it is over one.
    pattern: Option<String>,
    apps: Vec<String>,
    layout: Option<Layout>,
}

impl SchemasThere {
    pub(super) fn of(
        request: &Request,
        reading: &Reading,
        all: impl Iterator<Item = String>,
    ) -> Self {
        let records = &reading.records;
        let elsewhere = records.elsewhere.iter().map(|other| &other.schema);
        Self {
            all: all.collect(),
            recorded: elsewhere.chain([&records.schema]).cloned().collect(),
            pattern: request.connection.schemas.pattern().map(str::to_owned),
            apps: request.apps.clone(),
            layout: request.layout.clone(),
        }
    }

    /// Whether the run is over several schemas.
    #[must_use]
    pub const fn are_several(&self) -> bool {
        self.pattern.is_some()
    }

    /// Whether the run would have judged a schema, and that keeps no records.
    #[must_use]
    pub fn lacks(&self, schema: &str) -> bool {
        let lives = |app: &String| {
            let mut layout = self.layout.iter();
            layout.all(|layout| layout.destination(app, schema).here)
        };
        let concerned = self.apps.is_empty() || self.apps.iter().any(lives);
        let mut pattern = self.pattern.iter();
        let chosen = pattern.any(|pattern| matches(pattern, schema));
        chosen && concerned && !self.recorded.contains(schema)
    }

    /// A finding for each of these schemas, all of which are lacking; `records` are those that are there. One that got
    /// back the name that it had before it was seen under this one is not lost.
    #[must_use]
    pub fn lost(&self, seen: &[SchemaSeen], records: &[RecordRow]) -> Vec<Finding> {
        let finding = |one: &SchemaSeen| {
            let is_fresh = |it: &&String| {
                let mut pattern = one.pattern.iter();
                pattern.any(|pattern| matches(pattern, it)) && !one.beside.contains(*it)
            };
            let mut fresh = self.recorded.iter().filter(is_fresh);
            let renamed = fresh.find(|it| hold(records, it, &one.rows));
            let lost = Lost {
                schema: &one.schema,
                run: one.run,
                is_there: self.all.contains(&one.schema),
                renamed: renamed.map(String::as_str),
            };
            let is_back = renamed.is_some_and(|it| one.before.contains(it));
            (!is_back).then(|| lost.finding())
        };
        seen.iter().filter_map(finding).collect()
    }
}

/// Whether a schema's records hold all of these rows.
fn hold(records: &[RecordRow], schema: &str, rows: &[RecordRow]) -> bool {
    let told = |row: &RecordRow| (row.id, row.app.clone(), row.name.clone(), row.applied);
    let own = records
        .iter()
        .filter(|row| row.schema.as_deref() == Some(schema));
    let own: BTreeSet<_> = own.map(told).collect();
    rows.iter().all(|row| own.contains(&told(row)))
}
