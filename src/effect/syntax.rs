//! One statement to its syntax: our grammar where it has a say, else sqlparser.

use sqlparser::ast;
use sqlparser::parser::ParserError;

use super::action::Action;
use super::{grammar, whole};
use crate::sql::reader::Reader;
use crate::sql::{self, DoBlock, Statement, guard};

/// What a statement says. Each command comes through one door only.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Syntax {
    /// `CREATE TABLE`, `CREATE INDEX`, `CREATE [MATERIALIZED] VIEW`, `CREATE SEQUENCE`,
    /// `CREATE FUNCTION|PROCEDURE|AGGREGATE`, `CREATE DOMAIN|EXTENSION|RULE|SCHEMA|STATISTICS|TRIGGER`, `CREATE` of casts,
    /// operators, publications ..., every `ALTER` (but `ALTER POLICY`), every `DROP`, `COMMENT ON` and `SET CONSTRAINTS`:
    /// our grammar reads what it does.
    Ours(Vec<Action>),
    /// A command that nobody needs to take apart, as PostgreSQL's manual names it (`GRANT`, `VACUUM`, `CREATE ROLE` ...);
    /// or a query or DML that sqlparser refuses.
    Whole(&'static str),
    /// What is left (queries, DML, `CREATE TYPE`, `POLICY`, `COLLATION`, `SET`, transactions), read by sqlparser without
    /// loss.
    Parsed(Box<ast::Statement>),
    /// A `DO` block.
    Do(DoBlock),
}

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
    let read = sql::panics::contain(|| of_text(&statement.text))?;
    read.map_err(|error| sql::reason(&error))
}

fn of_text(text: &str) -> Result<Syntax, ParserError> {
    let mut reader = Reader::new(text)?;
    if let Some(syntax) = grammar::read(&mut reader)? {
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
        guard::check(&reader.tokens(0, reader.index()), &statement)?;
    }
    Ok(statement)
}
