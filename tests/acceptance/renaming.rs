//! Models that are renamed two at a time, and a rename that nobody has run yet.

use std::path::Path;

use tempfile::TempDir;

use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::django::print_ledger;
use crate::support::report::Report;

fn report(held: &[&str]) -> Report {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/renaming");
    let (database, ledger) = (
        Database::create(),
        TempDir::new().expect("a temporary folder"),
    );
    let held: Vec<&str> = held.iter().flat_map(|one| ["--hold", one]).collect();
    print_ledger(&database, &project, ledger.path(), &held);
    Tool::new(&database.url(), ledger.path()).report(&[], 0)
}

#[test]
fn what_sqlmigrate_leaves_out_of_two_renames_at_once_is_no_alarm() {
    let report = report(&[]);
    assert_eq!(report.alarms(), [""; 0], "{:#}", report.value());
}

#[test]
fn a_rename_that_waits_is_pending_and_no_alarm() {
    let report = report(&["lib.0004_work", "use.0002_rack"]);
    assert_eq!(report.alarms(), [""; 0], "{:#}", report.value());
    assert_eq!(report.verdict("lib.0004_work"), "pending");
    assert_eq!(report.verdict("use.0002_rack"), "pending");
}
