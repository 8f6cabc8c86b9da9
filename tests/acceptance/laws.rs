//! What must change no finding: a restored dump, another session, another role, another run, a
//! snapshot in the database's place.

use serde_json::Value;

use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::django::project;
use crate::support::dump;

/// Findings of many kinds, so that what could change them has something to change.
const DAMAGE: &[&str] = &[
    "DROP TABLE kinds_aside.thing",
    "ALTER TABLE archive.document SET SCHEMA kinds_aside",
    "ALTER TABLE meta_song DROP COLUMN _order",
    "ALTER TABLE fields_preset ALTER COLUMN large SET DEFAULT 8",
    "ALTER TABLE pgfields_board ALTER COLUMN labels TYPE varchar(20)[]",
    "DROP INDEX paper_bloom",
    "CREATE INDEX paper_c_spare ON pgindexes_paper (code)",
    "ALTER SEQUENCE kinds_figures INCREMENT BY 3",
    "DROP TRIGGER kinds_item_touch ON kinds_item",
    "DELETE FROM django_migrations WHERE app = 'library' AND name LIKE '0002%'",
];

fn damaged() -> Database {
    let database = project().database();
    for damage in DAMAGE {
        database.execute(damage);
    }
    database
}

/// What was found, and the verdicts: all that a person acts upon.
fn judgement(url: &str) -> Value {
    let tool = Tool::new(url, project().ledger());
    let report = tool.report(&["--no-history", "--fail-on", "never"], 0);
    judged(report.value())
}

fn judged(report: &Value) -> Value {
    let mut verdicts = report["migrations"].clone();
    for migration in verdicts.as_array_mut().expect("migrations") {
        // A dump carries no transaction ids, and these are what evidence and causes are made of.
        migration["evidence"] = Value::Null;
        migration["causes"] = Value::Null;
    }
    let mut findings = report["findings"].clone();
    for finding in findings.as_array_mut().expect("findings") {
        finding["evidence"] = Value::Null;
        // What is typed first is the path by which the ledger's names are found: the session's own.
        let next = finding["next"].as_array_mut().into_iter().flatten();
        for command in next.filter(|it| sets_path(it)) {
            command["run"] = Value::Null;
        }
    }
    serde_json::json!({"findings": findings, "migrations": verdicts})
}

fn sets_path(command: &Value) -> bool {
    let text = command["run"].as_str();
    text.is_some_and(|it| it.starts_with("SET search_path = pg_catalog, "))
}

fn assert_same(before: &Value, after: &Value, what: &str) {
    let lines = |value: &Value| -> Vec<String> {
        let text = serde_json::to_string_pretty(value).expect("JSON");
        text.lines().map(String::from).collect()
    };
    let (before, after) = (lines(before), lines(after));
    let first = before.iter().zip(&after).position(|(a, b)| a != b);
    let around = |lines: &[String]| {
        let at = first.unwrap_or(lines.len().saturating_sub(1));
        lines[at.saturating_sub(20)..(at + 5).min(lines.len())].join("\n")
    };
    assert!(
        before == after,
        "{what}\nbefore:\n{}\nafter:\n{}",
        around(&before),
        around(&after)
    );
}

#[test]
fn a_restored_dump_is_judged_as_its_original() {
    let original = damaged();
    let Some(restored) = dump::restored(&original, &[]) else {
        eprintln!("not measured: no pg_dump here can read this server");
        return;
    };
    let (before, after) = (judgement(&original.url()), judgement(&restored.url()));
    assert!(before["findings"].as_array().expect("a list").len() > DAMAGE.len());
    assert_same(&before, &after, "dump and restore");
}

#[test]
fn the_settings_of_the_session_change_nothing() {
    let database = damaged();
    let before = judgement(&database.url());
    for setting in [
        "search_path = public, kinds_aside",
        "TimeZone = 'Asia/Kathmandu'",
        "DateStyle = 'German, DMY'",
        "IntervalStyle = 'sql_standard'",
        "lc_messages = 'C'",
        "standard_conforming_strings = off",
        "backslash_quote = on",
        "bytea_output = 'escape'",
        "extra_float_digits = 0",
        "quote_all_identifiers = on",
        "xmloption = document",
        "transform_null_equals = on",
        "default_transaction_isolation = 'serializable'",
        "client_encoding = 'LATIN1'",
        "enable_seqscan = off",
        "jit = off",
        // The last one: after it nobody resets anything.
        "default_transaction_read_only = on",
    ] {
        let name = database.name();
        database.execute(&format!("ALTER DATABASE {name} RESET ALL"));
        database.execute(&format!("ALTER DATABASE {name} SET {setting}"));
        assert_same(&before, &judgement(&database.url()), setting);
    }
}

#[test]
fn a_role_that_may_only_read_sees_the_same() {
    let database = damaged();
    database.execute(
        "DROP ROLE IF EXISTS laws_reader; CREATE ROLE laws_reader LOGIN;
         GRANT SELECT ON django_migrations TO laws_reader",
    );
    let before = judgement(&database.url());
    let after = judgement(&database.url_as("laws_reader"));
    assert_same(&before, &after, "a role that may only read the records");
}

#[test]
fn a_second_run_says_the_same_byte_for_byte() {
    let database = damaged();
    let tool = Tool::new(&database.url(), project().ledger());
    let run = || {
        let args = ["--format", "json", "--no-history", "--fail-on", "never"];
        let outcome = tool.run(&args);
        let times = ["\"started_at\"", "\"duration_ms\"", "\"first_seen\""];
        let timeless = |line: &&str| !times.iter().any(|field| line.contains(field));
        let lines: Vec<&str> = outcome.stdout.lines().filter(timeless).collect();
        lines.join("\n")
    };
    let first = run();
    assert!(first.lines().count() > 1000);
    assert!(first == run());
}

#[test]
fn a_snapshot_is_judged_as_its_database() {
    let database = damaged();
    let tool = Tool::new(&database.url(), project().ledger());
    let file = tool.dir().join("snapshot.json");
    let file = file.to_str().expect("a plain path");
    let taken = tool.run_plain(&["snapshot", "--database-url", &database.url(), "-o", file]);
    assert_eq!(taken.status, Some(0), "{taken:?}");
    // A snapshot has no server that could be asked.
    let arguments = ["--no-history", "--fail-on", "never", "--no-server-arbiter"];
    let live = tool.report(&arguments, 0);
    let snapshot = judgement(&format!("snapshot:{file}"));
    assert_same(&judged(live.value()), &snapshot, "snapshot");
}
