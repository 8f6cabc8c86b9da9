//! A run over several schemas: who agrees, who does not, and who is alike in that. What is the same in many
//! schemas is told once, of the first of them.

use std::collections::BTreeMap;

use super::follow::Following;
use super::style::{BAD, BOLD, DIM, GOOD};
use super::writer::{Page, Span};
use super::{Detail, finding};
use crate::report::finding::Finding;
use crate::report::model::Report;
use crate::report::parts::{Part, SchemaGroup};
use crate::report::vocabulary::Kind;
use crate::report::words::{count, list};

/// More names than that are counted.
const NAMED: usize = 4;
/// More groups than that, and more findings of a group, are counted.
const GROUPS: usize = 12;
const FINDINGS: usize = 6;

/// Which schemas have which findings, outliers first.
pub(super) fn matrix(page: &mut Page, report: &Report, detail: Detail) {
    page.gap();
    let title = count(report.parts.len() as u64, "schema");
    page.paragraph(0, 2, &[Span::new(BOLD, title)]);
    not_measured(page, report, detail);
    let broken = || report.groups.iter().filter(|it| !it.findings.is_empty());
    let shown = match detail {
        Detail::Verbose => usize::MAX,
        Detail::Quiet | Detail::Normal => GROUPS,
    };
    for group in broken().take(shown) {
        row(page, report, group, detail);
    }
    let left = broken().count().saturating_sub(shown);
    if left > 0 {
        let left = count(left as u64, "more group");
        page.text(
            2,
            format!("and {left} of schemas with findings (-v lists them)"),
        );
    }
    for group in report.groups.iter().filter(|it| it.findings.is_empty()) {
        let number = count(group.schemas.len() as u64, "schema");
        let names = shortened(&group.schemas, detail);
        page.paragraph(
            2,
            4,
            &[
                Span::new(GOOD, "agree:"),
                Span::plain(format!("{number}: {names}")),
            ],
        );
    }
    elsewhere(page, report, detail);
    hint(page, report);
}

fn row(page: &mut Page, report: &Report, group: &SchemaGroup, detail: Detail) {
    let names = shortened(&group.schemas, detail);
    let mut spans = vec![Span::new(BOLD, names)];
    if group.schemas.len() > NAMED {
        spans.push(Span::plain(format!("({} alike)", group.schemas.len())));
    }
    page.paragraph(2, 4, &spans);
    let first = first_of(report, group);
    let following = Following::of(&first);
    let mut told: Vec<&Finding> = first.findings.iter().collect();
    told.retain(|one| !following.holds(one));
    told.sort_by_key(|one| std::cmp::Reverse(one.severity));
    for one in told.iter().take(FINDINGS) {
        finding::short(page, 4, one);
    }
    if let Some(left) = told.len().checked_sub(FINDINGS).filter(|left| *left > 0) {
        page.text(4, format!("and {}", count(left as u64, "more finding")));
    }
}

fn not_measured(page: &mut Page, report: &Report, detail: Detail) {
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for part in &report.parts {
        if let Some(reason) = &part.not_measured {
            reasons.entry(reason).or_default().push(&part.schema);
        }
    }
    for (reason, schemas) in reasons {
        let names = shortened(&schemas, detail);
        page.paragraph(
            2,
            4,
            &[
                Span::new(BAD, "not measured:"),
                Span::plain(format!("{names}: {reason}")),
            ],
        );
    }
}

/// The apps that are judged in other schemas than these.
fn elsewhere(page: &mut Page, report: &Report, detail: Detail) {
    let mut by_apps: BTreeMap<&[String], Vec<&Part>> = BTreeMap::new();
    let parts = report.parts.iter();
    for part in parts.filter(|part| !part.elsewhere.is_empty()) {
        by_apps.entry(&part.elsewhere).or_default().push(part);
    }
    for (apps, parts) in by_apps {
        let schemas: Vec<&str> = parts.iter().map(|part| &*part.schema).collect();
        let names = shortened(&schemas, detail);
        let apps = list(apps);
        let text = format!("not judged in {names}, as [apps] has it: {apps}");
        page.paragraph(2, 4, &[Span::new(DIM, text)]);
    }
}

/// Where nobody said which app lives where, a table may be missing because it was never to be there.
fn hint(page: &mut Page, report: &Report) {
    let unsaid = report.parts.iter().all(|part| part.elsewhere.is_empty());
    let mut findings = report.findings.iter();
    if unsaid && findings.any(|one| one.kind == Kind::Missing) {
        let text = "Every app is expected in every schema, as no [apps] of reconcile.toml says which are shared and \
                    which are the tenants' (docs/tenants.md).";
        page.paragraph(2, 2, &[Span::plain(text)]);
    }
}

/// What a group has in common, as the report of its first schema.
pub(super) fn first_of(report: &Report, group: &SchemaGroup) -> Report {
    let first = group.schemas.first().map(String::as_str);
    of(report, first)
}

/// What the report says of one schema, or of none.
pub(super) fn of(report: &Report, schema: Option<&str>) -> Report {
    let part = report
        .parts
        .iter()
        .find(|part| Some(&*part.schema) == schema);
    let migrations = report.migrations.iter();
    let findings = report.findings.iter();
    let equivalents = report.equivalents.iter();
    Report {
        format: report.format,
        tool: report.tool.clone(),
        run: report.run.clone(),
        target: report.target.clone(),
        scope: report.scope.clone(),
        ledger: report.ledger.clone(),
        summary: part.map_or_else(|| report.summary.clone(), |part| part.summary.clone()),
        migrations: migrations
            .filter(|it| it.schema.as_deref() == schema)
            .cloned()
            .collect(),
        findings: findings
            .filter(|it| it.schema.as_deref() == schema)
            .cloned()
            .collect(),
        equivalents: equivalents
            .filter(|it| it.object.schema.as_deref() == schema)
            .cloned()
            .collect(),
        parts: Vec::new(),
        groups: Vec::new(),
        waivers: Vec::new(),
    }
}

/// The reports whose findings are told at length, each with its title: one a group, and what is of no
/// schema.
pub(in crate::report) fn told(report: &Report, detail: Detail) -> Vec<(String, Report)> {
    let shown = match detail {
        Detail::Verbose => usize::MAX,
        Detail::Quiet | Detail::Normal => GROUPS,
    };
    // Who asks for every verdict asks for those of the schemas that agree too.
    let wanted = |it: &&SchemaGroup| detail == Detail::Verbose || !it.findings.is_empty();
    let groups = report.groups.iter().filter(wanted);
    let mut told: Vec<(String, Report)> = groups
        .take(shown)
        .map(|group| (title(group), first_of(report, group)))
        .collect();
    let of_none = of(report, None);
    if !of_none.findings.is_empty() {
        told.push(("Of no schema".to_owned(), of_none));
    }
    told
}

fn title(group: &SchemaGroup) -> String {
    let first = group.schemas.first().map_or("", String::as_str);
    match group.schemas.len() {
        0 | 1 => format!("In {first}"),
        number => {
            let others = count(number as u64 - 1, "other");
            format!("In {first}, and alike in {others}")
        }
    }
}

/// `a, b, c and d`, or `a, b, c and 17 more`.
fn shortened<S: AsRef<str>>(names: &[S], detail: Detail) -> String {
    if names.len() <= NAMED || detail == Detail::Verbose {
        return list(names);
    }
    let first: Vec<&str> = names.iter().take(NAMED - 1).map(AsRef::as_ref).collect();
    format!("{} and {} more", first.join(", "), names.len() + 1 - NAMED)
}
