//! The serialisable report: the JSON promise of the tool, and its renderings, one file a format.
//!
//! What users read is defined here and nowhere else. The rooms below fill a [`Report`]; no type of
//! theirs is ever printed.

pub mod audit;
pub mod captured;
pub mod change;
mod coverage;
mod differing;
mod escape;
pub mod explain;
mod finding;
mod fingerprint;
pub mod github;
pub mod glob;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
mod model;
mod parts;
#[cfg(test)]
pub(crate) mod sample;
pub mod sarif;
mod summary_line;
mod target;
pub mod text;
mod unrecorded;
mod uri;
mod vocabulary;
mod waiver;
pub mod words;

pub use coverage::{
    Coverage, EquivalenceCounts, LedgerSchema, RoleVisibility, Searched, SelfCheck,
};
pub use differing::differing;
pub use escape::{escape, is_hostile};
pub use finding::{
    Cause, Doubt, Evidence, Finding, FoundMatch, MigrationKey, Object, OpaqueStatement, Place,
    Waiver,
};
pub use fingerprint::fingerprint;
pub use model::{
    By, EffectCounts, Equivalent, FORMAT, FindingCounts, Ledger, Migration, Report, Run, Scope,
    Summary, Tool,
};
pub use parts::{Outcome, Part, SchemaGroup, SchemaRun, SchemaRuns};
pub use target::{Standby, Target};
pub use unrecorded::{UnrecordedEffect, named};
pub use vocabulary::{
    CauseCode, DoubtReason, EffectState, Engine, EvidenceCode, Kind, ObjectKind, SearchedKind,
    Severity, Verdict, WaiverState,
};
pub use waiver::{Decision, WaiverUse, Waives};
