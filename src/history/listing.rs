//! What a list of runs says of each beside its own row: verdicts, and the change against the run before.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rusqlite::Row;
use serde::Serialize;

use super::error::HistoryError;
use super::read::{RunSummary, natural};
use super::write::integer;
use super::{History, Problem};
use crate::report::Verdict;

/// How many findings came and went since the run before of the same database, schema and scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RunChange {
    /// The run before, of those that are still there.
    pub against: u64,
    /// Findings that are new, as `--fail-on new` has it.
    pub new: u64,
    /// Findings that the run before told, and this one does not.
    pub gone: u64,
}

/// What a body says; runs that found the same share it.
struct Told {
    verdicts: BTreeMap<Verdict, u64>,
    ids: BTreeSet<String>,
}

/// A run and the one before it.
struct Pair {
    run: i64,
    body: String,
    rules: (String, i64),
    before: Option<Before>,
}

struct Before {
    run: i64,
    body: String,
    rules: (String, i64),
}

type Bodies = BTreeMap<String, Rc<Told>>;

impl History {
    /// Fills in what the rows of `runs` do not hold. Each body is read once, and no report is loaded but
    /// where the rules changed between two runs.
    pub(super) fn complete(&self, runs: &mut [RunSummary]) -> Result<(), HistoryError> {
        let fail = |error| HistoryError::of(&self.path, error);
        let Some(oldest) = runs.iter().map(|run| run.id).min() else {
            return Ok(());
        };
        let pairs = self.pairs(oldest).map_err(fail)?;
        let mut bodies = Bodies::new();
        for run in runs {
            let Some(pair) = pairs.get(&run.id) else {
                continue;
            };
            let told = self.told_once(&pair.body, &mut bodies).map_err(fail)?;
            run.verdicts.clone_from(&told.verdicts);
            run.change = match &pair.before {
                Some(before) => Some(self.change(pair, before, &told, &mut bodies)?),
                None => None,
            };
        }
        Ok(())
    }

    fn pairs(&self, oldest: u64) -> rusqlite::Result<BTreeMap<u64, Pair>> {
        let mut statement = self.connection.prepare(
            "SELECT * FROM (
                 SELECT id, body, tool_version, canonicaliser, lag(id) OVER line,
                     lag(body) OVER line, lag(tool_version) OVER line, lag(canonicaliser) OVER line
                 FROM run WINDOW line AS (PARTITION BY identity, schema_name, scope ORDER BY id)
             ) WHERE id >= ?",
        )?;
        let pairs = statement.query_map([integer(oldest)], pair)?;
        pairs
            .map(|pair| pair.map(|pair| (natural(pair.run), pair)))
            .collect()
    }

    fn told_once(&self, body: &str, bodies: &mut Bodies) -> rusqlite::Result<Rc<Told>> {
        if let Some(told) = bodies.get(body) {
            return Ok(Rc::clone(told));
        }
        let found = self.told(body)?;
        let mut verdicts = BTreeMap::new();
        for migration in found.migrations {
            let verdict = Verdict::ALL
                .iter()
                .find(|one| one.as_str() == migration.verdict);
            if let Some(verdict) = verdict {
                *verdicts.entry(*verdict).or_insert(0) += 1;
            }
        }
        let ids = found.findings.into_iter().map(|finding| finding.id);
        let ids = ids.collect();
        let told = Rc::new(Told { verdicts, ids });
        bodies.insert(body.to_owned(), Rc::clone(&told));
        Ok(told)
    }

    fn change(
        &self,
        pair: &Pair,
        before: &Before,
        now: &Told,
        bodies: &mut Bodies,
    ) -> Result<RunChange, HistoryError> {
        let mut change = RunChange {
            against: natural(before.run),
            new: 0,
            gone: 0,
        };
        if pair.body == before.body {
            return Ok(change);
        }
        if pair.rules != before.rules {
            match self.difference(natural(before.run), natural(pair.run), false) {
                Ok(found) => {
                    let found = found.findings;
                    change.new = found.new.len() as u64;
                    change.gone = (found.resolved.len() + found.lapsed.len()) as u64;
                    return Ok(change);
                }
                // What cannot be loaded is still listed.
                Err(error) if is_unreadable(&error.problem) => {}
                Err(error) => return Err(error),
            }
        }
        let then = self
            .told_once(&before.body, bodies)
            .map_err(|error| HistoryError::of(&self.path, error))?;
        change.new = now.ids.difference(&then.ids).count() as u64;
        change.gone = then.ids.difference(&now.ids).count() as u64;
        Ok(change)
    }
}

const fn is_unreadable(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::NewerRun { .. } | Problem::UnreadableRun { .. }
    )
}

fn pair(row: &Row<'_>) -> rusqlite::Result<Pair> {
    let before = match row.get::<_, Option<i64>>(4)? {
        Some(run) => Some(Before {
            run,
            body: row.get(5)?,
            rules: (row.get(6)?, row.get(7)?),
        }),
        None => None,
    };
    Ok(Pair {
        run: row.get(0)?,
        body: row.get(1)?,
        rules: (row.get(2)?, row.get(3)?),
        before,
    })
}
