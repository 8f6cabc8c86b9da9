//! What a statement says, and what each part of it means before it is known which functions the ledger makes; and what
//! the readers share.

use sqlparser::ast;
use sqlparser::parser::ParserError;
use sqlparser::tokenizer::TokenWithSpan;

use super::names;
use super::vocabulary::{Effect, Target};
use crate::name::Name;
use crate::sql::reader::{Read, Reader};
use crate::sql::{self, DoBlock, Statement, guard};

/// What one part of a statement means. A part that means nothing for the schema is left out.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Action {
    /// It does this.
    Effect(Effect),
    /// Why it is not modelled.
    Opaque(String),
    /// It is for rows, and calls functions that are not known.
    Calls(String),
    /// It runs this query for its rows.
    Query(Box<ast::Query>),
    /// An element of a `CREATE SCHEMA`.
    Inside {
        /// The new schema.
        schema: Name,
        /// The element.
        element: Statement,
    },
}

impl Action {
    pub(super) fn opaque(reason: &str) -> Self {
        Self::Opaque(reason.to_owned())
    }
}

/// What a statement says. Each command comes through one door only.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Syntax {
    /// `CREATE TABLE`, `CREATE INDEX`, `CREATE [MATERIALIZED] VIEW`, `CREATE SEQUENCE`,
    /// `CREATE FUNCTION|PROCEDURE|AGGREGATE`, `CREATE COLLATION|DOMAIN|EXTENSION|RULE|SCHEMA|STATISTICS|TRIGGER`, `CREATE` of casts,
    /// operators, publications ..., every `ALTER` (but `ALTER POLICY`), every `DROP`, `COMMENT ON` and `SET CONSTRAINTS`:
    /// our grammar reads what it does.
    Ours(Vec<Action>),
    /// A command that nobody needs to take apart (`GRANT`, `VACUUM`, `CREATE ROLE` ...);
    /// or a query or DML that sqlparser refuses.
    Whole(Command),
    /// What is left (queries, DML, `CREATE TYPE`, `POLICY`, `SET`, transactions), read by sqlparser without
    /// loss.
    Parsed(Box<ast::Statement>),
    /// A `DO` block.
    Do(DoBlock),
}

/// What a command runs that is known by its leading words only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Runs {
    /// Nothing that changes a schema.
    Nothing,
    /// It is for rows, and calls functions on the way.
    Rows,
    /// It is for what it calls.
    Functions,
    /// What is not known.
    Unknown,
}

/// A command, as PostgreSQL's manual names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) words: &'static str,
    pub(super) runs: Runs,
}

/// Reads what the server printed; none where that reads otherwise, or is more than one statement.
pub(super) fn of_print<T>(text: &str, take: impl FnOnce(&mut Reader<'_>) -> Read<T>) -> Option<T> {
    let script = sql::read(text);
    let [
        Statement {
            text, fault: None, ..
        },
    ] = script.statements.as_slice()
    else {
        return None;
    };
    let read = sql::contain(|| {
        let mut reader = Reader::new(text)?;
        let read = take(&mut reader)?;
        reader.expect_end()?;
        Ok::<_, ParserError>(read)
    });
    read.ok()?.ok()
}

/// Lets sqlparser read what is left of a statement, and checks that it lost nothing.
pub(super) fn sqlparsers(r: &Reader<'_>, tokens: Vec<TokenWithSpan>) -> Read<ast::Statement> {
    let mut inner = Reader::over(r.text, tokens);
    let statement = inner.parser.parse_statement()?;
    inner.expect_end()?;
    guard::check(inner.tokens_from(0), &statement)?;
    Ok(statement)
}

/// What `ALTER` can do to most kinds of object.
pub(super) enum Common {
    /// `RENAME TO`.
    Rename(Name),
    /// `SET SCHEMA`.
    Move(Name),
    /// `OWNER TO`, `[NO] DEPENDS ON EXTENSION`: nothing for the schema.
    Nothing,
}

impl Common {
    /// Takes `RENAME TO`, `SET SCHEMA` or `OWNER TO`, if one comes next.
    pub(super) fn take(r: &mut Reader<'_>) -> Read<Option<Self>> {
        Ok(Some(if r.take("RENAME TO") {
            Self::Rename(names::take(r)?)
        } else if r.take("SET SCHEMA") {
            Self::Move(names::take(r)?)
        } else if r.take("OWNER TO") {
            r.parser.parse_owner()?;
            Self::Nothing
        } else {
            return Ok(None);
        }))
    }

    /// The same, and `[NO] DEPENDS ON EXTENSION`.
    pub(super) fn take_any(r: &mut Reader<'_>) -> Read<Option<Self>> {
        let depends = ["NO DEPENDS ON EXTENSION", "DEPENDS ON EXTENSION"];
        if r.take_one_of(&depends).is_some() {
            r.ident()?;
            return Ok(Some(Self::Nothing));
        }
        Self::take(r)
    }

    /// What it means for what the statement names.
    pub(super) fn of(self, target: Target, if_exists: bool) -> Option<Action> {
        Some(Action::Effect(match self {
            Self::Rename(to) => Effect::Rename {
                target,
                if_exists,
                to,
            },
            Self::Move(to) => Effect::Move {
                target,
                if_exists,
                to,
            },
            Self::Nothing => return None,
        }))
    }
}
