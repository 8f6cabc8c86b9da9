//! Texts by the digest of their bytes: what many runs have in common is stored once.

use rusqlite::{OptionalExtension, Transaction};

use super::digest::of_bytes;

/// Stores a text, if it is not there; tells its digest, and whether it is new.
pub(super) fn put(
    transaction: &Transaction<'_>,
    content: &str,
) -> rusqlite::Result<(String, bool)> {
    let digest = of_bytes(content.as_bytes());
    let mut statement = transaction.prepare_cached(
        "INSERT INTO blob (digest, content) VALUES (?, ?) ON CONFLICT DO NOTHING",
    )?;
    let new = statement.execute((&digest, content))? == 1;
    Ok((digest, new))
}

/// The text of a digest.
pub(super) fn get(
    connection: &rusqlite::Connection,
    digest: &str,
) -> rusqlite::Result<Option<String>> {
    let mut statement = connection.prepare_cached("SELECT content FROM blob WHERE digest = ?")?;
    statement.query_row([digest], |row| row.get(0)).optional()
}

/// The digest of every text.
pub(super) fn all(connection: &rusqlite::Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT digest FROM blob")?;
    statement.query_map([], |row| row.get(0))?.collect()
}
