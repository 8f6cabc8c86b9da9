//! Differences and gaps to findings, and one verdict a migration.
//!
//! An effect check is one surviving effect of one migration: an object that it made, an attribute that it
//! last set, an object that it dropped. Verdicts are judged over effect checks; findings are told once,
//! and what follows from another finding points at it.

mod candidate;
mod causes;
mod doubt;
mod effect_check;
mod evidence;
mod finding;
mod gap;
mod judgement;
mod late;
mod lost;
mod message;
mod needs;
mod recall;
mod unnamed;

use std::collections::{BTreeMap, BTreeSet};

pub use candidate::{Candidates, Compared, Former};
pub use effect_check::{EffectCheck, EffectChecks, Status, effect_checks};
pub use evidence::{Past, Trace, Traces};
pub use judgement::judge;
pub use lost::Lost;
pub use message::object;
pub use needs::{Needed, needed};
pub use recall::{Seen, recall};

use crate::compare::Comparison;
use crate::effect::Reading;
use crate::engine::Engine;
use crate::migration::MigrationKey;
use crate::record::{Plan, Role};
use crate::repair::Mending;
use crate::replay::Expected;
use crate::report::Searched;
use crate::schema::Schema;

/// Everything that a judgement rests on.
pub struct Case<'a> {
    /// What is replayed, in which order, and who stands for whom.
    pub plan: &'a Plan,
    /// The stored outputs, read. One that could not be read holds the reason.
    pub readings: &'a BTreeMap<MigrationKey, Result<Reading, String>>,
    /// What replaying made.
    pub expected: &'a Expected,
    /// What the catalog holds.
    pub live: &'a Schema,
    /// How the two compare.
    pub comparison: &'a Comparison,
    /// What became of the stored migrations without a row.
    pub candidates: &'a Candidates,
    /// How the stored outputs came about, where there is a manifest.
    pub captures: &'a BTreeMap<MigrationKey, Capture>,
    /// The role that the application connects as, where what it sees was looked at.
    pub role: Option<&'a str>,
    /// The app labels that are judged; empty means all.
    pub apps: &'a BTreeSet<String>,
    /// The app labels that live in another schema, and are judged there.
    pub elsewhere: &'a BTreeSet<String>,
    /// The schemas of the connection's search path; empty where apps have schemas of their own.
    pub search_path: &'a [String],
    /// What is as an earlier migration left it.
    pub former: &'a Former,
    /// What rows keep of the past.
    pub traces: &'a Traces,
    /// The other databases that were searched for what is missing.
    pub searched: &'a [Searched],
    /// Whether several schemas of the database keep records.
    pub several: bool,
    /// Of which vendor ledger and database are; none where they are of two, and no statement of one mends the other.
    pub engine: Option<Engine>,
    /// The migrations of which something was held against nothing, as the vendor of the database cannot have it.
    pub unheld: Option<&'a BTreeSet<MigrationKey>>,
}

/// What mends a finding, by its id.
pub type Mends = BTreeMap<String, Mending>;

/// What the manifest says of how a migration's stored output came about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Capture {
    /// Why there is none.
    pub error: Option<String>,
    /// For each operation, in the order of the comments in the stored output, the classes of what it does
    /// to the database (`RemoveIndex`); empty where the manifest does not list operations.
    pub operations: Vec<Vec<String>>,
    /// Whether it was printed by asking a database that had the migration already, so that statements
    /// which `migrate` ran may be lacking.
    /// None where the manifest does not tell.
    pub too_late: Option<bool>,
}

impl Case<'_> {
    fn in_scope(&self, migration: &MigrationKey) -> bool {
        let wanted = self.apps.is_empty() || self.apps.contains(&migration.app);
        wanted && !self.elsewhere.contains(&migration.app)
    }

    fn is_recorded(&self, migration: &MigrationKey) -> bool {
        match self.plan.role(migration) {
            Some(Role::Replayed | Role::NoLedger) => true,
            Some(Role::StoodForBy(_)) => self.plan.record(migration).is_some(),
            Some(Role::Candidate) | None => false,
        }
    }
}
