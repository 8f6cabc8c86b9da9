//! Names and texts from outside, made safe for where they go: a terminal, SQL or a shell that a person pastes into, a
//! link.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Replaces every character that could move the cursor, change colours, reorder the line or hide
/// itself by a visible `\u{..}`; everything else stays.
///
/// Object names, ledger text and rows are written by others: a table may be called
/// `\x1b[2J`, and a right-to-left override can make one name look like another.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_hostile(character) {
            // Writing into a String cannot fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

/// Whether a character must not reach a terminal as it is: controls (C0, DEL, C1), line
/// separators, bidirectional controls, and what takes no visible room (Unicode's
/// `Default_Ignorable_Code_Point`, as far as it is not a variation selector).
#[must_use]
pub fn is_hostile(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// An identifier in double quotes. One that holds what a terminal would act on gives none: it could not be copied as
/// it stands.
pub(super) fn quoted(name: &str) -> Option<String> {
    is_plain(name).then(|| format!("\"{}\"", name.replace('"', "\"\"")))
}

/// `"schema"."name"`.
pub(super) fn qualified(schema: &str, name: &str) -> Option<String> {
    Some(format!("{}.{}", quoted(schema)?, quoted(name)?))
}

/// A string. One with a backslash is written so that it means the same whatever
/// `standard_conforming_strings` is.
pub(super) fn literal(text: &str) -> Option<String> {
    let doubled = text.replace('\'', "''");
    is_plain(text).then(|| {
        if doubled.contains('\\') {
            format!("E'{}'", doubled.replace('\\', "\\\\"))
        } else {
            format!("'{doubled}'")
        }
    })
}

fn is_plain(text: &str) -> bool {
    !text.chars().any(is_hostile)
}

/// A word that every shell takes for itself; none where it would need quotes.
#[must_use]
pub fn shell_word(text: &str) -> Option<&str> {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    let plain = !text.is_empty() && !text.starts_with('-') && text.chars().all(safe);
    plain.then_some(text)
}

/// A relative path as a relative reference, an absolute one as `file://...`.
///
/// Everything but letters, digits and `-._~/` is percent-encoded, so that no name is read as a
/// scheme, a query or a fragment.
pub(super) fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len() + 8);
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in path.strip_prefix("./").unwrap_or(path).bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_in_any_script_stay_as_they_are() {
        for name in ["user_profile", "Größe", "用户", "имя", "naïve table \"x\""] {
            assert_eq!(escape(name), name);
        }
    }

    #[test]
    fn an_escape_sequence_becomes_visible() {
        assert_eq!(escape("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(escape("a\u{9b}2Jb\u{7f}"), "a\\u{9b}2Jb\\u{7f}");
        assert_eq!(escape("two\r\nlines"), "two\\u{d}\\u{a}lines");
    }

    #[test]
    fn a_name_cannot_be_reordered_or_hide_a_character() {
        assert_eq!(escape("user\u{202e}elif"), "user\\u{202e}elif");
        assert_eq!(escape("a\u{2066}b\u{2069}"), "a\\u{2066}b\\u{2069}");
        assert_eq!(escape("us\u{200b}er"), "us\\u{200b}er");
        assert_eq!(escape("\u{feff}user"), "\\u{feff}user");
    }

    #[test]
    fn a_path_is_a_reference_and_nothing_else() {
        assert_eq!(
            uri("ledgers/shop/0001_initial.sql"),
            "ledgers/shop/0001_initial.sql"
        );
        assert_eq!(uri("./ledgers"), "ledgers");
        assert_eq!(uri("/srv/l edgers"), "file:///srv/l%20edgers");
        assert_eq!(uri("javascript:x?#é"), "javascript%3Ax%3F%23%C3%A9");
    }

    #[test]
    fn a_quote_in_a_name_ends_nothing() {
        assert_eq!(quoted("a\"b").as_deref(), Some("\"a\"\"b\""));
        assert_eq!(literal("a'b").as_deref(), Some("'a''b'"));
        assert_eq!(literal("a\\'b").as_deref(), Some("E'a\\\\''b'"));
        assert_eq!(qualified("s", "T").as_deref(), Some("\"s\".\"T\""));
    }

    #[test]
    fn what_a_terminal_would_act_on_is_not_quoted_at_all() {
        assert_eq!(quoted("a\u{1b}[2J"), None);
        assert_eq!(literal("a\nb"), None);
        assert_eq!(qualified("s", "a\u{202e}"), None);
    }
}
