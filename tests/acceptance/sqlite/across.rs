//! A ledger of one vendor, held against a database of another.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use rusqlite::Connection;
use tempfile::TempDir;

use crate::support::cli::Tool;
use crate::support::cluster::{Cluster, Database};
use crate::support::django::print_ledger;
use crate::support::report::Report;

/// The project of both vendors, migrated and printed on each.
struct Both {
    postgres: Database,
    of_postgres: PathBuf,
    sqlite: PathBuf,
    of_sqlite: PathBuf,
}

static BOTH: LazyLock<Both> = LazyLock::new(|| {
    let folder = Cluster::get().dir();
    let project = root("tests/across");
    let both = Both {
        postgres: Database::create(),
        of_postgres: folder.join("across-postgres"),
        sqlite: folder.join("across.sqlite3"),
        of_sqlite: folder.join("across-sqlite"),
    };
    print_ledger(&both.postgres, &project, &both.of_postgres, &[]);
    let mut build = Command::new(root("target/test-env/venv/bin/python"));
    build
        .arg(root("tests/django/build.py"))
        .args([&project, &both.of_sqlite])
        .env("RECONCILE_TEST_DB_NAME", &both.sqlite);
    said(&mut build);
    both
});

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What a command prints that a test cannot go on without.
fn said(command: &mut Command) -> String {
    let out = command
        .output()
        .expect("Python of target/test-env: run tests/run");
    let stderr = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{command:?}\n{stderr}");
    String::from_utf8(out.stdout).expect("UTF-8")
}

fn url(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

/// What is held to the ledger of PostgreSQL, after `damage` to a copy of the SQLite database.
fn of_sqlite_after(damage: &str, status: i32) -> Report {
    let folder = TempDir::new().expect("a folder");
    let copy = folder.path().join("db.sqlite3");
    fs::copy(&BOTH.sqlite, &copy).expect("a copy");
    let connection = Connection::open(&copy).expect("a database");
    connection.execute_batch(damage).expect(damage);
    drop(connection);
    Tool::new(&url(&copy), &BOTH.of_postgres).report(&[], status)
}

/// What is held to the ledger of SQLite, after `damage` to a copy of PostgreSQL's database.
fn of_postgres_after(damage: &str, status: i32) -> Report {
    let copy = Database::from_template(&BOTH.postgres);
    copy.execute(damage);
    Tool::new(&copy.url(), &BOTH.of_sqlite).report(&[], status)
}

/// Each alarm as kind, object and aspect.
fn alarms(report: &Report) -> BTreeSet<String> {
    let told = report
        .findings()
        .filter(|finding| finding["severity"] != "info");
    let words = told.map(|finding| {
        let object = &finding["object"];
        let word = |it: &serde_json::Value| it.as_str().unwrap_or("-").to_owned();
        let (kind, aspect) = (word(&finding["kind"]), word(&finding["aspect"]));
        let (table, name) = (word(&object["table"]), word(&object["name"]));
        format!("{kind} {table}.{name} {aspect}")
    });
    words.collect()
}

/// That only what is named here is told, in the order of the alphabet.
pub(super) fn tells(report: &Report, expected: &[&str]) {
    let told = alarms(report);
    let told: Vec<&str> = told.iter().map(String::as_str).collect();
    assert_eq!(told, expected, "{:#}", report.value());
}

#[test]
fn what_both_vendors_were_migrated_to_agrees_across() {
    for (report, ledger) in [
        (of_sqlite_after("", 0), "postgresql"),
        (of_postgres_after("", 0), "sqlite"),
    ] {
        tells(&report, &[]);
        let coverage = &report.value()["summary"]["coverage"];
        let across = &coverage["across_vendors"];
        assert_eq!(across["ledger"], ledger, "{coverage:#}");
        assert!(across["columns"].as_u64() > Some(100), "{coverage:#}");
        for word in ["check", "deferrable", "body"] {
            let number = &across["not_applicable"][word];
            assert!(number.as_u64() > Some(0), "{word} {coverage:#}");
        }
        assert_eq!(coverage["unmeasured"], 0, "{coverage:#}");
        // A constraint that SQLite cannot have: nothing of it is checked there, and nothing is printed for it.
        let verdict = report.verdict("both.0003_late");
        let nothing_held = if ledger == "postgresql" {
            "opaque"
        } else {
            "state_only"
        };
        assert_eq!(verdict, nothing_held);
    }
}

#[test]
fn what_an_sqlite_database_lacks_of_postgresqls_ledger_is_found() {
    for (damage, expected) in [
        (
            "DROP TABLE both_small",
            &["missing both_small.both_small -"][..],
        ),
        (
            "ALTER TABLE both_shelf DROP COLUMN binary",
            &["missing both_shelf.binary -"],
        ),
        (
            "ALTER TABLE both_shelf ADD COLUMN odd integer",
            &["unexpected both_shelf.odd -"],
        ),
        (
            "DROP INDEX shelf_big_char",
            &["missing both_shelf.shelf_big_char -"],
        ),
        (
            "DROP INDEX shelf_big_char; CREATE INDEX shelf_big_char ON both_shelf (big, char)",
            &["different both_shelf.shelf_big_char order"],
        ),
        (
            "DROP INDEX shelf_partial; CREATE INDEX shelf_partial ON both_shelf (whole)",
            &["different both_shelf.shelf_partial predicate"],
        ),
        (
            "DROP INDEX shelf_unique_partial; CREATE INDEX shelf_unique_partial ON both_shelf (slug) WHERE boolean",
            &["different both_shelf.shelf_unique_partial unique"],
        ),
        (
            "DROP INDEX both_shelf_slug_url_5c8a8341_uniq",
            &["missing both_shelf.both_shelf_slug_url_5c8a8341_uniq -"],
        ),
        ("DROP VIEW both_view", &["missing -.both_view -"]),
    ] {
        tells(
            &of_sqlite_after(damage, i32::from(!damage.contains(" ADD "))),
            expected,
        );
    }
}

/// A table made anew by other words.
fn respelled(table: &str, from: &str, to: &str) -> String {
    let connection = Connection::open(&BOTH.sqlite).expect("a database");
    let query = "SELECT sql FROM sqlite_schema WHERE name = ?1";
    let sql: String = connection
        .query_row(query, [table], |row| row.get(0))
        .expect("the table");
    assert!(sql.contains(from), "{from} is not in {sql}");
    let sql = sql.replacen(from, to, 1).replace('\'', "''");
    format!(
        "PRAGMA writable_schema = on; UPDATE sqlite_schema SET sql = '{sql}' WHERE name = '{table}'; PRAGMA writable_schema = reset"
    )
}

#[test]
fn what_an_sqlite_table_has_otherwise_is_found() {
    for (from, to, expected) in [
        (
            "\"big\" bigint NOT NULL",
            "\"big\" bigint NULL",
            &["different both_shelf.big nullable"][..],
        ),
        (
            "\"big\" bigint",
            "\"big\" integer",
            &["different both_shelf.big type"],
        ),
        (
            "\"slug\" varchar(50)",
            "\"slug\" varchar(49)",
            &["different both_shelf.slug type"],
        ),
        (
            "\"uuid\" char(32)",
            "\"uuid\" integer",
            &["different both_shelf.uuid type"],
        ),
        // The case of letters tells no names apart.
        ("\"camelCase\"", "\"CAMELcase\"", &[]),
    ] {
        let damage = respelled("both_shelf", from, to);
        tells(
            &of_sqlite_after(&damage, i32::from(!expected.is_empty())),
            expected,
        );
    }
    let [to_small, to_shelf] =
        ["both_small", "both_shelf"].map(|to| format!("REFERENCES \"{to}\""));
    let links = respelled("both_links", &to_small, &to_shelf);
    let report = of_sqlite_after(&links, 1);
    let told = alarms(&report);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told.iter().all(|it| it.ends_with(" references")),
        "{told:?}"
    );
}

#[test]
fn what_a_postgresql_database_lacks_of_sqlites_ledger_is_found() {
    for (damage, expected) in [
        (
            "ALTER TABLE both_shelf DROP COLUMN \"binary\"",
            &["missing both_shelf.binary -"][..],
        ),
        (
            "ALTER TABLE both_shelf ALTER slug TYPE varchar(49)",
            &["different both_shelf.slug type"],
        ),
        (
            "ALTER TABLE both_shelf ALTER big DROP NOT NULL",
            &["different both_shelf.big nullable"],
        ),
        (
            "ALTER TABLE both_shelf DROP CONSTRAINT both_shelf_text_key",
            &["missing both_shelf.UNIQUE (text) -"],
        ),
        (
            "DROP INDEX shelf_big_char",
            &["missing both_shelf.shelf_big_char -"],
        ),
        // These are no matter of SQLite.
        (
            "CREATE INDEX extra ON both_shelf USING gin (json); COMMENT ON TABLE both_shelf IS 'x';
             ALTER TABLE both_shelf ADD CONSTRAINT extra_check CHECK (big > 0), ALTER big SET DEFAULT 3;
             CREATE SEQUENCE extra_seq",
            &[],
        ),
    ] {
        tells(&of_postgres_after(damage, i32::from(!expected.is_empty())), expected);
    }
}

#[test]
fn the_list_of_stand_ins_is_what_django_has() {
    let script = root("tests/across/data_types.py");
    let mut printed = BTreeSet::new();
    let mut newest = false;
    for (python, packages) in [
        ("venv", "django-3.2"),
        ("venv", "django-4.2"),
        ("venv", ""),
        ("python-django-6.0", ""),
        ("python-django-6.1", ""),
    ] {
        let environment = root("target/test-env");
        let python = environment.join(python).join("bin/python");
        if !python.exists() {
            eprintln!("no {}: skipped", python.display());
            continue;
        }
        newest |= python.to_string_lossy().contains("6.1");
        let mut command = Command::new(python);
        command.arg(&script).env("PYTHONDONTWRITEBYTECODE", "1");
        if !packages.is_empty() {
            command.env("PYTHONPATH", environment.join(packages));
        }
        printed.extend(said(&mut command).lines().map(str::to_owned));
    }
    let database = Database::create();
    let pairs: BTreeSet<String> = printed
        .iter()
        .map(|line| as_the_server(&database, line))
        .collect();
    let listed = include_str!("../../../src/stand_ins/django.txt").lines();
    let listed: BTreeSet<String> = listed
        .filter(|line| !line.starts_with('#'))
        .map(str::to_owned)
        .collect();
    let beyond: Vec<&String> = pairs.difference(&listed).collect();
    assert!(
        beyond.is_empty(),
        "not in src/stand_ins/django.txt: {beyond:#?}"
    );
    let unknown: Vec<&String> = listed.difference(&pairs).collect();
    assert!(!newest || unknown.is_empty(), "no Django has {unknown:#?}");
}

/// A pair of types as the list has it: PostgreSQL's in the server's own words, with letters for numbers.
fn as_the_server(database: &Database, line: &str) -> String {
    let (postgres, sqlite) = line.split_once(" | ").expect("a pair");
    let (key, postgres) = match postgres.strip_prefix("key ") {
        Some(postgres) => ("key ", postgres),
        None => ("", postgres),
    };
    database.execute(&format!(
        "DROP TABLE IF EXISTS one; CREATE TABLE one (it {postgres})"
    ));
    let query = "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'one'::regclass AND attname = 'it'";
    let words = database.texts(query).concat();
    let pair = format!("{key}{words} | {}", sqlite.to_lowercase());
    pair.replace("(7)", "(a)").replace("(17,13)", "(a,b)")
}
