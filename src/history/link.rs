//! The chain of seals: each link holds a digest of what it stands for and the seal of the link before it.
//!
//! What it proves and what not is said in `docs/history.md`.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params_from_iter};

use super::digest::of_parts;
use super::error::altered;
use super::fault::Fault;
use super::read::natural;

/// What the seal of the first link holds in place of an earlier one.
const BEGINNING: &str = "the beginning";

/// One link of the chain, as it is stored.
#[derive(PartialEq, Eq)]
pub(super) struct Link {
    pub(super) position: i64,
    /// The run that it seals; none where it seals a pruning.
    pub(super) run: Option<i64>,
    /// The digest of what it seals.
    pub(super) content: String,
    /// The runs that a pruning took out, as JSON.
    pub(super) note: Option<String>,
    pub(super) previous: String,
    pub(super) seal: String,
}

impl Link {
    /// The seal that a link of this content must have.
    pub(super) fn due(&self) -> String {
        let position = self.position.to_string();
        let run = self.run.map_or_else(String::new, |run| run.to_string());
        of_parts(&[
            "link",
            &position,
            &run,
            &self.content,
            self.note.as_deref().unwrap_or_default(),
            &self.previous,
        ])
    }

    /// The digest of what a pruning says.
    pub(super) fn of_pruning(note: &str) -> String {
        of_parts(&["pruned", note])
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            position: row.get(0)?,
            run: row.get(1)?,
            content: row.get(2)?,
            note: row.get(3)?,
            previous: row.get(4)?,
            seal: row.get(5)?,
        })
    }
}

/// The columns of a run, all of which its seal is of.
pub(super) const RUN: [&str; 26] = [
    "id",
    "started_at",
    "duration_ms",
    "previous",
    "tool_version",
    "canonicaliser",
    "engine",
    "server_version",
    "database_name",
    "schema_name",
    "address",
    "identity",
    "scope",
    "ledger_digest",
    "recorded",
    "errors",
    "warnings",
    "infos",
    "exit_status",
    "report_format",
    "report",
    "records",
    "files",
    "body",
    "objects",
    "answers",
];

const COLUMNS: &str = "position, run_id, content, note, previous, seal";

/// Every link, from the first.
pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<Link>> {
    let sql = format!("SELECT {COLUMNS} FROM link ORDER BY position");
    let mut statement = connection.prepare(&sql)?;
    statement.query_map([], Link::read)?.collect()
}

/// The newest link.
pub(super) fn last(connection: &Connection) -> rusqlite::Result<Option<Link>> {
    let sql = format!("SELECT {COLUMNS} FROM link ORDER BY position DESC LIMIT 1");
    connection.query_row(&sql, [], Link::read).optional()
}

/// What the first link holds in place of the seal of one before it.
pub(super) fn beginning() -> String {
    of_parts(&[BEGINNING])
}

/// Stores a run's row and seals it: what is sealed is what was to be written, and no more than what was
/// written after all.
pub(super) fn append_run(
    transaction: &Transaction<'_>,
    run: i64,
    row: &[Value; RUN.len()],
) -> rusqlite::Result<()> {
    let places = ["?"; RUN.len()].join(", ");
    let sql = format!("INSERT INTO run ({}) VALUES ({places})", RUN.join(", "));
    transaction.execute(&sql, params_from_iter(row))?;
    let due = of_row(row);
    let number = natural(run);
    let otherwise = || {
        altered(Fault::Changed {
            run: number,
            what: "what it says of itself",
        })
    };
    if content(transaction, run)?.as_ref() != Some(&due) {
        return Err(otherwise());
    }
    append(transaction, Some(run), due, None)
}

/// Seals that these runs were pruned.
pub(super) fn append_pruning(transaction: &Transaction<'_>, runs: &[i64]) -> rusqlite::Result<()> {
    // A list of numbers always has a JSON.
    let note = serde_json::to_string(runs).unwrap_or_default();
    append(transaction, None, Link::of_pruning(&note), Some(note))
}

fn append(
    transaction: &Transaction<'_>,
    run: Option<i64>,
    content: String,
    note: Option<String>,
) -> rusqlite::Result<()> {
    let before = last(transaction)?;
    let mut link = Link {
        position: before.as_ref().map_or(1, |before| before.position + 1),
        run,
        content,
        note,
        previous: before.map_or_else(beginning, |before| before.seal),
        seal: String::new(),
    };
    link.seal = link.due();
    transaction.execute(
        "INSERT INTO link (position, run_id, content, note, previous, seal) VALUES (?, ?, ?, ?, ?, ?)",
        (link.position, link.run, &link.content, &link.note, &link.previous, &link.seal),
    )?;
    match last(transaction)? {
        Some(written) if written == link => Ok(()),
        _ => Err(altered(Fault::Removed {
            run: run.map(natural),
            after: None,
        })),
    }
}

/// The digest of everything that is stored of a run: its row, whose digests stand for the texts that it
/// shares with others. None where there is no such run.
pub(super) fn content(connection: &Connection, run: i64) -> rusqlite::Result<Option<String>> {
    let sql = format!("SELECT {} FROM run WHERE id = ?", RUN.join(", "));
    let mut statement = connection.prepare_cached(&sql)?;
    let row = |row: &Row<'_>| {
        let mut values = [const { Value::Null }; RUN.len()];
        for (at, value) in values.iter_mut().enumerate() {
            *value = row.get(at)?;
        }
        Ok(of_row(&values))
    };
    statement.query_row([run], row).optional()
}

fn of_row(row: &[Value; RUN.len()]) -> String {
    let mut parts = vec!["run".to_owned()];
    for (name, value) in RUN.iter().zip(row) {
        parts.extend([(*name).to_owned(), text(value)]);
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    of_parts(&parts)
}

/// A value with its sort before it, so that no two are the same.
fn text(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Integer(number) => format!("integer {number}"),
        Value::Real(number) => format!("real {number}"),
        Value::Text(text) => format!("text {text}"),
        Value::Blob(bytes) => format!("blob {bytes:?}"),
    }
}
