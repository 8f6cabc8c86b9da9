//! Squashes with a name of somebody's own, and no manifest: rows and files do not tell what they replace, so
//! that much stays undecided, and neither a sound database is accused nor a fault passed over.

use std::fs;

use tempfile::TempDir;

use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::report::Report;

/// What is replaced, with what each ran.
const PARTS: [(&str, &str); 3] = [
    (
        "0001_initial",
        r#"CREATE TABLE "shop_pen" ("id" bigint NOT NULL PRIMARY KEY);"#,
    ),
    (
        "0002_b",
        r#"ALTER TABLE "shop_pen" ADD COLUMN "ink" varchar(20) NULL;
CREATE INDEX "shop_pen_ink_11111111" ON "shop_pen" ("ink");"#,
    ),
    (
        "0003_c",
        r#"ALTER TABLE "shop_pen" ADD COLUMN "nib" integer NULL;"#,
    ),
];

const WHOLE: &str = r#"CREATE TABLE "shop_pen" ("id" bigint NOT NULL PRIMARY KEY, "ink" varchar(20) NULL, "nib" integer NULL);
CREATE INDEX "shop_pen_ink_22222222" ON "shop_pen" ("ink");
CREATE INDEX "shop_pen_nib_33333333" ON "shop_pen" ("nib");"#;

const NEXT: (&str, &str) = (
    "0004_d",
    r#"ALTER TABLE "shop_pen" ADD COLUMN "cap" integer NULL;"#,
);

/// How a squash of these parts may be called.
const NAMES: [&str; 4] = [
    "0001_initial_v2",
    "0001_squashed",
    "0001_squashed_0003_all",
    "0003_squash",
];

fn database(statements: &[&str], rows: &[&str]) -> Database {
    let database = Database::create();
    database.execute(
        "CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
         name varchar(255) NOT NULL, applied timestamptz NOT NULL DEFAULT now())",
    );
    for statement in statements {
        database.execute(statement);
    }
    for name in rows {
        let row = format!("INSERT INTO django_migrations (app, name) VALUES ('shop', '{name}')");
        database.execute(&row);
    }
    database
}

fn report(database: &Database, files: &[(&str, &str)]) -> Report {
    let ledger = TempDir::new().expect("a temporary folder");
    let app = ledger.path().join("shop");
    fs::create_dir(&app).expect("a folder");
    for (name, text) in files {
        fs::write(app.join(format!("{name}.sql")), text).expect("a stored output");
    }
    let args = ["--fail-on", "never", "--format", "json"];
    let outcome = Tool::new(&database.url(), ledger.path()).run(&args);
    // 2: all that is stored has no row, so nothing was measured.
    let measured = files
        .iter()
        .any(|(name, _)| *name == NEXT.0 || *name == PARTS[0].0);
    assert_eq!(
        outcome.status,
        Some(if measured { 0 } else { 2 }),
        "{outcome:#?}"
    );
    Report::parse(&outcome.stdout)
}

/// What was run, by a database that lived through the parts, and by one that was born on the squash.
fn histories() -> [Vec<&'static str>; 2] {
    let parts = PARTS.iter().map(|part| part.1);
    [parts.chain([NEXT.1]).collect(), vec![WHOLE, NEXT.1]]
}

fn rows(squash: &'static str) -> Vec<&'static str> {
    let parts = PARTS.iter().map(|part| part.0);
    parts.chain([squash, NEXT.0]).collect()
}

fn kept(squash: &'static str) -> Vec<(&'static str, &'static str)> {
    PARTS.into_iter().chain([(squash, WHOLE), NEXT]).collect()
}

#[test]
fn a_squash_beside_what_it_replaces_is_no_fault() {
    for name in NAMES {
        for statements in histories() {
            let database = database(&statements, &rows(name));
            let report = report(&database, &kept(name));
            let alarms = report.alarms();
            let excused = |alarm: &String| {
                alarm.starts_with("warning undecided ")
                    || alarm.starts_with("warning missing index ")
            };
            assert!(alarms.iter().all(excused), "{name}: {alarms:#?}");
            let findings: Vec<_> = report.findings().map(ToString::to_string).collect();
            let told = alarms.is_empty()
                || findings
                    .concat()
                    .contains("`reconcile capture` writes a manifest");
            assert!(told, "{name}: {findings:#?}");
        }
    }
}

#[test]
fn a_column_that_was_dropped_by_hand_is_missing_beside_such_a_squash() {
    for name in NAMES {
        for statements in histories() {
            let database = database(&statements, &rows(name));
            database.execute("ALTER TABLE shop_pen DROP COLUMN nib");
            let alarms = report(&database, &kept(name)).alarms();
            let found = "error missing column shop_pen.nib < shop.000";
            assert!(
                alarms.iter().any(|alarm| alarm.starts_with(found)),
                "{name}: {alarms:#?}"
            );
        }
    }
}

#[test]
fn a_squash_without_a_row_beside_rows_without_files_is_undecided() {
    let statements: Vec<&str> = PARTS.iter().map(|part| part.1).collect();
    let rows: Vec<&str> = PARTS.iter().map(|part| part.0).collect();
    let database = database(&statements, &rows);
    for drop in ["", "ALTER TABLE shop_pen DROP COLUMN nib"] {
        database.execute(drop);
        let report = report(&database, &[("0001_initial_v2", WHOLE)]);
        let alarms = report.alarms();
        let lawful = |alarm: &String| {
            alarm.starts_with("warning undecided ") || alarm.starts_with("warning no_ledger ")
        };
        assert!(alarms.iter().all(lawful), "{alarms:#?}");
        assert_eq!(report.verdict("shop.0001_initial_v2"), "unrecorded");
        let told = report
            .findings()
            .find(|finding| finding["kind"] == "undecided");
        let message = told.expect("it is told")["message"].to_string();
        for said in ["squash of shop.0001_initial", "`reconcile capture`"] {
            assert!(message.contains(said), "{message}");
        }
        assert_eq!(
            message.contains("not there: column shop_pen.nib"),
            !drop.is_empty()
        );
    }
}

#[test]
fn a_migration_with_a_number_of_its_own_is_unrecorded() {
    let made = "CREATE TABLE shop_cap (id bigint);";
    let database = database(
        &[PARTS[0].1, PARTS[1].1, made],
        &[PARTS[0].0, PARTS[1].0, "0003_x"],
    );
    let report = report(&database, &[PARTS[0], PARTS[1], ("0004_cap", made)]);
    assert_eq!(report.verdict("shop.0004_cap"), "unrecorded");
}
