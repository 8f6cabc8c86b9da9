//! What an audit report says. Fields are only ever added.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::schedule::{Period, Schedule};
use crate::report::Target;
use crate::report::coverage::Coverage;
use crate::report::finding::{Cause, Evidence, Finding};
use crate::report::model::{By, FindingCounts, Ledger, Scope, Tool};
use crate::report::trend::Trend;
use crate::report::vocabulary::{Severity, Verdict};
use crate::report::waiver::WaiverUse;
use crate::report::words::{count, list};

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
    /// What was open day by day, up to the end of the period.
    pub trend: Trend,
    /// What was measured in the newest run, and what was not.
    pub coverage: Coverage,
    /// What is open: what came in the period first, the gravest of it first.
    pub open: Vec<Entry>,
    /// What was found in the period or before it, and is gone.
    pub resolved: Vec<Resolved>,
    /// The waivers that the newest run knew, in force or not.
    #[serde(default)]
    pub waivers: Vec<WaiverUse>,
    /// What changed in the ledger.
    pub ledger_changes: Changes,
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
    /// The exit status that it gave.
    pub exit_status: u8,
    /// Whether it measured anything.
    #[serde(default = "yes")]
    pub measured: bool,
}

impl AuditRun {
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

    /// Whether the conclusion counts it.
    fn is_told(&self) -> bool {
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
    /// Why that run does not prove that it is resolved; none where it looked for it.
    #[serde(default)]
    pub not_proved: Option<String>,
}

/// Stored outputs that changed from one run to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// How many were added.
    pub added: Vec<LedgerChange>,
    /// How many are gone.
    pub removed: Vec<LedgerChange>,
    /// How many were edited.
    pub edited: Vec<LedgerChange>,
}

/// A stored output.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LedgerChange {
    /// The app label.
    pub app: String,
    /// The migration's name.
    pub name: String,
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

impl Audit {
    /// The answer, in one sentence, from everything else.
    #[must_use]
    pub fn conclude(sections: &[Section], seal: &Seal) -> String {
        let answer = Self::answer(sections);
        let unsure = seal.not_anchored.as_ref().map(|reason| {
            format!("The history was held against no seal that was kept elsewhere ({reason}). ")
        });
        let unsure = unsure.unwrap_or_default();
        match &seal.fault {
            Some(fault) if sections.is_empty() => {
                format!(
                    "The history is NOT as it was written: {fault}. Nothing that it holds is told here."
                )
            }
            Some(fault) => {
                format!(
                    "The history is NOT as it was written: {fault}. As it stands, it says: {answer}"
                )
            }
            None => unsure + &answer,
        }
    }

    /// What the runs say.
    fn answer(sections: &[Section]) -> String {
        let made: u64 = sections.iter().map(|one| one.runs.len() as u64).sum();
        let runs = sections.iter().flat_map(|section| &section.runs);
        let looked = runs.filter(|run| run.measured).count() as u64;
        if looked == 0 {
            let made = match made {
                0 => "Nothing was measured in this period".to_owned(),
                _ => format!(
                    "{} made in this period, and none measured anything",
                    were(made, "run")
                ),
            };
            return made + ": nothing is known of the database.";
        }
        let mut parts = vec![format!(
            "{} looked, and at the end of the period {}",
            count(looked, "run"),
            end(sections)
        )];
        if looked < made {
            parts.push(format!(
                "{} could measure nothing",
                count(made - looked, "run")
            ));
        }
        let schedules = sections.iter().filter_map(|one| one.schedule.as_ref());
        let missed: u64 = schedules.map(Schedule::missed).sum();
        if missed > 0 {
            parts.push(format!("{} missed", were(missed, "expected run")));
        }
        parts.join("; ") + "."
    }
}

/// What was so when the period ended.
fn end(sections: &[Section]) -> String {
    let last = |section: &Section| section.runs.last().or(section.baseline.as_ref()).cloned();
    let blind = sections.iter().filter_map(last).any(|run| !run.measured);
    let open = found(sections, false);
    match (open.as_str(), blind, found(sections, true).as_str()) {
        ("", true, _) => {
            "it was not known any more what the database held, as the newest run measured nothing"
                .to_owned()
        }
        ("", false, "") => {
            "the database held what django_migrations says, as far as it was measured".to_owned()
        }
        ("", false, waived) => format!("nothing was open but what is waived: {waived}"),
        (open, _, _) => {
            let verb = if open.starts_with("1 ") && !open.contains(" and ") {
                "is"
            } else {
                "are"
            };
            format!("{open} {verb} open{}", since(sections))
        }
    }
}

/// How much of what is open came in the period, and how long the oldest is open: ` (1 new, the oldest since
/// 2026-05-03)`.
fn since(sections: &[Section]) -> String {
    let entries = sections.iter().flat_map(|section| &section.open);
    let open: Vec<&Entry> = entries.filter(|entry| entry.is_told()).collect();
    let (new, old): (Vec<&Entry>, Vec<&Entry>) = open.into_iter().partition(|entry| entry.new);
    let new = if new.is_empty() {
        "none".to_owned()
    } else {
        new.len().to_string()
    };
    match old.iter().map(|entry| entry.since).min() {
        None => " (all new)".to_owned(),
        Some(at) => format!(" ({new} new, the oldest since {})", at.strftime("%Y-%m-%d")),
    }
}

/// How many errors and warnings are open or waived; a finding of several scopes counts once.
fn found(sections: &[Section], waived: bool) -> String {
    let open = sections.iter().flat_map(|section| {
        let identity = &section.target.identity;
        section
            .open
            .iter()
            .map(move |entry| (identity, &entry.finding))
    });
    let open = open.filter(|(_, one)| one.waived.is_some() == waived);
    let of = |severity: Severity| {
        let open = open.clone().filter(|(_, one)| one.severity == severity);
        let ids: BTreeSet<_> = open
            .map(|(identity, one)| (identity, &one.schema, &one.id))
            .collect();
        ids.len() as u64
    };
    let found = FindingCounts {
        error: of(Severity::Error),
        warning: of(Severity::Warning),
        info: 0,
    };
    list(&found.words())
}

fn were(number: u64, one: &str) -> String {
    let verb = if number == 1 { "was" } else { "were" };
    format!("{} {verb}", count(number, one))
}
