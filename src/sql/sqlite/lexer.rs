//! The tokens of SQLite (`tokenize.c`).

use crate::sql::lexer::slice;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// White space.
    Space,
    /// `-- ...` up to the end of the line.
    LineComment,
    /// `/* ... */`, which does not nest; one that is not closed goes on to the end.
    BlockComment,
    /// A keyword, or a name without quotes.
    Word,
    /// A string or a name, by the quote that it begins with.
    Quoted(u8),
    /// `x'0a'`.
    Blob,
    /// A number.
    Number,
    /// `?1`, `:name`, `@name`, `$name`.
    Variable,
    /// An operator or punctuation.
    Sign,
    /// A quote that is not closed, by that quote.
    Unterminated(u8),
    /// What SQLite has no token for.
    Illegal,
}

/// A token, by its place in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: Kind,
    /// Its first byte.
    pub(crate) start: usize,
    /// The byte behind its last.
    pub(crate) end: usize,
}

/// The tokens of a text.
#[derive(Clone)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    /// Begins at the start of a text.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The whole text.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// Where the next token begins.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Goes on from another place, which must be between two characters.
    pub(super) fn seek(&mut self, at: usize) {
        self.at = at.min(self.text.len());
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    /// How many bytes in a row are so, from `ahead` on.
    fn run(&self, ahead: usize, goes_on: impl Fn(u8) -> bool) -> usize {
        let rest = self.text.as_bytes().get(self.at + ahead..);
        let rest = rest.unwrap_or_default();
        let end = rest.iter().position(|&byte| !goes_on(byte));
        end.unwrap_or(rest.len())
    }

    /// What the next token is, and how many bytes of the text it is.
    fn measure(&self, first: u8) -> (Kind, usize) {
        match (first, self.byte(1)) {
            (b' ' | b'\t' | b'\n' | b'\r' | 0x0c, _) => (Kind::Space, self.run(0, is_space)),
            (b'-', Some(b'-')) => (Kind::LineComment, self.run(0, |byte| byte != b'\n')),
            (b'/', Some(b'*')) if self.byte(2).is_some() => self.block_comment(),
            (b'\'' | b'"' | b'`', _) => self.quoted(first),
            (b'[', _) => self.bracketed(),
            (b'x' | b'X', Some(b'\'')) => self.blob(),
            (b'.', Some(next)) if next.is_ascii_digit() => self.number(),
            (b'0'..=b'9', _) => self.number(),
            (b'?', _) => (
                Kind::Variable,
                1 + self.run(1, |byte| byte.is_ascii_digit()),
            ),
            (b'$' | b'@' | b':' | b'#', _) => match self.run(1, continues_word) {
                0 => (Kind::Illegal, 1),
                length => (Kind::Variable, 1 + length),
            },
            _ if slice(self.text, self.at..).starts_with('\u{feff}') => (Kind::Space, 3),
            _ if starts_word(first) => (Kind::Word, self.run(0, continues_word)),
            _ => self.sign(first),
        }
    }

    fn sign(&self, first: u8) -> (Kind, usize) {
        let length = match (first, self.byte(1), self.byte(2)) {
            (b'-', Some(b'>'), Some(b'>')) => 3,
            (b'-', Some(b'>'), _)
            | (b'=' | b'!', Some(b'='), _)
            | (b'<', Some(b'=' | b'>' | b'<'), _)
            | (b'>', Some(b'=' | b'>'), _)
            | (b'|', Some(b'|'), _) => 2,
            (
                b'-' | b'+' | b'*' | b'/' | b'%' | b'=' | b'<' | b'>' | b'|' | b'&' | b'~' | b'('
                | b')' | b',' | b'.' | b';',
                ..,
            ) => 1,
            _ => return (Kind::Illegal, 1),
        };
        (Kind::Sign, length)
    }

    fn block_comment(&self) -> (Kind, usize) {
        let rest = slice(self.text, self.at + 2..);
        let length = rest.find("*/").map_or(rest.len(), |end| end + 2);
        (Kind::BlockComment, length + 2)
    }

    /// A quote that stands twice is one of the text.
    fn quoted(&self, quote: u8) -> (Kind, usize) {
        let mut length = 1;
        loop {
            length += self.run(length, |byte| byte != quote);
            match (self.byte(length), self.byte(length + 1)) {
                (None, _) => return (Kind::Unterminated(quote), length),
                (_, Some(next)) if next == quote => length += 2,
                _ => return (Kind::Quoted(quote), length + 1),
            }
        }
    }

    fn bracketed(&self) -> (Kind, usize) {
        let length = 1 + self.run(1, |byte| byte != b']');
        match self.byte(length) {
            Some(_) => (Kind::Quoted(b'['), length + 1),
            None => (Kind::Unterminated(b'['), length),
        }
    }

    fn blob(&self) -> (Kind, usize) {
        let digits = self.run(2, |byte| byte.is_ascii_hexdigit());
        if self.byte(2 + digits) == Some(b'\'') && digits.is_multiple_of(2) {
            return (Kind::Blob, digits + 3);
        }
        let length = 2 + self.run(2, |byte| byte != b'\'');
        match self.byte(length) {
            Some(_) => (Kind::Illegal, length + 1),
            None => (Kind::Unterminated(b'\''), length),
        }
    }

    fn number(&self) -> (Kind, usize) {
        let digits = |from: usize| self.run(from, |byte| byte.is_ascii_digit() || byte == b'_');
        let mut length = 0;
        if self.byte(0) == Some(b'0') && matches!(self.byte(1), Some(b'x' | b'X')) {
            length = 2 + self.run(2, |byte| byte.is_ascii_hexdigit() || byte == b'_');
        } else {
            length += digits(length);
            if self.byte(length) == Some(b'.') {
                length += 1 + digits(length + 1);
            }
            if matches!(self.byte(length), Some(b'e' | b'E')) {
                let sign = usize::from(matches!(self.byte(length + 1), Some(b'+' | b'-')));
                match digits(length + 1 + sign) {
                    0 => {}
                    exponent => length += 1 + sign + exponent,
                }
            }
        }
        match self.run(length, continues_word) {
            0 => (Kind::Number, length),
            more => (Kind::Illegal, length + more),
        }
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let (kind, length) = self.measure(self.byte(0)?);
        let start = self.at;
        self.at += length;
        // What is no token of one byte may be a character of several.
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
        let end = self.at;
        Some(Token { kind, start, end })
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
}

fn starts_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn continues_word(byte: u8) -> bool {
    starts_word(byte) || byte.is_ascii_digit() || byte == b'$'
}
