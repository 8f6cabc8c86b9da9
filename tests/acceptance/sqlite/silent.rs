//! What changes nothing that a migration set.

use super::built::{report, usual};

/// Each is done to a database of its own.
const NOTHING: &[(&str, &str)] = &[
    ("vacuum", "VACUUM"),
    ("reindex", "REINDEX"),
    ("analyze", "ANALYZE"),
    ("other pages", "PRAGMA page_size = 8192; VACUUM"),
    ("write-ahead log", "PRAGMA journal_mode = WAL"),
    ("versions of its own", "PRAGMA user_version = 7; PRAGMA application_id = 9"),
    (
        "rows",
        "INSERT INTO shelf_smallkey (name) VALUES ('a'), ('b'); DELETE FROM shelf_smallkey WHERE name = 'a'",
    ),
    (
        "the upper case of a table",
        "ALTER TABLE shelf_smallkey RENAME TO passing; ALTER TABLE passing RENAME TO Shelf_SmallKey",
    ),
    (
        "the upper case of a column",
        "ALTER TABLE shelf_smallkey RENAME COLUMN name TO NAME",
    ),
    (
        "the upper case of a type",
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, ' bigint', '  BigInt') WHERE type = 'table'",
    ),
    (
        "other quotes, and a comment",
        "PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = replace(replace(sql, '\"slug\"', '[slug] /* , NOT NULL */'), 'NULL', ' NULL ')
         WHERE name = 'shelf_everything'",
    ),
    (
        "an index in other words",
        "DROP INDEX author_born_name; CREATE INDEX Author_Born_Name ON SHELF_AUTHOR (born DESC, name ASC)",
    ),
    (
        "a table that no migration made",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY); CREATE VIEW of_notes AS SELECT * FROM notes",
    ),
];

#[test]
fn what_changes_nothing_is_not_told() {
    let built = usual();
    for (what, sql) in NOTHING {
        let copy = built.copy();
        copy.run(sql);
        let report = report(&copy.file, &built.ledger(), &[]);
        assert_eq!(report.alarms(), Vec::<String>::new(), "{what}");
    }
}
