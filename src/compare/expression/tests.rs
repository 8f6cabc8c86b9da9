//! What expressions are to each other.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;
use crate::effect::expression::read;

fn column_type(name: &Name) -> Option<DataType> {
    let text = match name.as_str() {
        "name" => "character varying(10)",
        "a" | "b" => "integer",
        "n" => "numeric(12,2)",
        "f" => "double precision",
        "at" => "timestamp with time zone",
        "data" => "jsonb",
        "mood" => "public.mood",
        _ => return None,
    };
    Some(data_type(text))
}

fn data_type(text: &str) -> DataType {
    match read(&format!("NULL::{text}")).tree.clone() {
        Expr::Cast(_, data_type) => data_type,
        other => panic!("{text} is no type: {other:?}"),
    }
}

fn held(expected: &str, live: &str, result: Option<&str>) -> Sameness {
    let scope = Scope {
        column_type: &column_type,
        label: &|data_type, text| {
            data_type.base.name.as_str() == "mood" && ["sad", "ok", "happy"].contains(&text)
        },
        result: result.map(data_type),
    };
    compare(&read(expected), &read(live), &scope)
}

fn check(expected: &str, live: &str) -> Sameness {
    held(expected, live, Some("boolean"))
}

#[test]
fn one_tree_is_exact_whatever_the_parentheses() {
    assert_eq!(check("a > 0", "((\"a\" > 0))"), Sameness::Exact);
}

#[test]
fn a_cast_that_the_column_asks_for_is_no_difference() {
    for (expected, live) in [
        ("name = 'x'", "((name)::text = 'x'::text)"),
        ("n > 1", "(n > (1)::numeric)"),
        ("a / 2.0 > 1", "(((a)::numeric / 2.0) > (1)::numeric)"),
        ("mood = 'ok'", "(mood = 'ok'::public.mood)"),
        ("data = '{\"a\":1}'", "(data = '{\"a\": 1}'::jsonb)"),
        ("name LIKE 'a%%\\%%'", "((name)::text ~~ 'a%\\%%%'::text)"),
    ] {
        let found = check(expected, live);
        assert!(
            matches!(found, Sameness::Equivalent(_)),
            "{expected}: {found:?}"
        );
    }
}

#[test]
fn a_cast_that_changes_the_value_is_no_spelling() {
    for (expected, live) in [
        (
            "lower(name::varchar(3)) = 'x'",
            "(lower((name)::text) = 'x'::text)",
        ),
        (
            "a / 2 > 1",
            "(((a)::numeric / (2)::numeric) > (1)::numeric)",
        ),
        ("a::numeric / b > 1", "((a / b) > 1)"),
        ("f > 0.2::real", "(f > (0.2)::double precision)"),
        ("name::character(10) = 'x'", "((name)::text = 'x'::text)"),
    ] {
        let found = check(expected, live);
        assert!(
            matches!(found, Sameness::Undecided(_) | Sameness::Different),
            "{expected}: {found:?}"
        );
    }
}

#[test]
fn casts_to_two_types_that_nothing_inserts_are_a_difference() {
    for (expected, live) in [
        (
            "name::varchar(5) = 'x'",
            "(((name)::character varying(4))::text = 'x'::text)",
        ),
        (
            "at::date = '2020-01-01'",
            "((at)::text = '2020-01-01'::text)",
        ),
    ] {
        assert_eq!(check(expected, live), Sameness::Different, "{expected}");
    }
}

#[test]
fn the_order_of_tests_means_nothing() {
    let found = check(
        "a IN (1, 2) AND b > 0",
        "((b > 0) AND (a = ANY (ARRAY[2, 1])))",
    );
    assert!(matches!(found, Sameness::Equivalent(_)), "{found:?}");
    let found = check("a IN (1, 2)", "(a = ANY (ARRAY[1, 1]))");
    assert_eq!(found, Sameness::Different);
}

#[test]
fn literals_are_compared_by_value_where_their_type_is_known() {
    let default = |expected, live, of| held(expected, live, Some(of));
    for (expected, live, of) in [
        ("0", "'0'::bigint", "bigint"),
        ("'t'", "true", "boolean"),
        ("'1 days 0 seconds'", "'1 day'::interval", "interval"),
        (
            "'2020-01-01 00:00:00+00:00'",
            "'2020-01-01 00:00:00+00'::timestamp with time zone",
            "timestamptz",
        ),
        (
            "'{\"b\":1,\"a\":2.0}'",
            "'{\"a\": 2.0, \"b\": 1}'::jsonb",
            "jsonb",
        ),
        ("B'101'", "'b101'::\"bit\"", "bit(3)"),
        ("B'101'", "'b101'::\"bit\"", "bit varying(8)"),
        ("'x1'", "'0001'::bit varying", "bit varying"),
        ("X'1f'::bit(8)", "'00011111'::bit(8)", "bit(8)"),
        (
            "'a=>1'::hstore",
            "'\"a\"=>\"1\"'::public.hstore",
            "public.hstore",
        ),
        ("'a=>1'", "'\"a\"=>\"1\"'::public.hstore", "public.hstore"),
        ("nextval('s')", "nextval('public.s'::regclass)", "integer"),
        (
            "nextval('\"a.b\"')",
            "nextval('public.\"a.b\"'::regclass)",
            "integer",
        ),
    ] {
        let found = default(expected, live, of);
        assert!(
            matches!(found, Sameness::Equivalent(_)),
            "{expected}: {found:?}"
        );
    }
    for (expected, live, of) in [
        ("'1'", "2", "integer"),
        ("'1 day'", "'24:00:00'::interval", "interval"),
        ("'x'", "'X'::character varying", "varchar(5)"),
        ("'{}'", "'[]'::jsonb", "jsonb"),
        ("B'101'", "'100'::\"bit\"", "bit(3)"),
        ("'a=>1'", "'\"a\"=>\"2\"'::public.hstore", "public.hstore"),
        ("'2020-01-01'", "'2020-01-02'::date", "date"),
        (
            "name LIKE 'a\\%%'",
            "((name)::text ~~ 'a\\%'::text)",
            "boolean",
        ),
        ("name = 'a%%'", "((name)::text = 'a%'::text)", "boolean"),
        ("name LIKE 'a_'", "((name)::text ~~ 'a__'::text)", "boolean"),
    ] {
        assert_eq!(
            default(expected, live, of),
            Sameness::Different,
            "{expected}"
        );
    }
}

#[test]
fn a_literal_that_only_the_server_can_read_is_undecided() {
    for (expected, live, of) in [
        (
            "'now'",
            "'2020-01-01 00:00:00+00'::timestamp with time zone",
            "timestamptz",
        ),
        ("'1 fortnight'", "'14 days'::interval", "interval"),
        ("'$1'", "'$1.00'::money", "money"),
        ("'0.1234567891'", "'0.12345679'::real", "real"),
        (
            "'0.12345678901234567'",
            "'0.12345678901234568'::double precision",
            "float8",
        ),
        (
            "'10:00:00.1234567'",
            "'10:00:00.123457'::time without time zone",
            "time",
        ),
        ("'[1.00000000000000000001]'", "'[1]'::jsonb", "jsonb"),
    ] {
        let found = held(expected, live, Some(of));
        assert!(
            matches!(found, Sameness::Undecided(_)),
            "{expected}: {found:?}"
        );
    }
}

#[test]
fn a_function_of_another_schema_is_not_the_ledgers() {
    assert_eq!(
        held("app.f(a)", "public.f(a)", None),
        Sameness::Undecided("two functions may be one")
    );
    assert!(matches!(
        held("f(a)", "public.f(a)", None),
        Sameness::Equivalent(_)
    ));
    assert_eq!(held("f(a)", "g(a)", None), Sameness::Different);
}

#[test]
fn two_labels_of_one_enum_are_different() {
    for (expected, live) in [
        ("mood = 'ok'", "(mood = 'sad'::public.mood)"),
        (
            "mood IN ('ok', 'sad')",
            "(mood = ANY (ARRAY['ok'::public.mood, 'happy'::public.mood]))",
        ),
    ] {
        assert_eq!(check(expected, live), Sameness::Different, "{expected}");
    }
    // A label may have been renamed since.
    let found = check("mood = 'fine'", "(mood = 'ok'::public.mood)");
    assert!(matches!(found, Sameness::Undecided(_)), "{found:?}");
}

#[test]
fn what_cannot_be_read_is_compared_as_text_and_never_different() {
    assert!(matches!(check("a b  c", "a b c"), Sameness::Equivalent(_)));
    let text = "EXISTS (SELECT 1 FROM t)";
    assert!(matches!(
        check(text, "EXISTS (SELECT 2 FROM t)"),
        Sameness::Undecided(_)
    ));
    assert!(matches!(check(text, "a > 1"), Sameness::Undecided(_)));
}

#[test]
fn extract_is_the_date_part_of_older_servers_and_not_the_other_way_round() {
    let (extract, part) = (
        "EXTRACT(year FROM at) > 2000",
        "(date_part('year'::text, at) > (2000)::double precision)",
    );
    assert!(matches!(check(extract, part), Sameness::Equivalent(_)));
    assert!(matches!(check(part, extract), Sameness::Undecided(_)));
}

// Expressions of a ledger against the text that real servers print for them. `same.jsonl` holds what
// PostgreSQL 13 and 17 printed, also after their own print was run again (as a restore does), on 13
// and from 13 on 17; `other.jsonl` holds the print of a statement that was altered in one place.

/// One line of a fixture.
#[derive(Deserialize)]
struct Case {
    kind: String,
    #[serde(rename = "type")]
    data_type: Option<String>,
    ledger: String,
    live: Vec<String>,
    #[serde(default)]
    undecided: bool,
}

impl Case {
    fn result(&self) -> Option<DataType> {
        match self.kind.as_str() {
            "check" | "where" => Some(DataType::builtin("boolean")),
            _ => self.data_type.as_deref().map(data_type),
        }
    }
}

fn fixture(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/expressions/");
    std::fs::read_to_string(format!("{folder}{name}")).unwrap()
}

fn cases(name: &str) -> Vec<Case> {
    fixture(name)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Every pair of the fixture that `wrong` refuses, as text.
fn refused(name: &str, wrong: fn(&Case, Sameness) -> bool) -> Vec<String> {
    let columns: BTreeMap<String, String> = serde_json::from_str(&fixture("columns.json")).unwrap();
    let column_type = |name: &Name| columns.get(name.as_str()).map(|text| data_type(text));
    let mut refused = Vec::new();
    for case in cases(name) {
        let scope = Scope {
            column_type: &column_type,
            label: &|_, _| false,
            result: case.result(),
        };
        for live in &case.live {
            let found = compare(&read(&case.ledger), &read(live), &scope);
            if wrong(&case, found) {
                refused.push(format!("{found:?}: {} | {live}", case.ledger));
            }
        }
    }
    refused
}

#[test]
fn what_a_server_made_of_the_ledger_is_never_different() {
    let refused = refused("same.jsonl", |case, found| match found {
        Sameness::Exact | Sameness::Equivalent(_) => false,
        Sameness::Undecided(_) => !case.undecided,
        Sameness::Different | Sameness::Skew(_) => true,
    });
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

#[test]
fn what_a_server_made_of_another_expression_is_never_the_same() {
    let refused = refused("other.jsonl", |case, found| match found {
        Sameness::Exact | Sameness::Equivalent(_) | Sameness::Skew(_) => true,
        Sameness::Undecided(_) => !case.undecided,
        Sameness::Different => false,
    });
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
