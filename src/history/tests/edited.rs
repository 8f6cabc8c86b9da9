use super::*;
use crate::report::Verdict;

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
