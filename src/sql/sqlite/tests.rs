use crate::sql::{Script, read_sqlite};

fn texts(script: &Script) -> Vec<&str> {
    let all = script.statements.iter();
    all.map(|statement| statement.text.as_str()).collect()
}

#[test]
fn semicolons_in_quotes_comments_and_triggers_split_nothing() {
    let cases: [(&str, &[&str]); 16] = [
        ("", &[]),
        (" ;; ; ", &[]),
        ("-- only a comment", &[]),
        ("SELECT 1; SELECT 2", &["SELECT 1", "SELECT 2"]),
        (
            "SELECT 'a;''b;', \"a;\"\"b\", `a;``b`, [a;b], x'00'; SELECT 2;",
            &[
                "SELECT 'a;''b;', \"a;\"\"b\", `a;``b`, [a;b], x'00'",
                "SELECT 2",
            ],
        ),
        (r"SELECT 'a\'; SELECT 2", &[r"SELECT 'a\'", "SELECT 2"]),
        // No comment stands within another.
        (
            "SELECT /* ; /* ; */ 1; SELECT 2",
            &["SELECT /* ; /* ; */ 1", "SELECT 2"],
        ),
        ("SELECT $$; $$", &["SELECT $$", "$$"]),
        (
            "SELECT 1 -- ; no\n + 2; SELECT 2",
            &["SELECT 1 -- ; no\n + 2", "SELECT 2"],
        ),
        ("/* a; */ SELECT 1 /* b; */ ; -- c;", &["SELECT 1"]),
        ("SELECT 1; /* open ; SELECT 2", &["SELECT 1"]),
        (
            "SELECT '\u{e9};\u{1f600}'; SELECT 2",
            &["SELECT '\u{e9};\u{1f600}'", "SELECT 2"],
        ),
        (
            "\u{feff}SELECT 1;\r\nSELECT 2;\r\n",
            &["SELECT 1", "SELECT 2"],
        ),
        (
            "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; SELECT 2; END; SELECT 3;",
            &[
                "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; SELECT 2; END",
                "SELECT 3",
            ],
        ),
        (
            "CREATE /* x */ TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END -- z\n; SELECT 3",
            &[
                "CREATE /* x */ TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END",
                "SELECT 3",
            ],
        ),
        (
            "CREATE TABLE trigger (a); SELECT 1; END;",
            &["CREATE TABLE trigger (a)", "SELECT 1", "END"],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(texts(&read_sqlite(text)), expected, "{text}");
    }
}

#[test]
fn comments_of_django_are_read() {
    let script = read_sqlite(
        "BEGIN;\n--\n-- Create model A\n--\nCREATE TABLE a (b);\n--\n-- Raw Python operation\n--\n-- THIS OPERATION CANNOT BE WRITTEN AS SQL\n--\n-- Alter model A\n--\n-- (no-op)\nCOMMIT;\n",
    );
    let made = &script.statements[1];
    assert_eq!(made.operation.as_deref(), Some("Create model A"));
    assert_eq!(made.line, 5);
    assert_eq!(script.unwritable.len(), 1);
    assert_eq!(script.no_ops.len(), 1);
    assert_eq!(script.no_ops[0].line, 13);
}

#[test]
fn what_is_not_closed_ends_at_the_next_operation() {
    for (open, fault) in [
        ("SELECT 'a", "unterminated quoted string, opened on line 2"),
        (
            "SELECT [a",
            "unterminated quoted identifier, opened on line 2",
        ),
        (
            "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1;",
            "a trigger has no END",
        ),
    ] {
        let text = format!("BEGIN;\n{open};\n--\n-- Create model A\n--\nSELECT 2;\nCOMMIT;");
        let script = read_sqlite(&text);
        let [_, broken, next, _] = script.statements.as_slice() else {
            panic!("{:?}", script.statements);
        };
        assert_eq!(broken.fault.as_deref(), Some(fault));
        assert_eq!(next.text, "SELECT 2");
        assert_eq!(next.operation.as_deref(), Some("Create model A"));
    }
}

#[test]
fn a_comment_that_swallows_a_semicolon_ends_a_statement() {
    let script = read_sqlite("SELECT 1 -- one;\n--\n-- Next\n--\nSELECT 2 -- two;\nCOMMIT;");
    assert_eq!(texts(&script), ["SELECT 1", "SELECT 2", "COMMIT"]);
}
