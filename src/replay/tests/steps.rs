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

/// The steps of replaying as many statements of a kind, each on what another statement made.
fn steps_on(first: &str, count: usize, each: (&str, &str)) -> usize {
    let all = |text: &str| -> String {
        let numbered = |n: usize| text.replace('$', &n.to_string());
        (0..count).map(numbered).collect()
    };
    steps::taken();
    let expected = replay(&[&format!("{first}{}{}", all(each.0), all(each.1))]);
    assert_eq!(complaints(&expected), [""; 0], "{each:?}");
    steps::taken()
}

#[test]
fn what_depends_on_an_object_is_not_searched_for_in_all_objects() {
    const USED: &str = "CREATE FUNCTION f$(a int) RETURNS int LANGUAGE sql AS 'select 1'; \
        CREATE TABLE t$ (a int DEFAULT f$(1), b int CHECK (f$(b) > 0));";
    const CALLED: &str = "CREATE FUNCTION f$() RETURNS trigger LANGUAGE plpgsql AS ''; \
        CREATE TABLE t$ (a int); \
        CREATE TRIGGER g BEFORE INSERT ON t$ FOR EACH ROW EXECUTE FUNCTION f$();";
    const TYPED: &str = "CREATE TYPE e$ AS ENUM ('a'); CREATE TABLE t$ (a e$ DEFAULT 'a');";
    const HELD: &str = "CREATE SCHEMA s$; CREATE TABLE s$.t (a int); CREATE TABLE u$ (a s$.t);";
    const SEEN: &str = "CREATE TABLE t$ (a int); CREATE VIEW v$ AS SELECT a FROM t$;";
    const REFERENCED: &str =
        "CREATE TABLE t$ (id int PRIMARY KEY); CREATE TABLE r$ (a int REFERENCES t$);";
    const SERIAL: &str = "CREATE TABLE t$ (id serial PRIMARY KEY);";
    const PARENT: &str = "CREATE TABLE p (a int) PARTITION BY LIST (a);";
    const PARTITION: &str = "CREATE TABLE t$ PARTITION OF p FOR VALUES IN ($);";
    for (first, made, changed) in [
        (
            "",
            "CREATE TABLE t$ (a int);",
            "ALTER TABLE t$ RENAME TO u$;",
        ),
        (
            "",
            "CREATE TABLE t$ (a int);",
            "ALTER TABLE t$ RENAME a TO b;",
        ),
        ("", REFERENCED, "ALTER TABLE t$ RENAME TO u$;"),
        ("", REFERENCED, "DROP TABLE t$ CASCADE;"),
        ("", SERIAL, "DROP TABLE t$;"),
        ("", SERIAL, "ALTER SEQUENCE t$_id_seq RENAME TO s$;"),
        ("", SEEN, "ALTER TABLE t$ RENAME TO u$;"),
        ("", SEEN, "ALTER VIEW v$ RENAME TO w$;"),
        ("", SEEN, "DROP TABLE t$ CASCADE;"),
        ("", USED, "ALTER FUNCTION f$(int) RENAME TO g$;"),
        ("", USED, "DROP FUNCTION f$(int) CASCADE;"),
        ("", CALLED, "ALTER FUNCTION f$() RENAME TO g$;"),
        ("", CALLED, "DROP FUNCTION f$() CASCADE;"),
        ("", TYPED, "ALTER TYPE e$ RENAME TO f$;"),
        ("", TYPED, "ALTER TYPE e$ RENAME VALUE 'a' TO 'b';"),
        ("", TYPED, "DROP TYPE e$ CASCADE;"),
        ("", HELD, "ALTER SCHEMA s$ RENAME TO r$;"),
        ("", HELD, "DROP SCHEMA s$ CASCADE;"),
        (
            PARENT,
            "CREATE TABLE t$ (a int);",
            "ALTER TABLE p ATTACH PARTITION t$ FOR VALUES IN ($);",
        ),
        (PARENT, PARTITION, "ALTER TABLE p DETACH PARTITION t$;"),
        (
            "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE INDEX i ON ONLY p (a);",
            "CREATE TABLE t$ (a int); CREATE INDEX i$ ON t$ (a); \
             ALTER TABLE p ATTACH PARTITION t$ FOR VALUES IN ($);",
            "",
        ),
        (
            "",
            "CREATE TABLE t$ (a int); CREATE VIEW v$ AS SELECT a FROM t$; \
             CREATE VIEW w$ AS SELECT a FROM v$;",
            "DROP VIEW v$ CASCADE;",
        ),
        (
            "",
            "CREATE TYPE e$ AS ENUM ('a'); \
             CREATE FUNCTION f(a e$) RETURNS int LANGUAGE sql AS 'select 1';",
            "DROP FUNCTION f(e$);",
        ),
    ] {
        let steps = [60, 120].map(|count| steps_on(first, count, (made, changed)));
        let [once, twice] = steps;
        assert!(once > 0, "{changed} nothing is counted");
        assert!(
            twice * 10 <= once * 22,
            "{first} {made} {changed}: {once}, {twice}"
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
    let statistics = |key: &&ObjectKey| expected.schema.statistics(key).is_some();
    let names = expected.schema.named.keys().filter(statistics);
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
