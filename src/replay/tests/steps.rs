//! What grows with the input grows no faster: counted in steps.

use super::*;
use crate::steps;

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
    let kinds: [Kind; 8] = [
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
        ("CREATE TABLE t (a int, b int);", |_| {
            "CREATE STATISTICS ON a, b FROM t;".to_owned()
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

#[test]
fn a_number_of_statistics_that_becomes_free_is_given_again() {
    let expected = replay(&[
        "CREATE TABLE t (a int, b int); CREATE STATISTICS ON a, b FROM t; \
         CREATE STATISTICS ON a, b FROM t; CREATE STATISTICS ON a, b FROM t; \
         DROP STATISTICS t_a_b_stat; ALTER STATISTICS t_a_b_stat1 RENAME TO other; \
         CREATE STATISTICS ON a, b FROM t; CREATE STATISTICS ON a, b FROM t; \
         CREATE STATISTICS ON a, b FROM t; CREATE TABLE u (a int, b int); \
         CREATE INDEX u_a_b_stat ON u (a); CREATE STATISTICS ON a, b FROM u;",
    ]);
    let names = expected.schema.statistics.keys();
    let names: Vec<&str> = names.map(|key| key.name.as_str()).collect();
    let wanted = [
        "other",
        "t_a_b_stat",
        "t_a_b_stat1",
        "t_a_b_stat2",
        "t_a_b_stat3",
        "u_a_b_stat",
    ];
    assert_eq!(names, wanted);
}
