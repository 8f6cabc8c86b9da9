//! Rows of types in use.

use postgres::Row;

use super::cell::{DecodeError, cell};
use super::describe::row;
use super::relation::{is_no_modifier, no_modifier};
use super::{Storage, is_default};

row! {
    /// One type with one modifier.
    TypeRow {
        oid => oid: u32;
        #[serde(default = "no_modifier", skip_serializing_if = "is_no_modifier")]
        modifier => modifier: i32;
        /// `format_type` of both.
        text => text: String;
        /// That of the type (of an array: of its element); none for `pg_catalog`.
        schema => schema: Option<String> = default;
        /// The type's (or element's) name; for a built-in one the words of `format_type`.
        typname by name => name: String;
        /// The modifier as it is written, with parentheses.
        text by modifiers => modifiers: String = default;
        is_array => array: bool = default;
        /// Only types in use by columns have one.
        typstorage => storage: Option<Storage> = default;
    }
}

fn name(row: &Row) -> Result<String, DecodeError> {
    match cell::<Option<String>>(row, "schema")? {
        Some(_) => cell(row, "typname"),
        None => Ok(builtin_words(&cell::<String>(row, "text")?).0),
    }
}

fn modifiers(row: &Row) -> Result<String, DecodeError> {
    let text: String = cell(row, "text")?;
    Ok(match cell::<Option<String>>(row, "schema")? {
        Some(_) => user_modifiers(&text, &cell::<String>(row, "plain")?),
        None => builtin_words(&text).1,
    })
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
