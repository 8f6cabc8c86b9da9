//! Whether a column of another type holds every value that it holds now.

use crate::schema::{Column, DataType};

/// Whether no value is refused, cut or rounded.
pub(super) fn widens(expected: &Column, now: &Column) -> bool {
    let (to, from) = (&expected.data_type, &now.data_type);
    to == from || to.array == from.array && holds_all(to, from)
}

/// Whether the rows stay as they are stored.
pub(super) fn stays(expected: &Column, now: &Column) -> bool {
    let is_text = |of: &DataType| matches!(builtin(of), Some("character varying" | "text"));
    let (to, from) = (&expected.data_type, &now.data_type);
    let numbers = [to, from].map(builtin) == [Some("numeric"); 2];
    // `numeric_support`: digits behind the point that are not stored are not added.
    let is_number = numbers && (size(to).is_none() || scale(to) == scale(from));
    // Each element of an array is written anew where it gets a length or another type.
    let is_kept = !to.array || to.base == from.base && size(to).is_none();
    (is_number || is_text(to) && is_text(from))
        && is_kept
        && widens(expected, now)
        && expected.collation == now.collation
}

fn holds_all(to: &DataType, from: &DataType) -> bool {
    const WHOLE: [&str; 3] = ["smallint", "integer", "bigint"];
    let whole = |name: &str| WHOLE.iter().position(|it| *it == name);
    let (Some(to_name), Some(from_name)) = (builtin(to), builtin(from)) else {
        return false;
    };
    match (to_name, from_name) {
        ("text", "character varying" | "text") | ("double precision", "real") => true,
        ("character varying", "character varying" | "text") => match (size(to), size(from)) {
            (None, _) => true,
            (Some([to, _]), Some([from, _])) => from_name != "text" && to >= from,
            (Some(_), None) => false,
        },
        ("numeric", "numeric") => match (size(to), size(from)) {
            (None, _) => true,
            (Some([to, scale]), Some([from, now])) => {
                scale >= now && to.saturating_sub(scale) >= from.saturating_sub(now)
            }
            (Some(_), None) => false,
        },
        ("numeric", whole_name) => size(to).is_none() && whole(whole_name).is_some(),
        (to, from) => matches!((whole(to), whole(from)), (Some(to), Some(from)) if to >= from),
    }
}

fn builtin(of: &DataType) -> Option<&str> {
    of.base.is_builtin().then(|| of.base.name.as_str())
}

fn scale(of: &DataType) -> Option<i64> {
    size(of).map(|[_, scale]| scale)
}

/// `(10)`, `(10,2)`.
fn size(of: &DataType) -> Option<[i64; 2]> {
    let inner = of.modifiers.strip_prefix('(')?.strip_suffix(')')?;
    let (first, second) = inner.split_once(',').unwrap_or((inner, "0"));
    Some([first.trim().parse().ok()?, second.trim().parse().ok()?])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Name;
    use crate::schema::ObjectId;

    fn column(of: &str, modifiers: &str) -> Column {
        let mut column = Column::untyped(ObjectId::default(), &Name::exact("a"));
        column.data_type = DataType::builtin(of);
        column.data_type.modifiers = modifiers.to_owned();
        column
    }

    #[test]
    fn the_elements_of_an_array_are_written_anew() {
        let varchar = "character varying";
        for ((to, to_size), (from, from_size), [plain, array]) in [
            ((varchar, "(10)"), (varchar, "(5)"), [true, false]),
            (("text", ""), (varchar, "(5)"), [true, false]),
            ((varchar, ""), (varchar, "(5)"), [true, true]),
        ] {
            let mut sides = [column(to, to_size), column(from, from_size)];
            assert_eq!(stays(&sides[0], &sides[1]), plain, "{to}{to_size}");
            for side in &mut sides {
                side.data_type.array = true;
            }
            assert_eq!(stays(&sides[0], &sides[1]), array, "{to}{to_size}[]");
        }
    }

    #[test]
    fn what_is_cut_or_rounded_is_no_widening() {
        let varchar = "character varying";
        for ((to, to_size), (from, from_size), is) in [
            ((varchar, "(20)"), (varchar, "(10)"), true),
            ((varchar, "(10)"), (varchar, "(20)"), false),
            ((varchar, ""), ("text", ""), true),
            ((varchar, "(10)"), ("text", ""), false),
            (("text", ""), (varchar, "(20)"), true),
            (("bigint", ""), ("integer", ""), true),
            (("integer", ""), ("bigint", ""), false),
            (("numeric", "(10,2)"), ("numeric", "(8,2)"), true),
            (("numeric", "(10,2)"), ("numeric", "(10,1)"), false),
            (("numeric", "(10,2)"), ("integer", ""), false),
            (("numeric", ""), ("bigint", ""), true),
            (("integer", ""), ("numeric", ""), false),
            (("real", ""), ("double precision", ""), false),
            (("date", ""), ("timestamp without time zone", ""), false),
        ] {
            let sides = (column(to, to_size), column(from, from_size));
            assert_eq!(
                widens(&sides.0, &sides.1),
                is,
                "{from}{from_size} to {to}{to_size}"
            );
        }
    }
}
