//! Plans of several schemas.

use std::fs;

use tempfile::TempDir;

use super::{plan, repaired};
use crate::support::cli::Tool;
use crate::support::cluster::Database;

const SCHEMAS: [&str; 2] = ["tenant_1", "tenant_2"];

/// Two schemas in which these statements ran and are recorded, and then the damage was done.
fn tenants(made_by: &str, damage: &str) -> (Database, TempDir) {
    let ledger = TempDir::new().expect("a temporary folder");
    fs::create_dir_all(ledger.path().join("shop")).expect("a folder");
    fs::write(ledger.path().join("shop/0001_m.sql"), made_by).expect("a stored output");
    let database = Database::create();
    for schema in SCHEMAS {
        database.execute(&format!(
            "CREATE SCHEMA {schema}; SET search_path = {schema};
             CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
                 name varchar(255) NOT NULL, applied timestamptz NOT NULL);
             INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '0001_m', now());
             {made_by} {damage}"
        ));
    }
    (database, ledger)
}

/// Views, types and functions are looked up on the path of one schema, which the others do not see.
#[test]
fn what_is_sure_of_one_schema_is_sure_of_several() {
    let made_by = "CREATE TYPE mood AS ENUM ('low', 'high');
        CREATE TABLE shop_item (id bigint NOT NULL PRIMARY KEY, price numeric(8, 2), mood mood NOT NULL DEFAULT 'low');
        CREATE TYPE pair AS (a integer, b mood);
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER touched BEFORE UPDATE ON shop_item FOR EACH ROW EXECUTE FUNCTION touch();
        CREATE VIEW names AS SELECT id, price FROM shop_item;
        CREATE VIEW few AS SELECT id FROM names;
        CREATE MATERIALIZED VIEW kept AS SELECT id FROM shop_item;";
    let damage = "DROP VIEW names CASCADE; DROP MATERIALIZED VIEW kept; DROP TYPE pair; DROP FUNCTION touch CASCADE;
        DROP TYPE mood CASCADE; CREATE TYPE mood AS ENUM ('high');";
    let (database, ledger) = tenants(made_by, damage);
    let tool = Tool::new(&database.url(), ledger.path());
    let alone = plan(&tool, &["--schema", SCHEMAS[0]]);
    let text = plan(&tool, &["--all-schemas"]);
    for told in [&alone, &text] {
        assert!(told.contains("\n-- after this: 0 of "), "{told}");
        assert!(!told.contains("not sure"), "{told}");
    }
    let file = ledger.path().join("repair.sql");
    fs::write(&file, &text).expect("a file");
    let path = file.to_str().expect("a path");
    let checked = tool.run(&["repair", "--all-schemas", "--check", path]);
    assert_eq!(checked.status, Some(0), "{checked:#?}");
    repaired(&database, &text);
    let told = tool.run(&["--all-schemas", "--no-history"]);
    assert_eq!(told.status, Some(0), "{told:#?}");
}

#[test]
fn a_doubt_is_told_by_the_line_of_the_file() {
    let made_by = "CREATE TABLE shop_item (id bigint NOT NULL PRIMARY KEY);
        CREATE VIEW recorded AS SELECT r.name FROM django_migrations r;";
    let (database, ledger) = tenants(made_by, "DROP VIEW recorded; DROP TABLE shop_item;");
    let tool = Tool::new(&database.url(), ledger.path());
    for args in [&["--all-schemas"][..], &["--schema", "tenant_1"]] {
        let text = plan(&tool, args);
        let doubts = text
            .lines()
            .filter_map(|it| it.strip_prefix("-- not sure, by line "));
        let lines = doubts.map(|it| it.split(':').next().and_then(|it| it.parse().ok()));
        let lines: Vec<usize> = lines.map(|it| it.expect("a number")).collect();
        assert_eq!(lines.len(), args.len() % 2 + 1, "{text}");
        for line in lines {
            let mut from = text.lines().skip(line - 1);
            assert_eq!(from.next(), Some("DO $reconcile$ BEGIN"), "{line}\n{text}");
            let body: String = from.take(4).collect();
            assert!(
                body.contains("VIEW") && body.contains("recorded"),
                "{line}\n{text}"
            );
        }
    }
    let migration = plan(&tool, &["--schema", "tenant_1", "--format", "django"]);
    assert!(
        migration.contains("# not sure: it may change "),
        "{migration}"
    );
}
