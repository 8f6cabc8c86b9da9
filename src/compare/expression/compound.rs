//! Literals that are made of parts, each in one spelling: intervals, ranges, and pairs of `hstore`.

use std::collections::BTreeMap;

use jiff::civil;

use super::types::named;
use crate::schema::{DataType, Literal};

/// The one spelling of an interval: months, days and microseconds, out of the spellings that `DecodeInterval`
/// (`datetime.c`) reads and that Django and the server write; `None` where only the server can read it.
pub(super) fn interval(text: &str) -> Option<String> {
    let mut sum = Interval::default();
    let lowered = text.to_ascii_lowercase();
    let mut words = lowered.split_whitespace().peekable();
    words.peek()?;
    while let Some(word) = words.next() {
        if word.contains(':') {
            sum.micros = sum.micros.checked_add(clock(word)?)?;
            continue;
        }
        let (amount, attached) = split_unit(word);
        let clock_follows = words.peek().is_some_and(|next| next.contains(':'));
        let unit = match attached {
            "" if clock_follows => "day",
            "" => words.next().unwrap_or("second"),
            unit => unit,
        };
        sum.add(amount, unit)?;
    }
    Some(format!(
        "{} mons {} days {} us",
        sum.months, sum.days, sum.micros
    ))
}

#[derive(Default)]
struct Interval {
    months: i64,
    days: i64,
    micros: i64,
}

impl Interval {
    fn add(&mut self, amount: &str, unit: &str) -> Option<()> {
        let (field, factor) = match unit {
            "year" | "years" | "y" => (&mut self.months, 12),
            "mon" | "mons" | "month" | "months" => (&mut self.months, 1),
            "week" | "weeks" => (&mut self.days, 7),
            "day" | "days" | "d" => (&mut self.days, 1),
            "hour" | "hours" | "h" => (&mut self.micros, 3_600_000_000),
            "min" | "mins" | "minute" | "minutes" | "m" => (&mut self.micros, 60_000_000),
            "us" => (&mut self.micros, 1),
            "sec" | "secs" | "second" | "seconds" | "s" => {
                self.micros = self.micros.checked_add(seconds(amount)?)?;
                return Some(());
            }
            _ => return None,
        };
        let amount: i64 = amount.strip_prefix('+').unwrap_or(amount).parse().ok()?;
        *field = field.checked_add(amount.checked_mul(factor)?)?;
        Some(())
    }
}

/// `3days` is an amount and a unit.
fn split_unit(word: &str) -> (&str, &str) {
    let end = word
        .find(|c: char| c.is_ascii_alphabetic())
        .unwrap_or(word.len());
    word.split_at(end)
}

/// `[+-]h:mm[:ss[.ffffff]]`, in microseconds.
fn clock(word: &str) -> Option<i64> {
    let (sign, digits) = signed(word);
    let mut parts = digits.split(':');
    let hours: u32 = parts.next()?.parse().ok()?;
    let minutes: u32 = parts.next()?.parse().ok()?;
    let rest = parts.next().map_or(Some(0), seconds)?;
    if parts.next().is_some() {
        return None;
    }
    let whole = (i64::from(hours) * 60 + i64::from(minutes)).checked_mul(60_000_000)?;
    Some(sign * whole.checked_add(rest)?)
}

fn signed(text: &str) -> (i64, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// Seconds with up to six decimals, in microseconds.
fn seconds(text: &str) -> Option<i64> {
    let (sign, digits) = signed(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if fraction.len() > 6 {
        return None;
    }
    let whole: u32 = whole.parse().ok()?;
    let micros: u32 = format!("{fraction:0<6}").parse().ok()?;
    Some(sign * (i64::from(whole) * 1_000_000 + i64::from(micros)))
}

/// Ends the one spelling of a timestamp with time zone that names no offset, and is taken for UTC.
pub(super) const NO_OFFSET: char = '?';

/// The text without the mark of a timestamp that named no offset.
pub(super) fn unmarked(text: &str) -> &str {
    text.strip_suffix(NO_OFFSET).unwrap_or(text)
}

/// The one spelling of a range (`range_parse` and `range_canonical` of `rangetypes.c`) over the built-in type of its bounds; `None` where only the server
/// can read it. Ranges of whole numbers and of days are closed below and open above.
pub(super) fn range(
    text: &str,
    range: &str,
    spell: fn(&str, &DataType) -> Option<Literal>,
) -> Option<String> {
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
        bound(low, of, steps && open == '(', spell)?,
        bound(high, of, steps && close == ']', spell)?,
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
fn bound(
    text: &str,
    of: &str,
    moved: bool,
    spell: fn(&str, &DataType) -> Option<Literal>,
) -> Option<String> {
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
        _ => match spell(bare, &named(of))? {
            Literal::Text(text) | Literal::Number(text) => Some(unmarked(&text).to_owned()),
            Literal::Null | Literal::Bool(_) => None,
        },
    }
}

/// Pairs in the order of their keys (`hstore_out`). Of two values of one key only the server knows
/// which one stays.
pub(super) fn hstore(text: &str) -> Option<String> {
    let mut rest = text.trim_start();
    let mut pairs: BTreeMap<String, String> = BTreeMap::new();
    while !rest.is_empty() {
        let (key, _, after) = word(rest)?;
        let (value, quoted, after) = word(after.trim_start().strip_prefix("=>")?.trim_start())?;
        let null = !quoted && value.eq_ignore_ascii_case("null");
        let value = if null {
            "NULL".to_owned()
        } else {
            spelled(&value)
        };
        if pairs.insert(spelled(&key), value).is_some() {
            return None;
        }
        rest = after.trim_start();
        if let Some(after) = rest.strip_prefix(',') {
            rest = after.trim_start();
        } else if !rest.is_empty() {
            return None;
        }
    }
    let pairs: Vec<String> = pairs.iter().map(|(k, v)| format!("{k}=>{v}")).collect();
    Some(pairs.join(", "))
}

fn spelled(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A key or value, whether it stands in quotes, and what follows it (`get_val` of `hstore_io.c`).
fn word(text: &str) -> Option<(String, bool, &str)> {
    let quoted = text.starts_with('"');
    let mut word = String::new();
    let mut characters = text.char_indices().skip(usize::from(quoted));
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' => word.push(characters.next()?.1),
            '"' if quoted => return Some((word, true, text.get(at + 1..)?)),
            _ if quoted => word.push(c),
            ',' | '=' => return finish(word, text.get(at..)?),
            _ if c.is_ascii_whitespace() => return finish(word, text.get(at..)?),
            _ => word.push(c),
        }
    }
    if quoted { None } else { finish(word, "") }
}

/// A bare word is never empty.
fn finish(word: String, rest: &str) -> Option<(String, bool, &str)> {
    (!word.is_empty()).then_some((word, false, rest))
}

#[cfg(test)]
mod tests {
    use super::super::literal::canonical;
    use super::*;

    fn of(text: &str, name: &str) -> Option<String> {
        range(text, name, canonical)
    }

    #[test]
    fn spellings_of_one_interval_are_one() {
        for (left, right) in [
            ("1 day", "1 0:00:00"),
            ("1 days 0 seconds", "1 day"),
            ("2 days 0:00:03", "2 days 00:00:03"),
            ("1 year 2 mons", "14 months"),
            ("90 minutes", "01:30:00"),
            ("-1 days +02:03:00", "-1 day 2:03"),
            ("1.5 seconds", "00:00:01.5"),
            ("1 week", "7 days"),
            ("0", "0 days 0.000000 seconds"),
        ] {
            assert!(interval(left).is_some(), "{left}");
            assert_eq!(interval(left), interval(right), "{left} | {right}");
        }
    }

    #[test]
    fn a_day_is_not_24_hours() {
        assert_ne!(interval("1 day"), interval("24:00:00"));
    }

    #[test]
    fn what_only_the_server_reads_stays_unread() {
        for text in [
            "",
            "P1D",
            "1 fortnight",
            "1.5 days",
            "4294967295:00",
            "1 day ago",
            "@ 1 day",
        ] {
            assert_eq!(interval(text), None, "{text}");
        }
    }

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
            assert!(of(left, range).is_some(), "{left}");
            assert_eq!(of(left, range), of(right, range), "{left} | {right}");
        }
    }

    #[test]
    fn the_kind_of_a_bound_counts() {
        for (range, left, right) in [
            ("int4range", "[1,5]", "[1,5)"),
            ("numrange", "[1,5]", "[1,5)"),
            ("tsrange", "[2020-01-01,)", "(2020-01-01,)"),
        ] {
            assert_ne!(of(left, range), of(right, range), "{left} | {right}");
        }
    }

    #[test]
    fn pairs_are_one_value_whatever_their_order_and_quotes() {
        let printed = "\"a\"=>\"1\", \"b\"=>NULL, \"c d\"=>\"x\\\"y\"";
        let written = "b => null,\"c d\"=>x\\\"y, a=>1";
        assert_eq!(hstore(written), hstore(printed));
        assert_eq!(hstore(printed).as_deref(), Some(printed));
        assert_eq!(hstore("").as_deref(), Some(""));
    }

    #[test]
    fn what_only_the_server_reads_has_no_spelling() {
        for text in ["a=>1, a=>2", "a", "a=>", "a=>\"b", "a=>b=c"] {
            assert_eq!(hstore(text), None, "{text}");
        }
        let cube = DataType {
            base: crate::name::QualifiedName::new("public".into(), "cube".into()).into(),
            ..named("text")
        };
        assert_eq!(canonical("(1,2)", &cube), None);
    }
}
