//! What is suggested mends: each damage that the statements of a finding undo, with rows in the tables.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::report::Report;

/// A ledger, and what is done to a database that it made.
struct Case {
    made: &'static str,
    damage: &'static str,
    /// The first server that has it.
    since: i32,
}

const fn case(made: &'static str, damage: &'static str) -> Case {
    Case {
        made,
        damage,
        since: 0,
    }
}

const CASES: [Case; 20] = [
    case(
        "CREATE TABLE t (a integer, b integer);\nCREATE VIEW v AS SELECT a FROM t;",
        "CREATE OR REPLACE VIEW v AS SELECT a, b FROM t",
    ),
    case(
        "CREATE TABLE t (a integer, b integer);\nCREATE VIEW v AS SELECT a, b FROM t;",
        "DROP VIEW v; CREATE VIEW v AS SELECT a FROM t",
    ),
    case(
        "CREATE TABLE t (a integer, b integer);\nCREATE VIEW v AS SELECT a, b FROM t;",
        "ALTER VIEW v RENAME COLUMN a TO other",
    ),
    case(
        "CREATE TABLE t (a integer, b integer);\nCREATE MATERIALIZED VIEW v AS SELECT a FROM t;\n\
         CREATE INDEX i ON v (a);",
        "DROP MATERIALIZED VIEW v; CREATE MATERIALIZED VIEW v AS SELECT a FROM t WHERE b > 1; CREATE INDEX i ON v (a)",
    ),
    case(
        "CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$;",
        "DROP FUNCTION f(integer); CREATE FUNCTION f(a integer) RETURNS bigint LANGUAGE sql AS $$ SELECT 1::bigint $$",
    ),
    case(
        "CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$;",
        "CREATE OR REPLACE FUNCTION f(a integer DEFAULT 2) RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$",
    ),
    case(
        "CREATE TABLE t (a varchar(10), b integer);\nCREATE VIEW w AS SELECT a, b FROM t;\nCREATE VIEW c AS SELECT a FROM w;",
        "DROP VIEW c, w; ALTER TABLE t ALTER COLUMN a TYPE varchar(20); \
         CREATE VIEW w AS SELECT a, b FROM t; CREATE VIEW c AS SELECT a FROM w",
    ),
    case(
        "CREATE TABLE t (a varchar(10));\nCREATE VIEW v AS SELECT a FROM t;\n\
         CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;\n\
         CREATE TRIGGER g INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f();",
        "DROP VIEW v; ALTER TABLE t ALTER COLUMN a TYPE varchar(20); CREATE VIEW v AS SELECT a FROM t; \
         CREATE TRIGGER g INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f()",
    ),
    case(
        "CREATE TABLE t (a integer) WITH (fillfactor = 70, toast.autovacuum_enabled = false);",
        "ALTER TABLE t RESET (fillfactor); ALTER TABLE t SET (autovacuum_enabled = false)",
    ),
    case(
        "CREATE TABLE t (a text);\nALTER TABLE t ALTER COLUMN a SET (n_distinct = 5);",
        "ALTER TABLE t ALTER COLUMN a RESET (n_distinct); ALTER TABLE t ALTER COLUMN a SET STATISTICS 7",
    ),
    case(
        "CREATE TABLE t (a text, b text);\nALTER TABLE t ALTER COLUMN a SET STORAGE EXTERNAL;",
        "ALTER TABLE t ALTER COLUMN a SET STORAGE EXTENDED; ALTER TABLE t ALTER COLUMN b SET STORAGE MAIN",
    ),
    case(
        "CREATE TABLE t (a integer PRIMARY KEY, b integer NOT NULL UNIQUE);\nALTER TABLE t CLUSTER ON t_pkey;\n\
         ALTER TABLE t REPLICA IDENTITY USING INDEX t_b_key;",
        "ALTER TABLE t SET WITHOUT CLUSTER; ALTER TABLE t REPLICA IDENTITY FULL",
    ),
    case(
        "CREATE TABLE t (a integer PRIMARY KEY);",
        "ALTER TABLE t CLUSTER ON t_pkey; ALTER TABLE t REPLICA IDENTITY NOTHING",
    ),
    case(
        "CREATE TABLE t (a integer, b integer);\nCREATE INDEX i ON t (a, (a + b)) WITH (fillfactor = 70);\n\
         ALTER INDEX i ALTER COLUMN 2 SET STATISTICS 9;",
        "ALTER INDEX i SET (fillfactor = 50); ALTER INDEX i ALTER COLUMN 2 SET STATISTICS 8",
    ),
    case(
        "CREATE TABLE t (a integer, b integer, CONSTRAINT k UNIQUE (a) WITH (fillfactor = 70));\n\
         CREATE STATISTICS s ON a, b FROM t;\nALTER STATISTICS s SET STATISTICS 5;",
        "ALTER INDEX k RESET (fillfactor); ALTER STATISTICS s SET STATISTICS 6",
    ),
    case(
        "CREATE TABLE t (a integer);\nCREATE VIEW v WITH (security_barrier = true) AS SELECT a FROM t;",
        "ALTER VIEW v RESET (security_barrier)",
    ),
    case(
        "CREATE TABLE t (a varchar(10), b integer);\nCREATE VIEW v AS SELECT a, b FROM t;\nCOMMENT ON VIEW v IS 'it';\n\
         COMMENT ON COLUMN v.a IS 'its';\nALTER VIEW v ALTER COLUMN b SET DEFAULT 5;\n\
         CREATE RULE r AS ON INSERT TO v DO INSTEAD NOTHING;",
        "DROP VIEW v; ALTER TABLE t ALTER COLUMN a TYPE varchar(20); CREATE VIEW v AS SELECT a, b FROM t; \
         COMMENT ON VIEW v IS 'it'; COMMENT ON COLUMN v.a IS 'its'; ALTER VIEW v ALTER COLUMN b SET DEFAULT 5; \
         CREATE RULE r AS ON INSERT TO v DO INSTEAD NOTHING",
    ),
    case(
        "CREATE TABLE t (a integer, b integer, PRIMARY KEY (a));\nALTER TABLE t REPLICA IDENTITY FULL;",
        "ALTER TABLE t REPLICA IDENTITY DEFAULT",
    ),
    Case {
        made: "CREATE TABLE t (a text COMPRESSION pglz);",
        damage: "ALTER TABLE t ALTER COLUMN a SET COMPRESSION default",
        since: 140_000,
    },
    Case {
        made: "CREATE TABLE p (a int4range, d daterange, CONSTRAINT p_key PRIMARY KEY (a, d WITHOUT OVERLAPS));\n\
               CREATE TABLE t (a int4range, d daterange, \
               CONSTRAINT t_fk FOREIGN KEY (a, PERIOD d) REFERENCES p (a, PERIOD d));",
        damage: "ALTER TABLE t DROP CONSTRAINT t_fk",
        since: 180_000,
    },
];

fn recorded(text: &str) -> (Database, TempDir) {
    let ledger = TempDir::new().expect("a temporary folder");
    let database = Database::create();
    fs::create_dir(ledger.path().join("shop")).expect("a folder");
    fs::write(ledger.path().join("shop/0001_m.sql"), format!("{text}\n")).expect("a stored output");
    database.execute(
        "CREATE TABLE django_migrations (id bigint PRIMARY KEY, app varchar(255) NOT NULL,
         name varchar(255) NOT NULL, applied timestamptz NOT NULL);
         INSERT INTO django_migrations VALUES (1, 'shop', '0001_m', now())",
    );
    database.execute(text);
    (database, ledger)
}

fn report(database: &Database, ledger: &TempDir) -> Report {
    Tool::new(&database.url(), ledger.path()).report(&["--fail-on", "never"], 0)
}

fn sql(finding: &Value) -> String {
    let commands = finding["next"].as_array().expect("commands").iter();
    let sql = commands.filter(|it| it["in"] == "sql");
    let texts = sql.filter_map(|it| it["run"].as_str());
    texts.collect::<Vec<_>>().join("\n")
}

/// Runs what the findings say, each in a transaction of its own; none is left.
fn mended(made: &str, damage: &str) -> Database {
    let (database, ledger) = recorded(made);
    assert_eq!(report(&database, &ledger).alarms(), [""; 0], "{made}");
    database.execute(damage);
    let before = report(&database, &ledger);
    assert!(!before.alarms().is_empty(), "{damage}");
    let mut run = Vec::new();
    for finding in before.findings().filter(|it| it["root_cause"].is_null()) {
        let sql = sql(finding);
        assert!(!sql.is_empty(), "{damage}: {finding:#}");
        run.push(sql);
    }
    for batch in &run {
        let done = database.connect().batch_execute(batch);
        assert!(done.is_ok(), "{damage}: {batch}\n{done:?}");
    }
    let after = report(&database, &ledger);
    assert_eq!(after.alarms(), [""; 0], "{damage}: {run:#?}");
    database
}

#[test]
fn each_damage_is_undone_by_what_its_findings_say() {
    let version: i32 = {
        let database = Database::create();
        let row = database
            .connect()
            .query_one("SELECT current_setting('server_version_num')::int", &[]);
        row.expect("the version").get(0)
    };
    for case in CASES.iter().filter(|case| case.since <= version) {
        mended(case.made, case.damage);
    }
}

#[test]
fn a_name_that_something_else_has_is_a_question_first() {
    for (made, damage, free) in [
        (
            "CREATE TABLE t (a integer);\nCREATE VIEW v AS SELECT a FROM t;",
            "DROP VIEW v; CREATE TABLE v (a integer)",
            "ALTER TABLE v RENAME TO other",
        ),
        (
            "CREATE TABLE t (a integer, CONSTRAINT k UNIQUE (a));",
            "ALTER TABLE t DROP CONSTRAINT k; CREATE INDEX k ON t (a)",
            "ALTER INDEX k RENAME TO other",
        ),
    ] {
        let (database, ledger) = recorded(made);
        database.execute(damage);
        let asked = report(&database, &ledger);
        let mut findings = asked.findings().filter(|it| it["kind"] == "missing");
        let finding = findings.next().expect("a finding");
        assert_eq!(finding["caution"], "name_taken", "{finding:#}");
        database.execute(free);
        let again = report(&database, &ledger);
        let is_it = |it: &&Value| it["kind"] == "missing";
        let sql = sql(again.findings().find(is_it).expect("a finding"));
        database.execute(&sql);
        let after = report(&database, &ledger);
        assert!(after.findings().all(|it| it["kind"] != "missing"), "{sql}");
    }
}

#[test]
fn a_sequence_that_was_dropped_with_its_default_goes_on_behind_the_rows() {
    for (made, damage) in [
        (
            "CREATE TABLE t (id serial PRIMARY KEY, n integer);",
            "INSERT INTO t (n) VALUES (1), (2); DROP SEQUENCE t_id_seq CASCADE",
        ),
        (
            "CREATE TABLE t (id serial PRIMARY KEY, n integer);",
            "INSERT INTO t (n) VALUES (1), (2); ALTER TABLE t ALTER COLUMN id DROP DEFAULT; DROP SEQUENCE t_id_seq",
        ),
        (
            "CREATE TABLE t (id bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, n integer);",
            "INSERT INTO t (n) VALUES (1), (2); ALTER TABLE t ALTER COLUMN id DROP IDENTITY",
        ),
    ] {
        let database = mended(made, damage);
        let row = database
            .connect()
            .query_one("INSERT INTO t (n) VALUES (3) RETURNING id::bigint", &[]);
        let id: i64 = row.expect("a row").get(0);
        assert_eq!(id, 3, "{damage}");
    }
}

#[test]
fn a_sequence_goes_on_behind_what_it_may_have_given() {
    const DOWN: &str = "CREATE TABLE t (id bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY \
                        (INCREMENT BY -1), n integer);";
    const UP: &str =
        "CREATE TABLE t (id bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, n integer);";
    for (made, rows, next) in [
        (DOWN, "(-1), (-2), (7)", -3),
        (UP, "(0), (-4)", 1),
        (UP, "(0), (5)", 6),
    ] {
        let damage = format!(
            "INSERT INTO t (id) VALUES {rows}; ALTER TABLE t ALTER COLUMN id DROP IDENTITY"
        );
        let (database, ledger) = recorded(made);
        database.execute(&damage);
        let asked = report(&database, &ledger);
        let identity = asked.findings().find(|it| it["aspect"] == "identity");
        database.execute(&sql(identity.expect("a finding")));
        let row = database
            .connect()
            .query_one("INSERT INTO t (n) VALUES (3) RETURNING id", &[]);
        let id: i64 = row.expect("a row").get(0);
        assert_eq!(id, next, "{rows}");
    }
}

#[test]
fn what_is_refused_or_refuses_others_is_said_first() {
    const RETYPED: &str = "ALTER TABLE t ALTER COLUMN a TYPE varchar(20)";
    for (beside, damage, caution) in [
        ("", RETYPED, "rewrites"),
        (
            "CREATE POLICY p ON t USING (a = 'x');",
            RETYPED,
            "refused_below",
        ),
        (
            "CREATE TRIGGER g BEFORE UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION f();",
            RETYPED,
            "refused_below",
        ),
        (
            "CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW WHEN (new.a = 'x') EXECUTE FUNCTION f();",
            RETYPED,
            "refused_below",
        ),
        (
            "CREATE TRIGGER g BEFORE UPDATE OF b ON t FOR EACH ROW EXECUTE FUNCTION f();",
            RETYPED,
            "rewrites",
        ),
        (
            "ALTER TABLE t ADD COLUMN c text GENERATED ALWAYS AS (upper(a)) STORED;",
            RETYPED,
            "refused_below",
        ),
        (
            "CREATE RULE r AS ON UPDATE TO t WHERE old.a = 'x' DO INSTEAD NOTHING;",
            RETYPED,
            "refused_below",
        ),
        (
            "ALTER TABLE t REPLICA IDENTITY NOTHING;",
            "ALTER TABLE t REPLICA IDENTITY DEFAULT",
            "updates_fail",
        ),
        ("", "ALTER TABLE t REPLICA IDENTITY FULL", "updates_fail"),
        (
            "",
            "ALTER TABLE t ALTER b SET NOT NULL, ALTER b ADD GENERATED ALWAYS AS IDENTITY",
            "identity_goes",
        ),
        (
            "",
            "DROP SEQUENCE t_s_seq CASCADE; CREATE TABLE t_s_seq (a integer)",
            "name_taken",
        ),
    ] {
        let (database, ledger) = recorded(
            "CREATE TABLE t (a varchar(10), b integer, s serial);\n\
             CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;",
        );
        let path = ledger.path().join("shop/0001_m.sql");
        let text = fs::read_to_string(&path).expect("a stored output");
        fs::write(&path, format!("{text}{beside}\n")).expect("a stored output");
        // What stands beside would keep the damage from being done.
        if damage == RETYPED {
            database.execute(&format!("{RETYPED}; {beside}"));
        } else {
            database.execute(&format!("{beside} {damage}"));
        }
        let asked = report(&database, &ledger);
        let said: Vec<&Value> = asked.findings().map(|it| &it["caution"]).collect();
        assert!(
            said.contains(&&caution.into()),
            "{beside} {damage}: {said:?}"
        );
        let refused = asked
            .findings()
            .find(|it| it["aspect"] == "type")
            .map(|it| {
                let done = database.connect().batch_execute(&sql(it));
                done.is_err()
            });
        assert_eq!(
            refused.unwrap_or_default(),
            caution == "refused_below",
            "{beside}"
        );
    }
}

#[test]
fn a_view_that_is_mended_shows_no_more_than_before() {
    for damage in [
        "CREATE OR REPLACE VIEW v WITH (security_barrier) AS SELECT a FROM t",
        "CREATE OR REPLACE VIEW v WITH (security_barrier) AS SELECT a, b FROM t",
        "DROP VIEW v; ALTER TABLE t ALTER COLUMN a TYPE varchar(20); \
         CREATE VIEW v WITH (security_barrier) AS SELECT a FROM t WHERE b > 1",
    ] {
        let (database, ledger) = recorded(
            "CREATE TABLE t (a varchar(10), b integer);\nCREATE VIEW v AS SELECT a FROM t WHERE b > 1;",
        );
        database.execute(damage);
        let asked = report(&database, &ledger);
        let mut wanted = asked.findings().filter(|it| it["aspect"] != "options");
        database.execute(&sql(wanted.next().expect("a finding")));
        let options = database.texts("SELECT reloptions::text FROM pg_class WHERE relname = 'v'");
        assert_eq!(options, ["{security_barrier=true}"], "{damage}");
    }
}

#[test]
fn what_would_show_more_or_mend_nothing_is_not_suggested() {
    for (made, damage) in [
        (
            "CREATE TABLE t (a integer);\nCREATE VIEW v AS SELECT a FROM t;",
            "ALTER VIEW v SET (security_barrier = true)",
        ),
        (
            "CREATE TABLE t (a integer);\nCREATE VIEW v AS SELECT a FROM t;\nCOMMENT ON COLUMN v.a IS 'its';",
            "COMMENT ON COLUMN v.a IS NULL",
        ),
    ] {
        let (database, ledger) = recorded(made);
        database.execute(damage);
        let asked = report(&database, &ledger);
        let finding = asked.findings().next().expect("a finding");
        assert_eq!(sql(finding), "", "{damage}");
    }
}
