//! The first lines and the last one.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anstyle::Style;

use super::follow::Following;
use super::pending::pending;
use super::style::{BAD, BOLD, DIM, DOUBTFUL, GOOD};
use super::writer::{Page, Span};
use super::{Detail, pattern};
use crate::report::finding::Finding;
use crate::report::model::{FindingCounts, Report};
use crate::report::vocabulary::{Severity, Verdict};
use crate::report::words::{count, list};

pub(super) fn render(page: &mut Page, report: &Report, detail: Detail) {
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
            "{}{at}, {}, {engine} {}",
            target.database,
            schemas(report),
            target.server_version
        ),
    );
    if let Some(lag) = target.lag() {
        page.field(2, "standby", lag);
    }
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
    if let Some(ledgers) = ledgers(report) {
        page.field(2, "ledgers", ledgers);
    }
    if let Some(waiting) = pending(report, detail) {
        page.field(2, "pending", waiting);
    }
    if !report.scope.elsewhere.is_empty() {
        let apps = list(&report.scope.elsewhere);
        let text =
            format!("{apps} live in another schema, as [apps] has it, and are not judged here");
        page.field(2, "left out", text);
    }
    page.field(2, "run", run(report));
    waivers(page, report);
}

/// What each schema has that keeps a `django_migrations`: `a (12 migrations, 0 of 40 tables) and b (...)`.
fn ledgers(report: &Report) -> Option<String> {
    let all = report.summary.coverage.ledgers.iter().map(|one| {
        let recorded = match one.recorded {
            Some(number) => count(number, "migration"),
            None => "not read".to_owned(),
        };
        format!(
            "{} ({recorded}, {} of {} tables)",
            one.schema, one.tables, one.of
        )
    });
    let all: Vec<String> = all.collect();
    (!all.is_empty()).then(|| format!("django_migrations is in several schemas: {}", list(&all)))
}

/// What is waived, and which waivers are to be looked at.
fn waivers(page: &mut Page, report: &Report) {
    let waived = report.waived().total();
    if waived > 0 {
        let what = count(waived, "finding");
        page.field(2, "waived", format!("{what}, shown below"));
    }
    for problem in report.waiver_problems() {
        page.field(2, "warning", problem);
    }
}

pub(super) fn patterns(page: &mut Page, report: &Report, following: &Following<'_>) {
    for pattern in pattern::all(report, following) {
        page.field(2, "pattern", pattern);
    }
}

pub(in crate::report) fn schemas(report: &Report) -> String {
    let pattern = &report.target.schema;
    match report.parts.len() {
        0 => format!("schema {pattern}"),
        number => format!("{} ({pattern})", count(number as u64, "schema")),
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

pub(in crate::report) fn verdicts(report: &Report) -> String {
    let of = |verdict: &Verdict| report.summary.verdicts.get(verdict).copied().unwrap_or(0);
    let said = |verdict: &&Verdict| of(verdict) > 0;
    let recorded: Vec<String> = Verdict::ALL
        .iter()
        .filter(|verdict| !matches!(verdict, Verdict::Unrecorded | Verdict::Pending))
        .filter(said)
        .map(|verdict| format!("{} {verdict}", of(verdict)))
        .collect();
    let mut text = count(report.summary.recorded, "migration");
    if !recorded.is_empty() {
        let _ = write!(text, ": {}", list(&recorded));
    }
    for verdict in [Verdict::Unrecorded, Verdict::Pending].iter().filter(said) {
        let _ = write!(text, "; {} {verdict}", of(verdict));
    }
    text
}

pub(in crate::report) fn run(report: &Report) -> String {
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
