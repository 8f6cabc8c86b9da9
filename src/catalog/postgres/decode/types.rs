//! `types.sql`, and what else knows types.

use postgres::Row;

use crate::catalog::postgres::cells::{Cells, Unread};
use crate::catalog::rows::TypeRow;

/// A type in use, and the collation that its columns have when none is named.
pub(in crate::catalog::postgres) struct UsedType {
    pub(in crate::catalog::postgres) row: TypeRow,
    pub(in crate::catalog::postgres) collation: u32,
}

pub(in crate::catalog::postgres) fn used_type(row: &Row) -> Result<UsedType, Unread> {
    let mut cells = Cells::new(row);
    let (oid, modifier) = (cells.take()?, cells.take()?);
    let text: String = cells.take()?;
    let plain: String = cells.take()?;
    let schema: String = cells.take()?;
    let name: String = cells.take()?;
    let array: bool = cells.take()?;
    let (collation, storage) = (cells.take()?, cells.take()?);
    let builtin = schema == "pg_catalog";
    let (name, modifiers) = if builtin {
        builtin_words(&text)
    } else {
        (name, user_modifiers(&text, &plain))
    };
    let row = TypeRow {
        oid,
        modifier,
        schema: (!builtin).then_some(schema),
        name,
        modifiers,
        array,
        text,
        storage,
    };
    Ok(UsedType { row, collation })
}

/// `timestamp(3) with time zone[]` is `timestamp with time zone` and `(3)`.
fn builtin_words(text: &str) -> (String, String) {
    let text = text.trim_end_matches("[]");
    match (text.find('('), text.rfind(')')) {
        (Some(open), Some(close)) if open < close => {
            let words = format!("{}{}", &text[..open], &text[close + 1..]);
            (words, text[open..=close].to_owned())
        }
        _ => (text.to_owned(), String::new()),
    }
}

/// What follows the plain name, which may itself hold parentheses and brackets.
fn user_modifiers(text: &str, plain: &str) -> String {
    let rest = text.strip_prefix(plain).unwrap_or_default();
    rest.trim_end_matches("[]").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_modifier_is_taken_out_of_the_words_of_a_builtin_type() {
        let read = |text| {
            let (name, modifiers) = builtin_words(text);
            format!("{name}|{modifiers}")
        };
        assert_eq!(read("character varying(20)[]"), "character varying|(20)");
        assert_eq!(
            read("timestamp(3) with time zone"),
            "timestamp with time zone|(3)"
        );
        assert_eq!(read("numeric(10,2)"), "numeric|(10,2)");
        assert_eq!(
            read("interval day to second(3)"),
            "interval day to second|(3)"
        );
        assert_eq!(read("text"), "text|");
    }

    #[test]
    fn brackets_in_the_name_of_a_user_type_are_no_modifier() {
        assert_eq!(user_modifiers("s.\"a(b)\"(4326)[]", "s.\"a(b)\""), "(4326)");
        assert_eq!(user_modifiers("s.\"a(b)\"", "s.\"a(b)\""), "");
    }
}
