//! What an audit report says, and that no name in it acts.

use super::*;
use crate::report::sample;
use crate::report::trend::Trend;
use crate::report::vocabulary::Severity;
use crate::report::{FORMAT, FindingCounts, Report, Tool};

const HOSTILE: &str = "<script>alert(1)</script>|`*_[x](y)\u{202e}";

fn run(id: u64, at: &str, report: &Report) -> AuditRun {
    AuditRun {
        id,
        started_at: at.parse().unwrap(),
        by: None,
        verdicts: report.summary.verdicts.clone(),
        findings: report.summary.findings,
        waived: FindingCounts::default(),
        exit_status: 1,
        measured: true,
        not_measured: Vec::new(),
    }
}

fn audit() -> Audit {
    let mut report = sample::incident();
    if let Some(object) = &mut report.findings[1].object {
        object.name = HOSTILE.into();
    }
    report.findings[1].message = HOSTILE.into();
    report.target.database = HOSTILE.into();
    let at = "2026-01-14T20:52:03Z".parse().unwrap();
    let open = report.findings.iter().map(|finding| Entry {
        finding: finding.clone(),
        first_seen: 3,
        since: at,
        days: 2,
        new: true,
        owner: None,
        due: None,
        overdue: false,
        evidence: Vec::new(),
        causes: Vec::new(),
    });
    let period = Period {
        since: "2026-01-10T00:00:00Z".parse().unwrap(),
        until: "2026-01-17T00:00:00Z".parse().unwrap(),
    };
    let sections = vec![Section {
        target: report.target.clone(),
        scope: report.scope.clone(),
        ledger: report.ledger.clone(),
        runs: vec![
            run(3, "2026-01-14T20:52:03Z", &report),
            run(4, "2026-01-15T20:52:03Z", &report),
        ],
        baseline: None,
        schedule: Some(Schedule {
            every_seconds: 86_400,
            expected: 7,
            gaps: vec![Gap {
                from: period.since,
                to: at,
                missed: 4,
            }],
            pruned: 0,
        }),
        unscheduled: false,
        trend: Trend::until(period.until),
        coverage: report.summary.coverage.clone(),
        open: open.collect(),
        resolved: Vec::new(),
        waivers: report.waivers.clone(),
        ledger_changes: Changes::default(),
        record_changes: Changes::default(),
    }];
    let seal = Seal {
        runs: 4,
        unsealed: 0,
        pruned: 0,
        fault: None,
        gone: None,
        anchors: None,
        not_anchored: None,
        first: Some((3, "sha256:0a".into())),
        last: None,
    };
    Audit {
        format: FORMAT,
        tool: Tool::current(1),
        document: Document::default(),
        number: "2026-01-17-0a0b0c0d".into(),
        written_at: period.until,
        period,
        conclusion: Audit::conclude(&sections, &seal),
        sections,
        seal,
        reproduce: vec![Reproduction {
            figure: "the runs".into(),
            command: "reconcile runs".into(),
        }],
    }
}

#[test]
fn the_conclusion_is_one_sentence_and_never_greener_than_what_was_measured() {
    let told = audit();
    assert_eq!(
        told.conclusion,
        "2 runs looked, and at the end of the period 3 errors and 1 warning are open (all new); 4 expected runs were missed."
    );
    let mut older = told.sections.clone();
    older[0].open[1].new = false;
    older[0].open[1].since = "2026-01-03T04:00:00Z".parse().unwrap();
    let conclusion = Audit::conclude(&older, &told.seal);
    let words = "open (3 new, the oldest since 2026-01-03);";
    assert!(conclusion.contains(words), "{conclusion}");
    let nothing = Audit::conclude(&[], &told.seal);
    assert!(nothing.starts_with("Nothing was measured"), "{nothing}");
    let mut clean = told.sections.clone();
    clean[0].open.clear();
    clean[0].schedule = None;
    let touched = Seal {
        fault: Some("run 2 was changed".into()),
        ..told.seal.clone()
    };
    assert!(Audit::conclude(&clean, &told.seal).contains("held what django_migrations says"));
    let conclusion = Audit::conclude(&clean, &touched);
    assert!(
        conclusion.starts_with(
            "The history is NOT as it was written: run 2 was changed. As it stands, it says: 2 runs"
        ),
        "{conclusion}"
    );
    let unsure = Seal {
        not_anchored: Some("it is not there".into()),
        ..told.seal.clone()
    };
    let conclusion = Audit::conclude(&clean, &unsure);
    assert!(
        conclusion.starts_with("The history was held against no seal"),
        "{conclusion}"
    );
}

#[test]
fn a_waived_finding_is_listed_and_not_counted() {
    let told = audit();
    let mut sections = told.sections.clone();
    for entry in &mut sections[0].open {
        entry.finding.waived = Some(crate::report::Waiver {
            reason: "known".into(),
            owner: None,
            expires: None,
        });
    }
    assert!(!Audit::conclude(&sections, &told.seal).contains("open;"));
    let page = html(&Audit { sections, ..told });
    assert!(page.contains("waived: known"), "{page}");
}

#[test]
fn what_was_not_measured_or_is_waived_is_no_agreement() {
    let concluded = |change: fn(&mut Section)| {
        let mut told = audit();
        told.sections[0].schedule = None;
        change(&mut told.sections[0]);
        Audit::conclude(&told.sections, &told.seal)
    };
    let agreement = "the database held what django_migrations says";
    assert!(concluded(|one| one.open.clear()).contains(agreement));
    let blind = concluded(|one| {
        one.open.clear();
        one.runs[1].measured = false;
    });
    assert!(!blind.contains(agreement), "{blind}");
    assert!(blind.contains("1 run could measure nothing"), "{blind}");
    let dark = concluded(|one| one.runs.iter_mut().for_each(|run| run.measured = false));
    assert!(
        dark.contains("none measured anything: nothing is known"),
        "{dark}"
    );
    let waived = concluded(|one| {
        for entry in &mut one.open {
            entry.finding.waived = Some(crate::report::Waiver {
                reason: "known".into(),
                owner: None,
                expires: None,
            });
        }
    });
    assert!(
        waived.contains("nothing was open but what is waived: 3 errors"),
        "{waived}"
    );
}

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
fn a_database_that_was_not_searched_is_among_what_was_not_measured() {
    let mut told = audit();
    told.sections[0]
        .coverage
        .searched
        .push(crate::report::Searched {
            kind: crate::report::SearchedKind::Alias,
            name: "archive".into(),
            not_searched: Some("no route".into()),
        });
    for page in [html(&told), markdown(&told)] {
        assert!(page.contains("no route"), "{page}");
    }
}

#[test]
fn every_word_of_findings_and_verdicts_is_explained_at_the_end() {
    let told = audit();
    let page = markdown(&told);
    let (before, words) = page.split_once("## What the words mean").unwrap();
    let section = &told.sections[0];
    let kinds = section.open.iter().map(|one| one.finding.kind.as_str());
    let verdicts = section.runs[0].verdicts.keys().map(|one| one.called());
    let mut looked = 0;
    for word in kinds.chain(verdicts) {
        assert!(before.contains(word), "{word}: {before}");
        assert!(words.contains(&format!("| {word} |")), "{word}: {words}");
        looked += 1;
    }
    assert!(looked > 5);
    assert!(!words.contains("superseded"), "{words}");
    assert!(!before.contains("Exit"), "{before}");
}

#[test]
fn a_finding_of_two_scopes_counts_once() {
    let told = audit();
    let twice = [told.sections.clone(), told.sections.clone()].concat();
    let once = Audit::conclude(&told.sections, &told.seal);
    assert!(once.contains("3 errors and 1 warning are open"), "{once}");
    assert!(Audit::conclude(&twice, &told.seal).contains("3 errors and 1 warning are open"));
}

#[test]
fn no_name_acts_in_the_page_or_in_markdown() {
    let told = audit();
    let page = html(&told);
    assert!(!page.contains("<script>alert"), "{page}");
    assert!(page.contains("&lt;script&gt;alert(1)"), "{page}");
    assert!(!page.contains('\u{202e}'), "{page}");
    for outside in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    let page = markdown(&told);
    // A span between two backquotes, as the name holds one; in a table its bar is escaped.
    let span = r"``<script>alert(1)</script>|`*_[x](y)\u{202e}``";
    let cell = span.replace('|', r"\|");
    let object = cell.replacen("``", "``user_profile_stream_config.", 1);
    for safe in [span, &cell, &object] {
        assert!(page.contains(safe), "{page}");
    }
    let page = page
        .replace(span, "")
        .replace(&cell, "")
        .replace(&object, "");
    for acting in ["<script>", "[x](y)", "*_"] {
        assert!(!page.contains(acting), "{page}");
    }
}

#[test]
fn the_page_is_read_back_from_json() {
    let told = audit();
    let text = crate::report::json::render(&told).unwrap();
    assert_eq!(serde_json::from_str::<Audit>(&text).unwrap(), told);
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
            new,
            overdue,
            first_seen,
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
