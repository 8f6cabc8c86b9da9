//! Spellings of PostgreSQL that sqlparser refuses or misreads, put into ones of the same meaning that
//! it reads.

use sqlparser::ast::ObjectName;
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, Word};

use super::names;
use crate::schema::TypeName;

/// Stands before a collation's name where COLLATE is written as a cast. No identifier holds a NUL.
const COLLATE: &str = "\0collate";

/// What stands for the first tokens of a list, and for how many of them; none where they stay.
type Respelled = Option<(Vec<Token>, usize)>;

/// The tokens, of which `respell` replaces some; it sees what is left, and the token before that.
fn replaced(
    tokens: &[Token],
    respell: impl Fn(&[Token], Option<&Token>) -> Respelled,
) -> Vec<Token> {
    let mut rest = tokens;
    let mut done: Vec<Token> = Vec::with_capacity(rest.len());
    while let Some(first) = rest.first() {
        let (new, consumed) =
            respell(rest, done.last()).unwrap_or_else(|| (vec![first.clone()], 1));
        done.extend(new);
        rest = rest.get(consumed..).unwrap_or_default();
    }
    done
}

/// The tokens, each refused spelling replaced.
pub(super) fn tokens(tokens: &[Token]) -> Vec<Token> {
    replaced(tokens, |rest, before| {
        trim(rest)
            .or_else(|| operator(rest))
            .or_else(|| whole_row(rest))
            .or_else(|| collate(rest, before))
    })
}

/// The tokens with every COLLATE written as a cast, and nothing else replaced.
pub(super) fn collations(tokens: &[Token]) -> Vec<Token> {
    replaced(tokens, collate)
}

/// A print with every COLLATE that is written as a cast put back.
pub(super) fn with_collations(print: &str) -> String {
    print.replace(&format!("::\"{COLLATE}\"."), " COLLATE ")
}

/// `row.column` and `row.*` as one quoted name, so that the row is not lost with the qualification.
/// `rows` tells what the row is called there; none for what is no row.
pub(super) fn rows(tokens: &[Token], rows: &dyn Fn(&str) -> Option<String>) -> Vec<Token> {
    replaced(tokens, |rest, _| {
        let [Token::Word(row), Token::Period, column, ..] = rest else {
            return None;
        };
        let row = rows(names::folded(row).as_str())?;
        let joined = format!("{row}.{}", column_name(column)?);
        Some((vec![Token::make_word(&joined, Some('"'))], 3))
    })
}

/// `row.*` in an expression is the row.
fn whole_row(rest: &[Token]) -> Respelled {
    match rest {
        [row @ Token::Word(_), Token::Period, Token::Mul, ..] => Some((vec![row.clone()], 3)),
        _ => None,
    }
}

/// `row.*::type`, as the server prints a whole row, as `row`: sqlparser loses the cast.
pub(super) fn whole_rows(tokens: &[Token]) -> Vec<Token> {
    use Token::{DoubleColon, Mul, Period, Word};
    replaced(tokens, |rest, _| {
        let length = match rest {
            [
                Word(_),
                Period,
                Mul,
                DoubleColon,
                Word(_),
                Period,
                Word(_),
                ..,
            ] => 7,
            [Word(_), Period, Mul, DoubleColon, Word(_), ..] => 5,
            _ => return None,
        };
        Some((rest.get(..1)?.to_vec(), length))
    })
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
    Some(names::type_name(&ObjectName(rest.to_vec())))
}

/// `TRIM(BOTH FROM x)` is `btrim(x)` (`gram.y`, `func_expr_common_subexpr`); sqlparser takes
/// `FROM (x)` for a call.
fn trim(rest: &[Token]) -> Respelled {
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
fn operator(rest: &[Token]) -> Respelled {
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
fn collate(rest: &[Token], before: Option<&Token>) -> Respelled {
    if keyword(rest.first()?)? != Keyword::COLLATE || before.is_none() {
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
