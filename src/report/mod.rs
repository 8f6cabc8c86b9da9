//! The serialisable report: the JSON promise of the tool, and its renderings, one file a format.
//!
//! What users read is defined here and nowhere else. The rooms below fill a [`Report`]; no type of
//! theirs is ever printed.

mod age;
pub mod audit;
pub mod change;
pub mod chat;
mod command;
mod coverage;
pub mod dashboard;
mod escape;
pub mod explain;
mod facts;
mod finding;
pub mod github;
mod groups;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
mod migration;
mod mistake;
mod model;
pub mod openmetrics;
mod overview;
mod page;
mod parts;
mod pending;
pub mod sarif;
mod suggestions;
mod summary_line;
mod tally;
mod target;
#[cfg(test)]
mod tests;
pub mod text;
pub mod trend;
mod vocabulary;
mod waiver;
pub mod words;

pub use age::{NewFindings, whole_days};
pub use change::unified::differing;
pub use coverage::{
    AcrossVendors, Coverage, EquivalenceCounts, LedgerSchema, OpaqueStatement, RoleVisibility,
    Searched, SelfCheck,
};
pub use escape::{escape, is_hostile, shell_word};
pub use finding::{
    Cause, Command, Doubt, Evidence, Finding, FoundMatch, MigrationKey, Object, SourceLocation,
    Waiver, fingerprint,
};
pub use migration::{EffectCounts, Migration, UnrecordedEffect, named};
pub use model::{
    By, Equivalent, FORMAT, FindingCounts, Ledger, Part, Report, Run, SchemaGroup, Scope, Summary,
    Tool,
};
pub use overview::is_of_rows;
pub use parts::{Outcome, SchemaRun, SchemaRuns};
pub use suggestions::{look_of_sqlite, recorded};
pub use target::{Reach, Standby, Target};
pub use vocabulary::{
    CauseCode, Caution, DoubtReason, EffectState, Engine, EvidenceCode, Hidden, Kind, NotInForce,
    ObjectKind, Privilege, Prompt, SearchedKind, Severity, Text, Verdict, WaiverState,
};
pub use waiver::{Decision, WaiverUse, Waives};

#[cfg(test)]
pub(crate) use tests::sample;
