//! No stored output stops the program, nor makes it slow: depth and growth, through every room.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use jiff::Timestamp;

use super::Readings;
use crate::compare::{Surroundings, compare};
use crate::effect::Reading;
use crate::migration::MigrationKey;
use crate::name::{Name, QualifiedName};
use crate::record::{Record, plan};
use crate::replay::{Expected, Replay};
use crate::schema::{ObjectKey, Schema};
use crate::steps;
use crate::verdict::{Candidates, Case, Former, Past, Trace, Traces, effect_checks, judge};

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
        replay.apply(&statement.location, statement.steps());
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
        .find(|it| it.inheritance.parents.len() == 2);
    let column = last.and_then(|it| it.column(&Name::exact("b"))).unwrap();
    assert_eq!(column.data_type.to_string(), "bigint");
    assert!(column.not_null && column.default.is_some());
}

fn grows_no_faster(what: &str, steps_of: impl Fn(usize) -> usize) {
    let (once, twice) = (steps_of(100), steps_of(200));
    assert!(once > 0, "{what}: nothing is counted");
    assert!(twice * 10 <= once * 22, "{what}: {once}, {twice}");
}

#[test]
fn a_chain_of_missing_parents_is_climbed_once() {
    grows_no_faster("tables that inherit", |count| {
        let mut text = "CREATE TABLE t0 (a int);".to_owned();
        for n in 1..count {
            let _ = write!(text, "CREATE TABLE t{n} () INHERITS (t{});", n - 1);
        }
        let expected = replayed(&text);
        steps::taken();
        let found = compare(&expected, &Schema::default(), &Surroundings::default());
        let taken = steps::taken();
        let root = ObjectKey::table(&QualifiedName::new(
            Name::exact("public"),
            Name::exact("t0"),
        ));
        let hanging = found.objects.iter().filter(|it| {
            matches!(&it.presence, crate::compare::Presence::Hanging { on, .. } if **on == root)
        });
        assert!(hanging.count() >= count - 1);
        taken
    });
}

/// Each makes a table and drops a column; every second table is not there, and the rows go back in time.
fn steps_of_judging(count: usize) -> usize {
    let key = |n: usize| MigrationKey::new("a", format!("{n:05}"));
    let text = |n: usize| {
        format!("CREATE TABLE t{n} (a int, b int); ALTER TABLE t{n} DROP b; DROP TABLE nothing;")
    };
    let number = |n: usize| u32::try_from(n).unwrap() * 100 + 1_000;
    let record = |n: usize| Record {
        id: i64::from(number(n)),
        migration: key(n),
        applied: Timestamp::from_second(i64::from(number(count - n)) * 3_600).ok(),
        xmin: Some(number(n)),
        follows_aborted: false,
        committed: None,
    };
    let records: Vec<Record> = (0..count).map(record).collect();
    let reading = |n: usize| Ok(Reading::of(&key(n), "a", &text(n)));
    let readings: Readings = (0..count).map(|n| (key(n), reading(n))).collect();
    let plan = plan(&records, &readings.keys().cloned().collect(), None);
    let expected = replayed_in_order(&readings);
    let table = |n: usize| QualifiedName::new(Name::exact("public"), Name::exact(&format!("t{n}")));
    let mut live = expected.schema.clone();
    let traces = |n: usize| {
        let trace = Trace {
            written: number(n),
            created_in: number(n),
            oids: (number(n), number(n) + 3),
            writers: vec![number(n)],
            dropped: Some(2),
        };
        (table(n), trace)
    };
    let there = (0..count).filter(|n| n % 2 == 0);
    let past = Past::of_tables(there.map(traces).collect());
    for n in (1..count).step_by(2) {
        live.tables.remove(&table(n));
    }
    let comparison = compare(&expected, &live, &Surroundings::default());
    let traces = Traces {
        records: (0..count).map(|n| (key(n), number(n))).collect(),
        recorder: table(count),
        abroad: BTreeMap::new(),
        copies: BTreeSet::new(),
        past: Arc::new(past),
    };
    let case = Case {
        plan: &plan,
        readings: &readings,
        expected: &expected,
        live: &live,
        comparison: &comparison,
        candidates: &Candidates::default(),
        captures: &BTreeMap::new(),
        role: None,
        apps: &BTreeSet::new(),
        elsewhere: &BTreeSet::new(),
        search_path: &[],
        former: &Former::default(),
        traces: &traces,
        searched: &[],
        several: false,
        engine: Some(crate::engine::Engine::PostgreSql),
        unheld: None,
    };
    steps::taken();
    let (judgement, _) = judge(&case, effect_checks(&expected, &comparison));
    assert_eq!(judgement.migrations.len(), count);
    assert!(judgement.findings.len() >= count / 2);
    steps::taken()
}

fn replayed_in_order(readings: &Readings) -> Expected {
    let mut replay = Replay::new(vec![Name::exact("public")]);
    for reading in readings.values().flatten() {
        replay.begin_migration();
        for statement in &reading.statements {
            replay.apply(&statement.location, statement.steps());
        }
    }
    replay.finish()
}

#[test]
fn judging_grows_no_faster_than_the_migrations() {
    grows_no_faster("migrations", steps_of_judging);
}
