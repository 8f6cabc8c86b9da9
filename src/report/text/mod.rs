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
pub(super) mod follow;
pub(super) mod parts;
pub(super) mod pattern;
pub(super) mod pending;
pub(in crate::report) mod style;
pub(super) mod summary;
mod writer;

use std::collections::{BTreeMap, BTreeSet};

use self::follow::Following;
use self::writer::{Page, Span};
use super::finding::{Finding, MigrationKey};
use super::migration::Migration;
use super::model::Report;
use super::suggestions;

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
    let mut page = Page::new(options.width.max(20), options.colour == Colour::Always);
    let following = Following::of(report);
    let detail = options.detail;
    match (detail, report.parts.is_empty()) {
        (Detail::Quiet, true) => {
            summary::headline(&mut page, report);
            let groups = groups(report);
            let told = groups.iter().flat_map(|group| &group.findings);
            for finding in told.filter(|finding| !following.holds(finding)) {
                finding::line(&mut page, finding, &following);
            }
        }
        (Detail::Quiet, false) => {
            summary::headline(&mut page, report);
            parts::matrix(&mut page, report, detail);
        }
        (Detail::Normal | Detail::Verbose, true) => {
            summary::render(&mut page, report, detail);
            summary::patterns(&mut page, report, &following);
            body(&mut page, report, detail);
            coverage::render(&mut page, report, detail);
            moves(&mut page, &groups(report));
            summary::closing(&mut page, report);
        }
        (Detail::Normal | Detail::Verbose, false) => {
            summary::render(&mut page, report, detail);
            parts::matrix(&mut page, report, detail);
            for (title, one) in parts::told(report, detail) {
                page.gap();
                page.paragraph(0, 2, &[Span::new(style::BOLD, format!("== {title}"))]);
                body(&mut page, &one, detail);
            }
            coverage::render(&mut page, report, detail);
            summary::closing(&mut page, report);
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
    follow::migrations(page, &suffering);
    if detail == Detail::Verbose {
        coverage::migrations(page, report);
        coverage::equivalents(page, report);
    }
}

/// Every move in one block, to be run whole or not at all, where there is more than one.
fn moves(page: &mut Page, groups: &[Group<'_>]) {
    let findings = groups.iter().flat_map(|group| &group.findings);
    let moves: Vec<String> = findings
        .filter_map(|finding| suggestions::mover(finding))
        .collect();
    if moves.len() < 2 {
        return;
    }
    page.gap();
    page.paragraph(0, 2, &[Span::new(style::BOLD, "All moves at once")]);
    for line in [&["BEGIN;".to_owned()], &*moves, &["COMMIT;".to_owned()]].concat() {
        page.line(2, style::COMMAND, &line);
    }
}

/// The findings of one migration, or of none.
pub(super) struct Group<'a> {
    pub(super) key: Option<MigrationKey>,
    pub(super) migration: Option<&'a Migration>,
    pub(super) findings: Vec<&'a Finding>,
    /// Findings of other migrations that this one's verdict follows from.
    shared: Vec<&'a Finding>,
    /// What earlier groups have said of what there is to say of this migration.
    said: BTreeSet<String>,
}

/// Groups in ledger order; then those of migrations that the report does not list; then the one of
/// no migration. Within a group the gravest come first, and root causes before what follows.
pub(super) fn groups(report: &Report) -> Vec<Group<'_>> {
    let mut by_key: BTreeMap<Option<MigrationKey>, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        let key = finding.migration.clone();
        by_key.entry(key).or_default().push(finding);
    }
    let by_id: BTreeMap<&str, &Finding> = report
        .findings
        .iter()
        .map(|finding| (finding.id.as_str(), finding))
        .collect();
    let mut groups = Vec::new();
    let mut said = BTreeSet::new();
    for migration in &report.migrations {
        let key = Some(migration.key());
        let findings = sorted(by_key.remove(&key).unwrap_or_default());
        let shared = shared(&by_id, migration, &findings);
        if !findings.is_empty() || !shared.is_empty() {
            groups.push(Group {
                key,
                migration: Some(migration),
                findings,
                shared,
                said: words(migration).filter(|it| said.contains(it)).collect(),
            });
            said.extend(words(migration));
        }
    }
    let of_none = by_key.remove_entry(&None);
    groups.extend(by_key.into_iter().chain(of_none).map(unlisted));
    groups
}

/// The codes of a migration's causes, and the sentences of its evidence.
fn words(migration: &Migration) -> impl Iterator<Item = String> {
    let causes = migration.causes.iter().map(|cause| cause.code.to_string());
    causes.chain(migration.evidence.iter().map(|one| one.text.clone()))
}

/// Takes out what is counted under another finding; tells the migrations of which nothing is left.
pub(super) fn leave_out<'a>(
    groups: &mut Vec<Group<'a>>,
    following: &Following<'_>,
) -> Vec<&'a Migration> {
    for group in groups.iter_mut() {
        group.findings.retain(|finding| !following.holds(finding));
    }
    let (kept, empty): (Vec<_>, Vec<_>) = std::mem::take(groups)
        .into_iter()
        .partition(|group| !group.findings.is_empty());
    *groups = kept;
    empty.iter().filter_map(|group| group.migration).collect()
}

fn unlisted((key, findings): (Option<MigrationKey>, Vec<&Finding>)) -> Group<'_> {
    Group {
        key,
        migration: None,
        findings: sorted(findings),
        shared: Vec::new(),
        said: BTreeSet::new(),
    }
}

/// What a verdict that needs a person follows from, and no finding of the migration itself says.
fn shared<'a>(
    by_id: &BTreeMap<&str, &'a Finding>,
    migration: &Migration,
    own: &[&Finding],
) -> Vec<&'a Finding> {
    if !migration.verdict.needs_a_person() {
        return Vec::new();
    }
    let said = |id: &str| {
        own.iter()
            .any(|finding| finding.id == id || finding.root_cause.as_deref() == Some(id))
    };
    let ids = migration.findings.iter().map(String::as_str);
    ids.filter(|id| !said(id))
        .filter_map(|id| by_id.get(id).copied())
        .collect()
}

fn sorted(mut findings: Vec<&Finding>) -> Vec<&Finding> {
    findings.sort_by_key(|finding| {
        (
            finding.root_cause.is_some(),
            std::cmp::Reverse(finding.severity),
        )
    });
    findings
}

#[cfg(test)]
mod tests;
