//! A statement's tokens, and sqlparser's `Parser` over them: what our grammar is built on.

use std::cell::Cell;

use sqlparser::ast::{DataType, Expr, Ident, ObjectName, ObjectNamePart};
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token, TokenWithSpan};

use super::guard;
use super::lexer::slice;
use super::tokens::{DIALECT, tokenize};
pub(crate) use super::tokens::{Read, is_word};

/// A place among the tokens of a statement.
pub(crate) struct Reader<'a> {
    /// The statement.
    pub(crate) text: &'a str,
    /// sqlparser's own primitives; it holds the tokens, without white space and comments.
    pub(crate) parser: Parser<'a>,
    /// A place of the text and the byte there: the next one that is asked for mostly stands behind it.
    found: Cell<(Location, usize)>,
}

impl<'a> Reader<'a> {
    /// Reads the tokens of a statement.
    ///
    /// # Errors
    ///
    /// sqlparser refuses a token, or the statement nests too deeply.
    pub(crate) fn new(text: &'a str) -> Read<Self> {
        Ok(Self::over(text, tokenize(text)?))
    }

    /// A reader over tokens of a statement.
    pub(crate) fn over(text: &'a str, tokens: Vec<TokenWithSpan>) -> Self {
        let parser = Parser::new(&DIALECT).with_tokens_with_locations(tokens);
        Self {
            text,
            parser,
            found: Cell::new((Location::new(1, 1), 0)),
        }
    }

    /// The number of the next token.
    pub(crate) fn index(&self) -> usize {
        self.parser.index()
    }

    /// Goes back to an earlier token.
    pub(crate) fn back(&mut self, to: usize) {
        while self.parser.index() > to {
            self.parser.prev_token();
        }
    }

    /// The tokens from one number up to another, without it.
    pub(crate) fn tokens(&self, first: usize, end: usize) -> Vec<TokenWithSpan> {
        (first..end)
            .map(|index| self.parser.token_at(index).clone())
            .take_while(|token| token.token != Token::EOF)
            .collect()
    }

    /// The tokens from one number up to the next token.
    pub(crate) fn tokens_from(&self, first: usize) -> impl Iterator<Item = &Token> + Clone {
        let tokens = (first..self.index()).map(|index| &self.parser.token_at(index).token);
        tokens.take_while(|token| **token != Token::EOF)
    }

    /// The number of the token after the last.
    pub(crate) fn end(&self) -> usize {
        let mut index = self.index();
        while self.parser.token_at(index).token != Token::EOF {
            index += 1;
        }
        index
    }

    /// The next token.
    pub(crate) fn peek(&self) -> &Token {
        self.peek_nth(0)
    }

    /// The token after `n` others.
    pub(crate) fn peek_nth(&self, n: usize) -> &Token {
        &self.parser.token_at(self.parser.index() + n).token
    }

    /// Whether these words, parted by spaces, come next.
    pub(crate) fn sees(&self, words: &str) -> bool {
        self.sees_at(self.index(), words)
    }

    /// Whether these words stand at this number.
    pub(crate) fn sees_at(&self, index: usize, words: &str) -> bool {
        self.seen(index, words).is_some()
    }

    /// How many words these are, if they stand at this number.
    fn seen(&self, index: usize, words: &str) -> Option<usize> {
        let mut left = words.as_bytes();
        for count in 1.. {
            let Token::Word(word) = &self.parser.token_at(index + count - 1).token else {
                return None;
            };
            let (first, rest) = left.split_at_checked(word.value.len())?;
            if word.quote_style.is_some() || !first.eq_ignore_ascii_case(word.value.as_bytes()) {
                return None;
            }
            match rest {
                [] => return Some(count),
                [b' ', rest @ ..] => left = rest,
                _ => return None,
            }
        }
        None
    }

    /// Takes these words, parted by spaces, if they come next.
    pub(crate) fn take(&mut self, words: &str) -> bool {
        let found = self.seen(self.index(), words);
        for _ in 0..found.unwrap_or_default() {
            self.parser.advance_token();
        }
        found.is_some()
    }

    /// Takes the first of these words that comes next.
    pub(crate) fn take_one_of(&mut self, choices: &[&'static str]) -> Option<&'static str> {
        choices.iter().find(|words| self.take(words)).copied()
    }

    /// Takes these words.
    ///
    /// # Errors
    ///
    /// Something else comes next.
    pub(crate) fn expect(&mut self, words: &str) -> Read<()> {
        if self.take(words) {
            Ok(())
        } else {
            self.refuse(words)
        }
    }

    /// Takes what follows these words, if they come next.
    pub(crate) fn after<T>(
        &mut self,
        words: &str,
        inner: impl FnOnce(&mut Self) -> Read<T>,
    ) -> Read<Option<T>> {
        self.take(words).then(|| inner(self)).transpose()
    }

    /// Takes this token if it comes next.
    pub(crate) fn take_token(&mut self, token: &Token) -> bool {
        self.parser.consume_token(token)
    }

    /// The error that something else was expected here.
    ///
    /// # Errors
    ///
    /// Always.
    pub(crate) fn refuse<T>(&self, expected: &str) -> Read<T> {
        let found = self.parser.peek_token();
        Err(ParserError::ParserError(format!(
            "expected {expected}, found {}",
            shown(&found.token)
        )))
    }

    /// Nothing may be left.
    ///
    /// # Errors
    ///
    /// A token is left.
    pub(crate) fn expect_end(&self) -> Read<()> {
        match self.peek() {
            Token::EOF => Ok(()),
            _ => self.refuse("the end of the statement"),
        }
    }

    /// An identifier.
    pub(crate) fn ident(&mut self) -> Read<Ident> {
        let ident = self.parser.parse_identifier()?;
        self.check_quotes(&ident)?;
        Ok(ident)
    }

    /// sqlparser takes a string for an identifier; PostgreSQL does not.
    fn check_quotes(&self, ident: &Ident) -> Read<()> {
        match ident.quote_style {
            Some('\'') => self.refuse("an identifier, not a string, before this"),
            _ => Ok(()),
        }
    }

    /// A name, perhaps qualified.
    pub(crate) fn name(&mut self) -> Read<ObjectName> {
        let name = self.parser.parse_object_name(false)?;
        for ident in name.0.iter().filter_map(ObjectNamePart::as_ident) {
            self.check_quotes(ident)?;
        }
        Ok(name)
    }

    /// An expression, read by sqlparser without loss.
    pub(crate) fn expr(&mut self) -> Read<Expr> {
        let first = self.index();
        let value = self.parser.parse_expr()?;
        guard::check(self.tokens_from(first), &value)?;
        Ok(value)
    }

    /// A data type, read by sqlparser without loss.
    pub(crate) fn data_type(&mut self) -> Read<DataType> {
        let first = self.index();
        let value = self.parser.parse_data_type()?;
        guard::check(self.tokens_from(first), &value)?;
        Ok(value)
    }

    /// `( identifier, ... )`.
    pub(crate) fn idents(&mut self) -> Read<Vec<Ident>> {
        self.parenthesized(|r| r.separated(Self::ident))
    }

    /// `( inner )`.
    pub(crate) fn parenthesized<T>(&mut self, inner: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        self.parser.expect_token(&Token::LParen)?;
        let value = inner(self)?;
        self.parser.expect_token(&Token::RParen)?;
        Ok(value)
    }

    /// One or more, parted by commas.
    pub(crate) fn separated<T>(
        &mut self,
        mut one: impl FnMut(&mut Self) -> Read<T>,
    ) -> Read<Vec<T>> {
        let mut all = vec![one(self)?];
        while self.take_token(&Token::Comma) {
            all.push(one(self)?);
        }
        Ok(all)
    }

    /// A string of any quoting.
    pub(crate) fn string(&mut self) -> Read<String> {
        let value = match self.peek() {
            Token::SingleQuotedString(value)
            | Token::EscapedStringLiteral(value)
            | Token::UnicodeStringLiteral(value) => value.clone(),
            Token::DollarQuotedString(quoted) => quoted.value.clone(),
            _ => return self.refuse("a string"),
        };
        self.parser.advance_token();
        Ok(value)
    }

    /// A whole number with an optional sign.
    pub(crate) fn integer(&mut self) -> Read<i64> {
        let negative = self.take_token(&Token::Minus);
        if !negative {
            self.take_token(&Token::Plus);
        }
        let Token::Number(digits, _) = self.peek() else {
            return self.refuse("a whole number");
        };
        let signed = format!("{}{digits}", if negative { "-" } else { "" });
        let Ok(value) = signed.replace('_', "").parse() else {
            return self.refuse("a whole number of 64 bits");
        };
        self.parser.advance_token();
        Ok(value)
    }

    /// Goes over the next token; what stands in parentheses or brackets is gone over as a whole.
    ///
    /// # Errors
    ///
    /// Nothing is left, or a parenthesis is not closed.
    pub(crate) fn skip(&mut self) -> Read<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                Token::EOF => return self.refuse("more of the statement"),
                Token::LParen | Token::LBracket => depth += 1,
                Token::RParen if depth == 0 => return self.refuse("an opening parenthesis"),
                Token::RParen => depth -= 1,
                Token::RBracket => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.parser.advance_token();
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// Goes over the next token, and keeps what it went over.
    ///
    /// # Errors
    ///
    /// As [`Reader::skip`].
    pub(crate) fn skip_into(&mut self, kept: &mut Vec<TokenWithSpan>) -> Read<()> {
        let first = self.index();
        self.skip()?;
        kept.append(&mut self.tokens(first, self.index()));
        Ok(())
    }

    /// The text in parentheses, which are gone over.
    ///
    /// # Errors
    ///
    /// Something else comes next, or they are not closed.
    pub(crate) fn text_in_parentheses(&mut self) -> Read<String> {
        if *self.peek() != Token::LParen {
            return self.refuse("an opening parenthesis");
        }
        let first = self.index() + 1;
        self.skip()?;
        Ok(self.text_between(first, self.index() - 1))
    }

    /// The text from a token up to the next one.
    pub(crate) fn text_from(&self, first: usize) -> String {
        self.text_between(first, self.index())
    }

    /// The text from a token up to another, without it.
    pub(crate) fn text_between(&self, first: usize, end: usize) -> String {
        if first >= end {
            return String::new();
        }
        let from = self.offset(self.parser.token_at(first).span.start);
        let to = self.offset(self.parser.token_at(end - 1).span.end);
        self.text.get(from..to).unwrap_or("").trim().to_owned()
    }

    /// The byte at a place that the tokenizer names by line and character.
    fn offset(&self, wanted: Location) -> usize {
        let (mut place, mut at) = self.found.get();
        if (wanted.line, wanted.column) < (place.line, place.column) {
            (place, at) = (Location::new(1, 1), 0);
        }
        for c in slice(self.text, at..).chars() {
            if (place.line, place.column) >= (wanted.line, wanted.column) {
                break;
            }
            at += c.len_utf8();
            place = match c {
                '\n' => Location::new(place.line + 1, 1),
                _ => Location::new(place.line, place.column + 1),
            };
        }
        self.found.set((place, at));
        at
    }

    /// Goes to the end; the text that was left.
    pub(crate) fn rest(&mut self) -> String {
        let first = self.index();
        while *self.peek() != Token::EOF {
            self.parser.advance_token();
        }
        self.text_from(first)
    }
}

fn shown(token: &Token) -> String {
    match token {
        Token::EOF => "the end of the statement".to_owned(),
        other => format!("`{other}`"),
    }
}
