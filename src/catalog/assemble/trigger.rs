//! Triggers.

use super::lookup::{Lookup, type_name};
use super::view::relation;
use super::{Catalog, object_id};
use crate::catalog::rows::{CatalogRows, Qualified, TriggerRow};
use crate::effect::trigger;
use crate::name::Name;
use crate::schema::{
    Deferral, ObjectKind, Trigger, TriggerDefinition, TriggerEvents, TriggerTiming, TypeName,
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
    for row in &rows.triggers {
        let Some(table) = relation(&mut catalog.schema, lookup, row.relation) else {
            continue;
        };
        let trigger = Trigger {
            id: object_id(ObjectKind::Trigger, row.oid, 0),
            state: row.state,
            definition: definition(row, lookup),
        };
        if row.inherited {
            catalog.inherited.insert(trigger.id);
        }
        table.triggers.insert(Name::exact(&row.name), trigger);
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
        function: type_name(schema, function),
        arguments: row.arguments.clone(),
        old_table: name(&row.old_table),
        new_table: name(&row.new_table),
        deferral: match (row.deferrable, row.deferred) {
            (false, _) => Deferral::NotDeferrable,
            (true, false) => Deferral::InitiallyImmediate,
            (true, true) => Deferral::InitiallyDeferred,
        },
        from: lookup.relation(row.from).map(TypeName::from),
    }
}
