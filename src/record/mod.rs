//! Rows of `django_migrations`, and what follows from them: which stored outputs are replayed, in
//! which order, and which migrations others stand for.
//!
//! [`plan`] is pure: rows, the names of the stored outputs and the manifest's facts go in, a
//! [`Plan`] comes out.

mod choice;
mod clues;
mod graph;
mod migration_index;
mod order;
mod plan;
pub mod read;
mod span;
mod squash;
#[cfg(test)]
mod tests;

pub use plan::{Duplicate, Plan, PlanProblem, Role, Step, StepState, plan};

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

/// Whether one transaction came after another; ids wrap at 2^32 (`TransactionIdPrecedes` of
/// `transam.c`). Ids below 3 are not ordinary transactions.
#[must_use]
pub fn is_after(later: u32, earlier: u32) -> bool {
    let distance = later.wrapping_sub(earlier).cast_signed();
    later > 2 && earlier > 2 && distance > 0
}

/// How many transactions of other sessions may come between the DDL of a migration and its row.
const BETWEEN: u32 = 8;

/// Whether a migration whose row was written by `record` may have written something in transaction
/// `other`: Django writes the row in the transaction of the DDL, or right after it
/// (`MigrationExecutor.apply_migration`), and after the row of the migration before, `previous`.
#[must_use]
pub fn is_of_run(other: u32, record: u32, previous: Option<u32>) -> bool {
    let near = other > 2 && record > 2 && record.wrapping_sub(other) <= BETWEEN;
    near && previous.is_none_or(|previous| is_after(other, previous))
}

/// The transactions for which [`is_of_run`] may hold.
pub fn may_be_of_run(record: u32) -> impl Iterator<Item = u32> {
    (0..=BETWEEN).map(move |between| record.wrapping_sub(between))
}

#[cfg(test)]
mod transactions {
    use super::*;

    #[test]
    fn the_order_of_transactions_survives_the_wrap() {
        assert!(is_after(5, 4) && !is_after(4, 5) && !is_after(4, 4));
        assert!(is_after(3, u32::MAX));
        assert!(!is_after(4, 2));
    }

    #[test]
    fn a_run_writes_between_the_record_before_and_its_own() {
        assert!(is_of_run(7, 7, Some(5)) && is_of_run(6, 7, Some(5)));
        assert!(!is_of_run(5, 7, Some(5)) && !is_of_run(8, 7, Some(5)));
        assert!(!is_of_run(70, 100, Some(5)) && is_of_run(95, 100, None));
        let all: Vec<u32> = may_be_of_run(100).collect();
        assert!((3..200).all(|it| all.contains(&it) == is_of_run(it, 100, None)));
    }
}
