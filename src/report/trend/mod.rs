//! What was open day by day, over twelve weeks: pure data, its sentence, and its pictures. The history fills it.

mod picture;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use super::model::FindingCounts;
use super::words::{count, list};

pub use picture::{chart, sparkline};

/// So many days it is over: twelve weeks.
pub const DAYS: i32 = 84;

/// What was open day by day in one database, schema and scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trend {
    /// The first day, in UTC.
    pub first_day: Date,
    /// The last one.
    pub last_day: Date,
    /// The days with a run, oldest first; on the others nobody looked.
    pub days: Vec<Day>,
}

/// The newest run of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// The day, in UTC.
    pub day: Date,
    /// The run's number.
    pub run: u64,
    /// Whether it measured all that it was about; where it did not, more may have been open.
    pub measured: bool,
    /// What it found and nobody waived.
    pub findings: FindingCounts,
}

impl Day {
    /// What asks something of somebody.
    const fn open(&self) -> u64 {
        self.findings.error + self.findings.warning
    }

    /// `2 errors and 1 warning`, or `nothing`.
    fn found(&self) -> String {
        let told = FindingCounts {
            info: 0,
            ..self.findings
        };
        match told.words().as_slice() {
            [] if !self.measured => "nothing that is known".to_owned(),
            [] => "nothing".to_owned(),
            words => list(words),
        }
    }
}

/// The day of a moment.
#[must_use]
pub fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// The last day before a moment.
#[must_use]
pub fn last_day(until: Timestamp) -> Date {
    let last = until.checked_sub(SignedDuration::from_nanos(1));
    day(last.unwrap_or(until))
}

impl Trend {
    /// The twelve weeks that end with `until`, that moment left out.
    #[must_use]
    pub fn until(until: Timestamp) -> Self {
        let last_day = last_day(until);
        let first_day = last_day.checked_sub((DAYS - 1).days());
        Self {
            first_day: first_day.unwrap_or(Date::MIN),
            last_day,
            days: Vec::new(),
        }
    }

    /// What it shows, in words, for a medium without pictures.
    #[must_use]
    pub fn words(&self) -> String {
        let (first, last) = (self.first_day, self.last_day);
        let Some(end) = self.days.last() else {
            return format!("Nobody looked on any of the {DAYS} days from {first} to {last}.");
        };
        let looked = format!(
            "Somebody looked on {} of the {DAYS} days from {first} to {last}.",
            self.days.len()
        );
        let blind = match self.days.iter().filter(|one| !one.measured).count() as u64 {
            0 => String::new(),
            blind => {
                let days = count(blind, "day");
                format!(" On {days} not everything could be measured.")
            }
        };
        let most = self.days.iter().rev().max_by_key(|one| one.open());
        // Of the days after the last one on which somebody looked nothing is known.
        let (at, begins) = if end.day == last {
            ("at the end".to_owned(), "At the end".to_owned())
        } else {
            let day = format!("{}, the last of these days,", end.day);
            (format!("on {day}"), format!("On {day}"))
        };
        let most = match most.filter(|most| most.open() > 0) {
            Some(most) if most.open() > end.open() => {
                let (found, day) = (most.found(), most.day);
                format!("The most was open on {day}: {found}; {at} was open: ")
            }
            Some(_) => format!("{begins} the most was open: "),
            None if end.measured => format!("{begins} was open, as on all of them: "),
            None => format!("{begins} was open: "),
        };
        format!("{looked}{blind} {most}{}.", end.found())
    }
}

#[cfg(test)]
mod tests;
