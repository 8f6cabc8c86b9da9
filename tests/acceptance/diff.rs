//! Two runs side by side: what a damage between them changes, and what `--fail-on new` says of it.

use std::fs;

use serde_json::Value;

use crate::support::browser::look;
use crate::support::cli::{Outcome, Tool};
use crate::support::cluster::Database;
use crate::support::folder;
use crate::support::incident::{ledger, state_c};

const INDEX: &str = "user_profil_status_c29cf7_idx";

fn diff(tool: &Tool, args: &[&str]) -> Outcome {
    tool.run_plain(&[&["diff"], args].concat())
}

fn json(tool: &Tool, args: &[&str], status: i32) -> Value {
    let outcome = diff(tool, &[args, &["--format", "json"]].concat());
    assert_eq!(outcome.status, Some(status), "{outcome:#?}");
    serde_json::from_str(&outcome.stdout).expect("JSON")
}

fn names(findings: &Value) -> Vec<&str> {
    let findings = findings.as_array().expect("a list").iter();
    let findings = findings.map(|one| one.get("finding").unwrap_or(one));
    findings
        .map(|one| one["object"]["name"].as_str().expect("a name"))
        .collect()
}

fn fresh() -> (Tool, Database) {
    let database = state_c();
    let tool = Tool::new(&database.url(), &ledger());
    tool.report(&[], 0);
    (tool, database)
}

#[test]
fn a_damage_is_new_then_persists_and_its_repair_resolves_it() {
    let (tool, database) = fresh();
    let index = database.texts(&format!(
        "SELECT indexdef::text FROM pg_indexes WHERE indexname = '{INDEX}'"
    ));
    database.execute(&format!("DROP INDEX {INDEX}"));
    tool.report(&["--fail-on", "new"], 1);
    let found = json(&tool, &[], 1);
    assert_eq!(names(&found["findings"]["new"]), [INDEX]);
    assert_eq!(found["verdicts"][0]["old"], "verified");
    let object = &found["objects"]["changed"][0];
    assert!(object["old"].as_str().expect("a text").contains(INDEX));
    assert!(!object["new"].as_str().expect("a text").contains(INDEX));
    let text = diff(&tool, &[]);
    assert_eq!((text.status, text.stderr.as_str()), (Some(1), ""));
    for part in [
        "1 new (1 error)",
        "New (1)",
        "Verdicts (1)",
        "Objects (1)",
        "    -",
    ] {
        assert!(text.stdout.contains(part), "{part}: {}", text.stdout);
    }

    tool.report(&["--fail-on", "new"], 0);
    let found = json(&tool, &[], 0);
    assert!(names(&found["findings"]["new"]).is_empty());
    assert_eq!(found["findings"]["persisting"][0]["since"]["run"], 2);

    database.execute(&index[0]);
    tool.report(&["--fail-on", "new"], 0);
    let found = json(&tool, &["--fail-on", "new"], 0);
    assert_eq!(names(&found["findings"]["resolved"]), [INDEX]);
    let found = json(&tool, &["1", "4"], 0);
    assert!(names(&found["findings"]["resolved"]).is_empty());
    assert_eq!(
        found["objects"]["changed"].as_array().map(Vec::len),
        Some(0)
    );
}

#[test]
fn a_lost_stored_output_resolves_nothing() {
    let database = state_c();
    let copy = folder::copy_of(&ledger());
    let tool = Tool::new(&database.url(), copy.path());
    database.execute(&format!("DROP INDEX {INDEX}"));
    let report = tool.report(&[], 1);
    let finding = report.findings().next().expect("a finding");
    let key = &finding["migration"];
    let [app, name] = ["app", "name"].map(|field| key[field].as_str().expect("a text"));
    fs::remove_file(copy.path().join(format!("{app}/{name}.sql"))).expect("a stored output");
    tool.run(&["--fail-on", "never"]);
    let found = json(&tool, &["--fail-on", "never"], 0);
    assert!(!names(&found["findings"]["resolved"]).contains(&INDEX));
    assert!(names(&found["findings"]["lapsed"]).contains(&INDEX));
    let lost: Vec<_> = found["ledger"].as_array().expect("a list").iter().collect();
    assert_eq!(lost.len(), 1);
    assert_eq!(
        (&lost[0]["name"], &lost[0]["new"]),
        (&key["name"], &Value::Null)
    );
}

#[test]
fn records_and_hostile_names_are_told_without_harm() {
    let (tool, database) = fresh();
    database.execute(
        "CREATE TABLE \"a<script>alert(1)</script>`|\u{1b}[2J\u{202e}\" (id int);
         INSERT INTO django_migrations (app, name, applied) VALUES ('gone', '0001_<b>', '2020-01-01')",
    );
    tool.report(&["--fail-on", "never"], 0);
    let text = diff(&tool, &["--fail-on", "never"]);
    assert_eq!((text.status, text.stderr.as_str()), (Some(0), ""));
    assert!(text.stdout.contains("+ gone.0001_<b>"), "{}", text.stdout);
    let json = diff(&tool, &["--fail-on", "never", "--format", "json"]);
    let [markdown, html] =
        ["markdown", "html"].map(|format| diff(&tool, &["--fail-on", "never", "--format", format]));
    assert!(html.stdout.contains("a&lt;script&gt;"), "{}", html.stdout);
    assert!(!html.stdout.contains("<script"), "{}", html.stdout);
    assert!(
        markdown.stdout.contains("``unmanaged table a<script>"),
        "{}",
        markdown.stdout
    );
    for printed in [&text.stdout, &json.stdout, &markdown.stdout, &html.stdout] {
        assert!(!printed.contains(['\u{1b}', '\u{202e}']), "{printed}");
    }
}

#[test]
fn runs_of_different_scopes_are_compared_only_where_forced() {
    let (tool, _database) = fresh();
    let first = diff(&tool, &[]);
    assert_eq!(first.status, Some(2));
    assert!(
        first.stderr.contains("the first of its database"),
        "{first:#?}"
    );
    tool.report(&["--app", "teams"], 0);
    let refused = diff(&tool, &["1", "2"]);
    assert_eq!((refused.status, refused.stdout.as_str()), (Some(2), ""));
    assert!(
        refused.stderr.contains("the scope is teams, not all apps")
            && refused.stderr.contains("--force"),
        "{}",
        refused.stderr
    );
    let forced = json(&tool, &["1", "2", "--force"], 0);
    assert_eq!(forced["unlike"].as_array().map(Vec::len), Some(1));
    let aged = tool.run_plain(&["show", "@{1h}"]);
    assert!(
        aged.stderr.contains("holds no run of the same database"),
        "{aged:#?}"
    );
    let today = tool.run_plain(&["show", "2999-01-01", "--format", "json"]);
    assert_eq!(today.report(0).value()["run"]["id"], 2);
}

#[test]
fn the_page_loads_without_a_word_on_the_console() {
    let (tool, database) = fresh();
    database.execute(&format!(
        "DROP INDEX {INDEX}; CREATE TABLE \"<img src=x onerror=alert(1)>\" (id int)"
    ));
    tool.report(&[], 1);
    let page = tool.dir().join("diff.html");
    let path = page.to_str().expect("a plain path");
    let written = diff(&tool, &["--format", "html", "-o", path]);
    assert_eq!((written.status, written.stderr.as_str()), (Some(1), ""));
    look(&page);
}
