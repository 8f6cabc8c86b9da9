//! `DO` blocks: the statements of a PL/pgSQL body that can be read without running it
//! (`src/pl/plpgsql/src/pl_gram.y`).

use std::ops::Range;

use sqlparser::parser::ParserError;
use sqlparser::tokenizer::Token;

use super::lexer::{dollar_tag, line_breaks, slice};
use super::plpgsql::Body;
use super::reader::{Read, Reader, tokenize};
use super::split::{self, Part};
use super::{DoBlock, Guard, Guarded, Statement, Syntax, Unread, parse, statement};

/// How many `DO` blocks may run one another by `EXECUTE`.
const MAX_DEPTH: usize = 3;

/// The rest of `DO [LANGUAGE name] body`, after `DO`.
pub(super) fn read(r: &mut Reader<'_>, line: u32, depth: usize) -> Read<DoBlock> {
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
        block.unread.push(Unread {
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

/// Takes what the body says.
pub(super) struct Run {
    block: DoBlock,
    depth: usize,
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
        let syntax = parse::syntax(text, line, self.depth + 1);
        self.push(
            Statement {
                text: text.to_owned(),
                line,
                operation: None,
                syntax,
            },
            guards,
        );
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
        match statement.syntax {
            Syntax::Unreadable { reason } => self.unread(statement.line, reason),
            Syntax::Parsed(_) | Syntax::Extra(_) | Syntax::Do(_) => {
                self.block.statements.push(Guarded {
                    guards: guards.to_vec(),
                    statement,
                });
            }
        }
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
