//! One statement to its syntax: our grammar where it has a say, else sqlparser.

use sqlparser::ast;
use sqlparser::parser::ParserError;

use super::grammar::{self, Extra};
use super::reader::Reader;
use super::{Syntax, depth, do_block, guard, panics};

/// What a statement says; `line` is its first line, `depth` how many `DO` blocks surround it.
pub(super) fn syntax(text: &str, line: u32, depth: usize) -> Syntax {
    let read = panics::contain(|| read(text, line, depth));
    let reason = match read {
        Ok(Ok(syntax)) => return syntax,
        Ok(Err(error)) => reason(&error),
        Err(reason) => reason,
    };
    Syntax::Unreadable { reason }
}

fn read(text: &str, line: u32, depth: usize) -> Result<Syntax, ParserError> {
    let mut reader = Reader::new(text)?;
    if reader.take("DO") {
        return do_block::read(&mut reader, line, depth).map(Syntax::Do);
    }
    if let Some(extra) = grammar::read(&mut reader)? {
        return Ok(Syntax::Extra(Box::new(extra)));
    }
    reader.back(0);
    let parsed = parse(&mut reader);
    reader.back(0);
    match (parsed, grammar::fallback(&reader)) {
        (Ok(statement), _) => Ok(Syntax::Parsed(Box::new(statement))),
        (Err(_), Some(whole)) => Ok(Syntax::Extra(Box::new(Extra::Whole(whole)))),
        (Err(error), None) => Err(error),
    }
}

/// Refuses what sqlparser reads with a loss, where the statement can change a schema.
fn parse(reader: &mut Reader<'_>) -> Result<ast::Statement, ParserError> {
    let schema = reader.sees("CREATE") || reader.sees("ALTER");
    depth::check_plain(std::iter::once(reader.peek()))?;
    let statement = reader.parser.parse_statement()?;
    reader.expect_end()?;
    if schema {
        guard::check(&reader.tokens(0, reader.index()), &statement)?;
    }
    Ok(statement)
}

/// An error in words for people, without sqlparser's own prefixes.
pub(super) fn reason(error: &ParserError) -> String {
    match error {
        ParserError::RecursionLimitExceeded => "it nests too deeply".to_owned(),
        ParserError::TokenizerError(text) | ParserError::ParserError(text) => text.clone(),
    }
}
