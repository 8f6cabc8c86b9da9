//! Spellings of PostgreSQL that sqlparser refuses or misreads, put into ones of the same meaning that
//! it reads.

use sqlparser::ast::ObjectName;
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, Word};

use super::names;
use crate::schema::TypeName;

/// Stands before a collation's name where COLLATE is written as a cast. No identifier holds a NUL.
const COLLATE: &str = "\0collate";

/// The tokens without white space, each refused spelling replaced.
pub(super) fn tokens(tokens: Vec<Token>) -> Vec<Token> {
    let significant: Vec<Token> = tokens
        .into_iter()
        .filter(|token| !matches!(token, Token::Whitespace(_)))
        .collect();
    let mut rest = significant.as_slice();
    let mut respelled = Vec::with_capacity(rest.len());
    while let Some((first, after)) = rest.split_first() {
        let (new, consumed) = trim(rest)
            .or_else(|| operator(rest))
            .or_else(|| whole_row(rest))
            .or_else(|| collate(first, respelled.last()))
            .unwrap_or_else(|| (vec![first.clone()], 1));
        respelled.extend(new);
        rest = after.get(consumed - 1..).unwrap_or_default();
    }
    respelled
}

/// The tokens with every COLLATE written as a cast, and nothing else replaced.
pub(super) fn collations(tokens: Vec<Token>) -> Vec<Token> {
    let mut respelled = Vec::with_capacity(tokens.len());
    for token in tokens {
        match collate(&token, respelled.last()) {
            Some((new, _)) => respelled.extend(new),
            None => respelled.push(token),
        }
    }
    respelled
}

/// A print with every COLLATE that is written as a cast put back.
pub(super) fn with_collations(print: &str) -> String {
    print.replace(&format!("::\"{COLLATE}\"."), " COLLATE ")
}

/// `row.column` and `row.*` as one quoted name, so that the row is not lost with the qualification.
/// `rows` tells what the row is called there; none for what is no row.
pub(super) fn rows(tokens: &[Token], rows: &dyn Fn(&str) -> Option<String>) -> Vec<Token> {
    let mut joined = Vec::with_capacity(tokens.len());
    let mut rest = tokens;
    while let Some((first, after)) = rest.split_first() {
        if let [Token::Word(row), Token::Period, column, ..] = rest
            && let Some(row) = rows(names::folded(row).as_str())
            && let Some(column) = column_name(column)
        {
            joined.push(Token::make_word(&format!("{row}.{column}"), Some('"')));
            rest = rest.get(3..).unwrap_or_default();
        } else {
            joined.push(first.clone());
            rest = after;
        }
    }
    joined
}

/// `row.*` in an expression is the row.
fn whole_row(rest: &[Token]) -> Option<(Vec<Token>, usize)> {
    match rest {
        [row @ Token::Word(_), Token::Period, Token::Mul, ..] => Some((vec![row.clone()], 3)),
        _ => None,
    }
}

/// `row.*::type`, as the server prints a whole row, as `row`: sqlparser loses the cast.
pub(super) fn whole_rows(tokens: &[Token]) -> Vec<Token> {
    let mut respelled = Vec::with_capacity(tokens.len());
    let mut rest = tokens;
    while let Some((first, after)) = rest.split_first() {
        respelled.push(first.clone());
        rest = match rest {
            [
                Token::Word(_),
                Token::Period,
                Token::Mul,
                Token::DoubleColon,
                Token::Word(_),
                Token::Period,
                Token::Word(_),
                after @ ..,
            ]
            | [
                Token::Word(_),
                Token::Period,
                Token::Mul,
                Token::DoubleColon,
                Token::Word(_),
                after @ ..,
            ] => after,
            _ => after,
        };
    }
    respelled
}

fn column_name(token: &Token) -> Option<String> {
    match token {
        Token::Word(word) => Some(names::folded(word).to_string()),
        Token::Mul => Some("*".to_owned()),
        _ => None,
    }
}

/// The collation, where a cast's type is COLLATE in disguise.
pub(super) fn collation(data_type: &ObjectName) -> Option<TypeName> {
    let first = data_type.0.first()?.as_ident()?;
    let rest = data_type.0.get(1..).filter(|_| first.value == COLLATE)?;
    let reference = names::reference(&ObjectName(rest.to_vec()));
    Some(TypeName {
        schema: reference.schema,
        name: reference.name,
    })
}

/// `TRIM(BOTH FROM x)` is `btrim(x)` (`gram.y`, `func_expr_common_subexpr`); sqlparser takes
/// `FROM (x)` for a call.
fn trim(rest: &[Token]) -> Option<(Vec<Token>, usize)> {
    let [trim, Token::LParen, side, from, ..] = rest else {
        return None;
    };
    let name = match (keyword(trim)?, keyword(side)?, keyword(from)?) {
        (Keyword::TRIM, Keyword::BOTH, Keyword::FROM) => "btrim",
        (Keyword::TRIM, Keyword::LEADING, Keyword::FROM) => "ltrim",
        (Keyword::TRIM, Keyword::TRAILING, Keyword::FROM) => "rtrim",
        _ => return None,
    };
    Some((vec![Token::make_word(name, None), Token::LParen], 4))
}

/// `OPERATOR(schema.=)` is `=`.
fn operator(rest: &[Token]) -> Option<(Vec<Token>, usize)> {
    let [word, Token::LParen, inner @ ..] = rest else {
        return None;
    };
    if keyword(word)? != Keyword::OPERATOR {
        return None;
    }
    let close = inner.iter().position(|token| *token == Token::RParen)?;
    let name = inner.get(close.checked_sub(1)?)?;
    if matches!(
        name,
        Token::Word(_) | Token::Number(..) | Token::SingleQuotedString(_) | Token::RParen
    ) {
        return None;
    }
    Some((vec![name.clone()], close + 3))
}

/// COLLATE binds like a cast, and is read as one; sqlparser takes it only behind a name or a literal.
fn collate(first: &Token, before: Option<&Token>) -> Option<(Vec<Token>, usize)> {
    if keyword(first)? != Keyword::COLLATE || before.is_none() {
        return None;
    }
    let marker = Token::make_word(COLLATE, Some('"'));
    Some((vec![Token::DoubleColon, marker, Token::Period], 1))
}

fn keyword(token: &Token) -> Option<Keyword> {
    match token {
        Token::Word(Word {
            quote_style: None,
            keyword,
            ..
        }) => Some(*keyword),
        _ => None,
    }
}
