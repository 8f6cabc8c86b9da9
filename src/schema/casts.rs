//! Which types the server takes for one another by itself.

use super::DataType;

const TEXTS: [&str; 3] = ["text", "character varying", "character"];
const WHOLE: [&str; 3] = ["smallint", "integer", "bigint"];
const DAYS: [&str; 3] = [
    "date",
    "timestamp without time zone",
    "timestamp with time zone",
];

/// Whether a foreign key may be of one type and what it points at of the other; none where that is not known.
#[must_use]
pub fn refers(from: &DataType, to: &DataType) -> Option<bool> {
    if bare(from) == bare(to) {
        return Some(true);
    }
    let (from, to) = (scalar(from)?, scalar(to)?);
    let all = |names: &[&str]| names.contains(&from) && names.contains(&to);
    let is_number = |it: &str| super::NUMBERS.contains(&it);
    if all(&TEXTS) || all(&WHOLE) || all(&DAYS) || WHOLE.contains(&from) && is_number(to) {
        return Some(true);
    }
    // Two numbers that are not whole, and all the types that have relatives of their own.
    let plain = |it: &str| {
        TEXTS.contains(&it) || WHOLE.contains(&it) || DAYS.contains(&it) || LONELY.contains(&it)
    };
    (plain(from) && plain(to)).then_some(false)
}

/// Whether `ALTER COLUMN ... TYPE` takes the values over without `USING`; none where that is not known.
#[must_use]
pub fn is_assigned(from: &DataType, to: &DataType) -> Option<bool> {
    if bare(from) == bare(to) {
        return Some(true);
    }
    let to = scalar(to)?;
    // Whatever it is, it can be written.
    if TEXTS.contains(&to) {
        return Some(true);
    }
    let from = scalar(from)?;
    let all = |names: &[&str]| names.contains(&from) && names.contains(&to);
    if all(super::NUMBERS) || all(&DAYS) || all(&["json", "jsonb"]) {
        return Some(true);
    }
    let plain =
        |it: &str| super::NUMBERS.contains(&it) || DAYS.contains(&it) || LONELY.contains(&it);
    ((TEXTS.contains(&from) || plain(from)) && plain(to)).then_some(false)
}

/// Whether what is made of the one can be made of the other: operators and classes are there for both.
#[must_use]
pub fn are_relatives(from: &DataType, to: &DataType) -> bool {
    let both = |names: &[&str]| {
        let is_one = |it| scalar(it).is_some_and(|it| names.contains(&it));
        is_one(from) && is_one(to)
    };
    bare(from) == bare(to) || both(&TEXTS) || both(super::NUMBERS)
}

/// What nothing else is taken for.
const LONELY: [&str; 4] = ["boolean", "uuid", "json", "jsonb"];

/// The name of a built-in type that is no array.
fn scalar(of: &DataType) -> Option<&str> {
    (of.base.is_builtin() && !of.array).then(|| of.base.name.as_str())
}

fn bare(of: &DataType) -> DataType {
    of.clone().without_modifiers()
}
