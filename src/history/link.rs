//! The chain of seals: each link holds a digest of what it stands for and the seal of the link before it.
//!
//! What it proves and what not is said in `docs/history.md`.

use std::fmt;
use std::str::FromStr;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params_from_iter};

use super::History;
use super::error::{Fault, HistoryError};
use super::rows::{self, Found, natural};
use super::shared::of_parts;

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

/// A link as it is stored.
type Stored = (i64, Option<i64>, String, Option<String>, String, String);

impl From<Stored> for Link {
    fn from((position, run, content, note, previous, seal): Stored) -> Self {
        Self {
            position,
            run,
            content,
            note,
            previous,
            seal,
        }
    }
}

/// Every link, from the first.
pub(super) fn all(connection: &Connection) -> Found<Vec<Link>> {
    let sql = "SELECT position, run_id, content, note, previous, seal FROM link ORDER BY position";
    let links = rows::all::<Stored>(connection, sql, [])?;
    Ok(links.into_iter().map(Link::from).collect())
}

fn last(connection: &Connection) -> Found<Option<Link>> {
    let sql = "SELECT position, run_id, content, note, previous, seal FROM link ORDER BY position DESC LIMIT 1";
    Ok(rows::first::<Stored>(connection, sql, [])?.map(Link::from))
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
) -> Found<()> {
    let places = ["?"; RUN.len()].join(", ");
    let sql = format!("INSERT INTO run ({}) VALUES ({places})", RUN.join(", "));
    transaction.execute(&sql, params_from_iter(row))?;
    let due = of_row(row);
    if content(transaction, run)?.as_ref() != Some(&due) {
        let (run, what) = (natural(run), "what it says of itself");
        return Err(Fault::Changed { run, what }.into());
    }
    append(transaction, Some(run), due, None)
}

/// Seals that these runs were pruned.
pub(super) fn append_pruning(transaction: &Transaction<'_>, runs: &[i64]) -> Found<()> {
    // A list of numbers always has a JSON.
    let note = serde_json::to_string(runs).unwrap_or_default();
    append(transaction, None, Link::of_pruning(&note), Some(note))
}

fn append(
    transaction: &Transaction<'_>,
    run: Option<i64>,
    content: String,
    note: Option<String>,
) -> Found<()> {
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
        _ => Err(Fault::Removed {
            run: run.map(natural),
            after: None,
        }
        .into()),
    }
}

/// The digest of everything that is stored of a run: its row, whose digests stand for the texts that it
/// shares with others. None where there is no such run.
pub(super) fn content(connection: &Connection, run: i64) -> Found<Option<String>> {
    let sql = format!("SELECT {} FROM run WHERE id = ?", RUN.join(", "));
    let mut statement = connection.prepare_cached(&sql)?;
    let row = |row: &Row<'_>| {
        let mut values = [const { Value::Null }; RUN.len()];
        for (at, value) in values.iter_mut().enumerate() {
            *value = row.get(at)?;
        }
        Ok(of_row(&values))
    };
    Ok(statement.query_row([run], row).optional()?)
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

/// The seal of a run that is kept elsewhere, as one line of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The run.
    pub run: u64,
    /// Its seal.
    pub seal: String,
}

/// A line is no anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAnchor;

const WORDS: &str = "reconcile anchor: run";

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{WORDS} {} {}", self.run, self.seal)
    }
}

impl FromStr for Anchor {
    type Err = NoAnchor;

    fn from_str(line: &str) -> Result<Self, NoAnchor> {
        let rest = line.trim().strip_prefix(WORDS).ok_or(NoAnchor)?;
        let (run, seal) = rest.trim().split_once(' ').ok_or(NoAnchor)?;
        let digits = seal.strip_prefix("sha256:").ok_or(NoAnchor)?;
        let is_digest = digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_digest {
            return Err(NoAnchor);
        }
        Ok(Self {
            run: run.parse().map_err(|_| NoAnchor)?,
            seal: seal.to_owned(),
        })
    }
}

impl History {
    /// The seal of a run; none where it has none.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn anchor(&self, run: u64) -> Result<Option<Anchor>, HistoryError> {
        let mut links = self
            .attempt(|history| all(&history.connection))?
            .into_iter();
        let found = links.find(|link| link.run.map(natural) == Some(run));
        Ok(found.map(|link| Anchor {
            run,
            seal: link.seal,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_is_read_as_it_was_written_and_nothing_else_is() {
        let anchor = Anchor {
            run: 17,
            seal: format!("sha256:{}", "0a".repeat(32)),
        };
        assert_eq!(anchor.to_string().parse(), Ok(anchor.clone()));
        let short = format!("{WORDS} 17 sha256:0a");
        for wrong in ["", "run 17", &short, &anchor.to_string().replace("17", "x")] {
            assert_eq!(wrong.parse::<Anchor>(), Err(NoAnchor), "{wrong}");
        }
    }
}
