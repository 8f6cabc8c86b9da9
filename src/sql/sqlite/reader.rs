//! A place among the tokens of one statement: what the grammar is built on.

use super::lexer::{Kind, Lexer, Token};
use crate::sql::lexer::slice;

/// What reading a part of a statement gives; where it cannot be read, why.
pub(crate) type Read<T> = Result<T, String>;

/// The keywords that are never a name without quotes: those without a `%fallback` in `parse.y`.
const RESERVED: [&str; 58] = [
    "ADD",
    "ALL",
    "ALTER",
    "AND",
    "AS",
    "AUTOINCREMENT",
    "BETWEEN",
    "CASE",
    "CHECK",
    "COLLATE",
    "COMMIT",
    "CONSTRAINT",
    "CREATE",
    "DEFAULT",
    "DEFERRABLE",
    "DELETE",
    "DISTINCT",
    "DROP",
    "ELSE",
    "ESCAPE",
    "EXISTS",
    "FOREIGN",
    "FROM",
    "GROUP",
    "HAVING",
    "IN",
    "INDEX",
    "INSERT",
    "INTERSECT",
    "INTO",
    "IS",
    "ISNULL",
    "JOIN",
    "LIMIT",
    "NOT",
    "NOTHING",
    "NOTNULL",
    "NULL",
    "ON",
    "OR",
    "ORDER",
    "PRIMARY",
    "REFERENCES",
    "RETURNING",
    "SELECT",
    "SET",
    "TABLE",
    "THEN",
    "TO",
    "TRANSACTION",
    "UNION",
    "UNIQUE",
    "UPDATE",
    "USING",
    "VALUES",
    "WHEN",
    "WHERE",
    "EXCEPT",
];

/// Whether a word without quotes is never a name.
pub(crate) fn is_reserved(word: &str) -> bool {
    RESERVED.iter().any(|it| it.eq_ignore_ascii_case(word))
}

/// A place among the tokens of a statement, without white space and comments.
pub(crate) struct Reader<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    end: usize,
}

impl<'a> Reader<'a> {
    /// Reads the tokens of a statement.
    ///
    /// # Errors
    ///
    /// SQLite has no such token, or parentheses do not match.
    pub(crate) fn new(text: &'a str) -> Read<Self> {
        let mut depth = 0_usize;
        let mut tokens = Vec::new();
        for token in Lexer::new(text) {
            let written = slice(text, token.start..token.end);
            match token.kind {
                Kind::Space | Kind::LineComment | Kind::BlockComment => continue,
                Kind::Illegal => return Err(format!("unrecognized token: `{written}`")),
                Kind::Unterminated(_) => return Err("a quote is not closed".to_owned()),
                Kind::Sign if written == "(" => depth += 1,
                Kind::Sign if written == ")" => {
                    depth = depth.checked_sub(1).ok_or("a parenthesis is not opened")?;
                }
                _ => {}
            }
            tokens.push(token);
        }
        if depth > 0 {
            return Err("a parenthesis is not closed".to_owned());
        }
        let end = tokens.len();
        Ok(Self {
            text,
            tokens,
            at: 0,
            end,
        })
    }

    /// The number of the next token.
    pub(crate) fn index(&self) -> usize {
        self.at
    }

    /// Goes to another token.
    pub(crate) fn go(&mut self, to: usize) {
        self.at = to;
    }

    /// The number of the token behind the last that is read.
    pub(crate) fn end(&self) -> usize {
        self.end
    }

    /// Reads up to this token, as if the statement ended there; gives back where it ended.
    pub(crate) fn narrow(&mut self, end: usize) -> usize {
        std::mem::replace(&mut self.end, end.min(self.tokens.len()))
    }

    /// The token at this number.
    pub(crate) fn token(&self, index: usize) -> Option<Token> {
        self.tokens.get(index).copied().filter(|_| index < self.end)
    }

    /// What is written at this number; nothing behind the end.
    pub(crate) fn written(&self, index: usize) -> &'a str {
        let token = self.token(index);
        token.map_or("", |token| slice(self.text, token.start..token.end))
    }

    /// The next token.
    pub(crate) fn peek(&self) -> Option<Token> {
        self.token(self.at)
    }

    /// What the next token is.
    pub(crate) fn kind(&self) -> Option<Kind> {
        self.peek().map(|token| token.kind)
    }

    /// Whether nothing is left.
    pub(crate) fn is_at_end(&self) -> bool {
        self.peek().is_none()
    }

    /// Goes over the next token; what was written there.
    pub(crate) fn advance(&mut self) -> &'a str {
        let written = self.written(self.at);
        self.at += 1;
        written
    }

    /// Whether these words, parted by spaces, stand at this number.
    pub(crate) fn sees_at(&self, index: usize, words: &str) -> bool {
        words.split(' ').enumerate().all(|(more, word)| {
            let token = self.token(index + more);
            token.is_some_and(|token| token.kind == Kind::Word)
                && self.written(index + more).eq_ignore_ascii_case(word)
        })
    }

    /// Whether these words, parted by spaces, come next.
    pub(crate) fn sees(&self, words: &str) -> bool {
        self.sees_at(self.at, words)
    }

    /// Takes these words if they come next.
    pub(crate) fn take(&mut self, words: &str) -> bool {
        let found = self.sees(words);
        if found {
            self.at += words.split(' ').count();
        }
        found
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
            return Ok(());
        }
        self.refuse(words)
    }

    /// Whether this sign stands at this number.
    pub(crate) fn sees_sign_at(&self, index: usize, sign: &str) -> bool {
        let token = self.token(index);
        token.is_some_and(|token| token.kind == Kind::Sign) && self.written(index) == sign
    }

    /// Whether this sign comes next.
    pub(crate) fn sees_sign(&self, sign: &str) -> bool {
        self.sees_sign_at(self.at, sign)
    }

    /// Takes this sign if it comes next.
    pub(crate) fn take_sign(&mut self, sign: &str) -> bool {
        let found = self.sees_sign(sign);
        self.at += usize::from(found);
        found
    }

    /// Takes this sign.
    ///
    /// # Errors
    ///
    /// Something else comes next.
    pub(crate) fn expect_sign(&mut self, sign: &str) -> Read<()> {
        if self.take_sign(sign) {
            return Ok(());
        }
        self.refuse(&format!("`{sign}`"))
    }

    /// Nothing may be left.
    ///
    /// # Errors
    ///
    /// A token is left.
    pub(crate) fn expect_end(&self) -> Read<()> {
        if self.is_at_end() {
            return Ok(());
        }
        self.refuse("the end of the statement")
    }

    /// The error that something else was expected here.
    ///
    /// # Errors
    ///
    /// Always.
    pub(crate) fn refuse<T>(&self, expected: &str) -> Read<T> {
        Err(match self.written(self.at) {
            "" => format!("expected {expected}, found the end of the statement"),
            found => format!("expected {expected}, found `{found}`"),
        })
    }

    /// Whether the token at this number can be a name: a word that is not reserved, or one in quotes of any kind
    /// (`nm` of `parse.y`).
    pub(crate) fn is_name_at(&self, index: usize) -> bool {
        match self.token(index).map(|token| token.kind) {
            Some(Kind::Word) => !is_reserved(self.written(index)),
            Some(Kind::Quoted(_)) => true,
            _ => false,
        }
    }

    /// What the token at this number says, without its quotes.
    pub(crate) fn unquoted(&self, index: usize) -> String {
        let written = self.written(index);
        let Some(Kind::Quoted(quote)) = self.token(index).map(|token| token.kind) else {
            return written.to_owned();
        };
        let inner = slice(written, 1..written.len().saturating_sub(1));
        let quote = char::from(quote);
        match quote {
            '[' => inner.to_owned(),
            _ => inner.replace(&format!("{quote}{quote}"), &quote.to_string()),
        }
    }

    /// Takes a name; what it says.
    ///
    /// # Errors
    ///
    /// Something else comes next.
    pub(crate) fn name(&mut self) -> Read<String> {
        if !self.is_name_at(self.at) {
            return self.refuse("a name");
        }
        let name = self.unquoted(self.at);
        self.at += 1;
        Ok(name)
    }

    /// The number of the parenthesis that closes the one at this number.
    pub(crate) fn closing(&self, open: usize) -> usize {
        self.find(open + 1, |r, index| r.sees_sign_at(index, ")"))
    }

    /// The first token from this number on, outside of further parentheses, that is so; else the end.
    pub(crate) fn find(&self, from: usize, is: impl Fn(&Self, usize) -> bool) -> usize {
        let mut depth = 0_usize;
        for index in from..self.end {
            if depth == 0 && is(self, index) {
                return index;
            }
            if self.sees_sign_at(index, "(") {
                depth += 1;
            } else if self.sees_sign_at(index, ")") {
                depth = depth.saturating_sub(1);
            }
        }
        self.end
    }

    /// The text from a token up to another, without it: what stands between two tokens is one space, or nothing.
    pub(crate) fn text_between(&self, first: usize, end: usize) -> String {
        let mut text = String::new();
        let mut last = None;
        for index in first..end {
            let Some(token) = self.token(index) else {
                break;
            };
            if last.is_some_and(|last| last < token.start) {
                text.push(' ');
            }
            text.push_str(self.written(index));
            last = Some(token.end);
        }
        text
    }
}
