//! What an audit report says, and that no name in it acts.

use super::*;
use crate::report::sample;
use crate::report::trend::Trend;
use crate::report::{FORMAT, FindingCounts, Report, Tool};

mod told;

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
