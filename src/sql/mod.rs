//! Text to statements: Django's comments, splitting, the bodies of `DO` blocks; and the tokens of a statement,
//! which `effect` reads.
//!
//! Nothing of a stored output is dropped in silence: every statement of the text is in
//! [`Script::statements`].

#![cfg_attr(not(test), warn(clippy::indexing_slicing, clippy::string_slice))]

mod comments;
pub(crate) mod cut;
mod do_block;
pub(crate) mod guard;
mod lexer;
mod plain;
mod plpgsql;
mod print;
pub(crate) mod reader;
mod split;
pub(crate) mod sqlite;
mod tokens;
mod words;

#[cfg(test)]
pub use do_block::Unread;
pub use do_block::{DoBlock, Guard, Guarded};
pub(crate) use print::printed;
pub use split::OF_PSQL;
pub use tokens::STACK;
pub(crate) use tokens::{check_plain, parser, tokens};
pub use words::{identifiers, lines_of_psql};

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use sqlparser::parser::ParserError;
use sqlparser::tokenizer::Token;

use do_block::Run;
use lexer::{Lexeme, Lexer, dollar_tag, line_breaks, slice};
use plpgsql::Body;
use reader::Reader;
use tokens::Read;

/// How many `DO` blocks may run one another by `EXECUTE`.
const MAX_DEPTH: usize = 3;

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
    script(split::split(without_mark(text)))
}

/// Reads a stored output that was printed for SQLite.
#[must_use]
pub fn read_sqlite(text: &str) -> Script {
    script(sqlite::split(without_mark(text)))
}

/// A text without a byte order mark.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

fn script<'a>(parts: impl Iterator<Item = split::Part<'a>>) -> Script {
    let mut comments = comments::Comments::default();
    let mut statements = Vec::new();
    for part in parts {
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
    let mut lexer = Lexer::new(text, true);
    let mut kept = String::with_capacity(text.len());
    let mut first = lexer.position();
    while let Some(lexeme) = lexer.next_lexeme() {
        let next = lexer.position();
        match lexeme {
            Lexeme::Space | Lexeme::LineComment | Lexeme::BlockComment { .. } => {
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
    let mut lexer = Lexer::new(text, true);
    let mut depth = 0_u32;
    while let Some(lexeme) = lexer.next_lexeme() {
        match lexeme {
            Lexeme::Open => depth += 1,
            Lexeme::Close if depth > 0 => depth -= 1,
            Lexeme::Space
            | Lexeme::Word
            | Lexeme::Other
            | Lexeme::Quoted {
                quote: b'\'' | b'"',
                closed: true,
                legacy: false,
            } => {}
            _ => return false,
        }
    }
    depth == 0
}

/// The block that a statement is; none where it is another one.
///
/// # Errors
///
/// Why the block cannot be read, in words for people.
#[must_use]
pub fn do_block(statement: &Statement) -> Option<Result<DoBlock, String>> {
    let (first, _) = split_first_word(&statement.text);
    if !first.eq_ignore_ascii_case("DO") {
        return None;
    }
    let block = contain(|| {
        let mut reader = Reader::new(&statement.text).ok()?;
        let is_block = reader.take("DO");
        is_block.then(|| read_block(&mut reader, statement.line, statement.depth))
    });
    match block {
        Ok(block) => block.map(|read| read.map_err(|error| reason(&error))),
        Err(reason) => Some(Err(reason)),
    }
}

/// The rest of `DO [LANGUAGE name] body`, after `DO`.
fn read_block(r: &mut Reader<'_>, line: u32, depth: usize) -> Read<DoBlock> {
    if depth >= MAX_DEPTH {
        return Err(ParserError::RecursionLimitExceeded);
    }
    let mut language = language(r)?;
    let first = r.index();
    let dollar = matches!(r.peek(), Token::DollarQuotedString(_));
    let body = r.string()?;
    let quoted = r.text_from(first);
    if language.is_none() {
        language = self::language(r)?;
    }
    r.expect_end()?;
    let line = line.saturating_add(lines_before(r.text, &quoted));
    let mut block = DoBlock::default();
    if language.is_some_and(|name| !name.eq_ignore_ascii_case("plpgsql")) {
        block.unread.push(do_block::Unread {
            line,
            reason: "a DO block in another language than plpgsql".to_owned(),
        });
        return Ok(block);
    }
    let source = match dollar_tag(&quoted) {
        Some(tag) if dollar => slice(&quoted, tag.len()..quoted.len().saturating_sub(tag.len())),
        _ => body.as_str(),
    };
    let mut run = Run { block, depth };
    Body::new(source, line).read(&mut run);
    Ok(run.block)
}

fn language(r: &mut Reader<'_>) -> Read<Option<String>> {
    if !r.take("LANGUAGE") {
        return Ok(None);
    }
    match r.string() {
        Ok(name) => Ok(Some(name)),
        Err(_) => r.ident().map(|name| Some(name.value)),
    }
}

fn lines_before(text: &str, part: &str) -> u32 {
    let at = text.find(part).unwrap_or(0);
    line_breaks(slice(text, ..at))
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

thread_local! {
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

static HOOK: Once = Once::new();

/// The last net: one statement on which the program fails spoils no other. What `read` gives; where it panics, the reason in words for people, and nothing is printed. What `read`
/// works on must not be used after that.
///
/// # Errors
///
/// `read` panicked.
pub(crate) fn contain<T>(read: impl FnOnce() -> T) -> Result<T, String> {
    // A fuzzer looks for panics.
    if cfg!(fuzzing) {
        return Ok(read());
    }
    HOOK.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !CONTAINED.get() {
                print(info);
            }
        }));
    });
    let surrounded = CONTAINED.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(read));
    CONTAINED.set(surrounded);
    outcome
        .map_err(|_| "reconcile failed while it read this, which is a bug of reconcile".to_owned())
}

#[cfg(test)]
mod tests;
