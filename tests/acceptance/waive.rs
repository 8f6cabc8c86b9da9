//! `reconcile waive`: what it writes into the settings file, and what the next run makes of it. The example of the
//! repository is looked at, which needs no server.

use std::fs;

use serde_json::Value;

use crate::support::cli::{Outcome, Tool};
use crate::support::incident::ledger;

/// A tool whose settings file holds this behind the database, after one run.
fn tool(name: &str, settings: &str) -> Tool {
    let tool = Tool::bare();
    fs::write(tool.dir().join(name), settings).expect("the settings");
    assert_eq!(tool.run_plain(&["-q"]).status, Some(1));
    tool
}

fn settings(prefix: &str) -> String {
    let snapshot = ledger().join("incident.snapshot.json");
    format!(
        "# Ours.\n[{prefix}databases.default] # the only one\nurl = \"snapshot:{}\"\n",
        snapshot.display()
    )
}

fn with_ledger(table: &str, prefix: &str) -> String {
    format!(
        "{table}ledger = \"{}\"\n{}",
        ledger().display(),
        settings(prefix)
    )
}

/// The findings of the newest run, by id, with whether each is waived.
fn findings(tool: &Tool) -> Vec<(String, bool)> {
    let shown = tool.run_plain(&["show", "--json"]);
    let report: Value = serde_json::from_str(&shown.stdout).expect("JSON");
    let findings = report["findings"].as_array().expect("findings").iter();
    findings
        .map(|one| {
            (
                one["id"].as_str().expect("an id").to_owned(),
                !one["waived"].is_null(),
            )
        })
        .collect()
}

fn waive(tool: &Tool, args: &[&str]) -> Outcome {
    tool.run_plain(&[&["waive"], args].concat())
}

fn refused(tool: &Tool, args: &[&str], said: &str) {
    let outcome = waive(tool, args);
    assert_eq!(
        (outcome.status, outcome.stdout.as_str()),
        (Some(2), ""),
        "{args:?}"
    );
    assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
}

#[test]
fn a_waiver_is_written_behind_what_is_there_and_holds_in_the_next_run() {
    let before = with_ledger("", "") + "# The end.";
    let tool = tool("reconcile.toml", &before);
    let id = findings(&tool)[0].0.clone();
    let reason = "it's \"known\"\u{1b}[31m";
    let outcome = waive(
        &tool,
        &[
            &id[..6],
            "--reason",
            reason,
            "--owner",
            "ann",
            "--expires",
            "2999-01-01",
        ],
    );
    assert_eq!((outcome.status, outcome.stderr.as_str()), (Some(0), ""));
    for part in [
        "reconcile.toml: written",
        &id,
        "by ann, until 2999-01-01",
        "which run 1 found",
    ] {
        assert!(outcome.stdout.contains(part), "{part}\n{}", outcome.stdout);
    }
    assert!(!outcome.stdout.contains('\u{1b}'));
    let text = fs::read_to_string(tool.dir().join("reconcile.toml")).expect("the settings");
    let added = text.strip_prefix(&before).expect("what was there stays");
    assert!(
        added.starts_with(&format!("\n\n[[waivers]]\nfinding = \"{id}\"\nreason = ")),
        "{added}"
    );
    tool.run_plain(&["-q"]);
    let waived: Vec<String> = findings(&tool)
        .into_iter()
        .filter(|it| it.1)
        .map(|it| it.0)
        .collect();
    assert_eq!(waived, [id]);
}

#[test]
fn a_waiver_that_is_there_is_changed_in_its_place() {
    let tool = tool("reconcile.toml", &with_ledger("", ""));
    let id = findings(&tool)[0].0.clone();
    let short = &id[..8];
    let own = format!(
        "[[waivers]]\nfinding = \"{short}\" # this one\nreason = \"old\" # why\nexpires = 2998-01-01\n\n[[waivers]]\nobject = \"x\"\nkind = \"missing\"\nreason = \"y\"\n"
    );
    let path = tool.dir().join("reconcile.toml");
    let before = with_ledger("", "") + &own;
    fs::write(&path, &before).expect("the settings");
    let outcome = waive(&tool, &[&id, "--reason", "new", "--owner", "bob"]);
    assert_eq!(outcome.status, Some(0), "{outcome:#?}");
    for part in [
        "changed",
        "it says  new, by bob, until 2998-01-01",
        "it said  old, until 2998-01-01",
    ] {
        assert!(outcome.stdout.contains(part), "{part}\n{}", outcome.stdout);
    }
    let after = fs::read_to_string(&path).expect("the settings");
    let due = before
        .replace("reason = \"old\" # why", "reason = \"new\" # why")
        .replace(
            "expires = 2998-01-01\n",
            "expires = 2998-01-01\nowner = \"bob\"\n",
        );
    assert_eq!(after, due);
}

#[test]
fn the_settings_of_a_python_project_take_it_too() {
    let tool = tool(
        "pyproject.toml",
        &with_ledger("[tool.reconcile]\n", "tool.reconcile."),
    );
    let id = findings(&tool)[0].0.clone();
    assert_eq!(waive(&tool, &[&id, "--reason", "known"]).status, Some(0));
    let text = fs::read_to_string(tool.dir().join("pyproject.toml")).expect("the settings");
    assert!(
        text.ends_with(&format!(
            "[[tool.reconcile.waivers]]\nfinding = \"{id}\"\nreason = \"known\"\n"
        )),
        "{text}"
    );
    tool.run_plain(&["-q"]);
    assert!(findings(&tool)[0].1);
}

#[test]
fn a_list_in_one_line_stays_one() {
    let tool = tool(
        "reconcile.toml",
        &(String::from("waivers = [] # none yet\n") + &with_ledger("", "")),
    );
    let id = findings(&tool)[0].0.clone();
    assert_eq!(waive(&tool, &[&id, "--reason", "known"]).status, Some(0));
    let text = fs::read_to_string(tool.dir().join("reconcile.toml")).expect("the settings");
    assert!(
        text.starts_with(&format!(
            "waivers = [{{ finding = \"{id}\", reason = \"known\" }}] # none yet\n"
        )),
        "{text}"
    );
}

#[test]
fn what_would_waive_nothing_is_refused() {
    let tool = tool("reconcile.toml", &with_ledger("", ""));
    let id = findings(&tool)[0].0.clone();
    let before = fs::read_to_string(tool.dir().join("reconcile.toml")).expect("the settings");
    refused(
        &tool,
        &["0000", "--reason", "x"],
        "holds no finding whose id begins with 0000",
    );
    refused(
        &tool,
        &[&id, "--reason", " "],
        "'--reason <R>': a waiver needs its reason",
    );
    refused(
        &tool,
        &[&id, "--reason", "x", "--owner", "\t"],
        "'--owner <O>': an owner has a name",
    );
    refused(&tool, &[&id], "--reason");
    refused(
        &tool,
        &["xyz", "--reason", "x"],
        "4 to 16 hexadecimal digits",
    );
    refused(
        &tool,
        &[&id, "--reason", "x", "--expires", "2020-01-01"],
        "2020-01-01 is over",
    );
    refused(
        &tool,
        &[&id, "--reason", "x", "--expires", "soon"],
        "such as 2027-01-01",
    );
    refused(
        &tool,
        &[&id, "--reason", "x", "--database", "other"],
        "names no database 'other'",
    );
    refused(
        &tool,
        &[&id, "--reason", "postgres://me:s3cret@db/x"],
        "holds a password",
    );
    let after = fs::read_to_string(tool.dir().join("reconcile.toml")).expect("the settings");
    assert_eq!(before, after);
}

#[test]
fn a_finding_that_the_newest_run_does_not_have_is_not_waived() {
    let tool = tool("reconcile.toml", &with_ledger("", ""));
    let id = findings(&tool)[0].0.clone();
    // The same database, and a ledger that knows of nothing: the finding is gone.
    let text = fs::read_to_string(tool.dir().join("reconcile.toml")).expect("the settings");
    let other = tool.dir().join("other/accounts");
    fs::create_dir_all(&other).expect("a folder");
    fs::write(other.join("0001_initial.sql"), "-- (no-op)\n").expect("a file");
    let text = text
        .replace(&ledger().display().to_string(), "other")
        .replacen(
            "snapshot:other",
            &format!("snapshot:{}", ledger().display()),
            1,
        );
    fs::write(tool.dir().join("reconcile.toml"), text).expect("the settings");
    tool.run_plain(&["-q"]);
    refused(
        &tool,
        &[&id, "--reason", "x"],
        "is in run 1, and not in run 2",
    );
}

#[test]
fn a_waiver_that_is_over_is_not_said_anew_without_another_day() {
    let tool = tool("reconcile.toml", &with_ledger("", ""));
    let id = findings(&tool)[0].0.clone();
    let over = format!("[[waivers]]\nfinding = \"{id}\"\nreason = \"old\"\nexpires = 2020-01-01\n");
    let path = tool.dir().join("reconcile.toml");
    let before = with_ledger("", "") + &over;
    fs::write(&path, &before).expect("the settings");
    refused(
        &tool,
        &[&id, "--reason", "still known"],
        "2020-01-01 is over",
    );
    assert_eq!(fs::read_to_string(&path).expect("the settings"), before);
    let args = [&*id, "--reason", "still known", "--expires", "2999-01-01"];
    assert_eq!(waive(&tool, &args).status, Some(0));
    tool.run_plain(&["-q"]);
    assert!(findings(&tool).contains(&(id, true)));
}

#[test]
fn a_finding_behind_a_pattern_keeps_the_reason_of_the_pattern_and_says_so() {
    let pattern =
        "[[waivers]]\nobject = \"public.*\"\nkind = \"misplaced\"\nreason = \"all moved\"\n";
    let tool = tool("reconcile.toml", &(with_ledger("", "") + pattern));
    let found = findings(&tool).into_iter().find(|it| it.1);
    let (id, _) = found.expect("a waived finding");
    let outcome = waive(&tool, &[&id, "--reason", "mine"]);
    assert_eq!(outcome.status, Some(0), "{outcome:#?}");
    assert!(
        outcome.stdout.contains("another waiver covered it already")
            && outcome.stdout.contains("all moved"),
        "{}",
        outcome.stdout
    );
    tool.run_plain(&["-q"]);
    assert!(findings(&tool).contains(&(id, true)));
}
