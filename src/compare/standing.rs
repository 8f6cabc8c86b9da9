//! Objects that stand by themselves: schemas, extensions, sequences, and those of which only the
//! existence is modelled.

use super::align::Alignment;
use super::answer::{Answer, AspectAnswer, Aspects, Found, ObjectComparison, Presence};
use super::{Comparison, collation, other, routine, statistics, table, view};
use crate::name::QualifiedName;
use crate::replay::Expected;
use crate::schema::{
    Aspect, Extension, ObjectId, ObjectKey, ObjectKind, Other, Schema, Sequence, SequenceBounds,
    SequenceOwner,
};

pub(super) fn compare(
    expected: &Expected,
    live: &Schema,
    alignment: &Alignment<'_>,
    comparison: &mut Comparison,
) {
    let Schema {
        namespaces,
        extensions,
        tables: _,
        sequences,
        routines,
        views,
        others,
        others_unread: _,
        types: _,
        collations,
        statistics,
        named,
        properties: _,
    } = &expected.schema;
    for (name, id) in namespaces {
        let found = live.namespaces.get(name).copied();
        let key = ObjectKey::namespace(name);
        comparison
            .objects
            .push(existing(expected, live, key, *id, found));
    }
    for (name, extension) in extensions {
        let found = live.extensions.get(name);
        let key = ObjectKey::extension(name);
        let id = found.map(|found| found.id);
        let mut object = existing(expected, live, key, extension.id, id);
        object.aspects = found.map_or_else(Vec::new, |found| extension_aspects(extension, found));
        comparison.objects.push(object);
    }
    for (name, definition) in collations {
        let found = live.collations.get(name);
        let key = ObjectKey::standing(name, ObjectKind::Collation);
        let id = found.map(|found| found.id);
        let mut object = existing(expected, live, key, definition.id, id);
        object.aspects = found.map_or_else(Vec::new, |found| collation::compare(definition, found));
        comparison.objects.push(object);
    }
    for (name, sequence) in sequences {
        comparison
            .objects
            .push(compare_sequence(expected, live, alignment, name, sequence));
    }
    for (key, id) in named {
        let found = live.named.get(key).copied();
        let mut object = existing(expected, live, key.clone(), *id, found);
        if let Some(made) = others.get(key) {
            let sides = other::Sides {
                expected: &expected.schema,
                live,
                alignment,
            };
            add_other(&mut object, made, &sides);
        }
        if let (Some(expected), Some(_)) = (routines.get(key), found) {
            object.aspects = routine::aspects(expected, live.routines.get(key));
        }
        if let (Some(expected), Some(actual)) = (views.get(key), live.views.get(key)) {
            object.aspects = view::compare(expected, actual, live);
        }
        if let Some(expected_statistics) = statistics.get(key) {
            let is_table = |name: &QualifiedName| expected.schema.tables.contains_key(name);
            if found.is_some() {
                let live = live.statistics.get(key);
                object.aspects = statistics::compare(expected_statistics, live, alignment);
            } else if let Some(presence) =
                statistics::presence(expected_statistics, alignment, is_table)
            {
                object.presence = presence;
            }
        }
        let presence = object.presence.clone();
        comparison.objects.push(object);
        if let Some(view) = views.get(key) {
            let counterpart = view::counterpart(live, key, &presence);
            let view = (key, view);
            table::compare_parts(
                expected,
                live,
                alignment,
                view,
                counterpart.as_ref(),
                comparison,
            );
        }
    }
}

fn add_other(object: &mut ObjectComparison, expected: &Other, sides: &other::Sides<'_>) {
    if sides.live.others_unread {
        object.presence = Presence::Here;
        let answer = Answer::Unmeasured(other::UNREAD);
        let unread = AspectAnswer::new(Aspect::Definition, answer, "", "");
        object.aspects.push(unread);
    } else if let Some(live) = sides.live.others.get(&object.key) {
        object.aspects = other::compare(expected, live, sides);
    }
}

/// Only a version and a schema that the ledger names are compared.
fn extension_aspects(expected: &Extension, live: &Extension) -> Vec<AspectAnswer> {
    let Extension {
        id: _,
        schema,
        version,
    } = expected;
    let mut aspects = Aspects::default();
    if schema.is_some() {
        aspects.same(Aspect::Schema, schema, &live.schema, |name| {
            name.as_ref().map_or_else(String::new, ToString::to_string)
        });
    }
    if version.is_some() {
        aspects.same(Aspect::Version, version, &live.version, |version| {
            version.clone().unwrap_or_default()
        });
    }
    aspects.0
}

pub(super) fn existing(
    expected: &Expected,
    live: &Schema,
    key: ObjectKey,
    id: ObjectId,
    found: Option<ObjectId>,
) -> ObjectComparison {
    let presence = if found.is_some() {
        Presence::Here
    } else {
        former(expected, live, id).unwrap_or_else(|| elsewhere(expected, live, &key))
    };
    ObjectComparison {
        key,
        id,
        live: found,
        presence,
        aspects: Vec::new(),
        alike: None,
    }
}

/// Whether a schema holds what stands by itself under this key.
pub(super) fn has(schema: &Schema, key: &ObjectKey) -> bool {
    let name = key.schema.as_ref();
    let name = name.map(|schema| QualifiedName::new(schema.clone(), key.name.clone()));
    match (key.kind, name) {
        (ObjectKind::Sequence, Some(name)) => schema.sequences.contains_key(&name),
        (ObjectKind::Collation, Some(name)) => schema.collations.contains_key(&name),
        (ObjectKind::Schema, Some(_)) => schema.namespaces.contains_key(&key.name),
        _ => schema.named.contains_key(key),
    }
}

fn former(expected: &Expected, live: &Schema, id: ObjectId) -> Option<Presence> {
    let origin = expected.origins.of(id)?;
    let key = origin
        .former
        .iter()
        .rev()
        .find(|key| has(live, key) && !has(&expected.schema, key))?;
    Some(Presence::Unrenamed(key.clone()))
}

fn elsewhere(expected: &Expected, live: &Schema, key: &ObjectKey) -> Presence {
    if key.schema.is_none() || key.kind == ObjectKind::Schema {
        return Presence::Nowhere;
    }
    let places: Vec<Found> = live
        .namespaces
        .keys()
        .filter(|schema| {
            let other = ObjectKey {
                schema: Some((*schema).clone()),
                ..key.clone()
            };
            has(live, &other) && !has(&expected.schema, &other)
        })
        .map(|schema| Found::here(schema, 1, 1))
        .collect();
    if places.is_empty() {
        Presence::Nowhere
    } else {
        Presence::Elsewhere(places)
    }
}

/// A sequence that a column owns goes where its table goes.
fn compare_sequence(
    expected: &Expected,
    live: &Schema,
    alignment: &Alignment<'_>,
    name: &QualifiedName,
    sequence: &Sequence,
) -> ObjectComparison {
    let key = ObjectKey::standing(name, ObjectKind::Sequence);
    let found = live.sequences.get(name);
    if let Some(owner) = sequence.owner.as_ref().filter(|_| found.is_none()) {
        let presence = beside_its_table(live, alignment, name, owner);
        if let Some(presence) = presence {
            return ObjectComparison {
                key,
                id: sequence.id,
                live: None,
                presence,
                aspects: Vec::new(),
                alike: None,
            };
        }
    }
    let mut object = existing(
        expected,
        live,
        key,
        sequence.id,
        found.map(|found| found.id),
    );
    if let Some(found) = found {
        object.aspects = aspects(sequence, found, alignment);
    }
    object
}

fn beside_its_table(
    live: &Schema,
    alignment: &Alignment<'_>,
    name: &QualifiedName,
    owner: &SequenceOwner,
) -> Option<Presence> {
    let table = ObjectKey::table(&owner.table);
    let Some(counterpart) = alignment.of(&owner.table) else {
        return Some(Presence::Hanging {
            on: table,
            there: false,
        });
    };
    if counterpart.table.column(&owner.column).is_none() {
        let column = ObjectKey::part(&owner.table, ObjectKind::Column, owner.column.clone());
        return Some(Presence::Hanging {
            on: column,
            there: false,
        });
    }
    let owners = live
        .sequences
        .values()
        .filter_map(|sequence| sequence.owner.as_ref());
    let owns = owners
        .filter(|live| live.table == counterpart.name)
        .any(|live| live.column == owner.column);
    match &counterpart.presence {
        Presence::Elsewhere(_) => {
            let beside = QualifiedName::new(counterpart.name.schema.clone(), name.name.clone());
            let there = owns || live.sequences.contains_key(&beside);
            Some(Presence::Hanging { on: table, there })
        }
        _ => None,
    }
}

fn aspects(expected: &Sequence, live: &Sequence, alignment: &Alignment<'_>) -> Vec<AspectAnswer> {
    let Sequence {
        id: _,
        data_type,
        bounds,
        owner,
    } = expected;
    let mut aspects = Aspects::default();
    if is_plain_for_identity(expected, live) || is_plain_for_identity(live, expected) {
        let answer = Answer::Skew(
            "Django up to 4.0 gives a column that becomes an AutoField a sequence of bigint, 4.1 and later one of its own type",
        );
        let text = ToString::to_string;
        aspects.push(Aspect::Type, answer, text(data_type), text(&live.data_type));
    } else {
        aspects.same(
            Aspect::Type,
            data_type,
            &live.data_type,
            ToString::to_string,
        );
    }
    let mut bounds = *bounds;
    bounds.follow_type(data_type, &live.data_type);
    aspects.same(Aspect::Bounds, &bounds, &live.bounds, bounds_words);
    let actual = live
        .owner
        .as_ref()
        .map(|owner| aligned_owner(owner, alignment));
    let column = |owner: &SequenceOwner| (owner.table.clone(), owner.column.clone());
    if owner.as_ref().map(column) != actual.as_ref().map(column) {
        let words = |owner: Option<&SequenceOwner>| {
            owner.map_or("no column".to_owned(), |o| {
                format!("{}.{}", o.table, o.column)
            })
        };
        let expected = words(owner.as_ref());
        aspects.push(
            Aspect::OwnedBy,
            Answer::Different,
            expected,
            words(live.owner.as_ref()),
        );
    }
    aspects.0
}

/// Whether one sequence is what a plain `CREATE SEQUENCE` makes, and the other stands behind an
/// identity column.
fn is_plain_for_identity(plain: &Sequence, other: &Sequence) -> bool {
    let identity =
        |sequence: &Sequence| sequence.owner.as_ref().is_some_and(|owner| owner.identity);
    plain.owner.is_some()
        && !identity(plain)
        && identity(other)
        && plain.data_type.is_builtin("bigint")
        && plain.data_type != other.data_type
}

fn bounds_words(bounds: &SequenceBounds) -> String {
    let SequenceBounds {
        start,
        increment,
        min,
        max,
        cache,
        cycle,
    } = bounds;
    let cycle = if *cycle { "CYCLE" } else { "NO CYCLE" };
    format!(
        "START {start} INCREMENT {increment} MINVALUE {min} MAXVALUE {max} CACHE {cache} {cycle}"
    )
}

/// The owning column under its expected name.
fn aligned_owner(owner: &SequenceOwner, alignment: &Alignment<'_>) -> SequenceOwner {
    let table = alignment.target(&owner.table).clone();
    let counterpart = alignment.of(&table);
    let column = counterpart.map_or(&owner.column, |table| table.column_target(&owner.column));
    SequenceOwner {
        column: column.clone(),
        table,
        identity: owner.identity,
    }
}
