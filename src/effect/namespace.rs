//! `CREATE SCHEMA`, with what stands inside the statement.

use super::alter::Action;
use super::vocabulary::{Effect, Meaning};
use super::{meaning, names};
use crate::sql::grammar::CreateSchema;
use crate::sql::{Extra, Statement, Syntax};

/// What a `CREATE SCHEMA` means. Names that its elements write without a schema are of the new one.
pub(super) fn create(parsed: &CreateSchema) -> Vec<Action> {
    let Some(name) = &parsed.name else {
        return vec![Action::Opaque(
            "a schema named after the session's role is not modelled".to_owned(),
        )];
    };
    let name = names::name(name);
    let mut actions = vec![Action::Effect(Effect::CreateNamespace {
        name: name.clone(),
        if_not_exists: parsed.if_not_exists,
    })];
    let mut elements: Vec<&Statement> = parsed.elements.iter().collect();
    elements.sort_by_key(|element| rank(element));
    for element in elements {
        let (steps, reason) = match meaning::read(element) {
            Meaning::Schema(steps) => (steps, None),
            Meaning::Opaque { reason, steps, .. } => (steps, Some(reason)),
            Meaning::Unreadable { reason } => (Vec::new(), Some(reason)),
            Meaning::Data | Meaning::Transaction => (Vec::new(), None),
        };
        actions.push(Action::Effect(Effect::InNamespace {
            name: name.clone(),
            steps,
        }));
        actions.extend(reason.map(Action::Opaque));
    }
    actions
}

/// The order in which the server runs the elements (`transformCreateSchemaStmtElements` of
/// `parse_utilcmd.c`).
fn rank(element: &Statement) -> u8 {
    match &element.syntax {
        Syntax::Extra(extra) => match &**extra {
            Extra::CreateSequence(_) => 0,
            Extra::CreateTable(_) => 1,
            Extra::CreateView(_) => 2,
            Extra::CreateIndex(_) => 3,
            Extra::CreateTrigger(_) => 4,
            _ => 5,
        },
        Syntax::Parsed(_) | Syntax::Do(_) | Syntax::Unreadable { .. } => 5,
    }
}
