//! One text as one expression or one query, printed anew from its tree.

use std::ops::ControlFlow;

use sqlparser::ast::{Expr, Query, Visit};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::Token;

use super::Refusal;
use super::walk::Walk;
use super::words::Single;
use crate::effect::respell;
use crate::sql;

/// A text that is one expression.
pub(super) fn expression(text: &str) -> Result<Single, Refusal> {
    one::<Expr>(text)
}

/// A text that is one query.
pub(super) fn query(text: &str) -> Result<Single, Refusal> {
    one::<Box<Query>>(text.trim().trim_end_matches(';'))
}

/// What is read from the tokens, printed, visited and compared.
trait Tree: ToString + Visit + PartialEq + Sized {
    fn parse(parser: &mut Parser<'_>) -> Result<Self, ParserError>;
}

impl Tree for Expr {
    fn parse(parser: &mut Parser<'_>) -> Result<Self, ParserError> {
        parser.parse_expr()
    }
}

impl Tree for Box<Query> {
    fn parse(parser: &mut Parser<'_>) -> Result<Self, ParserError> {
        parser.parse_query()
    }
}

fn one<T: Tree>(text: &str) -> Result<Single, Refusal> {
    let given = tokens(text)?;
    let (tree, printed) = parsed::<T>(&given).ok_or(Refusal::Unread)?;
    let tokens = tokens(&printed)?;
    // The print must say what the text said, and be read as the same tree again.
    let faithful = plain(&tokens) == plain(&given)
        && parsed::<T>(&tokens).is_some_and(|(again, _)| again == tree);
    if !faithful || !sql::is_one_piece(&printed) {
        return Err(Refusal::Unread);
    }
    let mut walk = Walk::default();
    match tree.visit(&mut walk) {
        ControlFlow::Continue(()) => Ok(Single {
            text: printed,
            tokens,
            shape: walk.finish(),
        }),
        ControlFlow::Break(refusal) => Err(refusal),
    }
}

/// The tree of all the tokens, and its print.
fn parsed<T: Tree>(tokens: &[Token]) -> Option<(T, String)> {
    let dialect = PostgreSqlDialect {};
    let whole = |tokens: Vec<Token>| {
        let mut parser = Parser::new(&dialect).with_tokens(tokens);
        let tree = T::parse(&mut parser).ok()?;
        (parser.peek_token().token == Token::EOF).then_some(tree)
    };
    if let Some(tree) = whole(tokens.to_vec()) {
        let printed = tree.to_string();
        return Some((tree, printed));
    }
    let tree = whole(respell::collations(tokens))?;
    let printed = respell::with_collations(&tree.to_string());
    Some((tree, printed))
}

/// The tokens without white space and comments; strings of every kind as plain ones. What stands for
/// something else (parameters, variables) is refused.
fn tokens(text: &str) -> Result<Vec<Token>, Refusal> {
    let all = sql::tokens(text).map_err(|_| Refusal::Unread)?;
    let mut kept = Vec::with_capacity(all.len());
    for token in all {
        kept.push(match token {
            Token::EscapedStringLiteral(text) | Token::UnicodeStringLiteral(text) => {
                Token::SingleQuotedString(text)
            }
            Token::DollarQuotedString(quoted) => Token::SingleQuotedString(quoted.value),
            Token::SemiColon | Token::Placeholder(_) | Token::Backslash | Token::Char(_) => {
                return Err(Refusal::Unread);
            }
            other => other,
        });
    }
    // PostgreSQL has no NUL in any text.
    if text.contains('\0') {
        return Err(Refusal::Unread);
    }
    Ok(kept)
}

/// The tokens without what a print may add or leave out, in an order of their own: a print puts OFFSET
/// behind LIMIT.
fn plain(tokens: &[Token]) -> Vec<String> {
    const NOISE: [&str; 4] = ["AS", "INNER", "OUTER", "ASC"];
    let word = |token: &Token| match token {
        Token::Word(word) if word.quote_style.is_none() => {
            let upper = word.value.to_uppercase();
            (!NOISE.contains(&upper.as_str())).then_some(upper)
        }
        Token::Word(word) => Some(format!("\"{}\"", word.value)),
        other => Some(format!("{other:?}")),
    };
    let mut all: Vec<String> = tokens.iter().filter_map(word).collect();
    all.sort_unstable();
    all
}
