//! What was open day by day.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::History;
use super::error::HistoryError;
use super::rows::{self, integer, natural};
use crate::report::FindingCounts;
use crate::report::trend::{Day, Trend, day};

impl History {
    /// What the newest run of each day found, of the database, schema and scope that `run` was of, in the twelve weeks
    /// before `until`.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn trend(&self, run: u64, until: Timestamp) -> Result<Trend, HistoryError> {
        type Run = (i64, Timestamp, i64, i64, i64, String);
        let mut trend = Trend::until(until);
        let sql = "SELECT run.id, run.started_at, run.errors, run.warnings, run.infos, run.body
             FROM run JOIN run AS it USING (identity, schema_name, scope)
             WHERE it.id = ? AND run.started_at >= ? ORDER BY run.id";
        self.attempt(|history| {
            let bound = (integer(run), trend.first_day.to_string());
            let runs = rows::all::<Run>(&history.connection, sql, bound)?;
            let runs = runs.into_iter().filter(|(_, at, ..)| *at < until);
            let newest: BTreeMap<_, _> = runs.map(|run| (day(run.1), run)).collect();
            for (day, (run, _, error, warning, info, body)) in newest {
                let told = history.told(&body)?;
                let [error, warning, info] = [error, warning, info].map(natural);
                let found = FindingCounts {
                    error,
                    warning,
                    info,
                };
                trend.days.push(Day {
                    day,
                    run: natural(run),
                    measured: told.is_measured() && told.schemas().1.is_empty(),
                    findings: found.without(told.waived()),
                });
            }
            Ok(trend)
        })
    }
}
