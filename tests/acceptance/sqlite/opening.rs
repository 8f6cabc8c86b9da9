//! How a file is named, opened and refused.

use std::fs;
use std::path::Path;
use std::process::Command;

use rusqlite::Connection;

use crate::support::cli::{Outcome, Tool};

/// What Django makes for itself, and one migration.
const RECORDED: &str = "CREATE TABLE \"django_migrations\" (\"id\" integer NOT NULL PRIMARY KEY AUTOINCREMENT, \
     \"app\" varchar(255) NOT NULL, \"name\" varchar(255) NOT NULL, \"applied\" datetime NOT NULL);
     INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '0001_initial', '2026-01-14 20:52:03.123456');";

const MADE: &str = "CREATE TABLE \"shop_book\" (\"id\" integer NOT NULL PRIMARY KEY AUTOINCREMENT, \"title\" varchar(30) NOT NULL);";

fn write(path: &Path, sql: &str) {
    let connection = Connection::open(path).expect("a database");
    connection.execute_batch(sql).expect("a schema");
}

/// A tool in a folder with a database, and a ledger of what was done to it.
fn shop() -> Tool {
    let tool = Tool::bare();
    write(&tool.dir().join("db.sqlite3"), &format!("{RECORDED}{MADE}"));
    let folder = tool.dir().join("ledgers/shop");
    fs::create_dir_all(&folder).expect("a ledger");
    fs::write(
        folder.join("0001_initial.sql"),
        format!("BEGIN;\n{MADE}\nCOMMIT;\n"),
    )
    .expect("an output");
    tool
}

fn snapshot(tool: &Tool, url: &str) -> Outcome {
    tool.run_plain(&["snapshot", "--database-url", url, "-o", "s.json"])
}

fn said(outcome: &Outcome) -> String {
    let words: Vec<&str> = outcome.stderr.split_whitespace().collect();
    words.join(" ")
}

fn refused(tool: &Tool, url: &str, words: &[&str]) {
    let outcome = snapshot(tool, url);
    assert_eq!(outcome.status, Some(2), "{outcome:#?}");
    for word in words {
        assert!(said(&outcome).contains(word), "{url}: {word}: {outcome:#?}");
    }
}

#[test]
fn a_file_is_named_in_each_way() {
    let tool = shop();
    let absolute = tool.dir().join("db.sqlite3").display().to_string();
    for url in [
        "sqlite:db.sqlite3".to_owned(),
        "sqlite:///db.sqlite3".to_owned(),
        "sqlite:///db%2Esqlite3?timeout=20".to_owned(),
        format!("sqlite:{absolute}"),
        format!("sqlite:///{absolute}"),
    ] {
        let outcome = snapshot(&tool, &url);
        assert_eq!(outcome.status, Some(0), "{url}: {outcome:#?}");
        let taken = fs::read_to_string(tool.dir().join("s.json")).expect("a snapshot");
        assert!(taken.contains("shop_book"), "{taken}");
    }
    fs::write(
        tool.dir().join("reconcile.toml"),
        "[databases.dev]\nurl = \"sqlite:db.sqlite3\"\n",
    )
    .expect("settings");
    let below = tool.dir().join("below");
    fs::create_dir(&below).expect("a folder");
    let mut command = tool.plain(&["snapshot", "--database", "dev", "-o", "s.json"]);
    let outcome = Outcome::of(command.current_dir(below));
    assert_eq!(outcome.status, Some(0), "{outcome:#?}");
}

#[test]
fn a_database_agrees_and_so_does_its_snapshot() {
    let tool = shop();
    let live = tool.run_plain(&["--database-url", "sqlite:db.sqlite3"]);
    assert_eq!(live.status, Some(0), "{live:#?}");
    assert!(live.stdout.contains("AGREES"), "{live:#?}");
    let taken = tool.run_plain(&[
        "snapshot",
        "--database-url",
        "sqlite:db.sqlite3",
        "-o",
        "s.json",
    ]);
    assert_eq!(taken.status, Some(0), "{taken:#?}");
    let kept = tool.run_plain(&["--database-url", "snapshot:s.json"]);
    assert_eq!(kept.status, Some(0), "{kept:#?}");
    write(
        &tool.dir().join("db.sqlite3"),
        "ALTER TABLE shop_book DROP COLUMN title",
    );
    let outcome = tool.run_plain(&["--database-url", "sqlite:db.sqlite3", "-q"]);
    assert_eq!(outcome.status, Some(1), "{outcome:#?}");
    assert!(outcome.stdout.contains("title"), "{outcome:#?}");
}

#[test]
fn what_is_no_file_of_sqlite_is_refused_with_what_to_do() {
    let tool = shop();
    let file = |name: &str| tool.dir().join(name);
    refused(
        &tool,
        "sqlite:nowhere",
        &["nowhere does not exist", "from the working folder"],
    );
    refused(&tool, "sqlite:ledgers", &["it is a folder"]);
    fs::write(file("empty"), "").expect("a file");
    refused(&tool, "sqlite:empty", &["is empty", "manage.py migrate"]);
    fs::write(file("text"), "no database".repeat(20)).expect("a file");
    refused(
        &tool,
        "sqlite:text",
        &["is none, or is encrypted", "snapshot:PATH"],
    );
    write(&file("bare"), MADE);
    refused(&tool, "sqlite:bare", &["has no table django_migrations"]);
    write(
        &file("view"),
        "CREATE VIEW django_migrations AS SELECT 1 AS id",
    );
    refused(&tool, "sqlite:view", &["that is a view"]);
    refused(&tool, "sqlite::memory:", &["in memory", "sqlite:PATH"]);
    refused(&tool, "sqlite:///", &["in memory"]);
    refused(&tool, "sqlite://host/db", &["has no host"]);
    refused(&tool, "db.sqlite3", &["sqlite:PATH"]);
}

#[test]
fn a_pipe_is_not_waited_for() {
    let tool = shop();
    let pipe = tool.dir().join("db.sqlite3-wal");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo").success());
    refused(
        &tool,
        "sqlite:db.sqlite3",
        &["db.sqlite3-wal cannot be read: it is a pipe"],
    );
}

#[test]
fn a_locked_file_is_waited_for_as_long_as_one_question_may_take() {
    let tool = shop();
    let writer = Connection::open(tool.dir().join("db.sqlite3")).expect("a database");
    writer.execute_batch("BEGIN EXCLUSIVE").expect("a lock");
    let arguments = [
        "snapshot",
        "--database-url",
        "sqlite:db.sqlite3",
        "-o",
        "s.json",
        "--statement-timeout",
        "200ms",
    ];
    let outcome = tool.run_plain(&arguments);
    assert_eq!(outcome.status, Some(2), "{outcome:#?}");
    assert!(
        said(&outcome).contains("was locked by another process for 0.2 s"),
        "{outcome:#?}"
    );
    drop(writer);
    assert_eq!(tool.run_plain(&arguments).status, Some(0));
}

#[test]
fn what_a_file_does_not_have_is_not_to_be_typed() {
    let tool = shop();
    for (typed, words) in [
        (&["--schema", "public"][..], "one schema"),
        (&["--all-schemas"], "one schema"),
        (&["--as-role", "web"], "no roles"),
        (&["--search-path", "shop"], "no roles"),
        (&["--search-siblings"], "no other databases"),
    ] {
        let arguments = [&["--database-url", "sqlite:db.sqlite3"], typed].concat();
        let outcome = tool.run_plain(&arguments);
        assert_eq!(outcome.status, Some(2), "{outcome:#?}");
        assert!(said(&outcome).contains(words), "{outcome:#?}");
    }
    let settings = "schema = \"public\"\nas_role = \"web\"\nsearch_path = \"shop\"\nsearch_siblings = true\n[databases.default]\nurl = \"sqlite:db.sqlite3\"\n";
    fs::write(tool.dir().join("reconcile.toml"), settings).expect("settings");
    let outcome = tool.run_plain(&["--schema", "main"]);
    assert_eq!(outcome.status, Some(0), "{outcome:#?}");
    write(&tool.dir().join("db.sqlite3"), "DROP TABLE shop_book");
    let outcome = tool.run_plain(&["-v"]);
    assert_eq!(outcome.status, Some(1), "{outcome:#?}");
    for nothing in ["what the application sees", "not looked into"] {
        assert!(!outcome.stdout.contains(nothing), "{outcome:#?}");
    }
}

#[test]
fn nothing_is_left_beside_a_file_and_nothing_in_it_is_changed() {
    let tool = shop();
    let path = tool.dir().join("db.sqlite3");
    for mode in ["delete", "wal"] {
        write(&path, &format!("PRAGMA journal_mode = {mode}"));
        let before = fs::read(&path).expect("the file");
        let outcome = tool.run_plain(&["--database-url", "sqlite:db.sqlite3", "--no-history"]);
        assert_eq!(outcome.status, Some(0), "{mode}: {outcome:#?}");
        assert_eq!(fs::read(&path).expect("the file"), before);
        for ending in ["-wal", "-shm", "-journal"] {
            assert!(
                !tool.dir().join(format!("db.sqlite3{ending}")).exists(),
                "{mode} {ending}"
            );
        }
    }
}
