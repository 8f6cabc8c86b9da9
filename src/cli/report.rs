//! `reconcile report`: the audit report over a period.

use std::path::PathBuf;

use jiff::{SignedDuration, Span, Timestamp, ToSpan as _};

use super::Context;
use super::error::CliError;
use super::exit::Exit;
use super::options::{FormatArgs, HistoryArgs, Medium, ago};
use super::settings::HISTORY_WAIT;
use super::verify;
use crate::history::{AuditRequest, History, Named};
use crate::pipeline;
use crate::report::audit::{Period, Section, html, markdown};
use crate::report::json;

#[derive(clap::Args)]
pub(super) struct ReportArgs {
    /// From when: a time ago (7d, 12h, 4w, '3 months'), a date (2026-06-01), `today` or `yesterday`, in UTC
    #[arg(long, value_name = "WHEN", default_value = "7d", value_parser = moment)]
    since: Moment,
    /// Until when, that moment left out: a time ago or a date [default: now]
    #[arg(long, value_name = "WHEN", value_parser = moment)]
    until: Option<Moment>,
    /// Every seal in FILE, which --anchor of the main job wrote, must be in the history
    ///
    /// The report says so either way, and is written even where FILE cannot be read: the exit status is 2 then.
    #[arg(long, value_name = "FILE")]
    anchor: Option<PathBuf>,
    #[command(flatten)]
    format: FormatArgs<PageFormat>,
    #[command(flatten)]
    history: HistoryArgs,
}

/// How a page is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum PageFormat {
    /// One file that needs no network and no script
    #[default]
    Html,
    /// For a wiki or a ticket
    Markdown,
    /// For a program
    Json,
}

impl Medium for PageFormat {
    const JSON: Self = Self::Json;
}

/// A moment, as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    Ago(SignedDuration),
    At(Timestamp),
}

impl Moment {
    fn before(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Ago(time) => now.checked_sub(time).unwrap_or(Timestamp::MIN),
            Self::At(at) => at,
        }
    }
}

pub(super) fn run(wanted: &ReportArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let now = Timestamp::now();
    let period = Period {
        since: wanted.since.before(now),
        until: wanted.until.map_or(now, |until| until.before(now)),
    };
    if period.since >= period.until {
        return Err(CliError::NoPeriod);
    }
    let path = context.history_path(&wanted.history)?;
    let anchors = wanted.anchor.as_deref().map(verify::read);
    let request = AuditRequest {
        period,
        every: context.environment.config().every()?,
        written_at: now,
        tool: pipeline::tool(),
        document: context.environment.config().document(),
        owners: context.environment.config().owners(),
        named: Named {
            history: wanted.history.file.clone(),
            anchor: wanted.anchor.clone(),
        },
        anchors: anchors.as_ref().map(|read| match read {
            Ok(anchors) => Ok(anchors.clone()),
            Err(unread) => Err(unread.to_string()),
        }),
    };
    let audit = History::audit_file(&path, HISTORY_WAIT, &request)?;
    let text = match wanted.format.get() {
        PageFormat::Html => html(&audit),
        PageFormat::Markdown => markdown(&audit),
        PageFormat::Json => json::render(&audit)?,
    };
    context.write(&text)?;
    if let Some(Err(unread)) = anchors {
        return Err(unread);
    }
    let touched = audit.seal.fault.is_some() || audit.seal.gone.is_some();
    let measured = audit.sections.iter().any(Section::is_measured);
    Ok(match (touched, measured) {
        (true, _) => Exit::Findings,
        (false, true) => Exit::Agrees,
        (false, false) => Exit::NotMeasured,
    })
}

fn moment(text: &str) -> Result<Moment, String> {
    moment_at(text, Timestamp::now())
}

fn moment_at(text: &str, now: Timestamp) -> Result<Moment, String> {
    if let Some(time) = ago(text) {
        return Ok(Moment::Ago(time));
    }
    let today = now.to_zoned(jiff::tz::TimeZone::UTC);
    let days = match text {
        "today" => Some(0),
        "yesterday" => Some(1),
        _ => None,
    };
    if let Some(days) = days {
        let day = today.start_of_day();
        let day = day.and_then(|day| day.checked_sub(days.days()));
        return day
            .map(|day| Moment::At(day.timestamp()))
            .map_err(|error| error.to_string());
    }
    if let Some(span) = text.parse::<Span>().ok().filter(|span| is_ago(text, span)) {
        let then = today.checked_sub(span.abs());
        return then
            .map(|then| Moment::At(then.timestamp()))
            .map_err(|error| error.to_string());
    }
    let date = text.parse::<jiff::civil::Date>().ok();
    let midnight = date.and_then(|date| date.to_zoned(jiff::tz::TimeZone::UTC).ok());
    match midnight {
        Some(midnight) => Ok(Moment::At(midnight.timestamp())),
        None => text.parse::<Timestamp>().map(Moment::At).map_err(|_| {
            format!(
                "'{text}' is no time; write 7d, 12h, yesterday, 2026-06-01 or 2026-06-01T12:00:00Z"
            )
        }),
    }
}

/// Whether a span of words is a time ago, and not one to come.
fn is_ago(text: &str, span: &Span) -> bool {
    let begins = text.starts_with(|c: char| c.is_ascii_digit());
    begins && !span.is_zero()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_time_ago_or_a_date() {
        assert_eq!(
            moment("7d"),
            Ok(Moment::Ago(SignedDuration::from_hours(168)))
        );
        assert_eq!(
            moment("2w"),
            Ok(Moment::Ago(SignedDuration::from_hours(336)))
        );
        let day = "2026-06-01T00:00:00Z".parse().unwrap();
        assert_eq!(moment("2026-06-01"), Ok(Moment::At(day)));
        assert_eq!(moment("2026-06-01T00:00:00Z"), Ok(Moment::At(day)));
        let now = "2026-06-10T12:00:00Z".parse().unwrap();
        for (text, due) in [
            ("today", "2026-06-10T00:00:00Z"),
            ("yesterday", "2026-06-09T00:00:00Z"),
            ("3 days", "2026-06-07T12:00:00Z"),
            ("2 months ago", "2026-04-10T12:00:00Z"),
        ] {
            let due = due.parse().unwrap();
            assert_eq!(moment_at(text, now), Ok(Moment::At(due)), "{text}");
        }
        for wrong in ["", "7", "d", "0d", "-1d", "é", "tomorrow", "99999999999w"] {
            assert!(moment(wrong).is_err(), "{wrong}");
        }
    }
}
