//! What the comparison knows of data types: families, widening, common types
//! (`parse_coerce.c`, `pg_cast.dat`, `pg_operator.dat`).

use crate::schema::{DataType, NUMBERS};

/// The time types, each after those that it takes in without being asked.
const MOMENTS: &[&str] = &[
    "date",
    "timestamp without time zone",
    "timestamp with time zone",
];

/// A built-in type by its name; `[]` at the end makes an array.
pub(super) fn named(name: &str) -> DataType {
    let element = name.strip_suffix("[]");
    DataType {
        array: element.is_some(),
        ..DataType::builtin(element.unwrap_or(name))
    }
}

/// The type of a string literal, and of NULL, before its context gives it one.
pub(super) fn unknown() -> DataType {
    DataType::builtin("unknown")
}

/// The type without modifiers; `character varying` is `text`, whose operators it borrows.
pub(super) fn plain(data_type: &DataType) -> DataType {
    let mut plain = DataType {
        modifiers: String::new(),
        ..data_type.clone()
    };
    if plain.base.is_builtin() && plain.base.name.as_str() == "character varying" {
        plain.base = DataType::builtin("text").base;
    }
    plain
}

/// `character varying` without a length is `text`; every other type is itself.
pub(super) fn relabelled(data_type: &DataType) -> DataType {
    if data_type.modifiers.is_empty() {
        plain(data_type)
    } else {
        data_type.clone()
    }
}

/// Whether it is `character varying`, and no array.
pub(super) fn is_varying(data_type: &DataType) -> bool {
    !data_type.array && data_type.is_builtin("character varying")
}

/// Whether operators of their own take the two as they are: all integers, or both floats.
pub(super) fn operate_together(left: &DataType, right: &DataType) -> bool {
    let both = |of: fn(&DataType) -> bool| of(left) && of(right);
    let is_float = |it: &DataType| it.is_builtin("real") || it.is_builtin("double precision");
    both(is_integer) || both(is_float)
}

/// The type of an array's elements.
pub(super) fn element(data_type: &DataType) -> DataType {
    DataType {
        array: false,
        ..data_type.clone()
    }
}

/// The type of arrays of a type.
pub(super) fn array(element: &DataType) -> DataType {
    DataType {
        array: true,
        ..element.clone()
    }
}

/// Whether it is `text` or `character varying`, with or without a length, or an array of either.
pub(super) fn is_string(data_type: &DataType) -> bool {
    let plain = plain(data_type);
    plain.base.is_builtin() && plain.base.name.as_str() == "text"
}

/// Whether it is `text` or `character varying`, and no array.
pub(super) fn is_text(data_type: &DataType) -> bool {
    !data_type.array && is_string(data_type)
}

/// Whether it is a number, and its place among them.
pub(super) fn number_rank(data_type: &DataType) -> Option<usize> {
    rank(NUMBERS, data_type)
}

fn moment_rank(data_type: &DataType) -> Option<usize> {
    rank(MOMENTS, data_type)
}

fn rank(order: &[&str], data_type: &DataType) -> Option<usize> {
    order.iter().position(|name| data_type.is_builtin(name))
}

/// Whether it is one of the three integer types.
pub(super) fn is_integer(data_type: &DataType) -> bool {
    number_rank(data_type).is_some_and(|rank| rank < 3)
}

/// Whether it is a date or a timestamp.
pub(super) fn is_moment(data_type: &DataType) -> bool {
    moment_rank(data_type).is_some()
}

/// Whether `from` becomes `to` in any expression without being asked, by a cast that may work.
pub(super) fn widens(from: &DataType, to: &DataType) -> bool {
    let later = |rank: fn(&DataType) -> Option<usize>| {
        rank(from).zip(rank(to)).is_some_and(|(from, to)| from < to)
    };
    later(number_rank)
        || later(moment_rank)
        || (is_text(to) && becomes_text(from))
        || (to.is_builtin("character") && from.is_builtin("character varying"))
        || (to.is_builtin("bit varying") && from.is_builtin("bit"))
}

/// `character(n)` and `name` become text by a conversion, `citext` by its extension's cast.
fn becomes_text(from: &DataType) -> bool {
    from.is_builtin("character")
        || from.is_builtin("name")
        || (!from.array && from.base.name.as_str() == "citext")
}

/// The type that two numbers meet in as the operands of one operator. `real` has no operators with
/// the exact types: both go to `double precision`.
pub(super) fn operator_type(left: &DataType, right: &DataType) -> Option<DataType> {
    let (first, second) = (number_rank(left)?, number_rank(right)?);
    let real = NUMBERS.len() - 2;
    let meets = if first != second && first.max(second) == real {
        real + 1
    } else {
        first.max(second)
    };
    NUMBERS.get(meets).map(|name| DataType::builtin(name))
}

/// The type in which `character(n)` or `citext` is compared with a string: each has operators of its
/// own, and `character varying` follows those of `character`.
pub(super) fn meeting_text(left: &DataType, right: &DataType) -> Option<DataType> {
    let pair = [(left, right), (right, left)];
    let (other, string) = pair
        .into_iter()
        .find(|(other, string)| is_text(string) && becomes_text(other))?;
    if other.is_builtin("name") {
        return None;
    }
    let varying = string.is_builtin("character varying");
    Some(DataType::builtin(
        if varying && other.is_builtin("character") {
            "character"
        } else {
            "text"
        },
    ))
}

/// `select_common_type`, for CASE, COALESCE, ARRAY and IN; `None` where a type is not known.
pub(super) fn common<'a>(types: impl Iterator<Item = Option<&'a DataType>>) -> Option<DataType> {
    let mut common = unknown();
    for data_type in types {
        let data_type = plain(data_type?);
        if common == unknown() || widens(&common, &data_type) {
            common = data_type;
        }
    }
    Some(if common == unknown() {
        DataType::builtin("text")
    } else {
        common
    })
}

/// Whether two casts to these types cannot be the same cast, nor one of them an inserted one.
pub(super) fn conflict(left: &DataType, right: &DataType) -> bool {
    let (first, second) = (class(left), class(right));
    match (first, second) {
        (Some(first), Some(second)) if first == second => {
            plain(left) == plain(right)
                && left.modifiers != right.modifiers
                && !left.modifiers.is_empty()
                && !right.modifiers.is_empty()
        }
        (Some(_), Some(_)) => true,
        _ => false,
    }
}

fn class(data_type: &DataType) -> Option<&'static str> {
    match data_type {
        text if is_text(text) => Some("text"),
        number if number_rank(number).is_some() => Some("number"),
        moment if is_moment(moment) => Some("moment"),
        truth if truth.is_builtin("boolean") => Some("boolean"),
        uuid if uuid.is_builtin("uuid") => Some("uuid"),
        _ => None,
    }
}
