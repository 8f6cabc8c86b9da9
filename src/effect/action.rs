//! What a part of a statement means, before it is known which functions the ledger makes; and what its readers share.

use sqlparser::ast;
use sqlparser::parser::ParserError;
use sqlparser::tokenizer::TokenWithSpan;

use super::vocabulary::Effect;
use crate::sql::reader::{Read, Reader};
use crate::sql::{self, Statement, guard};

/// What one part of a statement means. A part that means nothing for the schema is left out.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "it is taken apart as soon as it is made"
)]
pub(super) enum Action {
    /// It does this.
    Effect(Effect),
    /// Why it is not modelled.
    Opaque(String),
    /// It is for rows, and calls functions that are not known.
    Calls(String),
    /// It runs this query for its rows.
    Query(Box<ast::Query>),
}

impl Action {
    pub(super) fn opaque(reason: &str) -> Self {
        Self::Opaque(reason.to_owned())
    }
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
    let read = sql::panics::contain(|| {
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
    let tokens = inner.tokens(0, inner.index());
    guard::check(&tokens, &statement)?;
    Ok(statement)
}
