//! Texts by the digest of their bytes: what many runs have in common is stored once.
//!
//! A text is never believed: it is held against its digest whenever it is read or found to be there already.

use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::digest::of_bytes;
use super::error::altered;
use super::fault::Fault;

/// Stores a text, if it is not there; tells its digest.
pub(super) fn put(transaction: &Transaction<'_>, content: &str) -> rusqlite::Result<String> {
    let digest = of_bytes(content.as_bytes());
    let mut statement = transaction.prepare_cached(
        "INSERT INTO blob (digest, content) VALUES (?, ?) ON CONFLICT DO NOTHING",
    )?;
    statement.execute((&digest, content))?;
    // What is there under this digest may be another text, or gone.
    get(transaction, &digest)?;
    Ok(digest)
}

/// The same for the JSON of a value.
pub(super) fn put_json<T: Serialize + ?Sized>(
    transaction: &Transaction<'_>,
    value: &T,
) -> rusqlite::Result<String> {
    let text = serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    put(transaction, &text)
}

/// The text of a digest; an error where it is gone, or another one.
pub(super) fn get(connection: &Connection, digest: &str) -> rusqlite::Result<String> {
    sound(connection, digest)?.ok_or_else(|| {
        altered(Fault::Text {
            digest: digest.to_owned(),
        })
    })
}

/// The value that was put as JSON.
pub(super) fn get_json<T: DeserializeOwned>(
    connection: &Connection,
    digest: &str,
) -> rusqlite::Result<T> {
    let text = get(connection, digest)?;
    serde_json::from_str(&text).map_err(|error| super::read::unfit(0, Box::new(error)))
}

/// The text of a digest; none where it is gone, or another one.
pub(super) fn sound(connection: &Connection, digest: &str) -> rusqlite::Result<Option<String>> {
    let mut statement = connection.prepare_cached("SELECT content FROM blob WHERE digest = ?")?;
    let text: Option<String> = statement.query_row([digest], |row| row.get(0)).optional()?;
    Ok(text.filter(|text| of_bytes(text.as_bytes()) == digest))
}

/// The digest of every text.
pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT digest FROM blob")?;
    statement.query_map([], |row| row.get(0))?.collect()
}
