//! Two runs side by side.

use super::*;
use crate::history::error::Problem;
use crate::report::change::{Difference, Way};
use crate::report::{Finding, Kind, Object, ObjectKind, Part, Severity, Verdict};

/// A run of the clean database, so many days after the first of June.
pub(super) fn day(day: i64) -> Report {
    let start: jiff::Timestamp = "2026-06-01T12:00:00Z".parse().unwrap();
    let mut report = sample::clean();
    report.run.started_at = start + jiff::SignedDuration::from_hours(24 * day);
    report
}

pub(super) fn finding(name: &str) -> Finding {
    let object = Object {
        object_type: ObjectKind::Table,
        schema: Some("public".into()),
        table: Some(name.into()),
        name: name.into(),
        arguments: None,
    };
    let key = sample::clean().migrations[0].key();
    Finding::new(Kind::Missing, Some(object), None, Some(key))
}

pub(super) fn with(mut report: Report, names: &[&str]) -> Report {
    report.add(names.iter().map(|name| finding(name)).collect());
    report
}

pub(super) fn kept(runs: impl IntoIterator<Item = Report>) -> (Place, History) {
    let place = Place::new();
    let mut history = place.open();
    for run in runs {
        store(&mut history, run);
    }
    (place, history)
}

fn last_two(history: &History) -> Difference {
    let (old, new) = history.pair(None, None).unwrap();
    history.difference(old, new, false).unwrap()
}

fn names<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Vec<&'a str> {
    let objects = findings.into_iter().filter_map(|one| one.object.as_ref());
    objects.map(|object| object.name.as_str()).collect()
}

fn read(text: &str) -> RunSelector {
    RunSelector::read(text, "2026-06-10T12:00:00Z".parse().unwrap()).unwrap()
}

#[test]
fn findings_are_new_resolved_changed_or_persisting() {
    let mut second = with(day(3), &["stays", "changes", "comes"]);
    second.findings[1].severity = Severity::Warning;
    let (_place, history) = kept([with(day(0), &["stays", "changes", "goes"]), second]);
    let found = last_two(&history).findings;
    assert_eq!(names(&found.new), ["comes"]);
    assert_eq!(names(&found.resolved), ["goes"]);
    assert_eq!(names(found.changed.iter().map(|one| &one.new)), ["changes"]);
    assert_eq!(found.changed[0].fields, ["severity"]);
    assert_eq!(
        names(found.persisting.iter().map(|one| &one.finding)),
        ["stays"]
    );
    assert_eq!(found.persisting[0].since.run, 1);
    assert_eq!(found.persisting[0].since.days, 3);
    assert!(found.lapsed.is_empty());
}

#[test]
fn the_age_is_that_of_an_unbroken_line() {
    let blind = || {
        let mut report = day(3);
        for migration in &mut report.migrations {
            migration.verdict = Verdict::NoLedger;
        }
        report
    };
    let mut elsewhere = day(4);
    elsewhere.target.schema = "tenant".into();
    let (_place, history) = kept([
        with(day(0), &["old", "flaps"]),
        with(day(1), &["old"]),
        with(day(2), &["old", "flaps"]),
        blind(),
        elsewhere,
        with(day(5), &["old", "flaps"]),
        with(day(6), &["old", "flaps"]),
    ]);
    let found = last_two(&history).findings.persisting;
    let ages: Vec<_> = found
        .iter()
        .map(|one| (one.since.run, one.since.days))
        .collect();
    assert_eq!(ages, [(1, 6), (3, 4)]);
}

#[test]
fn a_schema_that_could_not_be_measured_breaks_no_line() {
    let tenants = |at: i64, blind: Option<&str>, names: &[&str]| {
        let mut report = day(at);
        let part = |schema: &str| Part {
            schema: schema.into(),
            summary: report.summary.clone(),
            not_measured: (blind == Some(schema)).then(|| "no right to read it".to_owned()),
            elsewhere: Vec::new(),
            group: None,
        };
        report.parts = vec![part("a"), part("b")];
        let findings = names.iter().map(|name| {
            let mut finding = finding(name);
            finding.schema = Some("b".into());
            finding
        });
        let findings = findings.collect();
        report.add(findings);
        report
    };
    let since = |blind| {
        let (_place, history) = kept([
            tenants(0, None, &["t"]),
            tenants(1, blind, &[]),
            tenants(2, None, &["t"]),
            tenants(3, None, &["t"]),
        ]);
        last_two(&history).findings.persisting[0].since.run
    };
    assert_eq!(since(Some("b")), 1);
    assert_eq!(since(Some("a")), 3);
    assert_eq!(since(None), 3);
}

#[test]
fn what_was_not_looked_for_is_not_resolved() {
    let lost = |change: fn(&mut Report)| {
        let mut report = day(1);
        change(&mut report);
        let (_place, history) = kept([with(day(0), &["t"]), report]);
        let found = last_two(&history).findings;
        let mut why = found.lapsed.into_iter().map(|one| one.why);
        (found.resolved.len(), why.next())
    };
    assert_eq!(lost(|_| {}), (1, None));
    let (resolved, why) = lost(|report| report.migrations[0].verdict = Verdict::NoLedger);
    assert_eq!(resolved, 0);
    assert!(why.unwrap().contains("has no stored output any more"));
    let (resolved, why) = lost(|report| report.migrations.clear());
    assert_eq!(
        (resolved, why.as_deref()),
        (0, Some("nothing was measured"))
    );
    let (resolved, why) = lost(|report| {
        let key = Some(report.migrations[0].key());
        report.add(vec![Finding::new(Kind::Unreadable, None, None, key)]);
    });
    assert_eq!(resolved, 0);
    assert!(why.unwrap().contains("could not be read"));
}

#[test]
fn a_column_is_not_resolved_by_the_loss_of_its_table() {
    let mut object = finding("t").object.unwrap();
    object.object_type = ObjectKind::Column;
    object.name = "c".into();
    let column = Finding::new(Kind::Missing, Some(object), None, None);
    let mut first = day(0);
    first.add(vec![column]);
    let (_place, history) = kept([first, with(day(1), &["t"])]);
    let found = last_two(&history).findings;
    assert_eq!((found.resolved.len(), found.lapsed.len()), (0, 1));
    assert!(found.lapsed[0].why.contains("counted under the table t"));
}

#[test]
fn other_rules_make_nothing_new() {
    let object = finding("t").object;
    let told = |kind| Finding::new(kind, object.clone(), Some("expression"), None);
    let (mut first, mut second) = (day(0), day(1));
    first.tool.canonicaliser = 7;
    first.add(vec![told(Kind::Undecided)]);
    second.add(vec![told(Kind::Different)]);
    let (_place, history) = kept([first, second]);
    let found = last_two(&history);
    assert!(found.findings.new.is_empty() && found.findings.resolved.is_empty());
    assert_eq!(found.findings.changed[0].fields, ["kind", "severity"]);
    assert_eq!(found.findings.changed[0].since.run, 1);
    assert!(found.unlike[0].contains("rules 7"), "{:?}", found.unlike);
}

#[test]
fn records_files_verdicts_and_objects_are_told_by_name() {
    let place = Place::new();
    let mut history = place.open();
    let text = |key: &str, text: &str| Definition::new(key.into(), text.into());
    let mut first = inputs();
    first.objects = vec![text("table a", "x\n"), text("table b", "y\n")];
    history.store(&mut day(0), &first, 0).unwrap();
    let mut second = inputs();
    second.records[0].name = "0002".into();
    second.files[0].digest = "e".into();
    second.objects = vec![text("table a", "x\n"), text("table b", "z\n")];
    let mut later = day(1);
    later.migrations[0].verdict = Verdict::Drifted;
    history.store(&mut later, &second, 0).unwrap();
    let found = last_two(&history);
    let records: Vec<_> = found
        .records
        .iter()
        .map(|one| (&*one.name, one.way()))
        .collect();
    assert_eq!(records, [("0001", Way::Removed), ("0002", Way::Added)]);
    assert_eq!(found.ledger[0].way(), Way::Changed);
    assert_eq!(found.verdicts[0].words(), "verified -> drifted");
    let [object] = found.objects.changed.as_slice() else {
        panic!("{:?}", found.objects)
    };
    assert_eq!((&*object.key, object.way()), ("table b", Way::Changed));
    assert_eq!(object.new.as_deref(), Some("z\n"));
}

#[test]
fn runs_of_another_sort_are_refused_unless_forced() {
    let mut other = day(1);
    other.target.schema = "tenant".into();
    other.target.identity = "another".into();
    other.scope = crate::report::Scope::of(vec!["shop".into()]);
    let (_place, history) = kept([day(0), other]);
    let error = history.difference(1, 2, false).unwrap_err();
    assert!(
        error.to_string().ends_with(
            "in run 2 the database shop is another one (7312:16384, another), the schema is tenant, not public \
             and the scope is shop, not all apps"
        ),
        "{error}"
    );
    assert_eq!(history.difference(1, 2, true).unwrap().unlike.len(), 3);
}

#[test]
fn a_run_is_found_by_its_time_among_its_own_sort() {
    let mut elsewhere = day(4);
    elsewhere.target.schema = "tenant".into();
    let (_place, history) = kept([day(0), day(2), elsewhere, day(8)]);
    let pair = |old: &str| history.pair(Some(read(old)), None).ok();
    assert_eq!(pair("2026-06-01"), Some((1, 4)));
    assert_eq!(pair("2026-06-06"), Some((2, 4)));
    assert_eq!(pair("2026-06-01T11:59:59Z"), None);
    assert_eq!(pair("2026-06-01T12:00:00Z"), Some((1, 4)));
    assert_eq!(pair("@{7d}"), Some((2, 4)));
    assert_eq!(pair("previous"), Some((2, 4)));
    let both = history.pair(Some(read("previous")), Some(read("2")));
    assert_eq!(both.ok(), Some((1, 2)));
    assert_eq!(history.load(read("2026-06-03")).unwrap().run.id, Some(2));
}

#[test]
fn a_comparison_without_a_second_run_is_refused() {
    let (_place, history) = kept([day(0)]);
    let problem = |old: Option<&str>, new: Option<&str>| {
        let error = history.pair(old.map(read), new.map(read)).unwrap_err();
        error.problem
    };
    assert!(matches!(problem(None, None), Problem::FirstRun { run: 1 }));
    assert!(matches!(
        problem(Some("1"), None),
        Problem::SameRun { run: 1 }
    ));
    assert!(matches!(
        problem(Some("7"), None),
        Problem::NoSuchRun { .. }
    ));
    assert!(matches!(
        problem(Some("7"), Some("1")),
        Problem::NoSuchRun { .. }
    ));
}

#[test]
fn the_list_tells_the_change_that_the_comparison_tells() {
    let object = finding("t").object;
    let told = |kind| Finding::new(kind, object.clone(), Some("expression"), None);
    let mut old_rules = with(day(2), &["b"]);
    old_rules.tool.canonicaliser = 7;
    old_rules.add(vec![told(Kind::Undecided)]);
    let mut new_rules = with(day(3), &["b"]);
    new_rules.add(vec![told(Kind::Different)]);
    let mut elsewhere = day(4);
    elsewhere.target.schema = "tenant".into();
    let (_place, history) = kept([
        with(day(0), &["a"]),
        with(day(1), &["b", "c"]),
        old_rules,
        new_rules,
        elsewhere,
        with(day(5), &["b"]),
    ]);
    let runs = history.runs(None).unwrap();
    let changes: Vec<_> = runs
        .iter()
        .map(|run| run.change.map(|one| (one.against, one.new, one.gone)))
        .collect();
    assert_eq!(
        changes,
        [
            Some((4, 0, 1)),
            None,
            Some((3, 0, 0)),
            Some((2, 1, 1)),
            Some((1, 2, 1)),
            None
        ]
    );
    assert_eq!(runs[0].verdicts, sample::clean().summary.verdicts);
    assert_eq!(history.runs(Some(1)).unwrap(), runs[..1]);
    for run in runs.iter().filter_map(|run| Some((run.id, run.change?))) {
        let (id, change) = run;
        let found = history
            .difference(change.against, id, false)
            .unwrap()
            .findings;
        assert_eq!(found.new.len() as u64, change.new);
        assert_eq!(
            (found.resolved.len() + found.lapsed.len()) as u64,
            change.gone
        );
    }
}
