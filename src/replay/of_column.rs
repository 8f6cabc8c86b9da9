//! What in a table hangs on a column or a key of it.

use crate::name::Name;
use crate::schema::{Check, ConstraintBody, Index, KeyItem, Table};

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
