//! What grows with the input grows no faster: counted in steps.

use super::*;
use crate::replay::steps;

/// The steps of replaying `count` statements of a kind, after `before`.
fn steps_of(before: &str, count: usize, statement: impl Fn(usize) -> String) -> usize {
    let text: String = (0..count).map(statement).collect();
    steps::taken();
    replay(&[&format!("{before}{text}")]);
    steps::taken()
}

#[test]
fn steps_grow_no_faster_than_the_input() {
    type Kind = (&'static str, fn(usize) -> String);
    let kinds: [Kind; 7] = [
        ("CREATE TABLE t (a int);", |_| {
            "CREATE INDEX ON t (a);".to_owned()
        }),
        ("CREATE TABLE t (a int);", |_| {
            "ALTER TABLE t ADD CHECK (a > 0);".to_owned()
        }),
        ("CREATE TABLE t (a int);", |_| {
            "ALTER TABLE t ADD UNIQUE (a);".to_owned()
        }),
        (
            "CREATE TABLE u (a int PRIMARY KEY); CREATE TABLE t (a int);",
            |_| "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u;".to_owned(),
        ),
        ("CREATE DOMAIN d AS int;", |_| {
            "ALTER DOMAIN d ADD CHECK (VALUE > 0);".to_owned()
        }),
        ("", |n| {
            format!("CREATE TABLE t{n} (a int, b int); ALTER TABLE t{n} DROP b; DROP TABLE t{n};")
        }),
        (
            "CREATE TABLE t0 (a int, b int); ALTER TABLE t0 DROP b;",
            |n| format!("ALTER TABLE t{n} RENAME TO t{};", n + 1),
        ),
    ];
    for (before, statement) in kinds {
        let (once, twice) = (
            steps_of(before, 60, statement),
            steps_of(before, 120, statement),
        );
        assert!(once > 0, "{before} nothing is counted");
        assert!(
            twice * 10 <= once * 22,
            "{before} {}: {once}, {twice}",
            statement(0)
        );
    }
}

#[test]
fn a_number_that_becomes_free_is_given_again() {
    let expected = replay(&[
        "CREATE TABLE t (a int); CREATE INDEX ON t (a); CREATE INDEX ON t (a); \
         CREATE INDEX ON t (a); DROP INDEX t_a_idx1; CREATE INDEX ON t (a); CREATE INDEX ON t (a);",
    ]);
    let table = expected.schema.tables.values().next().unwrap();
    let names: Vec<&str> = table.indexes.keys().map(Name::as_str).collect();
    assert_eq!(names, ["t_a_idx", "t_a_idx1", "t_a_idx2", "t_a_idx3"]);
}
