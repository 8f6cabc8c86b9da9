//! What is stored and not recorded, with what it would make: the commonest reason for a relation that does not exist.

use std::collections::BTreeSet;

use super::escape::shell_word;
use super::finding::{Command, Finding, MigrationKey};
use super::migration::{Migration, UnrecordedEffect};
use super::mistake::mistake;
use super::model::Report;
use super::page::{Line, own};
use super::text::Detail;
use super::vocabulary::{Kind, Severity, Verdict};
use super::words::list;

/// The migrations that are not applied.
pub(super) struct Pending {
    /// Which, and what each would do.
    pub(super) line: Line,
    /// What applies them, where that can be said.
    pub(super) command: Option<Command>,
}

/// So many migrations are named, and so many effects of each; more are counted.
const MIGRATIONS: usize = 3;
const EFFECTS: usize = 2;

/// `cms.0002_faq (creates table cms_faq), cms.0003_more and 4 more (-v lists them)`; none where nothing is pending.
pub(super) fn pending(report: &Report, detail: Detail) -> Option<Pending> {
    let verbose = detail == Detail::Verbose;
    let mut told: Vec<(MigrationKey, &Migration)> = Vec::new();
    let pending = report.migrations.iter();
    for migration in pending.filter(|it| it.verdict == Verdict::Pending) {
        let key = migration.key();
        // Several schemas may wait for the same one.
        if told.iter().all(|(known, _)| *known != key) {
            told.push((key, migration));
        }
    }
    let shown = if verbose { told.len() } else { MIGRATIONS };
    let left = told.len().saturating_sub(shown);
    let names = told.iter().take(shown).map(|(key, migration)| {
        let line = Line::default().name(key);
        match does(migration, if verbose { usize::MAX } else { EFFECTS }) {
            None => line,
            Some(does) => line.own(" (").text(does).own(")"),
        }
    });
    let more = (left > 0).then(|| own(format!("{left} more (-v lists them)")));
    let mut line = Line::list(names.chain(more).collect());
    let first = report.findings.iter().any(keeps_waiting);
    if first {
        line = line.own("; mend what is wrong first");
    }
    (!told.is_empty()).then(|| Pending {
        line,
        command: migrate(report, &told).filter(|_| !first),
    })
}

/// `creates table a and index a.b, drops column c.d`.
pub(super) fn does(migration: &Migration, most: usize) -> Option<String> {
    let mut by_verb: Vec<(&str, Vec<String>)> = Vec::new();
    let effects = &migration.unrecorded;
    for (verb, what) in effects.iter().take(most).map(UnrecordedEffect::does) {
        match by_verb.last_mut() {
            Some((known, all)) if *known == verb => all.push(what),
            _ => by_verb.push((verb, vec![what])),
        }
    }
    let told = by_verb.iter();
    let told = told.map(|(verb, what)| format!("{verb} {}", list(what)));
    let left = effects.len().saturating_sub(most);
    let left = (left > 0).then(|| format!("{left} more"));
    let all: Vec<String> = told.chain(left).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// Whether `migrate` could make anew, or fail on, what is not where it should be.
fn keeps_waiting(finding: &Finding) -> bool {
    finding.severity == Severity::Error
        && finding.waived.is_none()
        && matches!(finding.kind, Kind::Missing | Kind::Misplaced)
}

/// None where `migrate` would stop, run in other schemas too, or in a database that may be the wrong one.
fn migrate(report: &Report, told: &[(MigrationKey, &Migration)]) -> Option<Command> {
    let alone = report.parts.is_empty() && report.scope.elsewhere.is_empty();
    let mut migrations = report.migrations.iter();
    let stops = migrations.any(|it| it.verdict == Verdict::Unrecorded);
    if !alone || stops || mistake(report).is_some() {
        return None;
    }
    let apps: BTreeSet<&str> = told.iter().map(|(key, _)| &*key.app).collect();
    let mut apps = apps.into_iter();
    let only = match (apps.next(), apps.next()) {
        (Some(only), None) => shell_word(only)?,
        _ => "",
    };
    report.target.reach.migrate(only)
}
