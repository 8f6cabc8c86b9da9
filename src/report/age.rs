//! Since when a finding is told, and which findings are new. Only a history knows either.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::finding::Finding;
use super::json::seconds;

/// What a run found that an earlier one did not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewFindings {
    /// The run that it is compared with: the newest before it, of the same target and scope, that measured
    /// anything.
    pub since: u64,
    /// When that run began.
    #[serde(serialize_with = "seconds")]
    pub started_at: Timestamp,
    /// The ids of the findings that it did not have, as `--fail-on new` has it.
    pub findings: BTreeSet<String>,
}

impl Finding {
    /// Notes that it is told since `first`, in a run that began at `now`.
    pub fn date(&mut self, first: Timestamp, now: Timestamp) {
        self.first_seen = Some(first);
        self.age_days = Some(whole_days(first, now));
    }
}

/// Whole days between two times, each of which may be known to the second alone.
#[must_use]
pub fn whole_days(from: Timestamp, to: Timestamp) -> i64 {
    ((to.as_second() - from.as_second()) / (24 * 60 * 60)).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn new_is_what_the_run_before_did_not_have_and_nothing_in_a_first_run() {
        let mut report = sample::incident();
        let id = report.findings[0].id.clone();
        assert!(!report.findings[0].is_new(&report));
        report.run.new = Some(NewFindings {
            since: 16,
            started_at: report.run.started_at,
            findings: BTreeSet::from([id]),
        });
        let new: Vec<bool> = report
            .findings
            .iter()
            .map(|one| one.is_new(&report))
            .collect();
        assert_eq!(new.iter().filter(|new| **new).count(), 1);
        assert!(new[0]);
    }

    #[test]
    fn a_day_is_whole_when_its_last_second_is_over() {
        let days = |to: &str| {
            let from = "2026-06-01T12:00:00.9Z".parse().unwrap();
            whole_days(from, to.parse().unwrap())
        };
        assert_eq!(days("2026-06-02T11:59:59Z"), 0);
        assert_eq!(days("2026-06-02T12:00:00Z"), 1);
    }
}
