//! Answers that are remembered: what the server said once it is not asked again, as long as nothing that the
//! answer depends on is another.

use rusqlite::Connection;

use super::Pair;
use crate::support::cli::Tool;
use crate::support::forge::forge;
use crate::support::log;
use crate::support::report::Report;

/// Expressions that only a server settles.
const ITEMS: &str = "
CREATE EXTENSION hstore;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE FUNCTION twice(x integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT x * 2';
CREATE TABLE item (
    id integer PRIMARY KEY, at timestamptz, pairs hstore, wait interval DEFAULT 'PT90M', size integer,
    CONSTRAINT late CHECK (wait < 'PT90M'),
    CONSTRAINT paired CHECK (pairs @> 'a=>1' AND wait > 'PT90M'),
    CONSTRAINT sized CHECK (twice(size) > 7 AND wait <> 'PT90M')
);
CREATE INDEX item_wait ON item ((wait + 'PT90M'));
CREATE DOMAIN span AS interval CONSTRAINT short CHECK (VALUE < 'PT90M');
CREATE TABLE other (id integer PRIMARY KEY, late interval CHECK (late > 'PT90M'));
";

struct Run {
    asked: u64,
    server: u64,
    cached: u64,
    alarms: Vec<String>,
}

impl Run {
    fn of(tool: &Tool, args: &[&str]) -> Self {
        let report = tool.run(&[args, &["--format", "json", "--fail-on", "never"]].concat());
        let report: Report = report.report(0);
        let settled = &report.value()["summary"]["coverage"]["settled"];
        let number = |field: &str| settled[field].as_u64().expect("a number");
        Self {
            asked: number("asked"),
            server: number("server"),
            cached: number("cached"),
            alarms: report.alarms(),
        }
    }
}

fn start(sql: &str) -> (Pair, Tool, Run) {
    let pair = Pair::same(sql);
    let tool = Tool::new(&pair.database.url(), pair.ledger.path());
    let first = Run::of(&tool, &[]);
    assert!(first.asked > 0 && first.server > 0, "nothing was asked");
    assert_eq!((first.cached, first.alarms.len()), (0, 0));
    (pair, tool, first)
}

#[test]
fn a_second_run_asks_the_server_nothing() {
    let (pair, tool, first) = start(ITEMS);
    log::name_databases(&pair.database);
    log::all(&pair.database);
    let explained = || {
        let statements = log::statements(&pair.database).into_iter();
        statements.filter(|one| one.contains("EXPLAIN")).count()
    };
    let second = Run::of(&tool, &[]);
    assert_eq!((second.asked, second.server), (0, 0));
    assert_eq!((second.cached, second.alarms), (first.server, first.alarms));
    assert_eq!(explained(), 0);
    let without = Run::of(&tool, &["--no-history"]);
    assert_eq!(
        (without.asked, without.server, without.cached),
        (first.asked, first.server, 0)
    );
    assert!(explained() > 0, "the log tells nothing");
}

#[test]
fn whatever_an_answer_depends_on_asks_again() {
    let (pair, tool, _) = start(ITEMS);
    pair.database.execute(
        "CREATE FUNCTION hash(x mood) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'",
    );
    for change in [
        "ALTER TABLE other ALTER late TYPE interval(3)",
        "ALTER TABLE other ADD COLUMN more integer",
        "CREATE OR REPLACE FUNCTION twice(x integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT x + x'",
        "ALTER TYPE mood ADD VALUE 'happy'",
        "CREATE DOMAIN tag AS text",
        "ALTER DOMAIN tag ADD CHECK (VALUE <> '')",
        "CREATE TYPE pair AS (a integer, b integer)",
        "ALTER TYPE pair ADD ATTRIBUTE c integer",
        "CREATE FUNCTION lower(x integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT x'",
        "CREATE OPERATOR === (LEFTARG = text, RIGHTARG = integer, FUNCTION = repeat)",
        "CREATE CAST (mood AS integer) WITH FUNCTION hash(mood)",
        "CREATE SCHEMA late",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET transform_null_equals = on', current_database()); END $$",
    ] {
        Run::of(&tool, &[]);
        assert_eq!(Run::of(&tool, &[]).asked, 0, "before {change}");
        pair.database.execute(change);
        assert!(Run::of(&tool, &[]).asked > 0, "{change}");
    }
}

#[test]
fn what_an_answer_does_not_depend_on_asks_nothing() {
    let (pair, tool, first) = start(ITEMS);
    pair.database.execute(
        "CREATE TABLE fresh (id serial PRIMARY KEY, at timestamptz); ALTER TABLE other ALTER late SET NOT NULL;
         ANALYZE; CREATE INDEX ON item (id, size); INSERT INTO fresh (at) VALUES (now())",
    );
    let second = Run::of(&tool, &[]);
    assert_eq!((second.asked, second.cached), (0, first.server));
}

#[test]
fn a_changed_expression_is_found_though_the_others_are_remembered() {
    let (pair, tool, first) = start(ITEMS);
    pair.database.execute(
        "ALTER TABLE item DROP CONSTRAINT late, ADD CONSTRAINT late CHECK (wait < '91 minutes')",
    );
    let alarm = "warning undecided constraint item.late (expression) < app.0001_make";
    let second = Run::of(&tool, &[]);
    assert_eq!(
        (second.asked, second.alarms.as_slice()),
        (1, &[alarm.to_owned()][..])
    );
    let third = Run::of(&tool, &[]);
    assert_eq!((third.asked, third.cached), (0, first.server - 1));
    assert_eq!(third.alarms, [alarm]);
}

#[test]
fn a_remembered_answer_that_was_tampered_with_is_not_believed() {
    let (_pair, tool, _first) = start(ITEMS);
    let damage = "UPDATE blob SET content = replace(content, 'true', 'false')
        WHERE digest IN (SELECT answers FROM run)";
    let history = Connection::open(tool.history()).expect("the history");
    assert_eq!(history.execute(damage, []).expect("a statement"), 1);
    let refused = tool.run(&[]);
    assert_eq!(refused.status, Some(2), "{refused:#?}");
    assert!(
        refused.stderr.contains("NOT as it was written"),
        "{}",
        refused.stderr
    );
}

#[test]
fn what_the_clock_or_another_relation_decides_is_asked_each_time() {
    let sql = "CREATE TABLE other (id integer);
        CREATE TABLE item (id integer, at timestamptz, wait interval, name text,
            CONSTRAINT named CHECK (name <> 'other' AND wait < 'PT90M'),
            CONSTRAINT zoned CHECK (at > '2020-06-01 10:00 Europe/Berlin'));
        CREATE VIEW seen AS SELECT i.id FROM item i JOIN other o ON o.id = i.id;";
    let (_pair, tool, first) = start(sql);
    let second = Run::of(&tool, &[]);
    assert_eq!((second.asked, second.cached), (first.asked, 0));
}

#[test]
fn a_refusal_is_not_remembered() {
    let (pair, tool, first) = start(ITEMS);
    let role = format!("auditor_{}", pair.database.name());
    pair.database.execute(&format!(
        "CREATE ROLE {role} LOGIN; GRANT SELECT ON django_migrations TO {role};
         REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM public"
    ));
    let poor = Tool::new(&pair.database.url_as(&role), pair.ledger.path());
    let path = tool.history();
    let file = ["--history", path.to_str().expect("a plain path")];
    let before = Run::of(&poor, &file);
    let again = Run::of(&poor, &file);
    assert!(
        again.asked > 0 && again.asked < before.asked,
        "{}",
        again.asked
    );
    pair.database.execute(&format!(
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}"
    ));
    let after = Run::of(&poor, &file);
    assert_eq!((after.server, after.alarms.len()), (first.server, 0));
    pair.database
        .execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}

#[test]
fn other_rules_in_the_run_before_show_as_nothing_new() {
    let (pair, tool, _) = start(ITEMS);
    pair.database.execute(
        "ALTER TABLE item DROP CONSTRAINT late, ADD CONSTRAINT late CHECK (wait < '91 minutes');
         DROP INDEX item_wait",
    );
    Run::of(&tool, &[]);
    let gate = ["--fail-on", "new"];
    for then in [
        "UPDATE run SET canonicaliser = 7, tool_version = '0.0.9';
         UPDATE blob SET content = replace(content, 'PT90M', 'P1D') WHERE digest IN (SELECT body FROM run)",
        "UPDATE run SET canonicaliser = 0;
         UPDATE blob SET content = replace(content, '\"undecided\"', '\"different\"')
         WHERE digest IN (SELECT body FROM run)",
        "UPDATE run SET canonicaliser = 7;
         UPDATE blob SET content = json_remove(content, '$.equivalents') WHERE digest IN (SELECT body FROM run)",
    ] {
        forge(&tool.history(), then);
        let report = tool.report(&gate, 0);
        assert_eq!(report.alarms().len(), 2, "{then}");
    }
    pair.database
        .execute("ALTER TABLE item DROP CONSTRAINT paired");
    forge(&tool.history(), "UPDATE run SET canonicaliser = 7");
    tool.report(&gate, 1);
}
