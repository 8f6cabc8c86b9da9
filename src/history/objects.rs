//! The objects that a run saw: each definition once, and lists of them that change little between runs.
//!
//! A run names a list of lists; an object belongs to the list that a digest of its key chooses. Where one
//! object changes, one list and the list of lists are new, and the rest is shared.

use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction};

use super::History;
use super::blob;
use super::digest::of_parts;
use super::error::HistoryError;
use super::write::integer;

/// An object and how the database has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// What tells it from all others: `table public.shop_book`.
    pub key: String,
    /// Its print, one line a part.
    pub text: String,
}

/// How many characters of a key's digest choose its list: 256 lists at most.
const LIST: std::ops::Range<usize> = 7..9;

/// Stores what a run saw; tells the digest of the list of lists.
pub(super) fn put(
    transaction: &Transaction<'_>,
    objects: &[Definition],
) -> rusqlite::Result<String> {
    let mut lists: BTreeMap<String, BTreeMap<&str, String>> = BTreeMap::new();
    for object in objects {
        let list = of_parts(&[&object.key])[LIST].to_owned();
        let digest = blob::put(transaction, &object.text)?;
        lists.entry(list).or_default().insert(&object.key, digest);
    }
    let mut all = Vec::new();
    for list in lists.values() {
        all.push(blob::put_json(transaction, list)?);
    }
    blob::put_json(transaction, &all)
}

/// The digest of every text that a list of lists leads to, itself included.
pub(super) fn reach(connection: &Connection, root: &str) -> rusqlite::Result<Vec<String>> {
    let mut reached = vec![root.to_owned()];
    for list in lists(connection, root)? {
        let members = members(connection, &list)?;
        reached.push(list);
        reached.extend(members.into_values());
    }
    Ok(reached)
}

pub(super) fn lists(connection: &Connection, root: &str) -> rusqlite::Result<Vec<String>> {
    blob::get_json(connection, root)
}

pub(super) fn members(
    connection: &Connection,
    list: &str,
) -> rusqlite::Result<BTreeMap<String, String>> {
    blob::get_json(connection, list)
}

impl History {
    /// The objects that a run saw, by key.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, or is not as it was written.
    pub fn objects(&self, run: u64) -> Result<BTreeMap<String, String>, HistoryError> {
        self.try_objects(run)
            .map_err(|error| HistoryError::of(&self.path, error))
    }

    fn try_objects(&self, run: u64) -> rusqlite::Result<BTreeMap<String, String>> {
        let digests = self.object_digests(run)?.into_iter();
        digests
            .map(|(key, digest)| Ok((key, blob::get(&self.connection, &digest)?)))
            .collect()
    }

    /// The digest of the definition of each object that a run saw, by key.
    pub(super) fn object_digests(&self, run: u64) -> rusqlite::Result<BTreeMap<String, String>> {
        let sql = "SELECT objects FROM run WHERE id = ?";
        let root: String = self
            .connection
            .query_row(sql, [integer(run)], |row| row.get(0))?;
        let mut objects = BTreeMap::new();
        for list in lists(&self.connection, &root)? {
            objects.extend(members(&self.connection, &list)?);
        }
        Ok(objects)
    }
}
