//! What an object cannot be without: its schema, the types and collations that it names, what a view reads, and
//! the columns, keys and functions that it is made of.

use std::collections::BTreeSet;

use crate::name::{Name, QualifiedName};
use crate::replay::{Expected, Reads};
use crate::schema::{
    Attribute, AttributeValue, Constraint, ConstraintBody, Expression, ForeignKey, Index, KeyItem,
    Mention, ObjectKey, ObjectKind, Other, Schema, Standalone, Statistics, Table, TypeName, Visit,
    Walk,
};

/// The schema, types, tables, columns, keys and functions that an expected object needs.
pub(super) fn needs(expected: &Expected, key: &ObjectKey) -> Vec<ObjectKey> {
    let schema = &expected.schema;
    let home = key.schema.as_ref().map(ObjectKey::namespace);
    let read = expected.reads.get(key).map(|reads| read(schema, reads));
    let mut needed: Vec<ObjectKey> = home.into_iter().filter(|home| home != key).collect();
    needed.extend(home_of_extension(schema, key));
    needed.extend(named(schema, key));
    needed.extend(read.into_iter().flatten());
    needed.extend(parts(schema, key));
    needed
}

/// What has to be there before an object is made with all that hangs on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needed {
    /// Before it is made.
    pub first: Vec<ObjectKey>,
    /// Before its foreign keys are added, which wait until all tables are there.
    pub pointed_at: Vec<ObjectKey>,
}

/// What an expected object needs, of a table with its parts.
#[must_use]
pub fn needed(expected: &Expected, key: &ObjectKey) -> Needed {
    let mut needed = Needed {
        first: needs(expected, key),
        pointed_at: Vec::new(),
    };
    if key.kind == ObjectKind::MaterializedView {
        needed.first = with_below_views(expected, needed.first);
    }
    let name = key.table_name().filter(|_| key.is_table());
    let table = name.as_ref().and_then(|it| expected.schema.tables.get(it));
    let (Some(name), Some(table)) = (name, table) else {
        return needed;
    };
    for (kind, own, _) in table.parts() {
        let of = needs(expected, &ObjectKey::part(&name, kind, own.clone()));
        let points = |it: &Constraint| matches!(it.body, ConstraintBody::ForeignKey(_));
        let points = kind == ObjectKind::Constraint
            && table.constraints.get(own).is_some_and(|it| points(it));
        let others = of
            .into_iter()
            .filter(|it| it.table_name().as_ref() != Some(&name));
        if points {
            needed.pointed_at.extend(others);
        } else {
            needed.first.extend(others);
        }
    }
    needed
}

/// What is read through views too: a materialized view is filled from it.
fn with_below_views(expected: &Expected, mut needed: Vec<ObjectKey>) -> Vec<ObjectKey> {
    let mut at = 0;
    while let Some(next) = needed.get(at) {
        let below = match next.kind {
            ObjectKind::View => needs(expected, next),
            _ => Vec::new(),
        };
        let below = below.into_iter().filter(|it| !needed.contains(it));
        let below: Vec<ObjectKey> = below.collect();
        needed.extend(below);
        at += 1;
    }
    needed
}

fn home_of_extension(schema: &Schema, key: &ObjectKey) -> Option<ObjectKey> {
    let extension = schema.extensions.get(&key.name)?;
    let home = extension.schema.as_ref().map(ObjectKey::namespace);
    home.filter(|_| key.kind == ObjectKind::Extension)
}

/// The expected types, collations and parents that an object names.
fn named(schema: &Schema, key: &ObjectKey) -> Vec<ObjectKey> {
    let (mut types, mut collations, mut parents) = (Vec::new(), Vec::new(), Vec::new());
    walk(schema, key, &mut |mention| match mention {
        Mention::Type(name) | Mention::KeyType(name) => types.extend(type_key(schema, name)),
        Mention::Collation(name) => {
            let found = schema.collations.keys().find(|of| name.means(of));
            collations.extend(found.map(|of| ObjectKey::standalone(of, ObjectKind::Collation)));
        }
        Mention::Relation(name) if key.is_table() => parents.push(ObjectKey::table(name)),
        _ => {}
    });
    [types, collations, parents].concat()
}

fn type_key(schema: &Schema, name: &TypeName) -> Option<ObjectKey> {
    let found = schema.types.iter().find(|(of, _)| name.means(of));
    found.map(|(of, found)| ObjectKey::standalone(of, found.kind()))
}

/// Visits every mention in an object, of a table without its parts.
fn walk(schema: &Schema, key: &ObjectKey, visit: &mut Visit<'_>) {
    use ObjectKind as K;
    let table = key.table_name().and_then(|name| schema.relation(&name));
    match (key.kind, table) {
        (K::Table, Some(it)) => it.inheritance.clone().walk(visit),
        (K::Column, Some(it)) => it.column(&key.name).cloned().walk(visit),
        (K::Index, Some(it)) => it.indexes.get(&key.name).cloned().walk(visit),
        (K::Constraint, Some(it)) => it.constraints.get(&key.name).cloned().walk(visit),
        (K::Policy, Some(it)) => it.policies.get(&key.name).cloned().walk(visit),
        (K::Rule, Some(it)) => it.rules.get(&key.name).cloned().walk(visit),
        (K::Type | K::Domain, _) => schema.types.get(&key.qualified()).cloned().walk(visit),
        (K::Function, _) => schema.routine(key).cloned().walk(visit),
        _ => schema.other(key).cloned().walk(visit),
    }
}

/// What a view's query reads. Of columns, functions and types only the words are known.
fn read(schema: &Schema, reads: &Reads) -> Vec<ObjectKey> {
    let tables = schema.tables.iter();
    let tables = tables.filter(|(_, table)| reads.relations.contains(&table.id));
    let tables = tables.flat_map(|(name, table)| {
        let columns = table.columns.iter().map(|column| &column.name);
        let columns = columns.filter(|column| reads.words.contains(column));
        let columns = columns.map(|column| column_key(name, column.clone()));
        std::iter::once(ObjectKey::table(name)).chain(columns)
    });
    let by_word = |key: &ObjectKey| {
        use ObjectKind as K;
        matches!(key.kind, K::Function | K::Type | K::Domain) && reads.words.contains(&key.name)
    };
    let is_read =
        |(key, of): &(&ObjectKey, &Standalone)| reads.relations.contains(&of.id) || by_word(key);
    let named = schema.named.iter().filter(is_read);
    tables.chain(named.map(|(key, _)| key.clone())).collect()
}

/// The columns and keys that an object of a schema is made of.
pub(super) fn parts(schema: &Schema, key: &ObjectKey) -> Vec<ObjectKey> {
    if let Some(statistics) = schema.statistics(key) {
        return about(statistics);
    }
    if let Some(other) = schema.other(key) {
        return named_by(schema, other);
    }
    let table = |name: QualifiedName| Some((schema.relation(&name)?, name));
    let Some((table, name)) = key.table_name().and_then(table) else {
        return Vec::new();
    };
    let constraint = table.constraints.get(&key.name);
    let constraint = constraint.filter(|_| key.kind == ObjectKind::Constraint);
    if let Some(ConstraintBody::ForeignKey(foreign)) = constraint.map(|it| &it.body) {
        return foreign_key(schema, &name, foreign);
    }
    let (mut needed, columns) = match key.kind {
        ObjectKind::Trigger => trigger(schema, table, key),
        ObjectKind::Table => return Vec::new(),
        _ => (Vec::new(), columns_of(schema, table, key)),
    };
    needed.extend(columns.into_iter().map(|column| column_key(&name, column)));
    needed
}

/// The function that a trigger calls, and the columns that it reads, in their order.
fn trigger(schema: &Schema, table: &Table, key: &ObjectKey) -> (Vec<ObjectKey>, Vec<Name>) {
    let Some(trigger) = table.triggers.get(&key.name) else {
        return (Vec::new(), Vec::new());
    };
    let functions = schema.routines().map(|(key, _)| key);
    let functions = functions.filter(|key| trigger.calls(key));
    let columns = table.columns.iter().map(|column| &column.name);
    let read = columns.filter(|column| trigger.reads(column));
    (functions.cloned().collect(), read.cloned().collect())
}

/// The columns of its table that a part is made of, and those that its expressions read.
fn columns_of(schema: &Schema, table: &Table, key: &ObjectKey) -> Vec<Name> {
    let mut columns = BTreeSet::new();
    let mut of_index = |index: &Index| {
        let keys = index.keys.iter().filter_map(|key| match &key.item {
            KeyItem::Column(name) => Some(name),
            KeyItem::Expression(_) => None,
        });
        columns.extend(keys.chain(&index.include).cloned());
    };
    match (key.kind, table.constraints.get(&key.name)) {
        (ObjectKind::Index, _) => table
            .indexes
            .get(&key.name)
            .into_iter()
            .for_each(|it| of_index(it)),
        (ObjectKind::Constraint, Some(constraint)) => match &constraint.body {
            ConstraintBody::Exclude(exclusion) => of_index(&exclusion.index),
            ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key) => {
                columns.extend(key.columns.iter().chain(&key.include).cloned());
            }
            ConstraintBody::Check(_) | ConstraintBody::ForeignKey(_) => {}
        },
        _ => {}
    }
    walk(schema, key, &mut |mention| {
        mention.expression(&mut |it| columns.extend(it.columns()));
    });
    columns.into_iter().collect()
}

fn about(statistics: &Statistics) -> Vec<ObjectKey> {
    let expressions = statistics.expressions.iter();
    let columns = expressions.flat_map(Expression::columns);
    let columns = statistics.columns.iter().cloned().chain(columns);
    let columns = columns.map(|column| column_key(&statistics.table, column));
    let table = ObjectKey::table(&statistics.table);
    std::iter::once(table).chain(columns).collect()
}

/// The functions, operators and so on that an operator, cast or the like is made of. The model holds
/// their names alone: all overloads are meant.
fn named_by(schema: &Schema, other: &Other) -> Vec<ObjectKey> {
    let is_named = |key: &&ObjectKey| {
        other
            .attributes
            .iter()
            .any(|(attribute, value)| match value {
                AttributeValue::Name(kind, name) => (*kind, name) == (key.kind, &key.name),
                AttributeValue::Pairs(pairs) => {
                    let dictionary = key.kind == ObjectKind::TextSearchDictionary;
                    let mut words = pairs.values().flat_map(|it| it.split([',', ' ', '.']));
                    *attribute == Attribute::Mappings
                        && dictionary
                        && words.any(|word| word == key.name.as_str())
                }
                AttributeValue::Text(_)
                | AttributeValue::Relations(_)
                | AttributeValue::Unmeasured(_) => false,
            })
    };
    schema.named.keys().filter(is_named).cloned().collect()
}

fn column_key(table: &QualifiedName, column: Name) -> ObjectKey {
    ObjectKey::part(table, ObjectKind::Column, column)
}

/// A foreign key needs its own columns, the table that it points at, and the columns and the key there.
fn foreign_key(schema: &Schema, name: &QualifiedName, foreign: &ForeignKey) -> Vec<ObjectKey> {
    let target = &foreign.table;
    let columns = |table: &QualifiedName, names: &[Name]| -> Vec<ObjectKey> {
        let names = names.iter().cloned();
        names.map(|column| column_key(table, column)).collect()
    };
    let constraints = schema.tables.get(target).into_iter();
    let constraints = constraints.flat_map(|table| &table.constraints);
    let keys = constraints.filter(|(_, constraint)| match &constraint.body {
        ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key) => {
            key.columns == foreign.referenced
        }
        _ => false,
    });
    let keys = keys.map(|(key, _)| ObjectKey::part(target, ObjectKind::Constraint, key.clone()));
    std::iter::once(ObjectKey::table(target))
        .chain(columns(name, &foreign.columns))
        .chain(columns(target, &foreign.referenced))
        .chain(keys)
        .collect()
}
