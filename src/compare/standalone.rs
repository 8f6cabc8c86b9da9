//! Objects that stand by themselves: schemas, extensions, sequences, statistics, and those that are known by
//! a few words: casts, operators, languages, text search objects, publications ...

use std::collections::BTreeSet;

use super::align::Alignment;
use super::answer::{Answer, AttributeAnswer, Naming, ObjectComparison, Presence, Variant};
use super::site::{Rule, SETTLED, Site};
use super::{Comparison, collation, routine, table, view};
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Attribute, AttributeValue, Definition, Expression, Extension, ObjectKey, ObjectKind, Other,
    Schema, Sequence, SequenceOwner, Standalone, Statistics,
};

pub(super) fn compare(alignment: &Alignment<'_>, comparison: &mut Comparison) {
    let Schema {
        namespaces,
        extensions,
        tables: _,
        sequences,
        types: _,
        collations,
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
        let object = compare_sequence(alignment, name, sequence);
        comparison.objects.push(object);
    }
    for (key, expected) in named {
        compare_named(alignment, key, expected, comparison);
    }
}

fn compare_named(
    alignment: &Alignment<'_>,
    key: &ObjectKey,
    expected: &Standalone,
    comparison: &mut Comparison,
) {
    let live = alignment.live;
    let mut object = alignment.standalone(key.clone(), expected.id);
    let there = object.live.is_some();
    let attributes = match &expected.definition {
        Definition::Unread => None,
        Definition::Other(it) => live
            .other(key)
            .map(|live| compare_other(it, live, alignment)),
        Definition::Routine(it) => match live.routine(key) {
            Some(live) => Some(routine::compare(it, live, alignment)),
            // It may have types that are not read.
            None => there.then(|| unread(Attribute::Body)),
        },
        Definition::Statistics(it) => match live.statistics(key) {
            Some(live) => Some(compare_statistics(it, live, alignment)),
            None => there.then(|| unread(Attribute::Kinds)),
        },
        Definition::View(it) => live
            .view(key)
            .map(|live| view::compare(it, live, alignment)),
    };
    object.attributes = attributes.unwrap_or_default();
    if let (Definition::Statistics(it), false) = (&expected.definition, there) {
        let gone = dropped_with(it, alignment);
        object.presence = gone.map_or(object.presence, Presence::dropped_with);
    }
    let Definition::View(view) = &expected.definition else {
        comparison.objects.push(object);
        return;
    };
    let counterpart = view::counterpart(live, key, &object.presence);
    comparison.objects.push(object);
    table::compare_parts(
        alignment,
        key,
        view,
        counterpart.as_ref(),
        &mut comparison.objects,
    );
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

/// A sequence that a column owns goes where its table goes.
fn compare_sequence(
    alignment: &Alignment<'_>,
    name: &QualifiedName,
    sequence: &Sequence,
) -> ObjectComparison {
    let key = ObjectKey::standalone(name, ObjectKind::Sequence);
    let found = alignment.live.sequences.get(name);
    let owner = sequence.owner.as_ref().filter(|_| found.is_none());
    if let Some(presence) = owner.and_then(|owner| beside_its_table(alignment, name, owner)) {
        return ObjectComparison::new(key, sequence.id, None, presence);
    }
    let mut object = alignment.standalone(key, sequence.id);
    if let Some(found) = found {
        object.attributes = sequence_attributes(sequence, found, alignment);
    } else if object.presence == Presence::Nowhere {
        under_another_name(alignment, sequence, &mut object);
    }
    object
}

/// The sequence of the same column, whatever it is called: what the server named for the column is the
/// same under each such name.
fn under_another_name(
    alignment: &Alignment<'_>,
    sequence: &Sequence,
    object: &mut ObjectComparison,
) {
    let expected = &alignment.expected.schema.sequences;
    let mut surplus = alignment.live.sequences.iter();
    let of_the_column = surplus.find(|(name, other)| {
        sequence.owner.is_some()
            && same_owner(sequence, other, alignment)
            && !expected.contains_key(name)
    });
    let Some((name, found)) = of_the_column else {
        return;
    };
    if is_generated(&object.key.name) && is_generated(&name.name) {
        object.live = Some(found.id);
        object.attributes = sequence_attributes(sequence, found, alignment);
        object.presence = Presence::Variant(Variant {
            name: name.name.clone(),
            naming: Naming::Generated,
        });
    } else {
        object.alike = Some(Box::new(ObjectKey::standalone(name, ObjectKind::Sequence)));
    }
}

/// `ChooseRelationName` with the label of sequences; a clash has a number.
fn is_generated(name: &Name) -> bool {
    let unnumbered = name.as_str().trim_end_matches(|c: char| c.is_ascii_digit());
    unnumbered.ends_with("_seq")
}

fn beside_its_table(
    alignment: &Alignment<'_>,
    name: &QualifiedName,
    owner: &SequenceOwner,
) -> Option<Presence> {
    let on = ObjectKey::table(&owner.table);
    let Some(counterpart) = alignment.of(&owner.table) else {
        return Some(Presence::dropped_with(on));
    };
    if counterpart.table.column(&owner.column).is_none() {
        let column = ObjectKey::part(&owner.table, ObjectKind::Column, owner.column.clone());
        return Some(Presence::dropped_with(column));
    }
    if !matches!(counterpart.presence, Presence::Elsewhere(_)) {
        return None;
    }
    let live = &alignment.live.sequences;
    let mut owners = live.values().filter_map(|sequence| sequence.owner.as_ref());
    let owns = owners.any(|live| live.table == counterpart.name && live.column == owner.column);
    let beside = QualifiedName::new(counterpart.name.schema.clone(), name.name.clone());
    let there = owns || live.contains_key(&beside);
    Some(Presence::hanging(on, there))
}

fn sequence_attributes(
    expected: &Sequence,
    live: &Sequence,
    alignment: &Alignment<'_>,
) -> Vec<AttributeAnswer> {
    let mut expected = expected.clone();
    let data_type = expected.data_type.clone();
    expected.bounds.follow_type(&data_type, &live.data_type);
    let site = Site::alone(alignment, None);
    site.attributes_but(&expected, live, |attribute| match attribute {
        Attribute::Type if is_skew(&expected, live) => Rule::Own(Some(Answer::Skew(
            "Django up to 4.0 gives a column that becomes an AutoField a sequence of bigint, 4.1 and later one of its own type",
        ))),
        Attribute::OwnedBy if same_owner(&expected, live, alignment) => SETTLED,
        _ => Rule::ByValue,
    })
}

/// Whether both belong to one column, by its expected name, or to none.
fn same_owner(expected: &Sequence, live: &Sequence, alignment: &Alignment<'_>) -> bool {
    let own = expected.owner.as_ref();
    let other = live.owner.as_ref().map(|owner| {
        let table = alignment.target(&owner.table);
        let counterpart = alignment.of(table);
        let column = counterpart.map_or(&owner.column, |it| it.column_target(&owner.column));
        (table, column)
    });
    own.map(|owner| (&owner.table, &owner.column)) == other
}

fn is_skew(expected: &Sequence, live: &Sequence) -> bool {
    is_plain_for_identity(expected, live) || is_plain_for_identity(live, expected)
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
