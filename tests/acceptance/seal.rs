//! The history as evidence: seals, anchors, pruning, and records that changed between two runs.

use std::fs;

use crate::audit::{audit_json, week};
use crate::support::cli::{Outcome, Tool};
use crate::support::cluster::Database;
use crate::support::forge::{forge, tamper};
use crate::support::incident::{ledger, state_c};

fn runs(number: usize) -> (Tool, Database) {
    let database = state_c();
    let tool = Tool::new(&database.url(), &ledger());
    for _ in 0..number {
        tool.report(&[], 0);
    }
    (tool, database)
}

fn verify(tool: &Tool, args: &[&str]) -> Outcome {
    tool.run_plain(&[&["verify"], args].concat())
}

#[test]
fn an_untouched_history_verifies_and_a_changed_run_is_named() {
    let (tool, _database) = runs(3);
    let whole = verify(&tool, &[]);
    assert_eq!((whole.status, whole.stderr.as_str()), (Some(0), ""));
    assert!(whole.stdout.contains("3 runs sealed"), "{}", whole.stdout);
    tamper(&tool, "UPDATE run SET errors = 7 WHERE id = 2");
    let changed = verify(&tool, &[]);
    assert_eq!(changed.status, Some(1));
    assert!(
        changed
            .stdout
            .contains("NOT as it was written: run 2 was changed"),
        "{}",
        changed.stdout
    );
    let json = verify(&tool, &["--format", "json"]);
    assert!(json.stdout.contains("\"run\": 2"), "{}", json.stdout);
}

#[test]
fn an_anchor_tells_that_the_newest_runs_were_taken_away() {
    let (tool, _database) = runs(1);
    let kept = tool.dir().join("anchor");
    let name = kept.to_str().expect("a plain path");
    tool.report(&["--anchor", name], 0);
    assert_eq!(verify(&tool, &["--anchor", name]).status, Some(0));
    tamper(
        &tool,
        "DELETE FROM run WHERE id = 2; DELETE FROM link WHERE run_id = 2",
    );
    assert_eq!(verify(&tool, &[]).status, Some(0));
    let lost = verify(&tool, &["--anchor", name]);
    assert_eq!(lost.status, Some(1));
    assert!(lost.stdout.contains("which was run 2"), "{}", lost.stdout);
    fs::write(&kept, "nothing of the sort\n").expect("a file");
    let refused = verify(&tool, &["--anchor", name]);
    assert_eq!(refused.status, Some(2));
    assert!(
        refused.stderr.contains(":1: this is no anchor"),
        "{}",
        refused.stderr
    );
}

#[test]
fn pruned_runs_leave_a_history_that_verifies() {
    let (tool, _database) = runs(4);
    let prune = ["prune", "--keep-last", "1", "--keep-weekly", "0"];
    let dry = tool.run_plain(&[&prune[..], &["--dry-run"]].concat());
    assert_eq!(dry.stdout, "3 runs would go: 1, 2 and 3\n");
    let done = tool.run_plain(&prune);
    assert_eq!(done.stdout, "3 runs went: 1, 2 and 3\n");
    let listed = tool.run_plain(&["runs"]);
    assert_eq!(listed.stdout.lines().count(), 1, "{}", listed.stdout);
    let found = verify(&tool, &[]);
    assert_eq!(found.status, Some(0), "{}", found.stdout);
    assert!(
        found.stdout.contains("3 runs pruned since"),
        "{}",
        found.stdout
    );
    tool.report(&["--fail-on", "new"], 0);
    assert_eq!(verify(&tool, &[]).status, Some(0));
}

/// Neither `verify` nor any other job believes it, and nothing is written behind it.
fn assert_not_believed(tool: &Tool, words: &str) {
    let found = verify(tool, &[]);
    assert_eq!(found.status, Some(1), "{words}: {found:#?}");
    assert!(found.stdout.contains(words), "{words}: {}", found.stdout);
    let before = fs::read(tool.history()).expect("the history");
    for line in [
        &["show"][..],
        &["runs"],
        &["diff"],
        &["explain", "0123abcd"],
        &["prune"],
    ] {
        let refused = tool.run_plain(line);
        assert_eq!(refused.status, Some(2), "{line:?}: {refused:#?}");
        assert!(
            refused.stderr.contains("NOT as it was written"),
            "{line:?}: {}",
            refused.stderr
        );
    }
    for line in [&[][..], &["--fail-on", "new"], &["--anchor", "seals"]] {
        let refused = tool.run(line);
        assert_eq!(refused.status, Some(2), "{line:?}: {refused:#?}");
        assert!(
            refused.stderr.contains(words),
            "{line:?}: {}",
            refused.stderr
        );
    }
    let after = fs::read(tool.history()).expect("the history");
    assert!(before == after, "{words}: it was written");
    assert!(!tool.dir().join("seals").exists());
}

#[test]
fn forged_runs_without_seals_are_not_taken_for_runs_of_before_there_were_seals() {
    let (tool, _database) = runs(3);
    tamper(
        &tool,
        "UPDATE run SET errors = 0, exit_status = 0; DELETE FROM link",
    );
    assert_not_believed(&tool, "run 1 was put in: it has no seal");
}

#[test]
fn a_trigger_that_rewrites_what_is_stored_is_found_before_anything_is_stored() {
    let (tool, _database) = runs(2);
    tamper(
        &tool,
        "CREATE TRIGGER t AFTER INSERT ON run BEGIN UPDATE run SET errors = 0 WHERE id = NEW.id; END",
    );
    assert_not_believed(&tool, "trigger t is not as the file was made");
}

#[test]
fn a_view_in_place_of_what_is_read_is_found_before_anything_is_read() {
    let (tool, _database) = runs(2);
    tamper(
        &tool,
        "ALTER TABLE run RENAME TO kept; CREATE VIEW run AS SELECT * FROM kept WHERE id < 2",
    );
    assert_not_believed(&tool, "is not as the file was made");
}

/// What SQLite finds where its own list of tables was written by hand.
const POINTED: &str = "PRAGMA writable_schema = ON; CREATE TEMP TABLE was AS SELECT name, rootpage FROM sqlite_master;";

#[test]
fn pages_that_were_put_in_the_place_of_others_are_a_fault_and_no_accident() {
    let at = |name: &str, page: &str| {
        format!("UPDATE sqlite_master SET rootpage = {page} WHERE name = '{name}';")
    };
    let of = |name: &str| format!("(SELECT rootpage FROM was WHERE name = '{name}')");
    let swapped = |a: &str, b: &str| [at(a, &of(b)), at(b, &of(a))].concat();
    for (sql, seen_by_all) in [
        (at("run", "0"), false),
        (at("link", "9999"), false),
        (swapped("run", "blob"), false),
        // By these the newest run of a database and the run of a seal are found.
        (swapped("run_of_target", "sqlite_autoindex_link_1"), true),
        (
            swapped("sqlite_autoindex_link_1", "sqlite_autoindex_link_2"),
            true,
        ),
    ] {
        let (tool, _database) = runs(2);
        tamper(&tool, &format!("{POINTED} {sql}"));
        if seen_by_all {
            assert_not_believed(&tool, "SQLite finds it damaged");
            continue;
        }
        let found = verify(&tool, &[]);
        assert_eq!(found.status, Some(1), "{sql}: {found:#?}");
        assert!(found.stdout.contains("NOT as it was written"), "{found:#?}");
        assert_eq!(tool.run_plain(&["runs"]).status, Some(2), "{sql}");
    }
    let (tool, _database) = runs(1);
    tamper(&tool, "UPDATE run SET started_at = CAST(x'ff' AS TEXT)");
    assert_eq!(verify(&tool, &[]).status, Some(1));
}

#[test]
fn who_computes_every_seal_anew_is_found_by_an_anchor_alone() {
    let (tool, _database) = runs(2);
    let kept = ["--anchor", "seals"];
    tool.report(&kept, 0);
    forge(
        &tool.history(),
        "UPDATE run SET duration_ms = 7 WHERE id = 2",
    );
    let whole = verify(&tool, &[]);
    assert_eq!(whole.status, Some(0), "{whole:#?}");
    assert!(
        whole.stdout.contains("held against no anchor"),
        "{}",
        whole.stdout
    );
    let found = verify(&tool, &kept);
    assert_eq!(found.status, Some(1), "{found:#?}");
    assert!(found.stdout.contains("which was run 3"), "{}", found.stdout);
    let refused = tool.run(&kept);
    assert_eq!(refused.status, Some(2), "{refused:#?}");
    assert!(
        refused.stderr.contains("no run has the seal of the anchor"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_history_in_place_of_another_is_found_by_the_anchor_of_the_next_run() {
    let (tool, _database) = runs(0);
    tool.report(&["--anchor", "seals"], 0);
    fs::remove_dir_all(tool.dir().join(".reconcile")).expect("no history");
    let refused = tool.run(&["--anchor", "seals", "--fail-on", "new"]);
    assert_eq!(refused.status, Some(2), "{refused:#?}");
    assert!(
        refused.stderr.contains("which was run 1"),
        "{}",
        refused.stderr
    );
    let lines = fs::read_to_string(tool.dir().join("seals")).expect("the seals");
    assert_eq!(lines.lines().count(), 1, "no seal was written behind it");
}

#[test]
fn a_line_that_somebody_adds_to_the_anchors_is_a_false_alarm_and_no_false_peace() {
    let (tool, _database) = runs(0);
    tool.report(&["--anchor", "seals"], 0);
    let seals = tool.dir().join("seals");
    let own = fs::read_to_string(&seals).expect("the seals");
    let more = format!("{own}reconcile anchor: run 1 sha256:{}\n", "0a".repeat(32));
    fs::write(&seals, more).expect("a line");
    let found = verify(&tool, &["--anchor", "seals"]);
    assert_eq!(found.status, Some(1), "{found:#?}");
    tamper(&tool, "UPDATE run SET errors = 7");
    assert_eq!(verify(&tool, &["--anchor", "seals"]).status, Some(1));
}

#[test]
fn a_history_without_a_run_verifies_nothing() {
    let (tool, _database) = runs(1);
    tamper(&tool, "DELETE FROM run; DELETE FROM link; DELETE FROM blob");
    let found = verify(&tool, &[]);
    assert_eq!(found.status, Some(2));
    assert!(
        found.stdout.contains("NOTHING WAS VERIFIED"),
        "{}",
        found.stdout
    );
}

#[test]
fn a_row_that_changed_between_two_runs_is_told_once() {
    let (tool, database) = runs(1);
    database.execute(
        "UPDATE django_migrations SET applied = applied + interval '1 day' WHERE app = 'teams' AND name = '0001_initial';
         INSERT INTO django_migrations (app, name, applied) VALUES ('gone', '0001_initial', '2020-01-01')",
    );
    let report = tool.report(&["--fail-on", "never"], 0);
    let edited = report
        .findings()
        .filter(|finding| finding["kind"] == "edited");
    let told: Vec<String> = edited
        .map(|finding| format!("{} {}", finding["aspect"], finding["migration"]["app"]))
        .collect();
    assert_eq!(told, ["\"applied\" \"teams\"", "\"inserted\" \"gone\""]);
    database.execute("DELETE FROM django_migrations WHERE app = 'gone'");
    let report = tool.report(&["--fail-on", "never"], 0);
    let edited: Vec<_> = report
        .findings()
        .filter(|finding| finding["kind"] == "edited")
        .collect();
    assert_eq!(edited.len(), 1);
    assert_eq!(edited[0]["aspect"], "removed");
    let report = tool.report(&["--fail-on", "never"], 0);
    assert!(report.findings().all(|finding| finding["kind"] != "edited"));
}

#[test]
fn the_commands_of_a_report_find_its_figures_wherever_the_history_is() {
    let (tool, _database) = week();
    tool.report(&["--anchor", "kept"], 1);
    fs::rename(tool.history(), tool.dir().join("moved.sqlite3")).expect("to move it");
    let given = ["--history", "moved.sqlite3", "--anchor", "kept"];
    let report = audit_json(&tool, &given);
    // Whoever prints it again has the same document.
    assert_eq!(report["number"], audit_json(&tool, &given)["number"]);
    assert!(report["number"].is_string(), "{report}");
    let commands = report["reproduce"].as_array().expect("commands");
    for one in commands {
        let command = one["command"].as_str().expect("a command");
        let args: Vec<&str> = command.split(' ').skip(1).collect();
        let told = tool.run_plain(&args);
        assert_eq!(told.stderr, "", "{command}");
        assert!(!told.stdout.is_empty(), "{command}");
        assert_eq!(args.contains(&"--anchor"), args[0] == "verify", "{command}");
    }
    assert_eq!(commands.len(), 3);
}
