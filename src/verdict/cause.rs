//! What an object cannot be without.

use std::collections::BTreeSet;

use super::uses::uses;
use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::schema::{
    Attribute, Check, ConstraintBody, Expression, Facet, ForeignKey, Index, KeyItem, ObjectKey,
    ObjectKind, Other, Policy, Rule, Schema, Statistics, Table, Trigger,
};

/// The schema, types, tables, columns, keys and functions that an expected object needs.
pub(super) fn needs(expected: &Expected, key: &ObjectKey) -> Vec<ObjectKey> {
    let mut needed = uses(expected, key);
    needed.extend(parts(&expected.schema, key));
    needed
}

/// The columns and keys that an object of a schema is made of.
pub(super) fn parts(schema: &Schema, key: &ObjectKey) -> Vec<ObjectKey> {
    if let Some(statistics) = schema.statistics.get(key) {
        return about(statistics);
    }
    if let Some(other) = schema.others.get(key) {
        return named_by(schema, other);
    }
    let Some((name, table)) = key.table_name().and_then(|name| {
        let table = schema.relation(&name)?;
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
    let columns = match key.kind {
        ObjectKind::Trigger => {
            let Some(trigger) = table.triggers.get(&key.name) else {
                return Vec::new();
            };
            let read = table.columns.iter().map(|column| &column.name);
            let read = read.filter(|column| trigger.reads(column));
            let read = read.map(|column| column_key(&name, column.clone()));
            return called(schema, trigger).into_iter().chain(read).collect();
        }
        ObjectKind::Policy => table.policies.get(&key.name).map(of_policy),
        ObjectKind::Rule => table.rules.get(&key.name).map(of_rule),
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

fn about(statistics: &Statistics) -> Vec<ObjectKey> {
    let expressions = statistics.expressions.iter();
    let columns = expressions.flat_map(Expression::columns);
    let columns = statistics.columns.iter().cloned().chain(columns);
    let columns = columns.map(|column| column_key(&statistics.table, column));
    std::iter::once(ObjectKey::table(&statistics.table))
        .chain(columns)
        .collect()
}

/// The functions, operators and so on that an operator, cast or the like is made of. The model holds
/// their names alone: all overloads are meant.
fn named_by(schema: &Schema, other: &Other) -> Vec<ObjectKey> {
    let is_named = |key: &&ObjectKey| {
        other.facets.iter().any(|(attribute, facet)| match facet {
            Facet::Name(kind, name) => (*kind, name) == (key.kind, &key.name),
            Facet::Pairs(pairs) => {
                let dictionary = key.kind == ObjectKind::TextSearchDictionary;
                let mut words = pairs.values().flat_map(|it| it.split([',', ' ', '.']));
                *attribute == Attribute::Mappings
                    && dictionary
                    && words.any(|word| word == key.name.as_str())
            }
            Facet::Text(_) | Facet::Relations(_) | Facet::Unmeasured(_) => false,
        })
    };
    schema.named.keys().filter(is_named).cloned().collect()
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
        ConstraintBody::Check(Check { expression, .. }) => expression.columns(),
        ConstraintBody::Exclude(exclusion) => of_index(&exclusion.index),
        ConstraintBody::ForeignKey(foreign) => foreign.columns.iter().cloned().collect(),
    }
}

fn of_policy(policy: &Policy) -> BTreeSet<Name> {
    policy.expressions().flat_map(Expression::columns).collect()
}

fn of_rule(rule: &Rule) -> BTreeSet<Name> {
    let definition = rule.definition.iter();
    let expressions = definition.flat_map(|it| it.condition.iter().chain(&it.actions));
    expressions.flat_map(Expression::columns).collect()
}

fn of_index(index: &Index) -> BTreeSet<Name> {
    let keys = index.keys.iter().flat_map(|key| match &key.item {
        KeyItem::Column(name) => BTreeSet::from([name.clone()]),
        KeyItem::Expression(expression) => expression.columns(),
    });
    let predicate = index.predicate.iter().flat_map(Expression::columns);
    keys.chain(predicate)
        .chain(index.include.iter().cloned())
        .collect()
}

fn of_generated(table: &Table, name: &Name) -> Option<BTreeSet<Name>> {
    let generated = table.column(name)?.generated.as_ref()?;
    Some(generated.expression.columns())
}
