//! What the runs of one database, schema and scope said of one thing.

use crate::history::{Past, PastRun};
use crate::report::Verdict;
use crate::report::explain::story::{Act, Deed, Known, State, Stretch, Subject, called};

/// What the runs said, those that said the same together. Where a run is over several schemas, this is not told.
pub(super) fn stretches(past: &Past, known: &Known) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    if !past.report.parts.is_empty() {
        return all;
    }
    for run in &past.runs {
        let state = state(run, known);
        match all.last_mut() {
            Some(last) if last.state == state => {
                (last.to, last.until) = (run.id, run.started_at);
            }
            _ => all.push(Stretch {
                from: run.id,
                since: run.started_at,
                to: run.id,
                until: run.started_at,
                state,
            }),
        }
    }
    all
}

fn state(run: &PastRun, known: &Known) -> State {
    match &known.subject {
        Subject::Migration(key) if run.has_behind(key) => State::Wrong,
        Subject::Migration(key) => said(run.verdict(key)),
        Subject::Object(_) if is_half_there(run, known) => State::Wrong,
        Subject::Object(_) if called(known).is_some_and(|object| run.has_about(object)) => {
            State::Wrong
        }
        Subject::Object(_) => state_of_object(run, known),
    }
}

/// Whether a migration that has to do with it ran, and has no record.
fn is_half_there(run: &PastRun, known: &Known) -> bool {
    let mut verdicts = known.deeds.iter().map(|deed| run.verdict(&deed.migration));
    verdicts.any(|verdict| verdict == Some(Verdict::Unrecorded.as_str()))
}

/// By the verdicts on what makes it and drops it.
fn state_of_object(run: &PastRun, known: &Known) -> State {
    let said_of = |deed: &Deed| said(run.verdict(&deed.migration));
    let mut deeds = known.deeds.iter().rev();
    let is_applied = |deed: &&Deed| !matches!(said_of(deed), State::NotRecorded | State::NotJudged);
    let mut applied = deeds.clone().filter(is_applied);
    let mut steps = applied.clone().filter(|deed| deed.act != Act::Changes);
    if steps.next().is_some_and(|deed| deed.act == Act::Drops) {
        return State::Dropped;
    }
    match applied.find(|deed| deed.act == Act::Makes) {
        Some(maker) => said_of(maker),
        None if deeds.any(|deed| said_of(deed) == State::NotJudged) => State::NotJudged,
        None => State::NotRecorded,
    }
}

fn said(verdict: Option<&str>) -> State {
    match verdict {
        None | Some("no_ledger") => State::NotJudged,
        Some("pending" | "unrecorded") => State::NotRecorded,
        Some(word) if is_bad(word) => State::Wrong,
        Some(_) => State::Fine,
    }
}

/// Whether a verdict says that something is wrong.
fn is_bad(word: &str) -> bool {
    let mut all = Verdict::ALL.iter();
    all.any(|verdict| verdict.as_str() == word && verdict.is_bad())
}
