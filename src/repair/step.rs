//! A finding that is to be mended, and what is run for it.

use super::{How, Mending, Phase, Piece, Risk};
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

/// What is run for one object.
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
    /// The search path that it needs, as a statement.
    pub path: Option<String>,
    /// What is run.
    pub pieces: Vec<Piece>,
    /// What to look at first.
    pub caution: Option<Caution>,
}

impl Step {
    /// The most that a part of it costs.
    #[must_use]
    pub fn risk(&self) -> Risk {
        let risks = self.pieces.iter().map(|it| it.risk);
        risks.max().unwrap_or(Risk::Instant)
    }

    /// What of it is run in a phase.
    pub(super) fn of_phase(&self, phase: Phase) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(move |it| it.phase == phase)
    }
}
