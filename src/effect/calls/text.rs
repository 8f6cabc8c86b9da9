//! The calls in a text that is not taken apart: an expression of PL/pgSQL, or a query that sqlparser
//! refuses.

use std::collections::BTreeSet;

use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::tokenizer::{Token, Tokenizer, Word};

use super::{Found, Functions, is_keyword};
use crate::effect::Reference;
use crate::name::Name;

/// Words that may stand before a call, and that a name can be too.
const BEFORE: [&str; 9] = [
    "by", "escape", "ilike", "is", "join", "like", "next", "overlaps", "verbose",
];

/// Words before parentheses that call nothing, and that a name can be too.
const BARE: [&str; 6] = [
    "conflict",
    "cube",
    "insert",
    "materialized",
    "rollup",
    "sets",
];

/// What of a text's calls may change the schema, in words. Where a name before parentheses may be a
/// call it is taken for one.
pub(in crate::effect) fn in_text(text: &str, functions: &Functions) -> BTreeSet<String> {
    let mut found = Found::default();
    each_call(text, &mut |name, setting| {
        found.call(name, setting, functions);
    });
    found.reasons()
}

/// The functions that a text calls, as written.
#[must_use]
pub fn called(text: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    each_call(text, &mut |name, _| found.push(name.clone()));
    found
}

/// Visits each call with the text that may be its first argument.
fn each_call(text: &str, visit: &mut dyn FnMut(&Reference, Option<&str>)) {
    let Ok(tokens) = Tokenizer::new(&PostgreSqlDialect {}, text).tokenize() else {
        return;
    };
    let significant = |token: &Token| !matches!(token, Token::Whitespace(_));
    let tokens: Vec<Token> = tokens.into_iter().filter(significant).collect();
    let mut at = 0;
    while at < tokens.len() {
        let (name, end) = chain(&tokens, at);
        if let Some(name) = name
            && is_call(&tokens, at, end)
        {
            let setting = match tokens.get(end + 1) {
                Some(Token::SingleQuotedString(text)) => Some(text.as_str()),
                _ => None,
            };
            visit(&name, setting);
        }
        at = end.max(at + 1);
    }
}

/// The name that begins here, and where it ends.
fn chain(tokens: &[Token], at: usize) -> (Option<Reference>, usize) {
    let mut parts: Vec<Name> = Vec::new();
    let mut end = at;
    while let Some(Token::Word(word)) = tokens.get(end) {
        parts.push(name(word));
        end += 1;
        if tokens.get(end) != Some(&Token::Period) {
            break;
        }
        end += 1;
    }
    let last = parts.pop();
    let reference = last.map(|name| Reference {
        schema: parts.pop(),
        name,
    });
    (reference, end)
}

fn name(word: &Word) -> Name {
    match word.quote_style {
        Some(_) => Name::exact(&word.value),
        None => Name::folded(&word.value),
    }
}

/// Whether the name between these places is called: parentheses follow it, and it is neither a keyword
/// nor the name of a type, an alias, the target of an INSERT or a common table expression.
fn is_call(tokens: &[Token], at: usize, end: usize) -> bool {
    if tokens.get(end) != Some(&Token::LParen) {
        return false;
    }
    let bare = end == at + 1;
    if bare && word(tokens.get(at)).is_some_and(|it| is_keyword(&it) || BARE.contains(&&*it)) {
        return false;
    }
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    let follows = match before {
        Some(Token::RParen | Token::DoubleColon) => false,
        Some(Token::Word(quoted)) if quoted.quote_style.is_some() => false,
        Some(Token::Word(_)) => word(before).is_some_and(|it| {
            !["as", "into"].contains(&&*it) && (is_keyword(&it) || BEFORE.contains(&&*it))
        }),
        _ => true,
    };
    follows && !is_common_table(tokens, end)
}

/// Whether `AS (` or `AS [NOT] MATERIALIZED (` follows the parentheses.
fn is_common_table(tokens: &[Token], open: usize) -> bool {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token {
            Token::LParen => depth += 1,
            Token::RParen => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            let after = word(tokens.get(at + 1));
            let then = tokens.get(at + 2);
            let materialized = word(then).is_some_and(|it| ["materialized", "not"].contains(&&*it));
            return after.is_some_and(|it| it == "as")
                && (then == Some(&Token::LParen) || materialized);
        }
    }
    false
}

/// A bare word, folded.
fn word(token: Option<&Token>) -> Option<String> {
    match token? {
        Token::Word(word) if word.quote_style.is_none() => Some(word.value.to_ascii_lowercase()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(text: &str) -> Vec<String> {
        in_text(text, &Functions::default()).into_iter().collect()
    }

    #[test]
    fn a_name_before_parentheses_is_a_call() {
        let one = |name: &str| vec![format!("it calls {name}(), which may change the schema")];
        for text in [
            "mk()",
            "x := mk(1)",
            "SELECT 1, mk() FROM t",
            "SELECT DISTINCT mk()",
            "a = 1 AND NOT mk(x)",
            "SELECT * FROM t ORDER BY mk(x)",
            "SELECT * FROM a JOIN mk(1) AS f(x) ON true",
            "INSERT INTO t (a, b) SELECT mk(), 2",
            "WITH w (a) AS (SELECT mk()), v(b) AS MATERIALIZED (SELECT 1) SELECT * FROM w",
            "CASE WHEN mk() THEN 1 ELSE 2 END",
            "VALUES (1, MK ( ))",
        ] {
            assert_eq!(calls(text), one("mk"), "{text}");
        }
        assert_eq!(calls("audit.\"Track It\"('t')"), one("audit.Track It"));
        assert_eq!(
            calls("query_to_xml('SELECT mk()', true, true, '')"),
            one("query_to_xml")
        );
    }

    #[test]
    fn what_only_looks_like_a_call_is_none() {
        for text in [
            "INSERT INTO app.t (a, b) VALUES (1, 2) ON CONFLICT (a) DO UPDATE SET (a, b) = (1, 2)",
            "SELECT a::geometry(Point, 4326), CAST(b AS numeric(3)), c::varchar(9) FROM t",
            "SELECT count(*) FILTER (WHERE a IN (1)) OVER (ORDER BY b) FROM t AS x(a, b)",
            "SELECT * FROM generate_series(1, 2) g(n) GROUP BY ROLLUP (n)",
            "MERGE INTO t (a) USING s ON (t.a = s.a) WHEN NOT MATCHED THEN INSERT (a) VALUES (1)",
            "NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = lower('X'))",
            "a varchar(10) := coalesce(b, pg_catalog.lower('x')); c geometry(Point)",
            "WITH RECURSIVE w(a) AS (SELECT 1), v (b) AS NOT MATERIALIZED (SELECT 2) TABLE w",
        ] {
            assert_eq!(calls(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_setting_that_moves_later_statements_is_told() {
        let path = ["set_config() of search_path is not read".to_owned()];
        assert_eq!(calls("set_config('search_path', '', false)"), path);
        assert_eq!(
            calls("pg_catalog.set_config('Search_Path', '', false)"),
            path
        );
        let computed = ["set_config() of a computed setting is not read".to_owned()];
        assert_eq!(calls("set_config(x, '', false)"), computed);
        assert_eq!(
            calls("set_config('work_mem', '1MB', true)"),
            Vec::<String>::new()
        );
    }
}
