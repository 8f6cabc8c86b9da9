//! `reconcile prune`: old runs out of the history.

use super::args::{Args, HistoryArgs};
use super::deadline;
use super::environment::Environment;
use super::error::CliError;
use super::exit::Exit;
use super::output;
use super::settings::{self, HISTORY_WAIT};
use crate::history::{History, Keep, Mode};
use crate::report::words::{count, list};

#[derive(clap::Args)]
pub(super) struct PruneArgs {
    /// Keep the newest N runs of each database, schema and scope
    #[arg(long, value_name = "N", default_value_t = 20)]
    keep_last: usize,
    /// Keep the newest run of a week, for the newest N weeks that have runs
    #[arg(long, value_name = "N", default_value_t = 52)]
    keep_weekly: usize,
    /// Only say which runs would go
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    history: HistoryArgs,
}

pub(super) fn run(
    args: &Args,
    prune: &PruneArgs,
    environment: &Environment,
) -> Result<Exit, CliError> {
    let path = settings::history(&prune.history, environment);
    let keep = Keep {
        last: prune.keep_last,
        weekly: prune.keep_weekly,
    };
    let (runs, done) = if prune.dry_run {
        let history = History::open(&path, Mode::Read, HISTORY_WAIT)?;
        (history.prunable(keep)?, "would go")
    } else {
        // A history that is not there is not made in order to be pruned.
        drop(History::open(&path, Mode::Read, HISTORY_WAIT)?);
        let mut history = History::open(&path, Mode::Write, HISTORY_WAIT)?;
        deadline::answering();
        (history.prune(keep)?, "went")
    };
    let numbers: Vec<String> = runs.iter().map(ToString::to_string).collect();
    let text = match numbers.as_slice() {
        [] => "no run is too old\n".to_owned(),
        _ => format!(
            "{} {done}: {}\n",
            count(runs.len() as u64, "run"),
            list(&numbers)
        ),
    };
    output::write(args.output.output.as_deref(), &text)?;
    Ok(Exit::Agrees)
}
