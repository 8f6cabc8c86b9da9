//! Objects that stand by themselves: schemas, extensions, sequences, statistics, and those that are known by
//! a few words: casts, operators, languages, text search objects, publications ...

use std::collections::BTreeSet;

use super::align::Alignment;
use super::answer::{Answer, AttributeAnswer, Presence};
use super::site::{Rule, SETTLED, Site};
use super::{Comparison, collation, routine, sequence, table, view};
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Attribute, AttributeValue, Expression, Extension, ObjectId, ObjectKey, ObjectKind, Other,
    Schema, Statistics,
};

pub(super) fn compare(alignment: &Alignment<'_>, comparison: &mut Comparison) {
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
    } = &alignment.expected.schema;
    for (name, id) in namespaces {
        let object = alignment.standalone(ObjectKey::namespace(name), *id);
        comparison.objects.push(object);
    }
    for (name, expected) in extensions {
        let mut object = alignment.standalone(ObjectKey::extension(name), expected.id);
        let live = alignment.live.extensions.get(name);
        let compared = live.map(|live| compare_extension(expected, live, alignment));
        object.attributes = compared.unwrap_or_default();
        comparison.objects.push(object);
    }
    for (name, expected) in collations {
        let key = ObjectKey::standalone(name, ObjectKind::Collation);
        let mut object = alignment.standalone(key, expected.id);
        let live = alignment.live.collations.get(name);
        let compared = live.map(|live| collation::compare(expected, live, alignment));
        object.attributes = compared.unwrap_or_default();
        comparison.objects.push(object);
    }
    for (name, sequence) in sequences {
        let object = sequence::compare(alignment, name, sequence);
        comparison.objects.push(object);
    }
    for (key, id) in named {
        compare_named(alignment, key, *id, comparison);
    }
}

fn compare_named(
    alignment: &Alignment<'_>,
    key: &ObjectKey,
    id: ObjectId,
    comparison: &mut Comparison,
) {
    let (expected, live) = (&alignment.expected.schema, alignment.live);
    let mut object = alignment.standalone(key.clone(), id);
    if let (Some(expected), Some(live)) = (expected.others.get(key), live.others.get(key)) {
        object.attributes = compare_other(expected, live, alignment);
    }
    if let (Some(expected), Some(_)) = (expected.routines.get(key), object.live) {
        object.attributes = match live.routines.get(key) {
            Some(live) => routine::compare(expected, live, alignment),
            // It may have types that are not read.
            None => unread(Attribute::Body),
        };
    }
    if let Some(statistics) = expected.statistics.get(key) {
        match (object.live, live.statistics.get(key)) {
            (Some(_), Some(live)) => {
                object.attributes = compare_statistics(statistics, live, alignment);
            }
            (Some(_), None) => object.attributes = unread(Attribute::Kinds),
            (None, _) => {
                let gone = dropped_with(statistics, alignment);
                object.presence = gone.map_or(object.presence, Presence::dropped_with);
            }
        }
    }
    let Some(view) = expected.views.get(key) else {
        comparison.objects.push(object);
        return;
    };
    if let Some(live) = live.views.get(key) {
        object.attributes = view::compare(view, live, alignment);
    }
    let counterpart = view::counterpart(live, key, &object.presence);
    comparison.objects.push(object);
    table::compare_parts(alignment, key, view, counterpart.as_ref(), comparison);
}

fn unread(attribute: Attribute) -> Vec<AttributeAnswer> {
    let reason = "its definition is not read";
    vec![AttributeAnswer::unmeasured(attribute, reason)]
}

/// Only a version and a schema that the ledger names are compared.
fn compare_extension(
    expected: &Extension,
    live: &Extension,
    alignment: &Alignment<'_>,
) -> Vec<AttributeAnswer> {
    let site = Site::alone(alignment, None);
    site.attributes_but(expected, live, |attribute| match attribute {
        Attribute::Schema if expected.schema.is_none() => SETTLED,
        Attribute::Version if expected.version.is_none() => SETTLED,
        _ => Rule::ByValue,
    })
}

/// The state of an event trigger that does nothing.
const DISABLED: &str = "disabled";

fn compare_other(
    expected: &Other,
    live: &Other,
    alignment: &Alignment<'_>,
) -> Vec<AttributeAnswer> {
    // What its name is made of is in its key.
    let Other {
        plain: _,
        types: _,
        method: _,
        attributes,
    } = expected;
    let all: BTreeSet<Attribute> = attributes
        .keys()
        .chain(live.attributes.keys())
        .copied()
        .collect();
    let compared = all.into_iter().filter_map(|attribute| {
        let (wanted, there) = (attributes.get(&attribute), live.attributes.get(&attribute));
        if let Some(AttributeValue::Unmeasured(reason)) = wanted {
            return Some(AttributeAnswer::unmeasured(attribute, reason));
        }
        let wanted = value_words(wanted, &alignment.expected.schema, |name| name);
        let there = value_words(there, alignment.live, |name| alignment.expected_name(name));
        let is_off = attribute == Attribute::Enabled && there == DISABLED;
        let answer = if is_off {
            Answer::NotInForce
        } else {
            Answer::Different
        };
        let differs = wanted != there;
        differs.then(|| AttributeAnswer::new(attribute, answer, wanted, there))
    });
    compared.collect()
}

/// A value for people; of the tables of a publication the expected names.
fn value_words<'a>(
    value: Option<&AttributeValue>,
    schema: &'a Schema,
    expected_name: impl Fn(&'a QualifiedName) -> &'a QualifiedName,
) -> String {
    let words = match value {
        None => String::new(),
        Some(AttributeValue::Relations(ids)) => {
            let tables = schema.tables.iter();
            let tables = tables.filter(|(_, table)| ids.contains(&table.id));
            let names = tables.map(|(name, _)| expected_name(name).to_string());
            let names: BTreeSet<String> = names.collect();
            names.into_iter().collect::<Vec<_>>().join(", ")
        }
        Some(value) => value.words(),
    };
    if words.is_empty() {
        "none".to_owned()
    } else {
        words
    }
}

fn compare_statistics(
    expected: &Statistics,
    live: &Statistics,
    alignment: &Alignment<'_>,
) -> Vec<AttributeAnswer> {
    let Some(counterpart) = alignment.of(&expected.table) else {
        return Vec::new();
    };
    let mut live = live.clone();
    live.table = alignment.expected_name(&live.table).clone();
    if let Some(of) = alignment.of(&live.table) {
        for (from, to) in of.unrenamed.iter().chain(&of.supposed) {
            live.rename_column(from, to);
        }
    }
    let site = Site::row(alignment, &counterpart.table, None);
    let wanted = &expected.expressions;
    let counted = wanted.len() == live.expressions.len();
    let mut attributes = site.attributes_but(expected, &live, |attribute| match attribute {
        Attribute::Expression if counted => SETTLED,
        _ => Rule::ByValue,
    });
    if counted {
        let pairs = wanted.iter().zip(&live.expressions);
        let mut pairs = pairs.map(|(one, other)| [Some(one), Some(other)]);
        attributes.extend(pairs.find_map(|it| site.expressions(Attribute::Expression, it, "")));
    }
    attributes
}

/// Statistics are gone with their table, and with each of their columns: that is told there.
fn dropped_with(expected: &Statistics, alignment: &Alignment<'_>) -> Option<ObjectKey> {
    if !alignment
        .expected
        .schema
        .tables
        .contains_key(&expected.table)
    {
        return None;
    }
    let Some(counterpart) = alignment.of(&expected.table) else {
        return Some(ObjectKey::table(&expected.table));
    };
    let missing = |name: &Name| counterpart.table.column(name).is_none();
    let used = expected.expressions.iter().flat_map(Expression::columns);
    let mut used = used.chain(expected.columns.iter().cloned());
    let column = used.find(missing)?;
    Some(ObjectKey::part(&expected.table, ObjectKind::Column, column))
}
