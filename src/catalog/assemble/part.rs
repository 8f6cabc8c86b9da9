//! What hangs on tables and views: indexes that no constraint owns, constraints, triggers, policies, rules.

use super::Catalog;
use super::lookup::{Lookup, named, object_id, options, type_name};
use super::relation::relation;
use crate::catalog::rows::{
    CatalogRows, ConstraintKind, ConstraintRow, IndexRow, KeyRow, NamedKind, NamedRow, PolicyRow,
    Qualified, TriggerRow,
};
use crate::effect::{expression, rule, trigger};
use crate::name::Name;
use crate::schema::described::HasId;
use crate::schema::{
    Check, Constraint, ConstraintBody, Deferral, Exclusion, ForeignKey, Index, IndexKey, Key,
    KeyItem, ObjectId, ObjectKind, Opclass, PartMap, Policy, Rule, Table, Trigger,
    TriggerDefinition, TriggerEvents, TriggerState, TriggerTiming, TypeName,
};

/// `pg_trigger.h`, `TRIGGER_TYPE_...`.
const ROW: i16 = 1;
const BEFORE: i16 = 1 << 1;
const INSERT: i16 = 1 << 2;
const DELETE: i16 = 1 << 3;
const UPDATE: i16 = 1 << 4;
const TRUNCATE: i16 = 1 << 5;
const INSTEAD: i16 = 1 << 6;

pub(super) fn add(rows: &CatalogRows, lookup: &Lookup<'_>, catalog: &mut Catalog) {
    for row in &rows.policies {
        let on = relation(&mut catalog.schema, lookup, row.relation);
        put(on, &row.name, Some(policy(row)), |it| &mut it.policies);
    }
    for row in &rows.constraints {
        let on = relation(&mut catalog.schema, lookup, row.relation);
        let put = put(on, &row.name, constraint(row, lookup), |it| {
            &mut it.constraints
        });
        catalog.inherited.extend(put.filter(|_| row.inherited));
    }
    for row in rows.indexes.iter().filter(|row| row.constraint == 0) {
        let on = relation(&mut catalog.schema, lookup, row.relation);
        let put = put(on, &row.name, index(row, lookup), |it| &mut it.indexes);
        catalog.inherited.extend(put.filter(|_| row.inherited));
    }
    for row in &rows.triggers {
        let on = relation(&mut catalog.schema, lookup, row.relation);
        let put = put(on, &row.name, Some(trigger(row, lookup)), |it| {
            &mut it.triggers
        });
        catalog.inherited.extend(put.filter(|_| row.inherited));
    }
    for row in rows.named.iter().filter(|row| row.kind == NamedKind::Rule) {
        let on = relation(&mut catalog.schema, lookup, row.relation);
        put(on, &row.name, Some(rule(row)), |it| &mut it.rules);
    }
}

/// Puts a part in its place, if both are known; tells its identity then.
fn put<T: HasId>(
    on: Option<&mut Table>,
    name: &str,
    part: Option<T>,
    parts: fn(&mut Table) -> &mut PartMap<T>,
) -> Option<ObjectId> {
    let (part, table) = (part?, on?);
    let id = part.id();
    parts(table).insert(Name::exact(name), Box::new(part));
    Some(id)
}

fn policy(row: &PolicyRow) -> Policy {
    let mut roles: Vec<Name> = row.roles.iter().map(|role| Name::exact(role)).collect();
    roles.sort();
    Policy {
        id: object_id(ObjectKind::Policy, row.oid, 0),
        permissive: !row.restrictive,
        command: row.command,
        roles: Some(roles),
        owner: row.owner.as_deref().map(Name::exact),
        using: row.using.as_deref().map(expression::read),
        check: row.check.as_deref().map(expression::read),
    }
}

fn rule(row: &NamedRow) -> Rule {
    let details = row.rule.as_ref();
    Rule {
        id: object_id(ObjectKind::Rule, row.oid, 0),
        state: details.map_or(TriggerState::Origin, |details| details.state),
        definition: details.and_then(|details| rule::read(&details.definition)),
    }
}

fn constraint(row: &ConstraintRow, lookup: &Lookup<'_>) -> Option<Constraint> {
    Some(Constraint {
        id: object_id(ObjectKind::Constraint, row.oid, 0),
        body: body(row, lookup)?,
        deferral: deferral(row.deferrable, row.deferred),
        validated: !row.not_valid,
        enforced: !row.not_enforced,
    })
}

/// What it demands; NOT NULL is an attribute of its column.
fn body(row: &ConstraintRow, lookup: &Lookup<'_>) -> Option<ConstraintBody> {
    match row.kind {
        ConstraintKind::NotNull => None,
        ConstraintKind::PrimaryKey => key(row, lookup).map(ConstraintBody::PrimaryKey),
        ConstraintKind::Unique => key(row, lookup).map(ConstraintBody::Unique),
        ConstraintKind::Exclusion => exclusion(row, lookup)
            .map(Box::new)
            .map(ConstraintBody::Exclude),
        ConstraintKind::ForeignKey => foreign_key(row, lookup).map(ConstraintBody::ForeignKey),
        ConstraintKind::Check => row.expression.as_deref().map(|text| {
            ConstraintBody::Check(Check {
                expression: expression::read(text),
                no_inherit: row.no_inherit,
            })
        }),
    }
}

fn key(row: &ConstraintRow, lookup: &Lookup<'_>) -> Option<Key> {
    let index = lookup.index(row.index)?;
    Some(Key {
        columns: lookup.columns(row.relation, &row.columns)?,
        include: lookup.columns(row.relation, &index.include)?,
        nulls_not_distinct: index.nulls_not_distinct,
        without_overlaps: row.period,
        index_valid: is_valid(index),
    })
}

fn exclusion(row: &ConstraintRow, lookup: &Lookup<'_>) -> Option<Exclusion> {
    let operators = row.operators.iter();
    Some(Exclusion {
        index: index(lookup.index(row.index)?, lookup)?,
        // No operator has a dot in it, so the last one ends the schema.
        operators: operators
            .map(|operator| operator.rsplit('.').next().unwrap_or_default().to_owned())
            .collect(),
    })
}

fn foreign_key(row: &ConstraintRow, lookup: &Lookup<'_>) -> Option<ForeignKey> {
    Some(ForeignKey {
        columns: lookup.columns(row.relation, &row.columns)?,
        table: lookup.relation(row.target)?,
        referenced: lookup.columns(row.target, &row.target_columns)?,
        period: row.period,
        match_type: row.match_type,
        on_delete: row.on_delete,
        on_update: row.on_update,
        on_delete_columns: lookup.columns(row.relation, &row.delete_columns)?,
        unchecked: row.unchecked,
        unguarded: row.unguarded,
    })
}

fn deferral(deferrable: bool, deferred: bool) -> Deferral {
    match (deferrable, deferred) {
        (false, _) => Deferral::NotDeferrable,
        (true, false) => Deferral::InitiallyImmediate,
        (true, true) => Deferral::InitiallyDeferred,
    }
}

fn index(row: &IndexRow, lookup: &Lookup<'_>) -> Option<Index> {
    let keys = row.keys.iter();
    Some(Index {
        id: object_id(ObjectKind::Table, row.oid, 0),
        method: Name::exact(row.method.as_deref().unwrap_or("btree")),
        keys: keys
            .map(|key| index_key(row.relation, key, lookup))
            .collect::<Option<_>>()?,
        include: lookup.columns(row.relation, &row.include)?,
        unique: row.unique,
        nulls_not_distinct: row.nulls_not_distinct,
        predicate: row.predicate.as_deref().map(expression::read),
        options: options(&row.options),
        valid: is_valid(row),
    })
}

/// Whether the server uses and fills it.
fn is_valid(row: &IndexRow) -> bool {
    !row.invalid && !row.not_ready
}

fn index_key(relation: u32, row: &KeyRow, lookup: &Lookup<'_>) -> Option<IndexKey> {
    let item = match &row.expression {
        Some(text) => KeyItem::Expression(expression::read(text)),
        None => KeyItem::Column(lookup.column(relation, row.num)?),
    };
    Some(IndexKey {
        item,
        opclass: Some(Opclass {
            name: Name::exact(&row.opclass),
            default: !row.opclass_named,
            parameters: options(&row.opclass_options),
        }),
        collation: named(row.collation.as_ref()),
        descending: row.descending,
        nulls_first: row.nulls_first,
    })
}

fn trigger(row: &TriggerRow, lookup: &Lookup<'_>) -> Trigger {
    Trigger {
        id: object_id(ObjectKind::Trigger, row.oid, 0),
        state: row.state,
        definition: definition(row, lookup),
    }
}

fn definition(row: &TriggerRow, lookup: &Lookup<'_>) -> TriggerDefinition {
    let has = |bit: i16| row.bits & bit != 0;
    let Qualified(schema, function) = &row.function;
    let name = |name: &Option<String>| name.as_deref().map(Name::exact);
    let columns = || {
        lookup
            .columns(row.relation, &row.columns)
            .unwrap_or_default()
    };
    TriggerDefinition {
        constraint: row.constraint,
        timing: match (has(INSTEAD), has(BEFORE)) {
            (true, _) => TriggerTiming::InsteadOf,
            (false, true) => TriggerTiming::Before,
            (false, false) => TriggerTiming::After,
        },
        events: TriggerEvents {
            insert: has(INSERT),
            update: has(UPDATE).then(columns),
            delete: has(DELETE),
            truncate: has(TRUNCATE),
        },
        row: has(ROW),
        condition: row.definition.as_deref().map(trigger::condition),
        function: Some(type_name(schema, function)),
        arguments: row.arguments.clone(),
        body: None,
        stale_body: false,
        old_table: name(&row.old_table),
        new_table: name(&row.new_table),
        deferral: deferral(row.deferrable, row.deferred),
        from: lookup.relation(row.from).map(TypeName::from),
    }
}
