mod do_blocks;
mod objects;
mod recurring;
mod tables;

use super::action::{Action, Syntax};
use super::grammar;
use super::vocabulary::{Effect, TableChange};
use crate::sql::{DoBlock, Guard, STACK, Script, Statement, read};

fn statement(text: &str) -> Statement {
    let mut script = read(text);
    assert_eq!(script.statements.len(), 1, "{text}");
    script.statements.remove(0)
}

/// The syntax of one statement, or why it is unreadable.
fn one(text: &str) -> Result<Syntax, String> {
    grammar::read(&statement(text))
}

/// What a statement means that our grammar reads.
fn actions(text: &str) -> Vec<Action> {
    match one(text) {
        Ok(Syntax::Ours(actions)) => actions,
        other => panic!("{text}: {other:?}"),
    }
}

/// The only effect of a statement.
fn effect(text: &str) -> Effect {
    match actions(text).as_slice() {
        [Action::Effect(effect)] => effect.clone(),
        other => panic!("{text}: {other:?}"),
    }
}

/// The only action of an `ALTER TABLE`.
fn change(text: &str) -> TableChange {
    match effect(text) {
        Effect::AlterTable(_, change) => *change,
        other => panic!("{text}: {other:?}"),
    }
}

/// Why a statement is unreadable.
fn reason(text: &str) -> String {
    match one(text) {
        Err(reason) => reason,
        Ok(other) => panic!("{text}: {other:?}"),
    }
}

fn texts(script: &Script) -> Vec<&str> {
    let all = script.statements.iter();
    all.map(|statement| statement.text.as_str()).collect()
}

/// Names as a list of words.
fn words<T: ToString>(names: &[T]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

fn is_unreadable(text: &str) -> bool {
    one(text).is_err()
}

#[test]
fn a_label_left_open_ends_with_its_block() {
    for text in [
        "DO $$ BEGIN << x; END $$",
        "DO $$ BEGIN <<",
        "DO $$<<",
        "DO $$ << x >> BEGIN << y >> $$",
        "DO $$ BEGIN x := $$",
        "DO $$ BEGIN x[1 $$",
    ] {
        let Ok(Syntax::Do(block)) = one(text) else {
            continue;
        };
        assert_eq!(block.unread.len(), 1, "{text}");
    }
}

#[test]
fn an_aggregate_without_its_parenthesis_is_unreadable() {
    assert!(is_unreadable("CREATE AGGREGATE f *) (sfunc = g)"));
    assert!(is_unreadable("CREATE AGGREGATE f (int) x"));
    assert!(is_unreadable("CREATE AGGREGATE f (int) é"));
}

#[test]
fn semicolons_without_statements_are_no_statements() {
    let script = read(&format!("SELECT 1{}SELECT 2", ";".repeat(200_000)));
    assert_eq!(texts(&script), ["SELECT 1", "SELECT 2"]);
}

#[test]
fn dimensions_of_an_array_are_counted() {
    for count in [6, 200, 249, 251, 8_600, 100_000] {
        let text = format!("ALTER TABLE t ADD COLUMN a int{}", "[]".repeat(count));
        assert_eq!(is_unreadable(&text), count > 250, "{count}");
        let _ = one(&format!("SELECT '1'::int{}", "[]".repeat(count)));
    }
}

#[test]
fn statements_of_procedural_languages_are_unreadable() {
    let nested = "CASE WHEN a THEN ".repeat(60);
    for text in [
        &*nested,
        "IF a THEN SELECT 1; END IF",
        "WHILE a DO SELECT 1",
    ] {
        assert!(
            read(text)
                .statements
                .iter()
                .any(|statement| grammar::read(statement).is_err())
        );
    }
}

#[test]
fn what_sqlparser_would_lose_is_not_read_by_it() {
    // An option that nothing of its tree holds.
    assert!(reason("ALTER TABLE t ADD COLUMN a int NONSENSE").contains("NONSENSE"));
    assert!(one("CREATE INDEX i ON t (a) NONSENSE").is_err());
}

#[test]
fn a_statement_must_end_where_its_grammar_ends() {
    for text in [
        "DROP TABLE a b",
        "COMMENT ON TABLE a IS 'x' y",
        "SET CONSTRAINTS ALL DEFERRED x",
        "ALTER TABLE a RENAME TO b c",
        "ALTER SEQUENCE s CACHE 3 nonsense",
    ] {
        assert!(
            reason(text).starts_with("expected the end of the statement"),
            "{text}"
        );
    }
}

#[test]
fn deep_nesting_is_refused_and_long_lists_are_not() {
    let chain = format!("SELECT {}1", "1 + ".repeat(100_000));
    assert!(matches!(one(&chain), Err(_) | Ok(Syntax::Whole(_))));
    let check = format!("ALTER TABLE t ADD CHECK (a = {}1)", "1 + ".repeat(100_000));
    assert_eq!(reason(&check), "it nests too deeply");
    for (open, close) in [
        ("(", ")"),
        ("NOT ", ""),
        ("- ", ""),
        ("ARRAY[", "]"),
        ("CASE WHEN ", " END"),
    ] {
        let nested = format!(
            "ALTER TABLE t ADD CHECK ({}1{})",
            open.repeat(20_000),
            close.repeat(20_000)
        );
        assert!(one(&nested).is_err(), "{open}");
    }
    let almost = format!("ALTER TABLE t ADD CHECK (a = {}1)", "1 + ".repeat(1_900));
    let read = std::thread::Builder::new().stack_size(STACK);
    let read = read.spawn(move || matches!(one(&almost), Ok(Syntax::Ours(_))));
    assert!(read.unwrap().join().unwrap());
    let rows = format!("INSERT INTO t VALUES (0){}", ", (1, 'x')".repeat(20_000));
    assert!(matches!(one(&rows), Ok(Syntax::Parsed(_))));
}

#[test]
fn what_nobody_knows_is_unreadable_and_spoils_no_neighbour() {
    let script = read("SELECT 1; FROBNICATE x; CREATE THING y; SELECT 2;");
    let unreadable: Vec<bool> = script
        .statements
        .iter()
        .map(|statement| grammar::read(statement).is_err())
        .collect();
    assert_eq!(unreadable, [false, true, true, false]);
}
