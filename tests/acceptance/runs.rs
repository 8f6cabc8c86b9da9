//! The history from outside: runs are kept, listed, shown again, and judged against each other.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

use crate::support::cli::{Outcome, Tool};
use crate::support::incident::{ledger, state_a, state_c};

#[test]
fn a_stored_run_is_shown_again_as_it_was_printed() {
    let database = state_a();
    let tool = Tool::new(&database.url(), &ledger());
    let printed = tool.run(&[]);
    let shown = tool.run_plain(&["show"]);
    assert_eq!((shown.status, shown.stderr.as_str()), (Some(0), ""));
    assert!(
        shown.stdout.contains("user_profile_about_item"),
        "{}",
        shown.stdout
    );
    assert_eq!(shown.stdout, printed.stdout);
}

#[test]
fn the_json_of_a_stored_run_is_the_json_of_the_run() {
    let database = state_a();
    let tool = Tool::new(&database.url(), &ledger());
    let first = tool.report(&[], 1);
    let second = tool.report(&[], 1);
    let latest = tool.run_plain(&["show", "--format", "json"]).report(0);
    assert_eq!(latest.value(), second.value());
    let id = first.value()["run"]["id"].to_string();
    let earlier = tool.run_plain(&["show", &id, "--format", "json"]).report(0);
    assert_eq!(earlier.value(), first.value());
}

#[test]
fn every_run_is_listed() {
    let database = state_c();
    let tool = Tool::new(&database.url(), &ledger());
    let ids = [tool.report(&[], 0), tool.report(&["--app", "teams"], 0)]
        .map(|report| report.value()["run"]["id"].to_string());
    let listed = tool.run_plain(&["runs"]);
    assert_eq!((listed.status, listed.stderr.as_str()), (Some(0), ""));
    for id in ids {
        assert!(
            listed.stdout.contains(&id),
            "{id} is not in {}",
            listed.stdout
        );
    }
    assert!(listed.stdout.contains(database.name()), "{}", listed.stdout);
}

#[test]
fn a_run_of_another_scope_is_not_the_previous_one() {
    let database = state_c();
    let tool = Tool::new(&database.url(), &ledger());
    let whole = tool.report(&[], 0);
    let part = tool.report(&["--app", "teams"], 0);
    assert!(part.value()["run"]["previous"].is_null());
    let again = tool.report(&[], 0);
    assert_eq!(again.value()["run"]["previous"], whole.value()["run"]["id"]);
}

#[test]
fn an_old_snapshot_hides_nothing_that_was_found_since() {
    let database = state_c();
    let tool = Tool::new(&database.url(), &ledger());
    let file = tool.dir().join("snapshot.json");
    let file = file.to_str().expect("a plain path");
    let taken = tool.run_plain(&["snapshot", "--database-url", &database.url(), "-o", file]);
    assert_eq!(taken.status, Some(0), "{taken:?}");
    database.execute("DROP INDEX user_profil_status_c29cf7_idx");
    tool.report(&[], 1);
    let snapshot = format!("snapshot:{file}");
    let (ledger, history) = (ledger(), tool.history());
    let of_snapshot = tool.run_plain(&[
        "--database-url",
        &snapshot,
        "--ledger",
        ledger.to_str().expect("a plain path"),
        "--history",
        history.to_str().expect("a plain path"),
    ]);
    assert_eq!(of_snapshot.status, Some(0), "{of_snapshot:?}");
    let status = tool.run_plain(&["status"]);
    assert_eq!(status.status, Some(1), "{status:?}");
    assert!(status.stdout.contains("1 error"), "{status:?}");
    let metrics = tool.run_plain(&["status", "--format", "openmetrics"]);
    assert_eq!(metrics.status, Some(1), "{metrics:?}");
    let runs = tool.run_plain(&["runs", "--json"]);
    let runs: serde_json::Value = serde_json::from_str(&runs.stdout).expect("a list");
    assert!(runs[0]["as_of"].is_string(), "{runs}");
    assert!(runs[1]["as_of"].is_null(), "{runs}");
    let told = tool.run_plain(&["report", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&told.stdout).expect("a report");
    let open = told["sections"][0]["open"].as_array().expect("findings");
    assert_eq!(open.len(), 1, "{told:#}");
    // It is not the run before the next one either.
    tool.report(&["--fail-on", "new"], 0);
}

#[test]
fn status_here_is_of_the_database_that_a_run_would_measure() {
    let (good, bad) = (state_c(), state_a());
    let tool = Tool::new(&good.url(), &ledger());
    let here = |url: &str, more: &[&str]| {
        let args = [&["status", "--here"], more].concat();
        Outcome::of(tool.plain(&args).env("DATABASE_URL", url))
    };
    let missing = here(&good.url(), &["--json"]);
    assert_eq!((missing.status, &*missing.stdout), (Some(2), "[]\n"));
    assert!(missing.stderr.contains("does not exist yet"), "{missing:?}");

    tool.report(&[], 0);
    let of_good = here(&good.url(), &[]);
    assert_eq!((of_good.status, &*of_good.stderr), (Some(0), ""));
    assert!(of_good.stdout.contains(good.name()), "{of_good:?}");
    // No server is asked: a role that is not there may be named.
    let listed = here(&good.url_as("nobody"), &["--json"]);
    assert_eq!(listed.status, Some(0), "{listed:?}");

    let none = here(&bad.url(), &["--json"]);
    assert_eq!((none.status, &*none.stdout), (Some(2), "[]\n"));
    let said = format!("holds no run of {} at ", bad.name());
    assert!(none.stderr.contains(&said), "{none:?}");
    let instead = format!("it holds runs of {} at ", good.name());
    assert!(none.stderr.contains(&instead), "{none:?}");

    let stored = ledger();
    let stored = stored.to_str().expect("a plain path");
    let wrong = tool.run_plain(&["-q", "--database-url", &bad.url(), "--ledger", stored]);
    assert_eq!(wrong.status, Some(1), "{wrong:?}");
    let of_both = tool.run_plain(&["status"]);
    assert_eq!(
        (of_both.status, of_both.stdout.lines().count()),
        (Some(1), 2)
    );
    assert_eq!(here(&good.url(), &[]).stdout, of_good.stdout);
    let metrics = here(&good.url(), &["--format", "openmetrics"]);
    assert!(!metrics.stdout.contains(bad.name()), "{metrics:?}");
    let snapshot = here("snapshot:s.json", &[]);
    assert_eq!(snapshot.status, Some(2));
    assert!(
        snapshot.stderr.contains("a snapshot, which does not say"),
        "{snapshot:?}"
    );
    let gone = here("sqlite:gone.sqlite3", &[]);
    assert_eq!((gone.status, &*gone.stdout), (Some(2), ""));
    assert!(
        gone.stderr.contains("gone.sqlite3 does not exist"),
        "{gone:?}"
    );
}

#[test]
fn only_new_findings_fail_when_so_asked() {
    let database = state_a();
    let tool = Tool::new(&database.url(), &ledger());
    tool.report(&["--fail-on", "new"], 1);
    tool.report(&["--fail-on", "new"], 0);
    database.execute("DROP INDEX user_profil_status_c29cf7_idx");
    tool.report(&["--fail-on", "new"], 1);
    tool.report(&["--fail-on", "never"], 0);
}

#[test]
fn what_is_new_is_marked_and_everything_tells_since_when_it_is_told() {
    let database = state_a();
    let tool = Tool::new(&database.url(), &ledger());
    let first = tool.report(&[], 1);
    let first = first.value();
    assert!(first["run"]["new"].is_null());
    let began = &first["run"]["started_at"];
    database.execute("DROP INDEX user_profil_status_c29cf7_idx");
    let second = tool.report(&["--fail-on", "new"], 1);
    let second = second.value();
    let new = &second["run"]["new"];
    assert_eq!((&new["since"], &new["started_at"]), (&1.into(), began));
    let findings = second["findings"].as_array().expect("findings");
    let (index, others): (Vec<_>, Vec<_>) = findings
        .iter()
        .partition(|one| one["object"]["name"] == "user_profil_status_c29cf7_idx");
    assert_eq!(new["findings"], serde_json::json!([index[0]["id"]]));
    assert_eq!(index[0]["first_seen"], second["run"]["started_at"]);
    assert!(!others.is_empty());
    assert!(others.iter().all(|one| one["first_seen"] == *began));
    assert!(findings.iter().all(|one| one["age_days"] == 0));
    let third = tool.report(&["--fail-on", "new"], 0);
    let third = &third.value()["run"]["new"];
    assert_eq!(
        (&third["since"], &third["findings"]),
        (&2.into(), &serde_json::json!([]))
    );
    let without = tool.report(&["--no-history"], 1);
    let without = without.value();
    assert!(without["run"]["new"].is_null());
    assert!(without["findings"][0]["first_seen"].is_null());
}

#[test]
fn the_list_tells_verdicts_and_the_change_against_the_run_before() {
    let database = state_c();
    let tool = Tool::new(&database.url(), &ledger());
    tool.report(&[], 0);
    tool.report(&[], 0);
    database.execute("DROP INDEX user_profil_status_c29cf7_idx");
    tool.report(&[], 1);
    let listed = tool.run_plain(&["runs"]).stdout;
    let ends: Vec<_> = listed
        .lines()
        .map(|line| line.rsplit_once("  ").expect("columns").1)
        .collect();
    assert_eq!(ends, ["+1", "=", "first"], "{listed}");
    assert!(listed.contains("verified "), "{listed}");
    let newest = tool.run_plain(&["runs", "-n", "1", "--format", "json"]);
    let newest: serde_json::Value = serde_json::from_str(&newest.stdout).expect("JSON");
    let change = serde_json::json!({"against": 2, "new": 1, "gone": 0});
    assert_eq!(newest[0]["change"], change);
}

#[test]
fn nobody_else_may_read_the_history() {
    let database = state_c();
    let tool = Tool::new(&database.url(), &ledger());
    tool.report(&[], 0);
    let mode = tool
        .history()
        .metadata()
        .expect("the history")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn whoever_may_only_read_the_history_reads_it_or_is_told_why_not() {
    let database = state_c();
    let tool = Tool::new(&database.url(), &ledger());
    tool.report(&[], 0);
    let folder = tool.history().parent().expect("a folder").to_owned();
    let close = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("other rights");
    };
    close(tool.dir(), 0o755);
    close(&folder, 0o555);
    close(&tool.history(), 0o000);
    let refused = Outcome::of(&mut as_a_stranger(&tool, &["runs"]));
    assert_eq!((refused.status, refused.stdout.as_str()), (Some(2), ""));
    assert!(refused.stderr.contains("cannot be read: permission denied"));
    close(&tool.history(), 0o444);
    for job in ["runs", "show"] {
        let outcome = Outcome::of(&mut as_a_stranger(&tool, &[job]));
        assert_eq!((outcome.status, outcome.stderr.as_str()), (Some(0), ""));
        assert!(outcome.stdout.contains(database.name()), "{outcome:#?}");
    }
    fs::write(folder.join("history.sqlite3-wal"), "not merged").expect("a log");
    let refused = Outcome::of(&mut as_a_stranger(&tool, &["show"]));
    assert_eq!((refused.status, refused.stdout.as_str()), (Some(2), ""));
    assert!(
        refused.stderr.contains("has a log beside it"),
        "{refused:#?}"
    );
    close(&folder, 0o755);
}

/// The tool as `nobody`, where the tests run as root, who may write everywhere.
fn as_a_stranger(tool: &Tool, args: &[&str]) -> Command {
    let own = tool.plain(args);
    if fs::metadata(tool.dir()).expect("a folder").uid() != 0 {
        return own;
    }
    // The folder of the program itself may be closed to others. Another process copies it: what this one has open for
    // writing while another test starts something cannot be run until that is over ("text file busy").
    let program = tool.dir().join("reconcile");
    let mut copy = Command::new("cp");
    let copied = copy.arg(own.get_program()).arg(&program).status();
    assert!(copied.expect("cp").success());
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .arg(program)
        .args(own.get_args())
        .env_clear()
        .current_dir(tool.dir());
    command
}

#[test]
fn a_run_that_is_not_there_is_told() {
    let database = state_c();
    let tool = Tool::new(&database.url(), &ledger());
    tool.report(&[], 0);
    let outcome = tool.run_plain(&["show", "424242"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(2), ""));
    assert!(outcome.stderr.contains("424242"), "{}", outcome.stderr);
}
