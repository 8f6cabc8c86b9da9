//! What a step costs: rows and size as the server last counted them.

use serde_json::Value;

use super::{made, plan, repaired};
use crate::support::cli::Tool;
use crate::support::cluster::Database;

const MADE: &str = r#"
CREATE TABLE "shop_item" ("id" bigint NOT NULL PRIMARY KEY, "n" integer NOT NULL, "m" integer NOT NULL);
CREATE INDEX "n_idx" ON "shop_item" ("n");
CREATE TABLE "shop_day" ("day" date NOT NULL, "n" integer NOT NULL) PARTITION BY RANGE ("day");
CREATE TABLE "shop_day_1" PARTITION OF "shop_day" FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX "day_idx" ON "shop_day" ("n");
"#;

const DAMAGE: &str = r#"
INSERT INTO "shop_item" SELECT it, it, it FROM generate_series(1, 20000) AS it;
INSERT INTO "shop_day" SELECT '2025-02-01', it FROM generate_series(1, 3000) AS it;
DROP INDEX "n_idx", "day_idx";
ALTER TABLE "shop_item" ALTER COLUMN "m" DROP NOT NULL;
"#;

/// The steps that a program is told, by what they do.
fn steps(tool: &Tool) -> Vec<Value> {
    let outcome = tool.run(&["repair", "--format", "json"]);
    let page: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let steps = page["plans"][0]["steps"].as_array();
    steps.expect("steps").clone()
}

fn about<'a>(steps: &'a [Value], what: &str) -> &'a Value {
    let found = steps.iter().find(|it| it["what"] == what);
    found.unwrap_or_else(|| panic!("{what}: {steps:#?}"))
}

fn pages(database: &Database, table: &str) -> i64 {
    let sql = format!("SELECT relpages * 8192 FROM pg_class WHERE relname = '{table}'");
    database.texts(&format!("SELECT ({sql})::text"))[0]
        .parse()
        .expect("a number")
}

#[test]
fn each_step_that_reads_or_locks_says_how_much() {
    let (database, ledger) = made(&[("shop.0001_m", MADE)]);
    database.execute(
        "ALTER TABLE shop_item SET (autovacuum_enabled = off);
                      ALTER TABLE shop_day_1 SET (autovacuum_enabled = off)",
    );
    database.execute(DAMAGE);
    let tool = Tool::new(&database.url(), ledger.path());
    let text = plan(&tool, &[]);
    assert!(
        text.contains("--    risk: scan, never analyzed\n"),
        "{text}"
    );
    assert!(
        text.contains("\n-- never analyzed: public.shop_day and public.shop_item\n"),
        "{text}"
    );
    database.execute("VACUUM ANALYZE shop_item");
    database.execute("ANALYZE shop_day_1");
    let text = plan(&tool, &[]);
    assert!(
        text.contains("--    risk: scan, about 20000 rows, "),
        "{text}"
    );
    assert!(
        text.contains("--    risk: long lock, about 3000 rows, "),
        "{text}"
    );
    assert!(
        text.contains("\n-- largest of these: table public.shop_item, about 20000 rows, "),
        "{text}"
    );
    assert!(!text.contains("never analyzed"), "{text}");
    let steps = steps(&tool);
    let built = about(&steps, "build index public.n_idx");
    assert_eq!(built["rows"], 20_000, "{built:#}");
    assert_eq!(built["bytes"], pages(&database, "shop_item"), "{built:#}");
    assert_eq!(built["risk"], "scan", "{built:#}");
    repaired(&database, &text);
    let report = tool.report(&["--no-history", "--fail-on", "never"], 0);
    let errors = report.findings().filter(|it| it["severity"] == "error");
    assert_eq!(errors.count(), 0);
}

#[test]
fn what_is_counted_is_no_part_of_what_is_compared() {
    let (database, ledger) = made(&[("shop.0001_m", MADE)]);
    database.execute("INSERT INTO shop_item VALUES (1, 1, 1)");
    let tool = Tool::new(&database.url(), ledger.path());
    let before = tool.report(&[], 0);
    database.execute("VACUUM ANALYZE shop_item");
    let after = tool.report(&[], 0);
    let told = |report: &crate::support::report::Report| {
        let mut value = report.value().clone();
        value["run"] = Value::Null;
        value
    };
    assert_eq!(told(&before), told(&after));
    let changes = tool.run_plain(&["diff", "--format", "json"]);
    assert_eq!(changes.status, Some(0), "{changes:#?}");
    let snapshot = tool.dir().join("shop.json");
    let file = snapshot.to_str().expect("a path");
    database.execute("DROP TABLE shop_day; DROP INDEX n_idx");
    let url = database.url();
    let written = tool.run_plain(&["snapshot", "-o", file, "--database-url", &url]);
    assert_eq!(written.status, Some(0), "{written:#?}");
    let there = Tool::new(&format!("snapshot:{file}"), ledger.path());
    let text = plan(&there, &[]);
    assert!(
        text.contains("--    risk: scan, about 1 row, 8 kB\n"),
        "{text}"
    );
    // One of a program that counted nothing.
    let text = std::fs::read_to_string(&snapshot).expect("a snapshot");
    let mut older: Value = serde_json::from_str(&text).expect("JSON");
    let relations = older["catalog"]["relations"]
        .as_array_mut()
        .expect("relations");
    let mut counted = 0;
    for relation in relations.iter_mut().filter_map(Value::as_object_mut) {
        counted += usize::from(relation.remove("rows").is_some());
        relation.remove("bytes");
    }
    assert!(counted > 0, "{text}");
    std::fs::write(&snapshot, older.to_string()).expect("a snapshot");
    let text = plan(&there, &[]);
    assert!(
        text.contains("--    risk: scan, never analyzed\n"),
        "{text}"
    );
}

#[test]
fn a_column_of_a_domain_that_checks_writes_the_table_anew() {
    let made_by = r#"
CREATE DOMAIN "level" AS integer CHECK (VALUE > 0);
CREATE DOMAIN "low" AS "level";
CREATE DOMAIN "plain" AS integer;
CREATE DOMAIN "drawn" AS double precision DEFAULT random();
CREATE DOMAIN "redrawn" AS "drawn";
CREATE DOMAIN "fixed" AS "drawn" DEFAULT 1;
CREATE TABLE "shop_item" ("id" bigint NOT NULL PRIMARY KEY, "a" "low" NULL, "b" "plain" NULL, "c" "level"[] NULL,
    "d" "redrawn" NULL, "e" "fixed" NULL, "f" "drawn" DEFAULT 2);
"#;
    let (database, ledger) = made(&[("shop.0001_m", made_by)]);
    let file_of = || database.texts("SELECT pg_relation_filenode('shop_item')::text");
    let tool = Tool::new(&database.url(), ledger.path());
    for (column, risk) in [
        ("a", "rewrite"),
        ("b", "instant"),
        ("c", "instant"),
        ("d", "rewrite"),
        ("e", "instant"),
        ("f", "instant"),
    ] {
        database.execute(&format!("ALTER TABLE shop_item DROP COLUMN {column}"));
        let steps = steps(&tool);
        let step = about(&steps, &format!("make column public.shop_item.{column}"));
        assert_eq!(step["risk"], risk, "{column}");
        let before = file_of();
        repaired(&database, &plan(&tool, &[]));
        assert_eq!(file_of() != before, risk == "rewrite", "{column}");
    }
}

/// What the server does with the rows is seen by the file of the table.
#[test]
fn what_is_instant_leaves_the_rows_where_they_are() {
    let made_by = "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE SEQUENCE counter;
        CREATE FUNCTION own(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
        CREATE TABLE shop_item (id bigint NOT NULL PRIMARY KEY,
            made timestamptz DEFAULT now(), seen timestamptz DEFAULT CURRENT_TIMESTAMP, told text DEFAULT lower('A'),
            ticked timestamptz DEFAULT clock_timestamp(), feel mood DEFAULT 'ok', data jsonb DEFAULT '{}',
            sum integer DEFAULT (1 + 1), next bigint DEFAULT nextval('counter'), one integer DEFAULT own(1),
            twice bigint GENERATED ALWAYS AS (id * 2) STORED);";
    let (database, ledger) = made(&[("shop.0001_m", made_by)]);
    database.execute("INSERT INTO shop_item (id) VALUES (1), (2)");
    let file_of = || database.texts("SELECT pg_relation_filenode('shop_item')::text");
    let tool = Tool::new(&database.url(), ledger.path());
    for (column, is_rewritten) in [
        ("made", false),
        ("seen", false),
        ("told", false),
        ("ticked", true),
        ("feel", false),
        ("data", false),
        ("sum", false),
        ("next", true),
        ("twice", true),
    ] {
        database.execute(&format!("ALTER TABLE shop_item DROP COLUMN {column}"));
        let steps = steps(&tool);
        let step = about(&steps, &format!("make column public.shop_item.{column}"));
        let risk = if is_rewritten { "rewrite" } else { "instant" };
        assert_eq!(step["risk"], risk, "{column}");
        let before = file_of();
        repaired(&database, &plan(&tool, &[]));
        assert_eq!(file_of() != before, is_rewritten, "{column}");
    }
    // Of a function of their own nobody knows.
    database.execute("ALTER TABLE shop_item DROP COLUMN one");
    let steps = steps(&tool);
    let step = about(&steps, "make column public.shop_item.one");
    assert_eq!(step["risk"], "rewrite");
}

#[test]
fn what_holds_more_digits_is_instant() {
    let made_by = "CREATE TABLE shop_item (id bigint NOT NULL PRIMARY KEY,
        more numeric(12, 2), \"any\" numeric, behind numeric(12, 4), all_of numeric[]);";
    let (database, ledger) = made(&[("shop.0001_m", made_by)]);
    let file_of = || database.texts("SELECT pg_relation_filenode('shop_item')::text");
    let tool = Tool::new(&database.url(), ledger.path());
    for (column, now, is_rewritten) in [
        ("more", "numeric(8, 2)", false),
        ("any", "numeric(8, 2)", false),
        ("behind", "numeric(8, 2)", true),
        ("all_of", "numeric(8, 2)[]", false),
    ] {
        database.execute(&format!(
            "ALTER TABLE shop_item ALTER COLUMN \"{column}\" TYPE {now}"
        ));
        let steps = steps(&tool);
        let step = about(
            &steps,
            &format!("set type of column public.shop_item.{column}"),
        );
        let risk = if is_rewritten { "rewrite" } else { "instant" };
        assert_eq!(step["risk"], risk, "{column}");
        let is_warned = !step["caution"].is_null();
        assert_eq!(is_warned, is_rewritten, "{step:#}");
        let before = file_of();
        repaired(&database, &plan(&tool, &[]));
        assert_eq!(file_of() != before, is_rewritten, "{column}");
    }
}

#[test]
fn a_table_is_as_large_as_all_that_inherits_from_it() {
    let made_by = "CREATE TABLE shop_all (id bigint NOT NULL, n integer NOT NULL);
        CREATE TABLE shop_some (more integer) INHERITS (shop_all);
        CREATE MATERIALIZED VIEW shop_kept AS SELECT generate_series(1, 3000) AS id;
        CREATE INDEX kept_idx ON shop_kept (id);";
    let (database, ledger) = made(&[("shop.0001_m", made_by)]);
    database.execute(
        "INSERT INTO shop_all SELECT it, it FROM generate_series(1, 1000) AS it;
         INSERT INTO shop_some SELECT it, it, it FROM generate_series(1, 4000) AS it;
         ANALYZE shop_all; ANALYZE shop_some; ANALYZE shop_kept;
         ALTER TABLE shop_all ALTER COLUMN n DROP NOT NULL; DROP INDEX kept_idx",
    );
    let tool = Tool::new(&database.url(), ledger.path());
    let steps = steps(&tool);
    let of_all = about(&steps, "forbid NULL in column public.shop_all.n");
    assert_eq!(of_all["rows"], 5000, "{of_all:#}");
    let built = about(&steps, "build index public.kept_idx");
    assert_eq!(built["rows"], 3000, "{built:#}");
}
