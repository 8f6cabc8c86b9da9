//! Range literals (`range_parse` and `range_canonical` of `rangetypes.c`).

use jiff::civil;

use super::literal;
use super::types::named;
use crate::schema::Literal;

/// The one spelling of a range over the built-in type of its bounds; `None` where only the server
/// can read it. Ranges of whole numbers and of days are closed below and open above.
pub(super) fn canonical(text: &str, range: &str) -> Option<String> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("empty") {
        return Some("empty".to_owned());
    }
    let open = text.chars().next().filter(|c| matches!(c, '[' | '('))?;
    let close = text.chars().last().filter(|c| matches!(c, ']' | ')'))?;
    let (low, high) = text.get(1..text.len() - 1)?.split_once(',')?;
    let of = bound_type(range)?;
    let steps = matches!(of, "integer" | "bigint" | "date");
    let (first, second) = (
        bound(low, of, steps && open == '(')?,
        bound(high, of, steps && close == ']')?,
    );
    let open = match open {
        _ if first.is_empty() => '(',
        _ if steps => '[',
        open => open,
    };
    let close = if steps || second.is_empty() {
        ')'
    } else {
        close
    };
    Some(format!("{open}{first},{second}{close}"))
}

fn bound_type(range: &str) -> Option<&'static str> {
    Some(match range {
        "int4range" => "integer",
        "int8range" => "bigint",
        "numrange" => "numeric",
        "daterange" => "date",
        "tsrange" => "timestamp without time zone",
        "tstzrange" => "timestamp with time zone",
        _ => return None,
    })
}

/// One bound in one spelling, moved to the next value where it is of the other kind than the
/// canonical one; empty where there is no bound.
fn bound(text: &str, of: &str, moved: bool) -> Option<String> {
    let text = text.trim();
    let bare = match text.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"')?,
        None => text,
    };
    if bare.contains(['"', '\\', ',']) {
        return None;
    }
    if text.is_empty() {
        return Some(String::new());
    }
    match of {
        "integer" | "bigint" => {
            let at = bare.parse::<i64>().ok()?;
            at.checked_add(i64::from(moved)).map(|at| at.to_string())
        }
        "date" => {
            let day: civil::Date = bare.parse().ok()?;
            let day = if moved { day.tomorrow().ok()? } else { day };
            Some(day.to_string())
        }
        _ => match literal::canonical(bare, &named(of))? {
            Literal::Text(text) | Literal::Number(text) => {
                Some(literal::unmarked(&text).to_owned())
            }
            Literal::Null | Literal::Bool(_) => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn spellings_of_one_range_are_one() {
        for (range, left, right) in [
            ("int4range", "[1,5]", "[1,6)"),
            ("int8range", "(0,5]", "[1,6)"),
            (
                "daterange",
                "[2020-01-01,2020-01-31]",
                "[2020-01-01,2020-02-01)",
            ),
            ("numrange", "[1.0,2]", "[1,2.00]"),
            ("tsrange", "[2020-01-01,)", "[\"2020-01-01 00:00:00\",)"),
            ("tsrange", "EMPTY", "empty"),
        ] {
            assert!(canonical(left, range).is_some(), "{left}");
            assert_eq!(
                canonical(left, range),
                canonical(right, range),
                "{left} | {right}"
            );
        }
    }

    #[test]
    fn the_kind_of_a_bound_counts() {
        for (range, left, right) in [
            ("int4range", "[1,5]", "[1,5)"),
            ("numrange", "[1,5]", "[1,5)"),
            ("tsrange", "[2020-01-01,)", "(2020-01-01,)"),
        ] {
            assert_ne!(
                canonical(left, range),
                canonical(right, range),
                "{left} | {right}"
            );
        }
    }
}
