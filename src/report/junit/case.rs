//! One test case, and how it came out.

use super::{lines, summary_line};
use crate::report::finding::Finding;
use crate::report::migration::Migration;
use crate::report::model::Report;
use crate::report::pending::does;
use crate::report::vocabulary::{Kind, Meaning, Severity};
use crate::report::words::count;

/// A migration, or a finding that belongs to none.
pub(super) struct Case {
    pub(super) name: String,
    pub(super) outcome: Outcome,
    /// What there is to tell of it.
    pub(super) lines: Vec<String>,
}

/// How a case came out.
pub(super) enum Outcome {
    /// Everything that should be there is there.
    Passed,
    /// It could not be measured, or a person decided that it shall not fail.
    Skipped(String),
    /// There is an error.
    Failed {
        /// Of which kind the first one is.
        kind: Kind,
        /// What it says.
        message: String,
    },
    /// Nothing could be measured.
    NotMeasured(String),
}

/// A migration with the findings that its verdict rests on.
pub(super) fn of_migration(report: &Report, migration: &Migration) -> Case {
    let findings = findings(report, migration);
    let told = findings.iter().flat_map(|finding| lines(report, finding));
    let seen = migration.evidence.iter();
    let seen = seen.map(|one| format!("seen: {}", one.text));
    let statements = report.summary.coverage.opaque_statements.iter();
    let key = migration.key();
    let opaque = statements.filter(|one| summary_line::is_output_of(&one.place.file, &key));
    let opaque = opaque.map(|one| format!("not measured: {}: {}", one.place, one.reason));
    Case {
        name: migration.name.clone(),
        outcome: outcome(report, migration, &findings),
        lines: told.chain(seen).chain(opaque).collect(),
    }
}

/// A finding of no migration that is listed.
pub(super) fn of_finding(report: &Report, finding: &Finding) -> Case {
    let outcome = match (finding.severity, finding.kind) {
        _ if finding.waived.is_some() => waived(&[finding]).unwrap_or(Outcome::Passed),
        (Severity::Error, _) => failed(report, finding, 1),
        (_, Kind::Undecided | Kind::Unreadable | Kind::NoLedger) => {
            Outcome::Skipped(finding.message.clone())
        }
        (Severity::Warning | Severity::Info, _) => Outcome::Passed,
    };
    Case {
        name: match &finding.schema {
            Some(schema) => format!("{} in {schema}", summary_line::title(finding)),
            None => summary_line::title(finding),
        },
        outcome,
        lines: lines(report, finding),
    }
}

/// What was not measured at all: of the whole, or of a schema.
pub(super) fn unmeasured(report: &Report) -> Vec<Case> {
    let case = |name: String, reason: String| Case {
        name,
        outcome: Outcome::NotMeasured(reason),
        lines: Vec::new(),
    };
    let parts = report.parts.iter().filter_map(|part| {
        let reason = part.not_measured.clone()?;
        Some(case(format!("schema {}", part.schema), reason))
    });
    let mut cases: Vec<Case> = parts.collect();
    if cases.is_empty() && !report.is_measured() {
        let reason = "nothing was checked: no recorded migration in scope has a stored output";
        cases.push(case("ledger".to_owned(), reason.to_owned()));
    }
    cases
}

/// Waivers that are to be looked at: warnings, which fail no case.
pub(super) fn waivers(report: &Report) -> Option<Case> {
    let problems = report.waiver_problems();
    let lines: Vec<String> = problems.map(|text| format!("warning: {text}")).collect();
    (!lines.is_empty()).then(|| Case {
        name: "waivers".to_owned(),
        outcome: Outcome::Passed,
        lines,
    })
}

/// Its own findings, and those of others that its verdict follows from; the gravest first.
fn findings<'a>(report: &'a Report, migration: &Migration) -> Vec<&'a Finding> {
    let key = migration.key();
    let mut found: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|finding| finding.schema == migration.schema)
        .filter(|finding| {
            finding.migration.as_ref() == Some(&key) || migration.findings.contains(&finding.id)
        })
        .collect();
    found.sort_by_key(|finding| {
        let waived = finding.waived.is_some();
        let old = !finding.is_new(report);
        (waived, std::cmp::Reverse(finding.severity), old)
    });
    found
}

fn outcome(report: &Report, migration: &Migration, findings: &[&Finding]) -> Outcome {
    let open = findings.iter().filter(|it| it.gates_at(Severity::Error));
    let errors: Vec<&&Finding> = open.collect();
    if let Some(first) = errors.first() {
        return failed(report, first, errors.len());
    }
    if let Some(waived) = waived(findings) {
        return waived;
    }
    let reason = || format!("{}: {}", migration.verdict.called(), migration.told());
    match migration.verdict.row().meaning {
        Meaning::Good => Outcome::Passed,
        Meaning::Waiting => Outcome::Skipped(match does(migration, usize::MAX) {
            Some(does) => format!("{}: {does}", migration.verdict.called()),
            None => reason(),
        }),
        Meaning::Unproved => Outcome::Skipped(reason()),
        // A verdict of these without an error to show is not for this format to soften.
        Meaning::Bad => Outcome::Failed {
            kind: findings.first().map_or(Kind::Different, |it| it.kind),
            message: reason(),
        },
    }
}

fn failed(report: &Report, first: &Finding, errors: usize) -> Outcome {
    let more = match errors - 1 {
        0 => String::new(),
        more => format!(", and {}", count(more as u64, "more error")),
    };
    Outcome::Failed {
        kind: first.kind,
        message: format!("{}{more}", summary_line::news(report, first)),
    }
}

/// Where the only errors are waived: neither a failure nor a success.
fn waived(findings: &[&Finding]) -> Option<Outcome> {
    let mut errors = findings.iter().filter(|it| it.severity == Severity::Error);
    let waiver = errors.find_map(|it| it.waived.as_ref())?;
    Some(Outcome::Skipped(format!("waived: {waiver}")))
}
