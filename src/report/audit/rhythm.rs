//! Whether runs were made as often as they should have been.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::model::Period;

/// How often a run is expected, and when there was none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rhythm {
    /// A run is expected every so many seconds.
    pub every_seconds: i64,
    /// When there was none for longer.
    pub gaps: Vec<Gap>,
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

impl Rhythm {
    /// Holds runs, oldest first, against the rhythm. A run may be late by half of it; `before` is when the
    /// newest run before the period was made.
    #[must_use]
    pub fn of(
        every: SignedDuration,
        period: Period,
        before: Option<Timestamp>,
        runs: &[Timestamp],
    ) -> Self {
        let start = before.unwrap_or(period.since);
        let times: Vec<Timestamp> = std::iter::once(start)
            .chain(runs.iter().copied())
            .chain([period.until])
            .collect();
        let gaps = times.windows(2).filter_map(|pair| {
            let (from, to) = (pair[0].max(period.since), pair[1]);
            // Before the period nothing is missed; the wait for its first run counts from the run before.
            let waited = to.duration_since(pair[0].max(period.since - every));
            let missed = missed(waited, every);
            (missed > 0).then_some(Gap { from, to, missed })
        });
        Self {
            every_seconds: every.as_secs(),
            gaps: gaps.collect(),
        }
    }

    /// How many runs should have been made, and were not.
    #[must_use]
    pub fn missed(&self) -> u64 {
        self.gaps.iter().map(|gap| gap.missed).sum()
    }
}

fn missed(waited: SignedDuration, every: SignedDuration) -> u64 {
    let (waited, every) = (waited.as_secs(), every.as_secs().max(1));
    let due = (waited + every / 2) / every;
    u64::try_from(due - 1).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(10_000 + hours)
    }

    fn missed_by(before: Option<i64>, hours: &[i64]) -> Vec<u64> {
        let period = Period {
            since: at(0),
            until: at(96),
        };
        let runs: Vec<Timestamp> = hours.iter().map(|hour| at(*hour)).collect();
        let rhythm = Rhythm::of(
            SignedDuration::from_hours(24),
            period,
            before.map(at),
            &runs,
        );
        rhythm.gaps.iter().map(|gap| gap.missed).collect()
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
    }
}
