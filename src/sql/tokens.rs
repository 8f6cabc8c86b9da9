//! The tokens of a text, for sqlparser: refused where they nest too deeply, and respelled where it would refuse one.
//!
//! How deep a tree may become is the one limit of all that is parsed. sqlparser's own limit holds where its parser calls itself. It does not hold for `a + b + c ...`, whose tree
//! is as deep as the chain is long; printing, copying, comparing and dropping such a tree recurses. So the
//! tokens are counted before any tree is made of them.

use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer, Word};

use super::plain;

/// What reading a part of a statement gives.
pub(crate) type Read<T> = Result<T, ParserError>;

/// The dialect of every statement.
pub(crate) static DIALECT: PostgreSqlDialect = PostgreSqlDialect {};

/// The stack of a thread that makes, walks and drops trees, in bytes: the limit below fits it, without the
/// optimiser's help too. What is not touched costs nothing.
pub const STACK: usize = 64 << 20;

/// How much may stand between a tree's root and its deepest leaf.
const MOST: usize = 4_000;

/// How many parentheses and brackets may be open at once.
const MOST_OPEN: usize = 128;

/// `int[][][] ...` is a type in a type in a type.
const DIMENSION: usize = 16;

/// A level of these takes much more of the stack than one of an expression.
const LARGE: usize = 40;

/// The tokens of a text, without white space and comments.
///
/// # Errors
///
/// sqlparser refuses a token, or they nest too deeply.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, ParserError> {
    let tokens = checked(text)?.into_iter();
    Ok(tokens.map(|token| token.token).collect())
}

/// sqlparser's parser over a text.
///
/// # Errors
///
/// sqlparser refuses a token, or they nest too deeply.
pub(crate) fn parser(text: &str) -> Result<Parser<'static>, ParserError> {
    Ok(Parser::new(&DIALECT).with_tokens_with_locations(checked(text)?))
}

/// The tokens of a text, without white space and comments.
pub(crate) fn tokenize(text: &str) -> Read<Vec<TokenWithSpan>> {
    let mut tokens = checked(text)?;
    respell(&mut tokens);
    Ok(tokens)
}

fn checked(text: &str) -> Read<Vec<TokenWithSpan>> {
    let mut tokens = match plain::tokens(text) {
        Some(tokens) => tokens,
        None => sqlparsers(text)?,
    };
    tokens.dedup_by(|token, before| goes_on(before, token));
    check(tokens.iter().map(|token| &token.token))?;
    Ok(tokens)
}

/// Takes a string that goes on in a later line into the one before it (`quotecontinue` of `scan.l`), which sqlparser
/// does not.
fn goes_on(before: &mut TokenWithSpan, token: &TokenWithSpan) -> bool {
    let Token::SingleQuotedString(more) = &token.token else {
        return false;
    };
    if token.span.start.line <= before.span.end.line {
        return false;
    }
    let (text, more) = match &mut before.token {
        Token::SingleQuotedString(text)
        | Token::NationalStringLiteral(text)
        | Token::HexStringLiteral(text)
        | Token::SingleQuotedByteStringLiteral(text) => (text, Some(more.clone())),
        Token::EscapedStringLiteral(text) => (text, read_as("E", more)),
        Token::UnicodeStringLiteral(text) => (text, read_as("U&", more)),
        _ => return false,
    };
    let Some(more) = more else {
        return false;
    };
    text.push_str(&more);
    before.span.end = token.span.end;
    true
}

/// What the rest of a string means where backslashes mean what they mean in its beginning.
fn read_as(kind: &str, rest: &str) -> Option<String> {
    let text = format!("{kind}'{}'", rest.replace('\'', "''"));
    match sqlparsers(&text).ok()?.pop()?.token {
        Token::EscapedStringLiteral(text) | Token::UnicodeStringLiteral(text) => Some(text),
        _ => None,
    }
}

/// What sqlparser makes of any text.
pub(super) fn sqlparsers(text: &str) -> Read<Vec<TokenWithSpan>> {
    let mut tokens = Tokenizer::new(&DIALECT, text).tokenize_with_location()?;
    tokens.retain(|token| !matches!(token.token, Token::Whitespace(_)));
    Ok(tokens)
}

/// Whether a token is this word, without quotes.
pub(crate) fn is_word(token: &Token, word: &str) -> bool {
    matches!(token, Token::Word(Word { value, quote_style: None, .. })
        if value.eq_ignore_ascii_case(word))
}

/// Refuses what would nest too deeply.
///
/// # Errors
///
/// [`ParserError::RecursionLimitExceeded`].
fn check<'a>(tokens: impl Iterator<Item = &'a Token>) -> Result<(), ParserError> {
    let mut levels = vec![0_usize];
    let mut total = 0_usize;
    let mut before = &Token::EOF;
    for token in tokens {
        match token {
            Token::LParen | Token::LBracket => levels.push(0),
            Token::RParen | Token::RBracket if levels.len() > 1 => {
                total -= levels.pop().unwrap_or_default();
            }
            // What follows is another branch.
            Token::Comma => total -= levels.last_mut().map_or(0, std::mem::take),
            _ => {}
        }
        let weight = weight(before, token);
        total += weight;
        if let Some(level) = levels.last_mut() {
            *level += weight;
        }
        if total > MOST || levels.len() > MOST_OPEN {
            return Err(ParserError::RecursionLimitExceeded);
        }
        before = token;
    }
    Ok(())
}

/// Refuses statements of procedural languages, which sqlparser reads too, one within the other: PostgreSQL has
/// none of them, and each level takes more of the stack than [`MOST`] reckons with.
///
/// # Errors
///
/// A statement begins so.
pub(crate) fn check_plain<'a>(tokens: impl Iterator<Item = &'a Token>) -> Result<(), ParserError> {
    let mut begins = true;
    for token in tokens {
        if begins && let Some(Keyword::CASE | Keyword::IF | Keyword::WHILE) = keyword(token) {
            let text = format!("expected a statement of SQL, found {token}");
            return Err(ParserError::ParserError(text));
        }
        begins = *token == Token::SemiColon;
    }
    Ok(())
}

fn weight(before: &Token, token: &Token) -> usize {
    match token {
        Token::Comma | Token::LParen | Token::LBracket => 0,
        Token::RBracket => DIMENSION,
        // `array<array<int>>`
        Token::Lt if keyword(before) == Some(Keyword::ARRAY) => LARGE,
        _ => match keyword(token) {
            Some(Keyword::UNION | Keyword::EXCEPT | Keyword::INTERSECT | Keyword::INTERVAL) => {
                LARGE
            }
            _ => 1,
        },
    }
}

fn keyword(token: &Token) -> Option<Keyword> {
    match token {
        Token::Word(word) if word.quote_style.is_none() => Some(word.keyword),
        _ => None,
    }
}

/// The types whose modifiers sqlparser wants as numbers. No function can be called by these words.
const NUMBERED: [Keyword; 4] = [
    Keyword::NUMERIC,
    Keyword::DECIMAL,
    Keyword::DEC,
    Keyword::BIT,
];

/// Writes what sqlparser would refuse as it would read it: numbers that stand in quotes as modifiers of such a type
/// without them, `numeric('10', 2)`, as `gram.y` reads any constant there (`opt_type_modifiers`); and labels of an enum, which
/// may be strings of any kind (`opt_enum_val_list`), as plain ones.
fn respell(tokens: &mut [TokenWithSpan]) {
    let mut rest = tokens;
    while let Some((first, after)) = rest.split_first_mut() {
        if keyword(&first.token).is_some_and(|word| NUMBERED.contains(&word)) {
            unquote(after);
        }
        if keyword(&first.token) == Some(Keyword::ENUM) {
            plain_labels(after);
        }
        rest = after;
    }
}

/// Takes the quotes of the numbers in the parentheses that come next.
fn unquote(after: &mut [TokenWithSpan]) {
    let varying = usize::from(
        after
            .first()
            .is_some_and(|it| is_word(&it.token, "VARYING")),
    );
    let mut inside = after.iter_mut().skip(varying);
    if inside.next().is_none_or(|it| it.token != Token::LParen) {
        return;
    }
    for token in inside.take_while(|it| it.token != Token::RParen) {
        if let Token::SingleQuotedString(text) = &token.token
            && text.parse::<u32>().is_ok()
        {
            token.token = Token::Number(text.clone(), false);
        }
    }
}

/// Makes plain strings of those in the parentheses that come next.
fn plain_labels(after: &mut [TokenWithSpan]) {
    let inside = after.iter_mut().take_while(|it| it.token != Token::RParen);
    for token in inside {
        if let Token::EscapedStringLiteral(text) | Token::UnicodeStringLiteral(text) = &token.token
        {
            token.token = Token::SingleQuotedString(text.clone());
        }
    }
}
