//! The report as a whole: format 1 of the JSON promise. Fields are only ever added.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::WaiverUse;
use super::age::NewFindings;
use super::coverage::Coverage;
use super::finding::{Finding, MigrationKey, Object};
use super::json::seconds;
use super::migration::Migration;
use super::target::Target;
use super::vocabulary::{Severity, Verdict};
use super::words::count;

/// The number of the JSON format that this release writes.
pub const FORMAT: u64 = 1;

/// One reconciliation, as users read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The number of the format: [`FORMAT`].
    pub format: u64,
    /// Who wrote it.
    pub tool: Tool,
    /// When it was made, and its place in the history.
    pub run: Run,
    /// What was measured.
    pub target: Target,
    /// What it was limited to.
    pub scope: Scope,
    /// What it was measured against.
    pub ledger: Ledger,
    /// The counts.
    pub summary: Summary,
    /// Every migration in scope, in ledger order, unrecorded ones too.
    pub migrations: Vec<Migration>,
    /// What a person should know.
    pub findings: Vec<Finding>,
    /// What is written differently on both sides and means the same, with the reason.
    pub equivalents: Vec<Equivalent>,
    /// One a schema, by name, where the run was over several; else empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// The schemas of the parts by what they have in common: outliers first, those without a finding last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<SchemaGroup>,
    /// What became of each waiver that is written down; empty where none is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<WaiverUse>,
}

/// The program that wrote a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// `reconcile`.
    pub name: String,
    /// Its release.
    pub version: String,
    /// The version of the rules by which it holds two texts side by side; 0 where a report does not tell it.
    #[serde(default)]
    pub canonicaliser: u32,
}

impl Tool {
    /// This program, with the version of its rules.
    #[must_use]
    pub fn current(canonicaliser: u32) -> Self {
        Self {
            name: "reconcile".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            canonicaliser,
        }
    }
}

/// When a report was made, and its place in the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Its number in the history; none where it was not kept.
    pub id: Option<u64>,
    /// When it began.
    #[serde(serialize_with = "seconds")]
    pub started_at: Timestamp,
    /// How long it took.
    pub duration_ms: u64,
    /// The run before it, of the same target and scope.
    pub previous: Option<u64>,
    /// What is new in it; none where nothing was there to be compared with.
    #[serde(default)]
    pub new: Option<NewFindings>,
    /// Who made it, and where; none where that is not kept.
    #[serde(default)]
    pub by: Option<By>,
}

/// Who made a run, and where, as the machine calls them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    /// The user.
    pub user: Option<String>,
    /// The host.
    pub host: Option<String>,
    /// The page of the CI job, where the environment names one.
    pub ci: Option<String>,
}

/// What a run was limited to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// The app labels, sorted, each once; empty means all.
    pub apps: Vec<String>,
    /// The pattern that chose the schemas, `*` for all of them; none where the run was over one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schemas: Option<String>,
    /// The apps that live in another schema, and are judged there; those of a part stand in the part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<String>,
}

impl Scope {
    /// The scope of these app labels, in the one order in which scopes are compared.
    #[must_use]
    pub fn of(mut apps: Vec<String>) -> Self {
        apps.sort();
        apps.dedup();
        Self {
            apps,
            ..Self::default()
        }
    }
}

/// The stored outputs that were replayed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// The folder.
    pub path: String,
    /// How many stored outputs it holds.
    pub migrations: u64,
    /// A digest over all of them.
    pub digest: String,
}

/// The counts of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Recorded migrations in scope.
    pub recorded: u64,
    /// How many migrations got each verdict; verdicts that nobody got are left out.
    pub verdicts: BTreeMap<Verdict, u64>,
    /// How many findings of each severity.
    pub findings: FindingCounts,
    /// What was measured and what was not.
    pub coverage: Coverage,
}

impl Summary {
    /// Counts what `migrations` and `findings` hold; `coverage` is taken as it is.
    #[must_use]
    pub fn count(migrations: &[Migration], findings: &[Finding], coverage: Coverage) -> Self {
        let mut verdicts = BTreeMap::new();
        for migration in migrations {
            *verdicts.entry(migration.verdict).or_default() += 1;
        }
        let recorded = migrations
            .iter()
            .filter(|migration| migration.is_recorded())
            .count() as u64;
        Self {
            recorded,
            verdicts,
            findings: FindingCounts::of(findings),
            coverage,
        }
    }
}

/// How many findings of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingCounts {
    /// Errors.
    pub error: u64,
    /// Warnings.
    pub warning: u64,
    /// What only informs.
    pub info: u64,
}

impl FindingCounts {
    /// Counts these findings, waived ones too.
    #[must_use]
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            counts.add(finding.severity);
        }
        counts
    }

    /// Counts one more.
    pub(super) const fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.error += 1,
            Severity::Warning => self.warning += 1,
            Severity::Info => self.info += 1,
        }
    }

    /// How many of a severity.
    pub(super) const fn number(self, severity: Severity) -> u64 {
        match severity {
            Severity::Error => self.error,
            Severity::Warning => self.warning,
            Severity::Info => self.info,
        }
    }

    /// `1 error`, `2 warnings`, `3 info`: what there is none of is left out.
    #[must_use]
    pub fn words(self) -> Vec<String> {
        let words = [
            (self.error, count(self.error, "error")),
            (self.warning, count(self.warning, "warning")),
            (self.info, format!("{} info", self.info)),
        ];
        let words = words.into_iter().filter(|(number, _)| *number > 0);
        words.map(|(_, words)| words).collect()
    }

    /// Without those.
    #[must_use]
    pub const fn without(self, those: Self) -> Self {
        Self {
            error: self.error.saturating_sub(those.error),
            warning: self.warning.saturating_sub(those.warning),
            info: self.info.saturating_sub(those.info),
        }
    }

    /// All of them.
    #[must_use]
    pub const fn total(self) -> u64 {
        self.error + self.warning + self.info
    }
}

/// Two spellings that were proved to mean the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Equivalent {
    /// What it is about.
    pub object: Object,
    /// The attribute, if it is one.
    pub aspect: Option<String>,
    /// What the ledger says.
    pub expected: String,
    /// What the catalog says.
    pub actual: String,
    /// Why they are the same.
    pub reason: String,
    /// The migration that set it.
    pub migration: Option<MigrationKey>,
}

/// What a run over several schemas says of one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The schema.
    pub schema: String,
    /// Its counts; what was not measured in it is listed in those of the run.
    pub summary: Summary,
    /// Why nothing was measured; none where it was.
    pub not_measured: Option<String>,
    /// The apps that live in another schema and are judged there.
    pub elsewhere: Vec<String>,
    /// The place of its group in `groups`; none where it was not measured.
    pub group: Option<u64>,
}

/// Schemas with the same findings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaGroup {
    /// The schemas, by name.
    pub schemas: Vec<String>,
    /// The ids of the findings of the first of them; the others have the same ones about their own objects.
    pub findings: Vec<String>,
}

impl Report {
    /// Whether the stored output of at least one recorded migration was read, in every schema. Where none
    /// was, an absence of findings says nothing.
    #[must_use]
    pub fn is_measured(&self) -> bool {
        let mut parts = self.parts.iter();
        self.is_measured_in_part() && parts.all(|part| part.not_measured.is_none())
    }

    /// The same, in any schema.
    #[must_use]
    pub fn is_measured_in_part(&self) -> bool {
        self.migrations.iter().any(Migration::is_checked)
    }

    /// Adds findings, and names them under their migrations and in the counts.
    pub fn add(&mut self, findings: Vec<Finding>) {
        for finding in &findings {
            let of = |one: &&mut Migration| finding.migration.as_ref() == Some(&one.key());
            if let Some(migration) = self.migrations.iter_mut().find(of) {
                migration.findings.push(finding.id.clone());
            }
        }
        self.findings.extend(findings);
        self.summary.findings = FindingCounts::of(&self.findings);
        self.suggest();
    }
}

impl Finding {
    /// Whether the run that the report is compared with did not have it. Where there is no such run, as in the
    /// first one of a history, nothing is called new.
    #[must_use]
    pub fn is_new(&self, report: &Report) -> bool {
        let new = report.run.new.as_ref();
        new.is_some_and(|new| new.findings.contains(&self.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Kind, sample};

    #[test]
    fn a_report_reads_back_as_it_was_written() {
        let report = sample::incident();
        let text = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report);
    }

    #[test]
    fn a_field_of_a_later_release_does_not_stop_the_reader() {
        let mut value = serde_json::to_value(sample::clean()).unwrap();
        value["seal"] = serde_json::json!("sha256:...");
        assert!(serde_json::from_value::<Report>(value).is_ok());
    }

    #[test]
    fn times_are_printed_in_whole_seconds() {
        let mut report = sample::clean();
        report.run.started_at = "2026-01-14T20:52:03.987654Z".parse().unwrap();
        let value = serde_json::to_value(&report).unwrap();
        assert_eq!(value["run"]["started_at"], "2026-01-14T20:52:03Z");
    }

    #[test]
    fn a_scope_does_not_depend_on_the_order_of_the_options() {
        let scope = Scope::of(vec!["b".into(), "a".into(), "b".into()]);
        assert_eq!(scope.apps, ["a", "b"]);
    }

    #[test]
    fn an_added_finding_is_counted_and_named_under_its_migration() {
        let mut report = sample::clean();
        let key = report.migrations[1].key();
        report.add(vec![Finding::new(Kind::Edited, None, None, Some(key))]);
        assert_eq!(report.summary.findings.warning, 1);
        assert_eq!(
            report.migrations[1].findings,
            [report.findings[0].id.clone()]
        );
    }

    #[test]
    fn a_report_without_a_single_stored_output_is_not_measured() {
        assert!(sample::clean().is_measured());
        assert!(!sample::unmeasured().is_measured());
    }
}
