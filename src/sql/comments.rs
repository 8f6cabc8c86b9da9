//! What Django writes between statements: which operation the next ones belong to, and which
//! operations left no statement (`django.db.migrations.migration.Migration.apply`).

use super::Marker;
use super::lexer::{Lexeme, Lexer, line_breaks, slice};
use super::split::starts_with_header;

const NO_OP: &str = "-- (no-op)";
const UNWRITABLE: &str = "-- THIS OPERATION CANNOT BE WRITTEN AS SQL";
/// The first line of the comment of such an operation, as Django wrote it up to 4.1.
const UNWRITABLE_BEFORE: &str =
    "-- MIGRATION NOW PERFORMS OPERATION THAT CANNOT BE WRITTEN AS SQL:";
const RUN_PYTHON: &str = "Raw Python operation";

/// What the comments said so far.
#[derive(Debug, Default)]
pub(super) struct Comments {
    /// The operation that the next statement belongs to.
    pub(super) operation: Option<String>,
    /// Operations that could not be written as SQL.
    pub(super) unwritable: Vec<Marker>,
    /// Operations that did nothing.
    pub(super) no_ops: Vec<Marker>,
    marked: bool,
}

impl Comments {
    /// Reads the white space and comments between two statements.
    pub(super) fn read(&mut self, gap: &str, line: u32) {
        let mut lexer = Lexer::new(gap, true);
        let (mut line, mut counted) = (line, 0);
        loop {
            let at = lexer.position();
            let Some(lexeme) = lexer.next_lexeme() else {
                break;
            };
            if lexeme != Lexeme::LineComment || !starts_line(gap, at) {
                continue;
            }
            line = line.saturating_add(line_breaks(slice(gap, counted..at)));
            counted = at;
            let length = self.comment(slice(gap, at..), line);
            lexer.seek(at + length);
        }
    }

    /// Reads one comment; returns how many bytes of it are done.
    fn comment(&mut self, text: &str, line: u32) -> usize {
        if starts_with_header(text) {
            return self.header(text, line);
        }
        let first = text.lines().next().unwrap_or("");
        match first.trim_end() {
            NO_OP => {
                let operation = self.operation.clone();
                self.no_ops.push(Marker { line, operation });
            }
            UNWRITABLE => self.mark(line),
            _ => {}
        }
        first.len()
    }

    fn header(&mut self, text: &str, line: u32) -> usize {
        let mut lines = text.split_inclusive('\n');
        let mut length = lines.next().map_or(0, str::len);
        let mut title = lines.next().unwrap_or("");
        length += title.len();
        let old = title.trim_end() == UNWRITABLE_BEFORE;
        if old {
            title = lines.next().unwrap_or("");
            length += title.len();
        }
        let title = title.trim_end_matches(['\r', '\n']);
        self.operation = title.strip_prefix("-- ").map(str::to_owned);
        self.marked = false;
        if old || self.operation.as_deref() == Some(RUN_PYTHON) {
            self.mark(line + 1);
        }
        length + lines.next().map_or(0, str::len)
    }

    fn mark(&mut self, line: u32) {
        if !self.marked {
            self.marked = true;
            let operation = self.operation.clone();
            self.unwritable.push(Marker { line, operation });
        }
    }
}

fn starts_line(gap: &str, at: usize) -> bool {
    at == 0 || slice(gap, ..at).ends_with('\n')
}
