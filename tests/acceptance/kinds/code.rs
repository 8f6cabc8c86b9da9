//! Functions, triggers, views, rules and policies.

use std::fs;

use tempfile::TempDir;

use crate::support::before::Before;
use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::report::Report;

/// A ledger of one app, and a database on which its statements were run.
pub(super) struct Oracle {
    ledger: TempDir,
    database: Database,
}

impl Oracle {
    pub(super) fn of(migrations: &[(&str, &str)]) -> Self {
        let ledger = TempDir::new().expect("a temporary folder");
        let database = Database::create();
        database.execute(
            "CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
             name varchar(255) NOT NULL, applied timestamptz NOT NULL DEFAULT now())",
        );
        fs::create_dir(ledger.path().join("app")).expect("a folder");
        for (name, sql) in migrations {
            let file = ledger.path().join(format!("app/{name}.sql"));
            fs::write(file, format!("BEGIN;\n{sql}\nCOMMIT;\n")).expect("a stored output");
            database.execute(sql);
            let record =
                format!("INSERT INTO django_migrations (app, name) VALUES ('app', '{name}')");
            database.execute(&record);
        }
        Self { ledger, database }
    }

    fn report(&self, database: &Database) -> Report {
        let tool = Tool::new(&database.url(), self.ledger.path());
        let outcome = tool.run(&["--format", "json", "--no-history", "--fail-on", "never"]);
        outcome.report(0)
    }

    /// Nothing above info, and nothing of a statement left out but for these reasons.
    pub(super) fn assert_clean(&self, left_out: &[&str]) {
        assert_eq!(self.left_out(), left_out);
    }

    /// What nothing was held against, where there is nothing above info.
    pub(super) fn left_out(&self) -> Vec<String> {
        let report = self.report(&self.database);
        assert_eq!(report.alarms(), [""; 0], "{:#?}", messages(&report));
        let opaque = &report.value()["summary"]["coverage"]["opaque_statements"];
        opaque
            .as_array()
            .expect("a list")
            .iter()
            .map(|statement| statement["reason"].as_str().expect("a reason").to_owned())
            .collect()
    }

    /// Each change by hand is these alarms, one a line, and no other.
    pub(super) fn assert_each(&self, faults: &[(String, String)]) {
        let mut wrong = Vec::new();
        let before = Before::of(&self.database, self.ledger.path());
        for (sql, expected) in faults {
            let database = Database::from_template(&self.database);
            database.execute(sql);
            let report = before.report(&database, self.ledger.path());
            if report.alarms().join("\n") != *expected {
                wrong.push(format!("{sql}\n{:#?}", messages(&report)));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

fn messages(report: &Report) -> Vec<String> {
    let alarms = report
        .findings()
        .filter(|finding| finding["severity"] != "info");
    let text = |finding: &serde_json::Value| finding["message"].to_string();
    report
        .alarms()
        .into_iter()
        .chain(alarms.map(text))
        .collect()
}

const FUNCTIONS: [(&str, &str); 2] = [
    (
        "0001_make",
        r#"
CREATE TABLE item (id integer PRIMARY KEY, name varchar(20), price numeric(10, 2), at timestamptz);
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE FUNCTION plain(a integer, b integer DEFAULT 2) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'SELECT a + b';
CREATE FUNCTION plain(a text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  -- It''s a comment
  RETURN upper(a);
END
$$;
CREATE FUNCTION mooded(m mood, VARIADIC rest text[]) RETURNS SETOF mood LANGUAGE sql STABLE ROWS 7 AS $x$ SELECT m $x$;
CREATE FUNCTION tabled(wanted int = 1 + 2, OUT code char(3), INOUT label varchar(5) DEFAULT 'x') RETURNS SETOF record LANGUAGE sql SECURITY DEFINER
  SET search_path = public, "My Schema", pg_temp SET work_mem TO '4MB' SET TIME ZONE 'UTC' AS $$ SELECT 'abc'::char(3), label $$;
CREATE FUNCTION rows_of(i item, price item.price%TYPE) RETURNS TABLE (id integer, doubled numeric) LANGUAGE sql LEAKPROOF PARALLEL RESTRICTED AS $$ SELECT i.id, price * 2 $$;
CREATE FUNCTION helped(a integer) RETURNS SETOF integer LANGUAGE sql ROWS 5 SUPPORT generate_series_int4_support AS 'SELECT a';
CREATE PROCEDURE clean(days integer, INOUT gone bigint DEFAULT 0) LANGUAGE plpgsql AS $$ BEGIN DELETE FROM item; END $$;
CREATE FUNCTION outs(OUT a integer, OUT b text) LANGUAGE sql AS $$ SELECT 1, 'x'::text $$;
CREATE FUNCTION one_out(x integer, OUT a integer) LANGUAGE sql AS $$ SELECT x $$;
CREATE FUNCTION added(s numeric, v numeric) RETURNS numeric LANGUAGE sql AS 'SELECT s + v';
CREATE AGGREGATE total(numeric) (SFUNC = added, STYPE = numeric, INITCOND = '0', PARALLEL = SAFE);
CREATE AGGREGATE counted(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0', COMBINEFUNC = int8pl);
CREATE FUNCTION gone() RETURNS void LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touched BEFORE UPDATE ON item FOR EACH ROW EXECUTE FUNCTION touch();
"#,
    ),
    (
        "0002_change",
        r"
CREATE OR REPLACE FUNCTION plain(a integer, b integer DEFAULT 2) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a * b';
ALTER FUNCTION mooded(mood, text[]) VOLATILE COST 5 SET work_mem = 64;
ALTER FUNCTION mooded RESET work_mem;
ALTER TYPE mood RENAME TO humour;
ALTER TABLE item RENAME TO thing;
ALTER FUNCTION touch() RENAME TO stamp;
CREATE SCHEMA other;
ALTER FUNCTION outs() SET SCHEMA other;
ALTER PROCEDURE clean(integer, bigint) SECURITY DEFINER;
ALTER AGGREGATE counted(*) RENAME TO tally;
DROP FUNCTION gone;
DROP FUNCTION IF EXISTS never_there(integer);
DROP FUNCTION one_out(integer);
",
    ),
];

#[test]
fn functions_that_a_server_made_by_the_same_statements_are_no_finding() {
    Oracle::of(&FUNCTIONS).assert_clean(&[]);
}

#[test]
fn each_change_of_a_function_by_hand_is_one_finding() {
    let first =
        "CREATE OR REPLACE FUNCTION plain(a integer, b integer DEFAULT 2) RETURNS integer LANGUAGE";
    let changed = |rest: &str| format!("{first} {rest}");
    let faults: Vec<(String, &[&str])> = vec![
        (changed("sql IMMUTABLE AS 'SELECT a - b'"), &["error different function plain (body) < app.0002_change"]),
        (changed("sql STABLE AS 'SELECT a * b'"), &["error different function plain (volatility) < app.0002_change"]),
        (changed("sql IMMUTABLE STRICT AS 'SELECT a * b'"), &["error different function plain (strict) < app.0002_change"]),
        (
            "CREATE OR REPLACE FUNCTION plain(a integer, b integer DEFAULT 3) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a * b'".to_owned(),
            &["error different function plain (default) < app.0002_change"],
        ),
        ("ALTER FUNCTION plain(text) LEAKPROOF".to_owned(), &["error different function plain (leakproof) < app.0001_make"]),
        ("ALTER FUNCTION helped(integer) SUPPORT generate_series_int8_support".to_owned(), &["error different function helped (support) < app.0001_make"]),
        ("ALTER FUNCTION plain(text) PARALLEL SAFE".to_owned(), &["error different function plain (parallel) < app.0001_make"]),
        ("ALTER FUNCTION mooded COST 6".to_owned(), &["error different function mooded (cost) < app.0002_change"]),
        ("ALTER FUNCTION mooded ROWS 8".to_owned(), &["error different function mooded (rows) < app.0001_make"]),
        ("ALTER FUNCTION tabled SECURITY INVOKER".to_owned(), &["error different function tabled (security) < app.0001_make"]),
        ("ALTER FUNCTION tabled SET search_path = public".to_owned(), &["error different function tabled (options) < app.0001_make"]),
        ("ALTER FUNCTION tabled RESET work_mem".to_owned(), &["error different function tabled (options) < app.0001_make"]),
        ("DROP FUNCTION plain(text)".to_owned(), &["error missing function plain < app.0001_make"]),
        ("DROP FUNCTION tabled".to_owned(), &["error missing function tabled < app.0001_make"]),
        ("ALTER FUNCTION other.outs() SET SCHEMA public".to_owned(), &["error missing function outs < app.0002_change", "error surviving function outs < app.0002_change"]),
        ("CREATE FUNCTION gone() RETURNS void LANGUAGE sql AS 'SELECT 1'".to_owned(), &["error surviving function gone < app.0002_change"]),
        (
            "DROP FUNCTION rows_of; CREATE FUNCTION rows_of(i thing, price numeric) RETURNS TABLE (id integer, tripled numeric) LANGUAGE sql LEAKPROOF PARALLEL RESTRICTED AS $$ SELECT i.id, price * 2 $$".to_owned(),
            &["error different function rows_of (arguments) < app.0001_make"],
        ),
        (
            "DROP AGGREGATE total(numeric); CREATE AGGREGATE total(numeric) (SFUNC = added, STYPE = numeric, INITCOND = '1', PARALLEL = SAFE)".to_owned(),
            &["error different function total (body) < app.0001_make"],
        ),
        (
            "DROP PROCEDURE clean; CREATE PROCEDURE clean(days integer, INOUT gone bigint DEFAULT 0) LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN DELETE FROM item WHERE true; END $$".to_owned(),
            &["error different function clean (body) < app.0001_make"],
        ),
        (
            "DROP FUNCTION added CASCADE; CREATE FUNCTION added(s numeric, v numeric) RETURNS text LANGUAGE sql AS 'SELECT s + v'".to_owned(),
            &["error different function added (returns) < app.0001_make", "error missing function total < app.0001_make"],
        ),
    ];
    let faults: Vec<(String, String)> = faults
        .into_iter()
        .map(|(sql, alarms)| (sql, alarms.join("\n")))
        .collect();
    Oracle::of(&FUNCTIONS).assert_each(&faults);
}

const TRIGGERS: [(&str, &str); 2] = [
    (
        "0001_make",
        r"
CREATE TABLE item (id integer PRIMARY KEY, name varchar(20), price numeric(10, 2), owner integer);
CREATE TABLE parted (id integer, k integer) PARTITION BY LIST (k);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION other_touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER plain BEFORE INSERT OR UPDATE ON item FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER columns BEFORE UPDATE OF price, name ON item FOR EACH ROW EXECUTE PROCEDURE touch('a b', 1, word);
CREATE TRIGGER conditional AFTER UPDATE ON item FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name AND NEW.price > 10) EXECUTE FUNCTION touch();
CREATE TRIGGER whole AFTER UPDATE ON item FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION touch();
CREATE TRIGGER statement AFTER DELETE ON item REFERENCING OLD TABLE AS gone EXECUTE FUNCTION touch();
CREATE TRIGGER emptied AFTER TRUNCATE ON item EXECUTE FUNCTION touch();
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON item DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION touch();
CREATE CONSTRAINT TRIGGER sooner AFTER INSERT ON item FROM parted FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER gone BEFORE INSERT ON item FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER old_name BEFORE INSERT ON item FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER watching BEFORE INSERT ON item FOR EACH ROW EXECUTE FUNCTION other_touch();
",
    ),
    (
        "0002_change",
        r"
DROP TRIGGER gone ON item;
ALTER TRIGGER old_name ON item RENAME TO new_name;
ALTER TABLE item RENAME COLUMN name TO label;
ALTER TABLE item RENAME TO thing;
ALTER FUNCTION touch() RENAME TO stamp;
ALTER TABLE thing ENABLE ALWAYS TRIGGER plain;
ALTER TABLE thing DISABLE TRIGGER emptied;
ALTER TABLE thing ENABLE REPLICA TRIGGER statement;
DROP FUNCTION other_touch() CASCADE;
",
    ),
];

#[test]
fn triggers_that_a_server_made_by_the_same_statements_are_no_finding() {
    Oracle::of(&TRIGGERS).assert_clean(&[]);
}

#[test]
fn each_change_of_a_trigger_by_hand_is_one_finding() {
    let made = |alarm: &str| format!("error different trigger thing.{alarm} < app.0001_make");
    let again = |name: &str, sql: &str| format!("DROP TRIGGER {name} ON thing; CREATE {sql}");
    let faults: Vec<(String, String)> = vec![
        (again("plain", "TRIGGER plain AFTER INSERT OR UPDATE ON thing FOR EACH ROW EXECUTE FUNCTION stamp(); ALTER TABLE thing ENABLE ALWAYS TRIGGER plain"), made("plain (timing)")),
        (again("plain", "TRIGGER plain BEFORE INSERT ON thing FOR EACH ROW EXECUTE FUNCTION stamp(); ALTER TABLE thing ENABLE ALWAYS TRIGGER plain"), made("plain (events)")),
        (again("plain", "TRIGGER plain BEFORE INSERT OR UPDATE ON thing EXECUTE FUNCTION stamp(); ALTER TABLE thing ENABLE ALWAYS TRIGGER plain"), made("plain (level)")),
        (again("columns", "TRIGGER columns BEFORE UPDATE OF price ON thing FOR EACH ROW EXECUTE FUNCTION stamp('a b', 1, word)"), made("columns (events)")),
        (again("columns", "TRIGGER columns BEFORE UPDATE OF label, price ON thing FOR EACH ROW EXECUTE FUNCTION stamp('a b', 2, word)"), made("columns (arguments)")),
        (again("conditional", "TRIGGER conditional AFTER UPDATE ON thing FOR EACH ROW WHEN (OLD.label IS DISTINCT FROM NEW.label AND NEW.price > 11) EXECUTE FUNCTION stamp()"), made("conditional (condition)")),
        (again("conditional", "TRIGGER conditional AFTER UPDATE ON thing FOR EACH ROW WHEN (OLD.label IS DISTINCT FROM NEW.label AND OLD.price > 10) EXECUTE FUNCTION stamp()"), made("conditional (condition)")),
        (again("whole", "TRIGGER whole AFTER UPDATE ON thing FOR EACH ROW EXECUTE FUNCTION stamp()"), made("whole (condition)")),
        (again("statement", "TRIGGER statement AFTER DELETE ON thing REFERENCING OLD TABLE AS lost EXECUTE FUNCTION stamp(); ALTER TABLE thing ENABLE REPLICA TRIGGER statement"), made("statement (referencing)")),
        (again("later", "CONSTRAINT TRIGGER later AFTER INSERT ON thing DEFERRABLE FOR EACH ROW EXECUTE FUNCTION stamp()"), made("later (deferrable)")),
        (again("sooner", "CONSTRAINT TRIGGER sooner AFTER INSERT ON thing FOR EACH ROW EXECUTE FUNCTION stamp()"), made("sooner (references)")),
        (again("sooner", "TRIGGER sooner AFTER INSERT ON thing FOR EACH ROW EXECUTE FUNCTION stamp()"), "error different trigger thing.sooner (kind) < app.0001_make\nerror different trigger thing.sooner (references) < app.0001_make".to_owned()),
        (again("later", "TRIGGER later AFTER INSERT ON thing FOR EACH ROW EXECUTE FUNCTION stamp()"), "error different trigger thing.later (deferrable) < app.0001_make\nerror different trigger thing.later (kind) < app.0001_make".to_owned()),
        ("CREATE FUNCTION x() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; ".to_owned() + &again("whole", "TRIGGER whole AFTER UPDATE ON thing FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION x()"), made("whole (function)")),
        ("DROP TRIGGER whole ON thing".to_owned(), "error missing trigger thing.whole < app.0001_make".to_owned()),
        ("ALTER TRIGGER new_name ON thing RENAME TO old_name".to_owned(), "error missing trigger thing.new_name < app.0002_change\nerror surviving trigger thing.old_name < app.0002_change".to_owned()),
        ("ALTER TABLE thing DISABLE TRIGGER whole".to_owned(), "error invalid trigger thing.whole (enabled) < app.0001_make".to_owned()),
        ("ALTER TABLE thing ENABLE TRIGGER plain".to_owned(), "error different trigger thing.plain (enabled) < app.0002_change".to_owned()),
        ("ALTER TABLE thing ENABLE TRIGGER emptied".to_owned(), "error different trigger thing.emptied (enabled) < app.0002_change".to_owned()),
        ("CREATE TRIGGER gone BEFORE INSERT ON thing FOR EACH ROW EXECUTE FUNCTION stamp()".to_owned(), "error surviving trigger thing.gone < app.0002_change".to_owned()),
        ("CREATE TRIGGER extra BEFORE INSERT ON thing FOR EACH ROW EXECUTE FUNCTION stamp()".to_owned(), "warning unexpected trigger thing.extra < -".to_owned()),
    ];
    Oracle::of(&TRIGGERS).assert_each(&faults);
}

const POLICIES: [(&str, &str); 2] = [
    (
        "0001_make",
        r"
CREATE TABLE item (id integer PRIMARY KEY, name varchar(20), owner name, open boolean);
CREATE TABLE other (id integer PRIMARY KEY);
ALTER TABLE item ENABLE ROW LEVEL SECURITY;
ALTER TABLE item FORCE ROW LEVEL SECURITY;
ALTER TABLE other ENABLE ROW LEVEL SECURITY;
CREATE POLICY plain ON item USING (owner = CURRENT_USER);
CREATE POLICY strict ON item AS RESTRICTIVE FOR UPDATE TO pg_monitor, PUBLIC USING (open) WITH CHECK (name IN ('a', 'b') AND open);
CREATE POLICY adding ON item FOR INSERT TO pg_monitor WITH CHECK (name <> '');
CREATE POLICY related ON item FOR SELECT USING (EXISTS (SELECT 1 FROM other o WHERE o.id = item.id));
CREATE POLICY gone ON item FOR DELETE USING (true);
",
    ),
    (
        "0002_change",
        r"
ALTER TABLE other DISABLE ROW LEVEL SECURITY;
ALTER TABLE item RENAME COLUMN name TO label;
ALTER POLICY adding ON item TO pg_signal_backend WITH CHECK (label <> 'x');
ALTER POLICY strict ON item RENAME TO stricter;
DROP POLICY gone ON item;
DROP POLICY IF EXISTS never ON item;
",
    ),
];

#[test]
fn policies_that_a_server_made_by_the_same_statements_are_no_finding() {
    Oracle::of(&POLICIES).assert_clean(&[]);
}

#[test]
fn each_change_of_a_policy_by_hand_is_one_finding() {
    let faults = [
        (
            "DROP POLICY plain ON item",
            "error missing policy item.plain < app.0001_make",
        ),
        (
            "ALTER POLICY plain ON item TO pg_monitor",
            "error different policy item.plain (roles) < app.0001_make",
        ),
        (
            "ALTER POLICY plain ON item USING (owner = SESSION_USER)",
            "error different policy item.plain (using) < app.0001_make",
        ),
        (
            "ALTER POLICY adding ON item WITH CHECK (label <> 'y')",
            "error different policy item.adding (check) < app.0002_change",
        ),
        (
            "DROP POLICY plain ON item; CREATE POLICY plain ON item AS RESTRICTIVE USING (owner = CURRENT_USER)",
            "error different policy item.plain (kind) < app.0001_make",
        ),
        (
            "DROP POLICY plain ON item; CREATE POLICY plain ON item FOR SELECT USING (owner = CURRENT_USER)",
            "error different policy item.plain (events) < app.0001_make",
        ),
        (
            "ALTER TABLE item DISABLE ROW LEVEL SECURITY",
            "error invalid table item (row_security) < app.0001_make",
        ),
        (
            "ALTER TABLE item NO FORCE ROW LEVEL SECURITY",
            "error invalid table item (force_row_security) < app.0001_make",
        ),
        (
            "ALTER TABLE other ENABLE ROW LEVEL SECURITY",
            "error different table other (row_security) < app.0002_change",
        ),
        (
            "CREATE POLICY gone ON item FOR DELETE USING (true)",
            "error surviving policy item.gone < app.0002_change",
        ),
        (
            "CREATE POLICY extra ON item FOR DELETE USING (true)",
            "warning unexpected policy item.extra < -",
        ),
    ];
    let faults = faults.map(|(sql, alarm)| (sql.to_owned(), alarm.to_owned()));
    Oracle::of(&POLICIES).assert_each(&faults);
}

const VIEWS: [(&str, &str); 2] = [
    (
        "0001_make",
        r"
CREATE TABLE item (id integer PRIMARY KEY, name varchar(20), price numeric(10, 2), open boolean);
CREATE VIEW plain AS SELECT id, name AS label, price * 2 AS doubled FROM item WHERE price > 10 AND name IN ('a', 'b') ORDER BY id DESC;
CREATE VIEW barred (one, two) WITH (security_barrier) AS SELECT id, name FROM item WITH LOCAL CHECK OPTION;
CREATE VIEW starred AS SELECT * FROM item;
CREATE VIEW counted AS SELECT name, count(*) AS n FROM item GROUP BY name;
CREATE VIEW old_name AS SELECT id FROM item;
CREATE MATERIALIZED VIEW stored AS SELECT id, upper(name) AS up FROM item WITH NO DATA;
CREATE UNIQUE INDEX stored_id ON stored (id);
CREATE VIEW gone AS SELECT id FROM item;
REFRESH MATERIALIZED VIEW stored;
",
    ),
    (
        "0002_change",
        r"
DROP VIEW gone;
ALTER VIEW old_name RENAME TO new_name;
ALTER VIEW new_name RENAME COLUMN id TO ident;
ALTER VIEW new_name SET (security_barrier = true);
CREATE OR REPLACE VIEW barred (one, two, three) AS SELECT id, name, 'x'::text FROM item WHERE open;
CREATE SCHEMA other;
ALTER MATERIALIZED VIEW stored SET SCHEMA other;
DROP VIEW IF EXISTS never;
",
    ),
];

#[test]
fn views_that_a_server_made_by_the_same_statements_are_no_finding() {
    Oracle::of(&VIEWS).assert_clean(&[]);
}

#[test]
fn each_change_of_a_view_by_hand_is_one_finding() {
    let plain = |rest: &str| format!("CREATE OR REPLACE VIEW plain AS SELECT {rest}");
    let body = "error different view plain (body) < app.0001_make";
    let faults = [
        (
            plain(
                "id, name AS label, price * 3 AS doubled FROM item WHERE price > 10 AND name IN ('a', 'b') ORDER BY id DESC",
            ),
            body,
        ),
        (
            plain(
                "id, name AS label, price * 2 AS doubled FROM item WHERE price > 11 AND name IN ('a', 'b') ORDER BY id DESC",
            ),
            body,
        ),
        (
            plain(
                "id, name AS label, price * 2 AS doubled FROM item WHERE price > 10 AND name IN ('a', 'c') ORDER BY id DESC",
            ),
            body,
        ),
        (
            plain(
                "id, name AS label, price * 2 AS doubled FROM item WHERE price > 10 AND name IN ('a', 'b') ORDER BY id",
            ),
            body,
        ),
        (
            "ALTER VIEW plain RENAME COLUMN label TO other".to_owned(),
            "error different view plain (columns) < app.0001_make",
        ),
        (
            "ALTER VIEW new_name RESET (security_barrier)".to_owned(),
            "error different view new_name (options) < app.0002_change",
        ),
        (
            "ALTER VIEW barred SET (check_option = local)".to_owned(),
            "error different view barred (options) < app.0002_change",
        ),
        (
            "REFRESH MATERIALIZED VIEW other.stored WITH NO DATA".to_owned(),
            "error invalid materialized_view stored (populated) < app.0001_make",
        ),
        (
            "DROP VIEW starred".to_owned(),
            "error missing view starred < app.0001_make",
        ),
        (
            "CREATE VIEW gone AS SELECT id FROM item".to_owned(),
            "error surviving view gone < app.0002_change",
        ),
    ];
    let faults = faults.map(|(sql, alarm)| (sql, alarm.to_owned()));
    Oracle::of(&VIEWS).assert_each(&faults);
}
