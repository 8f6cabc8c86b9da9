//! `CREATE SCHEMA`, with the statements inside it.

use sqlparser::ast::Ident;
use sqlparser::tokenizer::Token;

use crate::sql::Statement;
use crate::sql::parse;
use crate::sql::reader::{Read, Reader};

/// `CREATE SCHEMA [IF NOT EXISTS] [name] [AUTHORIZATION role] [element ...]`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateSchema {
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// Its name, which may be the role's; none where that is the session's.
    pub name: Option<Ident>,
    /// `CREATE TABLE`, `CREATE VIEW`, `GRANT` ... inside the statement.
    pub elements: Vec<Statement>,
}

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

/// `CREATE SCHEMA`, after these words.
pub(super) fn create(r: &mut Reader<'_>) -> Read<CreateSchema> {
    let if_not_exists = r.take("IF NOT EXISTS");
    let unnamed = r.sees("AUTHORIZATION");
    let mut name = (!unnamed).then(|| r.ident()).transpose()?;
    if r.take("AUTHORIZATION") {
        let session = ["CURRENT_USER", "CURRENT_ROLE", "SESSION_USER"];
        let role = r.take_one_of(&session).is_none();
        let role = role.then(|| r.ident()).transpose()?;
        name = name.or(role);
    }
    let mut elements = Vec::new();
    while *r.peek() != Token::EOF {
        elements.push(element(r)?);
    }
    Ok(CreateSchema {
        if_not_exists,
        name,
        elements,
    })
}

fn element(r: &mut Reader<'_>) -> Read<Statement> {
    let begins = |r: &Reader<'_>| ELEMENTS.iter().any(|words| r.sees(words));
    if !begins(r) {
        return r.refuse("an element of a schema");
    }
    let first = r.index();
    r.skip()?;
    while *r.peek() != Token::EOF && !begins(r) {
        r.skip()?;
    }
    let text = r.text_from(first);
    let line = u32::try_from(r.parser.token_at(first).span.start.line).unwrap_or(u32::MAX);
    Ok(Statement {
        syntax: parse::syntax(&text, line, 0),
        text,
        line,
        operation: None,
    })
}
