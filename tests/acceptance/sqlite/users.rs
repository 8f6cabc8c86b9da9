//! A project without Django: its server's tables are PostgreSQL's, and those of its tests SQLite's.

use std::fs;

use rusqlite::Connection;

use super::across::tells;
use crate::support::cli::Tool;

/// What a project without Django wrote for its server, as `SQLAlchemy` prints it.
const USERS: &str = "CREATE TABLE users (
    id UUID NOT NULL,
    email VARCHAR(320) NOT NULL,
    phone_number VARCHAR(32),
    profile JSONB DEFAULT '{}'::jsonb NOT NULL,
    tags VARCHAR(40)[] NOT NULL,
    balance NUMERIC(12, 2) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT uq_users_email UNIQUE (email)
);
CREATE INDEX ix_users_tags ON users USING gin (tags);
CREATE TABLE posts (
    id BIGSERIAL NOT NULL,
    author_id UUID NOT NULL,
    published BOOLEAN NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT fk_posts_author FOREIGN KEY(author_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX ix_posts_author_id ON posts (author_id);
";

/// What its tests make of that on SQLite; the column that they never had.
const TESTED: &str = "CREATE TABLE users (
    id CHAR(36) NOT NULL,
    email VARCHAR(320) NOT NULL,
    profile JSON NOT NULL,
    tags JSON NOT NULL,
    balance NUMERIC(12, 2) NOT NULL,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (email)
);
CREATE TABLE posts (
    id INTEGER NOT NULL,
    author_id CHAR(36) NOT NULL,
    published BOOLEAN NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(author_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX ix_posts_author_id ON posts (author_id);
CREATE TABLE django_migrations (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, app varchar(255) NOT NULL,
    name varchar(255) NOT NULL, applied datetime NOT NULL);
INSERT INTO django_migrations (app, name, applied) VALUES ('accounts', '0001_initial', '2026-01-14 20:52:03');
";

/// A tool whose folder has the ledger of `USERS`, and the database of `TESTED`.
fn users() -> Tool {
    let tool = Tool::bare();
    let folder = tool.dir().join("ledgers/accounts");
    fs::create_dir_all(&folder).expect("a ledger");
    fs::write(folder.join("0001_initial.sql"), USERS).expect("an output");
    let connection = Connection::open(tool.dir().join("db.sqlite3")).expect("a database");
    connection.execute_batch(TESTED).expect("a schema");
    tool
}

const DESK: [&str; 2] = ["--database-url", "sqlite:db.sqlite3"];

#[test]
fn a_column_that_the_tests_never_had_is_found_and_nothing_else() {
    let tool = users();
    let report = tool.run_plain(&[&DESK[..], &["--json"]].concat()).report(1);
    tells(&report, &["missing users.phone_number -"]);
    let across = &report.value()["summary"]["coverage"]["across_vendors"];
    assert_eq!(across["ledger"], "postgresql");
    assert_eq!(across["not_applicable"]["method"], 1, "{across:#}");
    let text = tool.run_plain(&DESK).stdout;
    assert!(
        text.contains("PostgreSQL's ledger against SQLite"),
        "{text}"
    );
}

#[test]
fn a_project_says_what_else_stands_for_a_type() {
    let tool = users();
    let connection = Connection::open(tool.dir().join("db.sqlite3")).expect("a database");
    let as_blob = "ALTER TABLE users DROP COLUMN tags; ALTER TABLE users ADD COLUMN tags BLOB NOT NULL DEFAULT '';
        ALTER TABLE users ADD COLUMN phone_number VARCHAR(32)";
    connection.execute_batch(as_blob).expect(as_blob);
    let report = tool.run_plain(&[&DESK[..], &["--json"]].concat()).report(1);
    tells(&report, &["different users.tags type"]);
    let settings = "[stand_ins]\nARRAY = [\"blob\"]\n";
    fs::write(tool.dir().join("reconcile.toml"), settings).expect("settings");
    let report = tool.run_plain(&[&DESK[..], &["--json"]].concat()).report(0);
    tells(&report, &[]);
}

#[test]
fn whether_vendors_may_differ_is_said_and_kept() {
    let tool = users();
    let refused = |args: &[&str], words: &str| {
        let outcome = tool.run_plain(&[&DESK[..], args].concat());
        assert_eq!(outcome.status, Some(2), "{outcome:#?}");
        assert!(outcome.stderr.contains(words), "{outcome:#?}");
    };
    refused(
        &["--compare-as", "same-vendor"],
        "the ledger was printed for PostgreSQL, and the database is SQLite",
    );
    let output = tool.dir().join("ledgers/accounts/0001_initial.sql");
    fs::write(
        &output,
        "CREATE TABLE users (id integer PRIMARY KEY AUTOINCREMENT);",
    )
    .expect("an output");
    refused(
        &["--compare-as", "stand-ins"],
        "nothing stands in for anything",
    );
    // Nothing tells for what it was printed but the one who asks.
    fs::write(&output, "CREATE TABLE users (id char(36) PRIMARY KEY);").expect("an output");
    let asked = [&DESK[..], &["--compare-as", "stand-ins", "--json"]].concat();
    let report = tool.run_plain(&asked).report(0);
    let across = &report.value()["summary"]["coverage"]["across_vendors"];
    assert_eq!(across["ledger"], "postgresql");
}
