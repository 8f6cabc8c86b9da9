//! What is said of a run before its findings, in every medium: where, against what, and how it went.

use std::fmt::Write as _;

use super::model::Report;
use super::page::{Field, Line, Tone, own, text};
use super::text::Detail;
use super::text::pending::pending;
use super::vocabulary::Verdict;
use super::words::{count, list};

/// The database, the ledger and the run.
pub(super) fn facts(report: &Report, detail: Detail) -> Vec<Field> {
    let mut fields = vec![Field::new("database", database(report))];
    let mut add =
        |label, line: Option<Line>| fields.extend(line.map(|line| Field::new(label, line)));
    let (scope, ledger) = (&report.scope, &report.ledger);
    add("standby", report.target.lag().map(text));
    add("apps", Line::names(&scope.apps));
    let outputs = count(ledger.migrations, "stored output");
    add(
        "ledger",
        Some(own("").name(&ledger.path).own(", ").own(outputs)),
    );
    add("recorded", Some(own(verdicts(report))));
    add("ledgers", ledgers(report).map(text));
    add("pending", pending(report, detail).map(text));
    let elsewhere = Line::names(&scope.elsewhere);
    add(
        "left out",
        elsewhere.map(|apps| {
            apps.own(" live in another schema, as [apps] has it, and are not judged here")
        }),
    );
    add("run", Some(own(run(report))));
    let waived = report.waived().total();
    add(
        "waived",
        (waived > 0).then(|| own(format!("{}, shown below", count(waived, "finding")))),
    );
    fields
}

/// The waivers that are to be looked at.
pub(super) fn warnings(report: &Report) -> impl Iterator<Item = Field> {
    report.waiver_problems().map(|problem| Field {
        tone: Tone::Doubtful,
        ..Field::new("warning", text(problem))
    })
}

fn database(report: &Report) -> Line {
    let target = &report.target;
    let schemas = match report.parts.len() {
        0 => own("schema ").name(&target.schema),
        number => own(count(number as u64, "schema"))
            .own(" (")
            .name(&target.schema)
            .own(")"),
    };
    own("")
        .name(&target.database)
        .with_some(target.address.as_ref(), |line, at| {
            line.own(" at ").name(at)
        })
        .own(", ")
        .and(schemas)
        .own(format!(", {} ", target.engine))
        .name(&target.server_version)
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

/// `3 migrations: 1 faked and 2 verified; 1 pending`.
fn verdicts(report: &Report) -> String {
    let of = |verdict: &Verdict| report.summary.verdicts.get(verdict).copied().unwrap_or(0);
    let said = Verdict::ALL.iter().filter(|verdict| of(verdict) > 0);
    let said = said.map(|verdict| (verdict.is_recorded(), format!("{} {verdict}", of(verdict))));
    let (recorded, others): (Vec<_>, Vec<_>) = said.partition(|(recorded, _)| *recorded);
    let recorded: Vec<String> = recorded.into_iter().map(|(_, words)| words).collect();
    let mut text = count(report.summary.recorded, "migration");
    if !recorded.is_empty() {
        let _ = write!(text, ": {}", list(&recorded));
    }
    others
        .into_iter()
        .fold(text, |text, (_, words)| format!("{text}; {words}"))
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
