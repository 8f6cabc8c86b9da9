//! What logic proves, and what it does not.

use crate::compare::expression::{Sameness, Scope, compare};
use crate::effect::expression::read;
use crate::name::Name;
use crate::schema::{DataType, Expr};

fn column_type(name: &Name) -> Option<DataType> {
    let text = match name.as_str() {
        "a" | "b" | "c" => "integer",
        "status" => "character varying(10)",
        "f" => "double precision",
        "p" | "q" => "public.place",
        "tags" => "text[]",
        "ints" | "others" => "integer[]",
        "data" => "jsonb",
        "active" | "hidden" => "boolean",
        _ => return None,
    };
    match read(&format!("NULL::{text}")).tree.clone() {
        Expr::Cast(_, data_type) => Some(data_type),
        other => panic!("{text} is no type: {other:?}"),
    }
}

fn held(expected: &str, live: &str) -> Sameness {
    let scope = Scope {
        column_type: &column_type,
        label: &|_, _| false,
        result: Some(DataType::builtin("boolean")),
    };
    compare(&read(expected), &read(live), &scope)
}

#[test]
fn what_logic_proves_the_same_is_the_same() {
    for (expected, live) in [
        (
            "status IN ('a', 'b')",
            "(((status)::text = 'a'::text) OR ((status)::text = 'b'::text))",
        ),
        (
            "status NOT IN ('a', 'b')",
            "(NOT (((status)::text = 'b'::text) OR ((status)::text = 'a'::text)))",
        ),
        ("NOT (a > b)", "(a <= b)"),
        ("NOT (f > 1)", "(f <= (1)::double precision)"),
        ("a > 1", "(1 < a)"),
        ("a = b", "(b = a)"),
        ("a >= 0", "(a > '-1'::integer)"),
        ("a BETWEEN 1 AND b", "((b >= a) AND (1 <= a))"),
        ("a NOT BETWEEN 1 AND 9", "(NOT ((a >= 1) AND (a <= 9)))"),
        ("NOT (NOT (a > 1))", "(a > 1)"),
        ("active AND a > 1", "((a > 1) AND (active = true))"),
        ("NOT active", "(active = false)"),
        ("NOT (a IS NULL OR b > 1)", "((a IS NOT NULL) AND (b <= 1))"),
        (
            "active AND (a = 1 OR b = 2)",
            "((active AND (a = 1)) OR (active AND (b = 2)))",
        ),
        ("a = 1 OR (a = 1 AND active)", "(a = 1)"),
        ("a + b > 3", "((b + a) > 3)"),
        ("tags @> ARRAY['x']", "(ARRAY['x'::text] <@ tags)"),
        (
            "status LIKE 'a%' IS NOT TRUE",
            "(NOT (((status)::text ~~ 'a%'::text) IS TRUE))",
        ),
        (
            "CASE WHEN a > 1 THEN active ELSE hidden END",
            "CASE WHEN (1 < a) THEN active ELSE hidden END",
        ),
    ] {
        let found = held(expected, live);
        assert!(
            matches!(found, Sameness::Equivalent(_)),
            "{expected} | {live}: {found:?}"
        );
    }
}

#[test]
fn another_literal_column_or_operator_is_different_in_any_words() {
    for (expected, live) in [
        (
            "status IN ('a', 'b')",
            "(((status)::text = 'a'::text) OR ((status)::text = 'c'::text))",
        ),
        ("status IN ('a', 'b')", "((status)::text = 'a'::text)"),
        (
            "status IN ('a', 'b')",
            "(((status)::text = 'a'::text) AND ((status)::text = 'b'::text))",
        ),
        ("NOT (a > b)", "(a < b)"),
        ("NOT (a > b)", "(b <= a)"),
        ("a > 1", "(1 > a)"),
        ("a < b", "(b < a)"),
        ("a >= 0", "(a > 0)"),
        ("f >= 0", "(f > ('-1'::integer)::double precision)"),
        ("a BETWEEN 1 AND 9", "((a >= 1) AND (a < 9))"),
        ("active AND a > 1", "((a > 1) AND (active = false))"),
        ("active AND a > 1", "((a > 1) OR active)"),
        ("active IS NOT TRUE", "(active IS FALSE)"),
        ("NOT active", "(active IS NOT TRUE)"),
        ("a = 1 OR a IS NULL", "(a = 1)"),
        ("a - b > 3", "((b - a) > 3)"),
        (
            "active OR (a = 1 AND b = 2)",
            "((active OR (a = 1)) AND (b = 2))",
        ),
        ("p < q", "(q < p)"),
    ] {
        assert_eq!(
            held(expected, live),
            Sameness::Different,
            "{expected} | {live}"
        );
    }
}

#[test]
fn operators_of_types_that_are_not_known_prove_nothing() {
    for (expected, live) in [
        ("NOT (p > q)", "(p <= q)"),
        ("p > q", "(q < p)"),
        ("p = q", "(q = p)"),
        ("p IS NOT NULL", "(NOT (p IS NULL))"),
        ("a = app.f(b)", "(app.f(b) = a)"),
    ] {
        let found = held(expected, live);
        assert!(
            matches!(found, Sameness::Undecided(_)),
            "{expected} | {live}: {found:?}"
        );
    }
    // The operator stays the same where only a list is taken apart.
    let found = held(
        "p IN ('x', 'y')",
        "((p = 'x'::public.place) OR (p = 'y'::public.place))",
    );
    assert!(matches!(found, Sameness::Equivalent(_)), "{found:?}");
}

/// `(a = 0 OR b = 0)`, `(a = 1 OR b = 1)` ...
fn clauses(of: std::ops::Range<usize>) -> Vec<String> {
    of.map(|at| format!("(a = {at} OR b = {at})")).collect()
}

#[test]
fn a_long_condition_is_proved_where_few_of_its_parts_are_in_other_words() {
    let rest = clauses(0..30).join(" AND ");
    let found = held(
        &format!("{rest} AND (active OR (hidden AND c = 1))"),
        &format!("((c = 1) OR active) AND (hidden OR active) AND {rest}"),
    );
    assert!(matches!(found, Sameness::Equivalent(_)), "{found:?}");
    let found = held(
        &format!("{rest} AND (active OR (hidden AND c = 1))"),
        &format!("((c = 1) OR active) AND (hidden OR c = 2) AND {rest}"),
    );
    assert_eq!(found, Sameness::Different);
}

#[test]
fn what_takes_too_many_steps_is_undecided() {
    // The same pairs in a chain, and once more with what follows from the chain.
    let chain = |from: usize| {
        let links = (from..from + 40).map(|at| format!("(a = {at} OR b = {})", at + 1));
        links.collect::<Vec<_>>().join(" AND ")
    };
    let found = held(
        &format!("(({}) OR active) AND ({})", chain(0), chain(100)),
        &format!(
            "({}) AND (({}) OR active) AND ({} OR hidden)",
            chain(100),
            chain(0),
            chain(100)
        ),
    );
    assert!(!matches!(found, Sameness::Different), "{found:?}");
    let nested = |open: &str, close: &str, times: usize| {
        format!("{}active{}", open.repeat(times), close.repeat(times))
    };
    // Each level would double the work.
    let lists = nested("(", " = ANY (ARRAY[hidden, a = 1, b = 1]))", 14);
    assert!(!read(&lists).tree.has_opaque());
    let found = held(&lists, &format!("({lists}) OR b = 1"));
    assert!(!matches!(found, Sameness::Equivalent(_)), "{found:?}");
    let denials = nested("(NOT ", " = hidden)", 20);
    assert!(!read(&denials).tree.has_opaque());
    let found = held(&denials, &format!("({denials}) AND b = 1"));
    assert_eq!(found, Sameness::Different);
}

#[test]
fn a_test_that_may_give_another_value_or_fail_is_not_repeated_or_left_out() {
    for (expected, live) in [
        ("random() < 0.5 AND random() < 0.5", "(random() < 0.5)"),
        (
            "nextval('s') > nextval('s')",
            "(nextval('s'::regclass) < nextval('s'::regclass))",
        ),
        ("random() IN (1, 2)", "((random() = 1) OR (random() = 2))"),
        ("app.f(a) = 1 AND app.f(a) = 1", "(app.f(a) = 1)"),
        ("b = 0 OR a / b > 1", "(((a / b) > 1) OR (b = 0))"),
        ("a = 1 OR (a = 1 AND 1 / b > 1)", "(a = 1)"),
        (
            "status ~ '^[0-9]+$' AND status::integer > 3",
            "(((status)::integer > 3) AND ((status)::text ~ '^[0-9]+$'::text))",
        ),
        (
            "data ? 'k' AND (data ->> 'k')::integer > 1",
            "((((data ->> 'k'::text))::integer > 1) AND (data ? 'k'::text))",
        ),
    ] {
        let found = held(expected, live);
        assert!(
            matches!(found, Sameness::Undecided(_)),
            "{expected} | {live}: {found:?}"
        );
    }
    // In its order it is what it was.
    let found = held("b = 0 OR a / b > 1", "((b = 0) OR (1 < (a / b)))");
    assert!(matches!(found, Sameness::Equivalent(_)), "{found:?}");
}

#[test]
fn an_operator_that_an_extension_may_have_added_is_not_turned() {
    for (expected, live) in [
        (
            "cardinality(ints + others) > 1",
            "(cardinality((others + ints)) > 1)",
        ),
        ("(p = true) AND a = 1", "((a = 1) AND p)"),
    ] {
        let found = held(expected, live);
        assert!(
            matches!(found, Sameness::Undecided(_)),
            "{expected} | {live}: {found:?}"
        );
    }
}
