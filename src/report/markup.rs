//! Texts from outside in HTML.

use super::escape::escape;

/// A text as it is shown between tags and between quotes: markup stays text, and what would act or hide
/// is written out.
#[must_use]
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for character in escape(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_markup() {
        assert_eq!(
            html("<a href=\"x\" b='y'>&\u{202e}"),
            "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;\\u{202e}"
        );
    }
}
