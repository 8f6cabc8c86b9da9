//! Stored outputs that were printed after their migrations had run, and tables that an operation which is
//! not SQL made anew: what is missing then is no error, and only what the operation names is excused.

use std::fs;

use tempfile::TempDir;

use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::report::Report;

const MADE: &str = r#"
CREATE TABLE "shop_item" ("id" bigint NOT NULL PRIMARY KEY, "n" integer NOT NULL, "m" integer NOT NULL, "slug" varchar(9) NOT NULL UNIQUE);
CREATE INDEX "n_idx" ON "shop_item" ("n");
CREATE INDEX "m_idx" ON "shop_item" ("m");
CREATE INDEX "shop_item_m_12345678" ON "shop_item" ("m");
CREATE INDEX "shop_item_slug_12345678_like" ON "shop_item" ("slug" varchar_pattern_ops);
ALTER TABLE "shop_item" ADD CONSTRAINT "shop_item_n_m_12345678_uniq" UNIQUE ("n", "m");
ALTER TABLE "shop_item" ADD CONSTRAINT "low" CHECK ("n" > 0);
CREATE TABLE "shop_other" ("id" bigint NOT NULL PRIMARY KEY, "n" integer NOT NULL);
CREATE INDEX "other_idx" ON "shop_other" ("n");
"#;

struct Shop {
    ledger: TempDir,
    database: Database,
}

impl Shop {
    /// `0001_initial` ran; then `after` was done, for which the later stored output says `late`.
    fn new(app: &str, late: &str, after: &str) -> Self {
        let shop = Self {
            ledger: TempDir::new().expect("a temporary folder"),
            database: Database::create(),
        };
        shop.database.execute(
            "CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
             name varchar(255) NOT NULL, applied timestamptz NOT NULL DEFAULT now())",
        );
        shop.store(
            "shop",
            "0001_initial",
            &format!("--\n-- Create model Item\n--\n{MADE}"),
        );
        shop.database.execute(MADE);
        shop.store(app, "0002_late", late);
        shop.database.execute(after);
        shop
    }

    fn store(&self, app: &str, name: &str, text: &str) {
        let folder = self.ledger.path().join(app);
        fs::create_dir_all(&folder).expect("a folder");
        let text = format!("BEGIN;\n{text}\nCOMMIT;\n");
        fs::write(folder.join(format!("{name}.sql")), text).expect("a stored output");
        let record =
            format!("INSERT INTO django_migrations (app, name) VALUES ('{app}', '{name}')");
        self.database.execute(&record);
    }

    fn report(&self, status: i32) -> Report {
        Tool::new(&self.database.url(), self.ledger.path()).report(&["--no-history"], status)
    }
}

fn no_op(comment: &str) -> String {
    format!("--\n-- {comment}\n--\n-- (no-op)")
}

fn reasons(report: &Report) -> Vec<String> {
    let doubts = report
        .findings()
        .filter_map(|finding| finding["doubt"].as_object());
    doubts
        .map(|doubt| format!("{} {}", doubt["reason"], doubt["operation"]).replace('"', ""))
        .collect()
}

#[test]
fn what_an_operation_names_that_printed_nothing_is_no_error() {
    let unique = "DROP CONSTRAINT shop_item_n_m_12345678_uniq";
    let cases = [
        ("shop", "Remove index n_idx from item", "DROP INDEX n_idx"),
        (
            "shop",
            "Concurrently remove index n_idx from item",
            "DROP INDEX n_idx",
        ),
        (
            "shop",
            "Remove constraint low from model item",
            "ALTER TABLE shop_item DROP CONSTRAINT low",
        ),
        (
            "shop",
            "Alter unique_together for item (0 constraint(s))",
            &format!("ALTER TABLE shop_item {unique}"),
        ),
        ("moved", "Remove index n_idx from item", "DROP INDEX n_idx"),
    ];
    for (app, comment, after) in cases {
        let report = Shop::new(app, &no_op(comment), after).report(0);
        assert_eq!(
            reasons(&report),
            [format!("printed_late {comment}")],
            "{comment}"
        );
        assert_eq!(
            report.verdict("shop.0001_initial"),
            "undecided",
            "{comment}"
        );
        assert!(
            report.alarms()[0].starts_with("warning missing "),
            "{comment}"
        );
    }
}

#[test]
fn a_rename_that_printed_nothing_is_no_error() {
    let comment = "Rename index n_idx on item to renamed_idx";
    let shop = Shop::new(
        "shop",
        &no_op(comment),
        "ALTER INDEX n_idx RENAME TO renamed_idx",
    );
    let report = shop.report(0);
    assert_eq!(reasons(&report)[0], format!("printed_late {comment}"));
}

#[test]
fn what_an_operation_does_not_name_stays_an_error() {
    let cases = [
        ("Remove index n_idx from item", "DROP INDEX m_idx"),
        ("Remove index n_idx from other", "DROP INDEX n_idx"),
        ("Remove constraint low from model item", "DROP INDEX n_idx"),
        (
            "Create index n_idx on field(s) n of model item",
            "DROP INDEX n_idx",
        ),
        (
            "Alter unique_together for other (0 constraint(s))",
            "ALTER TABLE shop_item DROP CONSTRAINT shop_item_n_m_12345678_uniq",
        ),
        ("Alter field m on item", "DROP INDEX shop_item_m_12345678"),
        ("Change Meta options on item", "DROP INDEX n_idx"),
        (
            "Custom state/database change combination",
            "DROP INDEX n_idx",
        ),
    ];
    for (comment, after) in cases {
        let report = Shop::new("shop", &no_op(comment), after).report(1);
        assert_eq!(report.verdict("shop.0001_initial"), "partial", "{comment}");
        assert!(reasons(&report).is_empty(), "{comment}");
    }
}

#[test]
fn what_an_altered_field_printed_gives_away_what_it_did_not_print() {
    let drop = "ALTER TABLE shop_item DROP CONSTRAINT shop_item_slug_key; DROP INDEX shop_item_slug_12345678_like";
    let late = "--\n-- Alter field slug on item\n--\nDROP INDEX IF EXISTS \"shop_item_slug_12345678_like\";";
    let report = Shop::new("shop", late, drop).report(0);
    assert_eq!(reasons(&report), ["printed_late Alter field slug on item"]);
    // Printed in time, it drops the constraint too; what is missing beside it stays an error.
    let whole = "--\n-- Alter field slug on item\n--\nALTER TABLE \"shop_item\" DROP CONSTRAINT \"shop_item_slug_key\";
DROP INDEX IF EXISTS \"shop_item_slug_12345678_like\";";
    let report = Shop::new("shop", whole, &format!("{drop}; DROP INDEX n_idx")).report(1);
    assert!(reasons(&report).is_empty());
}

#[test]
fn the_manifest_says_whether_it_was_printed_late() {
    let shop = Shop::new(
        "shop",
        &no_op("Alter field m on item"),
        "DROP INDEX shop_item_m_12345678",
    );
    let manifest = |after: bool| {
        let text = format!(
            r#"{{"migrations": [{{"app": "shop", "name": "0001_initial"}},
                {{"app": "shop", "name": "0002_late", "dependencies": [["shop", "0001_initial"]], "captured_after": {after}}}]}}"#
        );
        fs::write(shop.ledger.path().join("manifest.json"), text).expect("a manifest");
    };
    manifest(true);
    assert_eq!(
        reasons(&shop.report(0)),
        ["printed_late Alter field m on item"]
    );
    manifest(false);
    assert!(reasons(&shop.report(1)).is_empty());
    let named = Shop::new(
        "shop",
        &no_op("Remove index n_idx from item"),
        "DROP INDEX n_idx",
    );
    fs::copy(
        shop.ledger.path().join("manifest.json"),
        named.ledger.path().join("manifest.json"),
    )
    .expect("a manifest");
    assert!(reasons(&named.report(1)).is_empty());
}

#[test]
fn a_table_that_python_made_anew_is_undecided_and_the_way_out_is_named() {
    const PYTHON: &str =
        "--\n-- Raw Python operation\n--\n-- THIS OPERATION CANNOT BE WRITTEN AS SQL";
    let anew = "DROP TABLE shop_other; CREATE TABLE shop_other (id bigint NOT NULL, n integer NOT NULL, PRIMARY KEY (id, n)) PARTITION BY RANGE (n)";
    let shop = Shop::new("shop", PYTHON, anew);
    let report = shop.report(0);
    assert_eq!(report.verdict("shop.0001_initial"), "undecided");
    let all = reasons(&report);
    assert!(
        !all.is_empty() && all.iter().all(|it| it == "made_anew Raw Python operation"),
        "{all:?}"
    );
    let tool = Tool::new(&shop.database.url(), shop.ledger.path());
    let said = tool.run(&["--no-history"]).stdout;
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("capture --source migrate"), "{said}");
    // Nothing that is not SQL: it was changed by hand.
    let report = Shop::new("shop", &no_op("Change Meta options on item"), anew).report(1);
    assert_eq!(report.verdict("shop.0001_initial"), "partial");
}
