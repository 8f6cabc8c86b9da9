//! Names from outside as parts of SQL that a person pastes. One that holds what a terminal would act
//! on gives none: it could not be copied as it stands.

use crate::report::escape::is_hostile;

/// An identifier in double quotes.
pub(in crate::report) fn identifier(name: &str) -> Option<String> {
    plain(name).then(|| format!("\"{}\"", name.replace('"', "\"\"")))
}

/// `"schema"."name"`.
pub(super) fn qualified(schema: &str, name: &str) -> Option<String> {
    Some(format!("{}.{}", identifier(schema)?, identifier(name)?))
}

/// A string. One with a backslash is written so that it means the same whatever
/// `standard_conforming_strings` is.
pub(in crate::report) fn literal(text: &str) -> Option<String> {
    let doubled = text.replace('\'', "''");
    plain(text).then(|| {
        if doubled.contains('\\') {
            format!("E'{}'", doubled.replace('\\', "\\\\"))
        } else {
            format!("'{doubled}'")
        }
    })
}

fn plain(text: &str) -> bool {
    !text.chars().any(is_hostile)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_in_a_name_ends_nothing() {
        assert_eq!(identifier("a\"b").as_deref(), Some("\"a\"\"b\""));
        assert_eq!(literal("a'b").as_deref(), Some("'a''b'"));
        assert_eq!(literal("a\\'b").as_deref(), Some("E'a\\\\''b'"));
        assert_eq!(qualified("s", "T").as_deref(), Some("\"s\".\"T\""));
    }

    #[test]
    fn what_a_terminal_would_act_on_is_not_quoted_at_all() {
        assert_eq!(identifier("a\u{1b}[2J"), None);
        assert_eq!(literal("a\nb"), None);
        assert_eq!(qualified("s", "a\u{202e}"), None);
    }
}
