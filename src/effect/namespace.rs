//! `CREATE SCHEMA`, with the statements inside it.

use sqlparser::tokenizer::Token;

use super::action::Action;
use super::vocabulary::{Effect, Meaning};
use super::{meaning, names};
use crate::name::Name;
use crate::sql::Statement;
use crate::sql::reader::{Read, Reader};

/// What an element begins with (`schema_stmt` of `gram.y`).
const ELEMENTS: [&str; 18] = [
    "CREATE TABLE",
    "CREATE UNLOGGED TABLE",
    "CREATE TEMPORARY TABLE",
    "CREATE TEMP TABLE",
    "CREATE INDEX",
    "CREATE UNIQUE INDEX",
    "CREATE SEQUENCE",
    "CREATE UNLOGGED SEQUENCE",
    "CREATE TEMPORARY SEQUENCE",
    "CREATE TEMP SEQUENCE",
    "CREATE VIEW",
    "CREATE OR REPLACE VIEW",
    "CREATE RECURSIVE VIEW",
    "CREATE TRIGGER",
    "CREATE OR REPLACE TRIGGER",
    "CREATE CONSTRAINT TRIGGER",
    "CREATE OR REPLACE CONSTRAINT TRIGGER",
    "GRANT",
];

/// `CREATE SCHEMA`, after these words. Names that its elements write without a schema are of the new one.
pub(super) fn create(r: &mut Reader<'_>) -> Read<Vec<Action>> {
    let if_not_exists = r.take("IF NOT EXISTS");
    let unnamed = r.sees("AUTHORIZATION");
    let mut name = (!unnamed).then(|| names::take(r)).transpose()?;
    if r.take("AUTHORIZATION") {
        let session = ["CURRENT_USER", "CURRENT_ROLE", "SESSION_USER"];
        let role = r.take_one_of(&session).is_none();
        let role = role.then(|| names::take(r)).transpose()?;
        name = name.or(role);
    }
    let mut elements = Vec::new();
    while *r.peek() != Token::EOF {
        elements.push(element(r)?);
    }
    let Some(name) = name else {
        return Ok(vec![Action::opaque(
            "a schema named after the session's role is not modelled",
        )]);
    };
    elements.sort_by_key(|(rank, _)| *rank);
    let mut actions = vec![Action::Effect(Effect::CreateNamespace {
        name: name.clone(),
        if_not_exists,
    })];
    for (_, element) in elements {
        actions.extend(inside(&name, &element));
    }
    Ok(actions)
}

fn inside(name: &Name, element: &Statement) -> Vec<Action> {
    let (steps, reason) = match meaning::read(element) {
        Meaning::Schema(steps) => (steps, None),
        Meaning::Opaque { reason, steps, .. } => (steps, Some(reason)),
        Meaning::Unreadable { reason } => (Vec::new(), Some(reason)),
        Meaning::Data | Meaning::Transaction => (Vec::new(), None),
    };
    let effect = Effect::InNamespace {
        name: name.clone(),
        steps,
    };
    let opaque = reason.map(Action::Opaque);
    std::iter::once(Action::Effect(effect))
        .chain(opaque)
        .collect()
}

/// An element, and when the server runs it (`transformCreateSchemaStmtElements` of `parse_utilcmd.c`).
fn element(r: &mut Reader<'_>) -> Read<(usize, Statement)> {
    let begins = |r: &Reader<'_>| ELEMENTS.iter().find(|words| r.sees(words)).copied();
    let Some(words) = begins(r) else {
        return r.refuse("an element of a schema");
    };
    let order = ["SEQUENCE", "TABLE", "VIEW", "INDEX", "TRIGGER"];
    let rank = order.iter().position(|kind| words.ends_with(kind));
    let first = r.index();
    r.skip()?;
    while *r.peek() != Token::EOF && begins(r).is_none() {
        r.skip()?;
    }
    let text = r.text_from(first);
    let line = u32::try_from(r.parser.token_at(first).span.start.line).unwrap_or(u32::MAX);
    let rank = rank.unwrap_or(order.len());
    Ok((rank, Statement::inside(text, line, 0)))
}
