//! Conditions that somebody wrote anew by hand: what means the same is no drift, and another literal, column or
//! operator is.

use std::fs;

use tempfile::TempDir;

use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::report::Report;

/// A condition on `shop_t`, in four places.
fn places(condition: &str) -> String {
    format!(
        r#"
ALTER TABLE "shop_t" ADD CONSTRAINT "c" CHECK ({condition});
CREATE INDEX "i" ON "shop_t" ("a") WHERE {condition};
CREATE POLICY "p" ON "shop_t" USING ({condition});
ALTER TABLE "shop_t" ADD COLUMN "g" boolean GENERATED ALWAYS AS ({condition}) STORED;
"#
    )
}

const TABLE: &str = r#"
CREATE TYPE "mood" AS ENUM ('sad', 'ok');
CREATE TABLE "shop_t" ("a" integer NOT NULL, "b" integer, "f" double precision, "status" varchar(10) NOT NULL,
    "active" boolean NOT NULL, "m" "mood", "at" timestamptz);
"#;

/// What is found where the ledger has one condition, and the database another, in the same places.
fn found(ledger: &str, live: &str) -> Report {
    let folder = TempDir::new().expect("a temporary folder");
    fs::create_dir(folder.path().join("shop")).expect("a folder");
    let file = folder.path().join("shop/0001_initial.sql");
    fs::write(file, format!("{TABLE}{}", places(ledger))).expect("a stored output");
    let database = Database::create();
    database.execute(&format!(
        "CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
         name varchar(255) NOT NULL, applied timestamptz NOT NULL);
         INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '0001_initial', now());
         {TABLE}{}",
        places(live)
    ));
    let tool = Tool::new(&database.url(), folder.path());
    tool.report(&["--fail-on", "never", "--no-server-arbiter"], 0)
}

#[test]
fn a_condition_in_other_words_is_no_drift() {
    for (ledger, live) in [
        ("status IN ('a', 'b')", "status = 'b' OR status = 'a'"),
        (
            "status NOT IN ('a', 'b')",
            "NOT (status = 'a' OR status = 'b')",
        ),
        ("m IN ('sad', 'ok')", "m = 'sad' OR m = 'ok'"),
        ("NOT (a > b)", "a <= b"),
        ("NOT (f > 1)", "f <= 1"),
        ("a > 1 AND active", "active = true AND 1 < a"),
        ("a BETWEEN 1 AND 9", "a <= 9 AND NOT (a < 1)"),
        ("a >= 0", "a > -1"),
        (
            "active AND (a = 1 OR b = 2)",
            "(active AND a = 1) OR (b = 2 AND active)",
        ),
    ] {
        let report = found(ledger, live);
        assert_eq!(report.alarms(), [""; 0], "{ledger} | {live}");
    }
}

#[test]
fn another_literal_column_or_operator_is_drift_in_any_words() {
    for (ledger, live) in [
        ("status IN ('a', 'b')", "status = 'a' OR status = 'c'"),
        ("status IN ('a', 'b')", "status = 'a'"),
        ("m IN ('sad', 'ok')", "m = 'sad'"),
        ("NOT (a > b)", "a < b"),
        ("NOT (a > b)", "b <= a"),
        ("a > 1 AND active", "1 < a OR active"),
        ("a >= 0", "a > 0"),
        ("a >= 0", "f > -1"),
    ] {
        let alarms = found(ledger, live).alarms();
        assert_eq!(alarms.len(), 4, "{ledger} | {live}: {alarms:#?}");
        let drift = |alarm: &String| alarm.starts_with("error different");
        assert!(alarms.iter().all(drift), "{ledger} | {live}: {alarms:#?}");
    }
}
