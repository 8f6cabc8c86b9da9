//! `reconcile status`: what the newest run of each database, schema and scope said, from the history alone.

use jiff::Timestamp;

use super::Context;
use super::error::CliError;
use super::exit::Exit;
use super::options::{FormatArgs, HistoryArgs, Medium};
use super::settings::HISTORY_WAIT;
use crate::history::{self, History, Mode, Moment, RunSelector, RunSummary};
use crate::report::openmetrics::{self, Metrics, Standing};
use crate::report::words::{count, list, minute};
use crate::report::{escape, json, whole_days};

#[derive(clap::Args)]
pub(super) struct StatusArgs {
    #[command(flatten)]
    history: HistoryArgs,
    #[command(flatten)]
    format: FormatArgs<StatusFormat>,
}

/// For whom the newest runs are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum StatusFormat {
    /// For a person
    #[default]
    Text,
    /// For a program
    Json,
    /// Metrics for Prometheus: see docs/metrics.md
    Openmetrics,
}

impl Medium for StatusFormat {
    const JSON: Self = Self::Json;
}

pub(super) fn run(wanted: &StatusArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let format = wanted.format.get();
    if format == StatusFormat::Openmetrics {
        return metrics(wanted, context);
    }
    let history = context.history(&wanted.history, Mode::Read)?;
    let newest = history::standing(history.runs(None)?);
    let now = Timestamp::now();
    context.write(&match format {
        StatusFormat::Json => json::render(&newest)?,
        _ => newest.iter().map(|run| line(run, now) + "\n").collect(),
    })?;
    Ok(exit(&newest))
}

fn exit(newest: &[RunSummary]) -> Exit {
    Exit::of_runs(newest.iter().map(|run| run.exit_status))
}

/// The newest runs as metrics. Of a history that was altered, nothing but that is told.
fn metrics(wanted: &StatusArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let path = context.history_path(&wanted.history)?;
    if History::verify_file(&path, HISTORY_WAIT)?.fault.is_some() {
        context.write(&openmetrics::render(&Metrics {
            runs: Vec::new(),
            intact: Some(false),
        }))?;
        return Ok(Exit::Findings);
    }
    let history = context.history(&wanted.history, Mode::Read)?;
    let all = history.runs(None)?;
    let newest = history::standing(all.clone());
    let reports = newest
        .iter()
        .map(|run| history.load(RunSelector::Id(run.id)))
        .collect::<Result<Vec<_>, _>>()?;
    let now = Timestamp::now();
    let every = context.environment.config().every()?;
    let runs = newest.iter().zip(&reports).map(|(run, report)| {
        Ok(Standing {
            report,
            last_success: history::last_success(&all, run),
            schedule: history.missed(Moment { now, every }, run, &all)?,
        })
    });
    context.write(&openmetrics::render(&Metrics {
        runs: runs.collect::<Result<_, CliError>>()?,
        intact: Some(true),
    }))?;
    Ok(exit(&newest))
}

/// `shop.public: 2 errors, 1 waived, 1 new since run 4 (run 5, 2026-11-29 04:13 UTC, 3 days ago)`.
fn line(run: &RunSummary, now: Timestamp) -> String {
    let (number, at) = (run.id, minute(run.moment()));
    let at = match run.as_of {
        None => at,
        Some(_) => format!("as of {at}"),
    };
    let days = u64::try_from(whole_days(run.moment(), now)).unwrap_or_default();
    let ago = match days {
        0 => String::new(),
        days => format!(", {} ago", count(days, "day")),
    };
    let apps = match run.scope.apps.as_slice() {
        [] => String::new(),
        apps => format!(", {}", apps.join(",")),
    };
    let schema = run.scope.schemas.as_deref().unwrap_or(&run.schema);
    let text = format!(
        "{}.{schema}{apps}: {} (run {number}, {at}{ago})",
        run.database,
        answer(run)
    );
    escape(&text).into_owned()
}

fn answer(run: &RunSummary) -> String {
    let waived = run.waived.total();
    let found = match run.findings.without(run.waived).words() {
        words if !words.is_empty() => list(&words),
        _ if waived > 0 => "nothing open".to_owned(),
        _ if run.is_blind() => "nothing found where it looked".to_owned(),
        _ => "agrees".to_owned(),
    };
    let waived = match waived {
        0 => String::new(),
        number => format!(", {number} waived"),
    };
    let new = run.change.filter(|change| change.new > 0);
    let new = new.map_or_else(String::new, |change| {
        format!(", {} new since run {}", change.new, change.against)
    });
    let pending = run.verdicts.get(&crate::report::Verdict::Pending);
    let pending = pending.map_or_else(String::new, |number| {
        format!(", {} not applied", count(*number, "migration"))
    });
    let measured = if run.is_blind() {
        "NOT ALL MEASURED: "
    } else {
        ""
    };
    format!("{measured}{found}{waived}{new}{pending}")
}
