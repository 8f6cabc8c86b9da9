//! Which schemas have which findings, of a run over several.

use std::collections::BTreeMap;

use super::writer::{BAD, BOLD, DIM, GOOD, Page, Span};
use super::{Detail, finding};
use crate::report::finding::Finding;
use crate::report::groups::Following;
use crate::report::model::{Part, Report, SchemaGroup};
use crate::report::parts::{first_of, groups_told};
use crate::report::words::{NAMED, count, list, some};

/// More findings of a group are counted.
const FINDINGS: usize = 6;

/// Which schemas have which findings, outliers first.
pub(super) fn matrix(page: &mut Page, report: &Report, detail: Detail) {
    page.gap();
    let title = count(report.parts.len() as u64, "schema");
    page.item(0, &[Span::new(BOLD, title)]);
    let broken = || report.groups.iter().filter(|it| !it.findings.is_empty());
    let shown = groups_told(detail);
    for group in broken().take(shown) {
        group_row(page, report, group, detail);
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
        page.item(
            2,
            &[
                Span::new(GOOD, "agree:"),
                Span::plain(format!("{number}: {names}")),
            ],
        );
    }
    elsewhere(page, report, detail);
}

fn group_row(page: &mut Page, report: &Report, group: &SchemaGroup, detail: Detail) {
    let names = shortened(&group.schemas, detail);
    let mut spans = vec![Span::new(BOLD, names)];
    if group.schemas.len() > NAMED {
        spans.push(Span::plain(format!("({} alike)", group.schemas.len())));
    }
    page.item(2, &spans);
    let first = first_of(report, group);
    let following = Following::of(&first);
    let mut told: Vec<&Finding> = first.findings.iter().collect();
    told.retain(|one| !following.holds(one));
    told.sort_by_key(|one| std::cmp::Reverse(one.severity));
    for one in told.iter().take(FINDINGS) {
        finding::short(page, report, one);
    }
    if let Some(left) = told.len().checked_sub(FINDINGS).filter(|left| *left > 0) {
        page.text(4, format!("and {}", count(left as u64, "more finding")));
    }
}

/// The schemas of which nothing is known.
pub(super) fn not_measured(page: &mut Page, report: &Report, detail: Detail, indent: usize) {
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for part in &report.parts {
        if let Some(reason) = &part.not_measured {
            reasons.entry(reason).or_default().push(&part.schema);
        }
    }
    for (reason, schemas) in reasons {
        let names = shortened(&schemas, detail);
        page.item(
            indent,
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
        page.item(2, &[Span::new(DIM, text)]);
    }
}

/// `a, b, c and d`, or `a, b, c and 17 more`.
fn shortened<S: AsRef<str>>(names: &[S], detail: Detail) -> String {
    if detail == Detail::Verbose {
        list(names)
    } else {
        some(names)
    }
}
