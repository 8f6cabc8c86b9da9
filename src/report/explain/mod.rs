//! What a word of a report means, and what a finding says: at length, with the queries by which a
//! person checks it, and what to do.
//!
//! Each word's text stands in its row of the vocabulary.

mod check;
mod finding;
mod shape;

use serde::Serialize;

use super::vocabulary::{CauseCode, EvidenceCode, Kind, Severity, Text, Verdict};

pub use check::Check;
pub use finding::{Explained, explain};

/// What sort of word is explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// What a finding says of its object.
    Kind,
    /// The one word for a migration.
    Verdict,
    /// What most likely happened.
    Cause,
    /// What was seen.
    Evidence,
}

impl Sort {
    /// Every sort, in the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::Kind, Self::Verdict, Self::Cause, Self::Evidence];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Verdict => "verdict",
            Self::Cause => "cause",
            Self::Evidence => "evidence",
        }
    }
}

/// What one word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Topic {
    /// What sort of word it is.
    pub sort: Sort,
    /// The word.
    pub word: &'static str,
    /// How serious it is; only kinds have one.
    pub severity: Option<Severity>,
    /// What it means, and when it is said.
    #[serde(flatten)]
    pub text: Text,
}

/// All that can be explained by a word, sort by sort.
#[must_use]
pub fn topics() -> Vec<Topic> {
    let kinds = Kind::ALL.iter().copied().map(of_kind);
    let verdicts = Verdict::ALL.iter();
    let verdicts = verdicts.map(|it| topic(Sort::Verdict, it.as_str(), it.row().text));
    let causes = CauseCode::ALL.iter().copied().map(of_cause);
    let evidence = EvidenceCode::ALL.iter().copied().map(of_evidence);
    kinds
        .chain(verdicts)
        .chain(causes)
        .chain(evidence)
        .collect()
}

/// What is called so. Some words are of two sorts, such as `undecided`.
#[must_use]
pub fn topics_of(word: &str) -> Vec<Topic> {
    let mut found = topics();
    found.retain(|topic| topic.word == word);
    found
}

/// The words that look most like this one; none where none looks like it.
#[must_use]
pub fn nearest(word: &str) -> Vec<&'static str> {
    let mut words: Vec<&str> = topics().iter().map(|topic| topic.word).collect();
    words.sort_unstable();
    words.dedup();
    super::words::nearest(word, words)
}

fn of_kind(kind: Kind) -> Topic {
    Topic {
        severity: Some(kind.severity()),
        ..topic(Sort::Kind, kind.as_str(), kind.row().text)
    }
}

fn of_cause(code: CauseCode) -> Topic {
    topic(Sort::Cause, code.as_str(), code.row().text)
}

fn of_evidence(code: EvidenceCode) -> Topic {
    topic(Sort::Evidence, code.as_str(), code.text())
}

fn topic(sort: Sort, word: &'static str, text: Text) -> Topic {
    Topic {
        sort,
        word,
        severity: None,
        text,
    }
}

#[cfg(test)]
mod tests;
