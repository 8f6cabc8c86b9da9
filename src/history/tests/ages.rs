//! What is new, and since when the rest is told: what a run notes of the runs before it.

use std::collections::BTreeSet;

use super::diff::{day, finding, kept, with};
use super::rules::{another_proved_it, undecided};
use super::*;
use crate::report::Verdict;

/// A run as it is after it was held against the history.
fn compared(history: &History, mut report: Report) -> Report {
    history.compare(&mut report).unwrap();
    report
}

fn since(report: &Report) -> Vec<(String, i64)> {
    let dated = report.findings.iter().map(|one| {
        let day = one.first_seen.unwrap().strftime("%m-%d").to_string();
        (day, one.age_days.unwrap())
    });
    dated.collect()
}

fn new(report: &Report) -> Vec<bool> {
    let findings = report.findings.iter();
    findings.map(|one| one.is_new(report)).collect()
}

fn blind(mut report: Report) -> Report {
    for migration in &mut report.migrations {
        migration.verdict = Verdict::NoLedger;
    }
    report
}

#[test]
fn a_first_run_has_nothing_to_call_new() {
    let (_place, history) = kept([]);
    let report = compared(&history, with(day(0), &["a"]));
    assert_eq!(report.run.new, None);
    assert_eq!(new(&report), [false]);
    assert_eq!(since(&report), [("06-01".to_owned(), 0)]);
}

#[test]
fn what_the_run_before_did_not_have_is_new_and_the_rest_has_an_age() {
    let (_place, history) = kept([with(day(0), &["stays", "flaps"]), with(day(1), &["stays"])]);
    let report = compared(&history, with(day(3), &["stays", "flaps"]));
    let told = report.run.new.clone().unwrap();
    assert_eq!((told.since, told.started_at), (2, day(1).run.started_at));
    assert_eq!(told.findings, BTreeSet::from([finding("flaps").id]));
    assert_eq!(new(&report), [false, true]);
    assert_eq!(since(&report), [("06-01".into(), 3), ("06-04".into(), 0)]);
}

#[test]
fn a_run_that_measured_nothing_is_the_one_before_and_nothing_is_held_against_it() {
    let (_place, history) = kept([with(day(0), &["a"]), blind(day(1))]);
    let report = compared(&history, with(day(2), &["a"]));
    assert_eq!(report.run.previous, Some(2));
    let told = report.run.new.clone().unwrap();
    assert_eq!((told.since, told.findings), (1, BTreeSet::new()));
    assert_eq!(since(&report), [("06-01".into(), 2)]);
    let (_place, history) = kept([blind(day(0))]);
    let report = compared(&history, with(day(1), &["a"]));
    assert_eq!((report.run.previous, report.run.new), (Some(1), None));
}

#[test]
fn what_other_rules_proved_is_told_for_the_first_time_and_is_not_new() {
    let (place, mut report) = another_proved_it();
    report.findings = vec![undecided()];
    let report = compared(&place.open(), report);
    assert_eq!(new(&report), [false]);
    assert_eq!(report.findings[0].age_days, Some(0));
}

#[test]
fn a_stored_run_tells_the_same_as_when_it_was_made_and_keeps_no_age() {
    let (_place, mut history) = kept([with(day(0), &["a"])]);
    let mut made = compared(&history, with(day(2), &["a", "b"]));
    history.store(&mut made, &inputs(), 1).unwrap();
    assert_eq!(history.load(RunSelector::Latest).unwrap(), made);
    store(&mut history, with(day(9), &["a", "b"]));
    assert_eq!(history.load(RunSelector::Id(2)).unwrap(), made);
    let newest = history.load(RunSelector::Latest).unwrap();
    assert_eq!(since(&newest), [("06-01".into(), 9), ("06-03".into(), 7)]);
    let shared = "SELECT count(DISTINCT body) FROM run WHERE id > 1";
    let bodies: i64 = history
        .connection
        .query_row(shared, [], |row| row.get(0))
        .unwrap();
    assert_eq!(bodies, 1);
}
