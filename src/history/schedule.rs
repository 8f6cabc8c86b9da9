//! Which runs should have been made, and were not.

use jiff::{SignedDuration, Timestamp};

use super::History;
use super::error::HistoryError;
use crate::report::audit::{Beat, Period, Schedule};

impl History {
    /// Holds runs of one database, schema and scope against the schedule: each by its number and when it began, oldest
    /// first, those that measured nothing left out.
    pub(super) fn schedule(
        &self,
        every: SignedDuration,
        period: Period,
        runs: impl Iterator<Item = (u64, Timestamp)>,
    ) -> Result<Schedule, HistoryError> {
        let pruned = self.attempt(Self::pruned)?;
        let mut last = 0;
        let mut before = None;
        let mut within = Vec::new();
        for (run, at) in runs {
            let after_pruned = pruned.range(last..run).next().is_some();
            let beat = Beat { at, after_pruned };
            if at < period.since {
                before = Some(beat);
            } else if at < period.until {
                within.push(beat);
            }
            last = run;
        }
        Ok(Schedule::of(every, period, before, &within))
    }
}
