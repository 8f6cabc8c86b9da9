//! What is asked about is not done by the way, and nothing that is run stumbles over it.

use super::steps::titles;
use super::{made, plan, psql, repaired};
use crate::support::cli::Tool;

/// What is cut by hand is cut by nothing else.
#[test]
fn a_collation_is_set_and_cuts_no_value() {
    let made_by = "CREATE TABLE shop_item (id bigint NOT NULL PRIMARY KEY, v varchar(20) COLLATE \"C\", w varchar(20));";
    let (database, ledger) = made(&[("shop.0001_m", made_by)]);
    database.execute(
        "ALTER TABLE shop_item ALTER COLUMN v TYPE text COLLATE \"POSIX\", ALTER COLUMN w TYPE text COLLATE \"C\";
         INSERT INTO shop_item VALUES (1, repeat('v', 20) || repeat(' ', 13), repeat('w', 20) || repeat(' ', 13))",
    );
    let tool = Tool::new(&database.url(), ledger.path());
    let text = plan(&tool, &[]);
    let told = titles(&text);
    let said = [
        "set collation of column public.shop_item.v",
        "set collation of column public.shop_item.w",
    ];
    assert_eq!(told, said, "{text}");
    repaired(&database, &text);
    let lengths = "SELECT length(v)::text || ' ' || length(w)::text FROM shop_item";
    assert_eq!(database.texts(lengths), ["33 33"], "{text}");
    let report = tool.report(&["--no-history"], 1);
    let aspects: Vec<_> = report.findings().map(|it| it["aspect"].clone()).collect();
    assert_eq!(aspects, ["type", "type"]);
}

/// A rule is its text; a trigger is made anew, as what it runs is a function.
#[test]
fn what_does_another_thing_is_not_switched_on() {
    let made_by = "CREATE TABLE shop_item (id bigint NOT NULL PRIMARY KEY, a text);
        CREATE FUNCTION shop_check() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TABLE shop_log (id bigint NOT NULL PRIMARY KEY, a text);
        CREATE RULE kept AS ON DELETE TO shop_item DO ALSO UPDATE shop_log SET a = 'x';
        CREATE RULE off AS ON DELETE TO shop_item DO ALSO UPDATE shop_log SET a = 'z';
        CREATE TRIGGER checked BEFORE INSERT ON shop_item FOR EACH ROW EXECUTE FUNCTION shop_check();";
    let (database, ledger) = made(&[("shop.0001_m", made_by)]);
    database.execute(
        "CREATE OR REPLACE RULE kept AS ON DELETE TO shop_item DO ALSO UPDATE shop_log SET a = 'y';
         DROP TRIGGER checked ON shop_item;
         CREATE TRIGGER checked BEFORE UPDATE ON shop_item FOR EACH ROW EXECUTE FUNCTION shop_check();
         ALTER TABLE shop_item DISABLE RULE kept, DISABLE RULE off, DISABLE TRIGGER checked",
    );
    let tool = Tool::new(&database.url(), ledger.path());
    let text = plan(&tool, &[]);
    assert!(
        !text.contains("\nALTER TABLE \"public\".\"shop_item\" ENABLE RULE \"kept\""),
        "{text}"
    );
    assert!(
        text.contains("\n--    it is another one, which is asked about\n"),
        "{text}"
    );
    repaired(&database, &text);
    let states = "SELECT rulename || ' ' || ev_enabled::text FROM pg_rewrite WHERE ev_class = 'shop_item'::regclass
        UNION ALL SELECT tgname || ' ' || tgenabled::text || ' ' || tgtype FROM pg_trigger ORDER BY 1";
    assert_eq!(database.texts(states), ["checked O 7", "kept D", "off O"]);
}

#[test]
fn what_reads_a_column_of_another_type_waits_for_it() {
    let made_by =
        "CREATE TABLE shop_item (id bigint NOT NULL PRIMARY KEY, n integer DEFAULT 7, a text);
        CREATE VIEW more AS SELECT id, n + 1 AS m FROM shop_item;
        CREATE VIEW most AS SELECT m FROM more;
        CREATE INDEX next ON shop_item ((n + 1));
        CREATE INDEX named ON shop_item (a);
        ALTER TABLE shop_item ADD CONSTRAINT positive CHECK (n > 0);
        CREATE POLICY seen ON shop_item USING (n > 1);";
    let (database, ledger) = made(&[("shop.0001_m", made_by)]);
    database.execute(
        "DROP VIEW most, more; DROP INDEX next, named; DROP POLICY seen ON shop_item;
         ALTER TABLE shop_item DROP CONSTRAINT positive, ALTER COLUMN n DROP DEFAULT, ALTER COLUMN n TYPE date USING NULL;
         INSERT INTO shop_item VALUES (1)",
    );
    let tool = Tool::new(&database.url(), ledger.path());
    let text = plan(&tool, &[]);
    let told = titles(&text);
    let of_index = |it: &&str| it.contains("index public.named");
    assert!(!told.is_empty() && told.iter().all(of_index), "{text}");
    for why in [
        "a column that it needs is of another type, which is asked about",
        "its type is another one, which is asked about",
        "what it needs is not there, and is asked about",
    ] {
        assert!(text.contains(&format!("\n--    {why}\n")), "{why}\n{text}");
    }
    repaired(&database, &text);
}

/// Rows that break a rule stop the file there.
#[test]
fn a_row_with_null_undoes_nothing_that_was_done_before() {
    let made_by =
        "CREATE TABLE shop_item (id bigint NOT NULL PRIMARY KEY, a text NOT NULL, b text NOT NULL,
            n bigint NOT NULL GENERATED ALWAYS AS IDENTITY);
        CREATE TABLE shop_kind (id bigint NOT NULL PRIMARY KEY, a text);
        ALTER TABLE shop_item ADD CONSTRAINT short CHECK (length(b) < 9);";
    let (database, ledger) = made(&[("shop.0001_m", made_by)]);
    database.execute(
        "DROP TABLE shop_kind;
         ALTER TABLE shop_item ALTER a DROP NOT NULL, ALTER b DROP NOT NULL, DROP CONSTRAINT short;
         INSERT INTO shop_item VALUES (1, NULL, 'b')",
    );
    let tool = Tool::new(&database.url(), ledger.path());
    let text = plan(&tool, &[]);
    let stopped = psql(&database, &text);
    assert_eq!(stopped.status, Some(3), "{stopped:#?}");
    assert!(
        stopped.stderr.contains("contains null values"),
        "{stopped:#?}"
    );
    let there = "SELECT (to_regclass('shop_kind') IS NOT NULL)::text || ' ' || convalidated::text
        FROM pg_constraint WHERE conname = 'short'";
    assert_eq!(database.texts(there), ["true true"], "{text}");
    database.execute("UPDATE shop_item SET a = ''");
    repaired(&database, &text);
    assert_eq!(tool.report(&["--no-history"], 0).alarms(), [""; 0]);
    // An identity column takes no NULL before it is one.
    database.execute("ALTER TABLE shop_item ALTER n DROP IDENTITY, ALTER n DROP NOT NULL");
    repaired(&database, &plan(&tool, &[]));
    assert_eq!(tool.report(&["--no-history"], 0).alarms(), [""; 0]);
}
