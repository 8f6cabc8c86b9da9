//! Text to statements: Django's comments, splitting, sqlparser, a small grammar of our own for what
//! sqlparser refuses or would lose, and the DDL inside `DO` bodies.
//!
//! Nothing of a stored output is dropped in silence: every statement of the text is in
//! [`Script::statements`], as [`Syntax::Unreadable`] where it could not be read.

#![cfg_attr(not(test), warn(clippy::indexing_slicing, clippy::string_slice))]

mod comments;
mod depth;
mod do_block;
pub mod grammar;
mod guard;
mod lexer;
mod modifiers;
pub(crate) mod panics;
mod parse;
mod plpgsql;
mod reader;
mod split;

pub use depth::STACK;
pub(crate) use depth::{check_plain, parser, tokens};
pub use grammar::Extra;

/// A stored output, read.
#[derive(Debug, Clone, PartialEq, Default)]
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
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Its text, without the semicolon and without surrounding white space and comments.
    pub text: String,
    /// The line of its first token, counted from 1.
    pub line: u32,
    /// The operation comment above it, for example `Create model StreamConfig`.
    pub operation: Option<String>,
    /// What it says.
    pub syntax: Syntax,
}

/// What a statement says.
///
/// Each kind of statement comes through one door only:
///
/// - `CREATE TABLE`, `CREATE INDEX`, `CREATE [MATERIALIZED] VIEW`, `CREATE SEQUENCE`,
///   `CREATE FUNCTION|PROCEDURE|AGGREGATE`, `CREATE DOMAIN|EXTENSION|RULE|SCHEMA|STATISTICS|TRIGGER`, every `ALTER` (but
///   `ALTER POLICY`), every `DROP`, `COMMENT ON` and `SET CONSTRAINTS` are always [`Syntax::Extra`];
/// - so are the commands of [`Extra::Whole`], whose effect nobody needs to take apart: `GRANT`,
///   `VACUUM`, `CREATE ROLE`, `CREATE PUBLICATION` ...; a query or DML that sqlparser refuses also
///   comes as [`Extra::Whole`];
/// - what is left (queries, DML, `CREATE TYPE`, `POLICY`,
///   `COLLATION`, `SET`, transactions) is [`Syntax::Parsed`].
#[derive(Debug, Clone, PartialEq)]
pub enum Syntax {
    /// Read by sqlparser, without loss.
    Parsed(Box<sqlparser::ast::Statement>),
    /// Read by our own grammar.
    Extra(Box<Extra>),
    /// A `DO` block.
    Do(DoBlock),
    /// Not understood.
    Unreadable {
        /// Why, in words for people.
        reason: String,
    },
}

/// The statements that a `DO` block may run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DoBlock {
    /// What could be read, in the order of the text.
    pub statements: Vec<Guarded>,
    /// What could not be read statically.
    pub unread: Vec<Unread>,
    /// Texts that are evaluated for a value, and change a schema only by what they call: conditions,
    /// assignments, `PERFORM` ...
    pub expressions: Vec<String>,
}

/// A statement of a `DO` block, and what must hold for it to run.
#[derive(Debug, Clone, PartialEq)]
pub struct Guarded {
    /// All that surrounds it, outermost first. Empty: it always runs.
    pub guards: Vec<Guard>,
    /// The statement; its line is counted in the stored output, not in the block.
    pub statement: Statement,
}

/// What surrounds a statement of a `DO` block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guard {
    /// `IF EXISTS (condition) THEN`.
    IfExists {
        /// The query between the parentheses.
        condition: String,
    },
    /// `IF NOT EXISTS (condition) THEN`.
    IfNotExists {
        /// The query between the parentheses.
        condition: String,
    },
    /// `IF condition THEN` of any other form.
    If {
        /// The text between `IF` and `THEN`.
        condition: String,
    },
    /// The `ELSE` (or a later `ELSIF`) of this guard: it runs where the guard does not hold.
    Else(Box<Guard>),
    /// In a block with an `EXCEPTION` section: its errors may be caught.
    Handled {
        /// The conditions that are caught, for example `duplicate_object`.
        conditions: String,
    },
    /// In the handler itself: it runs only after such an error.
    Handler {
        /// The conditions, for example `undefined_table`.
        conditions: String,
    },
}

/// A part of a `DO` block that could not be read statically.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its line in the stored output, counted from 1.
    pub line: u32,
    /// Why, in words for people.
    pub reason: String,
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
    let syntax = match piece.fault {
        Some(reason) => Syntax::Unreadable { reason },
        None => parse::syntax(piece.text, piece.line, depth),
    };
    Statement {
        text: piece.text.to_owned(),
        line: piece.line,
        operation,
        syntax,
    }
}

#[cfg(test)]
mod tests;
