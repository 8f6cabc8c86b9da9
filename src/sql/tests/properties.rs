use proptest::prelude::*;

use super::*;
use crate::sql::split::{Part, split};

/// Text that is likely to confuse a splitter.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("'"),
        Just("\""),
        Just("$$"),
        Just("$a$"),
        Just("--"),
        Just("\n"),
        Just("/*"),
        Just("*/"),
        Just(";"),
        Just("\\"),
        Just("("),
        Just(")"),
        Just("E'"),
        Just("U&'"),
        Just("\n--\n-- x\n--\n"),
        Just("CREATE FUNCTION f() "),
        Just("BEGIN ATOMIC "),
        Just("END"),
        Just("CREATE RULE "),
        Just(" a "),
        Just("DO $$BEGIN IF EXISTS (SELECT 1) THEN "),
        Just("EXECUTE 'x'"),
        Just("END IF;"),
        Just("LOOP "),
        Just("ALTER TABLE t "),
        Just("CREATE TABLE t ("),
        Just("ADD COLUMN c int "),
        Just("CREATE INDEX i ON t "),
        Just("DROP "),
        Just(","),
        Just("SET standard_conforming_strings = off"),
        Just("\u{e9}"),
        Just("::"),
        Just("1"),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// What is left of a text when white space, comments and the semicolons between statements go.
fn pieces_and_gaps(text: &str) -> String {
    split(text)
        .map(|part| match part {
            Part::Gap { text, .. } => text.to_owned(),
            Part::Piece(piece) => piece.text.to_owned(),
        })
        .collect()
}

proptest! {
    #[test]
    fn reading_never_panics(text in any::<String>()) {
        let _ = read(&text);
    }

    #[test]
    fn reading_hostile_text_never_panics(text in hostile()) {
        let _ = read(&text);
    }

    #[test]
    fn splitting_loses_only_semicolons_and_what_trails_a_statement(text in hostile()) {
        let mut kept = pieces_and_gaps(&text).chars().peekable().collect::<Vec<_>>().into_iter().peekable();
        let mut lost = String::new();
        for c in text.chars() {
            if kept.peek() == Some(&c) {
                kept.next();
            } else {
                lost.push(c);
            }
        }
        prop_assert_eq!(kept.next(), None, "a part that is not in the text, or not in order");
        let words: String = read(&lost).statements.iter().map(|s| s.text.clone()).collect();
        prop_assert!(!words.contains('a') || lost.contains("--") || lost.contains("/*"), "{}", lost);
    }

    #[test]
    fn statements_that_are_joined_are_split_again(
        bodies in proptest::collection::vec("[a-z ]{0,8}( '[^']{0,8}'| \"[^\"]{1,8}\"| \\$\\$[^$]{0,8}\\$\\$)?", 1..8)
    ) {
        let bodies: Vec<String> = bodies.iter().map(|body| format!("select {body}").trim().to_owned()).collect();
        let script = read(&bodies.join(";\n-- a comment; or two\n"));
        prop_assert_eq!(texts(&script), bodies);
    }
}
