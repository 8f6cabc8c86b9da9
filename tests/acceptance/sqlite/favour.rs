//! What the records say and the database does not hold.

use super::built::{Copy, report, tool, usual};
use crate::support::report::Report;

/// The report on a copy after some statements.
fn after(sql: &str) -> (Copy, Report) {
    let copy = usual().copy();
    copy.run(sql);
    let report = report(&copy.file, &usual().ledger(), &[]);
    (copy, report)
}

#[test]
fn a_migration_that_was_faked_is_told_so() {
    let (_copy, report) = after(r#"DROP TABLE "raw_apart""#);
    assert_eq!(
        report.alarms(),
        ["error missing table raw_apart < raw.0003_models"]
    );
    assert_eq!(report.verdict("raw.0003_models"), "faked");
}

#[test]
fn a_migration_that_ran_by_half_is_partial() {
    let (_copy, report) = after("DROP INDEX raw_again");
    assert_eq!(
        report.alarms(),
        ["error missing index raw_plain.raw_again < raw.0002_alter"]
    );
    assert_eq!(report.verdict("raw.0002_alter"), "partial");
}

#[test]
fn a_migration_whose_row_is_gone_is_unrecorded() {
    let (_copy, report) =
        after("DELETE FROM django_migrations WHERE app = 'raw' AND name = '0002_alter'");
    assert_eq!(report.verdict("raw.0002_alter"), "unrecorded");
}

#[test]
fn a_row_of_a_migration_that_is_not_stored_has_no_ledger() {
    let (_copy, report) = after(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('shelf', '0099_lost', '2026-01-01 00:00:00')",
    );
    assert_eq!(report.alarms(), ["warning no_ledger   < shelf.0099_lost"]);
    assert_eq!(report.verdict("shelf.0099_lost"), "no_ledger");
}

#[test]
fn what_a_migration_dropped_and_is_there_survives() {
    let (_copy, report) = after(r#"ALTER TABLE "shelf_author" ADD COLUMN "passing" integer NULL"#);
    assert_eq!(
        report.alarms(),
        ["error surviving column shelf_author.passing < shelf.0006_remove"]
    );
    let (_copy, report) = after(r#"CREATE TABLE "shelf_passing" ("id" integer PRIMARY KEY)"#);
    assert_eq!(
        report.alarms(),
        ["error surviving table shelf_passing < shelf.0006_remove"]
    );
}

#[test]
fn a_rename_that_was_taken_back_is_told_of_both_names() {
    let (_copy, report) = after(r#"ALTER TABLE "shelf_bigger_key" RENAME TO "shelf_bigkey""#);
    assert_eq!(
        report.alarms(),
        [
            "error missing table shelf_bigger_key < shelf.0004_options_change",
            "error surviving table shelf_bigkey < shelf.0004_options_change",
        ]
    );
}

#[test]
fn a_database_without_records_is_not_at_peace() {
    let copy = usual().copy();
    copy.run("DELETE FROM django_migrations");
    let outcome = tool(&copy.file, &usual().ledger()).run(&["--no-history"]);
    assert_eq!(outcome.status, Some(1), "{outcome:#?}");
    copy.run("DROP TABLE django_migrations");
    let outcome = tool(&copy.file, &usual().ledger()).run(&["--no-history"]);
    assert_eq!(outcome.status, Some(2), "{outcome:#?}");
}
