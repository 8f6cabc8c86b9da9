//! Built-in functions: what their arguments become, and what they give (`pg_proc.dat`). Only those
//! that indexes, checks and defaults use; the arguments of any other function are left alone.

use super::types::{self, named};
use crate::schema::DataType;

/// How the arguments and the result of a call are typed.
pub(super) struct Signature {
    /// The type that each argument becomes; `None` leaves it alone. The last one goes for all that follow.
    pub(super) arguments: Vec<Option<DataType>>,
    /// The type of the result, where it is known.
    pub(super) result: Option<DataType>,
}

/// `(names, argument types, result)`; `any` leaves an argument alone, and as a result means "not known".
const TABLE: &[(&str, &str, &str)] = &[
    ("lower upper initcap reverse md5", "text", "text"),
    (
        "btrim ltrim rtrim replace translate quote_literal quote_ident",
        "text",
        "text",
    ),
    ("lpad rpad", "text integer text", "text"),
    ("left right repeat", "text integer", "text"),
    ("split_part", "text text integer", "text"),
    ("overlay", "text text integer", "text"),
    ("like_escape similar_to_escape", "text", "text"),
    ("regexp_replace", "text", "text"),
    (
        "length char_length character_length octet_length bit_length ascii",
        "text",
        "integer",
    ),
    ("position strpos", "text", "integer"),
    ("starts_with", "text", "boolean"),
    ("chr to_hex", "integer", "text"),
    ("concat concat_ws format", "display", "text"),
    ("to_char", "any text", "text"),
    ("to_date", "text", "date"),
    ("to_timestamp", "text", "timestamp with time zone"),
    ("to_number", "text", "numeric"),
    ("encode", "bytea text", "text"),
    ("decode", "text", "bytea"),
    ("date_part", "text any", "double precision"),
    ("extract", "text any", "numeric"),
    (
        "now statement_timestamp transaction_timestamp clock_timestamp",
        "any",
        "timestamp with time zone",
    ),
    ("gen_random_uuid", "any", "uuid"),
    ("random", "any", "double precision"),
    ("nextval currval", "regclass", "bigint"),
    ("jsonb_typeof json_typeof", "any", "text"),
    ("jsonb_array_length", "jsonb", "integer"),
    ("json_array_length", "json", "integer"),
    (
        "jsonb_extract_path_text json_extract_path_text",
        "any text",
        "text",
    ),
    ("jsonb_extract_path", "any text", "jsonb"),
    ("jsonb_build_object jsonb_build_array", "display", "jsonb"),
    ("json_build_object json_build_array", "display", "json"),
    ("cardinality", "any", "integer"),
    (
        "array_length array_lower array_upper",
        "any integer",
        "integer",
    ),
    ("array_position", "any", "integer"),
    ("num_nulls num_nonnulls", "display", "integer"),
    (
        "isempty lower_inc upper_inc lower_inf upper_inf",
        "any",
        "boolean",
    ),
    ("setweight", "any", "tsvector"),
    ("to_tsvector", "regconfig text", "tsvector"),
    (
        "to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery",
        "regconfig text",
        "tsquery",
    ),
    ("daterange", "date date text", "daterange"),
    ("int4range", "integer integer text", "int4range"),
    ("int8range", "bigint bigint text", "int8range"),
    ("numrange", "numeric numeric text", "numrange"),
    (
        "tsrange",
        "timestamp_without_time_zone timestamp_without_time_zone text",
        "tsrange",
    ),
    (
        "tstzrange",
        "timestamp_with_time_zone timestamp_with_time_zone text",
        "tstzrange",
    ),
];

/// The signature of a call, where the function and the types that it depends on are known.
pub(super) fn signature(name: &str, given: &[Option<DataType>]) -> Option<Signature> {
    overloaded(name, given).or_else(|| {
        TABLE
            .iter()
            .find(|(names, ..)| names.split(' ').any(|known| known == name))
            .map(|(_, arguments, result)| tabled(arguments, result, given))
    })
}

/// Whether the server's own functions hold this name, as far as they are known here.
pub(super) fn is_known(name: &str) -> bool {
    const OTHERS: &[&str] = &[
        "abs",
        "ceil",
        "ceiling",
        "coalesce",
        "date_trunc",
        "floor",
        "greatest",
        "least",
        "mod",
        "nullif",
        "power",
        "round",
        "sqrt",
        "substring",
        "substr",
        "timezone",
        "trunc",
    ];
    OTHERS.contains(&name)
        || TABLE
            .iter()
            .any(|(names, ..)| names.split(' ').any(|known| known == name))
}

fn tabled(arguments: &str, result: &str, given: &[Option<DataType>]) -> Signature {
    let mut words: Vec<&str> = arguments.split(' ').collect();
    // to_tsvector(text) takes no configuration.
    if words.first() == Some(&"regconfig") && given.len() == 1 {
        words.remove(0);
    }
    let last = words.last().copied().unwrap_or("any");
    let arguments = given
        .iter()
        .enumerate()
        .map(|(at, given)| argument(words.get(at).copied().unwrap_or(last), given.as_ref()))
        .collect();
    Signature {
        arguments,
        result: (result != "any").then(|| named(result)),
    }
}

fn argument(word: &str, given: Option<&DataType>) -> Option<DataType> {
    match word {
        "any" => None,
        // VARIADIC "any" takes every type as it is; a literal without a type becomes text.
        "display" => given
            .filter(|given| **given == types::unknown())
            .map(|_| named("text")),
        other => Some(named(&other.replace('_', " "))),
    }
}

/// The functions whose result, or whose choice, follows from the arguments.
fn overloaded(name: &str, given: &[Option<DataType>]) -> Option<Signature> {
    let first = given.first().cloned().flatten();
    match name {
        "round" | "trunc" if given.len() == 2 => Some(Signature {
            arguments: vec![Some(named("numeric")), Some(named("integer"))],
            result: Some(named("numeric")),
        }),
        "round" | "trunc" | "ceil" | "ceiling" | "floor" | "sqrt" => Some(one_number(first)),
        "abs" => Some(Signature {
            arguments: vec![None],
            result: first.map(|first| types::plain(&first)),
        }),
        "mod" | "power" => two_numbers(name, given),
        "substring" | "substr" => Some(substring(given)),
        "date_trunc" => Some(date_trunc(given)),
        "timezone" => Some(timezone(given)),
        _ if is_range_bound(name, first.as_ref()) => Some(Signature {
            arguments: vec![None],
            result: None,
        }),
        _ => None,
    }
}

/// `lower(range)` and `upper(range)` are not the functions of text.
fn is_range_bound(name: &str, first: Option<&DataType>) -> bool {
    matches!(name, "lower" | "upper")
        && first.is_none_or(|first| first.base.name.as_str().contains("range"))
}

/// Integers go to `double precision`, the preferred of the numbers; `numeric` stays.
fn one_number(first: Option<DataType>) -> Signature {
    let becomes = first.map(|first| {
        if types::number_rank(&first).is_some() && !first.is_builtin("numeric") {
            named("double precision")
        } else {
            types::plain(&first)
        }
    });
    Signature {
        arguments: vec![becomes.clone()],
        result: becomes,
    }
}

fn two_numbers(name: &str, given: &[Option<DataType>]) -> Option<Signature> {
    let [Some(left), Some(right)] = given else {
        return None;
    };
    let meets = types::operator_type(left, right)?;
    let meets = if name == "power" && types::is_integer(&meets) {
        named("double precision")
    } else {
        meets
    };
    Some(Signature {
        arguments: vec![Some(meets.clone()), Some(meets.clone())],
        result: Some(meets),
    })
}

/// `substring(text, int, int)`, `substring(text, pattern)`; of bytea and bit strings it gives their own.
fn substring(given: &[Option<DataType>]) -> Signature {
    let textual = given
        .first()
        .and_then(Option::as_ref)
        .filter(|first| types::is_text(first) || types::widens(first, &named("text")))
        .map(|_| named("text"));
    let rest = given.iter().skip(1).map(|other| {
        other
            .as_ref()
            .filter(|other| **other == types::unknown() || types::is_text(other))
            .map(|_| named("text"))
    });
    Signature {
        arguments: std::iter::once(textual.clone()).chain(rest).collect(),
        result: textual,
    }
}

/// A date goes to `timestamp with time zone`, the preferred of its kind.
fn date_trunc(given: &[Option<DataType>]) -> Signature {
    let moment = given.get(1).and_then(Option::as_ref).map(|moment| {
        if moment.is_builtin("date") {
            named("timestamp with time zone")
        } else {
            types::plain(moment)
        }
    });
    Signature {
        arguments: vec![Some(named("text")), moment.clone(), Some(named("text"))],
        result: moment,
    }
}

/// `timezone(zone, moment)` turns each kind of timestamp into the other.
fn timezone(given: &[Option<DataType>]) -> Signature {
    let zone = given.first().and_then(Option::as_ref);
    let zone = zone
        .filter(|zone| !zone.is_builtin("interval"))
        .map(|_| named("text"));
    let moment = given.get(1).and_then(Option::as_ref).map(|moment| {
        if moment.is_builtin("timestamp without time zone") {
            named("timestamp without time zone")
        } else {
            named("timestamp with time zone")
        }
    });
    let result = moment.as_ref().map(|moment| {
        named(if moment.is_builtin("timestamp with time zone") {
            "timestamp without time zone"
        } else {
            "timestamp with time zone"
        })
    });
    Signature {
        arguments: vec![zone, moment],
        result,
    }
}
