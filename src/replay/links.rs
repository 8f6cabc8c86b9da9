//! Where to look for what hangs on a table: a search through every table for each change would make
//! replaying quadratic.
//!
//! The answers are candidates. What was unlinked since stays in them, so that whoever asks looks at the
//! schema itself.

use std::collections::{BTreeMap, BTreeSet};

use super::Replay;
use crate::name::{Name, QualifiedName};
use crate::schema::{ConstraintBody, Table, rekeyed};

type Candidates = BTreeMap<QualifiedName, BTreeSet<QualifiedName>>;

/// The tables that may reference a table or be its children, and the sequences that it may own.
#[derive(Debug, Clone, Default)]
pub(super) struct Links {
    referencing: Candidates,
    sequences: Candidates,
    children: Candidates,
}

impl Links {
    /// `table` has a foreign key to `target`.
    pub(super) fn references(&mut self, table: &QualifiedName, target: &QualifiedName) {
        link(&mut self.referencing, target, table);
    }

    /// `table` owns `sequence`.
    pub(super) fn owns(&mut self, table: &QualifiedName, sequence: &QualifiedName) {
        link(&mut self.sequences, table, sequence);
    }

    /// `table` inherits from `parent`, or is a partition of it.
    pub(super) fn child(&mut self, parent: &QualifiedName, table: &QualifiedName) {
        link(&mut self.children, parent, table);
    }

    /// The tables that may be children of `table`, in order.
    pub(super) fn children(&self, table: &QualifiedName) -> impl Iterator<Item = &QualifiedName> {
        self.children.get(table).into_iter().flatten()
    }

    /// The tables that may have a foreign key to `target`, in order.
    pub(super) fn referencing(
        &self,
        target: &QualifiedName,
    ) -> impl Iterator<Item = &QualifiedName> {
        self.referencing.get(target).into_iter().flatten()
    }

    /// The sequences that `table` may own, in order.
    pub(super) fn sequences(&self, table: &QualifiedName) -> impl Iterator<Item = &QualifiedName> {
        self.sequences.get(table).into_iter().flatten()
    }

    /// Everything in a schema keeps to its new name.
    pub(super) fn rename_namespace(&mut self, from: &Name, to: &Name) {
        for candidates in self.each() {
            for values in candidates.values_mut() {
                let old = std::mem::take(values).into_iter();
                *values = old.map(|name| name.carried(from, to)).collect();
            }
            *candidates = rekeyed(std::mem::take(candidates), from, to);
        }
    }

    fn each(&mut self) -> [&mut Candidates; 3] {
        [
            &mut self.referencing,
            &mut self.sequences,
            &mut self.children,
        ]
    }

    fn rename(&mut self, from: &QualifiedName, to: &QualifiedName) {
        for candidates in self.each() {
            let moved = candidates.remove(from).unwrap_or_default();
            candidates.entry(to.clone()).or_default().extend(moved);
        }
    }
}

fn link(candidates: &mut Candidates, key: &QualifiedName, value: &QualifiedName) {
    if !candidates.contains_key(key) {
        candidates.insert(key.clone(), BTreeSet::new());
    }
    if let Some(values) = candidates.get_mut(key)
        && !values.contains(value)
    {
        values.insert(value.clone());
    }
}

impl Replay {
    /// Foreign keys and sequences follow a table to its new name.
    pub(super) fn follow_links(&mut self, from: &QualifiedName, to: &QualifiedName) {
        let table = self.expected.schema.tables.get(to);
        for target in table.into_iter().flat_map(targets) {
            self.links.references(to, target);
        }
        for parent in table
            .into_iter()
            .flat_map(|table| &table.inheritance.parents)
        {
            self.links.child(parent, to);
        }
        let schema = &mut self.expected.schema;
        for table in self.links.referencing(from) {
            if let Some(table) = schema.tables.get_mut(table) {
                repoint(table, from, to);
            }
        }
        for child in self.links.children(from) {
            let child = schema.tables.get_mut(child);
            let parents = child.into_iter().flat_map(|it| &mut it.inheritance.parents);
            parents
                .filter(|parent| *parent == from)
                .for_each(|parent| parent.clone_from(to));
        }
        for sequence in self.links.sequences(from) {
            let sequence = schema.sequences.get_mut(sequence);
            let owner = sequence.and_then(|sequence| sequence.owner.as_mut());
            if let Some(owner) = owner.filter(|owner| &owner.table == from) {
                owner.table = to.clone();
            }
        }
        self.links.rename(from, to);
    }
}

fn targets(table: &Table) -> impl Iterator<Item = &QualifiedName> {
    let constraints = table.constraints.values();
    constraints.filter_map(|constraint| match &constraint.body {
        ConstraintBody::ForeignKey(foreign) => Some(&foreign.table),
        ConstraintBody::PrimaryKey(_)
        | ConstraintBody::Unique(_)
        | ConstraintBody::Check(_)
        | ConstraintBody::Exclude(_) => None,
    })
}

fn repoint(table: &mut Table, from: &QualifiedName, to: &QualifiedName) {
    for constraint in table.constraints.values_mut() {
        if let ConstraintBody::ForeignKey(foreign) = &mut constraint.body
            && &foreign.table == from
        {
            foreign.table = to.clone();
        }
    }
}
