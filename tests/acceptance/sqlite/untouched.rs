//! Nothing is told of what nobody touched.

use std::collections::BTreeSet;
use std::fs;

use tempfile::TempDir;

use super::built::{all, project, report, tool, usual};
use crate::support::django::python_on_file;
use crate::support::report::Report;

/// Django's own word on what it cannot print.
const RUN_PYTHON: &str = "Django cannot write this operation as SQL";

/// Why statements of the untouched project are opaque today: exactly these.
const STILL_OPAQUE: &[&str] = &[
    "ON CONFLICT IGNORE of NOT NULL",
    "ON CONFLICT REPLACE of UNIQUE is not modelled",
    "a table that is made of a query is not modelled",
];

/// The table of which it is said that it was not compared.
const UNMEASURED: &str = "main.raw_conflict";

/// What every release makes.
const APPS: [&str; 10] = [
    "admin",
    "auth",
    "contenttypes",
    "left",
    "links",
    "names",
    "raw",
    "right",
    "sessions",
    "shelf",
];

fn assert_peace(report: &Report) {
    assert_eq!(report.findings().count(), 0, "{:#}", report.value());
}

/// No statement was left aside, but for what is known.
fn assert_measured(report: &Report) {
    let coverage = &report.value()["summary"]["coverage"];
    assert_eq!(coverage["unreadable"], 0, "{coverage:#}");
    assert_eq!(coverage["undecided"], 0, "{coverage:#}");
    let statements = coverage["opaque_statements"].as_array().expect("a list");
    let reasons: BTreeSet<&str> = statements
        .iter()
        .flat_map(|statement| statement["reason"].as_str().expect("a reason").split("; "))
        .filter(|reason| !reason.contains(UNMEASURED))
        .collect();
    let mut known: BTreeSet<&str> = STILL_OPAQUE.iter().copied().collect();
    known.insert(RUN_PYTHON);
    assert_eq!(reasons, known);
}

#[test]
fn what_a_release_migrated_and_printed_is_at_peace() {
    for built in all() {
        let report = tool(&built.database(), &built.ledger()).report(&[], 0);
        assert_peace(&report);
        assert_measured(&report);
    }
}

#[test]
fn each_migration_has_the_verdict_of_what_it_did() {
    let built = usual();
    let report = report(&built.database(), &built.ledger(), &[]);
    let known = ["verified", "superseded", "opaque", "state_only"];
    let others: BTreeSet<String> = report
        .verdicts()
        .into_iter()
        .filter(|(_, verdict)| !known.contains(&verdict.as_str()))
        .map(|(name, verdict)| format!("{name}: {verdict}"))
        .collect();
    assert_eq!(
        others,
        BTreeSet::from(["raw.0007_untold: undecided".to_owned()])
    );
    assert_eq!(report.verdict("raw.0001_initial"), "verified");
    assert_eq!(report.verdict("raw.0005_data"), "opaque");
    assert_eq!(report.verdict("raw.0006_options"), "state_only");
    assert_eq!(report.verdict("left.0002_away"), "superseded");
}

#[test]
fn what_one_release_migrated_and_another_printed_is_at_peace() {
    let apps: Vec<&str> = APPS.iter().flat_map(|app| ["--app", app]).collect();
    for migrated in all() {
        for printed in all() {
            let report = report(&migrated.database(), &printed.ledger(), &apps);
            let (one, other) = (migrated.release, printed.release);
            assert_eq!(report.alarms(), Vec::<String>::new(), "{one} by {other}");
        }
    }
}

/// The report by a ledger that is printed when all is there already.
fn printed_late(source: &str) -> Report {
    let built = usual();
    let copy = built.copy();
    let dir = TempDir::new().expect("a temporary folder");
    let ledger = dir.path().join("ledger");
    let python = python_on_file(built.release, &copy.file).expect("the usual Python");
    let tool = tool(&copy.file, &ledger);
    let mut command = tool.plain(&["capture", "--source", source, "--ledger"]);
    command.arg(&ledger).arg("--").arg(python.get_program());
    command.arg(project().join("manage.py"));
    command.envs(
        python
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    let out = command.output().expect("the program");
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let manifest = fs::read_to_string(ledger.join("manifest.json")).expect("a manifest");
    assert!(manifest.contains("\"vendor\": \"sqlite\""), "{manifest}");
    // Few migrations ask the database for what they print: what is missing of the others is an error.
    let late = manifest.matches("\"captured_after\": true").count();
    let all = manifest.matches("\"captured_after\"").count();
    assert!(late * 4 < all, "{late} of {all}");
    report(&copy.file, &ledger, &[])
}

#[test]
fn a_ledger_of_the_plan_that_is_printed_late_is_at_peace() {
    assert_peace(&printed_late("plan"));
}

/// Django looks for the constraint that a migration drops, and refuses to print one that is dropped already.
#[test]
fn a_ledger_of_sqlmigrate_that_is_printed_late_lacks_what_django_refuses() {
    let report = printed_late("sqlmigrate");
    let refused = report.judged(&["no_ledger"]);
    let refused: Vec<&str> = refused.iter().map(String::as_str).collect();
    assert_eq!(refused, ["shelf.0004_options_change"]);
    let errors: Vec<String> = report
        .alarms()
        .into_iter()
        .filter(|alarm| alarm.starts_with("error"))
        .collect();
    assert_eq!(errors, Vec::<String>::new());
}
