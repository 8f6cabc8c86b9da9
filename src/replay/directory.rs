//! Which names are taken, and what a name written without its schema means.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashSet};

use super::{Problem, Replay};
use crate::effect::Reference;
use crate::effect::vocabulary::{GuardCatalog, Mentioned};
use crate::name::{Name, QualifiedName, numbered_object_name};
use crate::schema::{InSchema, ObjectKey, ObjectKind, Table};

/// The relations of all schemas: tables, indexes, sequences and views share one namespace.
#[derive(Debug, Clone, Default)]
pub(super) struct Directory {
    relations: HashMap<QualifiedName, Relation>,
    /// The schemas in which something has the name, or had it.
    schemas: HashMap<Name, BTreeSet<Name>>,
    /// How many constraints of a schema have a name: generated names avoid all of them.
    constraints: HashMap<QualifiedName, usize>,
    /// The names of extended statistics, which have a namespace of their own.
    statistics: HashSet<QualifiedName>,
    numbered: Numbered,
}

/// What a name is generated from, and what it avoids.
type Pattern = (QualifiedName, Option<String>, String, Avoids);

/// What a generated name must not be the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Avoids {
    /// Of a relation (`ChooseRelationName`).
    Relations,
    /// Of a relation or constraint: it becomes the name of a constraint and of its index.
    RelationsAndConstraints,
    /// Of a constraint (`ChooseConstraintName`).
    Constraints,
    /// Of extended statistics (`ChooseExtendedStatisticName`).
    Statistics,
}

/// Up to which number all names of a pattern were found taken: the next search begins there. A search from
/// 1 each time would make many unnamed indexes of one table quadratic.
#[derive(Debug, Clone, Default)]
struct Numbered {
    taken: BTreeMap<Pattern, u32>,
    /// The names that were found taken: where one becomes free, the search begins there again.
    by_name: BTreeMap<QualifiedName, BTreeSet<(Pattern, u32)>>,
}

impl Numbered {
    fn found_taken(&mut self, pattern: &Pattern, number: u32, name: &QualifiedName) {
        self.taken.insert(pattern.clone(), number + 1);
        let numbers = self.by_name.entry(name.clone()).or_default();
        numbers.insert((pattern.clone(), number));
    }

    fn freed(&mut self, name: &QualifiedName) {
        for (pattern, number) in self.by_name.remove(name).into_iter().flatten() {
            if let Some(taken) = self.taken.get_mut(&pattern) {
                *taken = number.min(*taken);
            }
        }
    }
}

/// What a relation's name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Relation {
    Table,
    Sequence,
    /// A foreign table: its name alone is known.
    Foreign,
    /// A view or materialized view.
    View(ObjectKind),
    /// An index of this table.
    Index(QualifiedName),
    /// The index of this table's constraint of the same name.
    ConstraintIndex(QualifiedName),
}

impl Relation {
    /// The key of what is called so; none of a foreign table.
    pub(super) fn key(&self, name: &QualifiedName) -> Option<ObjectKey> {
        let part = |table, kind| ObjectKey::part(table, kind, name.name.clone());
        Some(match self {
            Self::Table => ObjectKey::table(name),
            Self::Sequence => ObjectKey::standalone(name, ObjectKind::Sequence),
            Self::View(kind) => ObjectKey::standalone(name, *kind),
            Self::Index(table) => part(table, ObjectKind::Index),
            Self::ConstraintIndex(table) => part(table, ObjectKind::Constraint),
            Self::Foreign => return None,
        })
    }
}

impl Directory {
    pub(super) fn get(&self, name: &QualifiedName) -> Option<&Relation> {
        self.relations.get(name)
    }

    /// Whether such a relation has the name in any schema.
    pub(super) fn has(&self, name: &Name, such: impl Fn(&Relation) -> bool) -> bool {
        let mut named = self.called(name);
        named.any(|name| self.relations.get(&name).is_some_and(&such))
    }

    /// Whether a constraint has the name in any schema.
    pub(super) fn has_constraint_called(&self, name: &Name) -> bool {
        self.called(name).any(|name| self.has_constraint(&name))
    }

    fn called(&self, name: &Name) -> impl Iterator<Item = QualifiedName> {
        let schemas = self.schemas.get(name).into_iter().flatten();
        schemas.map(|schema| QualifiedName::new(schema.clone(), name.clone()))
    }

    fn note(&mut self, name: &QualifiedName) {
        let schemas = self.schemas.entry(name.name.clone()).or_default();
        schemas.insert(name.schema.clone());
    }

    pub(super) fn insert(&mut self, name: QualifiedName, relation: Relation) {
        self.note(&name);
        self.relations.insert(name, relation);
    }

    pub(super) fn remove(&mut self, name: &QualifiedName) -> Option<Relation> {
        self.numbered.freed(name);
        self.relations.remove(name)
    }

    pub(super) fn rename(&mut self, from: &QualifiedName, to: QualifiedName) {
        if let Some(relation) = self.remove(from) {
            self.insert(to, relation);
        }
    }

    /// The indexes and constraints of a table or view follow its new name.
    pub(super) fn rename_parts(&mut self, from: &QualifiedName, to: &QualifiedName, parts: &Table) {
        self.remove_parts(from, parts);
        self.add_parts(to, parts);
    }

    /// The indexes and constraints of a table or view go with it.
    pub(super) fn remove_parts(&mut self, of: &QualifiedName, parts: &Table) {
        for constraint in parts.constraints.keys() {
            self.remove_constraint(&of.sibling(constraint.clone()));
        }
        for (index, _) in indexes(of, parts) {
            self.remove(&index);
        }
    }

    pub(super) fn add_parts(&mut self, of: &QualifiedName, parts: &Table) {
        for constraint in parts.constraints.keys() {
            self.add_constraint(of.sibling(constraint.clone()));
        }
        for (index, relation) in indexes(of, parts) {
            self.insert(index, relation);
        }
    }

    pub(super) fn add_constraint(&mut self, name: QualifiedName) {
        self.note(&name);
        *self.constraints.entry(name).or_default() += 1;
    }

    pub(super) fn remove_constraint(&mut self, name: &QualifiedName) {
        if let Some(count) = self.constraints.get_mut(name) {
            *count -= 1;
            if *count == 0 {
                self.constraints.remove(name);
                self.numbered.freed(name);
            }
        }
    }

    pub(super) fn add_statistics(&mut self, name: QualifiedName) {
        self.statistics.insert(name);
    }

    pub(super) fn remove_statistics(&mut self, name: &QualifiedName) {
        self.statistics.remove(name);
        self.numbered.freed(name);
    }

    /// Everything in a schema keeps to its new name.
    pub(super) fn rename_namespace(&mut self, from: &Name, to: &Name) {
        self.numbered = Numbered::default();
        let there = |name: QualifiedName| name.carried(from, to);
        let statistics = self.statistics.extract_if(|name| name.schema == *from);
        let statistics: Vec<QualifiedName> = statistics.map(there).collect();
        self.statistics.extend(statistics);
        for (name, count) in leaving(&mut self.constraints, from) {
            let name = there(name);
            self.note(&name);
            self.constraints.insert(name, count);
        }
        for (name, mut relation) in leaving(&mut self.relations, from) {
            if let Relation::Index(table) | Relation::ConstraintIndex(table) = &mut relation {
                table.schema = to.clone();
            }
            self.insert(there(name), relation);
        }
    }

    /// The first name of a pattern that is free.
    fn choose(&mut self, pattern: &Pattern) -> Name {
        let (table, middle, label, avoids) = pattern;
        let mut number = self
            .numbered
            .taken
            .get(pattern)
            .copied()
            .unwrap_or_default();
        loop {
            #[cfg(test)]
            crate::steps::count(1);
            let chosen =
                numbered_object_name(table.name.as_str(), middle.as_deref(), label, number);
            let name = table.sibling(chosen.clone());
            if !self.is_taken(&name, *avoids) {
                return chosen;
            }
            self.numbered.found_taken(pattern, number, &name);
            number += 1;
        }
    }

    fn is_taken(&self, name: &QualifiedName, avoids: Avoids) -> bool {
        match avoids {
            Avoids::Relations => self.relations.contains_key(name),
            Avoids::RelationsAndConstraints => {
                self.relations.contains_key(name) || self.has_constraint(name)
            }
            Avoids::Constraints => self.has_constraint(name),
            Avoids::Statistics => self.statistics.contains(name),
        }
    }

    fn has_constraint(&self, name: &QualifiedName) -> bool {
        self.constraints.contains_key(name)
    }
}

/// What is in a schema, taken out.
fn leaving<T>(all: &mut HashMap<QualifiedName, T>, schema: &Name) -> Vec<(QualifiedName, T)> {
    all.extract_if(|name, _| name.schema == *schema).collect()
}

/// The indexes of a table or view, those of its constraints too.
fn indexes(of: &QualifiedName, parts: &Table) -> Vec<(QualifiedName, Relation)> {
    let indexes = parts.indexes.keys();
    let indexes = indexes.map(|name| (of.sibling(name.clone()), Relation::Index(of.clone())));
    let keys = parts.constraints.iter().filter(|(_, it)| it.owns_index());
    let keys = keys.map(|(name, _)| {
        (
            of.sibling(name.clone()),
            Relation::ConstraintIndex(of.clone()),
        )
    });
    indexes.chain(keys).collect()
}

impl Replay {
    /// A name that nothing in the schema of the table or domain has.
    pub(super) fn choose_name(
        &mut self,
        of: &QualifiedName,
        middle: Option<&str>,
        label: &str,
        avoids: Avoids,
    ) -> Name {
        let middle = middle.map(str::to_owned);
        let pattern = (of.clone(), middle, label.to_owned(), avoids);
        self.directory.choose(&pattern)
    }

    /// Refuses a relation name that is taken.
    pub(super) fn must_be_free(&self, name: &QualifiedName) -> Result<(), Problem> {
        match self.directory.get(name) {
            Some(_) => Err(Problem::Exists(format!("the relation {name}"))),
            None => Ok(()),
        }
    }
}

impl Replay {
    /// Whether a replayed statement made such a thing.
    pub(super) fn is_there(&self, asked: &Mentioned) -> bool {
        let name = &asked.name;
        match asked.catalog {
            GuardCatalog::Constraints => self.directory.has_constraint_called(name),
            GuardCatalog::Types => {
                let is_type =
                    |key: &ObjectKey| matches!(key.kind, ObjectKind::Type | ObjectKind::Domain);
                self.schema.called(name).any(is_type)
                    || self
                        .directory
                        .has(name, |it| matches!(it, Relation::Table | Relation::View(_)))
            }
            GuardCatalog::TypesOnPath => {
                let types = &self.schema.types;
                let name = Reference::unqualified(name);
                self.candidates(&name).any(|name| types.contains_key(&name))
            }
            GuardCatalog::RelationsOnPath => self.find(&Reference::unqualified(name)).is_some(),
            GuardCatalog::Relations => self.directory.has(name, |_| true),
            GuardCatalog::Indexes => self.directory.has(name, |it| {
                matches!(it, Relation::Index(_) | Relation::ConstraintIndex(_))
            }),
        }
    }
}
