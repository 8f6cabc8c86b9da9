//! What rows keep of the past, for the verdicts.

use std::sync::Arc;

use super::siblings::Search;
use crate::catalog::assemble::Catalog;
use crate::compare::Whereabouts;
use crate::migration::MigrationKey;
use crate::name::{Name, QualifiedName};
use crate::record::Plan;
use crate::record::read::{RecordRow, Records};
use crate::verdict::{Past, Trace, Traces};

/// What is the same for every schema of the database.
pub(super) fn past(records: &Records, catalog: &mut Catalog) -> Past {
    let tables = std::mem::take(&mut catalog.traces).into_iter();
    let tables = tables.map(|(table, trace)| {
        let trace = Trace {
            written: trace.written,
            created_in: trace.created_in,
            oids: trace.oids,
            writers: trace.writers,
            dropped: trace.dropped,
        };
        (table, trace)
    });
    let others = records.elsewhere.iter();
    let readable = others.filter_map(|other| Some((&other.schema, other.rows.as_deref()?)));
    let all = readable.chain([(&records.schema, &*records.rows)]);
    let mut past = Past::of_tables(tables.collect());
    past.objects = std::mem::take(&mut catalog.written);
    past.oids = std::mem::take(&mut catalog.oids);
    let records = all.map(|(schema, rows)| {
        let place = Whereabouts::here(&Name::exact(schema));
        (place, rows.iter().map(key).collect())
    });
    past.beside = records.collect();
    past
}

fn key(row: &RecordRow) -> MigrationKey {
    MigrationKey::new(&*row.app, &*row.name)
}

/// What is kept of one schema's migrations.
pub(super) fn traces(plan: &Plan, schema: &str, past: &Arc<Past>, search: &Search) -> Traces {
    let records = plan.recorded();
    Traces {
        records: records
            .filter_map(|record| Some((record.migration.clone(), record.xmin?)))
            .collect(),
        recorder: QualifiedName::new(Name::exact(schema), Name::exact("django_migrations")),
        abroad: search.records.clone(),
        copies: search.copies.clone(),
        past: Arc::clone(past),
    }
}
