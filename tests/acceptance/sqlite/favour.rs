//! What the records say and the database does not hold.

use std::fs;

use rusqlite::Connection;

use super::built::{Copy, report, tool, usual};
use crate::support::cli::Tool;
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

/// The evidence of a migration without a row, and what is to be typed.
fn unrecorded(report: &Report, name: &str) -> (usize, String) {
    let mut all = report.findings().filter(|it| it["kind"] == "unrecorded");
    let finding = all.find(|it| it["migration"]["name"] == name);
    let finding = finding.unwrap_or_else(|| panic!("{:#}", report.value()));
    let evidence = finding["evidence"].as_array().expect("a list");
    let first = finding["next"][0]["run"].as_str().expect("a command");
    (evidence.len(), first.to_owned())
}

#[test]
fn a_migration_that_made_tables_anew_needs_its_row_alone() {
    let row = |app: &str, name: &str| {
        format!("DELETE FROM django_migrations WHERE app = '{app}' AND name = '{name}'")
    };
    for (app, name) in [
        ("shelf", "0003_fields"),
        ("raw", "0004_remade"),
        ("auth", "0002_alter_permission_name_max_length"),
    ] {
        let (copy, told) = after(&row(app, name));
        let (evidence, command) = unrecorded(&told, name);
        assert_eq!(evidence, 0, "{:#}", told.value());
        assert!(
            command.contains("INTO \"main\".django_migrations"),
            "{command}"
        );
        copy.run(&command);
        let mended = report(&copy.file, &usual().ledger(), &[]);
        assert_eq!(mended.alarms(), Vec::<String>::new());
    }
    // This one writes rows as well.
    let (_copy, report) = after(&row("raw", "0002_alter"));
    let (evidence, command) = unrecorded(&report, "0002_alter");
    assert_eq!(evidence, 1, "{:#}", report.value());
    assert!(command.contains("sqlmigrate"), "{command}");
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

/// The doubts about an index that nobody accounts for, by a ledger that was printed late.
fn doubts_about_an_index(note: &str) -> Vec<String> {
    const ORDER: &str = r#"CREATE TABLE "shop_order" ("id" integer NOT NULL PRIMARY KEY, "total" integer NOT NULL)"#;
    let tool = Tool::bare();
    let folder = tool.dir().join("ledgers/shop");
    fs::create_dir_all(&folder).expect("a ledger");
    let store = |name: &str, text: &str| fs::write(folder.join(name), text).expect("an output");
    store(
        "0001_initial.sql",
        &format!("--\n-- Create model Order\n--\n{ORDER};\n"),
    );
    store(
        "0002_note.sql",
        &format!("--\n-- Add field note to order\n--\n{note}\n"),
    );
    fs::write(
        tool.dir().join("ledgers/manifest.json"),
        r#"{"vendor": "sqlite", "migrations": [{"app": "shop", "name": "0001_initial"}, {"app": "shop",
            "name": "0002_note", "dependencies": [["shop", "0001_initial"]], "captured_after": true}]}"#,
    )
    .expect("a manifest");
    let connection = Connection::open(tool.dir().join("db.sqlite3")).expect("a database");
    let made = format!(
        r#"CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text, applied datetime);
           INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '0001_initial', '2026-01-14 20:52:03'),
               ('shop', '0002_note', '2026-01-14 20:52:03');
           {ORDER}; ALTER TABLE "shop_order" ADD COLUMN "note" text NULL; CREATE INDEX "by_hand" ON "shop_order" ("note")"#
    );
    connection.execute_batch(&made).expect("a schema");
    let args = [
        "--database-url",
        "sqlite:db.sqlite3",
        "--json",
        "--fail-on",
        "never",
    ];
    let report = tool.run_plain(&args).report(0);
    let mut of_index = report
        .findings()
        .filter(|it| it["object"]["name"] == "by_hand");
    let finding = of_index
        .next()
        .unwrap_or_else(|| panic!("{:#}", report.value()));
    let doubt = finding["doubt"]["reason"].as_str();
    doubt.map(str::to_owned).into_iter().collect()
}

#[test]
fn an_operation_that_printed_its_statements_was_not_printed_late() {
    let anew = r#"CREATE TABLE "new__shop_order" ("id" integer NOT NULL PRIMARY KEY, "total" integer NOT NULL, "note" text NULL);
INSERT INTO "new__shop_order" ("id", "total", "note") SELECT "id", "total", NULL FROM "shop_order";
DROP TABLE "shop_order";
ALTER TABLE "new__shop_order" RENAME TO "shop_order";"#;
    for printed in [
        r#"ALTER TABLE "shop_order" ADD COLUMN "note" text NULL;"#,
        anew,
    ] {
        assert_eq!(
            doubts_about_an_index(printed),
            Vec::<String>::new(),
            "{printed}"
        );
    }
}
