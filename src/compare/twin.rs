//! The same index or constraint under another generated name.
//!
//! Django ends the names that it generates in a hash of the table and its columns. Another release
//! hashes differently, and after a rename `sqlmigrate` may print another hash than `migrate` used.
//! Its signature: both names hold such a hash, and nothing but the name differs. What was changed by
//! hand beside is still a twin where it is about the same and there is no other candidate.

use super::align::{Alignment, Counterpart};
use super::answer::{Answer, AspectAnswer, ObjectComparison, Presence, Twin};
use super::{constraint, index};
use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::schema::{Aspect, ConstraintBody, ObjectId, ObjectKind, Table};

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
    for likeness in [Likeness::Same, Likeness::Changed] {
        let search = Search {
            table,
            counterpart,
            alignment,
            likeness,
        };
        search.pair(expected, objects, &mut taken);
    }
}

/// How alike two parts under different names have to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Likeness {
    /// Nothing but the name differs; where the names agree up to the end of the hash, at least not
    /// what the part is about.
    Same,
    /// What the part is about is the same, and there is no other candidate.
    Changed,
}

/// The search for the twins of one table's missing parts.
struct Search<'a> {
    table: &'a Table,
    counterpart: &'a Counterpart<'a>,
    alignment: &'a Alignment<'a>,
    likeness: Likeness,
}

/// A live part: its name, its identity, and what differs beside the name.
type Candidate = (Name, ObjectId, Vec<AspectAnswer>);

impl Search<'_> {
    fn pair(&self, expected: &Expected, objects: &mut [ObjectComparison], taken: &mut Vec<Name>) {
        let table = self.table;
        for object in objects.iter_mut().filter(|object| is_missing(object)) {
            let Some((twin, live, aspects)) = self.find(object, taken) else {
                continue;
            };
            taken.push(twin.clone());
            object.live = Some(live);
            object.aspects = aspects;
            let renamed = is_renamed(expected, table)
                || target(expected, table, &object.key.name)
                    .is_some_and(|target| is_renamed(expected, target));
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

    /// A live part that is the missing one under another name.
    fn find(&self, object: &ObjectComparison, taken: &[Name]) -> Option<Candidate> {
        let name = &object.key.name;
        let twins = self.candidates(object, taken).into_iter();
        let mut twins = twins.filter(|(other, _, aspects)| self.is_twin(name, other, aspects));
        let first = twins.next()?;
        (self.likeness == Likeness::Same || twins.next().is_none()).then_some(first)
    }

    /// The live parts of the same kind that nothing else accounts for.
    fn candidates(&self, object: &ObjectComparison, taken: &[Name]) -> Vec<Candidate> {
        let (name, live) = (&object.key.name, &self.counterpart.table);
        let columns = || self.alignment.columns(live);
        let free = |other: &Name| is_hashed(name) && is_hashed(other) && !taken.contains(other);
        if object.key.kind == ObjectKind::Index {
            let Some(wanted) = self.table.indexes.get(name) else {
                return Vec::new();
            };
            let surplus = live.indexes.iter();
            let surplus = surplus.filter(|(other, _)| !self.table.indexes.contains_key(*other));
            return surplus
                .filter(|(other, _)| free(other))
                .map(|(other, one)| {
                    (
                        other.clone(),
                        one.id,
                        index::compare(wanted, one, columns()),
                    )
                })
                .collect();
        }
        let Some(wanted) = self.table.constraints.get(name) else {
            return Vec::new();
        };
        let surplus = live.constraints.iter();
        let surplus = surplus.filter(|(other, _)| !self.table.constraints.contains_key(*other));
        surplus
            .filter(|(other, _)| free(other))
            .map(|(other, one)| {
                let aspects = constraint::compare(wanted, one, columns(), self.alignment);
                (other.clone(), one.id, aspects)
            })
            .collect()
    }

    fn is_twin(&self, expected: &Name, live: &Name, aspects: &[AspectAnswer]) -> bool {
        let mut different = aspects
            .iter()
            .filter(|answer| matches!(answer.answer, Answer::Different | Answer::NotInForce));
        if self.likeness == Likeness::Changed || stem(expected) == stem(live) {
            different.all(|answer| !IDENTIFYING.contains(&answer.aspect))
        } else {
            different.next().is_none()
        }
    }
}

fn is_missing(object: &ObjectComparison) -> bool {
    let part = matches!(object.key.kind, ObjectKind::Constraint | ObjectKind::Index);
    part && matches!(
        object.presence,
        Presence::Nowhere | Presence::Hanging { there: false, .. }
    )
}

/// Whether the table or a column of it was called otherwise before.
fn is_renamed(expected: &Expected, table: &Table) -> bool {
    let ids = table.columns.iter().map(|column| column.id);
    ids.chain([table.id]).any(|id| {
        let origin = expected.origins.of(id);
        origin.is_some_and(|origin| !origin.former.is_empty())
    })
}

/// The table that a foreign key points at, and whose name and column its own name tells.
fn target<'a>(expected: &'a Expected, table: &Table, name: &Name) -> Option<&'a Table> {
    match &table.constraints.get(name)?.body {
        ConstraintBody::ForeignKey(foreign) => expected.schema.tables.get(&foreign.table),
        ConstraintBody::PrimaryKey(_)
        | ConstraintBody::Unique(_)
        | ConstraintBody::Check { .. }
        | ConstraintBody::Exclude(_) => None,
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
