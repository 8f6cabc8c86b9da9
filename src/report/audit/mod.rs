//! The audit report over a period: what was run, what was found, what became of it, and whether the
//! record of it holds. Pure data and its renderings; the history fills it.

mod chart;
pub mod html;
pub mod markdown;
mod model;
mod schedule;

pub use model::{
    Audit, AuditRun, Changes, Entry, LedgerChange, Period, Reproduction, Resolved, Seal, Section,
};
pub use schedule::{Beat, Gap, Schedule};

#[cfg(test)]
mod tests;
