//! Tables, views, triggers and indexes that are not those that the file was made with.

use super::seal::{four, refused, tamper, verified};
use super::*;

#[test]
fn a_file_with_another_layout_is_not_read_or_written() {
    let schema =
        |sql: &str| format!("PRAGMA writable_schema = on; {sql}; PRAGMA writable_schema = reset");
    for (damage, what) in [
        (
            "CREATE TRIGGER t AFTER INSERT ON run BEGIN UPDATE run SET errors = 0 WHERE id = NEW.id; END".to_owned(),
            "trigger t",
        ),
        (
            "CREATE TRIGGER t BEFORE DELETE ON blob BEGIN SELECT RAISE(IGNORE); END".to_owned(),
            "trigger t",
        ),
        ("CREATE VIEW finding AS SELECT 'x' AS id".to_owned(), "view finding"),
        (
            "ALTER TABLE run RENAME TO kept; CREATE VIEW run AS SELECT * FROM kept".to_owned(),
            "table kept",
        ),
        ("CREATE TABLE more (x TEXT)".to_owned(), "table more"),
        ("CREATE VIRTUAL TABLE more USING fts5(x)".to_owned(), "table more"),
        ("ALTER TABLE run ADD COLUMN colour TEXT".to_owned(), "table run"),
        (
            "ALTER TABLE run ADD COLUMN bad INTEGER GENERATED ALWAYS AS (errors * 0)".to_owned(),
            "table run",
        ),
        ("DROP INDEX run_of_target".to_owned(), "index run_of_target"),
        (
            "DROP INDEX run_of_target; CREATE INDEX run_of_target ON run (id)".to_owned(),
            "index run_of_target",
        ),
        ("CREATE INDEX more ON run (lower(report))".to_owned(), "index more"),
        ("ANALYZE".to_owned(), "table sqlite_stat1"),
        ("DROP TABLE link".to_owned(), "table link"),
        (
            schema("UPDATE sqlite_schema SET sql = replace(sql, 'TEXT PRIMARY KEY', 'TEXT COLLATE NOCASE PRIMARY KEY') WHERE name = 'blob'"),
            "table blob",
        ),
        (
            schema("UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = 'run'"),
            "table run",
        ),
    ] {
        let place = Place::new();
        four(&place);
        tamper(&place, &damage);
        let what = what.to_owned();
        let due = Fault::Layout { what };
        assert_eq!(verified(&place).fault, Some(due.clone()), "{damage}");
        assert_eq!(refused(&place), vec![due; 2], "{damage}");
    }
}

#[test]
fn a_trigger_that_comes_while_a_run_is_made_changes_nothing() {
    let place = Place::new();
    let mut history = four(&place);
    tamper(
        &place,
        "CREATE TRIGGER t AFTER INSERT ON run BEGIN UPDATE run SET errors = 0 WHERE id = NEW.id; END",
    );
    let error = history.store(&mut sample::incident(), &inputs(), 1);
    let problem = error.unwrap_err().problem;
    assert!(
        matches!(problem, Problem::Altered(Fault::Layout { .. })),
        "{problem:?}"
    );
    tamper(&place, "DROP TRIGGER t");
    let found = verified(&place);
    assert_eq!((found.runs, found.fault), (4, None));
}
