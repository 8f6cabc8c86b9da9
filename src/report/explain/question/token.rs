//! The words of a message.

/// A word of a message, and whether it stood in double quotes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) quoted: bool,
}

/// The words of a line. What a message quotes is one word, whatever it holds.
pub(super) fn tokens(line: &str) -> Vec<Token> {
    let mut all = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        let (text, quoted, behind) = if let Some((text, behind)) = quoted(rest) {
            (text, true, behind)
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || c == '"');
            let end = end.unwrap_or(rest.len()).max(first.len_utf8());
            let word = rest[..end].trim_matches(['"', ',', ';', ':']);
            (word.to_owned(), false, &rest[end..])
        };
        if !text.is_empty() {
            all.push(Token { text, quoted });
        }
        rest = behind.trim_start();
    }
    all
}

/// What stands between double quotes at the beginning, and what is behind it; `"a"."b"` is `a.b`.
fn quoted(text: &str) -> Option<(String, &str)> {
    let inside = text.strip_prefix('"')?;
    let end = inside.find('"')?;
    let (name, behind) = (&inside[..end], &inside[end + 1..]);
    let more = behind.strip_prefix('.').and_then(quoted);
    Some(match more {
        Some((more, behind)) => (format!("{name}.{more}"), behind),
        None => (name.to_owned(), behind),
    })
}
