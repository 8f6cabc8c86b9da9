use super::*;
use crate::name::Name;

fn table() -> Scope {
    Scope::Row(QualifiedName::new(Name::exact("public"), Name::exact("t")))
}

fn asked(expected: &str, live: &str) -> Result<Question, Refusal> {
    expressions(&table(), None, &[expected], &[live])
}

/// What a hostile text becomes where the other side names everything that it names.
fn printed(text: &str) -> Result<String, Refusal> {
    let question = expressions(&Scope::Nothing, None, &[text], &[text])?;
    Ok(question.expected.text().to_owned())
}

#[test]
fn an_expression_is_asked_over_a_row_that_needs_no_right() {
    let question = asked("\"t\".\"a\" BETWEEN 1 AND 2", "((a >= 1) AND (a <= 2))").unwrap();
    assert_eq!(
        question.expected.text(),
        "EXPLAIN (VERBOSE, COSTS OFF) SELECT (\"t\".\"a\" BETWEEN 1 AND 2) \
         FROM (SELECT (NULL::\"public\".\"t\").* OFFSET 0) AS \"t\""
    );
}

#[test]
fn a_value_is_assigned_without_being_cut() {
    let result = |name: &str| {
        let data_type = DataType {
            modifiers: "(3)".to_owned(),
            ..DataType::builtin(name)
        };
        let question = expressions(&Scope::Nothing, Some(&data_type), &["1"], &["1"]);
        question.unwrap().live.text().to_owned()
    };
    let start = "EXPLAIN (VERBOSE, COSTS OFF) SELECT CAST((1) AS ";
    assert_eq!(result("bit"), format!("{start}pg_catalog.\"bit\")"));
    assert_eq!(result("character"), format!("{start}pg_catalog.bpchar)"));
    assert_eq!(
        result("character varying"),
        format!("{start}character varying)")
    );
}

#[test]
fn what_is_not_one_expression_is_not_asked() {
    for hostile in [
        "1; DROP TABLE t",
        "1); DROP TABLE t; --",
        "1)",
        "(1",
        "a, b",
        "1 FROM t",
        "1 UNION SELECT 2",
        "$1",
        ":name",
        "'a' \\gexec",
        "'unclosed",
        "$$unclosed",
        "/* unclosed",
        "",
        "DEFAULT 1",
        "\0",
    ] {
        assert!(
            printed(hostile).is_err(),
            "{hostile}: {:?}",
            printed(hostile)
        );
    }
}

#[test]
fn a_string_ends_where_the_server_ends_it() {
    // sqlparser prints a backslash before a quote as if it escaped.
    for hostile in [
        r"'\''; DROP TABLE t; --'",
        r"'\'' OR pg_sleep(9) IS NULL OR a = '",
        r"E'\'; DROP TABLE t; --'",
        r"E'\\''; DROP TABLE t; --'",
        "'a'''''",
    ] {
        if let Ok(text) = printed(hostile) {
            assert!(crate::sql::is_one_piece(&text), "{text}");
            assert!(!text.contains("DROP TABLE t; --'; "), "{text}");
        }
    }
    assert!(printed(r"'\''; DROP TABLE t; --'").is_err());
    assert_eq!(
        printed(r"E'a\\d'").unwrap(),
        r"EXPLAIN (VERBOSE, COSTS OFF) SELECT ('a\d')"
    );
}

#[test]
fn comments_do_not_reach_the_server() {
    assert_eq!(
        printed("1 /* ) */ + -- (\n 2").unwrap(),
        "EXPLAIN (VERBOSE, COSTS OFF) SELECT (1 + 2)"
    );
}

#[test]
fn a_collation_is_printed_as_one() {
    assert_eq!(
        printed("('a' || 'b') COLLATE \"C\" = 'x'").unwrap(),
        "EXPLAIN (VERBOSE, COSTS OFF) SELECT (('a' || 'b') COLLATE \"C\" = 'x')"
    );
}

#[test]
fn nothing_is_named_that_the_database_does_not_name() {
    for (expected, live) in [
        ("burn(1) > a", "a > 0"),
        ("repeat('x', 1000000000) = b", "b = 'x'::text"),
        ("a > (SELECT max(x) FROM secret)", "a > 0"),
        ("a OPERATOR(evil.=) 1", "(a = 1)"),
        ("a = 1", "(a = same(1))"),
        ("(a).burn = 1", "(a = 1)"),
    ] {
        assert_eq!(asked(expected, live), Err(Refusal::Names), "{expected}");
    }
    assert!(asked("lower(b) LIKE 'x'", "(lower((b)::text) ~~ 'x'::text)").is_ok());
    assert!(
        asked(
            "EXTRACT(year FROM c) > 1",
            "(date_part('year'::text, c) > 1)"
        )
        .is_ok()
    );
}

#[test]
fn what_writes_or_locks_is_no_query() {
    for text in [
        "INSERT INTO t VALUES (1) RETURNING a",
        "WITH x AS (DELETE FROM t RETURNING a) SELECT a FROM x",
        "SELECT a INTO u FROM t",
        "SELECT a FROM t FOR UPDATE",
        "SELECT 1; SELECT 2",
        "ANALYZE t",
        "SELECT a FROM t WHERE b = $1",
    ] {
        assert_eq!(queries(text, text), Err(Refusal::Unread), "{text}");
    }
}

#[test]
fn what_a_plan_does_not_show_is_held_side_by_side() {
    for (expected, live) in [
        ("SELECT a FROM t LIMIT 10", "SELECT a FROM t LIMIT 20"),
        ("SELECT a FROM t LIMIT 10", "SELECT a FROM t OFFSET 10"),
        ("SELECT a FROM t ORDER BY a", "SELECT a FROM t"),
        (
            "SELECT a FROM t ORDER BY a",
            "SELECT a FROM t ORDER BY a DESC",
        ),
        ("SELECT DISTINCT a FROM t", "SELECT a FROM t"),
        (
            "SELECT a FROM t UNION SELECT a FROM t",
            "SELECT a FROM t UNION ALL SELECT a FROM t",
        ),
        (
            "SELECT t.a FROM t JOIN u ON t.a = u.a",
            "SELECT t.a FROM t LEFT JOIN u ON t.a = u.a",
        ),
        (
            "SELECT t.a FROM t LEFT JOIN u ON t.a = u.a",
            "SELECT t.a FROM t, u",
        ),
        (
            "SELECT a FROM t WHERE a = 1",
            "SELECT a FROM t WHERE a = 1 AND a IS NOT NULL",
        ),
        (
            "SELECT a FROM (VALUES (1), (2)) v (a)",
            "SELECT a FROM (VALUES (1), (3)) v (a)",
        ),
        (
            "SELECT a FROM t WHERE a IN (SELECT b FROM t)",
            "SELECT a FROM t WHERE a > ANY (SELECT b FROM t)",
        ),
        (
            "SELECT a FROM t WHERE a IN (SELECT b FROM t)",
            "SELECT a FROM t WHERE b IN (SELECT b FROM t)",
        ),
        (
            "SELECT a FROM t WHERE t.a IN (SELECT a FROM u)",
            "SELECT a FROM t WHERE u.a IN (SELECT a FROM u)",
        ),
        (
            "SELECT sum(a) OVER (ORDER BY b) FROM t",
            "SELECT sum(a) OVER (PARTITION BY b) FROM t",
        ),
        (
            "SELECT a FROM t WHERE f(a) IN (SELECT b FROM t)",
            "SELECT a FROM t WHERE f(b) IN (SELECT b FROM t)",
        ),
        (
            "SELECT a FROM t WHERE f(a) IN (SELECT b FROM t)",
            "SELECT a FROM t WHERE (f(a) IN ( SELECT b FROM t))",
        ),
        (
            "SELECT to_tsquery('simple', 'x')",
            "SELECT to_tsquery('english'::regconfig, 'x'::text)",
        ),
        (
            "SELECT sum(a) OVER (ORDER BY b) FROM t",
            "SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t",
        ),
    ] {
        assert!(queries(expected, live).is_err(), "{expected} | {live}");
    }
}

#[test]
fn the_servers_print_of_a_query_is_built_alike() {
    for (expected, live) in [
        (
            "SELECT \"t\".\"a\" FROM \"t\" WHERE a IN (1, 2)",
            "SELECT a FROM public.t WHERE (a = ANY (ARRAY[1, 2]));",
        ),
        (
            "SELECT t.a FROM t INNER JOIN u ON t.a = u.a LEFT OUTER JOIN v USING (a) ORDER BY 1 ASC LIMIT 5 OFFSET 2",
            "SELECT t.a FROM ((public.t JOIN public.u ON ((t.a = u.a))) LEFT JOIN public.v USING (a)) ORDER BY t.a OFFSET 2 LIMIT 5;",
        ),
        (
            "SELECT a FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.a = t.a) AND b NOT IN (SELECT c FROM u)",
            "SELECT t.a FROM public.t WHERE ((NOT (EXISTS ( SELECT 1 FROM public.u WHERE (u.a = t.a)))) AND (NOT (t.b IN ( SELECT u.c FROM public.u))));",
        ),
        (
            "SELECT a AS b FROM t AS x",
            "SELECT x.a AS c FROM public.t x;",
        ),
        (
            "SELECT count(*) AS n FROM t GROUP BY a HAVING count(*) > 1",
            "SELECT count(*) AS n FROM public.t GROUP BY t.a HAVING (count(*) > 1);",
        ),
    ] {
        let asked = queries(expected, live);
        assert!(asked.is_ok(), "{asked:?}: {expected}");
    }
}
