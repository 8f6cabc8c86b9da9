//! `reconcile status`: what the newest run of each database, schema and scope said, from the history alone.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Context;
use super::error::CliError;
use super::exit::Exit;
use super::options::{ConnectionArgs, FormatArgs, HistoryArgs, Medium};
use super::settings::{self, HISTORY_WAIT};
use crate::history::{self, History, Mode, Moment, RunSelector, RunSummary};
use crate::pipeline::Place;
use crate::report::openmetrics::{self, Metrics, Standing};
use crate::report::words::{count, list, minute};
use crate::report::{escape, json, whole_days};

#[derive(clap::Args)]
pub(super) struct StatusArgs {
    #[command(flatten)]
    history: HistoryArgs,
    /// Only of the database that a run would measure now
    ///
    /// The runs whose server and name, or whose file, are those of `DATABASE_URL`, else of reconcile.toml. Where runs
    /// measured another database there before, these are left out. No server is asked: of a database that was made
    /// anew since the newest run this knows nothing.
    #[arg(long)]
    here: bool,
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
    let newest = match runs(wanted, context).and_then(|all| standing(all, wanted, context)) {
        Err(error) if wanted.here && format == StatusFormat::Json && error.is_no_run() => {
            // A program tells this from a history that cannot be read.
            context.write("[]\n")?;
            return Err(error);
        }
        newest => newest?,
    };
    let now = Timestamp::now();
    context.write(&match format {
        StatusFormat::Json => json::render(&newest)?,
        _ => newest.iter().map(|run| line(run, now) + "\n").collect(),
    })?;
    Ok(exit(&newest))
}

fn runs(wanted: &StatusArgs, context: &Context<'_>) -> Result<Vec<RunSummary>, CliError> {
    let history = context.history(&wanted.history, Mode::Read)?;
    Ok(history.runs(None)?)
}

/// The newest runs of which the answer is.
fn standing(
    all: Vec<RunSummary>,
    wanted: &StatusArgs,
    context: &Context<'_>,
) -> Result<Vec<RunSummary>, CliError> {
    let newest = history::standing(all);
    if !wanted.here {
        return Ok(newest);
    }
    let connection = settings::connection(&ConnectionArgs::default(), context.environment)?;
    let places = connection.source.places()?;
    here(newest, &places).map_err(|others| CliError::NoRunHere { places, others })
}

/// The runs of the database that is at one of these places, else where those were that there are. Another database may
/// have been there before: the newest run tells which one is.
fn here(newest: Vec<RunSummary>, places: &[Place]) -> Result<Vec<RunSummary>, Vec<String>> {
    let is_there = |run: &RunSummary| places.iter().any(|place| is_of(run, place));
    let of = newest.iter().find(|run| is_there(run));
    let Some(identity) = of.map(|run| run.identity.clone()) else {
        let others: BTreeSet<String> = newest.iter().map(place_of).collect();
        return Err(others.into_iter().collect());
    };
    let runs = newest.into_iter();
    Ok(runs
        .filter(|run| run.identity == identity && is_there(run))
        .collect())
}

fn is_of(run: &RunSummary, place: &Place) -> bool {
    match &place.identity {
        Some(identity) => run.identity == *identity,
        None => run.database == place.database && run.address.as_ref() == Some(&place.address),
    }
}

fn place_of(run: &RunSummary) -> String {
    match &run.address {
        Some(address) => format!("{} at {address}", run.database),
        None => run.database.clone(),
    }
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
    let newest = standing(all.clone(), wanted, context)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::runs::tests::summary;

    fn place(address: &str) -> Place {
        Place {
            address: address.into(),
            database: "shop".into(),
            identity: None,
        }
    }

    fn run(id: u64, address: &str, identity: &str) -> RunSummary {
        RunSummary {
            id,
            database: "shop".into(),
            address: Some(address.into()),
            identity: identity.into(),
            ..summary()
        }
    }

    fn ids(runs: Result<Vec<RunSummary>, Vec<String>>) -> Result<Vec<u64>, Vec<String>> {
        runs.map(|runs| runs.iter().map(|run| run.id).collect())
    }

    #[test]
    fn what_was_there_before_another_database_is_not_here() {
        let runs = vec![
            run(9, "b:1", "x"),
            run(8, "a:1", "new"),
            run(7, "a:1", "old"),
        ];
        assert_eq!(ids(here(runs.clone(), &[place("a:1")])), Ok(vec![8]));
        assert_eq!(ids(here(runs, &[place("c:1"), place("b:1")])), Ok(vec![9]));
    }

    #[test]
    fn a_file_is_known_by_its_identity_however_it_is_named() {
        let file = Place {
            identity: Some("new".into()),
            ..place("/link")
        };
        let runs = vec![run(8, "/db", "new"), run(7, "/link", "old")];
        assert_eq!(ids(here(runs, &[file])), Ok(vec![8]));
    }

    #[test]
    fn where_none_is_here_it_is_said_where_there_are_some() {
        let mut nowhere = run(8, "a:1", "x");
        nowhere.address = None;
        let runs = vec![run(9, "b:1", "x"), nowhere, run(7, "b:1", "y")];
        let others = vec!["shop".to_owned(), "shop at b:1".to_owned()];
        assert_eq!(ids(here(runs, &[place("a:1")])), Err(others));
    }
}
