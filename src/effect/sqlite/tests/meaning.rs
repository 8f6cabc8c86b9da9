//! The judge is SQLite itself: an expression with every parenthesis that its tree has is worth what the expression is worth.

use proptest::prelude::*;
use rusqlite::Connection;
use rusqlite::types::Value;

use super::check;
use crate::schema::{Expr, Literal};

/// The expression of a tree, in SQLite's words, with all parentheses.
fn written(tree: &Expr) -> String {
    let all = |list: &[Expr], between: &str| {
        let parts: Vec<String> = list.iter().map(written).collect();
        parts.join(between)
    };
    match tree {
        Expr::Column(name) => name.quoted(),
        Expr::Literal(Literal::Number(text)) if text.starts_with('-') => format!("({text})"),
        Expr::Literal(literal) => literal.to_string(),
        Expr::Keyword(word) => word.clone(),
        Expr::Cast(inner, to) => format!("CAST({} AS {to})", written(inner)),
        Expr::Unary(sign, inner) => format!("({sign} {})", written(inner)),
        Expr::Binary(op, left, right) => match right.as_ref() {
            Expr::Binary(escape, pattern, by) if escape == "ESCAPE" => format!(
                "({} {op} {} ESCAPE {})",
                written(left),
                written(pattern),
                written(by)
            ),
            _ => format!("({} {op} {})", written(left), written(right)),
        },
        Expr::Not(inner) => format!("(NOT {})", written(inner)),
        Expr::And(list) => format!("({})", all(list, " AND ")),
        Expr::Or(list) => format!("({})", all(list, " OR ")),
        Expr::Is(inner, word) => format!("({} IS {word})", written(inner)),
        Expr::Any(left, _, list, negated) => {
            let Expr::Array(list) = list.as_ref() else {
                panic!("{list:?}");
            };
            let word = if *negated { "NOT IN" } else { "IN" };
            format!("({} {word} ({}))", written(left), all(list, ", "))
        }
        Expr::Call(name, list) if name == "BETWEEN" => {
            let [value, low, high] = [0, 1, 2].map(|at| written(&list[at]));
            format!("({value} BETWEEN {low} AND {high})")
        }
        Expr::Call(name, list) => format!("{name}({})", all(list, ", ")),
        Expr::Case(operand, arms, otherwise) => {
            let operand = operand.as_deref().map_or(String::new(), written);
            let arms: Vec<String> = arms
                .iter()
                .map(|(when, then)| format!("WHEN {} THEN {}", written(when), written(then)))
                .collect();
            let otherwise = otherwise.as_deref().map_or(String::new(), written);
            format!("(CASE {operand} {} ELSE {otherwise} END)", arms.join(" "))
        }
        Expr::Collate(inner, name) => format!("({} COLLATE {})", written(inner), name.name),
        Expr::Row(list) => format!("({})", all(list, ", ")),
        Expr::Array(_) | Expr::Relation(_) | Expr::Opaque(_) => panic!("{tree:?}"),
    }
}

fn worth(db: &Connection, expression: &str) -> Result<Vec<Value>, rusqlite::Error> {
    let mut statement = db.prepare(&format!("SELECT {expression} FROM t ORDER BY rowid"))?;
    let rows = statement.query_map([], |row| row.get(0))?;
    rows.collect()
}

fn database() -> Connection {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(
        "CREATE TABLE t (a, b, \"Ca\");
         INSERT INTO t VALUES (1, 2, 'x'), (0, 'X', NULL), (-3, 2.5, 'a_c'), (NULL, '2', 7), ('1', 1, '%')",
    )
    .unwrap();
    db
}

fn expression() -> impl Strategy<Value = String> {
    let leaves = vec![
        "a",
        "b",
        "\"Ca\"",
        "[a]",
        "t.b",
        "1",
        "2.5",
        "'x'",
        "NULL",
        "TRUE",
        "x'61'",
        "-3",
        "0x1F",
        "\"no Column\"",
        "false",
    ];
    let leaf = prop::sample::select(leaves).prop_map(str::to_owned);
    leaf.prop_recursive(5, 40, 3, |inner| {
        let between = vec![
            "=", "==", "<>", "!=", "<", ">", "<=", ">=", "&", "|", "<<", ">>", "+", "-", "*", "/", "%", "||", "AND",
            "OR", "IS", "IS NOT", "LIKE", "NOT LIKE", "GLOB", "IS DISTINCT FROM", "IS NOT DISTINCT FROM",
        ];
        let before = vec!["-", "+", "~", "NOT "];
        let behind = vec![
            "ISNULL", "NOTNULL", "NOT NULL", "IS NULL", "IS NOT NULL", "COLLATE nocase", "IN (1, 'x')", "NOT IN (2)",
            "IS TRUE", "IS NOT FALSE", "BETWEEN 0 AND 2", "NOT BETWEEN 'a' AND 'y'", "LIKE 'a!_c' ESCAPE '!'", "IN ()",
        ];
        prop_oneof![
            5 => (inner.clone(), prop::sample::select(between), inner.clone())
                .prop_map(|(left, op, right)| format!("{left} {op} {right}")),
            2 => (prop::sample::select(before), inner.clone()).prop_map(|(sign, it)| format!("{sign}{it}")),
            2 => (inner.clone(), prop::sample::select(behind)).prop_map(|(it, test)| format!("{it} {test}")),
            2 => inner.clone().prop_map(|it| format!("({it})")),
            1 => (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("CASE {a} WHEN {b} THEN {c} END")),
            1 => (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("{a} BETWEEN {b} AND {c}")),
            1 => (inner.clone(), inner).prop_map(|(a, b)| format!("coalesce({a}, CAST({b} AS text))")),
        ]
    })
}

/// What was read otherwise than by SQLite once.
const READ_OTHERWISE: [&str; 2] = [
    "a LIKE 'a!_c' ESCAPE '!' <= a",
    "a LIKE 'a!_c' ESCAPE '!' > b = a",
];

#[test]
fn what_was_read_otherwise_is_read_as_sqlite_does() {
    let db = database();
    for text in READ_OTHERWISE {
        let tree = check(text).tree.clone();
        assert_eq!(worth(&db, &written(&tree)), worth(&db, text), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, max_global_rejects: 40_000, ..ProptestConfig::default() })]

    #[test]
    fn a_tree_is_worth_what_its_expression_is_worth(text in expression()) {
        let db = database();
        // `--` begins a comment.
        prop_assume!(!text.contains("--"));
        let wanted = worth(&db, &text);
        prop_assume!(wanted.is_ok());
        let tree = check(&text).tree.clone();
        // What is not read claims nothing.
        prop_assume!(!tree.has_opaque());
        let found = worth(&db, &written(&tree));
        prop_assert_eq!(found.unwrap(), wanted.unwrap(), "{} | {}", text, written(&tree));
    }

    #[test]
    fn what_sqlite_reads_is_read(text in expression()) {
        let db = database();
        prop_assume!(!text.contains("--"));
        prop_assume!(worth(&db, &text).is_ok());
        prop_assert!(!check(&text).tree.has_opaque(), "{}", text);
    }
}
