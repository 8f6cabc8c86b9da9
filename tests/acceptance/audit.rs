//! The audit report from outside: what a week of runs tells, in every format.

use std::fs;

use serde_json::{Value, json};

use crate::support::browser::look_and_filter;
use crate::support::cli::{Outcome, Tool};
use crate::support::cluster::Database;
use crate::support::forge::tamper;
use crate::support::incident::{ledger, state_c};

const HOSTILE: &str = "<img src=x onerror=alert(1)>";

/// A clean run, one with a dropped table, a dropped column and a hostile one, and one in which that is gone
/// again.
pub(crate) fn week() -> (Tool, Database) {
    let database = state_c();
    let tool = Tool::new(&database.url(), &ledger());
    tool.report(&[], 0);
    database.execute(&format!(
        "DROP TABLE user_profile_stream_config CASCADE;
         ALTER TABLE teams_teammembership DROP COLUMN left_at CASCADE;
         ALTER TABLE teams_teammembership ADD COLUMN \"{HOSTILE}\" integer"
    ));
    tool.report(&[], 1);
    database.execute(&format!(
        "ALTER TABLE teams_teammembership DROP COLUMN \"{HOSTILE}\""
    ));
    tool.report(&[], 1);
    (tool, database)
}

fn audit(tool: &Tool, args: &[&str]) -> Outcome {
    tool.run_plain(&[&["report"], args].concat())
}

pub(crate) fn audit_json(tool: &Tool, args: &[&str]) -> Value {
    let told = audit(tool, &[args, &["--format", "json"]].concat());
    assert_eq!((told.status, told.stderr.as_str()), (Some(0), ""));
    serde_json::from_str(&told.stdout).expect("JSON")
}

#[test]
fn a_week_tells_what_is_open_what_was_resolved_and_since_when() {
    let (tool, _database) = week();
    let told = audit_json(&tool, &[]);
    let section = &told["sections"][0];
    let runs: Vec<&Value> = section["runs"]
        .as_array()
        .expect("runs")
        .iter()
        .map(|run| &run["id"])
        .collect();
    assert_eq!(runs, [1, 2, 3]);
    let open = section["open"].as_array().expect("findings");
    let table = open
        .iter()
        .find(|entry| entry["finding"]["object"]["name"] == "user_profile_stream_config")
        .expect("the table");
    assert_eq!(
        (&table["first_seen"], &table["new"], &table["days"]),
        (&json!(2), &json!(true), &json!(0))
    );
    let resolved = &section["resolved"][0];
    assert_eq!(resolved["finding"]["object"]["name"], HOSTILE);
    assert_eq!(
        (&resolved["last_seen"], &resolved["gone_in"]),
        (&json!(2), &json!(3))
    );
    assert_eq!(told["seal"]["fault"], Value::Null);
    assert_eq!(
        (&told["seal"]["first"][0], &told["seal"]["last"][0]),
        (&json!(1), &json!(3))
    );
    assert_eq!(
        (&resolved["first_seen"], &resolved["days"]),
        (&json!(2), &json!(0))
    );
    assert_eq!(resolved["gone_at"], section["runs"][2]["started_at"]);
    let changes = &section["record_changes"];
    assert_eq!(changes, &json!({"added": [], "removed": [], "edited": []}));
    let conclusion = told["conclusion"].as_str().expect("a sentence");
    assert!(conclusion.starts_with("3 runs looked"), "{conclusion}");
    assert!(section["runs"][0]["by"]["host"].is_string(), "{section}");
}

#[test]
fn runs_that_should_have_been_made_are_missed() {
    let (tool, _database) = week();
    fs::write(
        tool.dir().join("reconcile.toml"),
        "[report]\nevery = \"1d\"\n",
    )
    .expect("settings");
    let told = audit_json(&tool, &["--since", "7d"]);
    let gaps = told["sections"][0]["rhythm"]["gaps"]
        .as_array()
        .expect("gaps");
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert_eq!(gaps[0]["missed"], 6);
    assert!(
        told["conclusion"]
            .as_str()
            .expect("a sentence")
            .contains("6 expected runs were missed")
    );
    fs::write(
        tool.dir().join("reconcile.toml"),
        "[report]\nevery = \"often\"\n",
    )
    .expect("settings");
    let refused = audit(&tool, &[]);
    assert_eq!(refused.status, Some(2));
    assert!(
        refused.stderr.contains("[report] every"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_period_without_a_run_is_never_green() {
    let (tool, _database) = week();
    let none = audit(
        &tool,
        &[
            "--since",
            "2020-01-01",
            "--until",
            "2020-01-08",
            "--format",
            "markdown",
        ],
    );
    assert_eq!(none.status, Some(2));
    assert!(
        none.stdout.contains("Nothing was measured in this period"),
        "{}",
        none.stdout
    );
    let backwards = audit(&tool, &["--since", "1d", "--until", "2d"]);
    assert_eq!(backwards.status, Some(2));
    assert!(
        backwards.stderr.contains("ends before it begins"),
        "{}",
        backwards.stderr
    );
}

#[test]
fn the_page_asks_for_nothing_and_can_be_filtered_and_sorted() {
    let (tool, _database) = week();
    let page = tool.dir().join("audit.html");
    let written = audit(&tool, &["-o", page.to_str().expect("a plain path")]);
    assert_eq!((written.status, written.stderr.as_str()), (Some(0), ""));
    let html = fs::read_to_string(&page).expect("the page");
    assert!(!html.contains(HOSTILE), "{html}");
    look_and_filter(&page, "stream_config");
}

#[test]
fn what_is_open_says_what_to_type() {
    let (tool, _database) = week();
    let open = &audit_json(&tool, &[])["sections"][0]["open"];
    let mends = |entry: &Value| {
        let next = entry["finding"]["next"].as_array().expect("commands");
        next.iter()
            .filter_map(|it| it["run"].as_str().map(str::to_owned))
            .find(|run| run.contains("ADD COLUMN"))
    };
    let mending = open.as_array().expect("findings").iter().find_map(mends);
    let mending = mending.expect("a statement that adds the column");
    let told = audit(&tool, &["--format", "markdown"]);
    assert!(told.stdout.contains(&mending), "{}", told.stdout);
}

#[test]
fn the_first_page_names_the_document_and_counts_what_is_accepted_apart() {
    let (tool, _database) = week();
    let report = audit_json(&tool, &[]);
    let open = report["sections"][0]["open"].as_array().expect("findings");
    let column = open
        .iter()
        .find(|entry| entry["finding"]["object"]["name"] == "left_at")
        .expect("the column");
    let settings = format!(
        "[[owners]]\nobject = \"*stream_config*\"\nowner = \"Cy {HOSTILE}\"\ndue_days = {{ error = 7 }}\n
         [report]\nevery = \"1d\"\ntitle = \"Audit {HOSTILE}\"\nowner = \"Ann Smith\"\ncontrol = \"CC8.1\"\n
         [[waivers]]\nfinding = {}\nreason = \"moves with the next release\"\nowner = \"Bob\"\nexpires = 2999-01-01\n",
        column["finding"]["id"]
    );
    fs::write(tool.dir().join("reconcile.toml"), settings).expect("settings");
    tool.report(&[], 1);
    let told = audit(&tool, &["--format", "markdown"]);
    let (front, rest) = told.stdout.split_once("\n## ").expect("sections");
    for word in [
        "Ann Smith",
        "CC8.1",
        "# Audit `<img src=x onerror=alert(1)>`: 4 errors are open",
        "Runs: **1 of 7**; expected runs; 4 made in all; **6 missed**",
        "Resolved: **1**; time to repair: median less than a day",
        "1 accepted",
    ] {
        assert!(front.contains(word), "{word}\n{front}");
    }
    let (_, accepted) = rest.split_once("### Accepted").expect("what is accepted");
    let (accepted, _) = accepted.split_once("###").expect("what comes after");
    for word in [
        "left_at",
        "moves with the next release",
        "Bob",
        "2999-01-01",
    ] {
        assert!(accepted.contains(word), "{word}\n{accepted}");
    }
    assert!(told.stdout.contains("Signature"), "{}", told.stdout);
    for word in ["Cy `<img src=x onerror=alert(1)>`", "nobody named"] {
        assert!(rest.contains(word), "{word}\n{rest}");
    }
}

#[test]
fn rows_of_django_migrations_that_came_and_went_are_told() {
    let (tool, database) = week();
    database.execute(
        "DELETE FROM django_migrations WHERE app = 'teams' AND name = '0022_backfill_left_at_data';
         UPDATE django_migrations SET applied = '2026-01-01' WHERE app = 'teams' AND name = '0021_add_left_at_field';
         INSERT INTO django_migrations (app, name, applied) VALUES ('teams', '0099_by_hand', '2026-01-01')",
    );
    tool.report(&[], 1);
    let told = audit_json(&tool, &[]);
    let one = |name: &str| json!([{"app": "teams", "name": name}]);
    let due = json!({
        "added": one("0099_by_hand"),
        "removed": one("0022_backfill_left_at_data"),
        "edited": one("0021_add_left_at_field"),
    });
    assert_eq!(told["sections"][0]["record_changes"], due);
    let page = audit(&tool, &["--format", "markdown"]).stdout;
    assert!(
        page.contains("record removed: `teams.0022_backfill_left_at_data`"),
        "{page}"
    );
}

#[test]
fn what_is_not_mended_by_the_day_that_was_agreed_is_overdue() {
    let (tool, _database) = week();
    let settings = "[[owners]]\napp = \"teams\"\nowner = \"Ann\"\ndue_days = { error = 3 }\n";
    fs::write(tool.dir().join("reconcile.toml"), settings).expect("settings");
    let days = |ahead: i64| {
        let day = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * ahead);
        day.strftime("%Y-%m-%d").to_string()
    };
    let of_teams = |report: &Value| {
        let open = report["sections"][0]["open"].as_array().expect("findings");
        let mut owned = open.iter().filter(|one| one["owner"] == "Ann");
        let one = owned.next().expect("a finding of the app").clone();
        assert!(open.iter().any(|one| one["owner"].is_null()));
        one
    };
    let now = of_teams(&audit_json(&tool, &[]));
    assert_eq!(
        (&now["due"], &now["overdue"]),
        (&json!(days(3)), &json!(false))
    );
    let later = ["--until", &days(5)];
    assert_eq!(of_teams(&audit_json(&tool, &later))["overdue"], true);
    let told = audit(&tool, &[&later[..], &["--format", "markdown"]].concat());
    assert!(told.stdout.contains("**overdue**"), "{}", told.stdout);
    assert!(told.stdout.contains("**3 overdue**"), "{}", told.stdout);
}

/// The first sentence of the report, and the exit status.
fn told(tool: &Tool, args: &[&str]) -> (Option<i32>, String) {
    let told = audit(tool, &[args, &["--format", "json"]].concat());
    let report: Value = serde_json::from_str(&told.stdout).expect("JSON");
    let conclusion = report["conclusion"].as_str().expect("a sentence");
    (told.status, conclusion.to_owned())
}

#[test]
fn a_history_that_was_touched_is_said_first_of_all() {
    let (tool, _database) = week();
    tamper(&tool, "UPDATE run SET errors = 0");
    let (status, conclusion) = told(&tool, &[]);
    assert_eq!(status, Some(1));
    let first = "The history is NOT as it was written: run 2 was changed";
    assert!(conclusion.starts_with(first), "{conclusion}");
    assert!(
        conclusion.contains("As it stands, it says: 3 runs looked"),
        "{conclusion}"
    );
    let page = audit(&tool, &["--format", "markdown"]);
    assert!(page.stdout.contains(first), "{}", page.stdout);
}

#[test]
fn of_a_history_that_cannot_be_read_the_report_says_that() {
    for damage in [
        "CREATE VIEW tallies AS SELECT 1",
        "UPDATE blob SET content = 'x'",
        "DROP TABLE link",
        "UPDATE run SET started_at = 'x'",
        "UPDATE run SET id = -5 WHERE id = 2",
    ] {
        let (tool, _database) = week();
        tamper(&tool, damage);
        let (status, conclusion) = told(&tool, &[]);
        assert_eq!(status, Some(1), "{damage}");
        assert!(
            conclusion.starts_with("The history is NOT as it was written: "),
            "{damage}: {conclusion}"
        );
    }
    let (tool, _database) = week();
    let bytes = fs::read(tool.history()).expect("the history");
    fs::write(tool.history(), &bytes[..bytes.len() / 2]).expect("half of it");
    let (status, conclusion) = told(&tool, &[]);
    assert_eq!(status, Some(1));
    assert!(
        conclusion.ends_with("Nothing that it holds is told here."),
        "{conclusion}"
    );
}

#[test]
fn a_report_says_what_it_was_held_against() {
    let (tool, _database) = week();
    let kept = tool.dir().join("anchor");
    let name = kept.to_str().expect("a plain path");
    tool.report(&["--anchor", name], 1);
    let report = audit_json(&tool, &["--anchor", name]);
    assert_eq!(report["seal"]["anchors"], 1);
    let page = audit(&tool, &["--anchor", name, "--format", "markdown"]);
    assert!(
        page.stdout
            .contains("It holds each seal that was kept elsewhere (1 anchor)"),
        "{}",
        page.stdout
    );

    // Written anew from its beginning: nothing but the anchor tells.
    fs::remove_dir_all(tool.dir().join(".reconcile")).expect("to remove it");
    tool.report(&[], 1);
    assert_eq!(audit(&tool, &[]).status, Some(0));
    let (status, conclusion) = told(&tool, &["--anchor", name]);
    assert_eq!(status, Some(1));
    assert!(
        conclusion.starts_with("The history is NOT as it was written: "),
        "{conclusion}"
    );

    // Taken away, empty, or of another sort: the anchor tells that it was there, and nothing that it was altered.
    let history = tool.dir().join(".reconcile");
    fs::rename(&history, tool.dir().join("elsewhere")).expect("to move it");
    let gone = || {
        let (status, conclusion) = told(&tool, &["--anchor", name]);
        assert_eq!(status, Some(1));
        assert!(
            conclusion.starts_with("Nothing is known: no history is at ")
                && conclusion.contains("the anchor proves that there were runs"),
            "{conclusion}"
        );
        let page = audit(&tool, &["--anchor", name, "--format", "markdown"]).stdout;
        assert!(
            page.contains("the history of the runs is not there"),
            "{page}"
        );
        for word in ["altered", "written anew", "Every seal"] {
            assert!(!page.contains(word), "{word}: {page}");
        }
    };
    gone();
    assert_eq!(audit(&tool, &[]).status, Some(2));
    fs::create_dir(&history).expect("a folder");
    fs::write(tool.history(), "").expect("a file");
    gone();
    fs::write(tool.history(), "no history").expect("a file");
    gone();
    assert_eq!(audit(&tool, &[]).status, Some(2));
    fs::remove_dir_all(&history).expect("to remove it");
    fs::rename(tool.dir().join("elsewhere"), &history).expect("to move it back");

    // The report is written all the same, and the job fails.
    fs::remove_file(&kept).expect("to remove it");
    let (status, conclusion) = told(&tool, &["--anchor", name]);
    assert_eq!(status, Some(2));
    let first =
        "The history was held against no seal that was kept elsewhere (cannot read the anchor ";
    assert!(conclusion.starts_with(first), "{conclusion}");
    assert!(conclusion.contains("1 run looked"), "{conclusion}");
}
