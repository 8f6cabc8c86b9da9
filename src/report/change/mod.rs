//! What is different between two runs, as users read it: the JSON promise of `reconcile diff`, and its
//! renderings. The history fills it.

pub mod html;
pub mod markdown;
pub(super) mod outline;
pub mod unified;

use jiff::Timestamp;
use serde::Serialize;

use super::finding::Finding;
use super::model::{FORMAT, FindingCounts, Ledger, Report, Run, Scope, Tool};
use super::target::Target;
use super::vocabulary::{Severity, Verdict};

/// What is different between two runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The number of the format: [`FORMAT`].
    pub format: u64,
    /// The run that is held against.
    pub old: RunHead,
    /// The run that is looked at.
    pub new: RunHead,
    /// In what the two runs are not of one sort: another database, schema, scope, or other rules. What is
    /// told below may then be no change of the database.
    pub unlike: Vec<String>,
    /// What became of the findings.
    pub findings: FindingChanges,
    /// Migrations that got another verdict, came or went, in ledger order.
    pub verdicts: Vec<VerdictChange>,
    /// Rows of `django_migrations`, whatever the scope.
    pub records: Vec<RecordChange>,
    /// Stored outputs, whatever the scope.
    pub ledger: Vec<FileChange>,
    /// The objects of the database.
    pub objects: ObjectChanges,
}

/// A run, without what it found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunHead {
    /// When it was made, and its place in the history.
    pub run: Run,
    /// Who made it.
    pub tool: Tool,
    /// What was measured.
    pub target: Target,
    /// What it was limited to.
    pub scope: Scope,
    /// What it was measured against.
    pub ledger: Ledger,
    /// How many findings of each severity.
    pub findings: FindingCounts,
    /// Whether the stored output of any recorded migration was read, in every schema.
    pub measured: bool,
}

impl RunHead {
    /// The head of a report.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        Self {
            run: report.run.clone(),
            tool: report.tool.clone(),
            target: report.target.clone(),
            scope: report.scope.clone(),
            ledger: report.ledger.clone(),
            findings: report.summary.findings,
            measured: report.is_measured(),
        }
    }
}

/// What became of the findings, each in the order of its report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FindingChanges {
    /// Those that `--fail-on new` calls new.
    pub new: Vec<Finding>,
    /// Told by the old run, and looked for in vain by the new one.
    pub resolved: Vec<Finding>,
    /// Told by the old run and not by the new one, which does not prove that they are resolved.
    pub lapsed: Vec<NotRechecked>,
    /// Told by both, with something else to say.
    pub changed: Vec<ChangedFinding>,
    /// Told by both alike.
    pub persisting: Vec<Persisting>,
}

/// A finding that is no longer reported, and may be there all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotRechecked {
    /// As the old run told it.
    pub finding: Finding,
    /// Why nothing is proved.
    pub why: String,
}

/// A finding of both runs that does not say the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangedFinding {
    /// As the old run told it; none where it had other rules, by which the texts were the same.
    pub old: Option<Finding>,
    /// As the new run tells it.
    pub new: Finding,
    /// The fields that differ, as the JSON report names them; empty where `old` is none.
    pub fields: Vec<&'static str>,
    /// Since when it is told.
    pub since: Since,
}

impl ChangedFinding {
    /// Whether it stops a gate that begins there, and did not when it was told before.
    #[must_use]
    pub fn rose_to(&self, from: Severity) -> bool {
        let before = self.old.as_ref();
        let lighter = before.is_some_and(|old| {
            !old.gates_at(from)
                || (old.severity < self.new.severity && self.new.severity == Severity::Error)
        });
        self.new.gates_at(from) && lighter
    }
}

/// A finding of both runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Persisting {
    /// As the new run tells it.
    pub finding: Finding,
    /// Since when it is told.
    pub since: Since,
}

/// The first of the runs, of the new run's database, schema and scope, that told a finding without a
/// break up to the new run. A run that did not look for it is no break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Since {
    /// The run.
    pub run: u64,
    /// When it began.
    pub started_at: Timestamp,
    /// Whole days from there to the new run.
    pub days: i64,
}

/// A migration with another verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerdictChange {
    /// The schema of whose records it is; none where the runs were over one schema.
    pub schema: Option<String>,
    /// The app label.
    pub app: String,
    /// The migration's name.
    pub name: String,
    /// Its verdict in the old run; none where that run does not list it.
    pub old: Option<Verdict>,
    /// Its verdict in the new run; none where that run does not list it.
    pub new: Option<Verdict>,
}

/// The rows of one migration. One side is empty where it came or went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordChange {
    /// The schema of whose records it is; none where the runs were over one schema.
    pub schema: Option<String>,
    /// The app label.
    pub app: String,
    /// The migration's name.
    pub name: String,
    /// The times of its rows in the old run, a null where a row gave none.
    pub old: Vec<Option<Timestamp>>,
    /// The times of its rows in the new run.
    pub new: Vec<Option<Timestamp>>,
}

/// One stored output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileChange {
    /// The app label.
    pub app: String,
    /// The migration's name.
    pub name: String,
    /// Its digest in the old run; none where it was not there.
    pub old: Option<String>,
    /// Its digest in the new run; none where it is not there.
    pub new: Option<String>,
}

/// What became of the objects of the database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ObjectChanges {
    /// The runs that kept no definition, so that nothing could be compared.
    pub not_kept: Vec<u64>,
    /// The objects with another definition, by key.
    pub changed: Vec<ObjectChange>,
}

/// One object with another definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ObjectChange {
    /// What tells it from all others: `table public.shop_book`.
    pub key: String,
    /// How the old run printed it; none where it was not there.
    pub old: Option<String>,
    /// How the new run printed it; none where it is not there.
    pub new: Option<String>,
}

/// Which way something changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It came.
    Added,
    /// It went.
    Removed,
    /// It is another.
    Changed,
}

impl Way {
    /// Of something that is there or not, before and after.
    #[must_use]
    pub const fn of(old: bool, new: bool) -> Self {
        match (old, new) {
            (false, _) => Self::Added,
            (true, false) => Self::Removed,
            (true, true) => Self::Changed,
        }
    }

    /// One character, as in a diff.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Added => "+",
            Self::Removed => "-",
            Self::Changed => "~",
        }
    }

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

impl RecordChange {
    /// Which way it changed.
    #[must_use]
    pub const fn way(&self) -> Way {
        Way::of(!self.old.is_empty(), !self.new.is_empty())
    }
}

impl FileChange {
    /// Which way it changed.
    #[must_use]
    pub const fn way(&self) -> Way {
        Way::of(self.old.is_some(), self.new.is_some())
    }
}

impl ObjectChange {
    /// Which way it changed.
    #[must_use]
    pub const fn way(&self) -> Way {
        Way::of(self.old.is_some(), self.new.is_some())
    }
}

impl Difference {
    /// The two heads and nothing between them.
    #[must_use]
    pub fn between(old: &Report, new: &Report) -> Self {
        Self {
            format: FORMAT,
            old: RunHead::of(old),
            new: RunHead::of(new),
            unlike: Vec::new(),
            findings: FindingChanges::default(),
            verdicts: Vec::new(),
            records: Vec::new(),
            ledger: Vec::new(),
            objects: ObjectChanges::default(),
        }
    }

    /// Whether nothing is different, as far as it could be compared.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let findings = &self.findings;
        findings.new.is_empty()
            && findings.resolved.is_empty()
            && findings.lapsed.is_empty()
            && findings.changed.is_empty()
            && self.verdicts.is_empty()
            && self.records.is_empty()
            && self.ledger.is_empty()
            && self.objects.changed.is_empty()
    }
}
