//! What in a table hangs on a column or a key of it, and what indexes call their columns.

use super::Replay;
use super::directory::Relation;
use super::index::column_names;
use crate::effect::Reference;
use crate::name::{Name, QualifiedName};
use crate::schema::{Check, Constraint, ConstraintBody, Index, KeyItem, ObjectId, Table};

pub(super) fn index_names(table: &Table) -> Vec<Name> {
    let constraints = table.constraints.iter();
    let owning = constraints.filter(|(_, constraint)| constraint.owns_index());
    table
        .indexes
        .keys()
        .chain(owning.map(|(name, _)| name))
        .cloned()
        .collect()
}

pub(super) fn has_another_key(table: &Table, except: &Name, columns: &[Name]) -> bool {
    let constraint = table.constraints.iter().any(|(name, constraint)| {
        name != except
            && match &constraint.body {
                ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key) => {
                    same_set(&key.columns, columns)
                }
                _ => false,
            }
    });
    constraint
        || table
            .indexes
            .values()
            .any(|index| index.unique && plain_columns(index) == columns)
}

pub(super) fn plain_columns(index: &Index) -> Vec<Name> {
    let columns = index.keys.iter().filter_map(|key| match &key.item {
        KeyItem::Column(column) => Some(column.clone()),
        KeyItem::Expression(_) => None,
    });
    columns.collect()
}

pub(super) fn same_set(left: &[Name], right: &[Name]) -> bool {
    left.len() == right.len() && left.iter().all(|name| right.contains(name))
}

pub(super) fn using_constraints(table: &Table, column: &Name) -> Vec<Name> {
    let uses = |body: &ConstraintBody| match body {
        ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key) => {
            key.columns.contains(column) || key.include.contains(column)
        }
        ConstraintBody::Exclude(exclusion) => uses_column(&exclusion.index, column),
        ConstraintBody::Check(Check { expression, .. }) => expression.columns().contains(column),
        ConstraintBody::ForeignKey(foreign) => foreign.columns.contains(column),
    };
    let constraints = table.constraints.iter();
    constraints
        .filter(|(_, constraint)| uses(&constraint.body))
        .map(|(name, _)| name.clone())
        .collect()
}

pub(super) fn using_indexes(table: &Table, column: &Name) -> Vec<Name> {
    let indexes = table.indexes.iter();
    indexes
        .filter(|(_, index)| uses_column(index, column))
        .map(|(name, _)| name.clone())
        .collect()
}

pub(super) fn uses_column(index: &Index, column: &Name) -> bool {
    let in_key = |key: &crate::schema::IndexKey| match &key.item {
        KeyItem::Column(name) => name == column,
        KeyItem::Expression(expression) => expression.columns().contains(column),
    };
    let predicate = index.predicate.as_ref();
    index.keys.iter().any(in_key)
        || index.include.contains(column)
        || predicate.is_some_and(|predicate| predicate.columns().contains(column))
}

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
