//! Literals of a known type, each in one spelling.

use jiff::civil;

use super::compound::{self, NO_OFFSET, unmarked};
use super::types;
use crate::schema::{DataType, Expr, Literal};

/// A literal of type `data_type`, its text in one spelling where that spelling is known.
/// `data_type` carries no modifiers.
pub(super) fn typed(literal: &Literal, data_type: &DataType) -> Expr {
    let value = match literal {
        Literal::Text(text) => canonical(text, data_type).unwrap_or_else(|| literal.clone()),
        Literal::Number(text) => Literal::Number(number(text).unwrap_or_else(|| text.clone())),
        Literal::Null | Literal::Bool(_) => literal.clone(),
    };
    match value {
        Literal::Bool(_) => Expr::Literal(value),
        _ => Expr::Cast(Box::new(Expr::Literal(value)), data_type.clone()),
    }
}

/// The one spelling of a value, for the types of which it is known; `None` for other types, and for
/// text that only the server can read. What it gives, it reads again as the same.
pub(super) fn canonical(text: &str, data_type: &DataType) -> Option<Literal> {
    if data_type.array {
        return array(text, &types::element(data_type)).map(Literal::Text);
    }
    if !data_type.base.is_builtin() {
        // Which schema an extension's types are in, a ledger need not tell: they go by their names.
        return match data_type.base.name.as_str() {
            "citext" => Some(Literal::Text(text.to_owned())),
            "hstore" => compound::hstore(text).map(Literal::Text),
            _ => None,
        };
    }
    let spelled = match data_type.base.name.as_str() {
        "text" | "character varying" | "json" | "name" => Some(text.to_owned()),
        "boolean" => return boolean(text).map(Literal::Bool),
        "smallint" | "integer" | "bigint" | "numeric" | "real" | "double precision" => {
            return number(text.trim()).map(Literal::Number);
        }
        "uuid" => uuid(text),
        "date" => text
            .trim()
            .parse()
            .ok()
            .map(|date: civil::Date| date.to_string()),
        "time without time zone" => text
            .trim()
            .parse()
            .ok()
            .filter(|time: &civil::Time| time.subsec_nanosecond() % 1000 == 0)
            .map(|time| time.to_string()),
        "timestamp without time zone" => moment(text).filter(|(_, zoned)| !zoned).map(|(at, _)| at),
        "timestamp with time zone" => instant(text),
        "interval" => compound::interval(text),
        "jsonb" => json(text),
        "bytea" => bytea(text),
        "bit" | "bit varying" => bits(text),
        other => compound::range(text, other, canonical),
    };
    spelled.map(Literal::Text)
}

/// Whether text that differs in its one spelling is another value. A timestamp with time zone that
/// names no offset was read in a session's zone, which nothing tells.
pub(super) fn is_certain(text: &str, data_type: &DataType) -> bool {
    if data_type.is_builtin("tstzrange") {
        return false;
    }
    if data_type.is_builtin("timestamp with time zone") {
        return instant(text).is_some_and(|at| !at.ends_with(NO_OFFSET));
    }
    canonical(text, data_type).is_some()
}

/// Whether a float keeps every digit of this number, as `number` spells it (`FLT_DIG`, `DBL_DIG`).
pub(super) fn fits_float(text: &str, data_type: &DataType) -> bool {
    let digits = text.bytes().take_while(|byte| *byte != b'e');
    let count = digits.filter(u8::is_ascii_digit).count();
    match data_type.base.name.as_str() {
        "real" => count <= 6,
        "double precision" => count <= 15,
        _ => true,
    }
}

/// A number as its significant digits and its power of ten: `100`, `1e2` and `100.0` are one.
pub(super) fn number(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (digits, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let significant = all.trim_start_matches('0');
    let short = significant.trim_end_matches('0');
    if short.is_empty() {
        return Some("0".to_owned());
    }
    let dropped = i32::try_from(significant.len() - short.len()).ok()?;
    let places = i32::try_from(fraction.len()).ok()?;
    let power = exponent.checked_sub(places)?.checked_add(dropped)?;
    Some(format!("{sign}{short}e{power}"))
}

/// The number that `number` spelled, in digits as long as they are few.
pub(super) fn plain_number(text: &str) -> Option<String> {
    let (mantissa, power) = text.split_once('e')?;
    let power: i32 = power.parse().ok().filter(|power: &i32| power.abs() < 40)?;
    let places = usize::try_from(power.unsigned_abs()).ok()?;
    if power >= 0 {
        return Some(format!("{mantissa}{}", "0".repeat(places)));
    }
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", mantissa),
    };
    let padded = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = padded.split_at_checked(padded.len() - places)?;
    Some(format!("{sign}{whole}.{fraction}"))
}

/// The type of a bare number: the first of integer, bigint and numeric that holds it (`make_const`).
pub(super) fn number_type(text: &str) -> DataType {
    DataType::builtin(if text.parse::<i32>().is_ok() {
        "integer"
    } else if text.parse::<i64>().is_ok() {
        "bigint"
    } else {
        "numeric"
    })
}

/// `parse_bool`: a word or its beginning, in any case.
fn boolean(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "t" | "tr" | "tru" | "true" | "y" | "ye" | "yes" | "on" | "1" => Some(true),
        "f" | "fa" | "fal" | "fals" | "false" | "n" | "no" | "of" | "off" | "0" => Some(false),
        _ => None,
    }
}

fn uuid(text: &str) -> Option<String> {
    let bare = text
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
        .unwrap_or(text);
    let digits: String = bare.chars().filter(|c| *c != '-').collect();
    let whole = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    whole.then(|| digits.to_ascii_lowercase())
}

/// A date and a time of day, in UTC where an offset is written; and whether one is.
fn moment(text: &str) -> Option<(String, bool)> {
    let text = text.trim();
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return exact(jiff::tz::TimeZone::UTC.to_datetime(at)).map(|at| (at, true));
    }
    let zoned = text
        .get(10..)
        .is_some_and(|rest| rest.contains(['+', '-', 'Z', 'z']));
    if zoned {
        return None;
    }
    text.parse::<civil::DateTime>()
        .ok()
        .and_then(exact)
        .map(|at| (at, false))
}

/// The server rounds to microseconds; what it would round is left to it.
fn exact(at: civil::DateTime) -> Option<String> {
    (at.subsec_nanosecond() % 1000 == 0).then(|| at.to_string())
}

fn instant(text: &str) -> Option<String> {
    let marked = text.ends_with(NO_OFFSET);
    let (at, zoned) = moment(unmarked(text))?;
    let mark = if zoned && !marked { "" } else { "?" };
    Some(format!("{at}Z{mark}"))
}

fn json(text: &str) -> Option<String> {
    let mut value: serde_json::Value = serde_json::from_str(text).ok()?;
    respell_numbers(&mut value, longest_number(text) < SAFE_DIGITS)?;
    Some(value.to_string())
}

/// How many digits `serde_json` keeps of a number with a point or an exponent.
const SAFE_DIGITS: usize = 16;

/// The length of the longest run of digits and points.
fn longest_number(text: &str) -> usize {
    let runs = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    runs.map(str::len).max().unwrap_or(0)
}

/// Numbers of `jsonb` are `numeric`: each spelled anew, as a string with a mark. Refused where digits
/// may be lost, unless `short` says that there are few.
fn respell_numbers(value: &mut serde_json::Value, short: bool) -> Option<()> {
    match value {
        serde_json::Value::Number(found) => {
            if found.is_f64() && !short {
                return None;
            }
            *value = serde_json::json!({ "\u{0}number": number(&found.to_string())? });
            Some(())
        }
        serde_json::Value::Array(list) => list
            .iter_mut()
            .try_for_each(|item| respell_numbers(item, short)),
        serde_json::Value::Object(map) => map
            .values_mut()
            .try_for_each(|item| respell_numbers(item, short)),
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::String(_) => {
            Some(())
        }
    }
}

/// `bit_in`: binary digits, perhaps after a `b`, or hexadecimal ones after an `x`.
fn bits(text: &str) -> Option<String> {
    if let Some(hex) = text.strip_prefix(['x', 'X']) {
        let digits = hex.chars().map(|digit| digit.to_digit(16));
        return digits
            .map(|digit| Some(format!("{:04b}", digit?)))
            .collect();
    }
    let digits = text.strip_prefix(['b', 'B']).unwrap_or(text);
    let whole = digits.bytes().all(|digit| matches!(digit, b'0' | b'1'));
    whole.then(|| digits.to_owned())
}

/// The hex format; plain ASCII of the escape format is put into it.
fn bytea(text: &str) -> Option<String> {
    if let Some(hex) = text.strip_prefix("\\x") {
        let digits: String = hex.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        let whole =
            digits.len().is_multiple_of(2) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        return whole.then(|| format!("\\x{}", digits.to_ascii_lowercase()));
    }
    let plain = !text.contains('\\');
    plain.then(|| {
        text.bytes()
            .fold("\\x".to_owned(), |hex, byte| format!("{hex}{byte:02x}"))
    })
}

/// A one-dimensional array, `{a,"b c",NULL}`: its elements, each in one spelling.
fn array(text: &str, element: &DataType) -> Option<String> {
    let items = array_items(text)?;
    let spelled: Option<Vec<String>> = items
        .into_iter()
        .map(|item| match item {
            None => Some("NULL".to_owned()),
            Some(item) => canonical(&item, element).map(|literal| quoted(&literal)),
        })
        .collect();
    Some(format!("{{{}}}", spelled?.join(",")))
}

/// An element in quotes, as `array_out` writes one.
fn quoted(element: &Literal) -> String {
    let text = match element {
        Literal::Text(text) | Literal::Number(text) => text.clone(),
        Literal::Null | Literal::Bool(_) => element.to_string(),
    };
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The elements of an array literal, `None` for NULL (`array_in`).
fn array_items(text: &str) -> Option<Vec<Option<String>>> {
    let inner = text.trim().strip_prefix('{')?.strip_suffix('}')?;
    if inner.trim().is_empty() {
        return Some(Vec::new());
    }
    let mut items = Vec::new();
    let mut rest = inner.chars().peekable();
    loop {
        let (item, more) = array_item(&mut rest)?;
        items.push(item);
        if !more {
            return Some(items);
        }
    }
}

/// One element, and whether a comma follows it.
fn array_item(
    rest: &mut std::iter::Peekable<std::str::Chars<'_>>,
) -> Option<(Option<String>, bool)> {
    let mut item = String::new();
    let (mut quoted, mut inside) = (false, false);
    let more = loop {
        match rest.next() {
            Some('\\') => item.push(rest.next()?),
            Some('"') => {
                quoted = true;
                inside = !inside;
            }
            Some(c) if inside => item.push(c),
            Some('{' | '}') => return None,
            Some(',') => break true,
            Some(c) if c.is_whitespace() && (item.is_empty() || quoted) => {}
            Some(c) => item.push(c),
            None => break false,
        }
    };
    if inside {
        return None;
    }
    if quoted {
        return Some((Some(item), more));
    }
    let item = item.trim_end().to_owned();
    let null = item.eq_ignore_ascii_case("null");
    Some((Some(item).filter(|_| !null), more))
}
