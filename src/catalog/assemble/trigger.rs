//! Triggers.

use super::lookup::{Lookup, type_name};
use super::view::relation;
use super::{Catalog, object_id};
use crate::catalog::rows::{CatalogRows, Qualified, TriggerDetails, TriggerRow};
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
            definition: row
                .details
                .as_ref()
                .and_then(|details| definition(row, details, lookup)),
        };
        if row.inherited {
            catalog.inherited.insert(trigger.id);
        }
        table.triggers.insert(Name::exact(&row.name), trigger);
    }
}

fn definition(
    row: &TriggerRow,
    details: &TriggerDetails,
    lookup: &Lookup<'_>,
) -> Option<TriggerDefinition> {
    let has = |bit: i16| details.bits & bit != 0;
    let Qualified(schema, function) = &row.function;
    let name = |name: &Option<String>| name.as_deref().map(Name::exact);
    Some(TriggerDefinition {
        constraint: details.constraint,
        timing: match (has(INSTEAD), has(BEFORE)) {
            (true, _) => TriggerTiming::InsteadOf,
            (false, true) => TriggerTiming::Before,
            (false, false) => TriggerTiming::After,
        },
        events: TriggerEvents {
            insert: has(INSERT),
            update: if has(UPDATE) {
                Some(lookup.columns(row.relation, &details.columns)?)
            } else {
                None
            },
            delete: has(DELETE),
            truncate: has(TRUNCATE),
        },
        row: has(ROW),
        condition: row.definition.as_deref().map(trigger::condition),
        function: type_name(schema, function),
        arguments: details.arguments.clone(),
        old_table: name(&details.old_table),
        new_table: name(&details.new_table),
        deferral: match (details.deferrable, details.deferred) {
            (false, _) => Deferral::NotDeferrable,
            (true, false) => Deferral::InitiallyImmediate,
            (true, true) => Deferral::InitiallyDeferred,
        },
        from: lookup.relation(details.from).map(TypeName::from),
    })
}
