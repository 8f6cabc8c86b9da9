//! Migrations of which nothing is there, and what tells that it was: an earlier run, a trace, a later migration.

use std::fs;

use tempfile::TempDir;

use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::report::Report;

const ITEM: &str =
    r#"CREATE TABLE "shop_item" ("id" bigint NOT NULL PRIMARY KEY, "n" integer NOT NULL);"#;
const CART: &str = r#"CREATE TABLE "shop_cart" ("id" bigint NOT NULL PRIMARY KEY);"#;
const LINE: &str = r#"CREATE TABLE "shop_line" ("id" bigint NOT NULL PRIMARY KEY, "item_id" bigint NOT NULL);
ALTER TABLE "shop_line" ADD CONSTRAINT "shop_line_item_fk" FOREIGN KEY ("item_id") REFERENCES "shop_item" ("id") DEFERRABLE INITIALLY DEFERRED;"#;

/// A database without tables, and an empty ledger.
fn empty() -> (Database, TempDir) {
    let ledger = TempDir::new().expect("a temporary folder");
    fs::create_dir(ledger.path().join("shop")).expect("a folder");
    let database = Database::create();
    database.execute(
        "CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
         name varchar(255) NOT NULL, applied timestamptz NOT NULL)",
    );
    (database, ledger)
}

/// Stores and records a migration; where it runs, in the transaction of its row, as Django does it.
fn migrate(database: &Database, ledger: &TempDir, name: &str, text: &str, runs: bool) {
    let file = ledger.path().join(format!("shop/{name}.sql"));
    fs::write(file, format!("BEGIN;\n{text}\nCOMMIT;\n")).expect("a stored output");
    let text = if runs { text } else { "" };
    database.execute(&format!(
        "BEGIN; {text} INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '{name}', now()); COMMIT"
    ));
}

/// What is there was made before anything that takes part: no oid tells of it.
fn migrated(all: &[(&str, &str)]) -> (Database, TempDir) {
    let (database, ledger) = empty();
    for (name, text) in all {
        migrate(&database, &ledger, name, text, true);
    }
    (database, ledger)
}

/// The text on one line.
fn says(tool: &Tool, args: &[&str]) -> String {
    let words = tool.run(&[args, &["--fail-on", "never"]].concat()).stdout;
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn evidence(report: &Report, key: &str) -> Vec<(String, String)> {
    let found = report.migration(key)["evidence"].clone();
    let all = found.as_array().expect("evidence").iter().map(|one| {
        let text = |field: &str| one[field].as_str().expect("a text").to_owned();
        (text("code"), text("text"))
    });
    all.collect()
}

fn causes(report: &Report, key: &str) -> Vec<String> {
    let found = report.migration(key)["causes"].clone();
    let causes = found.as_array().expect("causes").iter();
    causes
        .map(|cause| cause["code"].as_str().expect("a code").to_owned())
        .collect()
}

#[test]
fn what_an_earlier_run_saw_was_removed() {
    let (database, ledger) = migrated(&[("0001_item", ITEM), ("0002_cart", CART)]);
    let tool = Tool::new(&database.url(), ledger.path());
    tool.report(&[], 0);
    database.execute("DROP TABLE shop_cart");
    let second = tool.report(&[], 1);
    assert_eq!(second.verdict("shop.0002_cart"), "removed");
    assert_eq!(second.value()["summary"]["verdicts"]["removed"], 1);
    assert_eq!(causes(&second, "shop.0002_cart"), ["removed-later"]);
    let (code, text) = evidence(&second, "shop.0002_cart").remove(0);
    assert_eq!(code, "seen_in_run");
    assert!(
        text.starts_with("all of it was last seen in run 1 (20"),
        "{text}"
    );
    assert!(text.ends_with("and was first missed in this run"), "{text}");
    let third = tool.report(&["--app", "shop"], 1);
    let (_, text) = evidence(&third, "shop.0002_cart").remove(0);
    assert!(text.contains("last seen in run 1 (20"), "{text}");
    assert!(text.contains("first missed in run 2 (20"), "{text}");
    let shown = tool.run_plain(&["show", "2", "--format", "json"]).report(0);
    assert_eq!(shown.value(), second.value());
    let said = says(&tool, &[]);
    assert!(!said.contains("faked"), "{said}");
}

#[test]
fn a_run_that_could_not_decide_all_or_looked_at_one_app_saw_what_it_saw() {
    for args in [&[][..], &["--app", "shop"]] {
        // What the function does is not known, so that the run cannot vouch for the whole migration.
        let text = format!("{CART}\nSELECT more();");
        let (database, ledger) = migrated(&[("0001_item", ITEM)]);
        database.execute("CREATE FUNCTION more() RETURNS void LANGUAGE sql AS 'SELECT'");
        migrate(&database, &ledger, "0002_cart", &text, true);
        let tool = Tool::new(&database.url(), ledger.path());
        let first = tool.report(args, 0);
        assert_eq!(first.verdict("shop.0002_cart"), "undecided");
        database.execute("DROP TABLE shop_cart");
        let alone = tool.report(&["--no-history"], 1);
        assert_eq!(alone.verdict("shop.0002_cart"), "faked");
        let second = tool.report(&[], 1);
        assert_eq!(second.verdict("shop.0002_cart"), "removed");
        let (code, text) = evidence(&second, "shop.0002_cart").remove(0);
        assert_eq!(code, "seen_in_run");
        assert!(text.contains("last seen in run 1 (20"), "{text}");
    }
}

#[test]
fn without_a_history_or_a_trace_it_cannot_be_told() {
    let (database, ledger) = migrated(&[("0001_item", ITEM), ("0002_cart", CART)]);
    let tool = Tool::new(&database.url(), ledger.path());
    tool.report(&[], 0);
    database.execute("DROP TABLE shop_cart");
    let report = tool.report(&["--no-history"], 1);
    assert_eq!(report.verdict("shop.0002_cart"), "faked");
    assert_eq!(causes(&report, "shop.0002_cart"), [""; 0]);
    let words = "recorded, and nothing of it is in the database: faked, or removed since; from here it cannot be told";
    for format in [["--format", "text"], ["--format", "markdown"]] {
        let said = says(&tool, &[&["--no-history"], &format[..]].concat());
        assert!(said.contains(words), "{said}");
        assert!(!said.contains("likely"), "{said}");
    }
}

#[test]
fn an_earlier_run_of_another_text_or_of_a_later_time_tells_nothing() {
    let (database, ledger) = migrated(&[("0001_item", ITEM)]);
    migrate(&database, &ledger, "0002_cart", CART, false);
    let tool = Tool::new(&database.url(), ledger.path());
    let snapshot = ledger.path().join("early.json");
    let snapshot = snapshot.to_str().expect("UTF-8");
    let taken = tool.run_plain(&[
        "snapshot",
        "-o",
        snapshot,
        "--database-url",
        &database.url(),
    ]);
    assert_eq!(taken.status, Some(0), "{taken:?}");
    database.execute(CART);
    tool.report(&[], 0);
    let url = format!("snapshot:{snapshot}");
    let early = tool.run_plain(&[
        "--ledger",
        ledger.path().to_str().expect("UTF-8"),
        "--database-url",
        &url,
        "--format",
        "json",
    ]);
    let early = early.report(1);
    assert_eq!(early.verdict("shop.0002_cart"), "faked");
    assert!(early.value()["target"]["taken_at"].is_string());
    database.execute("DROP TABLE shop_cart");
    let text = fs::read_to_string(ledger.path().join("shop/0002_cart.sql")).expect("a text");
    let other = text.replace("bigint", "integer");
    fs::write(ledger.path().join("shop/0002_cart.sql"), other).expect("another text");
    let report = tool.report(&[], 1);
    let all = evidence(&report, "shop.0002_cart");
    assert_eq!(report.verdict("shop.0002_cart"), "faked", "{all:?}");
    fs::write(ledger.path().join("shop/0002_cart.sql"), text).expect("the text");
    assert_eq!(tool.report(&[], 1).verdict("shop.0002_cart"), "removed");
}

#[test]
fn what_was_seen_whole_was_neither_faked_nor_half_run() {
    let change = r#"ALTER TABLE "shop_item" ALTER COLUMN "n" TYPE bigint;"#;
    let (database, ledger) = migrated(&[("0001_item", ITEM), ("0002_wider", change)]);
    let tool = Tool::new(&database.url(), ledger.path());
    tool.report(&[], 0);
    database.execute("ALTER TABLE shop_item ALTER COLUMN n TYPE integer");
    let said = says(&tool, &["--no-history"]);
    assert!(said.contains("is as shop.0001_item left it"), "{said}");
    let report = tool.report(&[], 1);
    assert_eq!(report.verdict("shop.0002_wider"), "drifted");
    assert_eq!(causes(&report, "shop.0002_wider"), ["made-by-hand-later"]);
    let said = says(&tool, &[]);
    assert!(said.contains("last seen in run 1"), "{said}");
    assert!(
        !said.contains("ever ran") && !said.contains("faked"),
        "{said}"
    );
}

#[test]
fn what_a_later_migration_could_not_have_run_without_was_there() {
    let all = [
        ("0001_item", ITEM),
        ("0002_cart", CART),
        ("0003_line", LINE),
    ];
    let (database, ledger) = migrated(&all);
    database.execute("DROP TABLE shop_item CASCADE");
    let tool = Tool::new(&database.url(), ledger.path());
    let report = tool.report(&["--no-history"], 1);
    assert_eq!(report.verdict("shop.0001_item"), "removed");
    let all = evidence(&report, "shop.0001_item");
    let needed = all.iter().find(|(code, _)| code == "needed_by_later");
    let (_, text) = needed.expect("the need");
    assert_eq!(
        text,
        "shop.0003_line was recorded later, and its run made table public.shop_line: it could not have run without table public.shop_item"
    );
}

#[test]
fn a_later_migration_that_was_faked_too_or_needs_nothing_of_it_proves_nothing() {
    let (database, ledger) = empty();
    migrate(&database, &ledger, "0001_item", ITEM, false);
    migrate(&database, &ledger, "0002_cart", CART, true);
    migrate(&database, &ledger, "0003_line", LINE, false);
    database.execute(
        r#"CREATE TABLE "shop_line" ("id" bigint NOT NULL PRIMARY KEY, "item_id" bigint NOT NULL)"#,
    );
    let tool = Tool::new(&database.url(), ledger.path());
    let report = tool.report(&["--no-history"], 1);
    assert_eq!(report.verdict("shop.0001_item"), "faked");
}

#[test]
fn a_lost_column_tells_of_one_column_and_not_of_two() {
    let add = |name: &str| format!(r#"ALTER TABLE "shop_item" ADD COLUMN "{name}" integer NULL;"#);
    let (database, ledger) = migrated(&[("0001_item", ITEM), ("0002_a", &add("a"))]);
    database.execute("ALTER TABLE shop_item DROP COLUMN a");
    let tool = Tool::new(&database.url(), ledger.path());
    let report = tool.report(&["--no-history"], 1);
    assert_eq!(report.verdict("shop.0002_a"), "removed");
    migrate(&database, &ledger, "0003_b", &add("b"), false);
    let report = tool.report(&["--no-history"], 1);
    assert_eq!(report.verdict("shop.0003_b"), "faked");
    assert_eq!(causes(&report, "shop.0003_b"), [""; 0]);
    let all = evidence(&report, "shop.0003_b");
    let lost = all.iter().any(|(_, text)| text.ends_with("and lacks 2"));
    assert!(lost, "{all:?}");
    // Adding a column writes the row of the table, and dropping it does not.
    assert_eq!(report.verdict("shop.0002_a"), "removed");
    let all = evidence(&report, "shop.0002_a");
    assert!(all.iter().any(|(code, _)| code == "left_trace"), "{all:?}");
}

#[test]
fn records_that_were_moved_alone_are_the_likeliest_cause() {
    let (database, ledger) = migrated(&[("0001_item", ITEM), ("0002_cart", CART)]);
    database.execute(&format!(
        "CREATE SCHEMA app; ALTER TABLE django_migrations SET SCHEMA app;
         ALTER DATABASE \"{}\" SET search_path = app, public",
        database.name()
    ));
    let tool = Tool::new(&database.url(), ledger.path());
    let report = tool.report(&["--no-history"], 1);
    for key in ["shop.0001_item", "shop.0002_cart"] {
        assert_eq!(report.verdict(key), "misrouted");
        assert_eq!(causes(&report, key)[0], "records-alone");
    }
    let (code, text) = evidence(&report, "shop.0001_item").remove(0);
    assert_eq!(code, "records_alone");
    assert_eq!(
        text,
        "django_migrations is in app, and all 2 tables that it accounts for are in public"
    );
}

#[test]
fn records_that_were_restored_alone_are_the_likeliest_cause() {
    let (database, ledger) = migrated(&[("0001_item", ITEM), ("0002_cart", CART)]);
    migrate(&database, &ledger, "0003_line", LINE, false);
    database.execute(
        "CREATE TABLE restored (LIKE django_migrations INCLUDING ALL);
         INSERT INTO restored SELECT * FROM django_migrations; DROP TABLE django_migrations CASCADE;
         ALTER TABLE restored RENAME TO django_migrations",
    );
    let tool = Tool::new(&database.url(), ledger.path());
    let report = tool.report(&["--no-history"], 1);
    assert_eq!(report.verdict("shop.0003_line"), "faked");
    assert_eq!(causes(&report, "shop.0003_line"), ["records-alone"]);
}
