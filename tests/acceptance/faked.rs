//! Migrations that were recorded without being run, and what nobody can tell from that.

use std::fs;

use tempfile::TempDir;

use crate::support::cli::Tool;
use crate::support::cluster::Database;

const MADE: &str = r#"
CREATE TABLE "shop_item" ("id" bigint NOT NULL PRIMARY KEY, "n" varchar(5) NOT NULL, "m" integer NULL, "old" integer NULL);
CREATE INDEX "m_idx" ON "shop_item" ("m");
"#;

/// A database in which the first stored output ran and all are recorded, each row by its own transaction.
fn recorded(later: &[&str]) -> (Database, TempDir) {
    let ledger = TempDir::new().expect("a temporary folder");
    let database = Database::create();
    fs::create_dir(ledger.path().join("shop")).expect("a folder");
    database.execute(
        "CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
         name varchar(255) NOT NULL, applied timestamptz NOT NULL)",
    );
    database.execute(MADE);
    for (at, text) in [MADE].iter().chain(later).enumerate() {
        let name = format!("000{}_m", at + 1);
        fs::write(ledger.path().join(format!("shop/{name}.sql")), text).expect("a stored output");
        database.execute(&format!(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '{name}', now() + interval '{at} s')"
        ));
    }
    (database, ledger)
}

/// The text on one line.
fn says(database: &Database, ledger: &TempDir) -> String {
    let words = Tool::new(&database.url(), ledger.path())
        .run(&["--fail-on", "never"])
        .stdout;
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_as_the_migration_before_left_it_never_ran() {
    let changes = [
        r#"ALTER TABLE "shop_item" ALTER COLUMN "n" TYPE varchar(9);"#,
        r#"ALTER TABLE "shop_item" ALTER COLUMN "n" DROP NOT NULL;"#,
        r#"ALTER TABLE "shop_item" ALTER COLUMN "m" SET DEFAULT 7;"#,
        r#"ALTER TABLE "shop_item" ALTER COLUMN "m" SET NOT NULL;"#,
        r#"ALTER TABLE "shop_item" RENAME COLUMN "n" TO "label";"#,
        r#"ALTER TABLE "shop_item" DROP COLUMN "old";"#,
        r#"ALTER TABLE "shop_item" RENAME TO "shop_thing";"#,
        r#"DROP INDEX "m_idx"; CREATE INDEX "m_idx" ON "shop_item" ("m" DESC);"#,
    ];
    for change in changes {
        let (database, ledger) = recorded(&[change]);
        let said = says(&database, &ledger);
        assert!(said.contains("DOES NOT AGREE"), "{change}\n{said}");
        assert!(
            said.contains("is as shop.0001_m left it"),
            "{change}\n{said}"
        );
        assert!(said.contains("likely faked: "), "{change}\n{said}");
        assert!(!said.contains("it ran"), "{change}\n{said}");
    }
}

#[test]
fn several_that_were_faked_in_a_row_are_held_against_the_one_that_ran() {
    let (database, ledger) = recorded(&[
        r#"ALTER TABLE "shop_item" ALTER COLUMN "n" TYPE varchar(9);"#,
        r#"ALTER TABLE "shop_item" ALTER COLUMN "n" TYPE varchar(12);"#,
    ]);
    let said = says(&database, &ledger);
    assert!(
        said.contains(
            "it is as shop.0001_m left it: nothing of it tells that shop.0003_m ever ran"
        ),
        "{said}"
    );
}

#[test]
fn what_was_changed_by_hand_to_something_else_is_not_as_before() {
    let (database, ledger) =
        recorded(&[r#"ALTER TABLE "shop_item" ALTER COLUMN "n" TYPE varchar(9);"#]);
    database.execute("ALTER TABLE shop_item ALTER COLUMN n TYPE varchar(7)");
    let said = says(&database, &ledger);
    assert!(said.contains("there is character varying(7)"), "{said}");
    assert!(
        !said.contains("left it") && !said.contains("likely faked"),
        "{said}"
    );
}

#[test]
fn of_an_index_that_is_gone_nobody_claims_that_it_never_was() {
    for (change, undo) in [
        (
            r#"CREATE INDEX "n_idx" ON "shop_item" ("n");"#,
            "DROP INDEX n_idx",
        ),
        (
            r#"ALTER TABLE "shop_item" ADD CONSTRAINT "m_check" CHECK ("m" > 0);"#,
            "ALTER TABLE shop_item DROP CONSTRAINT m_check",
        ),
    ] {
        let (database, ledger) = recorded(&[change]);
        let faked = says(&database, &ledger);
        database.execute(change);
        database.execute(undo);
        for said in [faked, says(&database, &ledger)] {
            assert!(
                said.contains("faked, or removed since; from here it cannot be told"),
                "{said}"
            );
            assert!(!said.contains("likely"), "{said}");
        }
    }
}
