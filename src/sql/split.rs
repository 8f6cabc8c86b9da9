//! A script to its statements, as `psql` would split it (`src/fe_utils/psqlscan.l`).

use super::lexer::{Lexeme, Lexer, is_space, line_breaks, slice};

/// How often an unterminated quote may be left at the next operation comment. Beyond it the rest of
/// the script is one unreadable statement: so the work stays linear in the length of the text.
pub(super) const MAX_RECOVERIES: usize = 16;

/// What is said of a command of psql.
pub const OF_PSQL: &str = "a psql meta-command, which only psql understands; write it as SQL";

/// A stretch of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// White space and comments between statements.
    Gap {
        /// The text.
        text: &'a str,
        /// The line on which it starts, counted from 1.
        line: u32,
    },
    /// A statement, without its semicolon.
    Piece(Piece<'a>),
}

/// One statement, not yet read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// From its first token to its last.
    pub(super) text: &'a str,
    /// The line of its first token, counted from 1.
    pub(super) line: u32,
    /// Why it cannot be read, where splitting already shows it.
    pub(super) fault: Option<String>,
}

/// Splits a script. Gaps and pieces cover all of it but the semicolons.
pub(super) fn split(text: &str) -> Splitter<'_> {
    Splitter {
        lexer: Lexer::new(text, true),
        line: 1,
        counted: 0,
        pending: None,
        recoveries: 0,
    }
}

/// See [`split`].
pub(super) struct Splitter<'a> {
    lexer: Lexer<'a>,
    line: u32,
    counted: usize,
    pending: Option<Part<'a>>,
    recoveries: usize,
}

impl<'a> Iterator for Splitter<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        if let Some(part) = self.pending.take() {
            return Some(part);
        }
        loop {
            let start = self.lexer.position();
            let first = self.skip_trivia();
            let piece = first.map(|(at, lexeme)| self.piece(at, lexeme));
            let end = first.map_or(self.lexer.position(), |(at, _)| at);
            let gap = (end > start).then(|| self.gap(start, end));
            let Some(extent) = piece else {
                return gap;
            };
            let piece = self.finish(extent);
            if gap.is_some() {
                self.pending = piece;
                return gap;
            }
            // Where there is neither, two semicolons stand side by side.
            if piece.is_some() {
                return piece;
            }
        }
    }
}

/// Where a statement stands, and what is wrong with it.
struct Extent {
    start: usize,
    end: usize,
    fault: Option<String>,
    legacy: bool,
}

impl<'a> Splitter<'a> {
    fn skip_trivia(&mut self) -> Option<(usize, Lexeme)> {
        loop {
            let at = self.lexer.position();
            match self.lexer.next_lexeme()? {
                Lexeme::Space | Lexeme::LineComment | Lexeme::BlockComment { closed: true } => {}
                other => return Some((at, other)),
            }
        }
    }

    fn piece(&mut self, start: usize, first: Lexeme) -> Extent {
        if first == Lexeme::Backslash {
            return self.meta_command(start);
        }
        let mut nesting = Nesting::default();
        let mut extent = Extent {
            start,
            end: start,
            fault: None,
            legacy: false,
        };
        let mut at = start;
        let mut lexeme = Some(first);
        while let Some(current) = lexeme {
            let end = self.lexer.position();
            match current {
                Lexeme::Semicolon if nesting.is_flat() => break,
                Lexeme::LineComment if self.ends_statement(at, end) => break,
                Lexeme::LineComment if !nesting.is_flat() && self.at_header(at) => {
                    extent.fault = Some("BEGIN ATOMIC or a parenthesis is not closed".to_owned());
                    self.lexer.seek(at);
                    break;
                }
                Lexeme::Space | Lexeme::LineComment | Lexeme::BlockComment { closed: true } => {}
                Lexeme::Quoted { closed: false, .. } | Lexeme::BlockComment { closed: false } => {
                    self.recover(&mut extent, at, current);
                    break;
                }
                _ => {
                    nesting.see(current, slice(self.lexer.text(), at..end));
                    extent.legacy |= matches!(current, Lexeme::Quoted { legacy: true, .. });
                    extent.end = end;
                }
            }
            if nesting.is_settled() {
                self.skip_plain(&mut extent);
            }
            at = self.lexer.position();
            lexeme = self.lexer.next_lexeme();
        }
        self.follow_setting(&extent);
        extent
    }

    /// Most of a statement does not tell where it ends.
    fn skip_plain(&mut self, extent: &mut Extent) {
        let from = self.lexer.position();
        self.lexer.skip_plain();
        let skipped = slice(self.lexer.text(), from..self.lexer.position());
        let kept = skipped.trim_end_matches(|c| u8::try_from(c).is_ok_and(is_space));
        if !kept.is_empty() {
            extent.end = from + kept.len();
        }
    }

    /// Django closes a statement by `;` even where the statement ends in a `--` comment, which
    /// swallows it. The next operation comment, or `COMMIT;`, then shows where it ended.
    fn ends_statement(&self, at: usize, end: usize) -> bool {
        let text = self.lexer.text();
        let rest = slice(text, end..).trim_start_matches(['\r', '\n']);
        slice(text, at..end).trim_end().ends_with(';')
            && (starts_with_header(rest) || rest.starts_with("COMMIT;"))
    }

    fn at_header(&self, at: usize) -> bool {
        let text = self.lexer.text();
        starts_with_header(slice(text, at..)) && slice(text, ..at).ends_with('\n')
    }

    /// An unterminated quote swallows all that follows; the next operation comment ends it.
    fn recover(&mut self, extent: &mut Extent, at: usize, lexeme: Lexeme) {
        let text = self.lexer.text();
        let what = match lexeme {
            Lexeme::Quoted { quote, .. } => match quote {
                b'"' => "quoted identifier",
                b'$' => "dollar-quoted string",
                _ => "quoted string",
            },
            _ => "/* comment",
        };
        let line = line_of(text, self.counted, self.line, at);
        extent.fault = Some(format!("unterminated {what}, opened on line {line}"));
        self.recoveries += 1;
        let header = (self.recoveries <= MAX_RECOVERIES)
            .then(|| find_header(text, at))
            .flatten();
        let end = header.unwrap_or(text.len());
        extent.end = extent.start + slice(text, extent.start..end).trim_end().len();
        self.lexer.seek(end);
    }

    fn meta_command(&mut self, start: usize) -> Extent {
        let text = self.lexer.text();
        let length = slice(text, start..)
            .find('\n')
            .unwrap_or(text.len() - start);
        let end = start + slice(text, start..start + length).trim_end().len();
        self.lexer.seek(start + length);
        Extent {
            start,
            end,
            fault: Some(OF_PSQL.to_owned()),
            legacy: false,
        }
    }

    /// `SET standard_conforming_strings = off` changes how the rest is split.
    fn follow_setting(&mut self, extent: &Extent) {
        let text = slice(self.lexer.text(), extent.start..extent.end);
        if let Some(on) = standard_strings_setting(text) {
            self.lexer.set_standard_strings(on);
        }
    }

    fn gap(&mut self, start: usize, end: usize) -> Part<'a> {
        let line = self.line_at(start);
        let text = slice(self.lexer.text(), start..end);
        Part::Gap { text, line }
    }

    fn finish(&mut self, extent: Extent) -> Option<Part<'a>> {
        let text = slice(self.lexer.text(), extent.start..extent.end);
        if text.is_empty() {
            return None;
        }
        let legacy = "a backslash in a string while standard_conforming_strings is off";
        let fault = extent
            .fault
            .or_else(|| extent.legacy.then(|| legacy.to_owned()));
        let line = self.line_at(extent.start);
        Some(Part::Piece(Piece { text, line, fault }))
    }

    fn line_at(&mut self, at: usize) -> u32 {
        self.line = line_of(self.lexer.text(), self.counted, self.line, at);
        self.counted = at;
        self.line
    }
}

/// The line of `at`, where `from` (not after it) is on line `line`.
fn line_of(text: &str, from: usize, line: u32, at: usize) -> u32 {
    line.saturating_add(line_breaks(slice(text, from..at)))
}

/// What keeps a semicolon from ending a statement: `BEGIN ATOMIC ... END` in a function, and the
/// parentheses of a rule.
#[derive(Default)]
struct Nesting {
    words: usize,
    made: Made,
    after_begin: bool,
    depth: u32,
    begins: u32,
}

/// What a `CREATE` makes, as far as its first words say.
#[derive(Default, PartialEq)]
enum Made {
    #[default]
    Nothing,
    Something,
    Routine,
    Rule,
}

impl Nesting {
    fn is_flat(&self) -> bool {
        self.depth == 0 && self.begins == 0
    }

    /// Whether no word that is still to come can nest anything.
    fn is_settled(&self) -> bool {
        match self.made {
            Made::Nothing => self.words > 0,
            Made::Something => self.words > 3,
            Made::Routine | Made::Rule => false,
        }
    }

    fn see(&mut self, lexeme: Lexeme, text: &str) {
        match lexeme {
            Lexeme::Word => self.word(text),
            Lexeme::Open if self.made == Made::Rule => self.depth += 1,
            Lexeme::Close => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }

    fn word(&mut self, text: &str) {
        let is = |word: &str| text.eq_ignore_ascii_case(word);
        let routine = self.made == Made::Routine;
        match self.words {
            0 if is("create") => self.made = Made::Something,
            1..=3 if self.made == Made::Something && is("rule") => self.made = Made::Rule,
            1..=3 if self.made == Made::Something && (is("function") || is("procedure")) => {
                self.made = Made::Routine;
            }
            _ if routine && self.after_begin && is("atomic") => self.begins += 1,
            _ if self.begins > 0 && is("case") => self.begins += 1,
            _ if self.begins > 0 && is("end") => self.begins -= 1,
            _ => {}
        }
        self.after_begin = is("begin");
        self.words += 1;
    }
}

/// Whether Django's operation comment (`--`, `-- description`, `--`) stands here, at a line's start.
pub(super) fn starts_with_header(text: &str) -> bool {
    let mut lines = text.lines();
    let mut next = || lines.next().map_or("", |line| line.trim_end_matches('\r'));
    let (first, second, third, fourth) = (next(), next(), next(), next());
    let titled = |line: &str| line.len() > 3 && line.starts_with("-- ");
    first == "--" && titled(second) && (third == "--" || (titled(third) && fourth == "--"))
}

pub(super) fn find_header(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(found) = slice(text, at..).find("\n--") {
        at += found + 1;
        if starts_with_header(slice(text, at..)) {
            return Some(at);
        }
    }
    None
}

/// Whether a statement sets `standard_conforming_strings`, and to what.
fn standard_strings_setting(text: &str) -> Option<bool> {
    if !text
        .as_bytes()
        .first_chunk::<3>()?
        .eq_ignore_ascii_case(b"set")
    {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let mut words = lower
        .split(|c: char| c.is_whitespace() || matches!(c, '=' | '\'' | '"'))
        .filter(|word| !word.is_empty());
    let found = words.any(|word| word == "standard_conforming_strings");
    let value = words.find(|word| *word != "to");
    found.then_some(!matches!(value, Some("off" | "false" | "no" | "0")))
}
