use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::split::{Part, split};
use super::*;

fn texts(script: &Script) -> Vec<&str> {
    let all = script.statements.iter();
    all.map(|statement| statement.text.as_str()).collect()
}

#[test]
fn semicolons_in_quotes_and_comments_split_nothing() {
    let cases: [(&str, &[&str]); 16] = [
        ("", &[]),
        (" ;; ; ", &[]),
        ("-- only a comment", &[]),
        ("SELECT 1; SELECT 2", &["SELECT 1", "SELECT 2"]),
        (
            "SELECT 'a;''b;'; SELECT 2;",
            &["SELECT 'a;''b;'", "SELECT 2"],
        ),
        (
            r"SELECT E'a\';b'; SELECT 2",
            &[r"SELECT E'a\';b'", "SELECT 2"],
        ),
        (r"SELECT 'a\'; SELECT 2", &[r"SELECT 'a\'", "SELECT 2"]),
        (
            r#"SELECT "a;""b"; SELECT 2"#,
            &[r#"SELECT "a;""b""#, "SELECT 2"],
        ),
        ("SELECT U&'a;b'; SELECT 2", &["SELECT U&'a;b'", "SELECT 2"]),
        (
            "SELECT $$;'$$; SELECT $a$;$$;$a$",
            &["SELECT $$;'$$", "SELECT $a$;$$;$a$"],
        ),
        (
            "SELECT a$b, $1; SELECT c$b",
            &["SELECT a$b, $1", "SELECT c$b"],
        ),
        (
            "SELECT /* ; /* ; */ ; */ 1; SELECT 2",
            &["SELECT /* ; /* ; */ ; */ 1", "SELECT 2"],
        ),
        (
            "SELECT 1 -- ; no\n + 2; SELECT 2",
            &["SELECT 1 -- ; no\n + 2", "SELECT 2"],
        ),
        ("/* a; */ SELECT 1 /* b; */ ; -- c;", &["SELECT 1"]),
        (
            "SELECT '\u{e9};\u{1f600}'; SELECT 2",
            &["SELECT '\u{e9};\u{1f600}'", "SELECT 2"],
        ),
        (
            "\u{feff}SELECT 1;\r\nSELECT 2;\r\n",
            &["SELECT 1", "SELECT 2"],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(texts(&read(text)), expected, "{text}");
    }
}

#[test]
fn bodies_keep_their_semicolons() {
    let function = "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END";
    let rule = "CREATE RULE r AS ON INSERT TO t DO INSTEAD (DELETE FROM u; NOTIFY x)";
    for body in [function, rule] {
        let script = read(&format!("SELECT 0; {body}; SELECT 1;"));
        assert_eq!(texts(&script), ["SELECT 0", body, "SELECT 1"]);
        assert_eq!(script.statements[1].fault, None);
    }
    let named_begin =
        "CREATE FUNCTION f(begin date) RETURNS int LANGUAGE sql AS 'select 1'; SELECT 1";
    assert_eq!(read(named_begin).statements.len(), 2);
}

#[test]
fn statements_know_their_line_and_operation() {
    let script = read(
        "BEGIN;\n--\n-- Create model A\n--\nCREATE TABLE \"a\" (\n\"id\" bigint);\n--\n-- Raw SQL operation\n--\n\
         -- a note\n\n/* more */ UPDATE a\nSET id = 1; SELECT 2;\n--\n-- not a header\nSELECT 3;\nCOMMIT;\n",
    );
    let found: Vec<_> = script
        .statements
        .iter()
        .map(|statement| (statement.line, statement.operation.as_deref()))
        .collect();
    let (create, raw) = (Some("Create model A"), Some("Raw SQL operation"));
    let expected = [
        (1, None),
        (5, create),
        (12, raw),
        (13, raw),
        (16, raw),
        (17, raw),
    ];
    assert_eq!(found, expected);
}

#[test]
fn windows_line_ends_change_nothing() {
    let unix = "BEGIN;\n--\n-- Create model A\n--\n-- (no-op)\n--\n-- B\n--\nSELECT 1;\nCOMMIT;\n";
    let windows = read(&unix.replace('\n', "\r\n"));
    assert_eq!(windows, read(unix));
    assert_eq!(windows.statements[1].operation.as_deref(), Some("B"));
    assert_eq!(windows.no_ops.len(), 1);
}

#[test]
fn operations_without_a_statement_are_marked() {
    let script = read(
        "BEGIN;\n--\n-- Raw Python operation\n--\n-- THIS OPERATION CANNOT BE WRITTEN AS SQL\n--\n-- Alter field\n--\n\
         -- (no-op)\n--\n-- Fill in slugs\n--\n-- THIS OPERATION CANNOT BE WRITTEN AS SQL\n--\n\
         -- MIGRATION NOW PERFORMS OPERATION THAT CANNOT BE WRITTEN AS SQL:\n-- Raw Python operation\n--\nCOMMIT;\n",
    );
    let marked: Vec<_> = script
        .unwritable
        .iter()
        .map(|marker| marker.operation.as_deref())
        .collect();
    let python = Some("Raw Python operation");
    assert_eq!(marked, [python, Some("Fill in slugs"), python]);
    assert_eq!(script.unwritable[0].line, 3);
    assert_eq!(script.unwritable[1].line, 13);
    assert_eq!(script.no_ops.len(), 1);
}

#[test]
fn a_header_inside_a_string_or_a_statement_is_no_header() {
    let script = read("SELECT '\n--\n-- x\n--\n';\n/*\n--\n-- y\n--\n*/\nSELECT 2,\n-- z\n 3;");
    assert_eq!(script.statements.len(), 2);
    assert!(
        script
            .statements
            .iter()
            .all(|statement| statement.operation.is_none())
    );
}

#[test]
fn a_semicolon_that_a_trailing_comment_swallows_still_ends_the_statement() {
    let script =
        read("--\n-- A\n--\nSELECT 1 -- done;\n--\n-- B\n--\nSELECT 2 -- done;\nCOMMIT;\n");
    assert_eq!(texts(&script), ["SELECT 1", "SELECT 2", "COMMIT"]);
    assert_eq!(script.statements[1].operation.as_deref(), Some("B"));
}

#[test]
fn an_unterminated_quote_ends_at_the_next_operation() {
    for (open, what) in [
        ("'", "quoted string"),
        ("\"", "quoted identifier"),
        ("$x$", "dollar-quoted"),
        ("/*", "/* comment"),
    ] {
        let script = read(&format!(
            "SELECT 1;\nSELECT {open} a;\n--\n-- B\n--\nSELECT 2;\n"
        ));
        let reason = script.statements[1].fault.as_deref().expect(open);
        assert!(
            reason.contains(what) && reason.contains("line 2"),
            "{reason}"
        );
        assert_eq!(script.statements[2].text, "SELECT 2");
        assert_eq!(script.statements[2].operation.as_deref(), Some("B"));
    }
    let script = read("SELECT 'never closed; SELECT 2");
    let reason = script.statements[0].fault.as_deref().expect("a fault");
    assert!(reason.contains("unterminated"));
}

#[test]
fn a_body_that_is_not_closed_ends_at_the_next_operation() {
    let script =
        read("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1;\n--\n-- B\n--\nSELECT 2;");
    assert!(script.statements[0].fault.is_some());
    assert_eq!(script.statements[1].text, "SELECT 2");
}

#[test]
fn standard_conforming_strings_is_followed() {
    let off = r"SET standard_conforming_strings = off; SELECT 'a\';b'; SET standard_conforming_strings TO on; SELECT '\'; SELECT 1";
    let script = read(off);
    assert_eq!(script.statements.len(), 5);
    let reason = script.statements[1].fault.as_deref().expect("a fault");
    assert!(reason.contains("backslash"));
    assert_eq!(script.statements[3].text, r"SELECT '\'");
    assert_eq!(
        read(r"SET x = off; SELECT '\'; SELECT 1").statements.len(),
        3
    );
}

#[test]
fn psql_commands_are_refused_with_a_hint() {
    let script = read("\\connect other\nSELECT 1;");
    let reason = script.statements[0].fault.as_deref().expect("a fault");
    assert!(reason.contains("psql"));
    assert_eq!(script.statements[0].text, "\\connect other");
    assert_eq!(script.statements[1].text, "SELECT 1");
}

#[test]
fn a_panic_is_an_answer_like_any_other() {
    assert_eq!(contain(|| 1), Ok(1));
    let outer = contain(|| {
        let inner = contain(|| assert_eq!(1, 2));
        assert!(inner.is_err());
        2
    });
    assert_eq!(outer, Ok(2));
    assert!(contain(|| panic!("no")).unwrap_err().contains("a bug"));
}

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

/// What `skip_plain` passes over is what the lexer would have read there, and nothing that matters to a statement's end.
fn passes_over_plain_lexemes(text: &str, standard_strings: bool) -> Result<(), TestCaseError> {
    let mut lexer = Lexer::new(text, standard_strings);
    loop {
        let (mut skipping, mut reading) = (lexer.clone(), lexer.clone());
        skipping.skip_plain();
        while reading.position() < skipping.position() {
            let is_plain = matches!(
                reading.next_lexeme(),
                Some(
                    Lexeme::Space
                        | Lexeme::Word
                        | Lexeme::Open
                        | Lexeme::Close
                        | Lexeme::Other
                        | Lexeme::Quoted {
                            quote: b'"',
                            closed: true,
                            legacy: false
                        }
                )
            );
            prop_assert!(is_plain, "{text:?} at {}", reading.position());
        }
        prop_assert_eq!(reading.position(), skipping.position());
        if lexer.next_lexeme().is_none() {
            return Ok(());
        }
    }
}

proptest! {
    #[test]
    fn what_is_skipped_is_plain(text in hostile(), standard_strings in any::<bool>()) {
        passes_over_plain_lexemes(&text, standard_strings)?;
    }

    #[test]
    fn what_is_skipped_of_any_bytes_is_plain(
        text in "[aeE1' \"$/*;,.(é\\\\\n-]{0,24}", standard_strings in any::<bool>()
    ) {
        passes_over_plain_lexemes(&text, standard_strings)?;
    }

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
