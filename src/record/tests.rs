mod ordering;
mod properties;
mod reuse;
mod squashes;

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Node, Plan, Record, StepState};
use crate::migration::MigrationKey;

/// `a.0001` as a key.
fn key(text: &str) -> MigrationKey {
    let (app, name) = text.split_once('.').unwrap();
    MigrationKey::new(app, name)
}

fn keys(list: &[&str]) -> Vec<MigrationKey> {
    list.iter().map(|text| key(text)).collect()
}

fn stored(list: &[&str]) -> BTreeSet<MigrationKey> {
    keys(list).into_iter().collect()
}

fn record(id: i64, text: &str) -> Record {
    Record {
        id,
        migration: key(text),
        applied: Some(Timestamp::UNIX_EPOCH),
        xmin: None,
        follows_aborted: false,
        committed: None,
    }
}

/// Rows with ids 1, 2, 3 ... in the order given.
fn rows(list: &[&str]) -> Vec<Record> {
    (1..).zip(list).map(|(id, text)| record(id, text)).collect()
}

fn node(text: &str, dependencies: &[&str]) -> Node {
    Node {
        key: key(text),
        dependencies: keys(dependencies),
        run_before: Vec::new(),
        replaces: Vec::new(),
    }
}

fn squash(text: &str, dependencies: &[&str], replaces: &[&str]) -> Node {
    Node {
        replaces: keys(replaces),
        ..node(text, dependencies)
    }
}

/// The steps in one line: `a.1` is replayed, `a.1!` has no ledger, `a.1?` is a candidate.
fn line(plan: &Plan) -> String {
    let steps = plan.steps.iter().map(|step| match step.state {
        StepState::Replayed => step.migration.to_string(),
        StepState::NoLedger => format!("{}!", step.migration),
        StepState::Candidate => format!("{}?", step.migration),
    });
    steps.collect::<Vec<_>>().join(" ")
}

/// Who stands for whom in one line: `a.1=a.2+a.3`.
fn replaced(plan: &Plan) -> String {
    let pairs = plan.replaced.iter().map(|(migration, by)| {
        let by: Vec<String> = by.iter().map(ToString::to_string).collect();
        format!("{migration}={}", by.join("+"))
    });
    pairs.collect::<Vec<_>>().join(" ")
}
