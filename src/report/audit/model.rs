//! What an audit report says. Fields are only ever added.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::schedule::{Period, Schedule};
use crate::report::Target;
use crate::report::coverage::Coverage;
use crate::report::finding::{Cause, Evidence, Finding};
use crate::report::model::{By, FindingCounts, Ledger, Scope, Tool};
use crate::report::trend::Trend;
use crate::report::vocabulary::{Severity, Verdict};
use crate::report::waiver::WaiverUse;

/// The audit report over a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audit {
    /// The number of the JSON format.
    pub format: u64,
    /// Who wrote it.
    pub tool: Tool,
    /// What it is called, and what it stands for.
    #[serde(default)]
    pub document: Document,
    /// By which it is filed: the same for the same period and runs.
    pub number: String,
    /// When it was written.
    pub written_at: Timestamp,
    /// What it is over.
    pub period: Period,
    /// The answer, in one sentence.
    pub conclusion: String,
    /// One for each database, schema and scope that has runs, the newest first.
    pub sections: Vec<Section>,
    /// Whether the history is as it was written.
    pub seal: Seal,
    /// How each figure is found again in the history.
    pub reproduce: Vec<Reproduction>,
}

/// What the settings say of the report as a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Its title.
    pub title: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The control that it is evidence for.
    pub control: Option<String>,
}

/// One database, schema and scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// What was measured.
    pub target: Target,
    /// What the runs were limited to.
    pub scope: Scope,
    /// What it was measured against, when it was last.
    pub ledger: Ledger,
    /// Every run of the period, oldest first.
    pub runs: Vec<AuditRun>,
    /// The newest run before the period, against which its first one is held.
    pub baseline: Option<AuditRun>,
    /// Whether runs were made when they should have been.
    #[serde(rename = "rhythm")]
    pub schedule: Option<Schedule>,
    /// Whether one is set that does not count these runs: somebody looked once, at some apps.
    #[serde(default)]
    pub unscheduled: bool,
    /// What was open day by day, up to the end of the period.
    pub trend: Trend,
    /// What was measured in the newest run, and what was not.
    pub coverage: Coverage,
    /// What is open, the gravest first.
    pub open: Vec<Entry>,
    /// What was found in the period or before it, and is gone.
    pub resolved: Vec<Resolved>,
    /// The waivers that the newest run knew, in force or not.
    #[serde(default)]
    pub waivers: Vec<WaiverUse>,
    /// Which stored outputs changed.
    pub ledger_changes: Changes,
    /// Which rows of `django_migrations` changed.
    #[serde(default)]
    pub record_changes: Changes,
}

impl Section {
    /// Whether the newest run, of the period or before it, measured nothing.
    pub(super) fn is_blind(&self) -> bool {
        self.newest().is_some_and(|run| !run.measured)
    }

    /// The schemas that the newest run did not measure.
    pub(super) fn not_measured(&self) -> &[NotMeasured] {
        self.newest().map_or(&[], |run| &run.not_measured)
    }

    /// Whether it is not known what is so at the end of the period.
    pub(super) fn is_unknown(&self) -> bool {
        self.is_blind() || !self.is_measured()
    }

    /// Whether a run of the period measured anything.
    #[must_use]
    pub fn is_measured(&self) -> bool {
        self.runs.iter().any(|run| run.measured)
    }

    /// The run that tells what was so last, where that is one before the period.
    pub(super) fn told_before(&self) -> Option<&AuditRun> {
        let before = self.baseline.as_ref().filter(|run| run.measured);
        before.filter(|_| self.runs.is_empty())
    }

    fn newest(&self) -> Option<&AuditRun> {
        self.runs.last().or(self.baseline.as_ref())
    }
}

/// A run, in few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRun {
    /// Its number.
    pub id: u64,
    /// When it began.
    pub started_at: Timestamp,
    /// Who made it, and where.
    pub by: Option<By>,
    /// How many migrations got each verdict.
    pub verdicts: BTreeMap<Verdict, u64>,
    /// How many findings of each severity.
    pub findings: FindingCounts,
    /// How many of them were waived.
    #[serde(default)]
    pub waived: FindingCounts,
    /// The exit status that it gave.
    pub exit_status: u8,
    /// Whether it measured anything.
    #[serde(default = "yes")]
    pub measured: bool,
    /// The schemas that it did not measure, of a run over several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_measured: Vec<NotMeasured>,
}

/// A schema in which a run measured nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotMeasured {
    /// The schema.
    pub schema: String,
    /// Why.
    pub reason: String,
}

impl AuditRun {
    /// Whether it measured some schemas, and not all.
    pub(super) fn is_partial(&self) -> bool {
        self.measured && !self.not_measured.is_empty()
    }

    /// `3 verified, 1 faked`.
    pub(super) fn verdicts(&self) -> String {
        let parts = self
            .verdicts
            .iter()
            .map(|(verdict, number)| format!("{number} {}", verdict.called()));
        parts.collect::<Vec<_>>().join(", ")
    }
}

const fn yes() -> bool {
    true
}

/// An open finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The finding, as the newest run tells it.
    pub finding: Finding,
    /// The first run of an unbroken line of runs that have it.
    pub first_seen: u64,
    /// When that run began.
    pub since: Timestamp,
    /// Whole days from then to the end of the period.
    pub days: i64,
    /// Whether it came in the period.
    pub new: bool,
    /// Who answers for it, if the settings say so.
    #[serde(default)]
    pub owner: Option<String>,
    /// The last day on which it is to be mended.
    #[serde(default)]
    pub due: Option<Date>,
    /// Whether that day was over when the period ended.
    #[serde(default)]
    pub overdue: bool,
    /// What was seen of its migration.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// What most likely happened to its migration.
    #[serde(default)]
    pub causes: Vec<Cause>,
}

impl Entry {
    /// Whether somebody decided that it may stay.
    pub(super) fn is_accepted(&self) -> bool {
        self.finding.waived.is_some()
    }

    /// By which entries are sorted: errors that are overdue, other errors, warnings, and what is to know; the new ones
    /// first among these, and what follows from another one last.
    #[must_use]
    pub fn gravest_first(&self) -> (Reverse<bool>, Reverse<Severity>, Reverse<bool>, bool, u64) {
        let severity = self.finding.severity;
        let follows = self.finding.root_cause.is_some();
        (
            Reverse(self.overdue && severity == Severity::Error),
            Reverse(severity),
            Reverse(self.new),
            follows,
            self.first_seen,
        )
    }

    /// Whether the conclusion counts it.
    pub(super) fn is_told(&self) -> bool {
        !self.is_accepted() && self.finding.severity > Severity::Info
    }
}

/// A finding that is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// The finding, as the last run that had it tells it.
    pub finding: Finding,
    /// That run.
    pub last_seen: u64,
    /// The first run without it.
    pub gone_in: u64,
    /// The first run of an unbroken line of runs that had it.
    pub first_seen: u64,
    /// When that run began.
    pub since: Timestamp,
    /// When the first run without it began.
    pub gone_at: Timestamp,
    /// Whole days from the one to the other.
    pub days: i64,
    /// Why that run does not prove that it is resolved; none where it looked for it.
    #[serde(default)]
    pub not_proved: Option<String>,
}

/// What changed from one run to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// Which were added.
    pub added: Vec<LedgerChange>,
    /// Which are gone.
    pub removed: Vec<LedgerChange>,
    /// Which were edited.
    pub edited: Vec<LedgerChange>,
}

/// A migration of which the record or the stored output changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LedgerChange {
    /// The schema that keeps the record, of runs over several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The app label.
    pub app: String,
    /// The migration's name.
    pub name: String,
}

impl fmt::Display for LedgerChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schema = self.schema.as_ref();
        let schema = schema.map(|schema| format!("{schema}: "));
        write!(
            f,
            "{}{}.{}",
            schema.unwrap_or_default(),
            self.app,
            self.name
        )
    }
}

/// Whether the history is as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// How many runs are sealed and there.
    pub runs: u64,
    /// Always 0: a run without a seal is a fault.
    pub unsealed: u64,
    /// How many were pruned since.
    pub pruned: u64,
    /// The first thing that is not as it was written, in words; none where all seals hold.
    pub fault: Option<String>,
    /// That there is no history where an anchor proves that there were runs, in words.
    #[serde(default)]
    pub gone: Option<String>,
    /// How many seals that were kept elsewhere it was held against; none where none was given.
    #[serde(default)]
    pub anchors: Option<u64>,
    /// Why it could not be held against those that were given.
    #[serde(default)]
    pub not_anchored: Option<String>,
    /// The first run of the period with a seal, and its seal.
    pub first: Option<(u64, String)>,
    /// The last one.
    pub last: Option<(u64, String)>,
}

/// How a figure is found again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reproduction {
    /// The figure.
    pub figure: String,
    /// The command.
    pub command: String,
}
