//! What a capture found, as users read it. The command line fills it.

use std::collections::BTreeMap;

use super::finding::MigrationKey;

/// What a capture found, and what it wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captured {
    /// The folder of the ledger, as it was named.
    pub ledger: String,
    /// Which release of Django printed it for which server, and by which `--source`.
    pub by: String,
    /// How many migrations were printed or tried.
    pub migrations: usize,
    /// Those that are stored as they are printed.
    pub same: usize,
    /// Those of which nothing was known.
    pub new: Vec<MigrationKey>,
    /// Those of which the manifest says what is not so any more.
    pub facts: Vec<MigrationKey>,
    /// Those that are printed otherwise and stand, by the reason.
    pub kept: BTreeMap<&'static str, Vec<MigrationKey>>,
    /// Those that were edited.
    pub edited: Vec<EditedOutput>,
    /// Those that the project has no longer.
    pub gone: Vec<MigrationKey>,
    /// Those that could not be printed, and why.
    pub failed: Vec<(MigrationKey, String)>,
    /// What must be known of the ledger as a whole.
    pub caveats: Vec<String>,
    /// What became of it.
    pub outcome: CaptureOutcome,
}

/// A stored output that is printed otherwise now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditedOutput {
    /// The migration.
    pub migration: MigrationKey,
    /// How it is known that it was edited.
    pub reason: &'static str,
    /// What is stored.
    pub old: String,
    /// What is printed now; none where it cannot be printed.
    pub new: Option<String>,
}

/// What a capture did with what it found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaptureOutcome {
    /// It only looked.
    Checked,
    /// It wrote what is new.
    Stored {
        /// How many stored outputs it wrote.
        files: usize,
        /// Whether the manifest is another one.
        manifest: bool,
        /// Whether what was edited or is gone was accepted.
        accepted: bool,
    },
}

impl Captured {
    /// Whether something waits for a person: what was edited or is gone, and in a check what is not
    /// stored.
    #[must_use]
    pub fn needs_a_person(&self) -> bool {
        let left = !self.edited.is_empty() || !self.gone.is_empty();
        match self.outcome {
            CaptureOutcome::Checked => left || !self.new.is_empty() || !self.facts.is_empty(),
            CaptureOutcome::Stored { accepted, .. } => left && !accepted,
        }
    }
}
