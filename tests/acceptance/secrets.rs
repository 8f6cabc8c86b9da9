//! A password that is typed in the wrong place is printed nowhere and kept nowhere.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::support::cli::{Outcome, Tool};
use crate::support::incident::{ledger, state_c};

const URL: &str = "postgres://me:hunter2@127.0.0.1:1/shop";

/// Status 2, and neither the answer nor any file below the tool's folder holds the password.
fn assert_kept(tool: &Tool, mut command: Command, what: &str) {
    let outcome = Outcome::of(&mut command);
    assert_eq!(outcome.status, Some(2), "{what}: {outcome:#?}");
    for said in [&outcome.stdout, &outcome.stderr] {
        assert!(!said.contains("hunter2"), "{what}: {said}");
    }
    assert!(!below(tool.dir(), b"hunter2"), "{what}: a file holds it");
}

fn below(folder: &Path, what: &[u8]) -> bool {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    entries.map(|entry| entry.path()).any(|path| {
        let name = path.as_os_str().as_encoded_bytes();
        let named = name.windows(what.len()).any(|part| part == what);
        let held = if path.is_dir() {
            below(&path, what)
        } else {
            let text = fs::read(&path).expect("a file");
            text.windows(what.len()).any(|part| part == what)
        };
        let settings = path
            .file_name()
            .is_some_and(|name| name == "reconcile.toml");
        !settings && (named || held)
    })
}

#[test]
fn a_url_for_the_wrong_option_is_refused_and_not_repeated() {
    for line in [
        &["--database", URL][..],
        &["--schema", URL],
        &["--app", URL],
        &["--as-role", URL],
        &["--search-path", URL],
        &["--ledger", URL],
        &["--history", URL],
        &["--anchor", URL],
        &["-o", URL],
        &["--fail-on", URL],
        &["--format", URL],
        &["--statement-timeout", URL],
        &["--color", URL],
        &["--url", URL],
        &[URL],
        &["show", URL],
        &["diff", "1", URL],
        &["explain", URL],
        &["explain", "--run", URL],
        &["report", "--since", URL],
        &["runs", "-n", URL],
        &["verify", "--anchor", URL],
        &["man", URL],
        &["completions", URL],
        &["capture", "--database", URL, "--", "true"],
        &["capture", "--", "false", URL],
        &["capture", "--", URL],
    ] {
        let tool = Tool::bare();
        assert_kept(&tool, tool.plain(line), &line.join(" "));
    }
}

#[test]
fn a_url_in_the_wrong_setting_is_refused_and_not_repeated() {
    for settings in [
        "schema = \"URL\"",
        "as_role = \"URL\"",
        "ledger = \"URL\"",
        "history = \"URL\"",
        "fail_on = \"URL\"",
        "URL = 1",
        "\"URL\" = 1",
        "[databases.\"URL\"]\nurl = \"snapshot:x\"",
        "[databases.default]\nurl = \"URL\"\nsearch = \"URL\"",
        "[databases.default]\nurl = \"URL\" nonsense",
        "[databases.default]\nurl = [\"URL\"]",
        "[databases]\ndefault = \"URL\"",
        "[report]\nevery = \"URL\"",
        "[apps]\nshared = [\"URL\"]",
        "[[waivers]]\nfinding = \"URL\"\nreason = \"URL\"",
    ] {
        let tool = Tool::bare();
        let text = settings.replace("URL", URL);
        fs::write(tool.dir().join("reconcile.toml"), &text).expect("the settings");
        assert_kept(&tool, tool.plain(&[]), &text);
    }
}

#[test]
fn a_url_in_the_environment_is_not_repeated() {
    for (name, value) in [
        ("DATABASE_URL", URL),
        ("DATABASE_URL", "mysql://me:hunter2@db/shop"),
        ("DATABASE_URL", "postgresql+psycopg://me:hunter2@db/shop"),
        ("DATABASE_URL", "me:hunter2@db/shop"),
        ("DATABASE_URL", "hunter2"),
        (
            "DATABASE_URL",
            "host=127.0.0.1 port=1 password='hunter2 x' user=me",
        ),
        (
            "DATABASE_URL",
            "postgres://127.0.0.1:1/shop?user=me&password=hunter2",
        ),
        (
            "DATABASE_URL",
            "postgres://127.0.0.1:1/shop?sslpassword=hunter2",
        ),
        ("PGHOST", URL),
        ("PGPORT", URL),
        ("PGUSER", URL),
        ("PGSERVICE", URL),
        ("PGSSLMODE", URL),
        ("PGOPTIONS", URL),
        ("PGPASSFILE", URL),
    ] {
        let tool = Tool::bare();
        fs::create_dir(tool.dir().join("ledgers")).expect("a ledger");
        fs::write(tool.dir().join("ledgers/.keep"), "").expect("a file");
        let mut command = tool.plain(&[]);
        command.env(name, value);
        if name != "DATABASE_URL" && name != "PGHOST" {
            command
                .env("PGHOST", "127.0.0.1")
                .env("PGPORT", "1")
                .env(name, value);
        }
        assert_kept(&tool, command, &format!("{name}={value}"));
    }
}

#[test]
fn what_a_database_server_repeats_of_a_misplaced_url_is_not_printed() {
    let database = state_c();
    let encoded = URL
        .replace(':', "%3A")
        .replace('/', "%2F")
        .replace('@', "%40");
    let own = database.url();
    let (before, after) = own.split_once('?').expect("a host");
    let (start, name) = before.rsplit_once('/').expect("a database");
    for url in [
        own.replace("postgres@", &format!("{encoded}@")),
        format!("{start}/{encoded}?{after}"),
        format!("{start}/{name}?{after}&options=-c%20role%3D{encoded}"),
    ] {
        let tool = Tool::new(&url, &ledger());
        assert_kept(&tool, tool.command(&[]), &url);
    }
}

#[test]
fn what_a_project_says_is_passed_on_without_its_passwords() {
    let tool = Tool::bare();
    let says = "echo \"could not connect to $URL, 'PASSWORD': 'hunter2'\" >&2; exit 3";
    for verbose in [false, true] {
        let mut command = tool.plain(&["capture"]);
        command
            .args(verbose.then_some("-v"))
            .args(["--", "sh", "-c", says])
            .env("URL", URL);
        assert_kept(&tool, command, says);
    }
}

#[test]
fn answers_snapshots_and_anchors_are_for_their_owner_alone() {
    let database = state_c();
    let tool = Tool::new(&database.url(), &ledger());
    tool.report(&["--anchor", "seals"], 0);
    assert_eq!(tool.run(&["-o", "report.txt"]).status, Some(0));
    let url = [
        "snapshot",
        "--database-url",
        &database.url(),
        "-o",
        "s.json",
    ];
    assert_eq!(tool.run_plain(&url).status, Some(0));
    assert_eq!(
        tool.run_plain(&["report", "--since", "1d", "-o", "week.html"])
            .status,
        Some(0)
    );
    assert_eq!(
        tool.run_plain(&["man", "-o", "reconcile.1"]).status,
        Some(0)
    );
    let mode = |name: &str| {
        let file = fs::metadata(tool.dir().join(name)).expect(name);
        file.permissions().mode() & 0o777
    };
    for name in [
        "seals",
        "report.txt",
        "s.json",
        "week.html",
        ".reconcile/history.sqlite3",
    ] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    fs::set_permissions(
        tool.dir().join("report.txt"),
        fs::Permissions::from_mode(0o640),
    )
    .expect("a mode");
    assert_eq!(tool.run(&["-o", "report.txt"]).status, Some(0));
    assert_eq!(mode("report.txt"), 0o640, "who chose a mode keeps it");
    assert_ne!(
        mode("reconcile.1"),
        0o600,
        "the manual tells nothing of a database"
    );
}

#[test]
fn a_snapshot_holds_no_character_that_acts_on_a_terminal() {
    let database = state_c();
    let hostile = "a\u{1b}[2J\u{7f}\u{9b}31m\u{202e}\u{2028}\u{feff}\u{e0041}";
    database.execute(&format!("CREATE TABLE \"{hostile}\" (id int)"));
    let tool = Tool::bare();
    let taken = tool.run_plain(&["snapshot", "--database-url", &database.url()]);
    assert_eq!((taken.status, taken.stderr.as_str()), (Some(0), ""));
    let acts =
        |c: char| (c.is_control() && c != '\n') || "\u{202e}\u{2028}\u{feff}\u{e0041}".contains(c);
    assert_eq!(taken.stdout.chars().find(|c| acts(*c)), None);
    let read: serde_json::Value = serde_json::from_str(&taken.stdout).expect("JSON");
    assert!(
        read.to_string()
            .contains(hostile.trim_start_matches("a\u{1b}"))
    );
}
