//! What a shell offers: the script is sourced and asked as bash does it at each key, in a project with a history.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::support::cli::Tool;

/// A project whose settings name the incident's ledger and the snapshot of its database, and two more databases.
fn project() -> Tool {
    let tool = Tool::bare();
    let ledger = Path::new(env!("CARGO_MANIFEST_DIR")).join("ledgers");
    let ledger = ledger.to_str().expect("a plain path");
    let settings = format!(
        "ledger = \"{ledger}\"\n\
         [databases.default]\nurl = \"snapshot:{ledger}/incident.snapshot.json\"\n\
         [databases.replica]\nurl = \"postgres://nowhere.invalid/shop\"\nsearch = false\n\
         [databases.\"$(touch alias)\"]\nurl = \"postgres://nowhere.invalid/shop\"\nsearch = false\n"
    );
    fs::write(tool.dir().join("reconcile.toml"), settings).expect("the settings");
    let bin = tool.dir().join("bin");
    fs::create_dir(&bin).expect("a folder");
    symlink(tool.plain(&[]).get_program(), bin.join("reconcile")).expect("a link");
    let script = tool.run_plain(&["completions", "bash", "-o", "script"]);
    assert_eq!(script.status, Some(0), "{script:?}");
    tool
}

/// What bash offers for the last of the words.
fn offered(tool: &Tool, words: &[&str]) -> Vec<String> {
    let program = "source ./script; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMP_TYPE=9; \
                   _clap_complete_reconcile reconcile \"${@: -1}\" \"${@: -2:1}\"; \
                   printf '%s\\n' \"${COMPREPLY[@]}\"";
    let path = std::env::var("PATH").expect("a PATH");
    let out = Command::new("bash")
        .args(["--norc", "-c", program, "bash"])
        .args(words)
        .env("PATH", format!("{}/bin:{path}", tool.dir().display()))
        .current_dir(tool.dir())
        .output()
        .expect("bash");
    assert!(out.status.success() && out.stderr.is_empty(), "{out:?}");
    let text = String::from_utf8(out.stdout).expect("UTF-8");
    let lines = text.lines().filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

#[test]
fn bash_completes_jobs_options_and_their_words() {
    let tool = project();
    assert_eq!(offered(&tool, &["reconcile", "snap"]), ["snapshot"]);
    assert_eq!(offered(&tool, &["reconcile", "--fail"]), ["--fail-on"]);
    let values = offered(&tool, &["reconcile", "--fail-on", ""]);
    assert_eq!(values, ["error", "warning", "new", "never"]);
}

#[test]
fn what_is_here_is_offered_from_the_history_the_ledger_and_the_settings() {
    let tool = project();
    let before = offered(&tool, &["reconcile", "show", ""]);
    assert!(before.starts_with(&["latest".to_owned(), "previous".to_owned()]));
    assert!(!before.contains(&"1".to_owned()));
    let report = tool.report(&[], 1);
    assert!(tool.history().is_file());
    for words in [
        &["reconcile", "show", ""][..],
        &["reconcile", "diff", "1", ""],
    ] {
        let runs = offered(&tool, words);
        assert_eq!(runs[..3], ["latest", "previous", "1"], "{words:?}");
    }
    let finding = report.findings().next().expect("a finding");
    let id = finding["id"].as_str().expect("an id")[..8].to_owned();
    let table = finding["object"]["name"]
        .as_str()
        .expect("a name")
        .to_owned();
    assert_eq!(
        offered(&tool, &["reconcile", "waive", &id[..4]]),
        [id.as_str()]
    );
    let known = offered(&tool, &["reconcile", "explain", ""]);
    assert!(known.contains(&id) && known.contains(&table), "{known:?}");
    let migrations = offered(&tool, &["reconcile", "explain", "user_profile.0034"]);
    assert_eq!(migrations, ["user_profile.0034_p0_media_models"]);
    assert_eq!(
        offered(&tool, &["reconcile", "explain", "misr"]),
        ["misrouted"]
    );
    assert_eq!(
        offered(&tool, &["reconcile", "--app", "user"]),
        ["user_profile"]
    );
    let aliases = offered(&tool, &["reconcile", "--database", ""]);
    assert_eq!(aliases, ["default", "replica"]);
}

#[test]
fn what_was_typed_before_says_where_to_look() {
    let tool = project();
    tool.report(&["--history", "other"], 1);
    let runs = |words: &[&str]| offered(&tool, words).contains(&"1".to_owned());
    assert!(!runs(&["reconcile", "show", ""]));
    assert!(runs(&["reconcile", "show", "--history", "other", ""]));
    assert!(runs(&["reconcile", "show", "--history=other", ""]));
}

#[test]
fn what_a_shell_would_act_on_is_not_offered_and_what_cannot_be_read_offers_nothing() {
    let tool = project();
    let app = tool.dir().join("hostile/shop");
    fs::create_dir_all(&app).expect("a folder");
    for name in [
        "0001_fine",
        "0002_$(touch name)",
        "0003_*",
        "0004_\u{1b}[2J",
        "0005 x",
    ] {
        fs::write(app.join(format!("{name}.sql")), "-- (no-op)\n").expect("a file");
    }
    let found = offered(
        &tool,
        &["reconcile", "explain", "--ledger", "hostile", "shop"],
    );
    assert_eq!(found, ["shop.0001_fine"]);
    for file in ["alias", "name"] {
        assert!(!tool.dir().join(file).exists(), "{file} was made");
    }
    fs::write(tool.dir().join("broken"), "no database").expect("a file");
    let found = offered(&tool, &["reconcile", "waive", "--history", "broken", "a"]);
    assert_eq!(found, [""; 0]);
    fs::write(tool.dir().join("reconcile.toml"), "not = [even settings").expect("a file");
    assert_eq!(offered(&tool, &["reconcile", "--app", ""]), [""; 0]);
}

#[test]
fn the_shells_variable_alone_makes_a_run_nothing_else() {
    let tool = project();
    for shell in ["bash", "zsh", "nothing"] {
        let mut command = tool.plain(&["--app", "user_profile", "-q"]);
        let status = command
            .env("COMPLETE", shell)
            .output()
            .expect("a run")
            .status;
        assert_eq!(status.code(), Some(1), "{shell}");
    }
}
