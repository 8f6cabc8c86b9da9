//! How things are now, as the newest runs tell it.

use std::cmp::Reverse;
use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::error::HistoryError;
use super::standing::{last_success, line, standing};
use super::{History, Mode, RunSelector, RunSummary};
use crate::report::audit::{Period, Schedule};
use crate::report::dashboard::{Place, Standing, State};

/// When a dashboard is written, and how often a run is expected, if that is known.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// When it is written.
    pub now: Timestamp,
    /// How often a run is expected.
    pub every: Option<SignedDuration>,
}

/// So far back missed runs are counted.
const MISSED_WITHIN: SignedDuration = SignedDuration::from_hours(7 * 24);

impl History {
    /// What the history in a file tells of how things are, each run with the page that `page` calls it. Of a history that
    /// was altered nothing is told.
    ///
    /// # Errors
    ///
    /// Where the file is not as it was written, or cannot be read.
    pub fn places(
        path: &Path,
        wait: Duration,
        moment: Moment,
        page: impl Fn(u64) -> String,
    ) -> Result<Vec<Place>, HistoryError> {
        let history = Self::open(path, Mode::Inspect, wait)?;
        history.refuse(history.verify()?)?;
        let mut runs = history.runs(None)?;
        runs.sort_by_key(|run| Reverse(run.moment()));
        let newest = standing(runs.clone());
        let places = newest.iter().map(|run| {
            let report = history.load(RunSelector::Id(run.id))?;
            let standing = history.stands(moment, run, &runs, page(run.id))?;
            Ok(Place::of(&report, standing))
        });
        places.collect()
    }

    fn stands(
        &self,
        moment: Moment,
        run: &RunSummary,
        all: &[RunSummary],
        page: String,
    ) -> Result<Standing, HistoryError> {
        Ok(Standing {
            page,
            at: run.moment(),
            exit_status: run.exit_status,
            since: since(run, all),
            last_success: last_success(all, run),
            schedule: self.missed(moment, run, all)?,
            trend: self.trend(run.id, moment.now)?,
        })
    }

    /// The runs of the last days against the schedule: none where there is none, or where somebody looked once, at some
    /// apps.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn missed(
        &self,
        Moment { now, every }: Moment,
        of: &RunSummary,
        all: &[RunSummary],
    ) -> Result<Option<Schedule>, HistoryError> {
        let is_expected = of.scope.apps.is_empty() || line(all, of).nth(1).is_some();
        let Some(every) = every.filter(|_| is_expected) else {
            return Ok(None);
        };
        let period = Period {
            since: now.checked_sub(MISSED_WITHIN).unwrap_or(Timestamp::MIN),
            until: now,
        };
        let mut counted: Vec<_> = line(all, of)
            .filter(|run| run.is_measured)
            .map(|run| (run.id, run.started_at))
            .collect();
        counted.sort_unstable();
        Ok(Some(self.schedule(every, period, counted.into_iter())?))
    }
}

/// Of which time the first of the unbroken row of runs tells that found the same state as this one; the runs begin with
/// the one that tells of the latest time.
fn since(of: &RunSummary, all: &[RunSummary]) -> Timestamp {
    let state = |run: &RunSummary| {
        let measured = run.is_measured && !run.is_blind();
        State::of(measured, run.findings.without(run.waived), run.waived)
    };
    let row = line(all, of).take_while(|run| state(run) == state(of));
    row.last().map_or_else(|| of.moment(), RunSummary::moment)
}
