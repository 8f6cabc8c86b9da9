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
use super::index;
use crate::name::{Name, QualifiedName};
use crate::schema::described::HasId;
use crate::schema::{Attribute, ConstraintBody, ObjectId, ObjectKey, ObjectKind, PartMap, Table};

/// Pairs the missing parts of a table with live ones that nothing else accounts for.
pub(super) fn pair(
    alignment: &Alignment<'_>,
    name: &QualifiedName,
    objects: &mut [ObjectComparison],
) {
    let table = alignment.expected.schema.tables.get(name);
    let (Some(table), Some(counterpart)) = (table, alignment.of(name)) else {
        return;
    };
    let mut taken: Vec<Name> = Vec::new();
    for likeness in [MatchLevel::Same, MatchLevel::Changed, MatchLevel::Named] {
        let search = Search {
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
                object.alike = Some(Box::new(self.key(object, found)));
                object.presence = Presence::Nowhere;
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
            Presence::Nowhere | Presence::Elsewhere(_) => object.alike.is_none(),
            Presence::Hanging { there: false, .. } => self.likeness != MatchLevel::Named,
            _ => false,
        }
    }

    fn key(&self, object: &ObjectComparison, name: Name) -> ObjectKey {
        ObjectKey::part(self.name, object.key.kind, name)
    }

    fn naming(&self, name: &Name, found: &Name) -> Naming {
        let target = || self.target(name).is_some_and(|it| self.is_renamed(it));
        if !is_hashed(name) || !is_hashed(found) {
            Naming::Generated
        } else if self.is_renamed(self.table) || target() {
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
        if object.key.kind == ObjectKind::Index {
            let making = Making::of_index;
            self.surplus(object, taken, |it| &it.indexes, making, index::compare)
        } else {
            let (making, compare) = (Making::of_constraint, index::compare_constraint);
            self.surplus(object, taken, |it| &it.constraints, making, compare)
        }
    }

    fn surplus<T: HasId>(
        &self,
        object: &ObjectComparison,
        taken: &[Name],
        of: fn(&Table) -> &PartMap<T>,
        making: fn(&T) -> Making,
        compare: fn(&T, &T, &Table, &Alignment<'_>) -> Vec<AttributeAnswer>,
    ) -> Option<Vec<Candidate>> {
        let live = &self.counterpart.table;
        let expected = of(self.table);
        let wanted = expected.get(&object.key.name)?;
        let making = self.making(making(wanted));
        let surplus = of(live).iter().filter(|(other, _)| {
            !expected.contains_key(*other)
                && !taken.contains(other)
                && self.fits(&making, object, other)
        });
        let compared = surplus.map(|(other, one)| {
            let attributes = compare(wanted, one, live, self.alignment);
            (other.clone(), one.id(), attributes)
        });
        Some(compared.collect())
    }

    /// What a generated name of the part can be made of: of columns that are called otherwise now it may
    /// hold either name.
    fn making(&self, making: Making) -> Making {
        if self.is_renamed(self.table) {
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
            return !self.alignment.expected.tombstones.contains_key(&key);
        }
        making.fits_table(name, &self.tables()) && making.fits(live)
    }

    /// The names that the table has and had.
    fn tables(&self) -> Vec<&Name> {
        let former = self.alignment.expected.origins.former(self.table.id);
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

    /// Whether the table or a column of it was called otherwise before.
    fn is_renamed(&self, table: &Table) -> bool {
        let ids = table.columns.iter().map(|column| column.id);
        let origins = &self.alignment.expected.origins;
        let mut ids = ids.chain([table.id]);
        ids.any(|id| origins.former(id).next().is_some())
    }

    /// The table that a foreign key points at, and whose name and column its own name tells.
    fn target(&self, name: &Name) -> Option<&Table> {
        match &self.table.constraints.get(name)?.body {
            ConstraintBody::ForeignKey(foreign) => {
                self.alignment.expected.schema.tables.get(&foreign.table)
            }
            _ => None,
        }
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
