//! What an index calls its columns: as the table did when the index was built (`ConstructTupleDescriptor`
//! of `index.c`). A copy of the index is named after that (`generateClonedIndexStmt` of
//! `parse_utilcmd.c`).

use super::Replay;
use super::directory::Relation;
use super::index::column_names;
use super::of_column::{using_constraints, using_indexes};
use crate::effect::Reference;
use crate::name::{Name, QualifiedName};
use crate::schema::{Constraint, ConstraintBody, Index, ObjectId, Table};

impl Replay {
    /// The names of an index's columns in the index.
    pub(super) fn attributes_of_index(&self, index: &Index) -> Vec<Name> {
        let kept = self.attributes.get(&index.id).cloned();
        kept.unwrap_or_else(|| column_names(&index.keys, &index.include))
    }

    /// The names of the columns in a constraint's index.
    pub(super) fn attributes_of_constraint(&self, constraint: &Constraint) -> Vec<Name> {
        let kept = self.attributes.get(&constraint.id).cloned();
        kept.unwrap_or_else(|| attributes(constraint))
    }

    /// A copy calls its columns as what it was copied from.
    pub(super) fn copy_attributes(&mut self, from: ObjectId, to: ObjectId) {
        if let Some(names) = self.attributes.get(&from).cloned() {
            self.attributes.insert(to, names);
        }
    }

    /// The column is about to be called otherwise; in indexes it stays what it is.
    pub(super) fn keep_attributes(&mut self, table: &QualifiedName, column: &Name) {
        let Some(of) = self.schema.tables.get(table) else {
            return;
        };
        for (id, names) in using(of, column) {
            self.attributes.entry(id).or_insert(names);
        }
    }

    /// What uses the column is built anew.
    pub(super) fn forget_attributes(&mut self, table: &QualifiedName, column: &Name) {
        let Some(of) = self.schema.tables.get(table) else {
            return;
        };
        for (id, _) in using(of, column) {
            self.attributes.remove(&id);
        }
    }

    /// `ALTER TABLE index RENAME column TO name`; tells whether it is an index.
    pub(super) fn rename_in_index(&mut self, index: &Reference, from: &Name, to: &Name) -> bool {
        let Some((name, relation)) = self.find(index) else {
            return false;
        };
        let (Relation::Index(table) | Relation::ConstraintIndex(table)) = relation else {
            return false;
        };
        let Some(of) = self.schema.tables.get(&table) else {
            return true;
        };
        let index = of.indexes.get(&name.name);
        let constraint = of.constraints.get(&name.name);
        let found = match (index, constraint) {
            (Some(index), _) => (index.id, self.attributes_of_index(index)),
            (None, Some(it)) => (it.id, self.attributes_of_constraint(it)),
            (None, None) => return true,
        };
        let (id, mut names) = found;
        for name in names.iter_mut().filter(|name| *name == from) {
            *name = to.clone();
        }
        self.attributes.insert(id, names);
        true
    }
}

/// What is built over the column, and what it calls its columns.
fn using(table: &Table, column: &Name) -> Vec<(ObjectId, Vec<Name>)> {
    let indexes = using_indexes(table, column);
    let indexes = indexes.iter().filter_map(|name| table.indexes.get(name));
    let constraints = using_constraints(table, column);
    let constraints = constraints
        .iter()
        .filter_map(|name| table.constraints.get(name))
        .filter(|constraint| constraint.owns_index());
    let indexes = indexes.map(|index| (index.id, column_names(&index.keys, &index.include)));
    indexes
        .chain(constraints.map(|it| (it.id, attributes(it))))
        .collect()
}

fn attributes(constraint: &Constraint) -> Vec<Name> {
    match &constraint.body {
        ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key) => {
            let all: Vec<Name> = key.columns.iter().chain(&key.include).cloned().collect();
            column_names(&[], &all)
        }
        ConstraintBody::Exclude(exclusion) => {
            let index = &exclusion.index;
            column_names(&index.keys, &index.include)
        }
        ConstraintBody::ForeignKey(_) | ConstraintBody::Check(_) => Vec::new(),
    }
}
