//! Schemas that keep records of their own, and what becomes of them from run to run.

use std::fs;

use tempfile::TempDir;

use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::report::Report;

const SQL: &str =
    "CREATE TABLE \"shop_item\" (\"id\" bigint NOT NULL PRIMARY KEY, \"price\" integer NOT NULL);";

/// A database with some tenants, all of one migration, and its ledger.
struct Tenants {
    database: Database,
    ledger: TempDir,
}

impl Tenants {
    fn new(names: &[&str]) -> Self {
        let ledger = TempDir::new().expect("a temporary folder");
        fs::create_dir(ledger.path().join("shop")).expect("a folder");
        fs::write(ledger.path().join("shop/0001_initial.sql"), SQL).expect("a stored output");
        let database = Database::create();
        for name in names {
            add(&database, name);
        }
        Self { database, ledger }
    }

    fn tool(&self) -> Tool {
        Tool::new(&self.database.url(), self.ledger.path())
    }
}

fn add(database: &Database, name: &str) {
    let create = SQL.replace("\"shop_item\"", &format!("{name}.\"shop_item\""));
    database.execute(&format!(
        "CREATE SCHEMA {name};
         CREATE TABLE {name}.django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
             name varchar(255) NOT NULL, applied timestamptz NOT NULL DEFAULT now());
         INSERT INTO {name}.django_migrations (app, name) VALUES ('shop', '0001_initial');
         {create}"
    ));
}

/// The messages of what is told as missing, and of which schema.
fn lost(report: &Report) -> Vec<(String, String)> {
    let of_schema = report
        .findings()
        .filter(|it| it["object"]["type"] == "schema");
    let word = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    of_schema
        .map(|it| {
            assert_eq!(it["kind"], "missing");
            (word(&it["object"]["name"]), word(&it["message"]))
        })
        .collect()
}

#[test]
fn a_schema_that_is_dropped_whole_is_told_until_somebody_says_that_it_was_meant() {
    let tenants = Tenants::new(&["ta", "tb", "tc"]);
    let tool = tenants.tool();
    let first = tool.report(&["--all-schemas"], 0);
    assert_eq!(lost(&first), []);
    tenants.database.execute("DROP SCHEMA tc CASCADE");
    tool.report(&["--all-schemas"], 1);
    let again = tool.report(&["--all-schemas"], 1);
    let [(schema, message)] = &lost(&again)[..] else {
        panic!("{:?}", lost(&again));
    };
    assert_eq!(schema, "tc");
    assert!(
        message.starts_with("schema tc is not there any more: run 1 (20"),
        "{message}"
    );
    for pattern in ["t*", "t?"] {
        assert_eq!(lost(&tool.report(&["--schema", pattern], 1)).len(), 1);
    }
    let others = tool.report(&["--schema", "ta*"], 0);
    assert_eq!(lost(&others), []);
    let text = tool.run(&["--all-schemas"]);
    assert_eq!(text.status, Some(1));
    assert!(
        text.stdout
            .contains("DOES NOT AGREE with django_migrations: 1 error"),
        "{}",
        text.stdout
    );
    let (_, command) = message.split_once("say so: reconcile ").expect("a command");
    let words: Vec<&str> = command.split_whitespace().collect();
    let waived = tool.run_plain(&words);
    assert_eq!(waived.status, Some(0), "{waived:#?}");
    tool.report(&["--all-schemas"], 0);
    add(&tenants.database, "tc");
    assert_eq!(lost(&tool.report(&["--all-schemas"], 0)), []);
}

#[test]
fn without_a_history_of_the_schema_nothing_can_be_said() {
    let tenants = Tenants::new(&["ta", "tb"]);
    let tool = tenants.tool();
    tool.report(&["--all-schemas", "--no-history"], 0);
    tenants.database.execute("DROP SCHEMA tb CASCADE");
    let report = tool.report(&["--all-schemas"], 0);
    assert_eq!(report.value()["parts"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_schema_that_lost_its_records_is_told() {
    let tenants = Tenants::new(&["ta", "tb"]);
    let tool = tenants.tool();
    tool.report(&["--schema", "tb"], 0);
    tenants.database.execute("DROP TABLE tb.django_migrations");
    let report = tool.report(&["--all-schemas"], 1);
    let [(schema, message)] = &lost(&report)[..] else {
        panic!("{:?}", lost(&report));
    };
    assert_eq!(schema, "tb");
    assert!(
        message.starts_with("schema tb has no django_migrations any more: run 1 ("),
        "{message}"
    );
}

#[test]
fn a_schema_that_was_renamed_is_told_with_its_new_name() {
    let tenants = Tenants::new(&["ta", "tb"]);
    let tool = tenants.tool();
    tool.report(&["--all-schemas"], 0);
    tenants.database.execute("ALTER SCHEMA tb RENAME TO tz");
    let report = tool.report(&["--all-schemas"], 1);
    let [(schema, message)] = &lost(&report)[..] else {
        panic!("{:?}", lost(&report));
    };
    assert_eq!(schema, "tb");
    assert!(
        message.contains("; tz, which that run did not see, holds the same rows"),
        "{message}"
    );
    let next = &report.findings().next().expect("a finding")["next"][0]["run"];
    tenants
        .database
        .execute(next.as_str().expect("a statement"));
    tool.report(&["--all-schemas"], 0);
}

#[test]
fn a_schema_that_is_a_copy_of_another_is_lost_all_the_same() {
    let tenants = Tenants::new(&["ta", "tb"]);
    tenants.database.execute(
        "TRUNCATE tb.django_migrations; INSERT INTO tb.django_migrations SELECT * FROM ta.django_migrations",
    );
    for runs in [["ta", "tb"], ["t?", "t?"], ["ta", "tb*"]] {
        let tool = tenants.tool();
        for schema in runs {
            tool.report(&["--schema", schema], 0);
        }
        tenants.database.execute("ALTER SCHEMA tb RENAME TO zz");
        assert_eq!(
            lost(&tool.report(&["--schema", "t*"], 1)).len(),
            1,
            "{runs:?}"
        );
        tenants.database.execute("ALTER SCHEMA zz RENAME TO tb");
    }
}

#[test]
fn what_a_later_run_saw_is_not_lost_in_an_older_snapshot() {
    let tenants = Tenants::new(&["ta", "tb"]);
    let tool = tenants.tool();
    let file = tool.dir().join("old.json");
    let path = file.to_str().expect("a plain path");
    let made = tool.run_plain(&[
        "snapshot",
        "--all-schemas",
        "--database-url",
        &tenants.database.url(),
        "-o",
        path,
    ]);
    assert_eq!(made.status, Some(0), "{made:#?}");
    add(&tenants.database, "tc");
    tool.report(&["--all-schemas"], 0);
    let url = format!("snapshot:{path}");
    let ledger = tenants.ledger.path().to_str().expect("a plain path");
    let old = tool.run_plain(&[
        "--all-schemas",
        "--database-url",
        &url,
        "--ledger",
        ledger,
        "--json",
    ]);
    assert_eq!(lost(&old.report(0)), []);
}

#[test]
fn the_status_and_the_list_say_that_a_schema_was_not_measured_whatever_else_was_found() {
    let tenants = Tenants::new(&["ta"]);
    let tool = tenants.tool();
    tenants.database.execute("CREATE SCHEMA tb");
    let said = |status: i32| {
        tool.report(&["--schema", "t?"], status);
        let told = tool.run_plain(&["status"]);
        assert_eq!(told.status, Some(status), "{told:#?}");
        (told.stdout, tool.run_plain(&["runs", "-n", "1"]).stdout)
    };
    let (status, list) = said(2);
    assert!(
        status.contains(": NOT ALL MEASURED: nothing found where it looked (run 1"),
        "{status}"
    );
    assert!(list.contains("NOT ALL CHECKED: all verified"), "{list}");
    tenants
        .database
        .execute("ALTER TABLE ta.shop_item DROP price");
    let (status, list) = said(1);
    assert!(status.contains(": NOT ALL MEASURED: 1 error"), "{status}");
    assert!(list.contains("NOT ALL CHECKED: partial 1"), "{list}");
    let runs = tool.run_plain(&["runs", "--json"]).stdout;
    let runs: serde_json::Value = serde_json::from_str(&runs).expect("JSON");
    assert_eq!(runs[0]["not_measured"], serde_json::json!(["tb"]));
}

#[test]
fn a_run_of_one_schema_is_left_out_once_a_run_over_several_measured_it() {
    let tenants = Tenants::new(&["ta", "tb"]);
    let tool = tenants.tool();
    let lines = || {
        let told = tool.run_plain(&["status"]);
        (told.status, told.stdout.lines().count())
    };
    tenants
        .database
        .execute("ALTER TABLE ta.shop_item DROP price");
    tool.report(&["--schema", "ta"], 1);
    tool.report(&["--schema", "t?", "--app", "shop"], 1);
    assert_eq!(lines().0, Some(1));
    tenants
        .database
        .execute("ALTER TABLE ta.shop_item ADD price integer NOT NULL");
    tool.report(&["--schema", "tb*"], 0);
    assert_eq!(lines(), (Some(1), 3));
    tool.report(&["--all-schemas"], 0);
    assert_eq!(lines(), (Some(0), 1));
    tool.report(&["--schema", "ta"], 0);
    assert_eq!(lines(), (Some(0), 2));
}

#[test]
fn what_a_copy_of_the_schema_holds_is_not_where_a_migration_went() {
    let tenants = Tenants::new(&["ta", "tb", "tc"]);
    tenants.database.execute(
        "DROP TABLE tc.django_migrations; ALTER TABLE ta.shop_item DROP price; CREATE TABLE tc.legacy (id int)",
    );
    let report = tenants.tool().report(&["--schema", "ta"], 1);
    let [finding] = &report.findings().collect::<Vec<_>>()[..] else {
        panic!("{:#?}", report.value());
    };
    assert_eq!(
        (&finding["kind"], &finding["object"]["name"]),
        (&"missing".into(), &"price".into())
    );
    let message = finding["message"].as_str().expect("a message");
    assert!(
        message.contains("not looked for in tc, which holds most of the tables"),
        "{message}"
    );
}

#[test]
fn what_is_here_under_another_name_is_not_looked_for_in_another_schema() {
    const MADE: &str = "CREATE TABLE t (id integer NOT NULL, n text, CONSTRAINT c UNIQUE (n));\n\
                        CREATE INDEX i ON t (id, n);\nCREATE TABLE u (id integer);\nCREATE TABLE w (id integer);";
    for (damage, kind, name, alike) in [
        (
            "ALTER TABLE t RENAME TO t_old; CREATE TABLE side.t (id integer)",
            "table",
            "t",
            "t_old",
        ),
        (
            "ALTER TABLE t RENAME n TO m; CREATE TABLE side.t (n text)",
            "column",
            "n",
            "m",
        ),
        (
            "ALTER INDEX i RENAME TO j; CREATE TABLE side.t (id integer); CREATE INDEX i ON side.t (id)",
            "index",
            "i",
            "j",
        ),
    ] {
        let tenants = Tenants::new(&["ta"]);
        fs::write(tenants.ledger.path().join("shop/0001_initial.sql"), MADE)
            .expect("a stored output");
        tenants.database.execute(&format!(
            "DROP TABLE ta.shop_item; CREATE SCHEMA side; SET search_path = ta; {MADE} {damage}"
        ));
        let report = tenants.tool().report(&["--schema", "ta"], 1);
        let found = report.findings().find(|it| it["object"]["name"] == name);
        let found = found.expect("a finding");
        assert_eq!(found["object"]["type"], kind, "{found:#}");
        assert_eq!(
            (&found["kind"], &found["alike"]),
            (&"missing".into(), &alike.into()),
            "{found:#}"
        );
    }
}
