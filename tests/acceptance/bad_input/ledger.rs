//! Stored outputs and recorded names that nobody should trust.

use std::fs;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::assert_refused;
use crate::support::cli::Tool;
use crate::support::folder::copy_of;
use crate::support::incident;

#[test]
fn a_missing_or_empty_ledger_comes_with_advice() {
    let database = incident::state_c();
    let empty = TempDir::new().expect("a temporary folder");
    for ledger in [empty.path(), &empty.path().join("absent")] {
        let outcome = Tool::new(&database.url(), ledger).run(&[]);
        assert_refused(
            &outcome,
            &[ledger.to_str().expect("a plain path"), "reconcile capture"],
        );
    }
}

#[test]
fn a_stored_output_that_is_not_utf8_is_one_warning() {
    let ledger = copy_of(&incident::ledger());
    let file = ledger
        .path()
        .join("user_profile/0036_backfill_bounty_status.sql");
    fs::write(file, b"BEGIN;\nSELECT '\xff\xfe\xe9';\nCOMMIT;\n").expect("a stored output");
    let report = Tool::new(&incident::state_c().url(), ledger.path()).report(&[], 0);
    let alarms = report.alarms();
    assert_eq!(alarms.len(), 1, "{alarms:#?}");
    assert!(alarms[0].starts_with("warning unreadable "), "{alarms:?}");
    assert!(
        alarms[0].ends_with(" < user_profile.0036_backfill_bounty_status"),
        "{alarms:?}"
    );
}

#[test]
fn a_stored_output_of_fifty_megabytes_does_not_stop_the_run() {
    let ledger = copy_of(&incident::ledger());
    let file = ledger
        .path()
        .join("user_profile/0036_backfill_bounty_status.sql");
    let mut text = String::from("BEGIN;\nINSERT INTO user_profile_bounty (title) VALUES ('");
    text.push_str(&"it''s long; ".repeat(50_000_000 / 12));
    text.push_str("');\nCOMMIT;\n");
    fs::write(file, text).expect("a stored output");
    let start = Instant::now();
    let report = Tool::new(&incident::state_c().url(), ledger.path()).report(&[], 0);
    assert!(start.elapsed() < Duration::from_secs(120));
    for alarm in report.alarms() {
        assert!(alarm.starts_with("warning unreadable "), "{alarm}");
        assert!(
            alarm.ends_with(" < user_profile.0036_backfill_bounty_status"),
            "{alarm}"
        );
    }
}

#[test]
fn a_recorded_name_never_leads_out_of_the_ledger() {
    let ledger = copy_of(&incident::ledger());
    let inside = ledger.path().join("inside");
    fs::create_dir(&inside).expect("a folder");
    for app in [
        "accounts",
        "teams",
        "tournament_engine_match",
        "user_profile",
    ] {
        fs::rename(ledger.path().join(app), inside.join(app)).expect("a folder");
    }
    fs::write(
        ledger.path().join("secret.sql"),
        "CREATE TABLE hunter2 (id int);",
    )
    .expect("a file");
    let database = incident::state_c();
    database.execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES
         ('..', 'secret', now()), ('teams/../..', 'secret', now()), ('teams', '../../secret', now()),
         ('', 'secret', now()), (E'te\\nams\\x1b[31m', 'secret', now())",
    );
    let tool = Tool::new(&database.url(), &inside);
    let report = tool.report(&[], 0);
    assert!(!report.value().to_string().contains("hunter2"));
    assert_eq!(report.judged(&["no_ledger"]).len(), 5);
    let outcome = tool.run(&[]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (Some(0), ""));
    assert!(outcome.stdout.contains("secret"), "{}", outcome.stdout);
    assert!(!outcome.stdout.contains('\x1b'), "{}", outcome.stdout);
}
