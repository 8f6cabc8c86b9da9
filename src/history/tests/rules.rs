//! Runs of releases that hold texts side by side by other rules.

use super::*;
use crate::report::{Equivalent, Finding, Kind, Object, ObjectKind};

fn object() -> Object {
    Object {
        object_type: ObjectKind::Constraint,
        schema: Some("public".into()),
        table: Some("item".into()),
        name: "item_check".into(),
        arguments: None,
    }
}

fn finding(kind: Kind) -> Finding {
    Finding {
        actual: Some("(a > 1)".into()),
        ..Finding::new(kind, Some(object()), Some("expression"), None)
    }
}

/// A run with what `fill` says, by the rules of another release.
fn earlier(fill: impl Fn(&mut Report)) -> (Place, Report) {
    let place = Place::new();
    let mut report = sample::clean();
    report.tool.canonicaliser = 7;
    fill(&mut report);
    store(&mut place.open(), report);
    (place, sample::clean())
}

fn knows(place: &Place, now: &Report, finding: &Finding) -> bool {
    let previous = place.open().previous(now).unwrap().unwrap();
    previous.knows(finding)
}

#[test]
fn another_word_of_other_rules_is_nothing_new() {
    for (then, now) in [
        (Kind::Undecided, Kind::Different),
        (Kind::Different, Kind::Undecided),
    ] {
        let (place, mut report) = earlier(|report| report.findings = vec![finding(then)]);
        assert!(knows(&place, &report, &finding(now)), "{then:?}");
        report.tool.canonicaliser = 7;
        assert!(!knows(&place, &report, &finding(now)), "{then:?}");
    }
}

pub(super) fn undecided() -> Finding {
    finding(Kind::Undecided)
}

/// A run that held the two texts for the same.
pub(super) fn another_proved_it() -> (Place, Report) {
    earlier(|report| {
        report.equivalents = vec![Equivalent {
            object: object(),
            aspect: Some("expression".into()),
            expected: "altered".into(),
            actual: "(a > 1)".into(),
            reason: String::new(),
            migration: None,
        }];
    })
}

#[test]
fn what_other_rules_proved_is_nothing_new_as_long_as_the_texts_stay() {
    let (place, mut report) = another_proved_it();
    let mut changed = undecided();
    assert!(knows(&place, &report, &changed));
    changed.actual = Some("(a > 2)".into());
    assert!(!knows(&place, &report, &changed));
    report.ledger.digest = "another".into();
    assert!(!knows(&place, &report, &finding(Kind::Undecided)));
}

#[test]
fn what_is_missing_now_is_new_whoever_made_the_run_before() {
    let (place, report) = earlier(|report| report.findings = vec![finding(Kind::Undecided)]);
    assert!(!knows(&place, &report, &finding(Kind::Missing)));
}

#[test]
fn a_run_that_measured_nothing_makes_nothing_new() {
    let place = Place::new();
    let mut history = place.open();
    let mut then = sample::clean();
    then.findings = vec![finding(Kind::Different)];
    store(&mut history, then);
    let mut blind = sample::clean();
    for migration in &mut blind.migrations {
        migration.verdict = crate::report::Verdict::NoLedger;
    }
    store(&mut history, blind);
    let previous = history.previous(&sample::clean()).unwrap().unwrap();
    assert_eq!(previous.id, 2);
    assert!(previous.knows(&finding(Kind::Different)));
}
