//! A plain statement, cut up at the names that stand in it in quotes: what is between them stays text.

use super::lexer::slice;

/// So many parentheses may be open, and so long may a stretch be. What is larger is no plain statement.
const MOST_OPEN: usize = 16;
const LONGEST: usize = 1_000;

/// What may stand between words, names and strings; nothing of it begins something that goes on to a mark of its own.
const BETWEEN: &[u8] = b" \t\r\n,.:=<>+-*!|%";

/// A place in a statement, before which no white space is left.
pub(crate) struct Cutter<'a> {
    rest: &'a str,
}

impl<'a> Cutter<'a> {
    /// The beginning of a statement.
    pub(crate) fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    /// Whether nothing is left.
    pub(crate) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    fn advance(&mut self, bytes: usize) {
        self.rest = slice(self.rest, bytes..).trim_ascii_start();
    }

    /// Takes these words or signs if they come next, as they are written here.
    pub(crate) fn take(&mut self, words: &str) -> bool {
        let Some(after) = self.rest.strip_prefix(words) else {
            return false;
        };
        let is_word = |byte: Option<u8>| byte.is_some_and(is_word_part);
        let whole = !is_word(words.bytes().last()) || !is_word(after.bytes().next());
        if whole {
            self.advance(words.len());
        }
        whole
    }

    /// Takes a name in quotes, in which neither a quote nor a backslash stands.
    pub(crate) fn name(&mut self) -> Option<&'a str> {
        let (name, after) = self.rest.strip_prefix('"')?.split_once('"')?;
        let plain = !name.is_empty() && !name.contains('\\') && !after.starts_with('"');
        plain.then(|| {
            self.advance(name.len() + 2);
            name
        })
    }

    /// Takes a word without quotes.
    pub(crate) fn word(&mut self) -> Option<&'a str> {
        let bytes = self.rest.bytes();
        let length = bytes.take_while(|byte| is_word_part(*byte)).count();
        let word = slice(self.rest, ..length);
        let quoted = slice(self.rest, length..).starts_with(['\'', '"', '&']);
        (length > 0 && !quoted).then(|| {
            self.advance(length);
            word
        })
    }

    /// Takes all up to the comma or closing parenthesis to which no earlier one belongs, or to the end; none where
    /// something in it might be read in another way than byte by byte.
    pub(crate) fn stretch(&mut self) -> Option<&'a str> {
        let bytes = self.rest.as_bytes();
        let (mut at, mut open) = (0, 0_usize);
        while let Some(&byte) = bytes.get(at) {
            let next = bytes.get(at + 1).copied();
            at += match byte {
                b',' | b')' if open == 0 => break,
                b'(' if open < MOST_OPEN => {
                    open += 1;
                    1
                }
                b')' => {
                    open -= 1;
                    1
                }
                b'"' | b'\'' => quoted(bytes.get(at..)?, byte)?,
                // A comma in brackets parts no elements.
                b'[' if next == Some(b']') => 2,
                b'-' if next == Some(b'-') => return None,
                byte if is_word_part(byte) || BETWEEN.contains(&byte) => 1,
                _ => return None,
            };
        }
        let stretch = slice(self.rest, ..at).trim_ascii_end();
        (open == 0 && stretch.len() <= LONGEST).then(|| {
            self.advance(at);
            stretch
        })
    }
}

/// How long the string or name is that begins here.
fn quoted(bytes: &[u8], quote: u8) -> Option<usize> {
    let (_, inner) = bytes.split_first()?;
    let length = inner.iter().position(|&byte| byte == quote)?;
    let plain = !inner.get(..length)?.contains(&b'\\');
    plain.then_some(length + 2)
}

fn is_word_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(text: &str) -> Option<(&str, &str)> {
        let mut cutter = Cutter::new(text);
        let taken = cutter.stretch()?;
        Some((taken, cutter.rest))
    }

    #[test]
    fn a_stretch_ends_where_its_element_does() {
        for (text, taken, left) in [
            ("numeric(10, 2) NULL , b", "numeric(10, 2) NULL", ", b"),
            ("text DEFAULT 'a,)' )", "text DEFAULT 'a,)'", ")"),
            ("text DEFAULT 'it''s, so'", "text DEFAULT 'it''s, so'", ""),
            (
                "CHECK (\"a\"\",(\" > 1), x",
                "CHECK (\"a\"\",(\" > 1)",
                ", x",
            ),
            ("text[] NULL, x", "text[] NULL", ", x"),
            (") x", "", ") x"),
        ] {
            assert_eq!(stretch(text), Some((taken, left)), "{text}");
        }
    }

    #[test]
    fn what_may_be_read_otherwise_is_no_stretch() {
        for text in [
            "int -- a",
            "int /* , */",
            "text DEFAULT E'\\'",
            "text DEFAULT $$,$$",
            "text[] DEFAULT ARRAY['a', 'b']",
            "text DEFAULT 'a",
            "text DEFAULT (a",
            "text; x",
            "ü",
        ] {
            assert_eq!(stretch(text), None, "{text}");
        }
    }

    #[test]
    fn words_and_names_are_taken_whole() {
        let mut cutter = Cutter::new("ADD COLUMN\n\"a b\" gin_x (");
        assert!(!cutter.take("ADD COL"));
        assert!(cutter.take("ADD COLUMN"));
        assert_eq!(cutter.name(), Some("a b"));
        assert_eq!(cutter.word(), Some("gin_x"));
        assert!(cutter.take("(") && cutter.is_at_end());
        for text in ["\"\"", "\"a\"\"b\"", "\"a\\\"", "\"a", "a"] {
            assert_eq!(Cutter::new(text).name(), None, "{text}");
        }
        assert_eq!(Cutter::new("e'a'").word(), None);
    }
}
