//! What servers said of expressions that the texts left open: kept, so that it is not asked twice.
//!
//! A run keeps every answer that it used, under one digest that its seal is of. What is known is what the runs
//! that are there used.

use std::collections::BTreeMap;

use rusqlite::Transaction;
use serde::{Deserialize, Serialize};

use super::History;
use super::blob;
use super::digest::of_parts;
use super::error::HistoryError;

/// How many answers are taken up; those that no run used for longest are left out first.
const MOST: usize = 20_000;

/// The name of a question: all that its answer depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AnswerKey(String);

impl AnswerKey {
    /// The name by all that the answer depends on. Parts that run together have other names.
    #[must_use]
    pub fn of(parts: &[&str]) -> Self {
        Self(of_parts(parts))
    }
}

/// Answers by their questions: whether both sides are planned alike.
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
    /// Every answer that the newest runs used.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, or is not as it was written.
    pub fn answers(&self) -> Result<Answers, HistoryError> {
        self.try_answers(MOST)
            .map_err(|error| HistoryError::of(&self.path, error))
    }

    pub(super) fn try_answers(&self, most: usize) -> rusqlite::Result<Answers> {
        // Most runs used what the run before them used.
        let mut statement = self
            .connection
            .prepare("SELECT answers FROM run GROUP BY answers ORDER BY max(id) DESC")?;
        let sets = statement.query_map([], |row| row.get::<_, String>(0))?;
        let mut known = Answers::default();
        for digest in sets {
            let Answers(answers) = blob::get_json(&self.connection, &digest?)?;
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

/// Keeps the answers that a run used; tells their digest.
pub(super) fn put(transaction: &Transaction<'_>, answers: &Answers) -> rusqlite::Result<String> {
    blob::put_json(transaction, answers)
}
