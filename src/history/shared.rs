//! Texts by the digest of their bytes: what many runs have in common is stored once.
//!
//! A text is never believed: it is held against its digest whenever it is read or found to be there already.
//!
//! A run names a list of lists of the objects that it saw; an object belongs to the list that a digest of its key
//! chooses. Where one object changes, one list and the list of lists are new, and the rest is shared.

use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::History;
use super::error::{Fault, HistoryError, Problem};
use super::rows::{self, Found, integer};

/// The digest of texts, each with its length before it.
pub(super) fn of_parts(parts: &[&str]) -> String {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(part.as_bytes());
    }
    of_bytes(&bytes)
}

pub(super) fn of_bytes(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    let digits = digits.filter_map(|digit| char::from_digit(digit.into(), 16));
    "sha256:".chars().chain(digits).collect()
}

/// Stores a text, if it is not there; tells its digest.
pub(super) fn put(transaction: &Transaction<'_>, content: &str) -> Found<String> {
    let digest = of_bytes(content.as_bytes());
    put_as(transaction, &digest, content)?;
    Ok(digest)
}

/// Stores a text under its digest, if it is not there; tells whether it is new.
fn put_as(transaction: &Transaction<'_>, digest: &str, content: &str) -> Found<bool> {
    let sql = "SELECT content IS ? FROM blob WHERE digest = ?";
    match rows::first::<(bool,)>(transaction, sql, (content, digest))? {
        Some((true,)) => Ok(false),
        // What is there under this digest is another text.
        Some((false,)) => {
            let digest = digest.to_owned();
            Err(Fault::Text { digest }.into())
        }
        None => {
            let sql = "INSERT INTO blob (digest, content) VALUES (?, ?)";
            let mut statement = transaction.prepare_cached(sql)?;
            statement.execute((digest, content))?;
            Ok(true)
        }
    }
}

/// The same for the JSON of a value.
pub(super) fn put_json<T: Serialize + ?Sized>(
    transaction: &Transaction<'_>,
    value: &T,
) -> Found<String> {
    let text = serde_json::to_string(value).map_err(Problem::NotWritten)?;
    put(transaction, &text)
}

/// A text of so many bytes at most is stored whole.
const WHOLE: usize = 32 << 10;

/// Of so many pieces one is the last of its text, on average.
const TOGETHER: u32 = 16;

/// So many bytes a text may hold again that it holds already: a list that names one large text ever again would fill the
/// memory.
const REPEATED: usize = 16 << 20;

/// Stores a text that is given in pieces; tells its digest. Of a large one several texts are made, and a list of them:
/// where each ends its last piece alone tells, so that where a piece changes, comes or goes, one text is new. What the list
/// leads to is stored with it, and stays as long as it does: where the list is there already, as after a run that found the
/// same, nothing else is looked for.
pub(super) fn put_pieces(transaction: &Transaction<'_>, pieces: &[String]) -> Found<String> {
    if pieces.iter().map(String::len).sum::<usize>() <= WHOLE {
        return put(transaction, &pieces.concat());
    }
    let texts = pieces.split_inclusive(|piece| mixed(piece).is_multiple_of(TOGETHER));
    let texts: Vec<(String, String)> = texts
        .map(<[String]>::concat)
        .map(|text| (of_bytes(text.as_bytes()), text))
        .collect();
    let digests: Vec<&str> = texts.iter().map(|(digest, _)| digest.as_str()).collect();
    let list = serde_json::to_string(&digests).map_err(Problem::NotWritten)?;
    let digest = of_bytes(list.as_bytes());
    if put_as(transaction, &digest, &list)? {
        for (digest, text) in &texts {
            put_as(transaction, digest, text)?;
        }
    }
    Ok(digest)
}

/// FNV-1a: it has to be the same in every release, and nothing is believed by it.
fn mixed(text: &str) -> u32 {
    let mix = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    text.bytes().fold(0x811c_9dc5, mix)
}

/// The text that was put in pieces.
pub(super) fn get_joined(connection: &Connection, digest: &str) -> Found<String> {
    let text = get(connection, digest)?;
    if !is_list(&text) {
        return Ok(text);
    }
    let mut read: BTreeMap<String, String> = BTreeMap::new();
    let (mut joined, mut distinct) = (String::new(), 0);
    for digest in pieces_of(&text)? {
        if !read.contains_key(&digest) {
            let text = get(connection, &digest)?;
            distinct += text.len();
            read.insert(digest.clone(), text);
        }
        joined.push_str(&read[&digest]);
        if joined.len() > distinct + REPEATED {
            return Err(Problem::Damaged);
        }
    }
    Ok(joined)
}

/// The digests of the texts that a text is made of, of one that was put in pieces; none of one that is whole.
pub(super) fn pieces(connection: &Connection, digest: &str) -> Found<Vec<String>> {
    let text = get(connection, digest)?;
    if is_list(&text) {
        pieces_of(&text)
    } else {
        Ok(Vec::new())
    }
}

/// A list of digests; a text that is put in pieces is an object.
fn is_list(text: &str) -> bool {
    text.starts_with('[')
}

fn pieces_of(list: &str) -> Found<Vec<String>> {
    serde_json::from_str(list).map_err(|_| Problem::Damaged)
}

/// The text of a digest; an error where it is gone, or another one.
pub(super) fn get(connection: &Connection, digest: &str) -> Found<String> {
    let text = sound(connection, digest)?;
    let digest = digest.to_owned();
    Ok(text.ok_or(Fault::Text { digest })?)
}

/// The value that was put as JSON.
pub(super) fn get_json<T: DeserializeOwned>(connection: &Connection, digest: &str) -> Found<T> {
    let text = get(connection, digest)?;
    serde_json::from_str(&text).map_err(|_| Problem::Damaged)
}

/// The text of a digest; none where it is gone, or another one.
pub(super) fn sound(connection: &Connection, digest: &str) -> Found<Option<String>> {
    let sql = "SELECT content FROM blob WHERE digest = ?";
    let text: Option<(String,)> = rows::first(connection, sql, [digest])?;
    Ok(text
        .map(|(text,)| text)
        .filter(|text| of_bytes(text.as_bytes()) == digest))
}

/// The digest of every text.
pub(super) fn digests(connection: &Connection) -> Found<Vec<(String,)>> {
    rows::all(connection, "SELECT digest FROM blob", [])
}

/// An object and how the database has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// What tells it from all others: `table public.shop_book`.
    pub key: String,
    /// Its print, one line a part.
    pub text: String,
    /// The digest of the print.
    digest: String,
    /// The list that it belongs to, of 256: the first digits of the digest of its key.
    list: String,
}

impl Definition {
    /// An object by its key, and its print.
    #[must_use]
    pub fn new(key: String, text: String) -> Self {
        Self {
            digest: of_bytes(text.as_bytes()),
            list: of_parts(&[&key])[LIST].to_owned(),
            key,
            text,
        }
    }
}

/// Where in a digest the digits are that choose a list.
const LIST: std::ops::Range<usize> = 7..9;

/// Stores the objects that a run saw; tells the digest of the list of lists.
pub(super) fn put_objects(transaction: &Transaction<'_>, objects: &[Definition]) -> Found<String> {
    let mut lists: BTreeMap<&str, BTreeMap<&str, &Definition>> = BTreeMap::new();
    for object in objects {
        let list = lists.entry(&object.list).or_default();
        list.insert(&object.key, object);
    }
    let all = lists.values().map(|list| put_list(transaction, list));
    put_json(transaction, &all.collect::<Found<Vec<_>>>()?)
}

/// Stores some objects; tells the digest of the list of them. What a list leads to is stored with it, and stays as long
/// as it does: where it is there already, and most are, nothing else is looked for.
fn put_list(transaction: &Transaction<'_>, objects: &BTreeMap<&str, &Definition>) -> Found<String> {
    let members = objects
        .iter()
        .map(|(key, object)| (*key, object.digest.as_str()));
    let members: BTreeMap<&str, &str> = members.collect();
    let list = serde_json::to_string(&members).map_err(Problem::NotWritten)?;
    let digest = of_bytes(list.as_bytes());
    if put_as(transaction, &digest, &list)? {
        for object in objects.values() {
            put_as(transaction, &object.digest, &object.text)?;
        }
    }
    Ok(digest)
}

/// The digest of every text that a list of lists leads to, itself included.
pub(super) fn reach(connection: &Connection, root: &str) -> Found<Vec<String>> {
    let mut reached = vec![root.to_owned()];
    for list in lists(connection, root)? {
        let members = members(connection, &list)?;
        reached.push(list);
        reached.extend(members.into_values());
    }
    Ok(reached)
}

pub(super) fn lists(connection: &Connection, root: &str) -> Found<Vec<String>> {
    get_json(connection, root)
}

/// The digests of the definitions of a list, by the keys of the objects.
pub(super) fn members(connection: &Connection, list: &str) -> Found<BTreeMap<String, String>> {
    get_json(connection, list)
}

/// How many answers are taken up; those that no run used for longest are left out first.
const MOST: usize = 20_000;

/// The name of a question to a server about what the texts left open: all that its answer depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AnswerKey(String);

impl AnswerKey {
    /// The name by all that the answer depends on. Parts that run together have other names.
    #[must_use]
    pub fn of(parts: &[&str]) -> Self {
        Self(of_parts(parts))
    }
}

/// Answers by their questions, kept so that nothing is asked twice: whether both sides are planned alike. A run keeps
/// every answer that it used, under one digest that its seal is of. What is known is what the runs that are there used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers(BTreeMap<AnswerKey, bool>);

impl Answers {
    /// The answer to a question, if there is one.
    #[must_use]
    pub fn get(&self, key: &AnswerKey) -> Option<bool> {
        self.0.get(key).copied()
    }

    /// Takes an answer.
    pub fn insert(&mut self, key: AnswerKey, alike: bool) {
        self.0.insert(key, alike);
    }

    /// Takes all answers of others.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }
}

impl History {
    /// The objects that a run saw, by key.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, or is not as it was written.
    pub fn objects(&self, run: u64) -> Result<BTreeMap<String, String>, HistoryError> {
        self.attempt(|history| {
            let digests = history.object_digests(run)?.into_iter();
            let texts = digests.map(|(key, digest)| Ok((key, get(&history.connection, &digest)?)));
            texts.collect()
        })
    }

    /// The digest of the definition of each object that a run saw, by key.
    pub(super) fn object_digests(&self, run: u64) -> Found<BTreeMap<String, String>> {
        let sql = "SELECT objects FROM run WHERE id = ?";
        let root: String = rows::value(&self.connection, sql, [integer(run)])?;
        let mut objects = BTreeMap::new();
        for list in lists(&self.connection, &root)? {
            objects.extend(members(&self.connection, &list)?);
        }
        Ok(objects)
    }

    /// Every answer that the newest runs used.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, or is not as it was written.
    pub fn answers(&self) -> Result<Answers, HistoryError> {
        self.attempt(|history| history.newest_answers(MOST))
    }

    pub(super) fn newest_answers(&self, most: usize) -> Found<Answers> {
        // Most runs used what the run before them used.
        let sql = "SELECT answers FROM run GROUP BY answers ORDER BY max(id) DESC";
        let mut known = Answers::default();
        for (digest,) in rows::all::<(String,)>(&self.connection, sql, [])? {
            let Answers(answers) = get_json(&self.connection, &digest)?;
            for (key, alike) in answers {
                if known.0.len() >= most {
                    return Ok(known);
                }
                known.0.entry(key).or_insert(alike);
            }
        }
        Ok(known)
    }
}
