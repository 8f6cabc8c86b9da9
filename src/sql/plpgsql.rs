//! The shape of a PL/pgSQL body: blocks, conditions, handlers.
//!
//! Only what surrounds statements is understood. Loops and `CASE` are handed over as unread; variables
//! matter only where a computed string is executed.

use super::do_block::Run;
use super::lexer::{Lexeme, Lexer, line_breaks, slice};
use super::{Guard, split_first_word};

/// How deeply blocks and conditions may nest, and how many guards a statement may have.
const MAX_DEPTH: usize = 64;

/// Statements that change no schema, and whose text is not read.
const NOTHING: [&str; 14] = [
    "ASSERT", "CLOSE", "COMMIT", "CONTINUE", "EXIT", "FETCH", "GET", "MOVE", "NULL", "OPEN",
    "PERFORM", "RAISE", "RETURN", "ROLLBACK",
];

/// Statements that hold others, and the word after their `END`.
const COMPOUND: [(&str, &str); 5] = [
    ("LOOP", "LOOP"),
    ("WHILE", "LOOP"),
    ("FOR", "LOOP"),
    ("FOREACH", "LOOP"),
    ("CASE", "CASE"),
];

/// A body, lexeme by lexeme, without white space and comments.
pub(super) struct Body<'a> {
    text: &'a str,
    lexemes: Vec<(Lexeme, usize, usize)>,
    at: usize,
    depth: usize,
    line: u32,
    counted: usize,
}

impl<'a> Body<'a> {
    /// A body that begins on a line of the stored output.
    pub(super) fn new(text: &'a str, line: u32) -> Self {
        let mut lexer = Lexer::new(text, true);
        let mut lexemes = Vec::new();
        loop {
            let start = lexer.position();
            match lexer.next_lexeme() {
                None => break,
                Some(Lexeme::Space | Lexeme::LineComment | Lexeme::BlockComment { .. }) => {}
                Some(lexeme) => lexemes.push((lexeme, start, lexer.position())),
            }
        }
        Self {
            text,
            lexemes,
            at: 0,
            depth: 0,
            line,
            counted: 0,
        }
    }

    /// Reads all of it.
    pub(super) fn read(mut self, run: &mut Run) {
        if self.block(run, &mut Vec::new()).is_none() || self.at < self.lexemes.len() {
            let line = self.line_here();
            run.unread(line, "the block could not be followed to its end");
        }
    }

    /// `[<<label>>] [DECLARE ...] BEGIN ... [EXCEPTION ...] END [label] [;]`.
    fn block(&mut self, run: &mut Run, guards: &mut Vec<Guard>) -> Option<()> {
        self.enter()?;
        let start = self.at;
        while !self.take("BEGIN") {
            self.advance()?;
        }
        run.evaluate(self.text_between(start, self.at - 1));
        let first = run.count();
        self.statements(run, guards, &["EXCEPTION", "END"])?;
        if self.take("EXCEPTION") {
            let last = run.count();
            let conditions = self.handlers(run, guards)?;
            run.handle(first..last, guards.len(), &conditions);
        }
        self.depth -= 1;
        self.end_statement()
    }

    /// `WHEN condition THEN statements ...`; all conditions, joined by `OR`.
    fn handlers(&mut self, run: &mut Run, guards: &mut Vec<Guard>) -> Option<String> {
        let mut all = Vec::new();
        while self.take("WHEN") {
            let conditions = self.up_to("THEN")?.to_owned();
            all.push(conditions.clone());
            guards.push(Guard::Handler { conditions });
            self.statements(run, guards, &["WHEN", "END"])?;
            guards.pop();
        }
        Some(all.join(" OR "))
    }

    /// Statements up to one of these words.
    fn statements(&mut self, run: &mut Run, guards: &mut Vec<Guard>, ends: &[&str]) -> Option<()> {
        while !ends.iter().any(|word| self.sees(word)) {
            self.statement(run, guards)?;
        }
        Some(())
    }

    fn statement(&mut self, run: &mut Run, guards: &mut Vec<Guard>) -> Option<()> {
        self.label();
        if self.take("IF") {
            return self.condition(run, guards);
        }
        if self.sees("BEGIN") || self.sees("DECLARE") {
            return self.block(run, guards);
        }
        let line = self.line_here();
        if let Some((word, end)) = COMPOUND.iter().find(|(word, _)| self.sees(word)) {
            run.unread(line, format!("{word}: what it runs depends on data"));
            return self.skip_compound(end);
        }
        let is_nothing = NOTHING.iter().any(|word| self.sees(word)) || self.is_assignment();
        let execute = self.take("EXECUTE");
        let line = self.line_here();
        let start = self.at;
        let text = self.up_to_semicolon()?;
        if execute {
            run.execute(text, line, guards);
        } else if is_nothing {
            // The word of the statement stands before an expression as a name would.
            let worded = NOTHING.iter().any(|word| self.is_at(start, word));
            run.evaluate(if worded {
                split_first_word(text).1
            } else {
                text
            });
        } else if self.selects_into(start) {
            run.evaluate(text);
        } else if !text.is_empty() {
            run.sql(text, line, guards);
        }
        Some(())
    }

    fn enter(&mut self) -> Option<()> {
        self.depth += 1;
        (self.depth < MAX_DEPTH).then_some(())
    }

    /// `condition THEN ... [ELSIF condition THEN ...] [ELSE ...] END IF;`
    fn condition(&mut self, run: &mut Run, guards: &mut Vec<Guard>) -> Option<()> {
        self.enter()?;
        let depth = guards.len();
        let condition = self.up_to("THEN")?;
        run.evaluate(condition);
        let mut guard = guard_of(condition);
        loop {
            guards.push(guard.clone());
            self.statements(run, guards, &["ELSIF", "ELSEIF", "ELSE", "END"])?;
            guards.pop();
            if guards.len() < MAX_DEPTH && (self.take("ELSIF") || self.take("ELSEIF")) {
                guards.push(Guard::Else(Box::new(guard)));
                let condition = self.up_to("THEN")?;
                run.evaluate(condition);
                guard = guard_of(condition);
            } else if self.take("ELSE") {
                guards.push(Guard::Else(Box::new(guard)));
                self.statements(run, guards, &["END"])?;
                break;
            } else {
                break;
            }
        }
        guards.truncate(depth);
        self.depth -= 1;
        self.end_statement()
    }

    /// Over a loop or `CASE` with all that is in it.
    fn skip_compound(&mut self, end: &str) -> Option<()> {
        let mut open = 0_usize;
        loop {
            if self.take("END") {
                let closes = self.take(end);
                open = open.saturating_sub(usize::from(closes));
                if closes && open == 0 {
                    self.up_to_semicolon()?;
                    return Some(());
                }
            } else {
                open += usize::from(self.sees(end));
                self.advance()?;
            }
        }
    }

    /// `END [label or keyword] [;]`, the semicolon being optional at the very end.
    fn end_statement(&mut self) -> Option<()> {
        if !self.take("END") {
            return None;
        }
        while let Some((lexeme, ..)) = self.lexemes.get(self.at).copied() {
            self.at += 1;
            if lexeme == Lexeme::Semicolon {
                break;
            }
        }
        Some(())
    }

    /// `<<label>>`.
    fn label(&mut self) {
        if self.word().starts_with("<<") {
            while self.at < self.lexemes.len() && !self.word().starts_with(">>") {
                self.at += 1;
            }
            self.at = self.lexemes.len().min(self.at + 1);
        }
    }

    /// `variable := expression`, `variable.field = expression`.
    fn is_assignment(&self) -> bool {
        let mut rest = self.between(self.at, self.lexemes.len()).iter();
        let mut rest = rest.by_ref().map(|it| self.text_of(it));
        rest.next();
        let mut next = rest.next().unwrap_or("");
        while next == "." || next == "[" {
            rest.next();
            next = rest.next().unwrap_or("");
        }
        next.starts_with(":=") || next.starts_with('=')
    }

    fn is_at(&self, at: usize, word: &str) -> bool {
        let found = self.lexemes.get(at);
        found.is_some_and(|found| self.text_of(found).eq_ignore_ascii_case(word))
    }

    /// In PL/pgSQL `SELECT ... INTO` sets variables; it makes no table.
    fn selects_into(&self, start: usize) -> bool {
        let words = self.between(start, self.at);
        let is = |at: &(Lexeme, usize, usize), word: &str| {
            at.0 == Lexeme::Word && self.text_of(at).eq_ignore_ascii_case(word)
        };
        let query = words
            .first()
            .is_some_and(|at| is(at, "SELECT") || is(at, "WITH"));
        query && words.iter().any(|at| is(at, "INTO"))
    }

    /// The text up to this word, outside parentheses and `CASE ... END`; the word is taken.
    fn up_to(&mut self, word: &str) -> Option<&'a str> {
        let first = self.at;
        let (mut parens, mut cases) = (0_usize, 0_usize);
        loop {
            if parens == 0 && cases == 0 && self.sees(word) {
                let text = self.text_between(first, self.at);
                self.at += 1;
                return Some(text);
            }
            match self.lexemes.get(self.at)?.0 {
                Lexeme::Open => parens += 1,
                Lexeme::Close => parens = parens.saturating_sub(1),
                Lexeme::Semicolon => return None,
                Lexeme::Word if self.sees("CASE") => cases += 1,
                Lexeme::Word if self.sees("END") => cases = cases.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
        }
    }

    fn up_to_semicolon(&mut self) -> Option<&'a str> {
        let first = self.at;
        while self.lexemes.get(self.at)?.0 != Lexeme::Semicolon {
            self.at += 1;
        }
        self.at += 1;
        Some(self.text_between(first, self.at - 1))
    }

    fn text_between(&self, first: usize, end: usize) -> &'a str {
        match self.between(first, end) {
            [(_, from, _), .., (_, _, to)] | [(_, from, to)] => slice(self.text, *from..*to),
            [] => "",
        }
    }

    /// The lexemes from one up to another, without it.
    fn between(&self, first: usize, end: usize) -> &[(Lexeme, usize, usize)] {
        self.lexemes.get(first..end).unwrap_or_default()
    }

    fn text_of(&self, (_, start, end): &(Lexeme, usize, usize)) -> &'a str {
        slice(self.text, *start..*end)
    }

    fn word(&self) -> &'a str {
        let found = self.lexemes.get(self.at);
        found.map_or("", |lexeme| self.text_of(lexeme))
    }

    fn sees(&self, word: &str) -> bool {
        self.word().eq_ignore_ascii_case(word)
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.sees(word);
        self.at += usize::from(found);
        found
    }

    fn advance(&mut self) -> Option<()> {
        self.lexemes.get(self.at)?;
        self.at += 1;
        Some(())
    }

    /// The line of the next lexeme.
    fn line_here(&mut self) -> u32 {
        let at = self
            .lexemes
            .get(self.at)
            .map_or(self.text.len(), |(_, start, _)| *start);
        let breaks = line_breaks(slice(self.text, self.counted..at));
        self.line = self.line.saturating_add(breaks);
        self.counted = at;
        self.line
    }
}

/// What `IF condition THEN` says.
fn guard_of(condition: &str) -> Guard {
    let bare = unwrapped(condition);
    let (negated, rest) = match strip_word(bare, "NOT") {
        Some(rest) => (true, unwrapped(rest)),
        None => (false, bare),
    };
    let query = strip_word(rest, "EXISTS").and_then(enclosed);
    match (query, negated) {
        (Some(query), true) => Guard::IfNotExists {
            condition: query.trim().to_owned(),
        },
        (Some(query), false) => Guard::IfExists {
            condition: query.trim().to_owned(),
        },
        (None, _) => Guard::If {
            condition: condition.to_owned(),
        },
    }
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (first, rest) = text.split_at_checked(word.len())?;
    let ends = rest.starts_with(|c: char| c.is_whitespace() || c == '(');
    (first.eq_ignore_ascii_case(word) && ends).then(|| rest.trim_start())
}

/// Without the parentheses that enclose all of it.
fn unwrapped(text: &str) -> &str {
    match enclosed(text) {
        Some(inner) => inner.trim(),
        None => text.trim(),
    }
}

/// What one pair of parentheses around the whole text encloses.
fn enclosed(text: &str) -> Option<&str> {
    let text = text.trim();
    let mut lexer = Lexer::new(text, true);
    let mut depth = 0_usize;
    while let Some(lexeme) = lexer.next_lexeme() {
        match lexeme {
            Lexeme::Open => depth += 1,
            Lexeme::Close => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    let whole = text.starts_with('(') && depth == 0 && lexer.position() == text.len();
    whole.then(|| slice(text, 1..text.len().saturating_sub(1)))
}
