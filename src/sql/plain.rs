//! The tokens of plain text, such as nearly all that Django prints: sqlparser's own tokenizer goes by character and
//! takes several times as long. Whatever is not surely read alike is left to that one.

use std::cell::RefCell;

use sqlparser::tokenizer::{Location, Span, Token, TokenWithSpan};

use crate::recent::Recent;

/// The tokens without white space, as sqlparser's tokenizer gives them; none where the text holds anything else
/// than plain words, names, strings, whole numbers and punctuation.
pub(super) fn tokens(text: &str) -> Option<Vec<TokenWithSpan>> {
    let mut plain = Plain {
        text,
        at: 0,
        line: 1,
        line_start: 0,
    };
    let mut tokens = Vec::with_capacity(text.len() / 5);
    while let Some(byte) = plain.after_space() {
        let start = plain.location();
        let token = plain.token(byte)?;
        let span = Span::new(start, plain.location());
        tokens.push(TokenWithSpan { token, span });
    }
    Some(tokens)
}

struct Plain<'a> {
    text: &'a str,
    at: usize,
    line: u64,
    /// Where the line begins: a byte is a character here.
    line_start: usize,
}

impl<'a> Plain<'a> {
    fn location(&self) -> Location {
        Location::new(self.line, (self.at - self.line_start) as u64 + 1)
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    /// The first byte of the next token.
    fn after_space(&mut self) -> Option<u8> {
        loop {
            let byte = self.byte(0)?;
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => self.advance(byte),
                _ => return Some(byte),
            }
        }
    }

    fn advance(&mut self, byte: u8) {
        self.at += 1;
        if byte == b'\n' {
            self.line += 1;
            self.line_start = self.at;
        }
    }

    fn token(&mut self, byte: u8) -> Option<Token> {
        let next = self.byte(1);
        let (token, length) = match byte {
            b'"' => return Some(Token::make_word(self.quoted(byte)?, Some('"'))),
            b'\'' => return Some(Token::SingleQuotedString(self.quoted(byte)?.to_owned())),
            b'0'..=b'9' => return self.number(),
            // `E'...'`, `U&'...'` and their like are strings.
            byte if is_word_start(byte) && !matches!(next, Some(b'\'' | b'"' | b'&')) => {
                return Some(word(self.run(is_word_part)));
            }
            b'(' => (Token::LParen, 1),
            b')' => (Token::RParen, 1),
            b',' => (Token::Comma, 1),
            b';' => (Token::SemiColon, 1),
            b'*' => (Token::Mul, 1),
            b'+' => (Token::Plus, 1),
            b'[' => (Token::LBracket, 1),
            b']' => (Token::RBracket, 1),
            b':' if next == Some(b':') => (Token::DoubleColon, 2),
            b'.' if next.is_some_and(|next| next == b'"' || next.is_ascii_alphabetic()) => {
                (Token::Period, 1)
            }
            b'-' if ends(next) => (Token::Minus, 1),
            b'=' if ends(next) => (Token::Eq, 1),
            b'<' if ends(next) => (Token::Lt, 1),
            b'>' if ends(next) => (Token::Gt, 1),
            b'<' if next == Some(b'=') && ends(self.byte(2)) => (Token::LtEq, 2),
            b'>' if next == Some(b'=') && ends(self.byte(2)) => (Token::GtEq, 2),
            b'<' if next == Some(b'>') && ends(self.byte(2)) => (Token::Neq, 2),
            _ => return None,
        };
        self.at += length;
        Some(token)
    }

    /// What stands between quotes; none where one stands in it, or it does not end.
    fn quoted(&mut self, quote: u8) -> Option<&'a str> {
        self.at += 1;
        let first = self.at;
        loop {
            let byte = self.byte(0)?;
            if byte == quote {
                break;
            }
            // What is not ASCII is counted otherwise; of a backslash it depends on the kind of string.
            if !byte.is_ascii() || byte == b'\\' {
                return None;
            }
            self.advance(byte);
        }
        let inner = self.text.get(first..self.at);
        self.at += 1;
        inner.filter(|_| self.byte(0) != Some(quote))
    }

    /// A whole number, which nothing follows that could be of it.
    fn number(&mut self) -> Option<Token> {
        let digits = self.run(|byte| byte.is_ascii_digit());
        let goes_on = |byte: u8| is_word_part(byte) || byte == b'.';
        let ends = !self.byte(0).is_some_and(goes_on);
        ends.then(|| Token::Number(digits.to_owned(), false))
    }

    fn run(&mut self, goes_on: impl Fn(u8) -> bool) -> &'a str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.bytes().position(|byte| !goes_on(byte));
        let run = rest.get(..length.unwrap_or(rest.len())).unwrap_or_default();
        self.at += run.len();
        run
    }
}

thread_local! {
    static RECENT: RefCell<Recent<Token>> = const { RefCell::new(Recent::by(word_text)) };
}

/// A word without quotes. Whether it is a keyword is looked for among a thousand: once, of those that come often.
fn word(text: &str) -> Token {
    RECENT.with_borrow_mut(|recent| recent.get(text, || Token::make_word(text, None)))
}

fn word_text(token: &Token) -> &str {
    match token {
        Token::Word(word) => &word.value,
        _ => "",
    }
}

fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

/// What is not ASCII goes on with a word, and is left to sqlparser where it is met next.
fn is_word_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$'
}

/// Whether an operator surely ends before this byte.
fn ends(byte: Option<u8>) -> bool {
    byte.is_some_and(|byte| {
        matches!(byte, b' ' | b'\n' | b'(' | b')' | b'\'' | b'"') || is_word_part(byte)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sql::tokens::sqlparsers;

    /// What tokens are made of, and what makes another token of its neighbour.
    const PIECES: [&str; 54] = [
        "a", "B", "e", "n", "u", "x", "_", "$", "$$", "$a$", "0", "12", ".", "1e5", "L", "\"",
        "\"a b\"", "\"\"", "'", "''", "'it'", "\\", "(", ")", "[", "]", "{", ",", ";", ":", "::",
        "=", "<", ">", "!", "-", "--", "+", "*", "/", "/*", "%", "|", "&", "^", "~", "?", "@", "#",
        " ", "\n", "\t", "\r", "ü",
    ];

    fn is_as_sqlparser_reads(text: &str) -> bool {
        tokens(text).is_none_or(|tokens| sqlparsers(text).is_ok_and(|read| read == tokens))
    }

    /// What one token is depends on no more than its neighbours.
    #[test]
    fn every_three_pieces_are_read_as_sqlparser_does() {
        let mut read = 0;
        for one in PIECES {
            for two in PIECES {
                for three in PIECES {
                    let text = [one, two, three].concat();
                    assert!(is_as_sqlparser_reads(&text), "{text:?}");
                    read += usize::from(tokens(&text).is_some());
                }
            }
        }
        assert!(read > 10_000, "{read} are plain");
    }

    fn plain_pieces() -> Vec<&'static str> {
        let all = PIECES.into_iter();
        all.filter(|piece| tokens(&format!(" {piece} ")).is_some())
            .collect()
    }

    proptest! {
        #[test]
        fn a_longer_text_is_read_as_sqlparser_does(
            pieces in proptest::collection::vec(proptest::sample::select(plain_pieces()), 0..12),
        ) {
            let text = pieces.concat();
            prop_assert!(is_as_sqlparser_reads(&text), "{:?}", text);
        }
    }

    #[test]
    fn what_django_prints_is_read_here() {
        let statements = [
            "CREATE TABLE \"shop_book\" (\"id\" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY,\n\t\
             \"name\" varchar(100) NOT NULL, \"price\" numeric(10, 2) NULL)",
            "CREATE INDEX \"shop_book_slug_like\" ON \"shop_book\" (\"slug\" varchar_pattern_ops) WHERE \"active\"",
            "ALTER TABLE \"shop_book\" ADD CONSTRAINT \"c\" CHECK (\"status\" IN ('new', 'paid') AND \"qty\" >= 0)",
            "ALTER TABLE \"shop_book\" ADD COLUMN \"data\" jsonb DEFAULT '{}'::jsonb NOT NULL",
            "ALTER TABLE \"app\".\"a\" ALTER COLUMN \"n\" TYPE integer USING \"n\"::integer",
        ];
        for text in statements {
            assert!(tokens(text).is_some(), "{text}");
            assert!(is_as_sqlparser_reads(text), "{text}");
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_sqlparser() {
        for text in [
            "'it''s'",
            "\"a\"\"b\"",
            "E'a'",
            "$$a$$",
            "1.5",
            "-- a",
            "/* a */ b",
            "'ü'",
            "a->>b",
            "b'1'",
        ] {
            assert_eq!(tokens(text), None, "{text}");
        }
    }
}
