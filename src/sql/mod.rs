//! Text to statements: Django's comments, splitting, the bodies of `DO` blocks; and the tokens of a statement,
//! which `effect` reads.
//!
//! Nothing of a stored output is dropped in silence: every statement of the text is in
//! [`Script::statements`].

#![cfg_attr(not(test), warn(clippy::indexing_slicing, clippy::string_slice))]

mod comments;
mod depth;
mod do_block;
pub(crate) mod guard;
mod lexer;
mod modifiers;
pub(crate) mod panics;
mod plpgsql;
pub(crate) mod reader;
mod split;

pub use depth::STACK;
pub(crate) use depth::{check_plain, parser, tokens};
#[cfg(test)]
pub use do_block::Unread;
pub use do_block::{DoBlock, Guard, Guarded, do_block};

use sqlparser::parser::ParserError;

/// A stored output, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Script {
    /// Every statement, in order. `BEGIN` and `COMMIT` are statements too.
    pub statements: Vec<Statement>,
    /// Operations that Django could not write as SQL (`RunPython`).
    pub unwritable: Vec<Marker>,
    /// Operations that Django printed as `-- (no-op)`.
    pub no_ops: Vec<Marker>,
}

/// An operation that left a comment in the stored output, and no statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    /// The line of the comment, counted from 1.
    pub line: u32,
    /// The operation comment above it.
    pub operation: Option<String>,
}

/// One SQL statement of a stored output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its text, without the semicolon and without surrounding white space and comments.
    pub text: String,
    /// The line of its first token, counted from 1.
    pub line: u32,
    /// The operation comment above it, for example `Create model StreamConfig`.
    pub operation: Option<String>,
    /// How many `DO` blocks surround it.
    pub depth: usize,
    /// Why it cannot be read, where that shows without reading it.
    pub fault: Option<String>,
}

impl Statement {
    /// A part of another statement, which stands at this line.
    pub(crate) const fn inside(text: String, line: u32, depth: usize) -> Self {
        Self {
            text,
            line,
            operation: None,
            depth,
            fault: None,
        }
    }
}

/// Reads a stored output. Never fails: what cannot be read is in the result, with the reason.
#[must_use]
pub fn read(text: &str) -> Script {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut comments = comments::Comments::default();
    let mut statements = Vec::new();
    for part in split::split(text) {
        match part {
            split::Part::Gap { text, line } => comments.read(text, line),
            split::Part::Piece(piece) => {
                statements.push(statement(piece, comments.operation.clone(), 0));
            }
        }
    }
    Script {
        statements,
        unwritable: comments.unwritable,
        no_ops: comments.no_ops,
    }
}

/// The first word of a text that begins with one, and the rest.
#[must_use]
pub fn split_first_word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_'));
    text.split_at(end.unwrap_or(text.len()))
}

/// A text without comments, each stretch of white space as one space; strings and quoted names stay
/// as they are.
#[must_use]
pub fn without_comments(text: &str) -> String {
    let mut lexer = lexer::Lexer::new(text, true);
    let mut kept = String::with_capacity(text.len());
    let mut first = lexer.position();
    while let Some(lexeme) = lexer.next_lexeme() {
        let next = lexer.position();
        match lexeme {
            lexer::Lexeme::Space
            | lexer::Lexeme::LineComment
            | lexer::Lexeme::BlockComment { .. } => {
                if !kept.ends_with(' ') {
                    kept.push(' ');
                }
            }
            _ => kept.push_str(text.get(first..next).unwrap_or_default()),
        }
        first = next;
    }
    kept.trim().to_owned()
}

/// Whether a text is one piece of a statement: closed quotes, matching parentheses, and neither a comment
/// nor a semicolon nor a backslash of psql.
#[must_use]
pub fn is_one_piece(text: &str) -> bool {
    let mut lexer = lexer::Lexer::new(text, true);
    let mut depth = 0_u32;
    while let Some(lexeme) = lexer.next_lexeme() {
        match lexeme {
            lexer::Lexeme::Open => depth += 1,
            lexer::Lexeme::Close if depth > 0 => depth -= 1,
            lexer::Lexeme::Space
            | lexer::Lexeme::Word
            | lexer::Lexeme::Other
            | lexer::Lexeme::Quoted {
                quote: b'\'' | b'"',
                closed: true,
                legacy: false,
            } => {}
            _ => return false,
        }
    }
    depth == 0
}

fn statement(piece: split::Piece<'_>, operation: Option<String>, depth: usize) -> Statement {
    Statement {
        operation,
        fault: piece.fault,
        ..Statement::inside(piece.text.to_owned(), piece.line, depth)
    }
}

/// An error in words for people, without sqlparser's own prefixes.
pub(crate) fn reason(error: &ParserError) -> String {
    match error {
        ParserError::RecursionLimitExceeded => "it nests too deeply".to_owned(),
        ParserError::TokenizerError(text) | ParserError::ParserError(text) => text.clone(),
    }
}

#[cfg(test)]
mod tests;
