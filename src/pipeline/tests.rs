//! No stored output stops the program, nor makes it slow: depth and growth, through every room.

use std::fmt::Write as _;

use crate::compare::{Surroundings, compare};
use crate::effect::Reading;
use crate::migration::MigrationKey;
use crate::name::Name;
use crate::replay::{Expected, Replay};

/// Each makes a tree one level deeper.
const LEVELS: [&str; 14] = [
    " + 1",
    "::int[]",
    " IS NOT TRUE",
    " AND a",
    " COLLATE \"C\"",
    " AT TIME ZONE 'x'",
    "[1]",
    " IN (1)",
    " LIKE 'a'",
    " BETWEEN 1 AND 1",
    " UNION SELECT 1",
    " JOIN u ON a",
    " = ANY (a)",
    " OPERATOR(pg_catalog.+) 1",
];

/// Each opens a level, with what closes it.
const NESTS: [(&str, &str); 12] = [
    ("(", ")"),
    ("(SELECT ", ")"),
    ("NOT ", ""),
    ("- ", ""),
    ("ARRAY[", "]"),
    ("f(", ")"),
    ("CAST(", " AS int)"),
    ("CASE WHEN a THEN ", " END"),
    ("INTERVAL ", ""),
    ("ARRAY<", ">"),
    ("SELECT 1 FROM (", ") x"),
    ("WITH x AS (", ") SELECT 1"),
];

fn in_statements(expression: &str) -> [String; 8] {
    [
        format!("ALTER TABLE t ADD CHECK ({expression})"),
        format!("CREATE TABLE u (a {expression})"),
        format!("CREATE INDEX i ON t (({expression})) WHERE {expression}"),
        format!("CREATE VIEW v AS SELECT {expression}"),
        format!("CREATE VIEW v AS SELECT 1 FROM {expression}"),
        format!("CREATE RULE r AS ON DELETE TO t WHERE {expression} DO INSTEAD {expression}"),
        format!(
            "DO $$BEGIN IF {expression} THEN ALTER TABLE t ADD CHECK ({expression}); END IF; END$$"
        ),
        expression.to_owned(),
    ]
}

fn replayed(text: &str) -> Expected {
    let reading = Reading::of(&MigrationKey::new("a", "0001"), "a/0001.sql", text);
    let mut replay = Replay::new(vec![Name::exact("public")]);
    replay.begin_migration();
    for statement in &reading.statements {
        replay.apply(&statement.place, statement.steps());
    }
    replay.finish()
}

/// On the stack that the program's own threads have.
fn with_stack(test: impl FnOnce() + Send + 'static) {
    let builder = std::thread::Builder::new().stack_size(super::STACK);
    builder.spawn(test).unwrap().join().unwrap();
}

fn agrees_with_itself(text: &str) {
    let expected = replayed(text);
    let found = compare(&expected, &expected.schema, &Surroundings::default());
    assert!(found.unexpected.is_empty(), "{text:.300}");
}

#[test]
fn no_depth_of_a_tree_overflows_the_stack() {
    with_stack(|| {
        let chains =
            LEVELS.map(|level| [90, 1_200].map(|count| format!("a{}", level.repeat(count))));
        let nests = NESTS.map(|(open, close)| {
            [45, 2_000].map(|count| format!("{}1{}", open.repeat(count), close.repeat(count)))
        });
        for expression in chains.iter().chain(&nests).flatten() {
            for statement in in_statements(expression) {
                agrees_with_itself(&format!("CREATE TABLE t (a int, b int); {statement}"));
            }
        }
        // As deep as a chain may be.
        agrees_with_itself(&format!(
            "CREATE TABLE t (a int CHECK (a > 0{}))",
            " + 1".repeat(1_990)
        ));
    });
}

#[test]
fn tables_that_have_two_parents_are_altered_once() {
    let mut text = "CREATE TABLE t0 (a int);".to_owned();
    for n in 0..200 {
        let _ = write!(
            text,
            "CREATE TABLE l{n} () INHERITS (t{n}); CREATE TABLE r{n} () INHERITS (t{n}); \
             CREATE TABLE t{} () INHERITS (l{n}, r{n});",
            n + 1
        );
    }
    text += "ALTER TABLE t0 ALTER a TYPE bigint; ALTER TABLE t0 ALTER a SET DEFAULT 1; \
             ALTER TABLE t0 ALTER a SET NOT NULL; ALTER TABLE t0 RENAME a TO b;";
    let expected = replayed(&text);
    assert_eq!(expected.complaints.len(), 0, "{:?}", expected.complaints);
    let last = expected
        .schema
        .tables
        .values()
        .find(|it| it.lineage.parents.len() == 2);
    let column = last.and_then(|it| it.column(&Name::exact("b"))).unwrap();
    assert_eq!(column.data_type.to_string(), "bigint");
    assert!(column.not_null && column.default.is_some());
}
