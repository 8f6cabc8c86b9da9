//! What hands type without a look at the manual: `check`, `help`, `status`, `--json`, `--no-color` ..., and settings
//! where they are looked for.

use std::fs;

use serde_json::Value;

use crate::support::cli::{Outcome, Tool};
use crate::support::incident::ledger;

/// A tool on the example of the repository, which needs no server.
fn tool() -> Tool {
    let tool = Tool::bare();
    fs::write(tool.dir().join("reconcile.toml"), settings("")).expect("the settings");
    tool
}

fn settings(prefix: &str) -> String {
    let table = match prefix {
        "" => String::new(),
        prefix => format!("[{}]\n", prefix.trim_end_matches('.')),
    };
    let ledger = ledger();
    format!(
        "{table}ledger = \"{}\"\n[{prefix}databases.default]\nurl = \"snapshot:{}\"\n",
        ledger.display(),
        ledger.join("incident.snapshot.json").display()
    )
}

#[test]
fn check_is_the_main_job() {
    let tool = tool();
    let checked = tool.run_plain(&["check", "--app", "teams", "-q", "--no-history"]);
    let plain = tool.run_plain(&["--app", "teams", "-q", "--no-history"]);
    assert_eq!(
        (checked.status, &checked.stdout),
        (plain.status, &plain.stdout)
    );
    let both = tool.run_plain(&["check", "--json", "-o", "run.json", "--format", "text"]);
    assert_eq!(
        (both.status, both.stderr.contains("belongs to none")),
        (Some(1), false),
        "{both:#?}"
    );
    assert!(
        both.stdout.starts_with("shop: DOES NOT AGREE"),
        "{}",
        both.stdout
    );
    let written = fs::read_to_string(tool.dir().join("run.json")).expect("a report");
    assert!(serde_json::from_str::<Value>(&written).is_ok());
    let refused = tool.run_plain(&["check", "--fail-on", "new", "--no-history"]);
    assert_eq!(refused.status, Some(2));
}

#[test]
fn the_gate_can_be_opened_by_the_word_that_linters_have() {
    let tool = tool();
    let open = tool.run_plain(&["-q", "--exit-zero"]);
    assert_eq!(open.status, Some(0));
    assert!(open.stdout.contains("DOES NOT AGREE"));
    assert_eq!(
        tool.run_plain(&["--exit-zero", "--fail-on", "error"])
            .status,
        Some(2)
    );
    // What could not be measured is never green.
    let nothing = tool.run_plain(&["--exit-zero", "--ledger", "nowhere"]);
    assert_eq!(nothing.status, Some(2));
}

#[test]
fn short_words_mean_what_the_long_ones_mean() {
    let tool = tool();
    tool.run_plain(&["-q"]);
    let long = tool.run_plain(&["runs", "--format", "json"]).stdout;
    assert_eq!(tool.run_plain(&["runs", "--json"]).stdout, long);
    let shown = tool.run_plain(&["show", "--format", "json"]).stdout;
    assert_eq!(tool.run_plain(&["show", "--json"]).stdout, shown);
    assert_eq!(
        tool.run_plain(&["runs", "--json", "--format", "text"])
            .status,
        Some(2)
    );
    let coloured = tool.run_plain(&["show", "--color", "always"]).stdout;
    let plain = tool
        .run_plain(&["show", "--color", "always", "--no-color"])
        .stdout;
    assert!(coloured.contains('\u{1b}') && !plain.contains('\u{1b}'));
}

#[test]
fn help_is_a_job_too() {
    let tool = Tool::bare();
    let help = tool.run_plain(&["help", "explain"]);
    assert_eq!((help.status, help.stderr.as_str()), (Some(0), ""));
    assert!(
        help.stdout.contains("Usage: reconcile explain"),
        "{}",
        help.stdout
    );
    assert_eq!(
        tool.run_plain(&["help"]).stdout,
        tool.run_plain(&["--help"]).stdout
    );
    assert_eq!(tool.run_plain(&["help", "explian"]).status, Some(2));
}

#[test]
fn status_is_one_line_of_each_newest_run_with_its_exit_status() {
    let tool = tool();
    let none = tool.run_plain(&["status"]);
    assert_eq!((none.status, none.stdout.as_str()), (Some(2), ""));
    assert_eq!(tool.run_plain(&["-q", "--exit-zero"]).status, Some(0));
    let all = tool.run_plain(&["status"]);
    assert_eq!(all.status, Some(0), "{all:#?}");
    assert!(
        all.stdout.starts_with("shop.public: 7 errors, "),
        "{}",
        all.stdout
    );
    assert!(all.stdout.contains("(run 1, as of 2"), "{}", all.stdout);
    tool.run_plain(&["-q", "--app", "teams"]);
    let both = tool.run_plain(&["status"]);
    assert_eq!((both.status, both.stdout.lines().count()), (Some(1), 2));
    assert!(
        both.stdout.starts_with("shop.public, teams: 1 error"),
        "{}",
        both.stdout
    );
    tool.run_plain(&["-q", "--app", "teams"]);
    let json: Value =
        serde_json::from_str(&tool.run_plain(&["status", "--json"]).stdout).expect("JSON");
    let runs: Vec<&Value> = json
        .as_array()
        .expect("runs")
        .iter()
        .map(|run| &run["id"])
        .collect();
    assert_eq!(runs, [3, 1]);
    // A run of all apps looked at that one too.
    tool.run_plain(&["-q"]);
    let whole = tool.run_plain(&["status"]);
    assert_eq!(whole.stdout.lines().count(), 1, "{whole:#?}");
    assert!(whole.stdout.contains("(run 4, as of 2"), "{}", whole.stdout);
}

#[test]
fn what_is_waived_is_not_counted_as_open() {
    let tool = tool();
    tool.run_plain(&["-q", "--app", "teams"]);
    let runs = tool.run_plain(&["runs"]).stdout;
    assert!(runs.contains("  1 error"), "{runs}");
    let shown = tool.run_plain(&["show", "--json"]).stdout;
    let report: Value = serde_json::from_str(&shown).expect("JSON");
    let findings = report["findings"].as_array().expect("findings").iter();
    let errors: Vec<&Value> = findings.filter(|one| one["severity"] == "error").collect();
    let [error] = errors.as_slice() else {
        panic!("{errors:#?}");
    };
    let id = error["id"].as_str().expect("an id");
    let waived = tool.run_plain(&["waive", id, "--reason", "known"]);
    assert_eq!(waived.status, Some(0), "{waived:#?}");
    assert_eq!(tool.run_plain(&["-q", "--app", "teams"]).status, Some(0));
    let runs = tool.run_plain(&["runs", "-n", "1"]).stdout;
    assert!(
        runs.contains("1 waived") && !runs.contains("error"),
        "{runs}"
    );
    let status = tool.run_plain(&["status"]);
    assert_eq!(status.status, Some(0), "{status:#?}");
    assert!(
        status.stdout.contains(", 1 waived") && !status.stdout.contains("error"),
        "{}",
        status.stdout
    );
    let json: Value =
        serde_json::from_str(&tool.run_plain(&["runs", "--json"]).stdout).expect("JSON");
    assert_eq!(json[0]["waived"]["error"], 1);
    assert_eq!(json[0]["findings"]["error"], 1);
}

#[test]
fn settings_are_found_in_a_python_project_and_where_they_are_named() {
    let tool = Tool::bare();
    let dir = tool.dir();
    let project = dir.join("pyproject.toml");
    let others = "[project]\nname = \"shop\"\n[[tool.uv.index]]\nurl = \"https://me:s3cret@pypi.internal/\"\n";
    fs::write(&project, format!("{others}{}", settings("tool.reconcile."))).expect("the settings");
    assert_eq!(tool.run_plain(&["-q"]).status, Some(1));
    // A file of its own comes first.
    fs::write(
        dir.join("reconcile.toml"),
        "fail_on = \"never\"\n".to_owned() + &settings(""),
    )
    .expect("the settings");
    assert_eq!(tool.run_plain(&["-q"]).status, Some(0));
    assert_eq!(
        tool.run_plain(&["-q", "--config", "pyproject.toml"]).status,
        Some(1)
    );
    let missing = tool.run_plain(&["--config", "none.toml"]);
    assert_eq!(missing.status, Some(2));
    assert!(
        missing.stderr.contains("none.toml cannot be read"),
        "{}",
        missing.stderr
    );
    fs::remove_file(dir.join("reconcile.toml")).expect("to remove it");
    // One without settings of ours says nothing, and a wrong one of ours is told with its line.
    fs::write(
        &project,
        format!("{others}[tool.reconcile]\nledgr = \"x\"\n"),
    )
    .expect("the settings");
    let wrong = tool.run_plain(&["-q"]);
    assert!(
        wrong
            .stderr
            .contains("pyproject.toml:6: there is no setting 'ledgr' here"),
        "{}",
        wrong.stderr
    );
    fs::write(&project, others).expect("the settings");
    assert!(
        tool.run_plain(&["-q"])
            .stderr
            .contains("no database is named")
    );
    fs::write(&project, "this = is [no TOML").expect("the settings");
    assert!(
        tool.run_plain(&["-q"])
            .stderr
            .contains("no database is named")
    );
    let init = tool.run_plain(&["init", "--config", "x"]);
    assert!(
        init.stderr.contains("'init' reads no settings"),
        "{}",
        init.stderr
    );
}

#[test]
fn where_no_database_is_named_none_is_guessed() {
    let tool = Tool::bare();
    let outcome = tool.run_plain(&["--ledger", ledger().to_str().expect("a path")]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(2), ""));
    for place in [
        "--database-url",
        "DATABASE_URL",
        "reconcile.toml",
        "PG*",
        "PGHOST=/var/run/postgresql",
        "`reconcile init` writes a reconcile.toml",
    ] {
        assert!(
            outcome.stderr.contains(place),
            "{place}\n{}",
            outcome.stderr
        );
    }
    let by_django = "`python manage.py reconcile`";
    assert!(!outcome.stderr.contains(by_django), "{}", outcome.stderr);

    fs::write(tool.dir().join("manage.py"), "").expect("a file");
    assert_eq!(tool.run_plain(&["init"]).status, Some(0));
    let beside_settings = tool.run_plain(&[]).stderr;
    assert!(beside_settings.contains(by_django), "{beside_settings}");
    assert!(!beside_settings.contains("init"), "{beside_settings}");
}

#[test]
fn a_new_folder_of_the_history_is_left_out_of_repositories() {
    let tool = tool();
    tool.run_plain(&["-q"]);
    let ignored = tool.dir().join(".reconcile/.gitignore");
    assert_eq!(fs::read_to_string(&ignored).expect("the file"), "*\n");
    fs::remove_file(&ignored).expect("to remove it");
    fs::remove_file(tool.history()).expect("to remove it");
    tool.run_plain(&["-q"]);
    assert!(!ignored.exists(), "a folder that is there is left as it is");
    tool.run_plain(&["-q", "--history", "mine/h.sqlite3"]);
    assert!(!tool.dir().join("mine/.gitignore").exists());
}

#[test]
fn what_the_project_has_and_the_ledger_does_not_is_said_beside_the_answer() {
    let tool = tool();
    let path = tool.dir().join("migrations");
    fs::write(
        &path,
        "teams.0020_teammembership_status\nteams.0099_new\nauth.0001_initial\n",
    )
    .expect("a file");
    let mut command = tool.plain(&["-q"]);
    let outcome = Outcome::of(command.env("RECONCILE_PROJECT_MIGRATIONS", &path));
    assert_eq!(outcome.status, Some(1));
    let said = "note: 2 migrations of the project not in the ledger, so that nothing is known of what they make: all 1 of auth \
                and teams.0099_new;";
    assert!(outcome.stderr.starts_with(said), "{}", outcome.stderr);
    assert!(!outcome.stdout.contains("0099_new"));
}

#[test]
fn the_folder_of_the_manual_is_made() {
    let tool = Tool::bare();
    let outcome = tool.run_plain(&["man", "--folder", "share/man1"]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (Some(0), ""));
    assert!(tool.dir().join("share/man1/reconcile-waive.1").is_file());
    assert!(!tool.dir().join("share/man1/reconcile-help.1").exists());
}
