//! What the text tells to run is what psql takes: one object of every sort, each dropped by a migration that
//! never ran, so that there is a finding on it.

use std::fs;
use std::process::Command;

use postgres::error::SqlState;
use tempfile::TempDir;

use crate::support::cli::Tool;
use crate::support::cluster::{Cluster, Database};

/// What is made, and how it is called in `DROP`.
const OBJECTS: [(&str, &str); 25] = [
    (
        "CREATE TABLE t (a integer, b integer, CHECK (a > 0))",
        "TABLE t",
    ),
    ("CREATE SEQUENCE s", "SEQUENCE s"),
    ("CREATE INDEX i ON t (a)", "INDEX i"),
    ("CREATE VIEW v AS SELECT a FROM t", "VIEW v"),
    (
        "CREATE MATERIALIZED VIEW mv AS SELECT a FROM t",
        "MATERIALIZED VIEW mv",
    ),
    (
        "CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$",
        "FUNCTION f(integer)",
    ),
    (
        "CREATE PROCEDURE p() LANGUAGE sql AS $$ SELECT 1 $$",
        "PROCEDURE p()",
    ),
    (
        "CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer)",
        "AGGREGATE total(integer)",
    ),
    (
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "FUNCTION touch()",
    ),
    (
        "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch()",
        "TRIGGER tr ON t",
    ),
    (
        "CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING",
        "RULE r ON t",
    ),
    ("CREATE POLICY po ON t USING (a > 1)", "POLICY po ON t"),
    ("CREATE STATISTICS st ON a, b FROM t", "STATISTICS st"),
    ("CREATE TYPE e AS ENUM ('x')", "TYPE e"),
    ("CREATE DOMAIN d AS integer", "DOMAIN d"),
    ("CREATE COLLATION c FROM \"C\"", "COLLATION c"),
    ("CREATE SCHEMA sch", "SCHEMA sch"),
    (
        "CREATE CONVERSION co FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8",
        "CONVERSION co",
    ),
    ("CREATE FOREIGN DATA WRAPPER w", "FOREIGN DATA WRAPPER w"),
    ("CREATE SERVER srv FOREIGN DATA WRAPPER w", "SERVER srv"),
    (
        "CREATE TEXT SEARCH CONFIGURATION cfg (COPY = simple)",
        "TEXT SEARCH CONFIGURATION cfg",
    ),
    (
        "CREATE TEXT SEARCH DICTIONARY dict (TEMPLATE = simple)",
        "TEXT SEARCH DICTIONARY dict",
    ),
    ("CREATE PUBLICATION pub FOR TABLE t", "PUBLICATION pub"),
    (
        "CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq)",
        "OPERATOR === (integer, integer)",
    ),
    (
        "CREATE ACCESS METHOD am TYPE TABLE HANDLER heap_tableam_handler",
        "ACCESS METHOD am",
    ),
];

/// What a run suggests.
fn suggested(database: &Database, ledger: &TempDir) -> Vec<String> {
    let report = Tool::new(&database.url(), ledger.path()).report(&["--fail-on", "never"], 0);
    report.next()
}

fn recorded(text: &str) -> (Database, TempDir) {
    let (ledger, database) = (
        TempDir::new().expect("a temporary folder"),
        Database::create(),
    );
    fs::create_dir(ledger.path().join("shop")).expect("a folder");
    fs::write(ledger.path().join("shop/0001_m.sql"), text).expect("a stored output");
    database.execute(
        "CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
         name varchar(255) NOT NULL, applied timestamptz NOT NULL);
         INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '0001_m', now())",
    );
    database.execute(text);
    (database, ledger)
}

/// What psql shows; nothing where this machine has no psql.
fn shown(database: &Database, command: &str) -> Option<String> {
    let psql = Cluster::program("psql")?;
    let out = Command::new(psql)
        .args([
            "-X",
            "-v",
            "ON_ERROR_STOP=1",
            &database.url(),
            "-c",
            command,
        ])
        .output()
        .expect("psql runs");
    let (shown, error) = (
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr),
    );
    assert!(
        out.status.success() && error.is_empty(),
        "{command}\n{shown}\n{error}"
    );
    Some(shown.into_owned())
}

#[test]
fn psql_takes_what_is_suggested_for_every_sort_of_object() {
    let made: Vec<&str> = OBJECTS.iter().map(|(made, _)| *made).collect();
    let (database, ledger) = recorded(&(made.join(";\n") + ";\n"));
    // The table stays, with a comment by hand: what hangs on it would go along with it.
    database.execute("COMMENT ON TABLE t IS 'by hand'");
    let dropped = OBJECTS.iter().skip(1).rev();
    let dropped: Vec<String> = dropped
        .map(|(_, called)| format!("DROP {called};\n"))
        .collect();
    fs::write(ledger.path().join("shop/0002_m.sql"), dropped.concat()).expect("a stored output");
    database.execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '0002_m', now())",
    );
    let commands = suggested(&database, &ledger);
    assert!(commands.len() >= OBJECTS.len(), "{commands:#?}");
    let (looks, drops): (Vec<&String>, Vec<&String>) =
        commands.iter().partition(|it| it.starts_with('\\'));
    assert!(looks.len() > 8 && drops.len() > 8, "{commands:#?}");
    for drop in drops {
        let dropped = database
            .connect()
            .batch_execute(&format!("BEGIN; {drop} ROLLBACK"));
        let code = dropped.err().and_then(|it| it.code().cloned());
        // Something else is there that needs it, and has a finding of its own.
        let needed = Some(SqlState::DEPENDENT_OBJECTS_STILL_EXIST);
        assert!(code.is_none() || code == needed, "{drop} {code:?}");
    }
    for command in looks {
        let Some(shown) = shown(&database, command) else {
            return eprintln!("not measured: there is no psql");
        };
        assert!(
            !shown.contains("(0 rows)") && !shown.trim().is_empty(),
            "{command}\n{shown}"
        );
    }
}

#[test]
fn a_body_that_was_changed_is_shown_line_by_line_and_made_anew() {
    let body = |lines: &str| {
        format!(
            "CREATE OR REPLACE FUNCTION \"Touch\"(a integer, b text) RETURNS integer LANGUAGE plpgsql AS $$\n{lines}\n$$;"
        )
    };
    let lines = "BEGIN\n  a := a + 1;\n  a := a + 2;\n  a := a + 3;\n  RETURN a;\nEND";
    let (database, ledger) = recorded(&body(lines));
    database.execute(&body(&lines.replace("+ 1", "+ 10").replace("+ 3", "+ 30")));
    let said = Tool::new(&database.url(), ledger.path())
        .run(&["--fail-on", "never"])
        .stdout;
    for line in [
        "-  a := a + 1;",
        "+  a := a + 10;",
        "   a := a + 2;",
        "-  a := a + 3;",
        "+  a := a + 30;",
    ] {
        assert!(
            said.lines().any(|one| one.trim_end().ends_with(line)),
            "{line}\n{said}"
        );
    }
    let commands = suggested(&database, &ledger);
    let [path, command] = &commands[..] else {
        panic!("{commands:#?}");
    };
    assert_eq!(path, "SET search_path = pg_catalog, \"public\";");
    assert!(command.contains("  a := a + 3;\n"), "{command}");
    database.execute(command);
    assert_eq!(suggested(&database, &ledger), [] as [&str; 0]);
}

#[test]
fn a_column_is_added_where_there_are_rows_with_the_value_that_django_gave_them() {
    let (database, ledger) = recorded(
        "CREATE TABLE t (a integer);
         ALTER TABLE t ADD COLUMN w integer DEFAULT 7 NOT NULL;
         ALTER TABLE t ALTER COLUMN w DROP DEFAULT;",
    );
    database.execute("INSERT INTO t VALUES (1, 2); ALTER TABLE t DROP COLUMN w");
    for command in suggested(&database, &ledger) {
        database.execute(&command);
    }
    assert_eq!(suggested(&database, &ledger), [] as [&str; 0]);
    assert_eq!(database.texts("SELECT w::text FROM t"), ["7"]);
}

#[test]
fn what_was_renamed_by_hand_gets_its_name_back() {
    let (database, ledger) =
        recorded("CREATE TABLE t (a integer, b text); CREATE VIEW v AS SELECT a FROM t;");
    database.execute("ALTER TABLE t RENAME TO t_old; ALTER TABLE t_old RENAME COLUMN b TO c");
    database.execute("ALTER TABLE t_old RENAME COLUMN c TO b");
    for command in suggested(&database, &ledger) {
        database.execute(&command);
    }
    assert_eq!(suggested(&database, &ledger), [] as [&str; 0]);
}

#[test]
fn a_column_that_nobody_fills_is_said_to_keep_every_row_out() {
    let (database, ledger) = recorded("CREATE TABLE t (a integer);");
    database.execute("ALTER TABLE t ADD COLUMN extra integer NOT NULL");
    let report = Tool::new(&database.url(), ledger.path()).report(&[], 0);
    let message = report.findings().find_map(|it| it["message"].as_str());
    assert!(
        message.is_some_and(|it| it.ends_with("every INSERT of Django fails")),
        "{:#}",
        report.value()
    );
    database.execute(&suggested(&database, &ledger).concat());
    database.execute("INSERT INTO t (a) VALUES (1)");
}

/// When the run is printed again, too.
#[test]
fn what_is_run_in_another_database_names_it() {
    let database = Database::create();
    database.execute(
        "CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
             name varchar(255) NOT NULL, applied timestamptz NOT NULL);
         CREATE TABLE shop_item (id bigint);
         INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '0001_m', now())",
    );
    let tool = Tool::bare();
    let url = database.url();
    for (path, text) in [
        (
            "ledgers/shop/0001_m.sql",
            "CREATE TABLE shop_item (id bigint);",
        ),
        (
            "ledgers/shop/0002_n.sql",
            "ALTER TABLE shop_item ADD COLUMN n integer;",
        ),
        (
            "reconcile.toml",
            &format!("[databases.other]\nurl = \"{url}\"\n"),
        ),
    ] {
        let file = tool.dir().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }
    let printed = tool.run(&["--database", "other"]);
    assert_eq!(printed.status, Some(0), "{printed:#?}");
    let again = tool.run(&["show"]);
    let story = tool.run(&["explain", "shop_item.n"]);
    for told in [printed.stdout, again.stdout, story.stdout] {
        assert!(told.contains("python manage.py migrate shop"), "{told}");
        for line in told.lines().filter(|it| it.contains("manage.py migrate")) {
            assert!(line.ends_with(" --database=other"), "{line}\n{told}");
        }
    }
}
