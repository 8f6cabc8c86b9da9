//! Stored migrations without a row, one of which replaces what another one did.

use crate::waiting::Shop;

/// The alarms, each by what it is about and whose it is.
fn unrecorded(shop: &Shop) -> Vec<String> {
    let report = shop.report();
    let names: Vec<String> = report.judged(&["unrecorded"]).into_iter().collect();
    let alarms = report.alarms();
    assert_eq!(alarms.len(), names.len(), "{alarms:#?}");
    names
}

#[test]
fn one_whose_work_a_later_one_replaced_ran_where_the_later_one_ran() {
    let function = |n: u8| {
        format!("CREATE OR REPLACE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT {n}';")
    };
    for (first, second) in [
        (
            r#"CREATE VIEW "v" AS SELECT "id" FROM "shop_a";"#.to_owned(),
            r#"CREATE OR REPLACE VIEW "v" AS SELECT "id", "n" FROM "shop_a";"#.to_owned(),
        ),
        (function(1), function(2)),
        (
            r#"COMMENT ON COLUMN "shop_a"."n" IS 'one';"#.to_owned(),
            r#"COMMENT ON COLUMN "shop_a"."n" IS 'two';"#.to_owned(),
        ),
        (
            r#"ALTER TABLE "shop_a" ALTER COLUMN "n" TYPE bigint;"#.to_owned(),
            r#"ALTER TABLE "shop_a" ALTER COLUMN "n" TYPE numeric(20, 2);"#.to_owned(),
        ),
        (
            r#"ALTER TABLE "shop_a" ALTER COLUMN "n" SET DEFAULT 1;"#.to_owned(),
            r#"ALTER TABLE "shop_a" ALTER COLUMN "n" SET DEFAULT 2;"#.to_owned(),
        ),
        (
            r#"CREATE TABLE "shop_old" ("id" integer PRIMARY KEY);"#.to_owned(),
            r#"ALTER TABLE "shop_old" RENAME TO "shop_new";"#.to_owned(),
        ),
    ] {
        let shop = Shop::with(&[("shop/0002_first", &first), ("shop/0003_second", &second)]);
        let report = shop.report();
        assert_eq!(report.alarms(), [""; 0], "{first}");
        assert_eq!(report.judged(&["pending"]).len(), 2, "{first}");

        shop.database.execute(&first);
        assert_eq!(unrecorded(&shop), ["shop.0002_first"], "{first}");

        shop.database.execute(&second);
        assert_eq!(
            unrecorded(&shop),
            ["shop.0002_first", "shop.0003_second"],
            "{first}"
        );
        let said = shop.says(&[]);
        for name in ["0002_first", "0003_second"] {
            let row = format!("python manage.py migrate --fake shop {name}");
            assert!(said.contains(&row), "{row}\n{said}");
        }
        let is_renamed = second.contains("RENAME");
        assert_eq!(said.contains("(replaced since)"), !is_renamed, "{said}");
        shop.record("0002_first");
        assert_eq!(unrecorded(&shop), ["shop.0003_second"], "{first}");
    }
}

#[test]
fn one_that_another_app_replaced_or_that_is_half_there_is_not_said_to_have_run() {
    let first = r#"COMMENT ON COLUMN "shop_a"."n" IS 'one';"#;
    let second = r#"COMMENT ON COLUMN "shop_a"."n" IS 'two';"#;
    let index = format!("{first}\nCREATE INDEX \"a_n\" ON \"shop_a\" (\"n\");");
    for (waiting, word) in [
        (
            [("shop/0002_first", first), ("stock/0001_second", second)],
            "shop.0002_first",
        ),
        (
            [("shop/0002_first", &index), ("shop/0003_second", second)],
            "shop.0002_first",
        ),
    ] {
        let shop = Shop::with(&waiting);
        shop.database.execute(second);
        let report = shop.report();
        assert_eq!(report.verdict(word), "pending", "{waiting:?}");
        assert_eq!(report.judged(&["unrecorded"]).len(), 1, "{waiting:?}");
    }
}

#[test]
fn the_row_of_a_later_one_waits_for_an_earlier_one_that_holds_more_than_ddl() {
    let data = "CREATE INDEX \"n_idx\" ON \"shop_a\" (\"n\");\nUPDATE \"shop_a\" SET \"n\" = 1;\n";
    let index = "CREATE INDEX \"a_idx\" ON \"shop_b\" (\"a_id\");\n";
    let shop = Shop::with(&[("shop/0002_data", data), ("shop/0003_index", index)]);
    shop.database.execute(data);
    shop.database.execute(index);
    assert_eq!(unrecorded(&shop), ["shop.0002_data", "shop.0003_index"]);
    let said = shop.says(&[]);
    assert!(!said.contains("INSERT INTO"), "{said}");
}

#[test]
fn a_constraint_that_a_waiting_migration_validates_tells_that_it_ran() {
    let check = r#"ALTER TABLE "shop_a" ADD CONSTRAINT "n_positive" CHECK ("n" > 0) NOT VALID;"#;
    let validate = r#"ALTER TABLE "shop_a" VALIDATE CONSTRAINT "n_positive";"#;
    let shop = Shop::with(&[("shop/0002_check", check), ("shop/0003_validate", validate)]);
    shop.database.execute(check);
    shop.record("0002_check");
    let report = shop.report();
    assert_eq!(report.alarms(), [""; 0]);
    assert_eq!(report.verdict("shop.0003_validate"), "pending");

    shop.database.execute(validate);
    assert_eq!(unrecorded(&shop), ["shop.0003_validate"]);

    // Nothing waits that validates it: it was validated by hand, which contradicts nothing.
    let shop = Shop::with(&[("shop/0002_check", check)]);
    shop.database.execute(check);
    shop.database.execute(validate);
    shop.record("0002_check");
    assert_eq!(shop.report().alarms(), [""; 0]);
}

#[test]
fn what_waits_is_called_as_its_migration_knows_it() {
    let shop = Shop::with(&[
        (
            "shop/0002_bigint",
            r#"ALTER TABLE "shop_a" ALTER COLUMN "n" TYPE bigint;"#,
        ),
        (
            "shop/0003_column",
            r#"ALTER TABLE "shop_a" RENAME COLUMN "n" TO "number";"#,
        ),
        (
            "shop/0004_table",
            r#"ALTER TABLE "shop_a" RENAME TO "shop_z";"#,
        ),
    ]);
    let said = shop.says(&[]);
    for words in [
        "shop.0002_bigint (sets type of column shop_a.n)",
        "shop.0003_column (creates column shop_a.number",
        "shop.0004_table (creates table shop_z",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
}
