//! One finding, with all that a report knows of it.

use serde::Serialize;

use super::check::{Check, checks};
use super::{Topic, of_cause, of_evidence, of_kind};
use crate::report::finding::{Evidence, Finding};
use crate::report::migration::Migration;
use crate::report::model::Report;
use crate::report::suggestions;

/// A finding at length.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explained<'a> {
    /// The run that it was taken from; none where that was not kept.
    pub run: Option<u64>,
    /// The finding as the report holds it.
    pub finding: &'a Finding,
    /// The migration behind it, as the report holds it.
    pub migration: Option<&'a Migration>,
    /// The ids of the findings that follow from it.
    pub follows: Vec<&'a str>,
    /// What its kind means.
    pub kind: Topic,
    /// What the likely causes mean, the likeliest first.
    pub causes: Vec<Topic>,
    /// What the sorts of evidence are that were seen.
    pub evidence: Vec<Topic>,
    /// The queries by which it is checked.
    pub checks: Vec<Check>,
    /// What to run next, where it can be copied as it stands.
    #[serde(rename = "do")]
    pub commands: Vec<String>,
}

/// Explains each finding of the report that has this id. Several have one where only their place
/// tells them apart, such as two statements of a file that cannot be read.
#[must_use]
pub fn explain<'a>(report: &'a Report, id: &str) -> Vec<Explained<'a>> {
    let of_id = report.findings.iter().filter(|finding| finding.id == id);
    of_id.map(|finding| one(report, finding)).collect()
}

fn one<'a>(report: &'a Report, finding: &'a Finding) -> Explained<'a> {
    let behind = |of: &&Migration| {
        of.schema == finding.schema && finding.migration.as_ref() == Some(&of.key())
    };
    let migration = report.migrations.iter().find(behind);
    let follows = report.findings.iter();
    let follows = follows.filter(|other| other.root_cause.as_deref() == Some(&finding.id));
    let causes = migration.iter().flat_map(|of| &of.causes);
    let causes = causes.map(|cause| of_cause(cause.code));
    let seen: Vec<&Evidence> = migration.iter().flat_map(|of| &of.evidence).collect();
    let seen = seen.into_iter().chain(&finding.evidence);
    Explained {
        run: report.run.id,
        finding,
        migration,
        follows: follows.map(|other| other.id.as_str()).collect(),
        kind: of_kind(finding.kind),
        causes: causes.collect(),
        evidence: seen.map(|one| of_evidence(one.code)).collect(),
        checks: checks(report, migration, finding),
        commands: suggestions::commands(report, migration, finding),
    }
}
