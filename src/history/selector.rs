//! How a user names a run.

use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A run as a user names it. `Previous`, `Day` and `By` mean a run of the same database, schema and scope
/// as another one, which is the newest where nothing else is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunSelector {
    /// The newest run.
    Latest,
    /// The run before.
    Previous,
    /// The run of this number.
    Id(u64),
    /// The last run that began before the end of this day, in UTC.
    Day(Date),
    /// The last run that began by this time.
    By(Timestamp),
}

/// What was typed names no run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a run is `latest`, `previous`, a number, a day (2026-06-01), a time (2026-06-01T12:00:00Z), or an age in hours, \
     days or weeks (@{{12h}}, @{{7d}}, @{{2w}})"
)]
pub struct SelectorError;

impl RunSelector {
    /// Reads `latest`, `previous`, a number, `2026-06-01`, `2026-06-01T12:00:00Z`, or `@{7d}`: a time before
    /// `now` in hours (`h`), days (`d`) or weeks (`w`).
    ///
    /// # Errors
    ///
    /// Where the text is none of them.
    pub fn read(text: &str, now: Timestamp) -> Result<Self, SelectorError> {
        match text {
            "latest" => return Ok(Self::Latest),
            "previous" => return Ok(Self::Previous),
            _ => {}
        }
        let age = text.strip_prefix("@{").and_then(|it| it.strip_suffix('}'));
        if let Some(age) = age {
            let by = age_of(age).and_then(|age| now.checked_sub(age).ok());
            return by.map(Self::By).ok_or(SelectorError);
        }
        if let Ok(id) = text.parse() {
            return Ok(Self::Id(id));
        }
        if let Ok(time) = text.parse() {
            return Ok(Self::By(time));
        }
        // A time of day without a zone would be read as its day.
        let is_day = text.len() == "2026-06-01".len();
        let day = text.parse().ok().filter(|_| is_day);
        day.map(Self::Day).ok_or(SelectorError)
    }

    /// The time before which the run began; none where it is not named by a time.
    pub(super) fn bound(self) -> Option<Timestamp> {
        match self {
            Self::Latest | Self::Previous | Self::Id(_) => None,
            Self::By(time) => time.checked_add(SignedDuration::from_nanos(1)).ok(),
            Self::Day(date) => {
                let midnight = date.tomorrow().ok()?.to_zoned(TimeZone::UTC).ok()?;
                Some(midnight.timestamp())
            }
        }
    }
}

fn age_of(text: &str) -> Option<SignedDuration> {
    let digits = text.strip_suffix(['h', 'd', 'w'])?;
    let hours = match &text[digits.len()..] {
        "h" => 1,
        "d" => 24,
        _ => 7 * 24,
    };
    // A sign would be read as a time to come.
    let number: u32 = digits.parse().ok()?;
    Some(SignedDuration::from_hours(i64::from(number) * hours))
}

impl fmt::Display for RunSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latest => f.write_str("latest run"),
            Self::Previous => f.write_str("run before, of the same database and scope"),
            Self::Id(id) => write!(f, "run {id}"),
            Self::Day(date) => write!(
                f,
                "run of the same database and scope that began by the end of {date}"
            ),
            Self::By(time) => write!(
                f,
                "run of the same database and scope that began by {}",
                time.strftime("%Y-%m-%dT%H:%M:%SZ")
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<RunSelector, SelectorError> {
        RunSelector::read(text, "2026-06-10T12:00:00Z".parse().unwrap())
    }

    fn by(time: &str) -> RunSelector {
        RunSelector::By(time.parse().unwrap())
    }

    #[test]
    fn a_run_is_named_by_a_word_a_number_a_time_or_an_age() {
        assert_eq!(read("latest"), Ok(RunSelector::Latest));
        assert_eq!(read("previous"), Ok(RunSelector::Previous));
        assert_eq!(read("17"), Ok(RunSelector::Id(17)));
        let day = "2026-06-01".parse().unwrap();
        assert_eq!(read("2026-06-01"), Ok(RunSelector::Day(day)));
        assert_eq!(read("2026-06-01T12:00:00Z"), Ok(by("2026-06-01T12:00:00Z")));
        assert_eq!(read("@{12h}"), Ok(by("2026-06-10T00:00:00Z")));
        assert_eq!(read("@{7d}"), Ok(by("2026-06-03T12:00:00Z")));
        assert_eq!(read("@{2w}"), Ok(by("2026-05-27T12:00:00Z")));
    }

    #[test]
    fn what_names_no_run_is_refused() {
        for wrong in [
            "",
            "yesterday",
            "-1",
            "@{7}",
            "@{-7d}",
            "@{7m}",
            "@{d}",
            "@7d",
            "@{4000000000w}",
            "2026-13-01",
            "2026-06-01T12:00:00",
        ] {
            assert_eq!(read(wrong), Err(SelectorError), "{wrong}");
        }
    }

    #[test]
    fn a_day_ends_at_midnight_in_utc() {
        let bound = |text| read(text).unwrap().bound().unwrap().to_string();
        assert_eq!(bound("2026-06-01"), "2026-06-02T00:00:00Z");
        assert_eq!(
            bound("2026-06-01T12:00:00Z"),
            "2026-06-01T12:00:00.000000001Z"
        );
    }
}
