//! What rows keep of the past, for the verdicts.

use std::collections::BTreeSet;

use super::places::Search;
use crate::catalog::Reading;
use crate::catalog::assemble::Catalog;
use crate::compare::Whereabouts;
use crate::migration::MigrationKey;
use crate::name::Name;
use crate::record::Plan;
use crate::verdict::{Trace, Traces};

pub(super) fn traces(plan: &Plan, reading: &Reading, catalog: &Catalog, search: &Search) -> Traces {
    let records = plan.recorded();
    let tables = catalog.traces.iter().map(|(table, trace)| {
        let trace = Trace {
            written: trace.written,
            born: trace.born,
            oids: trace.oids,
            dropped: trace.dropped,
        };
        (table.clone(), trace)
    });
    Traces {
        records: records
            .filter_map(|record| Some((record.migration.clone(), record.xmin?)))
            .collect(),
        objects: catalog.written.clone(),
        tables: tables.collect(),
        oids: catalog.oids.clone(),
        beside: beside(reading).chain(search.records.clone()).collect(),
        copies: search.copies.clone(),
    }
}

/// What every other `django_migrations` of the database records, by schema.
fn beside(reading: &Reading) -> impl Iterator<Item = (Whereabouts, BTreeSet<MigrationKey>)> {
    let others = reading.records.elsewhere.iter();
    let readable = others.filter_map(|other| Some((other, other.rows.as_ref()?)));
    readable.map(|(other, rows)| {
        let keys = rows
            .iter()
            .map(|row| MigrationKey::new(&*row.app, &*row.name));
        (
            Whereabouts::here(&Name::exact(&other.schema)),
            keys.collect(),
        )
    })
}
