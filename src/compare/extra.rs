//! What is there and should not be.

use std::collections::BTreeSet;

use super::align::{Alignment, Counterpart};
use super::answer::Presence;
use super::table::has_part;
use super::{Comparison, Surroundings, like_index, standalone, view};
use crate::name::QualifiedName;
use crate::replay::Expected;
use crate::schema::{
    Domain, ObjectId, ObjectKey, ObjectKind, Schema, Sequence, Table, UnknownColumns,
};

/// Finds what a recorded migration dropped or renamed away and is still there, and parts of
/// expected tables that nothing accounts for.
pub(super) fn find(
    expected: &Expected,
    live: &Schema,
    alignment: &Alignment<'_>,
    surroundings: &Surroundings,
    comparison: &mut Comparison,
) {
    for key in expected.tombstones.keys() {
        if let Some(found) = still_there(expected, live, alignment, key)
            && !is_inherited(live, key, &surroundings.inherited)
        {
            comparison.surviving.insert(key.clone(), found);
        }
    }
    let claimed = claimed(comparison);
    let paired = paired(comparison);
    for (name, table) in &expected.schema.tables {
        let Some(counterpart) = alignment.of(name) else {
            continue;
        };
        for key in parts(name, counterpart, &surroundings.inherited) {
            let unexpected = !has_unknown_columns(expected, table, &key)
                && !has_part(table, key.kind, &key.name)
                && !claimed.contains(&key)
                && !part_id(&counterpart.table, &key).is_some_and(|id| paired.contains(&id))
                && !comparison.surviving.contains_key(&key)
                && !index_of_constraint(table, &key);
            if !unexpected {
                continue;
            }
            let index = counterpart.table.indexes.get(&key.name);
            let index = index.filter(|_| key.kind == ObjectKind::Index);
            match index.and_then(|it| like_index::explained(expected, table, &key.name, it)) {
                Some(reason) => {
                    comparison.explained.insert(key, reason);
                }
                None => {
                    comparison.unexpected.insert(key);
                }
            }
        }
    }
    parts_of_views(expected, live, &claimed, comparison);
    checks_of_domains(expected, live, alignment, &claimed, comparison);
    unmanaged(expected, live, alignment, surroundings, comparison);
}

/// Indexes, triggers and rules of expected views that nothing accounts for.
fn parts_of_views(
    expected: &Expected,
    live: &Schema,
    claimed: &BTreeSet<ObjectKey>,
    comparison: &mut Comparison,
) {
    for (key, view) in &expected.schema.views {
        let id = view.parts.id;
        let found = live.named.get(key).copied();
        let presence = standalone::existing(expected, live, key.clone(), id, found).presence;
        let Some(counterpart) = view::counterpart(live, key, &presence) else {
            continue;
        };
        for part in parts(&view::name(key), &counterpart, &BTreeSet::new()) {
            let known = part.kind == ObjectKind::Column
                || has_part(&view.parts, part.kind, &part.name)
                || claimed.contains(&part)
                || comparison.surviving.contains_key(&part);
            if !known {
                comparison.unexpected.insert(part);
            }
        }
    }
}

/// Whether a live part came with a parent that the table was given by hand: that is told of the table.
fn is_inherited(live: &Schema, key: &ObjectKey, inherited: &BTreeSet<ObjectId>) -> bool {
    let table = key.table_name().and_then(|name| live.tables.get(&name));
    let id = table.and_then(|table| part_id(table, key));
    id.is_some_and(|id| inherited.contains(&id))
}

fn part_id(table: &Table, key: &ObjectKey) -> Option<ObjectId> {
    match key.kind {
        ObjectKind::Column => table.column(&key.name).map(|it| it.id),
        ObjectKind::Constraint => table.constraints.get(&key.name).map(|it| it.id),
        ObjectKind::Index => table.indexes.get(&key.name).map(|it| it.id),
        ObjectKind::Trigger => table.triggers.get(&key.name).map(|it| it.id),
        _ => None,
    }
}

/// Live parts of a table that is elsewhere, which stand for expected ones, whatever they are called.
fn paired(comparison: &Comparison) -> BTreeSet<ObjectId> {
    let objects = comparison.objects.iter();
    let there = objects.filter(|it| matches!(it.presence, Presence::Hanging { there: true, .. }));
    there.filter_map(|it| it.live).collect()
}

/// Whether nothing is known of the part, and so nothing against it: the columns of a query, all of a
/// table of which only the name is known, the check that `DETACH CONCURRENTLY` leaves behind.
fn has_unknown_columns(expected: &Expected, table: &Table, key: &ObjectKey) -> bool {
    let left_behind = expected.inherited.detached.contains(&table.id)
        && key.kind == ObjectKind::Constraint
        && key.name.as_str().contains("_check");
    match table.inheritance.unknown_columns {
        Some(UnknownColumns::Query) => key.kind == ObjectKind::Column,
        Some(UnknownColumns::Unknown) => true,
        None => left_behind,
    }
}

/// Checks of expected domains that nothing accounts for.
fn checks_of_domains(
    expected: &Expected,
    live: &Schema,
    alignment: &Alignment<'_>,
    claimed: &BTreeSet<ObjectKey>,
    comparison: &mut Comparison,
) {
    for (name, of) in &expected.schema.types {
        let pair = alignment.types.of(name);
        let live = pair.and_then(|(found, _)| live.types.get(found)?.domain());
        let (Some(domain), Some(live)) = (of.domain(), live) else {
            continue;
        };
        for check in live.checks.keys() {
            let key = ObjectKey::part(name, ObjectKind::Constraint, check.clone());
            let known = domain.checks.contains_key(check)
                || claimed.contains(&key)
                || comparison.surviving.contains_key(&key);
            if !known {
                comparison.unexpected.insert(key);
            }
        }
    }
}

/// The live domain that a constraint belongs to, if it belongs to one.
fn domain<'a>(live: &'a Schema, alignment: &Alignment<'_>, key: &ObjectKey) -> Option<&'a Domain> {
    let name = key.table_name()?;
    let found = alignment.types.of(&name).map_or(&name, |(found, _)| found);
    live.types.get(found)?.domain()
}

/// Live objects that stand for an expected one under another name.
fn claimed(comparison: &Comparison) -> BTreeSet<ObjectKey> {
    comparison
        .objects
        .iter()
        .filter_map(|object| match &object.presence {
            Presence::Variant(variant) => Some(ObjectKey {
                name: variant.name.clone(),
                ..object.key.clone()
            }),
            Presence::Unrenamed(key) => Some(key.clone()),
            Presence::Nowhere => object.alike.clone().filter(is_index_or_constraint),
            _ => None,
        })
        .collect()
}

/// One that is the same as a missing one but for its name is told with that one.
fn is_index_or_constraint(key: &ObjectKey) -> bool {
    matches!(key.kind, ObjectKind::Index | ObjectKind::Constraint)
}

/// An expected unique constraint that is there as a unique index only is missing, and told once.
fn index_of_constraint(table: &Table, key: &ObjectKey) -> bool {
    key.kind == ObjectKind::Index && table.constraints.contains_key(&key.name)
}

/// Every part of the live table that it does not have from another, under the expected table's name.
fn parts(
    name: &QualifiedName,
    counterpart: &Counterpart<'_>,
    inherited: &BTreeSet<ObjectId>,
) -> Vec<ObjectKey> {
    let Table {
        id: _,
        columns,
        constraints,
        indexes,
        triggers,
        policies,
        rules,
        row_security: _,
        force_row_security: _,
        unlogged: _,
        inheritance: _,
    } = &*counterpart.table;
    let columns = columns
        .iter()
        .map(|part| (ObjectKind::Column, &part.name, part.id));
    let constraints = constraints
        .iter()
        .map(|(part, it)| (ObjectKind::Constraint, part, it.id));
    let indexes = indexes
        .iter()
        .map(|(part, it)| (ObjectKind::Index, part, it.id));
    let triggers = triggers
        .iter()
        .map(|(part, it)| (ObjectKind::Trigger, part, it.id));
    let policies = policies
        .iter()
        .map(|(part, it)| (ObjectKind::Policy, part, it.id));
    let rules = rules
        .iter()
        .map(|(part, it)| (ObjectKind::Rule, part, it.id));
    columns
        .chain(policies)
        .chain(rules)
        .chain(constraints)
        .chain(indexes)
        .chain(triggers)
        .filter(|(_, _, id)| !inherited.contains(id))
        .map(|(kind, part, _)| ObjectKey::part(name, kind, part.clone()))
        .collect()
}

fn still_there(
    expected: &Expected,
    live: &Schema,
    alignment: &Alignment<'_>,
    key: &ObjectKey,
) -> Option<ObjectKey> {
    let name = || Some(QualifiedName::new(key.schema.clone()?, key.name.clone()));
    let there = match key.kind {
        ObjectKind::Table => {
            let name = key.table_name()?;
            live.tables.contains_key(&name) && !stands_for_another(expected, alignment, &name)
        }
        ObjectKind::Constraint if domain(live, alignment, key).is_some() => {
            let domain = domain(live, alignment, key)?;
            return domain.checks.contains_key(&key.name).then(|| key.clone());
        }
        ObjectKind::Column
        | ObjectKind::Constraint
        | ObjectKind::Index
        | ObjectKind::Trigger
        | ObjectKind::Policy
        | ObjectKind::Rule => {
            return part_still_there(live, alignment, key);
        }
        ObjectKind::Schema => live.namespaces.contains_key(&key.name),
        ObjectKind::Extension => live.extensions.contains_key(&key.name),
        ObjectKind::Sequence => {
            let name: QualifiedName = name()?;
            let found = live.sequences.get(&name);
            found.is_some_and(|it| !is_of_identity(expected, alignment, it))
        }
        ObjectKind::Type | ObjectKind::Domain => {
            let name: QualifiedName = name()?;
            let there = live
                .types
                .get(&name)
                .is_some_and(|of| of.kind() == key.kind);
            let alias = alignment.types.expected_name(&name);
            there && alias.is_none_or(|target| target.schema == name.schema)
        }
        ObjectKind::Collation => {
            let name: QualifiedName = name()?;
            live.collations.contains_key(&name)
        }
        _ => live.named.contains_key(key),
    };
    there.then(|| key.clone())
}

/// The sequence of an identity column that should be none: that is told of the column.
fn is_of_identity(expected: &Expected, alignment: &Alignment<'_>, sequence: &Sequence) -> bool {
    let owner = sequence.owner.as_ref().filter(|owner| owner.identity);
    owner.is_some_and(|owner| {
        let table = alignment.expected_name(&owner.table);
        let table = expected.schema.tables.get(table);
        table.is_some_and(|table| table.column(&owner.column).is_some())
    })
}

/// A table that was moved away and now stands for an expected one of its former name's schema is
/// told as misplaced, not as surviving too.
fn stands_for_another(
    expected: &Expected,
    alignment: &Alignment<'_>,
    name: &QualifiedName,
) -> bool {
    let target = alignment.expected_name(name);
    target != name && target.schema != name.schema && expected.schema.tables.contains_key(target)
}

fn part_still_there(
    live: &Schema,
    alignment: &Alignment<'_>,
    key: &ObjectKey,
) -> Option<ObjectKey> {
    let name = key.table_name()?;
    let counterpart = alignment.of(&name);
    let unrenamed = counterpart
        .filter(|_| key.kind == ObjectKind::Column)
        .is_some_and(|counterpart| {
            counterpart
                .unrenamed
                .iter()
                .any(|(live, _)| live == &key.name)
        });
    let table = counterpart
        .map(|counterpart| &*counterpart.table)
        .or_else(|| live.relation(&name))?;
    (unrenamed || has_part(table, key.kind, &key.name)).then(|| key.clone())
}

/// Tables of the home schemas that nothing in the ledger accounts for.
fn unmanaged(
    expected: &Expected,
    live: &Schema,
    alignment: &Alignment<'_>,
    surroundings: &Surroundings,
    comparison: &mut Comparison,
) {
    for name in live
        .tables
        .keys()
        .filter(|name| surroundings.home.contains(&name.schema))
    {
        let key = ObjectKey::table(name);
        let known = expected
            .schema
            .tables
            .contains_key(alignment.expected_name(name))
            || comparison.surviving.contains_key(&key)
            || surroundings.own.contains(name);
        if !known {
            comparison.unmanaged.insert(key);
        }
    }
}
