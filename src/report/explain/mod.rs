//! What a word of a report means, and what a finding says: at length, with the queries by which a
//! person checks it, and what to do.
//!
//! Each word's text stands in its row of the vocabulary.

mod check;
mod conclusion;
pub mod question;
mod shape;
pub mod story;

use serde::Serialize;

use self::check::checks;
use super::finding::{Evidence, Finding};
use super::migration::Migration;
use super::model::Report;
use super::vocabulary::{CauseCode, EvidenceCode, GLOSSARY, Kind, Severity, Text, Verdict};

pub use check::Check;
pub use conclusion::story as tell;

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
    /// Another word of the reports.
    Word,
}

impl Sort {
    /// Every sort, in the order in which they are listed.
    pub const ALL: [Self; 5] = [
        Self::Kind,
        Self::Verdict,
        Self::Cause,
        Self::Evidence,
        Self::Word,
    ];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Verdict => "verdict",
            Self::Cause => "cause",
            Self::Evidence => "evidence",
            Self::Word => "word",
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
    let words = GLOSSARY.iter();
    let words = words.map(|(word, text)| topic(Sort::Word, word, *text));
    kinds
        .chain(verdicts)
        .chain(causes)
        .chain(evidence)
        .chain(words)
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

/// A finding at length.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explained<'a> {
    /// The run that it was taken from; none where that was not kept.
    pub run: Option<u64>,
    /// The finding as the report holds it.
    pub finding: &'a Finding,
    /// The migration behind it, as the report holds it.
    pub migration: Option<&'a Migration>,
    /// The ids of the findings that follow from it.
    pub follows: Vec<&'a str>,
    /// What its kind means.
    pub kind: Topic,
    /// What the likely causes mean, the likeliest first.
    pub causes: Vec<Topic>,
    /// What the sorts of evidence are that were seen.
    pub evidence: Vec<Topic>,
    /// The queries by which it is checked.
    pub checks: Vec<Check>,
    /// What to run next, where it can be copied as it stands.
    #[serde(rename = "do")]
    pub commands: Vec<&'a str>,
}

/// Explains each finding of the report that has this id. Several have one where only their place
/// tells them apart, such as two statements of a file that cannot be read.
#[must_use]
pub fn explain<'a>(report: &'a Report, id: &str) -> Vec<Explained<'a>> {
    let of_id = report.findings.iter().filter(|finding| finding.id == id);
    of_id.map(|finding| one(report, finding)).collect()
}

fn one<'a>(report: &'a Report, finding: &'a Finding) -> Explained<'a> {
    let behind = |of: &&Migration| {
        of.schema == finding.schema && finding.migration.as_ref() == Some(&of.key())
    };
    let migration = report.migrations.iter().find(behind);
    let follows = report.findings.iter();
    let follows = follows.filter(|other| other.root_cause.as_deref() == Some(&finding.id));
    let causes = migration.iter().flat_map(|of| &of.causes);
    let causes = causes.map(|cause| of_cause(cause.code));
    let seen: Vec<&Evidence> = migration.iter().flat_map(|of| &of.evidence).collect();
    let seen = seen.into_iter().chain(&finding.evidence);
    Explained {
        run: report.run.id,
        finding,
        migration,
        follows: follows.map(|other| other.id.as_str()).collect(),
        kind: of_kind(finding.kind),
        causes: causes.collect(),
        evidence: seen.map(|one| of_evidence(one.code)).collect(),
        checks: checks(report, migration, finding),
        commands: finding.next.iter().map(|it| &*it.text).collect(),
    }
}

#[cfg(test)]
mod tests;
