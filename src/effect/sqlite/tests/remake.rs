//! Which statements are a part of making a table anew, and which are data.

use crate::effect::Reading;
use crate::effect::vocabulary::Meaning;
use crate::migration::MigrationKey;

const MADE: &str = r#"CREATE TABLE "new__t" ("id" integer NOT NULL PRIMARY KEY, "a" integer NOT NULL, "b" text NULL);"#;
const DROPPED: &str = r#"DROP TABLE "t";"#;
const RENAMED: &str = r#"ALTER TABLE "new__t" RENAME TO "t";"#;

/// How many statements are data.
fn data(statements: &[&str]) -> usize {
    let migration = MigrationKey::new("app", "0001");
    let reading = Reading::of_sqlite(&migration, "app/0001.sql", &statements.join("\n"));
    let statements = reading.statements.iter();
    statements.filter(|it| it.meaning == Meaning::Data).count()
}

#[test]
fn rows_that_a_table_keeps_are_a_part_of_making_it_anew() {
    for copy in [
        r#"INSERT INTO "new__t" ("id", "a", "b") SELECT "id", "a", "b" FROM "t";"#,
        r#"INSERT INTO "new__t" ("id", "a", "b") SELECT "id", coalesce("a", 5), NULL FROM "t";"#,
        r#"INSERT INTO "new__t" ("id", "a", "b") SELECT "id", -5, 'it''s' FROM "t";"#,
        "insert into main.new__t (id, a) select id, a from t;",
    ] {
        assert_eq!(data(&[MADE, copy, DROPPED, RENAMED]), 0, "{copy}");
        let again = r#"INSERT INTO "t" ("id", "a") SELECT "id", "a" FROM "u";"#;
        assert_eq!(
            data(&["BEGIN;", MADE, copy, DROPPED, RENAMED, again, "COMMIT;"]),
            1
        );
    }
}

#[test]
fn what_does_more_with_rows_is_data() {
    for copy in [
        r#"INSERT INTO "new__t" ("id", "a") SELECT "id", "a" FROM "t" WHERE "a" > 5;"#,
        r#"INSERT INTO "new__t" ("id", "a") SELECT "id", "a" * 2 FROM "t";"#,
        r#"INSERT INTO "new__t" ("id", "b") SELECT "id", upper("b") FROM "t";"#,
        r#"INSERT INTO "new__t" ("id", "a") SELECT DISTINCT "id", "a" FROM "t";"#,
        r#"INSERT INTO "new__t" ("id", "a") SELECT "id", "a" FROM "u";"#,
        r#"INSERT INTO "other"."new__t" ("id", "a") SELECT "id", "a" FROM "t";"#,
        r#"INSERT INTO "new__t" ("id", "a") VALUES (1, 2);"#,
        r#"INSERT INTO "new__t" SELECT * FROM "t";"#,
    ] {
        assert_eq!(data(&[MADE, copy, DROPPED, RENAMED]), 1, "{copy}");
    }
    let copy = r#"INSERT INTO "new__t" ("id", "a", "b") SELECT "id", "a", "b" FROM "t";"#;
    for statements in [
        &[MADE, copy][..],
        &[copy, DROPPED, RENAMED],
        &[MADE, copy, RENAMED],
        &[MADE, copy, RENAMED, DROPPED],
        &[MADE, DROPPED, RENAMED, copy],
        &[copy, MADE, DROPPED, RENAMED],
    ] {
        assert_eq!(data(statements), 1, "{statements:?}");
    }
}
