//! What is told of statements before they are run is what is told after.

use serde_json::{Value, json};

use super::{plan, psql};
use crate::support::cli::{Outcome, Tool};
use crate::support::cluster::Database;
use crate::support::incident::{ledger, state_a, state_b, state_c};

fn tool(database: &Database) -> Tool {
    Tool::new(&database.url(), &ledger())
}

fn check(tool: &Tool, text: &str) -> Outcome {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let file = folder.path().join("mine.sql");
    std::fs::write(&file, text).expect("a file");
    tool.run(&["repair", "--check", file.to_str().expect("a path")])
}

#[test]
fn a_plan_says_how_much_it_leaves() {
    let database = state_a();
    let tool = tool(&database);
    let text = plan(&tool, &[]);
    let said = text.lines().find(|line| line.contains("after this:"));
    assert_eq!(said, Some("-- after this: 0 of 7 findings left"), "{text}");
    let outcome = check(&tool, &text);
    assert_eq!(outcome.status, Some(0), "{outcome:#?}");
    psql(&database, &text);
    assert_eq!(tool.report(&[], 0).alarms(), [""; 0]);
    let outcome = check(&tool, &text);
    assert!(
        outcome.stdout.contains("after this: 0 of 0 findings left"),
        "{outcome:#?}"
    );
}

#[test]
fn what_a_file_leaves_is_what_is_left_when_it_has_run() {
    let files = [
        "ALTER TABLE test_schema.user_profile_about_item SET SCHEMA public;",
        "ALTER TABLE teams_teammembership ADD COLUMN IF NOT EXISTS left_at integer;",
        "DROP INDEX IF EXISTS teams_member_left_at_idx; ALTER TABLE accounts_user DROP COLUMN email;",
        "ALTER TABLE accounts_user RENAME TO accounts_person; CREATE TABLE accounts_user (id bigint);",
        "ALTER TABLE accounts_user ALTER COLUMN email DROP NOT NULL, ALTER COLUMN email SET DEFAULT 'x';",
    ];
    let mut held = 0;
    for text in files {
        for state in [state_a, state_b, state_c] {
            let database = state();
            let tool = tool(&database);
            let before = check(&tool, text);
            if before.stdout.contains("not sure, by line 1: ") {
                continue;
            }
            let ran = database.connect().batch_execute(text);
            assert!(ran.is_ok(), "{ran:?}, and not told: {text}\n{before:#?}");
            let after = tool.run(&["--format", "json", "--no-history"]);
            assert_eq!(before.status, after.status, "{text}\n{before:#?}");
            let report = tool.report(&["--fail-on", "never"], 0);
            let told = report.findings().filter(|it| it["severity"] != "info");
            let left = said(&before.stdout);
            assert_eq!(left, told.count(), "{text}\n{}", before.stdout);
            held += 1;
        }
    }
    assert!(held >= 12, "{held}");
}

/// How many findings are left, and how many are new.
fn said(text: &str) -> usize {
    let line = text.lines().find_map(|it| it.strip_prefix("after this: "));
    let line = line.expect("the line");
    let numbers = line.split(", and ");
    numbers
        .filter_map(|it| it.split(' ').next())
        .map(|it| it.parse::<usize>().expect("a number"))
        .sum()
}

#[test]
fn what_the_server_refuses_is_not_sure() {
    let database = state_c();
    database.execute(
        "CREATE VIEW mails AS SELECT id, email FROM accounts_user;
         CREATE VIEW shops AS SELECT * FROM mails WHERE email LIKE '%shop%';
         CREATE TABLE counted (id serial);",
    );
    let tool = tool(&database);
    let refused = [
        "DROP VIEW mails;",
        "DROP TABLE IF EXISTS counted, accounts_user;",
        "ALTER TABLE accounts_user ALTER COLUMN email TYPE text;",
        "ALTER TABLE accounts_user DROP COLUMN email;",
        "CREATE OR REPLACE VIEW mails AS SELECT email FROM accounts_user;",
        "CREATE VIEW more AS SELECT id FROM nowhere;",
        "CREATE SCHEMA other; ALTER SEQUENCE counted_id_seq SET SCHEMA other;",
        "BEGIN; CREATE INDEX CONCURRENTLY counted_id ON counted (id); COMMIT;",
        "DROP VIEW mails, accounts_user;",
        "ALTER TABLE accounts_user ALTER COLUMN email TYPE integer;",
        "ALTER TABLE counted ADD COLUMN mood mood;",
        "CREATE TABLE nowhere.here (id integer);",
        "SET search_path = nowhere; CREATE TABLE here (id integer);",
        "SET ROLE nobody; DROP TABLE counted;",
        "START TRANSACTION READ ONLY; DROP TABLE counted; COMMIT;",
    ];
    for text in refused {
        let told = check(&tool, text);
        let is_told = told.stdout.contains("not sure, by line 1: ");
        assert!(is_told, "{text}\n{told:#?}");
        let mut client = database.connect();
        assert!(client.batch_execute(text).is_err(), "{text}");
    }
    let told = check(&tool, "DROP SCHEMA public CASCADE;");
    assert!(told.stdout.contains("not sure, by line 1: "), "{told:#?}");
    let allowed = "DROP VIEW mails, shops;
        ALTER TABLE accounts_user ALTER COLUMN email TYPE text; DROP TABLE counted;";
    let told = check(&tool, allowed);
    assert!(!told.stdout.contains("not sure"), "{told:#?}");
    database.execute(allowed);
}

#[test]
fn what_is_no_file_of_statements_is_refused() {
    let database = state_c();
    let tool = tool(&database);
    let outcome = tool.run(&["repair", "--check", "/nowhere.sql"]);
    assert_eq!(outcome.status, Some(2));
    assert!(
        outcome.stderr.contains("could not be read"),
        "{}",
        outcome.stderr
    );
    let outcome = check(&tool, "\u{1b}[31m this is no SQL;");
    assert_eq!(outcome.status, Some(1), "{outcome:#?}");
    assert!(
        outcome.stdout.contains("not sure, by line 1: "),
        "{outcome:#?}"
    );
    assert!(!outcome.stdout.contains('\u{1b}'), "{outcome:#?}");
}

#[test]
fn a_program_runs_the_steps_phase_by_phase() {
    let database = state_b();
    let tool = tool(&database);
    let outcome = tool.run(&["repair", "--json"]);
    assert_eq!(outcome.status, Some(1), "{outcome:#?}");
    let page: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    assert_eq!(page["format"], 1);
    assert_eq!(page["proof"]["left"], json!([]), "{page:#}");
    assert_eq!(page["proof"]["new"], json!([]), "{page:#}");
    let plans = page["plans"].as_array().expect("plans");
    let steps = plans
        .iter()
        .flat_map(|it| it["steps"].as_array().expect("steps"));
    let steps: Vec<&Value> = steps.collect();
    for phase in ["before", "together", "apart", "built", "checked"] {
        let pieces = steps
            .iter()
            .flat_map(|it| it["run"].as_array().expect("statements"));
        for piece in pieces.filter(|it| it["phase"] == phase) {
            let sql = piece["sql"].as_str().expect("a statement");
            match piece["when"].as_str() {
                Some(when) => {
                    database.execute(&format!(
                        "DO $x$ BEGIN IF {when} THEN {sql}; END IF; END $x$"
                    ));
                }
                None => database.execute(sql),
            }
        }
    }
    assert_eq!(tool.report(&[], 0).alarms(), [""; 0]);
    let outcome = tool.run(&["repair", "--check", "/dev/null", "--json"]);
    assert_eq!(outcome.status, Some(2), "{outcome:#?}");
    let outcome = tool.run(&["repair", "--json"]);
    assert_eq!(outcome.status, Some(0), "{outcome:#?}");
    assert!(outcome.stdout.contains("\"plans\": []"), "{outcome:#?}");
}

#[test]
fn what_is_only_asked_about_is_no_green() {
    let database = state_c();
    database.execute("ALTER TABLE accounts_user ADD COLUMN handmade integer");
    let tool = tool(&database);
    let text = plan(&tool, &[]);
    assert!(
        text.contains("nothing is done without a decision"),
        "{text}"
    );
    assert!(!text.contains("\nALTER "), "{text}");
}

#[test]
fn where_nothing_is_to_be_repaired_python_is_told_so_too() {
    let database = state_c();
    let outcome = tool(&database).run(&["repair", "--format", "django"]);
    assert_eq!(outcome.status, Some(0), "{outcome:#?}");
    assert!(
        outcome.stdout.lines().all(|line| line.starts_with("# ")),
        "{outcome:#?}"
    );
    assert!(outcome.stdout.contains("nothing to repair"), "{outcome:#?}");
}
