//! History files that cannot be written: the run is not stored, and nothing is damaged.

use std::fs;

use rusqlite::Connection;

use super::{UNMEASURED, assert_plain, healthy};

#[test]
fn a_history_that_is_no_sqlite_file_is_left_alone() {
    let (_database, tool) = healthy();
    fs::create_dir(tool.dir().join(".reconcile")).expect("a folder");
    fs::write(tool.history(), "my diary, not yours").expect("a file");
    let outcome = tool.run(&[]);
    assert_eq!(outcome.status, UNMEASURED, "{outcome:#?}");
    assert_plain(&outcome, &["history.sqlite3"]);
    assert_eq!(
        fs::read(tool.history()).expect("a file"),
        b"my diary, not yours"
    );
}

#[test]
fn a_history_that_cannot_be_made_is_named() {
    let (_database, tool) = healthy();
    let outcome = tool.run(&["--history", "/proc/nowhere/history.sqlite3"]);
    assert_eq!(outcome.status, UNMEASURED, "{outcome:#?}");
    assert_plain(&outcome, &["/proc/nowhere/history.sqlite3"]);
}

#[test]
fn a_locked_history_is_named_and_free_again_afterwards() {
    let (_database, tool) = healthy();
    let first = tool.report(&[], 0);
    let lock = Connection::open(tool.history()).expect("the history");
    lock.execute_batch("BEGIN EXCLUSIVE").expect("a lock");
    let outcome = tool.run(&[]);
    assert_eq!(outcome.status, UNMEASURED, "{outcome:#?}");
    assert_plain(&outcome, &["history.sqlite3", "locked"]);
    lock.execute_batch("ROLLBACK").expect("the lock's end");
    let second = tool.report(&[], 0);
    assert_eq!(
        second.value()["run"]["previous"],
        first.value()["run"]["id"]
    );
}

#[test]
fn a_history_of_a_newer_release_is_refused_and_kept() {
    let (_database, tool) = healthy();
    tool.report(&[], 0);
    let history = Connection::open(tool.history()).expect("the history");
    history
        .pragma_update(None, "user_version", 9999)
        .expect("a version");
    let outcome = tool.run(&[]);
    assert_eq!(outcome.status, UNMEASURED, "{outcome:#?}");
    assert_plain(&outcome, &["history.sqlite3", "newer"]);
    let kept: i64 = history
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .expect("a version");
    assert_eq!(kept, 9999);
}

#[test]
fn a_run_without_history_leaves_no_file() {
    let (_database, tool) = healthy();
    let report = tool.report(&["--no-history"], 0);
    assert_eq!(report.alarms(), Vec::<String>::new());
    assert!(!tool.history().exists());
}
