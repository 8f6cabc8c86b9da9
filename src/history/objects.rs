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
        let (digest, _) = blob::put(transaction, &object.text)?;
        lists.entry(list).or_default().insert(&object.key, digest);
    }
    let mut all = Vec::new();
    for list in lists.values() {
        all.push(blob::put(transaction, &json(list))?.0);
    }
    Ok(blob::put(transaction, &json(&all))?.0)
}

fn json<T: serde::Serialize>(value: &T) -> String {
    // Texts and lists of texts always have a JSON.
    serde_json::to_string(value).unwrap_or_default()
}

/// The digest of every text that a list of lists leads to, itself included. What is not there leads no
/// further.
pub(super) fn reach(connection: &Connection, root: &str) -> rusqlite::Result<Vec<String>> {
    let mut reached = vec![root.to_owned()];
    for list in lists(connection, root)? {
        let members = members(connection, &list)?;
        reached.push(list);
        reached.extend(members.into_values());
    }
    Ok(reached)
}

fn lists(connection: &Connection, root: &str) -> rusqlite::Result<Vec<String>> {
    let text = blob::get(connection, root)?.unwrap_or_default();
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

fn members(connection: &Connection, list: &str) -> rusqlite::Result<BTreeMap<String, String>> {
    let text = blob::get(connection, list)?.unwrap_or_default();
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

impl History {
    /// The objects that a run saw, by key; none where the run did not keep them.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn objects(&self, run: u64) -> Result<Option<BTreeMap<String, String>>, HistoryError> {
        self.try_objects(run)
            .map_err(|error| HistoryError::of(&self.path, error))
    }

    fn try_objects(&self, run: u64) -> rusqlite::Result<Option<BTreeMap<String, String>>> {
        let Some(digests) = self.object_digests(run)? else {
            return Ok(None);
        };
        let text = |(key, digest): (String, String)| {
            let text = blob::get(&self.connection, &digest)?;
            Ok((key, text.unwrap_or_default()))
        };
        digests
            .into_iter()
            .map(text)
            .collect::<Result<_, _>>()
            .map(Some)
    }

    /// The digest of the definition of each object that a run saw, by key.
    pub(super) fn object_digests(
        &self,
        run: u64,
    ) -> rusqlite::Result<Option<BTreeMap<String, String>>> {
        let sql = "SELECT objects FROM run WHERE id = ?";
        let root: Option<String> = self
            .connection
            .query_row(sql, [integer(run)], |row| row.get(0))?;
        let Some(root) = root else { return Ok(None) };
        let mut objects = BTreeMap::new();
        for list in lists(&self.connection, &root)? {
            objects.extend(members(&self.connection, &list)?);
        }
        Ok(Some(objects))
    }
}
