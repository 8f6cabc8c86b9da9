mod remakes;
mod steps;

use super::*;
use crate::effect::Reading;
use crate::migration::MigrationKey;
use crate::name::QualifiedName;
use crate::schema::{Check, ConstraintBody};

/// Replays one migration for each text.
fn replay(migrations: &[&str]) -> Expected {
    let mut replay = Replay::new(vec![Name::from("public")]);
    for (number, sql) in migrations.iter().enumerate() {
        let key = MigrationKey::new("app", format!("{:04}", number + 1));
        let reading = Reading::of(&key, "app/file.sql", sql);
        replay.begin_migration();
        for statement in &reading.statements {
            replay.apply(&statement.location, statement.steps());
        }
    }
    replay.finish()
}

/// Every object in one line, sorted.
fn objects(expected: &Expected) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, table) in &expected.schema.tables {
        lines.push(format!("table {name}"));
        for column in &table.columns {
            let null = if column.not_null { " NOT NULL" } else { "" };
            let default = column
                .default
                .as_ref()
                .map(|d| format!(" DEFAULT {}", d.text));
            lines.push(format!(
                "column {}.{} {}{null}{}",
                name.name,
                column.name,
                column.data_type,
                default.unwrap_or_default()
            ));
        }
        for (constraint, definition) in &table.constraints {
            lines.push(format!("{} {constraint}", definition.body.kind()));
        }
        lines.extend(table.indexes.keys().map(|index| format!("index {index}")));
    }
    lines.extend(
        expected
            .schema
            .sequences
            .keys()
            .map(|name| format!("sequence {name}")),
    );
    lines.extend(expected.schema.named.keys().map(ToString::to_string));
    lines
}

fn complaints(expected: &Expected) -> Vec<String> {
    let complaints = expected.complaints.iter();
    complaints
        .map(|complaint| complaint.problem.to_string())
        .collect()
}

/// The migration that answers for an attribute.
fn answering(expected: &Expected, id: ObjectId, attribute: crate::schema::Attribute) -> String {
    let location = expected.origins.answering(id, attribute).unwrap();
    expected.origins.at(location).migration.name.clone()
}

#[test]
fn what_comes_unasked_has_the_names_that_the_server_gives() {
    let expected = replay(&[
        "CREATE TABLE item (id serial PRIMARY KEY, code text UNIQUE, \
         qty int CHECK (qty > 0), lo int, hi int, CHECK (lo < hi), UNIQUE (lo, hi));
         CREATE INDEX ON item (code, (lower(code)), (code || 'x'), (lower(code || 'x')));",
    ]);
    assert_eq!(
        objects(&expected),
        [
            "table public.item",
            "column item.id integer NOT NULL DEFAULT nextval('\"public\".\"item_id_seq\"'::regclass)",
            "column item.code text",
            "column item.qty integer",
            "column item.lo integer",
            "column item.hi integer",
            "CHECK item_check",
            "UNIQUE item_code_key",
            "UNIQUE item_lo_hi_key",
            "PRIMARY KEY item_pkey",
            "CHECK item_qty_check",
            "index item_code_lower_expr_lower1_idx",
            "sequence public.item_id_seq",
        ]
    );
}

#[test]
fn a_rename_changes_no_other_name_and_is_followed_everywhere() {
    let expected = replay(&[
        "CREATE TABLE a (id int PRIMARY KEY, v int CHECK (v > 0)); \
         CREATE TABLE b (a_id int REFERENCES a (id)); CREATE INDEX a_v ON a (v) WHERE v < 9;",
        "ALTER TABLE a RENAME TO c; ALTER TABLE c RENAME id TO key; ALTER TABLE c RENAME v TO w;",
    ]);
    let table = &expected.schema.tables[&QualifiedName::new("public".into(), "c".into())];
    assert_eq!(table.primary_key(), [Name::from("key")]);
    let ConstraintBody::Check(Check { expression, .. }) =
        &table.constraints[&Name::from("a_v_check")].body
    else {
        panic!("a check");
    };
    assert_eq!(expression.text, "(\"w\" > 0)");
    let predicate = table.indexes[&Name::from("a_v")]
        .predicate
        .as_ref()
        .unwrap();
    assert_eq!(predicate.text, "(\"w\" < 9)");
    let b = &expected.schema.tables[&QualifiedName::new("public".into(), "b".into())];
    let ConstraintBody::ForeignKey(foreign) = &b.constraints[&Name::from("b_a_id_fkey")].body
    else {
        panic!("a foreign key");
    };
    assert_eq!(foreign.table.name, Name::from("c"));
    assert_eq!(foreign.referenced, [Name::from("key")]);
    assert!(complaints(&expected).is_empty());
}

#[test]
fn a_dropped_column_takes_its_sequence_its_indexes_and_its_constraints() {
    let expected = replay(&[
        "CREATE TABLE t (a serial, b int, c int, CHECK (a < b), UNIQUE (b, a)); \
         CREATE INDEX t_c ON t (c) INCLUDE (a); CREATE INDEX t_b ON t (b);",
        "ALTER TABLE t DROP COLUMN a;",
    ]);
    assert_eq!(
        objects(&expected),
        [
            "table public.t",
            "column t.b integer",
            "column t.c integer",
            "index t_b"
        ]
    );
    let gone: Vec<String> = expected
        .tombstones
        .keys()
        .map(ToString::to_string)
        .collect();
    assert!(gone.contains(&"column public.t.a".to_owned()), "{gone:?}");
}

#[test]
fn a_drop_that_something_needs_is_refused_without_cascade() {
    let first = "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a_id int REFERENCES a);";
    let refused = replay(&[first, "DROP TABLE a;"]);
    assert_eq!(
        complaints(&refused),
        [
            "the table public.a cannot be dropped without CASCADE: the foreign key b_a_id_fkey of \
          public.b needs it"
        ]
    );
    assert_eq!(refused.schema.tables.len(), 2);
    let cascaded = replay(&[first, "DROP TABLE a CASCADE;"]);
    assert_eq!(
        objects(&cascaded),
        ["table public.b", "column b.a_id integer"]
    );
}

#[test]
fn an_attribute_remembers_the_migration_that_last_set_it() {
    use crate::schema::Attribute;
    let expected = replay(&[
        "CREATE TABLE t (a varchar(10), b int DEFAULT 1);",
        "ALTER TABLE t ALTER a TYPE varchar(20); ALTER TABLE t ALTER a SET NOT NULL;",
        "ALTER TABLE t ALTER a TYPE varchar(20); ALTER TABLE t ALTER b SET DEFAULT 1;",
    ]);
    let table = &expected.schema.tables[&QualifiedName::new("public".into(), "t".into())];
    let (a, b) = (table.columns[0].id, table.columns[1].id);
    assert_eq!(answering(&expected, a, Attribute::Type), "0002");
    assert_eq!(answering(&expected, a, Attribute::Nullable), "0002");
    assert_eq!(answering(&expected, a, Attribute::Default), "0001");
    assert_eq!(answering(&expected, b, Attribute::Default), "0001");
}

#[test]
fn a_guard_claims_what_it_finds_and_makes_what_it_does_not() {
    let expected = replay(&[
        "CREATE TABLE t (a int);",
        "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE column_name = 'a') \
         THEN ALTER TABLE t ADD COLUMN a int; END IF; \
         IF NOT EXISTS (SELECT 1 FROM pg_indexes WHERE indexname = 't_a') \
         THEN CREATE INDEX t_a ON t (a); END IF; END $$;",
    ]);
    assert!(complaints(&expected).is_empty());
    let table = &expected.schema.tables[&QualifiedName::new("public".into(), "t".into())];
    let column = expected.origins.of(table.columns[0].id).unwrap();
    assert_eq!(column.ensured.len(), 1);
    let index = expected
        .origins
        .of(table.indexes[&Name::from("t_a")].id)
        .unwrap();
    assert_eq!(expected.origins.at(index.created).migration.name, "0002");
}

#[test]
fn a_search_path_of_one_migration_does_not_reach_into_the_next() {
    let expected = replay(&[
        "SET search_path = other, public; CREATE TABLE a (id int);",
        "CREATE TABLE b (id int);",
        "ALTER TABLE b SET SCHEMA other; CREATE INDEX ON other.b (id);",
    ]);
    let names: Vec<String> = expected
        .schema
        .tables
        .keys()
        .map(ToString::to_string)
        .collect();
    assert_eq!(names, ["other.a", "other.b"]);
    assert!(complaints(&expected).is_empty());
}

#[test]
fn an_identity_column_and_its_sequence_change_type_together() {
    let expected = replay(&[
        "CREATE TABLE t (id integer PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY);",
        "ALTER TABLE t ALTER id TYPE bigint;",
    ]);
    let name = QualifiedName::new("public".into(), "t_id_seq".into());
    let sequence = &expected.schema.sequences[&name];
    assert_eq!(sequence.data_type.to_string(), "bigint");
    assert_eq!(sequence.bounds.max, i64::MAX);
}

#[test]
fn what_cannot_apply_is_a_complaint_and_spoils_no_neighbour() {
    let expected = replay(&[
        "ALTER TABLE nowhere ADD COLUMN a int; CREATE TABLE t (a int); \
         ALTER TABLE t DROP COLUMN b; CREATE TABLE t (a int); ALTER TABLE t ADD COLUMN c int;",
    ]);
    assert_eq!(
        complaints(&expected),
        [
            "nothing that was replayed before it makes nowhere",
            "the expected table public.t has no column b",
            "the relation public.t is there already",
        ]
    );
    assert_eq!(
        objects(&expected),
        ["table public.t", "column t.a integer", "column t.c integer"]
    );
}

#[test]
fn a_default_of_null_is_no_default() {
    let expected = replay(&["CREATE TABLE t (a text DEFAULT NULL, b text DEFAULT NULL::text);"]);
    assert_eq!(
        objects(&expected),
        ["table public.t", "column t.a text", "column t.b text"]
    );
}

#[test]
fn a_constraint_trigger_follows_the_table_that_it_is_from() {
    let expected = replay(&[
        "CREATE TABLE a (i int); CREATE TABLE b (i int); CREATE SCHEMA s; \
         CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS ''; \
         CREATE CONSTRAINT TRIGGER g AFTER INSERT ON a FROM b FOR EACH ROW EXECUTE FUNCTION f();",
        "ALTER TABLE b RENAME TO c; ALTER TABLE c SET SCHEMA s;",
    ]);
    let a = QualifiedName::new("public".into(), "a".into());
    let trigger = &expected.schema.tables[&a].triggers[&Name::from("g")];
    let from = trigger.definition.from.as_ref().map(ToString::to_string);
    assert_eq!(from.as_deref(), Some("s.c"));
}

#[test]
fn a_part_is_not_renamed_to_the_name_of_another() {
    let made = "CREATE TABLE a (x integer, CONSTRAINT k CHECK (x > 0), CONSTRAINT l CHECK (x > 1));
        CREATE POLICY p ON a USING (true); CREATE POLICY q ON a USING (false);";
    let renamed = "ALTER POLICY p ON a RENAME TO q; ALTER TABLE a RENAME CONSTRAINT k TO l;";
    let expected = replay(&[made, renamed]);
    assert_eq!(
        complaints(&expected).len(),
        2,
        "{:?}",
        complaints(&expected)
    );
    let table = expected.schema.tables.values().next().unwrap();
    assert_eq!((table.policies.len(), table.constraints.len()), (2, 2));
}

#[test]
fn a_call_is_told_by_the_name_that_the_function_has() {
    let made = "CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1';
        CREATE TABLE a (x integer, CONSTRAINT k CHECK (f(x) > 0));";
    let expected = replay(&[made, "ALTER FUNCTION f(integer) RENAME TO g;"]);
    let table = expected.schema.tables.values().next().unwrap();
    let ConstraintBody::Check(Check { expression, .. }) = &table.constraints[&Name::from("k")].body
    else {
        panic!("{table:?}");
    };
    assert_eq!(expression.text, r#"(public.g("x") > 0)"#);
}

const TABLES: &str = "CREATE TABLE deal (id bigint PRIMARY KEY, day date);
     CREATE TABLE leg (id bigint, deal_id bigint, amount numeric, credit numeric, debit numeric);";

/// The views that are left of one over `query`, when `leg.amount` is dropped.
fn left_of(query: &str) -> Vec<String> {
    let expected = replay(&[
        TABLES,
        &format!("CREATE VIEW v AS {query}"),
        "ALTER TABLE leg DROP COLUMN amount CASCADE",
    ]);
    assert_eq!(complaints(&expected), [""; 0], "{query}");
    let named = expected.schema.named.keys().map(ToString::to_string);
    named.collect()
}

#[test]
fn a_view_stays_that_only_calls_a_column_of_its_own_so() {
    for query in [
        "SELECT l.id, l.credit AS amount FROM leg l",
        "SELECT l.id, l.debit * -1 AS amount, d.day FROM leg l JOIN deal d ON d.id = l.deal_id",
        "SELECT d.*, (SELECT count(*) FROM leg WHERE leg.deal_id = d.id) AS n FROM deal d",
        "SELECT d.*, l.sum AS amount FROM deal d \
         JOIN LATERAL (SELECT sum(credit) FROM leg x WHERE x.deal_id = d.id) l ON true",
        "SELECT jsonb_build_object('amount', credit) AS j FROM leg",
        "SELECT l.id, to_jsonb(l) AS j FROM leg l",
    ] {
        assert_eq!(left_of(query), ["view public.v"], "{query}");
    }
}

#[test]
fn a_view_goes_that_reads_the_column_by_name_or_by_star() {
    for query in [
        "SELECT l.id, l.amount * -1 AS sum FROM leg l",
        "SELECT id FROM leg WHERE amount > 0",
        "SELECT sum(credit) OVER (ORDER BY amount) AS s FROM leg",
        "SELECT * FROM leg",
        "SELECT l.* FROM deal d JOIN leg l ON l.deal_id = d.id",
        "SELECT d.id FROM deal d WHERE EXISTS (SELECT * FROM leg l WHERE l.deal_id = d.id)",
        "SELECT x.c FROM leg AS x (a, b, c)",
        "SELECT a.id FROM leg a JOIN leg b USING (id, amount)",
        "SELECT id FROM deal UNION SELECT amount::bigint FROM leg",
        "SELECT a.id FROM leg a NATURAL JOIN leg b",
        "SELECT (l).amount FROM leg l",
    ] {
        assert_eq!(left_of(query), [""; 0], "{query}");
    }
}
