//! A finding that is to be mended, and what is run for it.

use super::{How, Mending, Phase, Piece, Risk, Size, Statement};
use crate::report::{Caution, Finding, MigrationKey};
use crate::schema::ObjectKey;

/// A finding, and what is known of how it is mended.
pub struct Open<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// What mends it.
    pub mending: Option<&'a Mending>,
    /// What its object cannot be made without.
    pub needs: Vec<ObjectKey>,
    /// What its foreign keys cannot be made without.
    pub refers: Vec<ObjectKey>,
}

/// Which part of the work on its object a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it, or what gives it its name.
    Whole,
    /// The foreign keys of a table, when all tables are there.
    ForeignKeys,
    /// What an earlier run left of an index goes.
    Clear,
    /// An index is built.
    Build,
    /// What waits for the index.
    Finish,
    /// The rows that are there are looked at.
    Validate,
}

/// What is run for one object in one phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The findings that it closes.
    pub findings: Vec<String>,
    /// The migrations behind them.
    pub migrations: Vec<MigrationKey>,
    /// The object.
    pub key: ObjectKey,
    /// What is done to it.
    pub how: How,
    /// Which part of that this is.
    pub part: Part,
    /// When it is run.
    pub phase: Phase,
    /// The search path that it needs, as a statement.
    pub path: Option<String>,
    /// What is run.
    pub pieces: Vec<Piece>,
    /// What to look at first.
    pub caution: Option<Caution>,
    /// How large its table is, where it is one that is there.
    pub size: Option<Size>,
}

impl Step {
    /// The most that a part of it costs.
    #[must_use]
    pub fn risk(&self) -> Risk {
        let risks = self.pieces.iter().map(|it| it.risk);
        risks.max().unwrap_or(Risk::Instant)
    }

    /// Whether it looks at rows and keeps others out meanwhile: nothing else is to wait for it, nor to go with it.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.phase == Phase::Checked && self.risk() > Risk::Scan
    }

    /// What it costs, in words: `scan, about 1.2 million rows, 310 MB`.
    #[must_use]
    pub fn cost(&self) -> String {
        let risk = self.risk();
        match self.size.filter(|_| risk > Risk::Instant) {
            Some(size) => format!("{}, {}", risk.as_str(), size.words()),
            None => risk.as_str().to_owned(),
        }
    }
}

/// What is run by these statements, by phase.
pub(super) fn by_phase(statements: &[&Statement], at_once: bool) -> Vec<(Phase, Part, Vec<Piece>)> {
    let mut phases: Vec<(Phase, Vec<Piece>)> = Vec::new();
    let mut is_built = false;
    for piece in statements.iter().flat_map(|it| it.pieces(at_once)) {
        let mut piece = piece.clone();
        // What is said of an index waits until it is there; what an earlier run left of the next one goes before all.
        if is_built && piece.phase == Phase::Together && !piece.clears {
            piece.phase = Phase::Built;
        }
        is_built |= piece.phase == Phase::Apart;
        match phases.iter_mut().find(|(phase, _)| *phase == piece.phase) {
            Some((_, pieces)) => pieces.push(piece),
            None => phases.push((piece.phase, vec![piece])),
        }
    }
    phases.sort_by_key(|(phase, _)| *phase);
    let is_one = phases.len() == 1;
    let parts = phases.into_iter().map(|(phase, pieces)| {
        let part = match phase {
            _ if is_one => Part::Whole,
            Phase::Together if pieces.iter().all(|it| it.clears) => Part::Clear,
            Phase::Before | Phase::Together => Part::Whole,
            Phase::Apart => Part::Build,
            Phase::Built => Part::Finish,
            Phase::Checked => Part::Validate,
        };
        (phase, part, pieces)
    });
    parts.collect()
}
