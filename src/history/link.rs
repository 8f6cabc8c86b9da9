//! The chain of seals: each link holds a digest of what it stands for and the seal of the link before it.
//!
//! What it proves and what not is said in `docs/history.md`.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, types::Value};

use super::digest::of_parts;

/// What the seal of the first link holds in place of an earlier one.
const BEGINNING: &str = "the beginning";

/// One link of the chain, as it is stored.
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

/// The columns of a run that its seal is of. A column that a later version adds is not among them: the
/// seals of old runs would break.
const SEALED: &str = "id, started_at, duration_ms, previous, tool_version, engine, server_version, database_name, \
    schema_name, address, identity, scope, ledger_digest, record_set, ledger_file_set, recorded, errors, warnings, \
    infos, exit_status, report_format, report, canonicaliser, body, objects";

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

/// Seals a run that is stored, or the runs that a pruning took out.
pub(super) fn append(
    transaction: &Transaction<'_>,
    run: Option<i64>,
    note: Option<String>,
) -> rusqlite::Result<Link> {
    let content = match run {
        Some(run) => content(transaction, run)?.unwrap_or_default(),
        None => of_parts(&["pruned", note.as_deref().unwrap_or_default()]),
    };
    let last = last(transaction)?;
    let mut link = Link {
        position: last.as_ref().map_or(1, |last| last.position + 1),
        run,
        content,
        note,
        previous: last.map_or_else(beginning, |last| last.seal),
        seal: String::new(),
    };
    link.seal = link.due();
    transaction.execute(
        "INSERT INTO link (position, run_id, content, note, previous, seal) VALUES (?, ?, ?, ?, ?, ?)",
        (link.position, link.run, &link.content, &link.note, &link.previous, &link.seal),
    )?;
    Ok(link)
}

/// The digest of everything that is stored of a run: its row, whose digests stand for the texts and sets
/// that it shares with others. None where there is no such run.
pub(super) fn content(connection: &Connection, run: i64) -> rusqlite::Result<Option<String>> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {SEALED} FROM run WHERE id = ?"))?;
    let digest = |row: &Row<'_>| {
        let mut parts = vec!["run".to_owned()];
        for (at, name) in SEALED.split(", ").enumerate() {
            parts.push(name.to_owned());
            parts.push(text(&row.get(at)?));
        }
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        Ok(of_parts(&parts))
    };
    statement.query_row([run], digest).optional()
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
