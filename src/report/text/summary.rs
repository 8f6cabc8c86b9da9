//! The first lines and the last one.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::look::{self, BAD, BOLD, DIM, DOUBTFUL, GOOD};
use super::page::{Page, Span};
use crate::report::model::{FindingCounts, Migration, Report};
use crate::report::vocabulary::{Kind, ObjectType, Verdict};
use crate::report::words::{count, list};

pub(super) fn render(page: &mut Page, report: &Report) {
    headline(page, report);
    let target = &report.target;
    let at = target
        .address
        .as_ref()
        .map(|at| format!(" at {at}"))
        .unwrap_or_default();
    let engine = target.engine.as_str();
    page.field(
        2,
        "database",
        format!(
            "{}{at}, schema {}, {engine} {}",
            target.database, target.schema, target.server_version
        ),
    );
    if !report.scope.apps.is_empty() {
        page.field(2, "apps", list(&report.scope.apps));
    }
    page.field(
        2,
        "ledger",
        format!(
            "{}, {}",
            report.ledger.path,
            count(report.ledger.migrations, "stored output")
        ),
    );
    page.field(2, "recorded", verdicts(report));
    page.field(2, "run", run(report));
    for pattern in patterns(report) {
        page.field(2, "pattern", pattern);
    }
}

/// What several misplaced objects have in common: `6 tables expected in public are in test_schema: of 4
/// migrations, recorded between 2025-12-29 and 2025-12-31`.
fn patterns(report: &Report) -> Vec<String> {
    let mut alike: BTreeMap<(ObjectType, &str, &str), Vec<&str>> = BTreeMap::new();
    for finding in &report.findings {
        if let (Kind::Misplaced, None, Some(object), Some(expected), [found]) = (
            finding.kind,
            &finding.root_cause,
            &finding.object,
            &finding.expected,
            finding.found_in.as_slice(),
        ) {
            let shared = alike.entry((object.object_type, expected, found));
            shared.or_default().push(&finding.id);
        }
    }
    alike
        .into_iter()
        .filter(|(_, ids)| ids.len() > 1)
        .map(|((of, expected, found), ids)| {
            let things = look::several(of, ids.len() as u64);
            let when = recorded(report, &ids);
            format!("{things} expected in {expected} are in {found}{when}")
        })
        .collect()
}

/// How many migrations these findings are about, and when they were recorded.
fn recorded(report: &Report, ids: &[&str]) -> String {
    let about = |migration: &&Migration| {
        migration
            .findings
            .iter()
            .any(|id| ids.contains(&id.as_str()))
    };
    let days = report
        .migrations
        .iter()
        .filter(about)
        .filter_map(|migration| {
            let at = migration.recorded_at?;
            Some(at.strftime("%Y-%m-%d").to_string())
        });
    let mut days: Vec<String> = days.collect();
    days.sort();
    let number = count(days.len() as u64, "migration");
    match (days.first(), days.last()) {
        (Some(first), Some(last)) if first == last => format!(": of {number}, recorded on {first}"),
        (Some(first), Some(last)) => {
            format!(": of {number}, recorded between {first} and {last}")
        }
        _ => String::new(),
    }
}

/// One line: the answer.
pub(super) fn headline(page: &mut Page, report: &Report) {
    let found = report.summary.findings;
    let (style, verdict, rest) = if !report.is_measured() {
        (BAD, "NOTHING WAS CHECKED", unmeasured(report))
    } else if found.error > 0 {
        (
            BAD,
            "DOES NOT AGREE",
            format!("with django_migrations: {}", counts(found)),
        )
    } else if found.warning > 0 {
        (DOUBTFUL, "NO ERROR FOUND", format!("but {}", counts(found)))
    } else {
        (GOOD, "AGREES", agreement(report))
    };
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

fn unmeasured(report: &Report) -> String {
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

fn verdicts(report: &Report) -> String {
    let of = |verdict: &Verdict| report.summary.verdicts.get(verdict).copied().unwrap_or(0);
    let said = |verdict: &&Verdict| of(verdict) > 0;
    let recorded: Vec<String> = Verdict::ALL
        .iter()
        .filter(|verdict| !matches!(verdict, Verdict::Unrecorded | Verdict::Pending))
        .filter(said)
        .map(|verdict| format!("{} {verdict}", of(verdict)))
        .collect();
    let mut text = format!(
        "{}: {}",
        count(report.summary.recorded, "migration"),
        list(&recorded)
    );
    for verdict in [Verdict::Unrecorded, Verdict::Pending].iter().filter(said) {
        let _ = write!(text, "; {} {verdict}", of(verdict));
    }
    text
}

fn run(report: &Report) -> String {
    let run = &report.run;
    let at = run.started_at.strftime("%Y-%m-%d %H:%M:%S UTC");
    match (run.id, run.previous) {
        (None, _) => format!("not kept, {at}"),
        (Some(id), None) => format!("{id}, {at}, the first of this database and scope"),
        (Some(id), Some(previous)) => format!("{id}, {at}, after run {previous}"),
    }
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
}
