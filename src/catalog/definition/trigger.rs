//! Triggers as `pg_get_triggerdef` prints them.

use super::text::{list, literal, object_name, qualified, type_name};
use crate::name::{Name, QualifiedName};
use crate::schema::{Deferral, Trigger, TriggerDefinition, TriggerEvents};

/// The whole statement; none where a snapshot does not hold what it does.
pub(super) fn print(name: &Name, table: &QualifiedName, trigger: &Trigger) -> Option<String> {
    let definition = trigger.definition.as_ref()?;
    let constraint = if definition.constraint {
        "CONSTRAINT "
    } else {
        ""
    };
    let row = if definition.row { "ROW" } else { "STATEMENT" };
    let condition = definition.condition.as_ref();
    let condition = condition.map(|condition| format!(" WHEN ({})", condition.text));
    let arguments: Vec<String> = definition.arguments.iter().map(|a| literal(a)).collect();
    Some(format!(
        "CREATE {constraint}TRIGGER {} {} {} ON {}{}{} FOR EACH {row}{} EXECUTE FUNCTION {}({})",
        name.quoted(),
        definition.timing.as_str(),
        events(&definition.events),
        qualified(table),
        checked(definition),
        transition(definition),
        condition.unwrap_or_default(),
        object_name(&definition.function),
        arguments.join(", ")
    ))
}

fn events(events: &TriggerEvents) -> String {
    let mut words = Vec::new();
    if events.insert {
        words.push("INSERT".to_owned());
    }
    if events.delete {
        words.push("DELETE".to_owned());
    }
    match events.update.as_deref() {
        Some([]) => words.push("UPDATE".to_owned()),
        Some(columns) => words.push(format!("UPDATE OF {}", list(columns))),
        None => {}
    }
    if events.truncate {
        words.push("TRUNCATE".to_owned());
    }
    words.join(" OR ")
}

/// What only a constraint trigger says.
fn checked(definition: &TriggerDefinition) -> String {
    if !definition.constraint {
        return String::new();
    }
    let from = definition.from.as_ref();
    let from = from.map(|table| format!(" FROM {}", type_name(table)));
    let deferral = match definition.deferral {
        Deferral::NotDeferrable => "NOT DEFERRABLE INITIALLY IMMEDIATE",
        Deferral::InitiallyImmediate => "DEFERRABLE INITIALLY IMMEDIATE",
        Deferral::InitiallyDeferred => "DEFERRABLE INITIALLY DEFERRED",
    };
    format!("{} {deferral}", from.unwrap_or_default())
}

fn transition(definition: &TriggerDefinition) -> String {
    let tables = [
        ("OLD", &definition.old_table),
        ("NEW", &definition.new_table),
    ];
    let tables = tables.iter().filter_map(|(row, name)| {
        let name = name.as_ref()?;
        Some(format!(" {row} TABLE AS {}", name.quoted()))
    });
    let tables: String = tables.collect();
    if tables.is_empty() {
        tables
    } else {
        format!(" REFERENCING{tables}")
    }
}
