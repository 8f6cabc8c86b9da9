//! What is not in this database, looked for in others.
//!
//! Nothing is compared there but names: that a table stands elsewhere says where a migration went,
//! and what it is like there does not matter here.

use std::collections::{BTreeMap, BTreeSet};

use super::Comparison;
use super::align;
use super::answer::{Found, ObjectComparison, OtherDatabase, Presence, Whereabouts};
use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::schema::{ObjectKey, ObjectKind, Schema};

/// A database beside the one that is measured.
pub struct Neighbour<'a> {
    /// What it is called.
    pub name: OtherDatabase,
    /// What it holds.
    pub live: &'a Schema,
}

/// Whether an object is of the kind that could be in another database, and not all of it is in this
/// one. What belongs to the database itself (extensions, schemas) could not.
#[must_use]
pub fn is_wanted(object: &ObjectComparison) -> bool {
    let of_a_schema = object.key.schema.is_some() && object.key.kind != ObjectKind::Schema;
    of_a_schema
        && match &object.presence {
            Presence::Nowhere => true,
            Presence::Elsewhere(found) => found.iter().all(|one| one.matching < one.total),
            Presence::Here
            | Presence::Variant(_)
            | Presence::Unrenamed(_)
            | Presence::Hanging { .. } => false,
        }
}

/// Looks for every wanted object in the neighbours, and puts the best match first.
pub fn search(expected: &Expected, neighbours: &[Neighbour<'_>], comparison: &mut Comparison) {
    let mut best: BTreeMap<ObjectKey, Found> = BTreeMap::new();
    for object in comparison.objects.iter_mut().filter(|it| is_wanted(it)) {
        let all = neighbours
            .iter()
            .flat_map(|neighbour| found_in(expected, &object.key, neighbour));
        let mut all: Vec<Found> = all.collect();
        if let Presence::Elsewhere(here) = &object.presence {
            all.splice(0..0, here.iter().cloned());
        }
        // A stable sort: this database before the others, and they in their order.
        all.sort_by_key(|found| std::cmp::Reverse(found.matching));
        if let Some(first) = all.first() {
            best.insert(object.key.clone(), first.clone());
            object.presence = Presence::Elsewhere(all);
        }
    }
    for object in &mut comparison.objects {
        take_along(object, &best, neighbours);
    }
}

/// Where each object that is not where it should be is best matched, with what is there with it.
#[must_use]
pub fn places(comparison: &Comparison) -> BTreeMap<&ObjectKey, &Whereabouts> {
    let own = comparison.objects.iter().filter_map(|object| {
        let Presence::Elsewhere(found) = &object.presence else {
            return None;
        };
        Some((&object.key, &found.first()?.place))
    });
    let mut all: BTreeMap<&ObjectKey, &Whereabouts> = own.collect();
    for object in &comparison.objects {
        if let Presence::Hanging { on, there: true } = &object.presence
            && let Some(&place) = all.get(&**on)
        {
            all.insert(&object.key, place);
        }
    }
    all
}

/// How many of the objects that are here are in a neighbour as well, and how many there are: a copy
/// of the project has them all, and tells nothing of where a migration went.
#[must_use]
pub fn shared(comparison: &Comparison, live: &Schema) -> (usize, usize) {
    let by_name = by_name(live);
    let here = comparison
        .objects
        .iter()
        .filter(|object| object.key.is_table() && object.presence == Presence::Here);
    here.fold((0, 0), |(both, all), table| {
        let there = by_name.contains(&table.key.name);
        (both + usize::from(there), all + 1)
    })
}

fn by_name(live: &Schema) -> BTreeSet<&Name> {
    live.tables.keys().map(|name| &name.name).collect()
}

fn found_in(expected: &Expected, key: &ObjectKey, neighbour: &Neighbour<'_>) -> Vec<Found> {
    let live = neighbour.live;
    let abroad = |found: Found| Found {
        place: Whereabouts {
            database: Some(neighbour.name.clone()),
            ..found.place
        },
        ..found
    };
    let found: Vec<Found> = match (key.table_name(), key.is_table()) {
        (Some(name), true) => {
            let table = expected.schema.tables.get(&name).into_iter();
            let found =
                |table| namesakes(live, &name).map(move |other| align::found(table, live, other));
            table.flat_map(found).collect()
        }
        (Some(name), false) => namesakes(live, &name)
            .filter(|other| part_of(live, other, key))
            .map(|other| Found::whole(&other.schema))
            .collect(),
        (None, _) => {
            let schemas = live.namespaces.keys();
            let there = schemas.filter(|it| live.id_of(&key.in_schema(it)).is_some());
            there.map(Found::whole).collect()
        }
    };
    found.into_iter().map(abroad).collect()
}

fn namesakes<'a>(
    live: &'a Schema,
    name: &QualifiedName,
) -> impl Iterator<Item = &'a QualifiedName> {
    let name = name.name.clone();
    live.tables.keys().filter(move |other| other.name == name)
}

fn part_of(live: &Schema, table: &QualifiedName, key: &ObjectKey) -> bool {
    let table = live.tables.get(table);
    table.is_some_and(|table| table.part(key.kind, &key.name).is_some())
}

/// What hangs on something that was found elsewhere is there too, or is not.
fn take_along(
    object: &mut ObjectComparison,
    best: &BTreeMap<ObjectKey, Found>,
    neighbours: &[Neighbour<'_>],
) {
    let Presence::Hanging { on, there } = &mut object.presence else {
        return;
    };
    let Some(found) = best.get(on) else {
        return;
    };
    let mut neighbours = neighbours.iter();
    let found_in = found.place.database.as_ref();
    let Some(neighbour) = neighbours.find(|one| Some(&one.name) == found_in) else {
        return;
    };
    let (live, schema, key) = (neighbour.live, &found.place.schema, &object.key);
    *there = match &key.table {
        Some(table) => {
            let table = QualifiedName::new(schema.clone(), table.clone());
            part_of(live, &table, key)
        }
        // A label or an attribute goes where its type goes.
        None => *key == **on || live.id_of(&key.in_schema(schema)).is_some(),
    };
}
