//! What a dashboard says, before any page.

use std::cmp::Reverse;

use jiff::{SignedDuration, Timestamp};

use crate::report::audit::Schedule;
use crate::report::coverage::Coverage;
use crate::report::facts::{Answer, lasting_answer};
use crate::report::model::{FindingCounts, Report, Scope, Tool};
use crate::report::page::Tone;
use crate::report::tally::{Tally, by_schema};
use crate::report::target::Target;
use crate::report::trend::Trend;

/// What histories tell of how things are.
#[derive(Clone, Debug)]
pub struct Dashboard {
    /// Who wrote it.
    pub tool: Tool,
    /// When.
    pub written_at: Timestamp,
    /// How often a run is expected, if that is known.
    pub every: Option<SignedDuration>,
    /// After how many seconds a reader asks for it again.
    pub refresh: u32,
    /// The histories, in the order in which they were named.
    pub sources: Vec<Source>,
}

/// A history.
#[derive(Clone, Debug)]
pub struct Source {
    /// As it was named.
    pub name: String,
    /// Where its report over the last days is, below the dashboard; none where it cannot be read.
    pub page: Option<String>,
    /// What its newest runs tell, or why they are not told.
    pub places: Result<Vec<Place>, Silence>,
}

/// Why a history tells nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// Which sort of reason it is.
    pub sort: Sort,
    /// The reason, with the file.
    pub why: String,
}

/// The sorts of reasons for which a history tells nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// It is not as it was written.
    Altered,
    /// Its pages do not fit together.
    Damaged,
    /// There is none in this place.
    Missing,
    /// It is there, and nobody can read it.
    Unreadable,
}

/// How things are, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// An error is open.
    Errors,
    /// Nothing was measured, in all of it or in a part.
    NotMeasured,
    /// A warning is open, or an error is waived.
    Doubtful,
    /// It is as it should be, as far as it was measured.
    Agrees,
}

/// The newest run of one database, schema and scope.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its number.
    pub run: u64,
    /// Where its page is, below the dashboard.
    pub page: String,
    /// What was measured.
    pub target: Target,
    /// What the run was limited to.
    pub scope: Scope,
    /// Of which time it tells: when it began, or its snapshot was taken.
    pub at: Timestamp,
    /// The exit status that it gave.
    pub exit_status: u8,
    /// How things are.
    pub state: State,
    /// Since which run they are so, of those that are there.
    pub since: Timestamp,
    /// When a run last measured all of it and found no error that nobody waived.
    pub last_success: Option<Timestamp>,
    /// The runs of the last days against the schedule; none where there is none.
    pub schedule: Option<Schedule>,
    /// What was open day by day.
    pub trend: Trend,
    /// How much was measured.
    pub coverage: Coverage,
    /// The schemas of a run over several.
    pub schemas: Vec<Schema>,
    /// What is open.
    pub open: FindingCounts,
    /// Its answer, as every report of the run gives it.
    pub(super) words: (&'static str, String),
}

/// What the runs of a place tell beside the newest one's report.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Where the page of the newest run is, below the dashboard.
    pub page: String,
    /// Of which time it tells.
    pub at: Timestamp,
    /// The exit status that it gave.
    pub exit_status: u8,
    /// Since when things are as they are.
    pub since: Timestamp,
    /// When a run last measured all of it and found no error that nobody waived.
    pub last_success: Option<Timestamp>,
    /// The runs of the last days against the schedule.
    pub schedule: Option<Schedule>,
    /// What was open day by day.
    pub trend: Trend,
}

/// A schema of a run over several.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Its name.
    pub name: String,
    /// How things are in it.
    pub state: State,
    /// What is open.
    pub open: FindingCounts,
    /// What somebody waived.
    pub waived: FindingCounts,
    /// Since when the oldest of the gravest that is open is told.
    pub since: Option<Timestamp>,
    /// Why nothing was measured; none where it was.
    pub not_measured: Option<String>,
    /// Effects that were held against the catalog, and how many there should be.
    pub checked: (u64, u64),
}

impl State {
    /// How things are where this was found.
    #[must_use]
    pub const fn of(measured: bool, open: FindingCounts, waived: FindingCounts) -> Self {
        if open.error > 0 {
            Self::Errors
        } else if !measured {
            Self::NotMeasured
        } else if open.warning > 0 || waived.error > 0 {
            Self::Doubtful
        } else {
            Self::Agrees
        }
    }

    pub(super) const fn tone(self) -> Tone {
        match self {
            Self::NotMeasured | Self::Errors => Tone::Bad,
            Self::Doubtful => Tone::Doubtful,
            Self::Agrees => Tone::Good,
        }
    }
}

impl Place {
    /// What a run tells, and the runs before it.
    #[must_use]
    pub fn of(report: &Report, standing: Standing) -> Self {
        let (open, waived) = (report.open(), report.waived());
        let Answer { verdict, rest, .. } = lasting_answer(report);
        let mut tallies = by_schema(report);
        let schemas = report.parts.iter().map(|part| {
            let tally = tallies.remove(&*part.schema).unwrap_or_default();
            let Tally {
                open,
                waived,
                oldest,
                ..
            } = tally;
            let coverage = &part.summary.coverage;
            Schema {
                name: part.schema.clone(),
                state: State::of(part.not_measured.is_none(), open, waived),
                open,
                waived,
                since: oldest.into_values().next(),
                not_measured: part.not_measured.clone(),
                checked: (coverage.checked, coverage.effects),
            }
        });
        let mut schemas: Vec<Schema> = schemas.collect();
        schemas.sort_by(|a, b| a.rank().cmp(&b.rank()).then_with(|| a.name.cmp(&b.name)));
        Self {
            run: report.run.id.unwrap_or_default(),
            page: standing.page,
            target: report.target.clone(),
            scope: report.scope.clone(),
            at: standing.at,
            exit_status: standing.exit_status,
            state: State::of(report.is_measured(), open, waived),
            since: standing.since,
            last_success: standing.last_success,
            schedule: standing.schedule,
            trend: standing.trend,
            coverage: report.summary.coverage.clone(),
            schemas,
            open,
            words: (verdict, rest),
        }
    }

    /// Whether another run should have been made by now. Where no schedule is set, a run tells for a week.
    pub(super) fn is_overdue(&self, now: Timestamp) -> bool {
        const UNSCHEDULED: SignedDuration = SignedDuration::from_hours(7 * 24);
        let age = now.duration_since(self.at);
        match &self.schedule {
            // It may be late by half of the time, as in the report.
            Some(schedule) => age.as_secs() > schedule.every_seconds.saturating_mul(3) / 2,
            None => age > UNSCHEDULED,
        }
    }
}

impl Schema {
    fn rank(&self) -> (State, Reverse<u64>, Reverse<u64>) {
        let FindingCounts { error, warning, .. } = self.open;
        (self.state, Reverse(error), Reverse(warning))
    }
}
