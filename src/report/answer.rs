//! The answer of a run in one line.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::model::{FindingCounts, Report};
use super::page::Tone;
use super::vocabulary::Severity;
use super::words::{count, list};

/// What is so, and how much of it.
pub(super) struct Answer {
    pub(super) tone: Tone,
    pub(super) verdict: &'static str,
    pub(super) rest: String,
}

/// The answer of a report.
pub(super) fn answer(report: &Report) -> Answer {
    let (tone, verdict, mut rest) = by_findings(report);
    let left = report.summary.coverage.unmeasured;
    if left > 0 {
        let _ = write!(rest, "; {left} could not be measured");
    }
    Answer {
        tone,
        verdict,
        rest,
    }
}

fn by_findings(report: &Report) -> (Tone, &'static str, String) {
    let (found, waived) = (report.open(), report.waived());
    let parts = &report.parts;
    let blind = parts.iter().filter(|it| it.not_measured.is_some()).count();
    let whole = parts.is_empty() || blind == parts.len();
    if whole && !report.is_measured() {
        (Tone::Bad, "NOTHING WAS CHECKED", unmeasured(report))
    } else if found.error > 0 {
        (
            Tone::Bad,
            "DOES NOT AGREE",
            format!(
                "with django_migrations{}: {}",
                broken(report),
                list(&found.words())
            ),
        )
    } else if blind > 0 {
        let all = count(parts.len() as u64, "schema");
        let rest = format!("{blind} of {all} could not be measured");
        (Tone::Bad, "NOT ALL WAS CHECKED:", rest)
    } else if waived.error > 0 {
        (Tone::Doubtful, "NO ERROR IS LEFT", excepted(found, waived))
    } else if found.warning > 0 {
        (
            Tone::Doubtful,
            "NO ERROR FOUND",
            format!("but {}", list(&found.words())),
        )
    } else {
        (Tone::Good, "AGREES", agreement(report))
    }
}

/// Of a database that agrees but for what people decided to bear.
fn excepted(found: FindingCounts, waived: FindingCounts) -> String {
    let besides = match found.warning {
        0 => String::new(),
        _ => format!("; besides {}", list(&found.words())),
    };
    format!("but what is waived: {}{besides}", list(&waived.words()))
}

/// ` in 3 of 51 schemas`; nothing where the run was over one.
fn broken(report: &Report) -> String {
    let open = report.findings.iter().filter(|it| it.waived.is_none());
    let errors = open.filter(|it| it.severity == Severity::Error);
    let broken: BTreeSet<_> = errors.filter_map(|it| it.schema.as_ref()).collect();
    match report.parts.len() {
        0 => String::new(),
        all => format!(" in {} of {}", broken.len(), count(all as u64, "schema")),
    }
}

fn unmeasured(report: &Report) -> String {
    if !report.parts.is_empty() {
        return "because nothing could be measured in any schema".to_owned();
    }
    match report.summary.recorded {
        0 => "because no migration in scope is recorded".to_owned(),
        recorded => format!("because no recorded migration (of {recorded}) has a stored output"),
    }
}

fn agreement(report: &Report) -> String {
    let summary = &report.summary;
    let mut text = format!(
        "with django_migrations: {}, {} checked",
        count(summary.recorded, "recorded migration"),
        count(summary.coverage.checked, "effect")
    );
    if summary.findings.info > 0 {
        let _ = write!(text, ", {} to know", count(summary.findings.info, "thing"));
    }
    text
}
