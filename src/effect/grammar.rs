//! Which file reads a statement: our own grammar, built on sqlparser's `Parser`, for what sqlparser refuses or would lose;
//! else sqlparser.
//!
//! Each reads a statement into what it does at once. It follows PostgreSQL's own grammar (`src/backend/parser/gram.y`);
//! identifiers, names, expressions, types and queries are sqlparser's.

use sqlparser::ast;
use sqlparser::parser::ParserError;
use sqlparser::tokenizer::Token;

use super::action::{Action, Syntax};
use super::names::NamedKind;
use super::vocabulary::Effect;
use super::{
    aggregate, alter, collation, index, names, object, other, recurring, routine, rule, sequence,
    statistics, table, trigger, types, view, whole,
};
use crate::kind::ObjectKind;
use crate::sql::reader::{Read, Reader};
use crate::sql::{self, Statement, guard};

/// What a statement says.
///
/// # Errors
///
/// Why it cannot be read, in words for people.
pub(super) fn read(statement: &Statement) -> Result<Syntax, String> {
    if let Some(fault) = &statement.fault {
        return Err(fault.clone());
    }
    if let Some(block) = sql::do_block(statement) {
        return block.map(Syntax::Do);
    }
    let read = sql::contain(|| of_text(&statement.text))?;
    read.map_err(|error| sql::reason(&error))
}

fn of_text(text: &str) -> Result<Syntax, ParserError> {
    match recurring::read(text, sole_effect) {
        Some(effect) => Ok(Syntax::Ours(vec![Action::Effect(effect)])),
        None => whole(text),
    }
}

/// What a statement does that has one effect.
pub(super) fn sole_effect(text: &str) -> Option<Effect> {
    match whole(text).ok()? {
        Syntax::Ours(actions) => match <[Action; 1]>::try_from(actions).ok()? {
            [Action::Effect(effect)] => Some(effect),
            _ => None,
        },
        _ => None,
    }
}

fn whole(text: &str) -> Result<Syntax, ParserError> {
    let mut reader = Reader::new(text)?;
    if let Some(syntax) = ours(&mut reader)? {
        return Ok(syntax);
    }
    reader.back(0);
    let parsed = parse(&mut reader);
    reader.back(0);
    match (parsed, whole::fallback(&reader)) {
        (Ok(statement), _) => Ok(Syntax::Parsed(Box::new(statement))),
        (Err(_), Some(command)) => Ok(Syntax::Whole(command)),
        (Err(error), None) => Err(error),
    }
}

/// Refuses what sqlparser reads with a loss, where the statement can change a schema.
fn parse(reader: &mut Reader<'_>) -> Result<ast::Statement, ParserError> {
    let schema = reader.sees("CREATE") || reader.sees("ALTER");
    sql::check_plain(std::iter::once(reader.peek()))?;
    let statement = reader.parser.parse_statement()?;
    reader.expect_end()?;
    if schema {
        guard::check(reader.tokens_from(0), &statement)?;
    }
    Ok(statement)
}

/// Reads a statement that belongs to our grammar; none where it is sqlparser's.
///
/// # Errors
///
/// It begins like ours, and does not go on like it.
fn ours(r: &mut Reader<'_>) -> Read<Option<Syntax>> {
    if let Some(actions) = other::create(r) {
        return Ok(Some(Syntax::Ours(actions)));
    }
    if !r.sees("REINDEX INDEX")
        && let Some(command) = whole::always(r)
    {
        return Ok(Some(Syntax::Whole(command)));
    }
    let actions = if r.take("REINDEX INDEX") {
        Some(index::rebuild(r)?)
    } else if r.take("REFRESH MATERIALIZED VIEW") {
        Some(view::refresh(r)?)
    } else if r.take("DROP") {
        object::drop(r)?
    } else if r.take("COMMENT ON") {
        Some(object::comment(r)?)
    } else if r.take("SET CONSTRAINTS") {
        Some(set_constraints(r)?)
    } else if r.take("ALTER") {
        alter(r)?
    } else if r.sees("CREATE") {
        create(r)?
    } else {
        None
    };
    if actions.is_some() {
        r.expect_end()?;
    }
    Ok(actions.map(Syntax::Ours))
}

/// How one command is read.
type Take = fn(&mut Reader<'_>) -> Read<Vec<Action>>;

fn create(r: &mut Reader<'_>) -> Read<Option<Vec<Action>>> {
    let first = r.index();
    r.expect("CREATE")?;
    let or_replace = r.take("OR REPLACE");
    r.take_one_of(&["LOCAL", "GLOBAL"]);
    let persistence = r.index();
    r.take_one_of(&["TEMPORARY", "TEMP", "UNLOGGED", "UNIQUE"]);
    r.take("RECURSIVE");
    if r.take("FOREIGN TABLE") {
        return table::create_foreign(r).map(Some);
    }
    let whole: [(&str, Take); 4] = [
        ("TABLE", table::create),
        ("INDEX", index::create),
        ("VIEW", view::create),
        ("MATERIALIZED VIEW", view::create),
    ];
    if let Some((_, take)) = whole.iter().find(|(words, _)| r.sees(words)) {
        r.back(first);
        return take(r).map(Some);
    }
    if r.sees("SEQUENCE") {
        r.back(persistence);
        return sequence::create(r).map(Some);
    }
    Ok(Some(if r.sees("FUNCTION") || r.sees("PROCEDURE") {
        routine::create(r, or_replace)?
    } else if r.sees("TRIGGER") || r.sees("CONSTRAINT TRIGGER") {
        trigger::create(r, or_replace)?
    } else if r.take("EXTENSION") {
        create_extension(r)?
    } else if r.take("STATISTICS") {
        statistics::create(r)?
    } else if r.take("RULE") {
        rule::create(r, or_replace)?
    } else if r.take("AGGREGATE") {
        aggregate::create(r, or_replace)?
    } else if r.take("SCHEMA") {
        create_schema(r)?
    } else if r.take("COLLATION") {
        collation::create(r)?
    } else if r.take("DOMAIN") {
        types::create_domain(r)?
    } else {
        return Ok(None);
    }))
}

fn alter(r: &mut Reader<'_>) -> Read<Option<Vec<Action>>> {
    let Some(named) = NamedKind::take(r) else {
        return Ok(None);
    };
    if named == NamedKind::ForeignTable {
        return alter::foreign(r).map(Some);
    }
    Ok(Some(match named.object() {
        Some(kind @ (ObjectKind::Table | ObjectKind::View | ObjectKind::MaterializedView)) => {
            alter::table(r, kind)?
        }
        Some(ObjectKind::Index) => index::alter(r)?,
        Some(ObjectKind::Sequence) => sequence::alter(r)?,
        Some(kind @ (ObjectKind::Domain | ObjectKind::Type)) => types::alter(r, kind)?,
        Some(ObjectKind::Policy) => return Ok(None),
        _ => object::alter(r, named)?,
    }))
}

/// `CREATE EXTENSION`, after these words.
fn create_extension(r: &mut Reader<'_>) -> Read<Vec<Action>> {
    let if_not_exists = r.take("IF NOT EXISTS");
    let name = names::take(r)?;
    let (mut schema, mut version) = (None, None);
    r.take("WITH");
    while let Some(word) = r.take_one_of(&["SCHEMA", "VERSION", "CASCADE"]) {
        match word {
            "SCHEMA" => schema = Some(names::take(r)?),
            "VERSION" => {
                version = Some(r.string().or_else(|_| r.ident().map(|ident| ident.value))?);
            }
            _ => {}
        }
    }
    Ok(vec![Action::Effect(Effect::CreateExtension {
        name,
        schema,
        version,
        if_not_exists,
    })])
}

/// `SET CONSTRAINTS { ALL | name, ... } { DEFERRED | IMMEDIATE }`, after the first words: nothing for the schema.
fn set_constraints(r: &mut Reader<'_>) -> Read<Vec<Action>> {
    if !r.take("ALL") {
        r.separated(Reader::name)?;
    }
    match r.take_one_of(&["DEFERRED", "IMMEDIATE"]) {
        Some(_) => Ok(Vec::new()),
        None => r.refuse("DEFERRED or IMMEDIATE"),
    }
}

/// What an element of a schema begins with, by when the server runs it (`schema_stmt` of `gram.y`,
/// `transformCreateSchemaStmtElements` of `parse_utilcmd.c`).
const ELEMENTS: [&[&str]; 6] = [
    &[
        "CREATE SEQUENCE",
        "CREATE UNLOGGED SEQUENCE",
        "CREATE TEMPORARY SEQUENCE",
        "CREATE TEMP SEQUENCE",
    ],
    &[
        "CREATE TABLE",
        "CREATE UNLOGGED TABLE",
        "CREATE TEMPORARY TABLE",
        "CREATE TEMP TABLE",
    ],
    &[
        "CREATE VIEW",
        "CREATE OR REPLACE VIEW",
        "CREATE RECURSIVE VIEW",
    ],
    &["CREATE INDEX", "CREATE UNIQUE INDEX"],
    &[
        "CREATE TRIGGER",
        "CREATE OR REPLACE TRIGGER",
        "CREATE CONSTRAINT TRIGGER",
        "CREATE OR REPLACE CONSTRAINT TRIGGER",
    ],
    &["GRANT"],
];

/// `CREATE SCHEMA`, after these words. Names that its elements write without a schema are of the new one.
fn create_schema(r: &mut Reader<'_>) -> Read<Vec<Action>> {
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
    let inside = elements.into_iter().map(|(_, element)| Action::Inside {
        schema: name.clone(),
        element,
    });
    actions.extend(inside);
    Ok(actions)
}

/// An element, and its place in the order in which the server runs them.
fn element(r: &mut Reader<'_>) -> Read<(usize, Statement)> {
    let rank = |r: &Reader<'_>| {
        let mut elements = ELEMENTS.iter();
        elements.position(|begins| begins.iter().any(|words| r.sees(words)))
    };
    let Some(first_rank) = rank(r) else {
        return r.refuse("an element of a schema");
    };
    let first = r.index();
    r.skip()?;
    while *r.peek() != Token::EOF && rank(r).is_none() {
        r.skip()?;
    }
    let text = r.text_from(first);
    let line = u32::try_from(r.parser.token_at(first).span.start.line).unwrap_or(u32::MAX);
    Ok((first_rank, Statement::inside(text, line, 0)))
}
