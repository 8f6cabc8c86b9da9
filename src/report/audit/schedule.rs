//! Whether runs were made as often as they should have been.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// From when to when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The first moment of it.
    pub since: Timestamp,
    /// The first moment after it.
    pub until: Timestamp,
}

/// How often a run is expected, and when there was none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// A run is expected every so many seconds.
    pub every_seconds: i64,
    /// How many that are in the period.
    pub expected: u64,
    /// When there was none for longer.
    pub gaps: Vec<Gap>,
    /// How often that is not known, as runs of that time were pruned.
    #[serde(default)]
    pub pruned: u64,
}

/// A run that the schedule counts.
#[derive(Clone, Copy, Debug)]
pub struct Beat {
    /// When it was made.
    pub at: Timestamp,
    /// Whether runs were pruned between the one before it and this one.
    pub after_pruned: bool,
}

/// A time without a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The run before it, or the beginning of the period.
    pub from: Timestamp,
    /// The run after it, or the end of the period.
    pub to: Timestamp,
    /// How many runs should have been made.
    pub missed: u64,
}

impl Schedule {
    /// Holds runs, oldest first, against the schedule. A run may be late by half of it; `before` is the newest
    /// run before the period.
    #[must_use]
    pub fn of(every: SignedDuration, period: Period, before: Option<Beat>, runs: &[Beat]) -> Self {
        let end = Beat {
            at: period.until,
            after_pruned: false,
        };
        let start = before.unwrap_or(Beat {
            at: period.since,
            after_pruned: false,
        });
        let beats: Vec<Beat> = std::iter::once(start)
            .chain(runs.iter().copied())
            .chain([end])
            .collect();
        let mut schedule = Self {
            every_seconds: every.as_secs(),
            expected: times(period.until.duration_since(period.since), every).max(1),
            gaps: Vec::new(),
            pruned: 0,
        };
        for pair in beats.windows(2) {
            let (from, to) = (pair[0].at.max(period.since), pair[1].at);
            // Before the period nothing is missed; the wait for its first run counts from the run before.
            let waited = to.duration_since(pair[0].at.max(period.since - every));
            match missed(waited, every) {
                0 => {}
                _ if pair[1].after_pruned => schedule.pruned += 1,
                missed => schedule.gaps.push(Gap { from, to, missed }),
            }
        }
        schedule
    }

    /// How many runs should have been made, and were not.
    #[must_use]
    pub fn missed(&self) -> u64 {
        self.gaps.iter().map(|gap| gap.missed).sum()
    }
}

fn missed(waited: SignedDuration, every: SignedDuration) -> u64 {
    times(waited, every).saturating_sub(1)
}

/// How often a run is due in a time, of which half of one is left for delay.
fn times(time: SignedDuration, every: SignedDuration) -> u64 {
    let (time, every) = (time.as_secs(), every.as_secs().max(1));
    u64::try_from((time + every / 2) / every).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(10_000 + hours)
    }

    fn schedule(before: Option<i64>, hours: &[i64], pruned: Option<i64>) -> Schedule {
        let period = Period {
            since: at(0),
            until: at(96),
        };
        let beat = |hour: &i64| Beat {
            at: at(*hour),
            after_pruned: pruned == Some(*hour),
        };
        let runs: Vec<Beat> = hours.iter().map(beat).collect();
        let day = SignedDuration::from_hours(24);
        Schedule::of(day, period, before.as_ref().map(beat), &runs)
    }

    fn missed_by(before: Option<i64>, hours: &[i64]) -> Vec<u64> {
        let schedule = schedule(before, hours, None);
        schedule.gaps.iter().map(|gap| gap.missed).collect()
    }

    #[test]
    fn where_runs_were_pruned_none_is_called_missed() {
        let pruned = schedule(Some(-20), &[75, 90], Some(75));
        assert_eq!((pruned.missed(), pruned.pruned), (0, 1));
        assert_eq!(schedule(Some(-20), &[75, 90], None).missed(), 3);
    }

    #[test]
    fn a_run_a_day_misses_nothing_even_where_one_is_late() {
        assert_eq!(missed_by(None, &[3, 27, 51, 75]), [0_u64; 0]);
        assert_eq!(missed_by(Some(-21), &[14, 27, 51, 75]), [0_u64; 0]);
    }

    #[test]
    fn days_without_a_run_are_counted_at_either_end_too() {
        assert_eq!(missed_by(None, &[3, 75]), [2]);
        assert_eq!(missed_by(None, &[3, 27]), [2]);
        assert_eq!(missed_by(None, &[75, 90]), [2]);
        assert_eq!(missed_by(Some(-500), &[3, 27, 51, 75]), [0_u64; 0]);
        assert_eq!(missed_by(None, &[]), [3]);
        assert_eq!(schedule(None, &[], None).expected, 4);
    }
}
