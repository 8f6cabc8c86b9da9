//! Whether `django_migrations` stands apart from the tables that it tells of: moved, restored or made alone.

use super::Observation;
use super::tables::Tables;
use crate::compare::Presence;
use crate::record::is_after;
use crate::verdict::Case;

/// Of one table nobody can say which of the two was moved.
const TABLES: usize = 2;

/// What tells that the records stand apart, if anything does.
pub(super) fn look(case: &Case<'_>, tables: &Tables<'_>, restored: bool) -> Option<Observation> {
    apart(case).or_else(|| younger(case, tables).filter(|_| restored))
}

/// All tables are in one other schema, which keeps no records of its own.
fn apart(case: &Case<'_>) -> Option<Observation> {
    let home = &case.traces.recorder.schema;
    let objects = case.comparison.objects.iter();
    let mut places = Vec::new();
    for table in objects.filter(|object| object.key.is_table()) {
        let Presence::Elsewhere(found) = &table.presence else {
            return None;
        };
        places.push(&found.first()?.place);
        if table.key.schema.as_ref() != Some(home) {
            return None;
        }
    }
    let place = *places.first()?;
    let same = places.iter().all(|other| *other == place);
    let recorded = case.traces.past.beside.contains_key(place);
    (same && !recorded && place.database.is_none() && places.len() >= TABLES).then(|| {
        Observation::ApartFrom {
            home: home.clone(),
            tables: places.len(),
            place: place.schema.clone(),
        }
    })
}

/// The table was made after all others, whose rows in the catalog are older too.
fn younger(case: &Case<'_>, tables: &Tables<'_>) -> Option<Observation> {
    let made = tables.recorder()?;
    let objects = case.comparison.objects.iter();
    let there = objects.filter(|object| object.key.is_table());
    let there = there.filter_map(|object| tables.trace_of_key(&object.key));
    let written: Vec<u32> = there.map(|trace| trace.written).collect();
    let older = written.iter().all(|written| is_after(made, *written));
    (older && written.len() >= TABLES).then_some(Observation::YoungerThan {
        tables: written.len(),
    })
}
