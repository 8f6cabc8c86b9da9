//! Texts that somebody wrote to do harm: each is answered, soon, and without a deep stack.

use super::super::{read, same_words, stored};
use crate::effect::vocabulary::Meaning;
use crate::sql::read_sqlite;

fn answered(text: &str) {
    let _ = stored(text);
    for statement in read_sqlite(text).statements {
        let _: Meaning = read(&statement);
    }
    let _ = same_words(text, text);
}

#[test]
fn what_nests_deeply_is_answered() {
    for (open, close) in [
        ("(", ")"),
        ("- ", ""),
        ("NOT ", ""),
        ("abs(", ")"),
        ("CASE WHEN ", " THEN 1 END"),
        ("1 + ", ""),
        ("", " COLLATE nocase"),
        ("", " + 1"),
        ("", " AND a OR b"),
        ("", " ISNULL"),
        ("", " IS NOT NULL"),
        ("a BETWEEN ", " AND 1"),
        ("a IN (", ")"),
    ] {
        let (open, close) = (open.repeat(5_000), close.repeat(5_000));
        answered(&format!("CREATE TABLE t (a, CHECK ({open}a{close}))"));
        answered(&format!("CREATE TABLE t (a DEFAULT ({open}1{close}))"));
        answered(&format!(
            "CREATE INDEX i ON t ({open}a{close}) WHERE {open}a{close}"
        ));
        answered(&format!("CREATE TABLE t (a, CHECK ({open}a"));
        answered(&format!(
            "CREATE TRIGGER t AFTER INSERT ON a WHEN {open}a{close} BEGIN SELECT 1; END"
        ));
    }
}

#[test]
fn what_is_long_is_answered() {
    for part in [
        "CHECK (a > 0)",
        "UNIQUE (a)",
        "a a a",
        "CONSTRAINT c CHECK (b)",
        "'",
        "\"",
        "[",
        "`",
        "/*",
        "--",
        "x'",
        "(",
        ")",
        ";",
        "\u{e9}",
        "\0",
        "CONSTRAINT c",
        "FOREIGN KEY (a) REFERENCES b",
        "REFERENCES a",
        "DEFERRABLE",
        "BEGIN ; END ;",
        "--\n-- a\n--\n'",
        "\\",
        "$",
        "0x",
        "1e",
        "@",
    ] {
        for between in ["", " ", ", "] {
            let parts = vec![part; 1_000].join(between);
            answered(&parts);
            answered(&format!("CREATE TABLE t (a, {parts})"));
            answered(&format!("CREATE TABLE t ({parts}"));
            answered(&format!(
                "CREATE TRIGGER t AFTER UPDATE ON t BEGIN {parts}; END"
            ));
            answered(&format!("CREATE VIEW v AS SELECT {parts}"));
        }
    }
}

#[test]
fn every_beginning_and_every_end_of_a_statement_is_answered() {
    let texts = [
        "CREATE TABLE \"t\" (a varchar(30) DEFAULT -1 CONSTRAINT c CHECK (a IN (1, 2)) REFERENCES b (c) ON DELETE SET NULL, \
         CONSTRAINT d UNIQUE (a COLLATE nocase DESC) ON CONFLICT FAIL) WITHOUT ROWID, STRICT",
        "CREATE UNIQUE INDEX IF NOT EXISTS main.i ON t (lower(a) COLLATE \u{e9} DESC, b) WHERE a BETWEEN 1 AND 2",
        "CREATE TRIGGER t INSTEAD OF UPDATE OF a, b ON v FOR EACH ROW WHEN new.a > CASE old.b WHEN 1 THEN 2 END BEGIN SELECT 1; END",
        "CREATE VIRTUAL TABLE t USING fts5(a, b, content='x')",
        "ALTER TABLE a ADD COLUMN b int AS (a + 1) STORED",
        "PRAGMA main.legacy_alter_table(on)",
    ];
    for text in texts {
        for (at, _) in text.char_indices() {
            answered(&text[..at]);
            answered(&text[at..]);
            answered(&format!("{}{}", &text[..at], "\u{e9}'"));
        }
    }
}
