//! The self-check: the model prints what it holds of an object, and the server's own print says
//! whether that is all of it. An object that the model prints otherwise is not modelled, whatever
//! comparing it says.

mod definition_match;
mod print;
pub mod sqlite;
pub mod statement;
pub mod whole;

use std::collections::BTreeMap;

use crate::name::{Name, QualifiedName};
use crate::schema::{Definition, Index, ObjectId, Schema, Table, Trigger};
use print::{Extent, Names};

/// The server's own prints (`pg_get_indexdef`, `pg_get_constraintdef`, `pg_get_triggerdef`,
/// `pg_get_functiondef`), read with an empty search path.
pub type Definitions = BTreeMap<ObjectId, String>;

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SelfCheck {
    /// How many objects were printed.
    pub printed: usize,
    /// Those that the server prints otherwise.
    pub unlike: BTreeMap<ObjectId, Unlike>,
}

/// Two prints of one object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlike {
    /// The model's.
    pub printed: String,
    /// The server's.
    pub server: String,
}

/// Prints every object of which the server's print is known.
#[must_use]
pub fn check(schema: &Schema, definitions: &Definitions) -> SelfCheck {
    let mut check = SelfCheck::default();
    for (id, printed) in prints(schema) {
        let Some(server) = definitions.get(&id) else {
            continue;
        };
        check.printed += 1;
        if !definition_match::alike(&printed, server) {
            let server = server.clone();
            check.unlike.insert(id, Unlike { printed, server });
        }
    }
    check
}

fn prints(schema: &Schema) -> Vec<(ObjectId, String)> {
    let mut prints = Vec::new();
    for (name, table) in &schema.tables {
        of_table(name, table, &mut prints);
    }
    for (key, object) in &schema.named {
        if let Definition::Routine(routine) = &object.definition {
            let text = print::routine(&key.qualified(), routine);
            prints.extend(text.map(|text| (object.id, text)));
        }
    }
    prints
}

fn of_table(name: &QualifiedName, table: &Table, prints: &mut Vec<(ObjectId, String)>) {
    for (own, index) in &table.indexes {
        let text = index_print(own, name, (table, index), Extent::Server);
        prints.push((index.id, text));
    }
    for constraint in table.constraints.values() {
        let text = print::constraint(constraint, Extent::Server);
        prints.push((constraint.id, text));
    }
    for (own, trigger) in &table.triggers {
        let text = trigger_print(own, name, trigger, Extent::Server);
        prints.push((trigger.id, text));
    }
}

/// As `pg_get_indexdef` does: a partitioned index is printed without those of the partitions.
fn index_print(
    own: &Name,
    on: &QualifiedName,
    (table, index): (&Table, &Index),
    extent: Extent,
) -> String {
    let only = if table.inheritance.key.is_some() {
        "ONLY "
    } else {
        ""
    };
    let names = Names {
        name: &own.quoted(),
        table: &format!("{only}{}", on.quoted()),
    };
    format!("CREATE {}", print::print(index, names, extent))
}

/// As `pg_get_triggerdef` does.
fn trigger_print(own: &Name, table: &QualifiedName, trigger: &Trigger, extent: Extent) -> String {
    let names = Names {
        name: &own.quoted(),
        table: &table.quoted(),
    };
    let definition = print::print(&trigger.definition, names, extent);
    let state = print::print(trigger, names, extent);
    format!("CREATE {definition}{state}")
}

#[cfg(test)]
mod tests;
