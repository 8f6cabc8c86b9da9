//! The same index or constraint under another generated name.
//!
//! Django ends the names that it generates in a hash of the table and its columns. Another release
//! hashes differently, and after a rename `sqlmigrate` may print another hash than `migrate` used.
//! Its signature: both names hold such a hash, and nothing but the name differs.

use super::align::{Alignment, Counterpart};
use super::answer::{Answer, AspectAnswer, ObjectComparison, Presence, Twin};
use super::{constraint, index};
use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::schema::{Aspect, ObjectId, ObjectKind, Table};

/// Pairs the missing parts of a table with live ones that nothing else accounts for.
pub(super) fn pair(
    expected: &Expected,
    alignment: &Alignment<'_>,
    name: &QualifiedName,
    objects: &mut [ObjectComparison],
) {
    let (Some(table), Some(counterpart)) = (expected.schema.tables.get(name), alignment.of(name))
    else {
        return;
    };
    let mut taken: Vec<Name> = Vec::new();
    for object in objects.iter_mut().filter(|object| is_missing(object)) {
        let found = find(object, table, counterpart, alignment, &taken);
        let Some((twin, live, aspects)) = found else {
            continue;
        };
        taken.push(twin.clone());
        object.live = Some(live);
        object.aspects = aspects;
        let origin = expected.origins.of(table.id);
        let renamed = origin.is_some_and(|origin| !origin.former.is_empty())
            || counterpart_renamed(expected, table);
        object.presence = match &object.presence {
            Presence::Hanging { on, .. } => Presence::Hanging {
                on: on.clone(),
                there: true,
            },
            _ => Presence::Twin(Twin {
                name: twin,
                renamed,
            }),
        };
    }
}

fn is_missing(object: &ObjectComparison) -> bool {
    let part = matches!(object.key.kind, ObjectKind::Constraint | ObjectKind::Index);
    part && matches!(
        object.presence,
        Presence::Nowhere | Presence::Hanging { there: false, .. }
    )
}

fn counterpart_renamed(expected: &Expected, table: &Table) -> bool {
    table.columns.iter().any(|column| {
        let origin = expected.origins.of(column.id);
        origin.is_some_and(|origin| !origin.former.is_empty())
    })
}

/// A live part that is the missing one under another name, and what differs beside the name.
fn find(
    object: &ObjectComparison,
    table: &Table,
    counterpart: &Counterpart<'_>,
    alignment: &Alignment<'_>,
    taken: &[Name],
) -> Option<(Name, ObjectId, Vec<AspectAnswer>)> {
    let name = &object.key.name;
    let live = &counterpart.table;
    let free =
        |candidate: &&Name| is_hashed(name) && is_hashed(candidate) && !taken.contains(candidate);
    if object.key.kind == ObjectKind::Index {
        let wanted = table.indexes.get(name)?;
        let surplus = live
            .indexes
            .iter()
            .filter(|(other, _)| !table.indexes.contains_key(*other));
        return surplus
            .filter(|(other, _)| free(other))
            .find_map(|(other, candidate)| {
                let aspects = index::compare(wanted, candidate, alignment.columns(live));
                is_twin(name, other, &aspects).then(|| (other.clone(), candidate.id, aspects))
            });
    }
    let wanted = table.constraints.get(name)?;
    let surplus = live
        .constraints
        .iter()
        .filter(|(other, _)| !table.constraints.contains_key(*other));
    surplus
        .filter(|(other, _)| free(other))
        .find_map(|(other, candidate)| {
            let aspects =
                constraint::compare(wanted, candidate, alignment.columns(live), alignment);
            is_twin(name, other, &aspects).then(|| (other.clone(), candidate.id, aspects))
        })
}

/// Nothing but the name differs; or, where the names agree up to the end of the hash, at least not
/// what the part is about.
fn is_twin(expected: &Name, live: &Name, aspects: &[AspectAnswer]) -> bool {
    let mut different = aspects
        .iter()
        .filter(|answer| matches!(answer.answer, Answer::Different | Answer::NotInForce));
    if stem(expected) == stem(live) {
        different.all(|answer| !IDENTIFYING.contains(&answer.aspect))
    } else {
        different.next().is_none()
    }
}

/// What tells one index or constraint of a table from another.
const IDENTIFYING: &[Aspect] = &[
    Aspect::Kind,
    Aspect::Columns,
    Aspect::Expression,
    Aspect::References,
    Aspect::Method,
];

/// A name up to the end of its hash.
fn stem(name: &Name) -> &str {
    let text = name.as_str();
    let mut end = 0;
    for part in text.split('_') {
        end += part.len() + 1;
        if is_hash(part) {
            return text.get(..end - 1).unwrap_or(text);
        }
    }
    text
}

/// Whether a name holds a hash of Django's (`BaseDatabaseSchemaEditor._create_index_name`,
/// `Index.set_name_with_model`).
pub(super) fn is_hashed(name: &Name) -> bool {
    name.as_str().split('_').any(is_hash)
}

/// Six to eight hexadecimal digits.
fn is_hash(part: &str) -> bool {
    (6..=8).contains(&part.len())
        && part
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_of_django_is_recognised() {
        assert!(is_hashed(&Name::from("user_profil_user_pr_c20dce_idx")));
        assert!(is_hashed(&Name::from(
            "auth_permission_content_type_id_2f476e4b_fk_django_co"
        )));
        assert!(!is_hashed(&Name::from(
            "unique_endorsement_per_match_endorser"
        )));
        assert!(!is_hashed(&Name::from("teams_member_left_at_idx")));
    }

    #[test]
    fn a_stem_ends_with_the_hash() {
        assert_eq!(
            stem(&Name::from("t_a_id_cefcf817_fk_other_id")),
            "t_a_id_cefcf817"
        );
        assert_eq!(stem(&Name::from("plain")), "plain");
    }
}
