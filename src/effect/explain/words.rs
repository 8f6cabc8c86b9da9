//! What a text names: nothing may reach the planner that the database's own text does not name. And whether an answer
//! about it outlives the day on which it was given.

use std::collections::BTreeSet;

use sqlparser::tokenizer::{Token, Word};

use super::shape::Item;

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

/// One expression or query. `single.rs` alone makes one.
pub(super) struct Single {
    /// The print of its tree.
    pub(super) text: String,
    /// The tokens of the print.
    pub(super) tokens: Vec<Token>,
    /// How its queries are built.
    pub(super) shape: Vec<Item>,
}

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

const CLOCK: [&str; 4] = ["now", "today", "tomorrow", "yesterday"];

/// Words beside digits that name no time zone (`deltatktbl` of `datetime.c`).
const UNITS: &str = "
    ago century centuries day days decade decades hour hours hrs millennium min mins minute minutes mon mons
    month months sec secs second seconds utc week weeks year years yrs
";

/// Whether neither the clock nor a time zone may have had a say.
///
/// Constants become values while a statement is analysed. What a date or a time of day means then may
/// depend on the clock (`datetktbl` of `datetime.c`) and on the time zones of the machine, and neither
/// shows in a catalog.
pub(super) fn is_lasting(single: &Single) -> bool {
    let is = |token: &Token, wanted: &str| match token {
        Token::Word(word) => word.value.eq_ignore_ascii_case(wanted),
        _ => false,
    };
    let shifts = |pair: &[Token]| matches!(pair, [at, time] if is(at, "at") && is(time, "time"));
    let shifted = single.tokens.windows(2).any(shifts)
        || single.tokens.iter().any(|token| is(token, "timezone"));
    !shifted && single.tokens.iter().all(is_fixed)
}

/// Whether a constant is the same whenever and wherever it is read. A zone stands beside a date or a time,
/// and so beside digits.
fn is_fixed(token: &Token) -> bool {
    let text = match token {
        Token::Word(_) | Token::Number(..) => return true,
        Token::SingleQuotedString(text) => text.to_lowercase(),
        other => other.to_string().to_lowercase(),
    };
    let mut words = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.chars().count() > 2);
    let digits = text.contains(|c: char| c.is_ascii_digit());
    let unit = |word: &str| UNITS.split_whitespace().any(|unit| unit == word);
    words.all(|word| !CLOCK.contains(&word) && (!digits || unit(word)))
}

#[cfg(test)]
mod tests {
    use super::super::single::expression;
    use super::is_lasting;

    fn lasting(text: &str) -> bool {
        is_lasting(&expression(text).ok().unwrap())
    }

    #[test]
    fn a_constant_that_is_one_value_for_ever_lasts() {
        for text in [
            "at > '2020-01-01 00:00+02'",
            "at > '2020-01-01 00:00:00+00'::timestamp with time zone",
            "wait < '90 minutes' AND wait <> 'PT90M'",
            "kind = 'draft' AND pairs @> 'a=>1'",
        ] {
            assert!(lasting(text), "{text}");
        }
    }

    #[test]
    fn what_the_clock_or_a_zone_decides_does_not_last() {
        for text in [
            "d > 'Today'",
            "d > 'tomorrow 10:00'",
            "d > '10:00tomorrow'",
            "at > '2020-06-01 Europe/Kyiv'",
            "at > '2020-06-01 10:00 EET'",
            "at > '2020-06-01'::timestamp AT TIME ZONE 'Europe/Kyiv'",
            "at > timezone('Europe/Kyiv', '2020-06-01'::timestamp)",
        ] {
            assert!(!lasting(text), "{text}");
        }
    }
}
