//! No input stops the program: what it cannot follow, it says so of.

use super::*;

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
                .any(|statement| syntax::read(statement).is_err())
        );
    }
}
