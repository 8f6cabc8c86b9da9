//! A statement that mends: as it is typed by hand, and as a plan runs it, which may be run again.

use serde::Serialize;

use super::guard;
use crate::schema::ObjectKey;

/// When in a plan something is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// By itself, before the transaction, which could not use it else.
    Before,
    /// In the one transaction.
    Together,
    /// By itself, outside of transactions: it locks nobody out.
    Apart,
    /// In a transaction after that: it needs what was built.
    Built,
    /// In a transaction at the end, as it reads rows: one for all that locks nobody out, and else its own.
    Checked,
}

/// What it costs those who use the database meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// The catalog alone is changed.
    Instant,
    /// Rows are read, and others read and write meanwhile.
    Scan,
    /// Rows are read while nobody else writes; while most of these run, nobody else reads either.
    LongLock,
    /// All rows are written anew while nobody can use them.
    Rewrite,
}

impl Risk {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Instant => "instant",
            Self::Scan => "scan",
            Self::LongLock => "long lock",
            Self::Rewrite => "rewrite",
        }
    }
}

/// What is run at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// One statement, without its semicolon.
    pub sql: String,
    /// It is run where this holds.
    pub when: Option<String>,
    /// When.
    pub phase: Phase,
    /// What it costs.
    pub risk: Risk,
    /// Whether it only takes away what an earlier run left. `when` is its own then, whatever its statement waits for.
    #[serde(skip)]
    pub(super) clears: bool,
}

impl Piece {
    pub(super) fn new(phase: Phase, risk: Risk, sql: String) -> Self {
        let when = None;
        Self {
            sql,
            when,
            phase,
            risk,
            clears: false,
        }
    }

    pub(super) fn when(mut self, condition: Option<&str>) -> Self {
        self.when = condition.map(str::to_owned);
        self
    }

    /// Takes away what an earlier run left, where this holds.
    pub(super) fn clearing(mut self, condition: String) -> Self {
        self.when = Some(condition);
        self.clears = true;
        self
    }
}

/// A statement, in both forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// As it is typed by hand, without its semicolon.
    pub text: String,
    /// As a plan runs it where nobody works with the table.
    once: Piece,
    /// As a plan runs it where others do; empty where that is the same.
    gently: Vec<Piece>,
    /// Whether it waits until all tables are there.
    pub after_tables: bool,
    /// Whether it makes anew what is there, or takes it away for that, whatever that is by now.
    pub replaces: bool,
    /// Whether it gives each row that is there a number.
    pub numbers_rows: bool,
}

/// What is the same however often it is run, and changes the catalog alone.
impl From<String> for Statement {
    fn from(text: String) -> Self {
        let once = Piece::new(Phase::Together, Risk::Instant, text.clone());
        Self {
            text,
            once,
            gently: Vec::new(),
            after_tables: false,
            replaces: false,
            numbers_rows: false,
        }
    }
}

impl Statement {
    /// `CREATE TABLE` and `IF NOT EXISTS` and the rest: a plan says the words in between.
    pub(super) fn with(before: &str, words: &str, after: &str) -> Self {
        let mut it = Self::from(format!("{before} {after}"));
        it.once.sql = format!("{before} {words} {after}");
        it
    }

    /// Run where the object is not there.
    pub(super) fn unless_there(self, key: &ObjectKey) -> Self {
        self.when(guard::absent(key).as_deref())
    }

    /// Run where this holds.
    pub(super) fn when(mut self, condition: Option<&str>) -> Self {
        let condition = condition.map(str::to_owned);
        for piece in self.gently.iter_mut().chain([&mut self.once]) {
            if piece.phase == Phase::Together && !piece.clears {
                piece.when.clone_from(&condition);
            }
        }
        self
    }

    pub(super) fn risk(mut self, risk: Risk) -> Self {
        self.once.risk = risk;
        self
    }

    /// How it is done without keeping others out for long.
    pub(super) fn gently(mut self, pieces: Vec<Piece>) -> Self {
        self.gently = pieces;
        self
    }

    /// There is no other way to run it.
    pub(super) fn always(mut self, piece: Piece) -> Self {
        self.once = piece;
        self
    }

    /// On a table that is made before it nobody waits.
    pub(super) fn on_new_table(mut self) -> Self {
        self.gently.clear();
        self.risk(Risk::Instant)
    }

    /// Not on the tables that inherit from its table.
    pub(super) fn on_it_alone(mut self) -> Self {
        let pieces = self.gently.iter_mut().chain([&mut self.once]);
        let pieces = pieces.map(|it| &mut it.sql);
        for text in pieces.chain([&mut self.text]) {
            if let Some(rest) = text.strip_prefix("ALTER TABLE ") {
                *text = format!("ALTER TABLE ONLY {rest}");
            }
        }
        self
    }

    /// Others wait meanwhile.
    pub(super) fn at_once(mut self) -> Self {
        self.gently.clear();
        self
    }

    pub(super) fn after_tables(mut self) -> Self {
        self.after_tables = true;
        self
    }

    pub(super) fn replacing(mut self) -> Self {
        self.replaces = true;
        self
    }

    pub(super) fn numbering_rows(mut self) -> Self {
        self.numbers_rows = true;
        self
    }

    /// Whether a plan keeps others out for less than it does by hand.
    pub(super) fn is_gentle(&self) -> bool {
        !self.gently.is_empty()
    }

    /// As a plan runs it; all `at_once` where others wait for it.
    #[must_use]
    pub fn pieces(&self, at_once: bool) -> &[Piece] {
        if at_once || self.gently.is_empty() {
            std::slice::from_ref(&self.once)
        } else {
            &self.gently
        }
    }

    /// All that may be printed of it.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let pieces = self.gently.iter().chain([&self.once]);
        let pieces = pieces.flat_map(|it| [Some(&it.sql), it.when.as_ref()]);
        let pieces = pieces.flatten().map(String::as_str);
        std::iter::once(self.text.as_str()).chain(pieces)
    }
}
