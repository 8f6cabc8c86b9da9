//! Rows of `django_migrations`, and what follows from them: which stored outputs are replayed, in
//! which order, and which migrations others stand for.
//!
//! [`plan`] is pure: rows, the names of the stored outputs and the manifest's facts go in, a
//! [`Plan`] comes out.

mod choice;
mod clues;
mod graph;
mod members;
mod migration_index;
mod named;
mod order;
mod plan;
mod problem;
pub mod read;
mod span;
mod squash;
#[cfg(test)]
mod tests;
mod transaction;

pub use plan::{Duplicate, Plan, Role, Step, StepState, plan};
pub use problem::PlanProblem;
pub use transaction::{is_after, is_of_run, may_be_of_run};

use jiff::Timestamp;

use crate::migration::MigrationKey;

/// One row of `django_migrations`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The row's `id`, which grows in the order in which rows were written.
    pub id: i64,
    /// The migration that the row says was applied.
    pub migration: MigrationKey,
    /// When the row says it was applied, where it says a time.
    pub applied: Option<Timestamp>,
    /// The transaction that wrote the row, where the server told it.
    pub xmin: Option<u32>,
    /// Whether the transaction before that one was rolled back, where the server still knows.
    pub follows_aborted: bool,
    /// When the transaction that wrote the row committed, where the server keeps track.
    pub committed: Option<Timestamp>,
}

/// What the manifest knows of one migration: the attributes of Django's `Migration` that decide
/// its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The migration itself.
    pub key: MigrationKey,
    /// `Migration.dependencies`, `__first__` and `__latest__` as they were written.
    pub dependencies: Vec<MigrationKey>,
    /// `Migration.run_before`.
    pub run_before: Vec<MigrationKey>,
    /// `Migration.replaces`: not empty for a squash.
    pub replaces: Vec<MigrationKey>,
}
