//! What servers said of expressions that the texts left open: kept, so that it is not asked twice.

use std::collections::BTreeMap;

use rusqlite::types::ValueRef;
use rusqlite::{Row, Transaction};

use super::History;
use super::digest::of_parts;
use super::error::HistoryError;

/// How many answers are kept; those that no run used for longest go first.
const MOST: i64 = 20_000;

/// The name of a question: all that its answer depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnswerKey(String);

impl AnswerKey {
    /// The name by all that the answer depends on. Parts that run together have other names.
    #[must_use]
    pub fn of(parts: &[&str]) -> Self {
        Self(of_parts(parts))
    }

    fn seal(&self, alike: bool) -> String {
        of_parts(&[&self.0, if alike { "alike" } else { "apart" }])
    }
}

/// Answers by their questions: whether both sides are planned alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// Every answer that is kept and fits its seal.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn answers(&self) -> Result<Answers, HistoryError> {
        self.try_answers()
            .map_err(|error| HistoryError::of(&self.path, error))
    }

    fn try_answers(&self) -> rusqlite::Result<Answers> {
        let mut statement = self
            .connection
            .prepare("SELECT key, alike, seal FROM answer")?;
        let mut rows = statement.query([])?;
        let mut answers = Answers::default();
        while let Some(row) = rows.next()? {
            if let Some((key, alike)) = sealed(row)? {
                answers.insert(key, alike);
            }
        }
        Ok(answers)
    }
}

/// What a row says, if it fits its seal.
fn sealed(row: &Row<'_>) -> rusqlite::Result<Option<(AnswerKey, bool)>> {
    let cells = (row.get_ref(0)?, row.get_ref(1)?, row.get_ref(2)?);
    let (ValueRef::Text(key), ValueRef::Integer(alike @ (0 | 1)), ValueRef::Text(seal)) = cells
    else {
        return Ok(None);
    };
    let Ok(key) = std::str::from_utf8(key) else {
        return Ok(None);
    };
    let (key, alike) = (AnswerKey(key.to_owned()), alike == 1);
    Ok((key.seal(alike).as_bytes() == seal).then_some((key, alike)))
}

/// Keeps the answers that a run used, and forgets those that none used for long.
pub(super) fn write(
    transaction: &Transaction<'_>,
    run: i64,
    answers: &Answers,
) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare(
        "INSERT INTO answer (key, alike, seal, run_id) VALUES (?, ?, ?, ?)
         ON CONFLICT (key) DO UPDATE
         SET alike = excluded.alike, seal = excluded.seal, run_id = excluded.run_id",
    )?;
    for (key, alike) in &answers.0 {
        statement.execute((&key.0, *alike, key.seal(*alike), run))?;
    }
    transaction.execute(
        "DELETE FROM answer
         WHERE run_id <= (SELECT run_id FROM answer ORDER BY run_id DESC LIMIT 1 OFFSET ?)",
        [MOST],
    )?;
    Ok(())
}
