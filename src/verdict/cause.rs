//! What an object cannot be without.

use std::collections::BTreeSet;

use crate::name::{Name, QualifiedName};
use crate::schema::{
    ConstraintBody, Facet, ForeignKey, Index, KeyItem, ObjectKey, ObjectKind, Other, Schema, Table,
    Trigger,
};

/// The tables, columns, keys and functions that an expected object needs.
pub(super) fn needs(schema: &Schema, key: &ObjectKey) -> Vec<ObjectKey> {
    if let Some(other) = schema.others.get(key) {
        return named_by(schema, other);
    }
    let Some((name, table)) = key.table_name().and_then(|name| {
        let table = schema.bearer(&name)?;
        Some((name, table))
    }) else {
        return Vec::new();
    };
    if let (ObjectKind::Constraint, Some(ConstraintBody::ForeignKey(foreign))) = (
        key.kind,
        table
            .constraints
            .get(&key.name)
            .map(|constraint| &constraint.body),
    ) {
        return foreign_key(schema, &name, foreign);
    }
    if let (ObjectKind::Trigger, Some(trigger)) = (key.kind, table.triggers.get(&key.name)) {
        return called(schema, trigger);
    }
    let columns = match key.kind {
        ObjectKind::Index => table.indexes.get(&key.name).map(of_index),
        ObjectKind::Constraint => table
            .constraints
            .get(&key.name)
            .map(|constraint| of_constraint(&constraint.body)),
        ObjectKind::Column => of_generated(table, &key.name),
        _ => None,
    };
    columns
        .into_iter()
        .flatten()
        .map(|column| column_key(&name, column))
        .collect()
}

/// The functions, operators and so on that an operator, cast or the like is made of. The model holds
/// their names alone: all overloads are meant.
fn named_by(schema: &Schema, other: &Other) -> Vec<ObjectKey> {
    let names: Vec<(ObjectKind, &Name)> = other
        .facets
        .values()
        .filter_map(|facet| match facet {
            Facet::Name(kind, name) => Some((*kind, name)),
            _ => None,
        })
        .collect();
    let keys = schema.named.keys();
    keys.filter(|key| names.contains(&(key.kind, &key.name)))
        .cloned()
        .collect()
}

/// The function that a trigger calls.
fn called(schema: &Schema, trigger: &Trigger) -> Vec<ObjectKey> {
    let functions = schema.routines.keys();
    functions
        .filter(|key| trigger.calls(key))
        .cloned()
        .collect()
}

fn column_key(table: &QualifiedName, column: Name) -> ObjectKey {
    ObjectKey::part(table, ObjectKind::Column, column)
}

/// A foreign key needs its own columns, the table that it points at, and the columns and the key there.
fn foreign_key(schema: &Schema, name: &QualifiedName, foreign: &ForeignKey) -> Vec<ObjectKey> {
    let own = foreign
        .columns
        .iter()
        .map(|column| column_key(name, column.clone()));
    let target = &foreign.table;
    let there = foreign
        .referenced
        .iter()
        .map(|column| column_key(target, column.clone()));
    let constraints = schema
        .tables
        .get(target)
        .into_iter()
        .flat_map(|table| &table.constraints);
    let keys = constraints.filter(|(_, constraint)| match &constraint.body {
        ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key) => {
            key.columns == foreign.referenced
        }
        _ => false,
    });
    let keys = keys.map(|(key, _)| ObjectKey::part(target, ObjectKind::Constraint, key.clone()));
    std::iter::once(ObjectKey::table(target))
        .chain(own)
        .chain(there)
        .chain(keys)
        .collect()
}

fn of_constraint(body: &ConstraintBody) -> BTreeSet<Name> {
    match body {
        ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key) => {
            key.columns.iter().chain(&key.include).cloned().collect()
        }
        ConstraintBody::Check { expression, .. } => expression.columns(),
        ConstraintBody::Exclude(exclusion) => of_index(&exclusion.index),
        ConstraintBody::ForeignKey(foreign) => foreign.columns.iter().cloned().collect(),
    }
}

fn of_index(index: &Index) -> BTreeSet<Name> {
    let keys = index.keys.iter().flat_map(|key| match &key.item {
        KeyItem::Column(name) => BTreeSet::from([name.clone()]),
        KeyItem::Expression(expression) => expression.columns(),
    });
    let predicate = index
        .predicate
        .iter()
        .flat_map(crate::schema::Expression::columns);
    keys.chain(predicate)
        .chain(index.include.iter().cloned())
        .collect()
}

fn of_generated(table: &Table, name: &Name) -> Option<BTreeSet<Name>> {
    let generated = table.column(name)?.generated.as_ref()?;
    Some(generated.expression.columns())
}
