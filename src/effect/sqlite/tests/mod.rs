mod hostile;
mod indexes;
mod meaning;
mod reality;
mod remake;

use super::*;
use crate::schema::{ConstraintBody, Expression};
use crate::sql::read_sqlite;

/// What each statement of a text means.
fn meanings(text: &str) -> Vec<Meaning> {
    let script = read_sqlite(text);
    script.statements.iter().map(read).collect()
}

fn only(text: &str) -> SqliteChange {
    match meanings(text).as_slice() {
        [Meaning::Schema(steps)] => match steps.as_slice() {
            [step] => match &step.effect {
                Effect::Sqlite(change) => change.as_ref().clone(),
                other => panic!("{text}: {other:?}"),
            },
            other => panic!("{text}: {other:?}"),
        },
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn what_django_prints_is_understood() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/replay/tests/sqlite");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        files += 1;
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for statement in &read_sqlite(&text).statements {
            match read(statement) {
                Meaning::Schema(_) | Meaning::Transaction => {}
                Meaning::Data if statement.text.starts_with("INSERT") => {}
                other => panic!("{}: {other:?}", statement.text),
            }
        }
    }
    assert_eq!(files, 7);
}

#[test]
fn a_table_of_django() {
    let made = only(
        r#"CREATE TABLE "app_book" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "n" integer unsigned NOT NULL CHECK ("n" >= 0), "author_id" bigint NULL REFERENCES "app_author" ("id") DEFERRABLE INITIALLY DEFERRED, "t" varchar ( 30 ) DEFAULT 'x' UNIQUE COLLATE NOCASE, CONSTRAINT "pos" CHECK ("n" > 0))"#,
    );
    insta::assert_debug_snapshot!(made);
}

#[test]
fn words_are_held_side_by_side() {
    for (one, other, same) in [
        (
            "SELECT a FROM t",
            "select  \"a\" /* x */ from [T]",
            Some(true),
        ),
        ("SELECT 'a b'", "SELECT 'ab'", Some(false)),
        ("SELECT 'a'", "SELECT 'A'", Some(false)),
        ("SELECT 'a'", "SELECT a", Some(false)),
        ("SELECT a b", "SELECT ab", Some(false)),
        ("SELECT \"a\"", "SELECT \"A\"", None),
        ("SELECT TRUE", "SELECT \"true\"", Some(false)),
        ("SELECT 1.0", "SELECT 1", Some(false)),
        ("SELECT 'a", "SELECT 'a", Some(true)),
        ("SELECT 'a", "SELECT 'A", Some(false)),
    ] {
        assert_eq!(same_words(one, other), same, "{one} | {other}");
        assert_eq!(same_words(other, one), same, "{other} | {one}");
    }
}

fn check(condition: &str) -> Expression {
    let sql = format!("CREATE TABLE t (a, b, \"Ca\", CHECK ({condition}))");
    let SqliteChange::CreateTable(new) = stored(&sql).unwrap().change else {
        panic!("{sql}");
    };
    let only = new.object.constraints.into_values().next().unwrap();
    let ConstraintBody::Check(check) = only.body else {
        panic!("{sql}");
    };
    check.expression
}

#[test]
fn spellings_of_one_meaning_are_one_tree() {
    for (one, other) in [
        ("a > 1", "((\"A\") > 1)"),
        ("a == b", "[a] = `b`"),
        ("a != b", "a <> b"),
        ("t.a > 1", "a > 1"),
        ("a IS NULL", "a ISNULL"),
        ("a NOT NULL", "a IS NOT NULL"),
        ("a AND b AND ca", "a AND (b AND \"CA\")"),
        ("a IS NOT b", "a IS DISTINCT FROM b"),
        ("LOWER(a) = 'x'", "lower ( a )='x'"),
        ("a IN (1,2)", "a in ( 1 , 2 )"),
        ("CAST(a AS Text)", "cast(a as text)"),
        ("x'0a' = b", "X'0A' = b"),
        ("a = -1", "a = - 1"),
        ("a LIKE 'x' ESCAPE 'y'", "(a like ('x') escape 'y')"),
        ("a + b * 2 = 1", "(a + (b * 2)) = 1"),
        ("NOT a = b", "NOT (a = b)"),
        ("a = b < 1", "a = (b < 1)"),
        ("-a || b COLLATE nocase", "(-a) || (b COLLATE nocase)"),
        ("a BETWEEN 1 AND 2 AND b", "(a BETWEEN 1 AND 2) AND b"),
        ("\"a\" = \"No Column\"", "a = 'No Column'"),
    ] {
        assert!(!check(one).tree.has_opaque(), "{one}");
        assert_eq!(check(one).tree, check(other).tree, "{one} | {other}");
    }
}

#[test]
fn different_meanings_stay_apart() {
    for (one, other) in [
        ("a > 1", "a >= 1"),
        ("a = 1", "a IS 1"),
        ("a = 1", "a IN (1)"),
        ("a = '1'", "a = 1"),
        ("a = 1", "a = 1.0"),
        ("a LIKE 'x'", "a GLOB 'x'"),
        ("a = \"Word\"", "a = \"word\""),
        ("a = 'b'", "a = b"),
        ("a = 'b'", "a = \"b\""),
        ("+a = 1", "a = 1"),
        ("a COLLATE nocase = 'x'", "a = 'x'"),
        ("a IS TRUE", "a IS 'true'"),
        ("CAST(a AS int) = 1", "CAST(a AS text) = 1"),
        ("(a = b) = ca", "a = (b = ca)"),
        ("(a < b) = 1", "a < (b = 1)"),
        ("count(*) = 1", "count(a) = 1"),
        ("x'0a' = b", "'0a' = b"),
    ] {
        assert!(!check(one).tree.has_opaque(), "{one}");
        assert_ne!(check(one).tree, check(other).tree, "{one} | {other}");
    }
}
