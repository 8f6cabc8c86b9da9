//! What somebody can do who may write the history and knows how it is sealed: change what they like, and compute
//! every digest and seal anew. `docs/history.md` says that only an anchor shows it.

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, Row};
use sha2::{Digest, Sha256};

use super::cli::Tool;

/// Does to the file what somebody with SQLite at hand can do.
pub(crate) fn tamper(tool: &Tool, sql: &str) {
    let history = Connection::open(tool.history()).expect("the history");
    history.execute_batch(sql).expect(sql);
}

/// Runs statements that change runs and what they found, and seals all runs anew.
pub(crate) fn forge(history: &Path, sql: &str) {
    let history = Connection::open(history).expect("the history");
    history.execute_batch(sql).expect("a forgery");
    let bodies = rows(&history, "SELECT DISTINCT body FROM run", |row| {
        text(row, 0)
    });
    for old in bodies {
        let content = "SELECT content FROM blob WHERE digest = ?";
        let content: String = history
            .query_row(content, [&old], |row| row.get(0))
            .expect("a body");
        let new = digest(content.as_bytes());
        for change in [
            "UPDATE OR REPLACE blob SET digest = ?1 WHERE digest = ?2",
            "UPDATE run SET body = ?1 WHERE body = ?2",
        ] {
            history.execute(change, [&new, &old]).expect("a digest");
        }
    }
    let mut previous = parts(&["the beginning"]);
    history.execute("DELETE FROM link", []).expect("no seal");
    for (at, (run, content)) in runs(&history).iter().enumerate() {
        let position = (at + 1).to_string();
        let number = run.to_string();
        let seal = parts(&["link", &position, &number, content, "", &previous]);
        let link =
            "INSERT INTO link (position, run_id, content, previous, seal) VALUES (?, ?, ?, ?, ?)";
        history
            .execute(link, (&position, run, content, &previous, &seal))
            .expect("a seal");
        previous = seal;
    }
}

/// Each run, and the digest of its row.
fn runs(history: &Connection) -> Vec<(i64, String)> {
    let columns = "SELECT name FROM pragma_table_info('run') ORDER BY cid";
    let columns = rows(history, columns, |row| text(row, 0));
    rows(history, "SELECT * FROM run ORDER BY id", |row| {
        let mut all = vec!["run".to_owned()];
        for (at, column) in columns.iter().enumerate() {
            let value = match row.get(at).expect("a value") {
                Value::Null => "null".to_owned(),
                Value::Integer(number) => format!("integer {number}"),
                Value::Text(text) => format!("text {text}"),
                other => panic!("{other:?}"),
            };
            all.extend([column.clone(), value]);
        }
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        (row.get(0).expect("a number"), parts(&all))
    })
}

fn rows<T>(history: &Connection, sql: &str, read: impl Fn(&Row<'_>) -> T) -> Vec<T> {
    let mut statement = history.prepare(sql).expect("a query");
    let rows = statement.query_map([], |row| Ok(read(row)));
    rows.expect("rows").map(|row| row.expect("a row")).collect()
}

fn text(row: &Row<'_>, column: usize) -> String {
    row.get(column).expect("a text")
}

/// Texts, each with its length before it.
fn parts(parts: &[&str]) -> String {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(part.as_bytes());
    }
    digest(&bytes)
}

fn digest(bytes: &[u8]) -> String {
    let digits = Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"));
    format!("sha256:{digits}")
}
