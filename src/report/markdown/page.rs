//! Texts from outside, made safe for Markdown.
//!
//! A backslash would stop an element or a link, but not what a site makes of plain text: `@name`,
//! `#12`, `www.`. In a code span nothing acts.

use crate::report::escape;

/// A code span of any text, between more backquotes than stand in it.
pub(in crate::report) fn code(text: &str) -> String {
    let text = escape(text);
    if text.trim().is_empty() {
        return format!("`\"{text}\"`");
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    let edge = text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']);
    let pad = if edge { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A sentence, in which every word that is no plain one is a code span.
pub(in crate::report) fn prose(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut odd: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        if is_plain(word) {
            out.extend(span(&odd));
            odd.clear();
            out.push(word.to_owned());
        } else {
            odd.push(word);
        }
    }
    out.extend(span(&odd));
    out.join(" ")
}

/// Words as one code span; the punctuation of the sentence stays behind it.
fn span(words: &[&str]) -> Option<String> {
    let text = words.join(" ");
    let core = text.trim_end_matches([',', ';', ':', '.']);
    match core {
        "" => (!text.is_empty()).then(|| code(&text)),
        core => Some(code(core) + &text[core.len()..]),
    }
}

/// A cell of a table: there a bar ends it even in a code span.
pub(in crate::report) fn cell(markdown: &str) -> String {
    markdown.replace('|', "\\|")
}

/// Letters and digits of ASCII with marks that mean nothing in the middle of a line.
fn is_plain(word: &str) -> bool {
    let inner = word.trim_start_matches('(');
    let inner = inner.trim_end_matches([')', ',', ';', ':', '.', '?']);
    !inner.is_empty()
        && inner
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '-')
}

/// The most backquotes that stand side by side.
pub(in crate::report) fn longest_run(text: &str) -> usize {
    let runs = text.split(|character| character != '`');
    runs.map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_span_holds_any_text() {
        assert_eq!(code("a_b"), "`a_b`");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`a"), "`` `a ``");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(cell(&code("a|b")), "`a\\|b`");
        assert_eq!(code("a\nb\u{202e}"), "`a\\u{a}b\\u{202e}`");
        assert_eq!(code(" "), "`\" \"`");
    }

    #[test]
    fn only_plain_words_of_a_sentence_are_left_alone() {
        assert_eq!(
            prose("the table is in test_schema, not in public (yet)."),
            "the table is in `test_schema`, not in public (yet)."
        );
        assert_eq!(
            prose("ask @ann of #12 at https://x.y <b> now"),
            "ask `@ann` of `#12` at `https://x.y <b>` now"
        );
        assert_eq!(prose("www.evil.com a@b"), "`www.evil.com a@b`");
    }
}
