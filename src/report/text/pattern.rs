//! What many findings have in common, in one line: what a person would need days to see.

use std::collections::{BTreeMap, BTreeSet};

use super::follow::Following;
use crate::report::migration::Migration;
use crate::report::model::Report;
use crate::report::vocabulary::{CauseCode, Kind, ObjectKind};
use crate::report::words::{count, count_as};

/// The patterns, those of places first.
pub(in crate::report) fn all(report: &Report, following: &Following<'_>) -> Vec<String> {
    let places = places(report).into_iter();
    places.chain(causes(report, following)).collect()
}

/// What several misplaced objects have in common: `6 tables expected in public are in test_schema: of 4
/// migrations, recorded between 2025-12-29 and 2025-12-31`.
fn places(report: &Report) -> Vec<String> {
    let mut alike: BTreeMap<(ObjectKind, &str, &str), Vec<&str>> = BTreeMap::new();
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
            let things = count_as(ids.len() as u64, &of.words(), of.plural());
            let about = |migration: &&Migration| {
                let mut findings = migration.findings.iter();
                findings.any(|id| ids.contains(&id.as_str()))
            };
            let when = recorded(report.migrations.iter().filter(about));
            format!("{things} expected in {expected} are in {found}: of {when}")
        })
        .collect()
}

/// What several migrations, whose own objects are missing, most likely have in common:
/// `likely faked: 3 migrations, recorded on 2026-01-10`.
fn causes(report: &Report, following: &Following<'_>) -> Vec<String> {
    let told: BTreeSet<_> = report
        .findings
        .iter()
        .filter(|finding| finding.kind == Kind::Missing && !following.holds(finding))
        .filter_map(|finding| finding.migration.clone())
        .collect();
    let mut alike: BTreeMap<CauseCode, Vec<&Migration>> = BTreeMap::new();
    for migration in report
        .migrations
        .iter()
        .filter(|one| told.contains(&one.key()))
    {
        if let Some(cause) = migration.causes.first() {
            alike.entry(cause.code).or_default().push(migration);
        }
    }
    alike
        .into_iter()
        .filter(|(_, migrations)| migrations.len() > 1)
        .map(|(cause, migrations)| format!("likely {cause}: {}", recorded(migrations.into_iter())))
        .collect()
}

/// How many migrations, and when they were recorded.
fn recorded<'a>(migrations: impl Iterator<Item = &'a Migration>) -> String {
    let days = migrations.filter_map(|migration| {
        let at = migration.recorded_at?;
        Some(at.strftime("%Y-%m-%d").to_string())
    });
    let mut days: Vec<String> = days.collect();
    days.sort();
    let number = count(days.len() as u64, "migration");
    match (days.first(), days.last()) {
        (Some(first), Some(last)) if first == last => format!("{number}, recorded on {first}"),
        (Some(first), Some(last)) => {
            format!("{number}, recorded between {first} and {last}")
        }
        _ => "migrations that are not recorded".to_owned(),
    }
}
