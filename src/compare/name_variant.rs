//! The same index or constraint under another name.
//!
//! A name that nobody chose tells which release made it, and from which names of table and columns
//! ([`generated`](super::generated)). Another release makes another one, a table that was renamed by hand
//! keeps those of its old name, and after a rename `sqlmigrate` may print another hash than `migrate` used.
//! The signature: both names are such names, and nothing but the name differs. What was changed by hand
//! beside is still a variant where it is about the same and there is no other candidate. Where a migration
//! chose the name, or a person did since, the part is missing under it, and the one that is there is named.

use super::align::{Alignment, Counterpart};
use super::answer::{Answer, AttributeAnswer, Naming, ObjectComparison, Presence, Variant};
use super::generated::{Making, is_hashed, stem};
use super::{constraint, index};
use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::schema::{Attribute, ConstraintBody, ObjectId, ObjectKey, ObjectKind, Table};

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
    for likeness in [MatchLevel::Same, MatchLevel::Changed, MatchLevel::Named] {
        let search = Search {
            expected,
            name,
            table,
            counterpart,
            alignment,
            likeness,
        };
        search.pair(objects, &mut taken);
    }
}

/// How alike two parts under different names have to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MatchLevel {
    /// Nothing but the name differs; where the names agree up to the end of the hash, at least not
    /// what the part is about.
    Same,
    /// What the part is about is the same, and there is no other candidate.
    Changed,
    /// Nothing but the name differs, and that is none that is generated.
    Named,
}

/// The search for the variants of one table's missing parts.
struct Search<'a> {
    expected: &'a Expected,
    /// The table's expected name.
    name: &'a QualifiedName,
    table: &'a Table,
    counterpart: &'a Counterpart<'a>,
    alignment: &'a Alignment<'a>,
    likeness: MatchLevel,
}

/// A live part: its name, its identity, and what differs beside the name.
type Candidate = (Name, ObjectId, Vec<AttributeAnswer>);

impl Search<'_> {
    fn pair(&self, objects: &mut [ObjectComparison], taken: &mut Vec<Name>) {
        for object in objects.iter_mut().filter(|object| self.is_missing(object)) {
            let Some((found, live, attributes)) = self.find(object, taken) else {
                continue;
            };
            taken.push(found.clone());
            if self.likeness == MatchLevel::Named {
                object.alike = Some(self.key(object, found));
                continue;
            }
            object.live = Some(live);
            object.attributes = attributes;
            object.presence = match &object.presence {
                Presence::Hanging { on, .. } => Presence::Hanging {
                    on: on.clone(),
                    there: true,
                },
                _ => Presence::Variant(Variant {
                    naming: self.naming(&object.key.name, &found),
                    name: found,
                }),
            };
        }
    }

    fn is_missing(&self, object: &ObjectComparison) -> bool {
        let part = matches!(object.key.kind, ObjectKind::Constraint | ObjectKind::Index);
        part && match object.presence {
            Presence::Nowhere => object.alike.is_none(),
            Presence::Elsewhere(_) | Presence::Hanging { there: false, .. } => {
                self.likeness != MatchLevel::Named
            }
            _ => false,
        }
    }

    fn key(&self, object: &ObjectComparison, name: Name) -> ObjectKey {
        ObjectKey::part(self.name, object.key.kind, name)
    }

    fn naming(&self, name: &Name, found: &Name) -> Naming {
        let (expected, table) = (self.expected, self.table);
        if !is_hashed(name) || !is_hashed(found) {
            return Naming::Generated;
        }
        let target = target(expected, table, name);
        if is_renamed(expected, table) || target.is_some_and(|it| is_renamed(expected, it)) {
            Naming::Renamed
        } else {
            Naming::Hashed
        }
    }

    /// A live part that is the missing one under another name.
    fn find(&self, object: &ObjectComparison, taken: &[Name]) -> Option<Candidate> {
        let name = &object.key.name;
        let variants = self.candidates(object, taken)?.into_iter();
        let mut variants =
            variants.filter(|(other, _, attributes)| self.is_variant(name, other, attributes));
        let first = variants.next()?;
        (self.likeness != MatchLevel::Changed || variants.next().is_none()).then_some(first)
    }

    /// The live parts of the same kind that nothing else accounts for.
    fn candidates(&self, object: &ObjectComparison, taken: &[Name]) -> Option<Vec<Candidate>> {
        let (name, live) = (&object.key.name, &self.counterpart.table);
        let columns = || self.alignment.columns(live);
        if object.key.kind == ObjectKind::Index {
            let wanted = self.table.indexes.get(name)?;
            let making = self.making(Making::of_index(wanted));
            let surplus = live.indexes.iter();
            let surplus = surplus.filter(|(other, _)| !self.table.indexes.contains_key(*other));
            let free = surplus
                .filter(|(other, _)| !taken.contains(other) && self.fits(&making, object, other));
            let compared = |(other, one): (&Name, &_)| {
                let attributes = index::compare(wanted, one, columns());
                (other.clone(), one.id, attributes)
            };
            return Some(free.map(compared).collect());
        }
        let wanted = self.table.constraints.get(name)?;
        let making = self.making(Making::of_constraint(wanted));
        let surplus = live.constraints.iter();
        let surplus = surplus.filter(|(other, _)| !self.table.constraints.contains_key(*other));
        let free = surplus
            .filter(|(other, _)| !taken.contains(other) && self.fits(&making, object, other));
        let compared = |(other, one): (&Name, &_)| {
            let attributes = constraint::compare(wanted, one, columns(), self.alignment);
            (other.clone(), one.id, attributes)
        };
        Some(free.map(compared).collect())
    }

    /// What a generated name of the part can be made of: of columns that are called otherwise now it may
    /// hold either name.
    fn making(&self, making: Making) -> Making {
        if is_renamed(self.expected, self.table) {
            making.of_any_columns()
        } else {
            making
        }
    }

    /// Whether the two names are such as this search pairs.
    fn fits(&self, making: &Making, object: &ObjectComparison, live: &Name) -> bool {
        let name = &object.key.name;
        if self.likeness == MatchLevel::Named {
            let key = self.key(object, live.clone());
            return !self.expected.tombstones.contains_key(&key);
        }
        making.fits_table(name, &self.tables()) && making.fits(live)
    }

    /// The names that the table has and had.
    fn tables(&self) -> Vec<&Name> {
        let origin = self.expected.origins.of(self.table.id);
        let former = origin.into_iter().flat_map(|origin| &origin.former);
        let former = former.map(|key| &key.name);
        former.chain([&self.name.name]).collect()
    }

    fn is_variant(&self, expected: &Name, live: &Name, attributes: &[AttributeAnswer]) -> bool {
        let mut different = attributes
            .iter()
            .filter(|answer| matches!(answer.answer, Answer::Different | Answer::NotInForce));
        let hashed = is_hashed(expected) && stem(expected) == stem(live);
        match self.likeness {
            MatchLevel::Same if !hashed => different.next().is_none(),
            MatchLevel::Named => different.next().is_none(),
            MatchLevel::Same | MatchLevel::Changed => {
                different.all(|answer| !IDENTIFYING.contains(&answer.attribute))
            }
        }
    }
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
        | ConstraintBody::Check(_)
        | ConstraintBody::Exclude(_) => None,
    }
}

/// What tells one index or constraint of a table from another.
const IDENTIFYING: &[Attribute] = &[
    Attribute::Kind,
    Attribute::Columns,
    Attribute::Expression,
    Attribute::References,
    Attribute::Method,
];
