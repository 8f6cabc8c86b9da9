//! The report as text, for a person under stress: what is wrong, where it should be and where it
//! is, which migration, what to run next.
//!
//! The summary comes first, then the findings by migration in ledger order, which is the order of a
//! repair; what follows from a finding is counted under it. Then comes what was not measured.

pub mod captured;
pub mod change;
mod coverage;
pub mod explain;
mod finding;
pub mod story;
mod writer;

use std::collections::BTreeMap;

use self::writer::{BAD, BOLD, COMMAND, DIM, GOOD, Page, Span, of_tone};
use super::facts::{Answer, answer, facts, patterns, warnings};
use super::finding::Finding;
use super::groups::{Following, Group, groups, leave_out};
use super::model::{Part, Report, SchemaGroup};
use super::parts::{first_of, groups_told, told};
use super::suggestions;
use super::vocabulary::Kind;
use super::words::{count, list};

/// How much is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The summary line, and one line a finding.
    Quiet,
    /// Everything that needs a person.
    Normal,
    /// Every migration's verdict, evidence and equivalents too.
    Verbose,
}

/// Whether colours are used. Nothing is said by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Words only.
    Never,
    /// ANSI colours.
    Always,
}

/// How the text is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Columns of the terminal or log file.
    pub width: usize,
    /// Whether colours are used.
    pub colour: Colour,
    /// How much is printed.
    pub detail: Detail,
}

/// The columns that are used where there is no terminal to ask.
pub const DEFAULT_WIDTH: usize = 100;

/// The report as text, ending in a line feed. No character of it can act on a terminal but the
/// colours that `options` asks for.
#[must_use]
pub fn render(report: &Report, options: Options) -> String {
    let mut page = Page::of(options);
    let following = Following::of(report);
    let detail = options.detail;
    match (detail, report.parts.is_empty()) {
        (Detail::Quiet, true) => {
            headline(&mut page, report);
            let groups = groups(report);
            let told = groups.iter().flat_map(|group| &group.findings);
            for finding in told.filter(|finding| !following.holds(finding)) {
                finding::line(&mut page, finding, &following);
            }
        }
        (Detail::Quiet, false) => {
            headline(&mut page, report);
            matrix(&mut page, report, detail);
        }
        (Detail::Normal | Detail::Verbose, true) => {
            head(&mut page, report, detail);
            for pattern in patterns(report, &following) {
                page.field(2, "pattern", pattern);
            }
            body(&mut page, report, detail);
            coverage::render(&mut page, report, detail);
            moves(&mut page, &groups(report));
            closing(&mut page, report);
        }
        (Detail::Normal | Detail::Verbose, false) => {
            head(&mut page, report, detail);
            matrix(&mut page, report, detail);
            for (title, one) in told(report, detail) {
                page.heading(format!("== {title}"));
                body(&mut page, &one, detail);
            }
            coverage::render(&mut page, report, detail);
            closing(&mut page, report);
        }
    }
    page.finish()
}

/// The findings by migration; of a person who asks for it, every migration and equivalent too.
fn body(page: &mut Page, report: &Report, detail: Detail) {
    let following = Following::of(report);
    let mut groups = groups(report);
    let suffering = match detail {
        Detail::Verbose => Vec::new(),
        Detail::Quiet | Detail::Normal => leave_out(&mut groups, &following),
    };
    for group in &groups {
        finding::group(page, report, group, &following, detail);
    }
    finding::affected(page, &suffering);
    if detail == Detail::Verbose {
        coverage::migrations(page, report);
        coverage::equivalents(page, report);
    }
}

/// Every move in one block, to be run whole or not at all, where there is more than one.
fn moves(page: &mut Page, groups: &[Group<'_>]) {
    let findings = groups.iter().flat_map(|group| &group.findings);
    let moves: Vec<String> = findings
        .filter_map(|finding| Some(suggestions::mover(finding)?.text))
        .collect();
    if moves.len() < 2 {
        return;
    }
    page.heading("All moves at once");
    for line in [&["BEGIN;".to_owned()], &*moves, &["COMMIT;".to_owned()]].concat() {
        page.line(2, COMMAND, &line);
    }
}

fn head(page: &mut Page, report: &Report, detail: Detail) {
    headline(page, report);
    for field in facts(report, detail).into_iter().chain(warnings(report)) {
        page.field(2, field.label, field.line.words());
    }
}

/// One line: the answer.
fn headline(page: &mut Page, report: &Report) {
    let Answer {
        tone,
        verdict,
        rest,
    } = answer(report);
    let spans = [
        Span::new(BOLD, format!("{}:", report.target.database)),
        Span::new(of_tone(tone), verdict),
        Span::plain(rest),
    ];
    page.item(0, &spans);
}

/// What to do when everything above has been dealt with.
fn closing(page: &mut Page, report: &Report) {
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

/// More names than that are counted.
const NAMED: usize = 4;
/// More findings of a group are counted.
const FINDINGS: usize = 6;

/// Which schemas have which findings, outliers first.
fn matrix(page: &mut Page, report: &Report, detail: Detail) {
    page.gap();
    let title = count(report.parts.len() as u64, "schema");
    page.item(0, &[Span::new(BOLD, title)]);
    not_measured(page, report, detail);
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
    hint(page, report);
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
        page.item(
            2,
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

/// `a, b, c and d`, or `a, b, c and 17 more`.
fn shortened<S: AsRef<str>>(names: &[S], detail: Detail) -> String {
    if names.len() <= NAMED || detail == Detail::Verbose {
        return list(names);
    }
    let first: Vec<&str> = names.iter().take(NAMED - 1).map(AsRef::as_ref).collect();
    format!("{} and {} more", first.join(", "), names.len() + 1 - NAMED)
}

#[cfg(test)]
mod tests;
