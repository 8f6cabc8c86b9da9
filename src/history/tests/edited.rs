//! Stored outputs, and rows of `django_migrations`, that are not what they were.

use super::*;
use crate::report::{Kind, Verdict};

/// The stored output of the first migration.
fn files(digest: &str) -> Inputs {
    let key = sample::clean().migrations[0].key();
    Inputs {
        files: vec![LedgerFile {
            app: key.app,
            name: key.name,
            digest: digest.into(),
        }],
        ..Inputs::default()
    }
}

#[test]
fn a_stored_output_that_changes_after_it_was_checked_is_named_once() {
    let place = Place::new();
    let mut history = place.open();
    let mut report = sample::clean();
    assert!(history.edited(&report, &files("one")).unwrap().is_empty());
    history.store(&mut report, &files("one"), 0).unwrap();
    assert!(history.edited(&report, &files("one")).unwrap().is_empty());
    let edited = history.edited(&report, &files("two")).unwrap();
    assert_eq!(edited.len(), 1);
    assert_eq!(
        edited[0].message,
        "the stored output was changed since run 1 checked it"
    );
    let mut elsewhere = sample::clean();
    elsewhere.target.identity = "another".into();
    assert!(
        history
            .edited(&elsewhere, &files("two"))
            .unwrap()
            .is_empty()
    );
    history.store(&mut report, &files("two"), 0).unwrap();
    assert!(history.edited(&report, &files("two")).unwrap().is_empty());
}

#[test]
fn a_run_of_another_app_does_not_hide_an_edit() {
    let place = Place::new();
    let mut history = place.open();
    history
        .store(&mut sample::clean(), &files("one"), 0)
        .unwrap();
    let mut other = sample::clean();
    other.scope.apps = vec!["other".into()];
    other.migrations.clear();
    history.store(&mut other, &files("two"), 0).unwrap();
    assert_eq!(
        history
            .edited(&sample::clean(), &files("two"))
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_pending_migration_may_be_captured_again() {
    let place = Place::new();
    let mut history = place.open();
    let file = |digest: &str| LedgerFile {
        app: "shop".into(),
        name: "0001_initial".into(),
        digest: digest.into(),
    };
    let files = |digest| Inputs {
        files: vec![file(digest)],
        ..Inputs::default()
    };
    let mut before = sample::clean();
    before.migrations[0].verdict = Verdict::Pending;
    history.store(&mut before, &files("one"), 0).unwrap();
    assert!(
        history
            .edited(&sample::clean(), &files("two"))
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_stored_output_that_was_away_for_a_run_is_still_known() {
    let place = Place::new();
    let mut history = place.open();
    let mut away = sample::clean();
    away.migrations[0].verdict = Verdict::NoLedger;
    history
        .store(&mut sample::clean(), &files("one"), 0)
        .unwrap();
    history.store(&mut away, &Inputs::default(), 0).unwrap();
    let told = |digest: &str| {
        history
            .edited(&sample::clean(), &files(digest))
            .unwrap()
            .len()
    };
    assert_eq!((told("one"), told("two")), (0, 1));
}

fn row(name: &str, applied: &str) -> RecordRow {
    RecordRow {
        schema: None,
        id: 1,
        app: "shop".into(),
        name: name.into(),
        applied: Some(applied.parse().unwrap()),
    }
}

fn seen(rows: &[RecordRow]) -> Inputs {
    Inputs {
        records: rows.to_vec(),
        ..inputs()
    }
}

/// What is told of rows after a run of 2026-01-14 20:52 saw others.
fn told<const N: usize, const M: usize>(
    before: [&RecordRow; N],
    now: [&RecordRow; M],
) -> Vec<String> {
    let [before, now] = [before.to_vec(), now.to_vec()]
        .map(|rows| rows.into_iter().cloned().collect::<Vec<RecordRow>>());
    let place = Place::new();
    let mut history = place.open();
    history
        .store(&mut sample::clean(), &seen(&before), 0)
        .unwrap();
    let findings = history.rewritten(&sample::clean(), &seen(&now)).unwrap();
    let line = |finding: crate::report::Finding| {
        assert_eq!(finding.kind, Kind::Edited);
        format!("{} {}", finding.aspect.unwrap(), finding.migration.unwrap())
    };
    findings.into_iter().map(line).collect()
}

#[test]
fn rows_that_stay_and_rows_that_come_are_nothing_to_tell() {
    let first = row("0001", "2026-01-10T09:00:00Z");
    let next = row("0002", "2026-01-14T21:00:00Z");
    assert_eq!(told([&first], [&first]), [""; 0]);
    assert_eq!(told([&first], [&first, &next]), [""; 0]);
    let by_another_clock = row("0002", "2026-01-14T20:20:00Z");
    assert_eq!(told([&first], [&first, &by_another_clock]), [""; 0]);
}

#[test]
fn a_row_that_is_gone_changed_or_came_with_an_old_date_is_told() {
    let first = row("0001", "2026-01-10T09:00:00Z");
    let second = row("0002", "2026-01-11T09:00:00Z");
    assert_eq!(told([&first, &second], [&second]), ["removed shop.0001"]);
    let again = row("0001", "2026-01-15T09:00:00Z");
    assert_eq!(told([&first], [&again]), ["applied shop.0001"]);
    assert_eq!(told([&first], [&first, &second]), ["inserted shop.0002"]);
}

#[test]
fn a_tenant_that_comes_or_goes_is_nothing_to_tell_and_each_answers_for_itself() {
    let of = |schema: &str, applied: &str| RecordRow {
        schema: Some(schema.into()),
        ..row("0001", applied)
    };
    let a = of("a", "2026-01-10T09:00:00Z");
    let b = of("b", "2026-01-11T09:00:00Z");
    assert_eq!(told([&a], [&a, &b]), [""; 0]);
    assert_eq!(told([&a, &b], [&b]), [""; 0]);
    let again = of("b", "2026-01-12T09:00:00Z");
    assert_eq!(told([&a, &b], [&a, &again]), ["applied shop.0001"]);
}

#[test]
fn another_app_is_not_told_of() {
    let place = Place::new();
    let mut history = place.open();
    let rows = [row("0001", "2026-01-10T09:00:00Z")];
    history
        .store(&mut sample::clean(), &seen(&rows), 0)
        .unwrap();
    let mut other = sample::clean();
    other.scope.apps = vec!["blog".into()];
    assert_eq!(history.rewritten(&other, &seen(&[])).unwrap(), []);
    other.scope.apps = vec!["shop".into()];
    assert_eq!(history.rewritten(&other, &seen(&[])).unwrap().len(), 1);
}

#[test]
fn a_run_that_was_not_asked_hides_no_row() {
    let first = row("0001", "2026-01-10T09:00:00Z");
    let again = row("0001", "2026-01-15T09:00:00Z");
    let of = |app: &str| {
        let mut report = sample::clean();
        report.scope = crate::report::Scope::of(vec![app.into()]);
        report
    };
    let place = Place::new();
    let mut history = place.open();
    let mut keep = |mut report: Report, row: &RecordRow| {
        let inputs = seen(std::slice::from_ref(row));
        let told = history.rewritten(&report, &inputs).unwrap().len();
        history.store(&mut report, &inputs, 0).unwrap();
        told
    };
    assert_eq!(keep(sample::clean(), &first), 0);
    assert_eq!(keep(of("other"), &again), 0);
    assert_eq!(keep(sample::clean(), &again), 1);
    assert_eq!(keep(sample::clean(), &again), 0);
    assert_eq!(keep(of("shop"), &first), 1);
    assert_eq!(keep(sample::clean(), &first), 0);
}
