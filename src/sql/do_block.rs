//! `DO` blocks: the statements of a PL/pgSQL body that can be read without running it
//! (`src/pl/plpgsql/src/pl_gram.y`).

use std::ops::Range;

use sqlparser::tokenizer::Token;

use super::split::{self, Part};
use super::tokens::tokenize;
use super::{Statement, statement};

/// The statements that a `DO` block may run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// Takes what the body says.
pub(super) struct Run {
    /// What it said so far.
    pub(super) block: DoBlock,
    /// How many blocks surround it.
    pub(super) depth: usize,
}

impl Run {
    /// How many statements there are so far.
    pub(super) fn count(&self) -> usize {
        self.block.statements.len()
    }

    /// A part that cannot be read statically.
    pub(super) fn unread(&mut self, line: u32, reason: impl Into<String>) {
        let reason = reason.into();
        self.block.unread.push(Unread { line, reason });
    }

    /// A text that is evaluated for a value. Without parentheses it calls nothing.
    pub(super) fn evaluate(&mut self, text: &str) {
        if text.contains('(') {
            self.block.expressions.push(text.to_owned());
        }
    }

    /// These statements stand in a block that catches these conditions.
    pub(super) fn handle(&mut self, which: Range<usize>, level: usize, conditions: &str) {
        for guarded in self.block.statements.get_mut(which).into_iter().flatten() {
            let conditions = conditions.to_owned();
            guarded.guards.insert(level, Guard::Handled { conditions });
        }
    }

    /// A statement of SQL.
    pub(super) fn sql(&mut self, text: &str, line: u32, guards: &[Guard]) {
        let statement = Statement::inside(text.to_owned(), line, self.depth + 1);
        self.push(statement, guards);
    }

    /// `EXECUTE expression`: read where the expression is a constant.
    pub(super) fn execute(&mut self, expression: &str, line: u32, guards: &[Guard]) {
        let Some(text) = constant(expression) else {
            let shown: String = expression.chars().take(60).collect();
            return self.unread(line, format!("EXECUTE of a computed string: {shown}"));
        };
        for part in split::split(&text) {
            if let Part::Piece(mut piece) = part {
                piece.line = piece.line.saturating_add(line) - 1;
                let statement = statement(piece, None, self.depth + 1);
                self.push(statement, guards);
            }
        }
    }

    fn push(&mut self, statement: Statement, guards: &[Guard]) {
        self.block.statements.push(Guarded {
            guards: guards.to_vec(),
            statement,
        });
    }
}

/// The value of an expression that is one string, or strings joined by `||`.
fn constant(expression: &str) -> Option<String> {
    let tokens = tokenize(expression).ok()?;
    let mut value = String::new();
    for (number, token) in tokens.iter().enumerate() {
        match (&token.token, number % 2) {
            (
                Token::SingleQuotedString(text)
                | Token::EscapedStringLiteral(text)
                | Token::UnicodeStringLiteral(text),
                0,
            ) => value.push_str(text),
            (Token::DollarQuotedString(text), 0) => value.push_str(&text.value),
            (Token::StringConcat, 1) => {}
            _ => return None,
        }
    }
    (tokens.len() % 2 == 1).then_some(value)
}
