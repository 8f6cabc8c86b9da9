//! A plan does what is missing, and nothing more, and says what it leaves.

use super::{made, plan, psql, repaired};
use crate::support::cli::Tool;
use crate::support::dump::schema_of;

/// Two quotes in a row are not one that is doubled.
#[test]
fn quotes_are_as_many_as_the_ledger_has() {
    let made_by = r#"CREATE TABLE shop_item (id bigint NOT NULL PRIMARY KEY, a text DEFAULT 'a''''b', """""" integer,
            CONSTRAINT c CHECK (a <> '''''x' AND """""" > 0));
        CREATE VIEW names AS SELECT 'a''''b' AS x, """""" AS """""" FROM shop_item;"#;
    let (database, ledger) = made(&[("shop.0001_m", made_by)]);
    let tool = Tool::new(&database.url(), ledger.path());
    assert_eq!(tool.report(&["--no-history"], 0).alarms(), [""; 0]);
    let whole = schema_of(&database);
    database.execute(
        "DROP VIEW names; ALTER TABLE shop_item DROP CONSTRAINT c, ALTER COLUMN a DROP DEFAULT",
    );
    let text = plan(&tool, &[]);
    let head = "\n-- after this: 0 of 3 findings left\n";
    assert!(text.contains(head), "{text}");
    repaired(&database, &text);
    assert_eq!(tool.report(&["--no-history"], 0).alarms(), [""; 0]);
    assert_eq!(schema_of(&database), whole, "{text}");
}

/// `REINDEX` could not be told to leave alone what is valid.
#[test]
fn an_index_that_is_valid_by_now_is_left_alone() {
    let (database, ledger) = made(&[(
        "shop.0001_m",
        "CREATE TABLE shop_item (id bigint NOT NULL PRIMARY KEY, name text);
         CREATE UNIQUE INDEX low ON shop_item (lower(name)) WHERE id > 0;
         COMMENT ON INDEX low IS 'it''s';",
    )]);
    let whole = schema_of(&database);
    database.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'low'::regclass");
    let tool = Tool::new(&database.url(), ledger.path());
    let text = plan(&tool, &[]);
    let head = "\n-- after this: 0 of 1 finding left\n";
    assert!(text.contains(head), "{text}");
    let file_of = || database.texts("SELECT pg_relation_filenode('low')::text");
    let before = file_of();
    let mut after = Vec::new();
    for _ in 0..2 {
        let outcome = psql(&database, &text);
        assert_eq!(outcome.status, Some(0), "{outcome:#?}");
        after.push(file_of());
    }
    assert_ne!(before, after[0], "{text}");
    assert_eq!(after[0], after[1], "{text}");
    assert_eq!(tool.report(&["--no-history"], 0).alarms(), [""; 0]);
    assert_eq!(schema_of(&database), whole);
}

#[test]
fn what_is_elsewhere_and_differs_takes_a_second_plan_and_says_so() {
    let (database, ledger) = made(&[(
        "shop.0001_m",
        "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE shop_item (id bigint NOT NULL PRIMARY KEY);",
    )]);
    database.execute("DROP TYPE mood; CREATE SCHEMA away; CREATE TYPE away.mood AS ENUM ('sad')");
    let tool = Tool::new(&database.url(), ledger.path());
    let first = plan(&tool, &[]);
    let said = "it is elsewhere, and comes back first: another plan mends what differs then\n";
    assert!(first.contains(said), "{first}");
    repaired(&database, &first);
    repaired(&database, &plan(&tool, &[]));
    assert_eq!(tool.report(&["--no-history"], 0).alarms(), [""; 0]);
}

#[test]
fn a_plan_says_that_something_was_not_measured() {
    let made_by = "CREATE TABLE shop_item (id bigint NOT NULL PRIMARY KEY);
         CREATE FUNCTION makes() RETURNS void LANGUAGE plpgsql AS 'BEGIN CREATE INDEX i ON shop_item (id); END';
         SELECT makes();";
    let (database, ledger) = made(&[("shop.0001_m", made_by)]);
    database.execute("DROP INDEX i");
    let tool = Tool::new(&database.url(), ledger.path());
    let text = tool.run(&["repair"]).stdout;
    let said = "-- 1 could not be measured, and no plan is about that: `reconcile` says what\n";
    assert!(text.contains(said), "{text}");
}

/// Statistics go with their columns, and nothing tells of them then.
#[test]
fn statistics_come_back_with_their_columns() {
    let (database, ledger) = made(&[(
        "shop.0001_m",
        "CREATE TABLE shop_item (id bigint NOT NULL PRIMARY KEY, a integer, b integer);
         CREATE TABLE shop_other (id bigint NOT NULL PRIMARY KEY, a integer);
         CREATE STATISTICS of_item ON a, b FROM shop_item;
         COMMENT ON STATISTICS of_item IS 'both';
         CREATE STATISTICS of_other (mcv) ON id, a FROM shop_other;",
    )]);
    database.execute("ALTER TABLE shop_item DROP COLUMN a, DROP COLUMN b; DROP TABLE shop_other");
    let tool = Tool::new(&database.url(), ledger.path());
    let text = plan(&tool, &[]);
    let head = "\n-- after this: 0 of 3 findings left\n";
    assert!(text.contains(head), "{text}");
    repaired(&database, &text);
    assert_eq!(tool.report(&["--no-history"], 0).alarms(), [""; 0]);
}

/// An exclusion constraint's index holds its options itself.
#[test]
fn options_of_an_exclusion_constraint_are_given_back() {
    let (database, ledger) = made(&[(
        "shop.0001_m",
        "CREATE TABLE shop_item (c circle, CONSTRAINT apart EXCLUDE USING gist (c WITH &&) WITH (fillfactor = 66));",
    )]);
    let whole = schema_of(&database);
    database.execute("ALTER INDEX apart SET (fillfactor = 33)");
    let tool = Tool::new(&database.url(), ledger.path());
    let text = plan(&tool, &[]);
    assert!(
        text.contains("\n-- after this: 0 of 1 finding left\n"),
        "{text}"
    );
    repaired(&database, &text);
    assert_eq!(tool.report(&["--no-history"], 0).alarms(), [""; 0]);
    assert_eq!(schema_of(&database), whole);
}

/// A table that was renamed keeps the name of the sequence behind its identity column.
#[test]
fn the_sequence_behind_an_identity_column_keeps_its_name() {
    let (database, ledger) = made(&[(
        "shop.0001_m",
        "CREATE TABLE shop_bag (id bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, name text);
         ALTER TABLE shop_bag RENAME TO shop_sack;",
    )]);
    let whole = schema_of(&database);
    database.execute("DROP TABLE shop_sack");
    let tool = Tool::new(&database.url(), ledger.path());
    let text = plan(&tool, &[]);
    assert!(
        text.contains("(SEQUENCE NAME \"public\".\"shop_bag_id_seq\")"),
        "{text}"
    );
    repaired(&database, &text);
    assert_eq!(tool.report(&["--no-history"], 0).alarms(), [""; 0]);
    assert_eq!(schema_of(&database), whole);
}

/// `BEFORE TRUNCATE` takes no row away.
#[test]
fn a_trigger_on_truncate_is_no_doubt() {
    let (database, ledger) = made(&[(
        "shop.0001_m",
        "CREATE TABLE shop_item (id bigint);
         CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
         CREATE TRIGGER emptied BEFORE TRUNCATE ON shop_item EXECUTE FUNCTION noted();",
    )]);
    database.execute("DROP TRIGGER emptied ON shop_item");
    let tool = Tool::new(&database.url(), ledger.path());
    let text = plan(&tool, &[]);
    assert!(!text.contains("not sure"), "{text}");
    assert!(
        text.contains("\n-- after this: 0 of 1 finding left\n"),
        "{text}"
    );
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let file = folder.path().join("mine.sql");
    for mine in [
        "DO $$ BEGIN TRUNCATE shop_item; END $$;",
        "DROP TABLE shop_item; CREATE TABLE shop_item (id bigint);",
        "ALTER TABLE shop_item DROP COLUMN id, ADD COLUMN id bigint;",
        "ALTER TABLE shop_item ALTER COLUMN id TYPE bigint USING NULL;",
    ] {
        std::fs::write(&file, mine).expect("a file");
        let checked = tool.run(&["repair", "--check", file.to_str().expect("a path")]);
        assert!(
            checked.stdout.contains("not sure, by line 1: rows go"),
            "{checked:#?}"
        );
    }
    std::fs::write(&file, "UPDATE shop_item SET id = NULL;").expect("a file");
    let checked = tool.run(&["repair", "--check", file.to_str().expect("a path")]);
    assert!(
        checked
            .stdout
            .contains("not sure, by line 1: values of rows go"),
        "{checked:#?}"
    );
}

/// Indexes share their names over all tables of a schema.
#[test]
fn an_index_whose_name_another_table_has_is_asked_about() {
    let (database, ledger) = made(&[(
        "shop.0001_m",
        "CREATE TABLE shop_item (id bigint, name text UNIQUE); CREATE INDEX by_id ON shop_item (id);",
    )]);
    database.execute(
        "ALTER TABLE shop_item DROP CONSTRAINT shop_item_name_key; DROP INDEX by_id;
         CREATE TABLE other (id bigint, CONSTRAINT shop_item_name_key UNIQUE (id)); CREATE INDEX by_id ON other (id);",
    );
    let tool = Tool::new(&database.url(), ledger.path());
    let text = plan(&tool, &[]);
    assert_eq!(text.matches("-- question: ").count(), 2, "{text}");
    assert_eq!(
        text.matches("--    something else has its name").count(),
        2,
        "{text}"
    );
    repaired(&database, &text);
    let left = tool.report(&["--no-history"], 1);
    assert_eq!(
        left.findings()
            .filter(|it| it["severity"] == "error")
            .count(),
        2
    );
}
