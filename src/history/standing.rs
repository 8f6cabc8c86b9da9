//! Which runs still tell how things are.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jiff::Timestamp;

use super::RunSummary;
use crate::report::Verdict;

/// The newest run of each database, schema and scope, but for those that say nothing any more: a later one measured all
/// of what they were about. Newest is what tells of the latest time, so that an old snapshot hides nothing that was found
/// since; a clock that was wrong is not believed. `runs` begin with the one that was kept last, and so does the answer with
/// the one that tells of the latest time.
#[must_use]
pub fn standing(runs: Vec<RunSummary>) -> Vec<RunSummary> {
    let mut runs = timed(runs);
    runs.sort_by_key(|(at, _)| Reverse(*at));
    let runs: Vec<RunSummary> = runs.into_iter().map(|(_, run)| run).collect();
    let mut lines = BTreeSet::new();
    let mut whole: Vec<&RunSummary> = Vec::new();
    let mut first = BTreeSet::new();
    for run in &runs {
        let scope = format!("{:?}", run.scope);
        let is_new = lines.insert((&run.identity, &run.schema, scope));
        if is_new && !whole.iter().any(|later| covers(later, run)) {
            first.insert(run.id);
        }
        if run.scope.apps.is_empty() {
            whole.push(run);
        }
    }
    runs.into_iter()
        .filter(|run| first.contains(&run.id))
        .collect()
}

/// Runs, and the time that each tells of: what looked at a database after another run tells of a later time, whatever the
/// clock said then.
pub(super) fn timed(runs: Vec<RunSummary>) -> Vec<(Timestamp, RunSummary)> {
    let mut latest = Timestamp::MIN;
    let mut timed: Vec<(Timestamp, RunSummary)> = Vec::new();
    for run in runs.into_iter().rev() {
        let began = run.started_at.max(latest);
        let at = if run.as_of.is_some() {
            run.moment()
        } else {
            latest = began;
            began
        };
        timed.push((at, run));
    }
    timed.reverse();
    timed
}

/// The runs of the same database, schema and scope.
pub(super) fn line<'a>(
    runs: &'a [RunSummary],
    of: &'a RunSummary,
) -> impl Iterator<Item = &'a RunSummary> {
    let same = |run: &&RunSummary| {
        (&run.identity, &run.schema, &run.scope) == (&of.identity, &of.schema, &of.scope)
    };
    runs.iter().filter(same)
}

/// The latest time of which a run of the same database, schema and scope tells that could look everywhere, had the stored
/// output of each recorded migration, and found no error which nobody waived.
#[must_use]
pub fn last_success(runs: &[RunSummary], of: &RunSummary) -> Option<Timestamp> {
    let succeeds = |run: &&RunSummary| {
        let is_whole = !run.verdicts.contains_key(&Verdict::NoLedger);
        !run.is_blind() && is_whole && run.findings.without(run.waived).error == 0
    };
    let told = line(runs, of).filter(succeeds);
    told.map(RunSummary::moment).max()
}

/// Whether a run of all apps measured every schema that an earlier run was about.
fn covers(later: &RunSummary, earlier: &RunSummary) -> bool {
    let measures = |schema: &String| match &later.scope.schemas {
        Some(_) => later.measured.contains(schema),
        None => later.schema == *schema && !later.is_blind(),
    };
    let covered = match &earlier.scope.schemas {
        None => measures(&earlier.schema),
        // A pattern asks for what it did not find, too.
        pattern => {
            let wide =
                later.scope.schemas.as_deref() == Some("*") || later.scope.schemas == *pattern;
            let mut about = earlier.measured.union(&earlier.not_measured).peekable();
            wide && about.peek().is_some() && about.all(measures)
        }
    };
    later.identity == earlier.identity && covered
}
