//! Objects that stand by themselves: schemas, extensions, sequences, and those of which only the
//! existence is modelled.

use super::align::Alignment;
use super::answer::{AttributeAnswer, Attributes, Found, ObjectComparison, Presence};
use super::attributes::{At, Rule, SETTLED};
use super::site::Site;
use super::{Comparison, collation, other, routine, sequence, statistics, table, view};
use crate::name::QualifiedName;
use crate::replay::Expected;
use crate::schema::{Attribute, Extension, ObjectId, ObjectKey, ObjectKind, Other, Schema};

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
        routines: _,
        views: _,
        others: _,
        types: _,
        collations,
        statistics: _,
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
        object.attributes = found.map_or_else(Vec::new, |found| {
            extension_attributes(extension, found, live)
        });
        comparison.objects.push(object);
    }
    for (name, definition) in collations {
        let found = live.collations.get(name);
        let key = ObjectKey::standing(name, ObjectKind::Collation);
        let id = found.map(|found| found.id);
        let mut object = existing(expected, live, key, definition.id, id);
        object.attributes = found.map_or_else(Vec::new, |found| {
            collation::compare(definition, found, live)
        });
        comparison.objects.push(object);
    }
    for (name, sequence) in sequences {
        comparison
            .objects
            .push(sequence::compare(expected, live, alignment, name, sequence));
    }
    for (key, id) in named {
        compare_named(expected, live, alignment, (key, *id), comparison);
    }
}

fn compare_named(
    expected: &Expected,
    live: &Schema,
    alignment: &Alignment<'_>,
    (key, id): (&ObjectKey, ObjectId),
    comparison: &mut Comparison,
) {
    let Schema {
        routines,
        views,
        others,
        statistics,
        ..
    } = &expected.schema;
    let found = live.named.get(key).copied();
    let mut object = existing(expected, live, key.clone(), id, found);
    if let Some(made) = others.get(key) {
        let sides = other::Sides {
            expected: &expected.schema,
            live,
            alignment,
        };
        add_other(&mut object, made, &sides);
    }
    if let (Some(expected), Some(_)) = (routines.get(key), found) {
        object.attributes = routine::attributes(expected, live.routines.get(key), live);
    }
    if let (Some(expected), Some(actual)) = (views.get(key), live.views.get(key)) {
        object.attributes = view::compare(expected, actual, live);
    }
    if let Some(expected_statistics) = statistics.get(key) {
        let is_table = |name: &QualifiedName| expected.schema.tables.contains_key(name);
        if found.is_some() {
            let live = live.statistics.get(key);
            object.attributes = statistics::compare(expected_statistics, live, alignment);
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

fn add_other(object: &mut ObjectComparison, expected: &Other, sides: &other::Sides<'_>) {
    if let Some(live) = sides.live.others.get(&object.key) {
        object.attributes = other::compare(expected, live, sides);
    }
}

/// Only a version and a schema that the ledger names are compared.
fn extension_attributes(
    expected: &Extension,
    live: &Extension,
    schema: &Schema,
) -> Vec<AttributeAnswer> {
    let mut attributes = Attributes::default();
    let at = At::site(Site::alone(schema, None));
    at.compare_but(
        expected,
        live,
        &mut attributes,
        |attribute| match attribute {
            Attribute::Schema if expected.schema.is_none() => SETTLED,
            Attribute::Version if expected.version.is_none() => SETTLED,
            _ => Rule::ByValue,
        },
    );
    attributes.0
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
        attributes: Vec::new(),
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
