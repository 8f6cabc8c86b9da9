//! What the server refuses while something else is there, or refuses others afterwards.

use crate::name::Name;
use crate::schema::{Attribute, Expression, ObjectKey, Property, Schema, Table};

/// Whether the server keeps a column to its type: something reads it that is not made anew by itself, as a policy, a trigger
/// that names it, a rule or a generated column.
pub(super) fn keeps_its_type(live: &Table, column: &Name) -> bool {
    // The condition of a trigger, and a rule, name it so.
    let rows = ["old", "new"].map(|row| Name::exact(&format!("{row}.{column}")));
    let reads = |it: &Expression| {
        let columns = it.columns();
        columns.contains(column) || rows.iter().any(|row| columns.contains(row))
    };
    let policies = live.policies.values();
    let mut of_policies = policies.flat_map(|it| it.using.iter().chain(&it.check));
    let mut triggers = live.triggers.values().map(|it| &it.definition);
    let mut rules = live.rules.values().filter_map(|it| it.definition.as_ref());
    let mut generated = live.columns.iter().filter_map(|it| it.generated.as_ref());
    of_policies.any(reads)
        || triggers.any(|it| {
            let events = it.events.update.iter().flatten();
            events.into_iter().any(|it| it == column) || it.condition.as_ref().is_some_and(reads)
        })
        || rules.any(|it| it.condition.iter().chain(&it.actions).any(reads))
        || generated.any(|it| reads(&it.expression))
}

/// Whether a published table would tell no row by anything: `NOTHING`, or the primary key of a table that has none.
pub(super) fn tells_no_row_apart([expected, live]: [&Schema; 2], table: &ObjectKey) -> bool {
    let wanted = expected.id_of(table);
    let wanted = wanted.and_then(|id| expected.properties.get(id, Attribute::ReplicaIdentity, ""));
    match wanted {
        Some(Property::Word(word)) => word == "nothing",
        Some(Property::Index(_)) => false,
        None => {
            let table = live.relation(&table.qualified());
            table.is_some_and(|table| table.primary_key().is_empty())
        }
    }
}
