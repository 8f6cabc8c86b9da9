//! Functions that a stored output calls: only what `pg_catalog` has is known to change no schema.

use std::collections::BTreeSet;
use std::fs;

use reconcile::rooms::effect::calls::{KEYWORDS, PG_CATALOG};
use tempfile::TempDir;

use crate::support::cli::Tool;
use crate::support::cluster::Database;

/// Of all servers that `tests/servers` brings.
#[test]
fn every_function_of_pg_catalog_is_known() {
    let known: BTreeSet<&str> = PG_CATALOG.lines().collect();
    let there = "SELECT DISTINCT proname::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace";
    let there = Database::create().texts(there);
    let unknown: Vec<&String> = there
        .iter()
        .filter(|name| !known.contains(&***name))
        .collect();
    assert_eq!(unknown, [""; 0]);
}

#[test]
fn every_word_of_the_grammar_that_no_function_is_called_by_is_known() {
    let known: BTreeSet<&str> = KEYWORDS.split_whitespace().collect();
    let there =
        Database::create().texts("SELECT word FROM pg_get_keywords() WHERE catcode IN ('R', 'C')");
    let unknown: Vec<&String> = there
        .iter()
        .filter(|word| !known.contains(&***word))
        .collect();
    assert_eq!(unknown, [""; 0]);
}

#[test]
fn a_call_that_may_have_changed_the_schema_is_told_by_name() {
    let ledger = TempDir::new().expect("a temporary folder");
    fs::create_dir(ledger.path().join("g")).expect("a folder");
    let database = Database::create();
    database.execute(
        "CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
         name varchar(255) NOT NULL, applied timestamptz NOT NULL DEFAULT now())",
    );
    let body = "BEGIN EXECUTE 'CREATE TABLE IF NOT EXISTS g_made (id bigint)'; END";
    for (name, sql) in [
        (
            "0001_make",
            format!("CREATE FUNCTION mk() RETURNS void LANGUAGE plpgsql AS $$ {body} $$;"),
        ),
        ("0002_call", "SELECT mk();".to_owned()),
        ("0003_block", "DO $$ BEGIN PERFORM mk(); END $$;".to_owned()),
        (
            "0004_rows",
            "CREATE TABLE g_t (a text); INSERT INTO g_t SELECT mk()::text;".to_owned(),
        ),
        ("0005_data", "UPDATE g_t SET a = md5(lower(a));".to_owned()),
    ] {
        let file = ledger.path().join(format!("g/{name}.sql"));
        fs::write(file, format!("BEGIN;\n{sql}\nCOMMIT;\n")).expect("a stored output");
        database.execute(&sql);
        database.execute(&format!(
            "INSERT INTO django_migrations (app, name) VALUES ('g', '{name}')"
        ));
    }
    database.execute("DROP TABLE g_made");
    let tool = Tool::new(&database.url(), ledger.path());
    let report = tool.report(&["--no-history"], 0);
    let listed = report.value()["summary"]["coverage"]["opaque_statements"].as_array();
    let listed = listed.expect("a list").iter().map(|one| {
        let (file, reason) = (&one["place"]["file"], &one["reason"]);
        format!(
            "{}: {}",
            file.as_str().unwrap_or(""),
            reason.as_str().unwrap_or("")
        )
    });
    let calls = "it calls mk(), which may change the schema";
    let wanted = ["g/0002_call.sql", "g/0003_block.sql", "g/0004_rows.sql"];
    assert_eq!(
        listed.collect::<Vec<_>>(),
        wanted.map(|file| format!("{file}: {calls}"))
    );
    for (migration, verdict) in [
        ("g.0002_call", "opaque"),
        ("g.0003_block", "opaque"),
        ("g.0004_rows", "verified"),
        ("g.0005_data", "opaque"),
    ] {
        assert_eq!(report.verdict(migration), verdict, "{migration}");
    }
    let said = tool.run(&["--no-history"]).stdout;
    assert!(
        said.contains("g/0002_call.sql") && said.contains("it calls mk()"),
        "{said}"
    );
}

#[test]
fn what_calls_a_function_unseen_is_told_where_it_is_used() {
    let ledger = TempDir::new().expect("a temporary folder");
    fs::create_dir(ledger.path().join("g")).expect("a folder");
    let database = Database::create();
    database.execute(
        "CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
         name varchar(255) NOT NULL, applied timestamptz NOT NULL DEFAULT now())",
    );
    for (name, sql) in [
        (
            "0001_make",
            "CREATE TABLE g_t (a text); CREATE TABLE g_u (a text);
             CREATE TYPE g_pair AS (a integer, b integer);
             CREATE FUNCTION mk() RETURNS integer LANGUAGE sql AS 'SELECT 1';
             CREATE FUNCTION two(integer, integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
             CREATE FUNCTION paired(text) RETURNS g_pair LANGUAGE sql AS 'SELECT ROW(1, 2)::g_pair';
             CREATE VIEW g_v AS SELECT mk() AS n; CREATE VIEW g_plain AS SELECT lower(a) AS n FROM g_t;
             CREATE OPERATOR ==> (FUNCTION = two, LEFTARG = integer, RIGHTARG = integer);
             CREATE CAST (text AS g_pair) WITH FUNCTION paired(text);",
        ),
        ("0002_view", "SELECT n FROM g_v;"),
        ("0003_operator", "SELECT 1 ==> 2;"),
        ("0004_cast", "INSERT INTO g_t SELECT 'x'::text::g_pair::text;"),
        (
            "0005_trigger",
            "CREATE FUNCTION fires() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
             CREATE TRIGGER g_fires BEFORE INSERT ON g_u FOR EACH ROW EXECUTE FUNCTION fires();
             INSERT INTO g_u VALUES ('a'); INSERT INTO g_t VALUES ('a'); SELECT a FROM g_u;",
        ),
        (
            "0006_data",
            "INSERT INTO g_u VALUES ('b'); UPDATE g_t SET a = lower(a); SELECT n FROM g_plain;",
        ),
    ] {
        let file = ledger.path().join(format!("g/{name}.sql"));
        fs::write(file, sql).expect("a stored output");
        database.execute(sql);
        database.execute(&format!(
            "INSERT INTO django_migrations (app, name) VALUES ('g', '{name}')"
        ));
    }
    let tool = Tool::new(&database.url(), ledger.path());
    let report = tool.report(&["--no-history"], 0);
    assert_eq!(report.alarms(), [""; 0]);
    let listed = report.value()["summary"]["coverage"]["opaque_statements"].as_array();
    let listed = listed.expect("a list").iter().map(|one| {
        let (file, reason) = (&one["place"]["file"], &one["reason"]);
        let reason = reason.as_str().unwrap_or("");
        let uses = reason.strip_suffix(", which calls a function that may change the schema");
        format!(
            "{}: {}",
            file.as_str().unwrap_or(""),
            uses.unwrap_or("another reason")
        )
    });
    let mut listed: Vec<String> = listed.collect();
    listed.retain(|one| !one.starts_with("g/0001_make"));
    assert_eq!(
        listed,
        [
            "g/0002_view.sql: it uses view g_v",
            "g/0003_operator.sql: it uses operator ==>",
            "g/0004_cast.sql: it uses a cast of type g_pair",
            "g/0005_trigger.sql: it uses trigger g_fires of g_u",
        ]
    );
}

/// What an extension brings, as the server that has it says: every type and operator class is in the list, and what is in
/// the list is there, but for what older releases do not have.
#[test]
fn what_extensions_bring_is_what_the_server_says() {
    const MEMBERS: &str = "SELECT e.extname || ' ' || CASE d.classid
            WHEN 'pg_type'::regclass THEN (SELECT 'types ' || t.typname FROM pg_type t WHERE t.oid = d.objid
                AND (t.typelem = 0 OR t.typcategory <> 'A'))
            WHEN 'pg_proc'::regclass THEN 'functions ' || (SELECT p.proname FROM pg_proc p WHERE p.oid = d.objid)
            WHEN 'pg_am'::regclass THEN 'methods ' || (SELECT a.amname FROM pg_am a WHERE a.oid = d.objid)
            WHEN 'pg_opclass'::regclass THEN (SELECT 'classes ' || c.opcname || '/' || a.amname
                FROM pg_opclass c JOIN pg_am a ON a.oid = c.opcmethod WHERE c.oid = d.objid) END
        FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
        WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND e.extname <> 'plpgsql'";
    let listed = include_str!("../../src/replay/extensions.txt").lines();
    let listed: BTreeSet<String> = listed
        .flat_map(|line| {
            let mut words = line.split(' ');
            let of = [words.next(), words.next()]
                .map(Option::unwrap_or_default)
                .join(" ");
            words
                .map(move |name| format!("{of} {name}"))
                .collect::<Vec<_>>()
        })
        .filter(|member| !member.contains(" requires "))
        .collect();
    let database = Database::create();
    let names: BTreeSet<&str> = listed
        .iter()
        .filter_map(|it| it.split(' ').next())
        .collect();
    for name in &names {
        database.execute(&format!(
            "CREATE EXTENSION IF NOT EXISTS \"{name}\" CASCADE"
        ));
    }
    let there = database.texts(&format!(
        "SELECT it FROM ({MEMBERS}) AS m (it) WHERE it IS NOT NULL"
    ));
    let there: BTreeSet<String> = there.into_iter().collect();
    let invented: Vec<&String> = listed.difference(&there).collect();
    // Later releases added some of these.
    let is_old = |it: &&String| {
        !["btree_gin ", "btree_gist ", "ltree classes hash"]
            .iter()
            .any(|new| it.starts_with(new))
    };
    assert_eq!(
        invented.into_iter().filter(is_old).collect::<Vec<_>>(),
        [""; 0]
    );
    let lacking = there
        .difference(&listed)
        .filter(|it| !it.contains(" functions "));
    assert_eq!(lacking.collect::<Vec<_>>(), [""; 0]);
}
