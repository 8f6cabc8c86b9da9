//! Sequences.

use super::align::Alignment;
use super::answer::{
    Answer, AttributeAnswer, Attributes, Naming, ObjectComparison, Presence, Variant,
};
use super::attributes::{At, Rule, SETTLED};
use super::site::Site;
use super::standalone::existing;
use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::schema::{Attribute, ObjectKey, ObjectKind, Schema, Sequence, SequenceOwner};

/// A sequence that a column owns goes where its table goes.
pub(super) fn compare(
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
                attributes: Vec::new(),
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
        object.attributes = attributes(sequence, found, live, alignment);
    } else if object.presence == Presence::Nowhere {
        under_another_name(expected, live, alignment, sequence, &mut object);
    }
    object
}

/// The sequence of the same column, whatever it is called: what the server named for the column is the
/// same under each such name.
fn under_another_name(
    expected: &Expected,
    live: &Schema,
    alignment: &Alignment<'_>,
    sequence: &Sequence,
    object: &mut ObjectComparison,
) {
    let Some(owner) = &sequence.owner else {
        return;
    };
    let of_the_column = live.sequences.iter().find(|(name, other)| {
        let other = other.owner.as_ref();
        let other = other.map(|other| aligned_owner(other, alignment));
        other.is_some_and(|it| (&it.table, &it.column) == (&owner.table, &owner.column))
            && !expected.schema.sequences.contains_key(name)
    });
    let Some((name, found)) = of_the_column else {
        return;
    };
    if is_generated(&object.key.name) && is_generated(&name.name) {
        object.live = Some(found.id);
        object.attributes = attributes(sequence, found, live, alignment);
        object.presence = Presence::Variant(Variant {
            name: name.name.clone(),
            naming: Naming::Generated,
        });
    } else {
        object.alike = Some(ObjectKey::standing(name, ObjectKind::Sequence));
    }
}

/// `ChooseRelationName` with the label of sequences; a clash has a number.
fn is_generated(name: &Name) -> bool {
    let unnumbered = name.as_str().trim_end_matches(|c: char| c.is_ascii_digit());
    unnumbered.ends_with("_seq")
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

fn attributes(
    expected: &Sequence,
    live: &Sequence,
    schema: &Schema,
    alignment: &Alignment<'_>,
) -> Vec<AttributeAnswer> {
    let mut attributes = Attributes::default();
    let at = At::site(Site::alone(schema, None));
    let mut expected = expected.clone();
    let data_type = expected.data_type.clone();
    expected.bounds.follow_type(&data_type, &live.data_type);
    at.compare_but(&expected, live, &mut attributes, |attribute| match attribute {
        Attribute::Type if is_skew(&expected, live) => Rule::Own(Some(Answer::Skew(
            "Django up to 4.0 gives a column that becomes an AutoField a sequence of bigint, 4.1 and later one of its own type",
        ))),
        Attribute::OwnedBy if same_owner(&expected, live, alignment) => SETTLED,
        _ => Rule::ByValue,
    });
    attributes.0
}

fn same_owner(expected: &Sequence, live: &Sequence, alignment: &Alignment<'_>) -> bool {
    let actual = live
        .owner
        .as_ref()
        .map(|owner| aligned_owner(owner, alignment));
    let column = |owner: &SequenceOwner| (owner.table.clone(), owner.column.clone());
    expected.owner.as_ref().map(column) == actual.as_ref().map(column)
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
