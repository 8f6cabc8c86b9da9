//! The first lines and the last one.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anstyle::Style;

use super::follow::Following;
use super::style::{BAD, BOLD, DIM, DOUBTFUL, GOOD};
use super::writer::{Page, Span};
use super::{Detail, pattern};
use crate::report::facts::{facts, warnings};
use crate::report::finding::Finding;
use crate::report::model::{FindingCounts, Report};
use crate::report::vocabulary::Severity;
use crate::report::words::{count, list};

pub(super) fn render(page: &mut Page, report: &Report, detail: Detail) {
    headline(page, report);
    for field in facts(report, detail).into_iter().chain(warnings(report)) {
        page.field(2, field.label, field.line.words());
    }
}

pub(super) fn patterns(page: &mut Page, report: &Report, following: &Following<'_>) {
    for pattern in pattern::all(report, following) {
        page.field(2, "pattern", pattern);
    }
}

/// One line: the answer.
pub(super) fn headline(page: &mut Page, report: &Report) {
    let (style, verdict, rest) = judged(report);
    page.paragraph(
        0,
        2,
        &[
            Span::new(BOLD, format!("{}:", report.target.database)),
            Span::new(style, verdict),
            Span::plain(rest),
        ],
    );
}

/// The answer in words: what is so, and how much of it.
pub(in crate::report) fn answer(report: &Report) -> (&'static str, String) {
    let (_, verdict, rest) = judged(report);
    (verdict, rest)
}

fn judged(report: &Report) -> (Style, &'static str, String) {
    let (style, verdict, mut rest) = by_findings(report);
    let left = report.summary.coverage.unmeasured;
    if left > 0 {
        let _ = write!(rest, "; {left} could not be measured");
    }
    (style, verdict, rest)
}

fn by_findings(report: &Report) -> (Style, &'static str, String) {
    let (found, waived) = (report.open(), report.waived());
    let parts = &report.parts;
    let blind = parts.iter().filter(|it| it.not_measured.is_some()).count();
    let whole = parts.is_empty() || blind == parts.len();
    if whole && !report.is_measured() {
        (BAD, "NOTHING WAS CHECKED", unmeasured(report))
    } else if found.error > 0 {
        (
            BAD,
            "DOES NOT AGREE",
            format!(
                "with django_migrations{}: {}",
                broken(report),
                counts(found)
            ),
        )
    } else if blind > 0 {
        let all = count(parts.len() as u64, "schema");
        let rest = format!("{blind} of {all} could not be measured");
        (BAD, "NOT ALL WAS CHECKED:", rest)
    } else if waived.error > 0 {
        (DOUBTFUL, "NO ERROR IS LEFT", excepted(found, waived))
    } else if found.warning > 0 {
        (DOUBTFUL, "NO ERROR FOUND", format!("but {}", counts(found)))
    } else {
        (GOOD, "AGREES", agreement(report))
    }
}

/// Of a database that agrees but for what people decided to bear.
fn excepted(found: FindingCounts, waived: FindingCounts) -> String {
    let besides = match found.warning {
        0 => String::new(),
        _ => format!("; besides {}", counts(found)),
    };
    format!("but what is waived: {}{besides}", counts(waived))
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

fn counts(found: FindingCounts) -> String {
    let parts: Vec<String> = [(found.error, "error"), (found.warning, "warning")]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| count(number, word))
        .chain((found.info > 0).then(|| format!("{} info", found.info)))
        .collect();
    list(&parts)
}

/// What to do when everything above has been dealt with.
pub(super) fn closing(page: &mut Page, report: &Report) {
    let found = report.summary.findings;
    if found.error + found.warning == 0 {
        return;
    }
    page.gap();
    page.paragraph(0, 0, &[Span::new(
        DIM,
        "Look at each command before you run it. Afterwards run reconcile again: what is repaired \
         is gone from the list.",
    )]);
    if let Some(finding) = gravest(report) {
        page.paragraph(0, 0, &[Span::new(DIM, further(report, finding))]);
    }
}

/// The first of the gravest findings, one that follows from nothing else.
fn gravest(report: &Report) -> Option<&Finding> {
    let roots = report.findings.iter();
    let roots = roots.filter(|finding| finding.root_cause.is_none() && finding.waived.is_none());
    roots.min_by_key(|finding| std::cmp::Reverse(finding.severity))
}

/// Where more is said. A run that was not kept holds no finding that could be asked for.
fn further(report: &Report, finding: &Finding) -> String {
    let (kind, object) = (finding.kind, finding.object.as_ref());
    let what = object.map_or_else(|| finding.owner(), ToString::to_string);
    match (report.run.id, finding.id.get(..8)) {
        (Some(_), Some(id)) => format!(
            "`reconcile explain {id}` says more of the {kind} {what}, with the queries to check it by hand; -v prints \
             every id."
        ),
        _ => format!(
            "`reconcile explain {kind}` says what that means and how it is checked by hand."
        ),
    }
}
