//! What was open day by day.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::error::HistoryError;
use super::rows::{self, integer};
use super::{History, RunSummary};
use crate::report::trend::{Day, Trend, day};

impl History {
    /// What the newest run that tells of each day found, of the database, schema and scope that `run` was of, in the twelve
    /// weeks before `until`. A snapshot tells of the day on which it was taken.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn trend(&self, run: u64, until: Timestamp) -> Result<Trend, HistoryError> {
        self.attempt(|history| {
            let mut trend = Trend::until(until);
            let all = history.line_of(integer(run))?;
            let runs = all.iter().filter(|it| it.started_at < until);
            let runs = runs.filter(|it| day(it.moment()) >= trend.first_day);
            // Of one moment the run that began last.
            let mut runs: Vec<&RunSummary> = runs.collect();
            runs.sort_by_key(|it| (it.moment(), it.id));
            let newest: BTreeMap<_, _> =
                runs.into_iter().map(|it| (day(it.moment()), it)).collect();
            for (day, run) in newest {
                let sql = "SELECT body FROM run WHERE id = ?";
                let body: String = rows::value(&history.connection, sql, [integer(run.id)])?;
                let told = history.told(&body)?;
                trend.days.push(Day {
                    day,
                    run: run.id,
                    measured: told.is_measured() && told.schemas().1.is_empty(),
                    findings: run.findings.without(told.waived()),
                });
            }
            Ok(trend)
        })
    }
}
