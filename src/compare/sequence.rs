//! Sequences.

use super::align::Alignment;
use super::answer::{Answer, AttributeAnswer, Naming, ObjectComparison, Presence, Variant};
use super::site::{Rule, SETTLED, Site};
use crate::name::{Name, QualifiedName};
use crate::schema::{Attribute, ObjectKey, ObjectKind, Sequence, SequenceOwner};

/// A sequence that a column owns goes where its table goes.
pub(super) fn compare(
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
        object.attributes = attributes(sequence, found, alignment);
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
        object.attributes = attributes(sequence, found, alignment);
        object.presence = Presence::Variant(Variant {
            name: name.name.clone(),
            naming: Naming::Generated,
        });
    } else {
        object.alike = Some(ObjectKey::standalone(name, ObjectKind::Sequence));
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
    Some(Presence::Hanging { on, there })
}

fn attributes(
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
