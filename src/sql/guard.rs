//! Whether sqlparser lost something: what it read, printed again, must hold every word of the
//! statement.

use std::collections::BTreeMap;
use std::fmt::Display;

use sqlparser::ast::VisitMut;
use sqlparser::parser::ParserError;
use sqlparser::tokenizer::Token;

use super::print::printed;
use super::tokens::{Read, tokenize};

/// Words that PostgreSQL lets one leave out, and words that sqlparser prints in another way.
const NOISE: [&str; 9] = [
    "COLUMN",
    "AS",
    "INNER",
    "OUTER",
    "ASC",
    "WORK",
    "TRANSACTION",
    "BY",
    "WITH",
];

/// Refuses what sqlparser read with a loss.
///
/// # Errors
///
/// A word of the tokens is not in the print.
pub(crate) fn check<'a, T: Display + Clone + VisitMut>(
    tokens: impl Iterator<Item = &'a Token> + Clone,
    read: &T,
) -> Read<()> {
    let printed = printed(read);
    if is_print(tokens.clone(), &printed) {
        return Ok(());
    }
    match loss(tokens, &printed) {
        Some(lost) => Err(ParserError::ParserError(format!(
            "sqlparser would lose: {lost}"
        ))),
        None => Ok(()),
    }
}

/// Whether the print is the tokens, one after the other: then nothing was lost. Most types and
/// expressions are printed as they were written, and need not be read a second time.
fn is_print<'a>(tokens: impl Iterator<Item = &'a Token>, printed: &str) -> bool {
    let mut rest = printed;
    for token in tokens {
        let Some(after) = after(token, rest.trim_start()) else {
            return false;
        };
        rest = after;
    }
    rest.trim_start().is_empty()
}

/// What follows a token in the print; none where something else stands there.
fn after<'a>(token: &Token, printed: &'a str) -> Option<&'a str> {
    match token {
        Token::Word(word) if word.quote_style.is_none() => {
            let (start, rest) = printed.split_at_checked(word.value.len())?;
            let ends = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$');
            (ends && start.eq_ignore_ascii_case(&word.value)).then_some(rest)
        }
        Token::LParen => printed.strip_prefix('('),
        Token::RParen => printed.strip_prefix(')'),
        Token::Comma => printed.strip_prefix(','),
        Token::Word(word) if word.quote_style == Some('"') && !word.value.contains('"') => printed
            .strip_prefix('"')?
            .strip_prefix(word.value.as_str())?
            .strip_prefix('"'),
        Token::Word(_) | Token::Number(..) | Token::SingleQuotedString(_) => {
            printed.strip_prefix(token.to_string().as_str())
        }
        _ => None,
    }
}

/// The first token of the statement that is not in the print of what was read; none where nothing
/// was lost.
fn loss<'a>(mut tokens: impl Iterator<Item = &'a Token>, printed: &str) -> Option<String> {
    let Ok(again) = tokenize(printed) else {
        return Some("(it cannot be printed again)".to_owned());
    };
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for token in again {
        *count.entry(normal(&token.token)).or_default() += 1;
    }
    tokens.find_map(|token| {
        let word = normal(token);
        let lost = word.chars().any(char::is_alphanumeric)
            && !taken(&mut count, &word)
            && !NOISE.contains(&word.as_str())
            && !is_bare_modifier(token, &mut count);
        lost.then_some(word)
    })
}

/// Takes a word out of those of the print.
fn taken(count: &mut BTreeMap<String, usize>, word: &str) -> bool {
    match count.get_mut(word) {
        Some(left) if *left > 0 => {
            *left -= 1;
            true
        }
        _ => false,
    }
}

/// Whether the print has a string without its quotes: so sqlparser prints a modifier of a type.
fn is_bare_modifier(token: &Token, count: &mut BTreeMap<String, usize>) -> bool {
    let Token::SingleQuotedString(value) = token else {
        return false;
    };
    let Ok(words) = tokenize(value) else {
        return false;
    };
    !words.is_empty() && words.iter().all(|it| taken(count, &normal(&it.token)))
}

fn normal(token: &Token) -> String {
    match token {
        Token::Word(word) if word.quote_style.is_none() => synonym(&word.value.to_uppercase()),
        Token::DollarQuotedString(quoted) => format!("'{}'", quoted.value),
        Token::EscapedStringLiteral(value) => format!("'{value}'"),
        other => other.to_string(),
    }
}

/// sqlparser prints some types and words by another name.
fn synonym(word: &str) -> String {
    match word {
        "TEMP" => "TEMPORARY".to_owned(),
        other => other.to_owned(),
    }
}
