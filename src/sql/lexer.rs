//! The lexemes that decide where a statement ends, found byte by byte.
//!
//! It is not a tokenizer: operators, numbers and the insides of quotes do not interest it.

use std::slice::SliceIndex;

/// What a stretch of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lexeme {
    /// White space.
    Space,
    /// `-- ...` up to the end of the line.
    LineComment,
    /// `/* ... */`, nested.
    BlockComment {
        /// Whether it ends.
        closed: bool,
    },
    /// A string, a quoted identifier or a dollar-quoted string.
    Quoted {
        /// `'`, `"` or `$`.
        quote: u8,
        /// Whether it ends.
        closed: bool,
        /// A plain string with a backslash that escapes, as `standard_conforming_strings = off` has it.
        legacy: bool,
    },
    /// A keyword or an identifier without quotes.
    Word,
    /// `;`.
    Semicolon,
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// `\`.
    Backslash,
    /// Anything else: operators, numbers, punctuation.
    Other,
}

/// Goes through a text, lexeme by lexeme.
#[derive(Clone)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    standard_strings: bool,
}

impl<'a> Lexer<'a> {
    /// Begins at the start of a text.
    pub(super) fn new(text: &'a str, standard_strings: bool) -> Self {
        Self {
            text,
            at: 0,
            standard_strings,
        }
    }

    /// The whole text.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// Where the next lexeme begins; always between two characters.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Goes on from another place, which must be between two characters.
    pub(super) fn seek(&mut self, at: usize) {
        self.at = at.min(self.text.len());
    }

    /// `standard_conforming_strings`.
    pub(super) fn set_standard_strings(&mut self, on: bool) {
        self.standard_strings = on;
    }

    /// The next lexeme; none at the end.
    pub(super) fn next_lexeme(&mut self) -> Option<Lexeme> {
        let bytes = self.text.as_bytes();
        let first = *bytes.get(self.at)?;
        let second = bytes.get(self.at + 1).copied();
        Some(match first {
            b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0x0c => self.run(Lexeme::Space, is_space),
            b'-' if second == Some(b'-') => self.run(Lexeme::LineComment, |byte| byte != b'\n'),
            b'/' if second == Some(b'*') => self.block_comment(),
            b'\'' => self.string(self.at + 1, !self.standard_strings, true),
            b'e' | b'E' if second == Some(b'\'') => self.string(self.at + 2, true, false),
            b'"' => self.identifier(),
            b'$' => self.dollar(),
            b';' => self.one(Lexeme::Semicolon),
            b'(' => self.one(Lexeme::Open),
            b')' => self.one(Lexeme::Close),
            b'\\' => self.one(Lexeme::Backslash),
            byte if starts_word(byte) => self.run(Lexeme::Word, continues_word),
            byte if byte.is_ascii_digit() => self.run(Lexeme::Other, continues_word),
            _ => self.other(),
        })
    }

    /// Passes over words, names in quotes, numbers, punctuation and space: up to what may end a statement, or begin a
    /// string or a comment.
    pub(super) fn skip_plain(&mut self) {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let stop = loop {
            match bytes.get(self.at) {
                None | Some(b';' | b'-' | b'/' | b'\\') => break self.at,
                // A word before it may be part of it, or it of the word.
                Some(b'\'' | b'$') => {
                    let word = slice(self.text, start..self.at).bytes().rev();
                    break self.at - word.take_while(|&byte| continues_word(byte)).count();
                }
                Some(b'"') => {
                    let quote = self.at;
                    if !self.identifier_closes() {
                        break quote;
                    }
                }
                Some(_) => self.at += 1,
            }
        };
        self.at = stop;
    }

    fn run(&mut self, lexeme: Lexeme, goes_on: impl Fn(u8) -> bool) -> Lexeme {
        let rest = slice(self.text, self.at..).as_bytes();
        let length = rest.iter().position(|&byte| !goes_on(byte));
        self.at += length.unwrap_or(rest.len());
        lexeme
    }

    fn one(&mut self, lexeme: Lexeme) -> Lexeme {
        self.at += 1;
        lexeme
    }

    /// Punctuation and operators, up to what could begin something else.
    fn other(&mut self) -> Lexeme {
        self.at += 1;
        self.run(Lexeme::Other, |byte| {
            matches!(
                byte,
                b',' | b'.' | b':' | b'=' | b'<' | b'>' | b'*' | b'[' | b']'
            )
        })
    }

    fn string(&mut self, from: usize, escapes: bool, plain: bool) -> Lexeme {
        let bytes = self.text.as_bytes();
        let mut at = from;
        let mut legacy = false;
        let closed = loop {
            match bytes.get(at) {
                None => break false,
                Some(b'\'') if bytes.get(at + 1) == Some(&b'\'') => at += 2,
                Some(b'\'') => break true,
                Some(b'\\') if escapes => {
                    legacy |= plain;
                    at += 2;
                }
                Some(_) => at += 1,
            }
        };
        self.close(b'\'', at + 1, closed, legacy)
    }

    fn identifier(&mut self) -> Lexeme {
        let closed = self.identifier_closes();
        self.close(b'"', self.at, closed, false)
    }

    /// Goes behind an identifier in quotes; tells whether it ends.
    fn identifier_closes(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let mut at = self.at + 1;
        let closed = loop {
            match bytes.get(at) {
                None => break false,
                Some(b'"') if bytes.get(at + 1) == Some(&b'"') => at += 2,
                Some(b'"') => break true,
                Some(_) => at += 1,
            }
        };
        self.at = at + 1;
        closed
    }

    fn dollar(&mut self) -> Lexeme {
        let rest = slice(self.text, self.at..);
        let Some(tag) = dollar_tag(rest) else {
            return self.one(Lexeme::Other);
        };
        let body = tag.len();
        match slice(rest, body..).find(tag) {
            Some(end) => self.close(b'$', self.at + body + end + body, true, false),
            None => self.close(b'$', self.text.len(), false, false),
        }
    }

    fn close(&mut self, quote: u8, end: usize, closed: bool, legacy: bool) -> Lexeme {
        self.at = if closed { end } else { self.text.len() };
        Lexeme::Quoted {
            quote,
            closed,
            legacy,
        }
    }

    fn block_comment(&mut self) -> Lexeme {
        let bytes = self.text.as_bytes();
        let mut depth = 0_u32;
        let mut at = self.at;
        while let Some(byte) = bytes.get(at) {
            match (byte, bytes.get(at + 1)) {
                (b'/', Some(b'*')) => {
                    depth += 1;
                    at += 2;
                }
                (b'*', Some(b'/')) => {
                    depth -= 1;
                    at += 2;
                }
                _ => at += 1,
            }
            if depth == 0 {
                break;
            }
        }
        self.at = at;
        Lexeme::BlockComment { closed: depth == 0 }
    }
}

/// The opening `$tag$` at the start of a text.
pub(super) fn dollar_tag(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('$')?;
    let (tag, _) = inner.split_once('$')?;
    let good = |byte: u8| starts_word(byte) || byte.is_ascii_digit();
    let named = tag.bytes().next().is_none_or(starts_word) && tag.bytes().all(good);
    named.then(|| slice(text, ..tag.len() + 2))
}

/// A stretch of a text. Places are counted by bytes in text that anybody may have written: one that is out
/// of it, or within a character, gives nothing and stops nobody.
pub(super) fn slice<R: SliceIndex<str, Output = str>>(text: &str, range: R) -> &str {
    text.get(range).unwrap_or_default()
}

/// How many lines end in a text.
pub(super) fn line_breaks(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX)
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0x0c)
}

fn starts_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn continues_word(byte: u8) -> bool {
    starts_word(byte) || byte.is_ascii_digit() || byte == b'$'
}
