//! A script to its statements, as `sqlite3_complete` (`complete.c`) sees where one ends.

use super::lexer::{Kind, Lexer, Token};
use crate::sql::lexer::{line_breaks, slice};
use crate::sql::split::{MAX_RECOVERIES, Part, Piece, find_header, starts_with_header};

/// Splits a script. Parts cover all of it but the semicolons and what stands in `/* */` between statements.
pub(in crate::sql) fn split(text: &str) -> Splitter<'_> {
    Splitter {
        lexer: Lexer::new(text),
        line: 1,
        counted: 0,
        recoveries: 0,
    }
}

/// See [`split`].
pub(in crate::sql) struct Splitter<'a> {
    lexer: Lexer<'a>,
    line: u32,
    counted: usize,
    recoveries: usize,
}

impl<'a> Iterator for Splitter<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        loop {
            let start = self.lexer.position();
            let first = self.lexer.by_ref().find(|token| !is_gap(token.kind))?;
            match first.kind {
                _ if first.start > start => {
                    self.lexer.seek(first.start);
                    return Some(self.gap(start, first.start));
                }
                Kind::BlockComment => {}
                _ if self.text_of(first) == ";" => {}
                _ => return Some(self.piece(first)),
            }
        }
    }
}

fn is_gap(kind: Kind) -> bool {
    matches!(kind, Kind::Space | Kind::LineComment)
}

impl<'a> Splitter<'a> {
    fn text_of(&self, token: Token) -> &'a str {
        slice(self.lexer.text(), token.start..token.end)
    }

    fn gap(&mut self, start: usize, end: usize) -> Part<'a> {
        let line = self.line_at(start);
        let text = slice(self.lexer.text(), start..end);
        Part::Gap { text, line }
    }

    fn piece(&mut self, first: Token) -> Part<'a> {
        let (start, line) = (first.start, self.line_at(first.start));
        let mut state = State::default();
        let (mut end, mut fault) = (start, None);
        self.lexer.seek(start);
        while let Some(token) = self.lexer.next() {
            match token.kind {
                Kind::LineComment if self.ends_statement(token) => break,
                Kind::LineComment if state.in_trigger() && self.at_header(token.start) => {
                    fault = Some("a trigger has no END".to_owned());
                    self.lexer.seek(token.start);
                    break;
                }
                Kind::Space | Kind::BlockComment | Kind::LineComment => continue,
                Kind::Unterminated(quote) => {
                    (end, fault) = self.recover(token.start, quote, start);
                    break;
                }
                _ if self.text_of(token) == ";" && state.is_complete() => break,
                _ => {}
            }
            state.see(token.kind, self.text_of(token));
            end = token.end;
        }
        let text = slice(self.lexer.text(), start..end);
        Part::Piece(Piece { text, line, fault })
    }

    /// Django closes a statement by `;` even where the statement ends in a `--` comment, which
    /// swallows it. The next operation comment, or `COMMIT;`, then shows where it ended.
    fn ends_statement(&self, comment: Token) -> bool {
        let rest = slice(self.lexer.text(), comment.end..).trim_start_matches(['\r', '\n']);
        self.text_of(comment).trim_end().ends_with(';')
            && (starts_with_header(rest) || rest.starts_with("COMMIT;"))
    }

    fn at_header(&self, at: usize) -> bool {
        let text = self.lexer.text();
        starts_with_header(slice(text, at..)) && slice(text, ..at).ends_with('\n')
    }

    /// A quote that is not closed swallows all that follows; the next operation comment ends it.
    fn recover(&mut self, at: usize, quote: u8, start: usize) -> (usize, Option<String>) {
        let text = self.lexer.text();
        let line = self.line_at(at);
        self.recoveries += 1;
        let header = (self.recoveries <= MAX_RECOVERIES)
            .then(|| find_header(text, at))
            .flatten();
        let end = header.unwrap_or(text.len());
        self.lexer.seek(end);
        let what = match quote {
            b'\'' => "quoted string",
            _ => "quoted identifier",
        };
        let fault = format!("unterminated {what}, opened on line {line}");
        (
            start + slice(text, start..end).trim_end().len(),
            Some(fault),
        )
    }

    fn line_at(&mut self, at: usize) -> u32 {
        let more = line_breaks(slice(self.lexer.text(), self.counted..at));
        self.line = self.line.saturating_add(more);
        self.counted = at;
        self.line
    }
}

/// What keeps a semicolon from ending a statement: the body of a trigger, which ends at `; END`.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing was seen yet.
    #[default]
    Start,
    /// `EXPLAIN ...`
    Explain,
    /// `CREATE [TEMP]`
    Create,
    /// Within a trigger.
    Trigger,
    /// A semicolon within a trigger.
    Semicolon,
    /// `END` behind it.
    End,
    /// Anything else.
    Plain,
}

impl State {
    fn is_complete(self) -> bool {
        !matches!(self, Self::Trigger | Self::Semicolon)
    }

    fn in_trigger(self) -> bool {
        matches!(self, Self::Trigger | Self::Semicolon | Self::End)
    }

    fn see(&mut self, kind: Kind, text: &str) {
        let is = |word: &str| kind == Kind::Word && text.eq_ignore_ascii_case(word);
        *self = match self {
            Self::Start | Self::Explain if is("CREATE") => Self::Create,
            Self::Start if is("EXPLAIN") => Self::Explain,
            Self::Explain => Self::Explain,
            Self::Create if is("TEMP") || is("TEMPORARY") => Self::Create,
            Self::Create if is("TRIGGER") => Self::Trigger,
            Self::Trigger | Self::Semicolon | Self::End if text == ";" => Self::Semicolon,
            Self::Semicolon if is("END") => Self::End,
            Self::Trigger | Self::Semicolon | Self::End => Self::Trigger,
            Self::Start | Self::Create | Self::Plain => Self::Plain,
        };
    }
}
