//! Which findings come first, and that every figure says what is not known.

use super::*;
use crate::report::vocabulary::Severity;

#[test]
fn schemas_that_were_not_measured_are_named_on_the_first_page() {
    let mut told = audit();
    told.sections[0].open.clear();
    told.sections[0].runs[1].not_measured = ["a", "b", "c", HOSTILE, "e"]
        .map(|schema| NotMeasured {
            schema: schema.into(),
            reason: "permission denied".into(),
        })
        .into();
    told.conclusion = Audit::conclude(&told.sections, &told.seal);
    for words in [
        "2 runs looked, and at the end of the period nothing was open in what was measured",
        "; 1 measured in part; at the end 5 schemas not measured: ",
        "a, b and 2 more",
    ] {
        assert!(told.conclusion.contains(words), "{}", told.conclusion);
    }
    assert_eq!(told.headline(), "5 schemas not measured");
    let page = markdown(&told);
    let (first, rest) = page.split_once("\n## ").unwrap();
    for words in [
        "**1 measured in part**",
        "Open findings: **not known**; **5 schemas not measured, so more may be open there**",
    ] {
        assert!(first.contains(words), "{words}: {first}");
    }
    let (_, coverage) = first.split_once("Coverage: ").unwrap();
    assert!(coverage.contains("**5 schemas not measured: "), "{first}");
    assert!(rest.contains("**measured in part**"), "{rest}");
    let reasons = rest.matches("**not measured**: permission denied");
    assert_eq!(reasons.count(), 5, "{rest}");
    assert!(!html(&told).contains("<script>alert"));
}

#[test]
fn the_gravest_finding_comes_first_however_old_it_is() {
    let mut told = audit();
    let open = &mut told.sections[0].open;
    let kept = open[0].clone();
    let entry = |severity, new, overdue, first_seen| {
        let mut entry = kept.clone();
        entry.finding.severity = severity;
        Entry {
            first_seen,
            new,
            overdue,
            ..entry
        }
    };
    *open = vec![
        entry(Severity::Info, true, false, 1),
        entry(Severity::Warning, false, true, 2),
        entry(Severity::Warning, true, false, 3),
        entry(Severity::Error, false, false, 4),
        entry(Severity::Error, true, false, 5),
        entry(Severity::Error, false, true, 6),
    ];
    open.sort_by_key(Entry::gravest_first);
    let order: Vec<u64> = open.iter().map(|entry| entry.first_seen).collect();
    assert_eq!(order, [6, 5, 4, 3, 2, 1]);
}

#[test]
fn of_a_period_in_which_nothing_was_measured_no_figure_is_known() {
    let mut told = audit();
    let section = &mut told.sections[0];
    section.baseline = section.runs.pop();
    section.runs.clear();
    let first = |told: &Audit| {
        let page = markdown(told);
        page.split_once("\n## ").unwrap().0.to_owned()
    };
    let before = "(run 4 of 2026-01-15, before the period)";
    let coverage = &told.sections[0].coverage;
    let checked = format!(
        "last known: {} of {} {before}",
        coverage.checked, coverage.effects
    );
    let page = first(&told);
    for words in [
        "Open findings: **not known**; **nothing was measured at the end of the period**; last known: 3 errors, ",
        "Resolved: **not known**",
        "Coverage: **not known**",
        before,
        &checked,
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    told.sections[0].open.clear();
    let nothing = format!("last known: nothing {before}");
    assert!(first(&told).contains(&nothing), "{}", first(&told));
    let twice = Audit {
        sections: [told.sections.clone(), told.sections.clone()].concat(),
        ..told
    };
    let table = first(&twice);
    assert!(
        table.contains("not known; last known: none (run 4"),
        "{table}"
    );
    let whole = markdown(&twice);
    let warned = "Nothing was measured in this period. What is told here is of run 4";
    assert!(
        whole.contains(warned) && !whole.contains("\nNone.\n"),
        "{whole}"
    );
}

/// The markdown of the report with its only section changed.
fn with(change: fn(&mut Section)) -> String {
    let mut told = audit();
    change(&mut told.sections[0]);
    markdown(&told)
}

#[test]
fn expected_runs_are_made_missed_or_not_yet_late() {
    let page = with(|_| {});
    let sum = "Runs: **2 of 7**; expected runs; 2 made in all; **4 missed**; 1 not yet late";
    assert!(page.contains(sum), "{page}");
    let page = with(|one| {
        let schedule = one.schedule.as_mut().unwrap();
        schedule.gaps.clear();
        schedule.pruned = 1;
    });
    assert!(page.contains("5 not known, as runs were pruned"), "{page}");
    assert!(
        page.contains("it is not known whether some were missed"),
        "{page}"
    );
    assert!(!page.contains("none was missed"), "{page}");
}

#[test]
fn a_schedule_that_does_not_count_a_run_is_not_called_missing() {
    let page = with(|one| {
        one.schedule = None;
        one.unscheduled = true;
    });
    assert!(!page.contains("o schedule is set"), "{page}");
    assert!(page.contains("the schedule does not count that"), "{page}");
    let page = with(|one| one.schedule = None);
    assert!(page.contains("No schedule is set"), "{page}");
}
