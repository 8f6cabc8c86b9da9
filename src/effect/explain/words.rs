//! What a text names: nothing may reach the planner that the database's own text does not name.

use std::collections::BTreeSet;

use sqlparser::tokenizer::{Token, Word};

use super::single::Single;

/// Words of SQL itself: syntax, types, and the functions that one spelling turns into another
/// (`func_expr_common_subexpr` and `a_expr` of `gram.y`). None of them, called on constants, takes more
/// time or room than its arguments.
const SQL: &str = "
    all and any array as asc asymmetric at between both by case cast coalesce collate cross cube current
    current_catalog current_date current_role current_schema current_time current_timestamp
    current_user date_part day desc distinct else end escape except exclude exists extract false fetch filter
    first following for from full greatest group grouping groups having hour ilike in inner intersect
    interval is isnull join last lateral leading least left like like_escape limit localtime localtimestamp
    materialized microseconds minute month natural new next no not notnull null nullif nulls of offset old on
    only operator or order ordinality others outer over overlaps overlay partition placing position preceding
    range recursive right rollup row rows second select session_user sets similar similar_to_escape some
    substring symmetric table ties time timezone to trailing true unbounded union unknown user using value
    values when where window with within without year zone btrim ltrim rtrim trim then century decade dow doy
    epoch isodow isoyear millennium milliseconds quarter week
    bigint bit bool boolean box bpchar bytea char character cidr date decimal double float float4 float8 inet
    int int2 int4 int8 integer json jsonb macaddr money numeric precision real smallint text timestamp
    timestamptz timetz uuid varbit varchar varying xml pg_catalog public
";

/// Whether the ledger's side names nothing that the live side does not name, and the live side calls
/// nothing that the ledger's does not.
pub(super) fn alike(expected: &Single, live: &Single, known: &[String]) -> bool {
    let sql: BTreeSet<&str> = SQL.split_whitespace().collect();
    let (first, second) = (named(&expected.tokens), runs(&live.text).collect());
    let within = |word: &str, there: &BTreeSet<String>| {
        sql.contains(word) || there.contains(word) || known.iter().any(|name| name == word)
    };
    let called = called(&live.tokens);
    first.iter().all(|word| within(word, &second)) && called.iter().all(|word| within(word, &first))
}

/// Whether a word is one of SQL itself.
pub(super) fn is_sql(word: &str) -> bool {
    SQL.split_whitespace().any(|one| one == word)
}

/// Runs of letters, digits and what else an identifier may hold.
pub(super) fn runs(text: &str) -> impl Iterator<Item = String> {
    let part = |c: char| !(c.is_alphanumeric() || c == '_' || c == '$');
    text.split(part)
        .filter(|run| !run.is_empty())
        .map(str::to_lowercase)
}

/// The names, but for those that the text gives to its own columns and tables: no type stands behind an
/// AS outside of all parentheses.
fn named(tokens: &[Token]) -> BTreeSet<String> {
    let mut depth = 0_i32;
    let mut given = false;
    let mut named = BTreeSet::new();
    for token in tokens {
        match token {
            Token::LParen => depth += 1,
            Token::RParen => depth -= 1,
            Token::Word(word) if !given => named.extend(runs(&word.value)),
            _ => {}
        }
        given = depth == 0 && word(token).is_some_and(is_as);
    }
    named
}

fn is_as(word: &Word) -> bool {
    word.quote_style.is_none() && word.value.eq_ignore_ascii_case("as")
}

fn word(token: &Token) -> Option<&Word> {
    match token {
        Token::Word(word) => Some(word),
        _ => None,
    }
}

/// The words before an opening parenthesis.
fn called(tokens: &[Token]) -> BTreeSet<String> {
    let pairs = tokens.windows(2);
    let called = pairs.filter_map(|pair| match pair {
        [Token::Word(word), Token::LParen] => Some(&word.value),
        _ => None,
    });
    called.flat_map(|name| runs(name)).collect()
}
