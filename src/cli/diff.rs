//! `reconcile diff`: two runs side by side.

use clap::ValueEnum;

use super::args::{Args, FailOn, HistoryArgs, run_selector};
use super::console::Console;
use super::environment::Environment;
use super::error::CliError;
use super::exit::Exit;
use super::output;
use super::settings::{self, HISTORY_WAIT};
use crate::history::{History, Mode, RunSelector};
use crate::report::change::{Difference, html, markdown};
use crate::report::json;
use crate::report::text::{self, Detail, Options};

#[derive(clap::Args)]
pub(super) struct DiffArgs {
    /// The run to hold against [default: the one before NEW of the same database, schema and scope]
    ///
    /// `latest`, `previous`, a number, a day (2026-06-01: the last run that began before its end, in
    /// UTC), a time (2026-06-01T12:00:00Z), or an age in hours, days or weeks (@{7d}: the last run that
    /// is at least as old). All but a number mean a run of the same database, schema and scope as NEW.
    #[arg(value_name = "OLD", value_parser = run_selector)]
    old: Option<RunSelector>,
    /// The run to look at [default: the latest; with a number for OLD, the latest of OLD's sort]
    #[arg(value_name = "NEW", value_parser = run_selector)]
    new: Option<RunSelector>,
    /// Compare runs of different databases, schemas or scopes too
    #[arg(long)]
    force: bool,
    /// Exit with 1 where a finding is new from this severity on [default: error]
    ///
    /// `new` is any new finding: the main job does the same in one step, with --fail-on new.
    #[arg(long, value_name = "S", value_enum)]
    fail_on: Option<FailOn>,
    /// How the answer is printed
    #[arg(long, value_name = "F", value_enum, default_value_t)]
    format: DiffFormat,
    #[command(flatten)]
    history: HistoryArgs,
}

/// How two runs are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum DiffFormat {
    /// For a person
    #[default]
    Text,
    /// For a program: format 1 of docs/json.md
    Json,
    /// For a comment on a pull request
    Markdown,
    /// One page that needs nothing else
    Html,
}

pub(super) fn run(
    args: &Args,
    diff: &DiffArgs,
    environment: &Environment,
    console: &Console,
) -> Result<Exit, CliError> {
    let path = settings::history(&diff.history, environment);
    let history = History::open(&path, Mode::Read, HISTORY_WAIT)?;
    let (old, new) = history.pair(diff.old, diff.new)?;
    let found = history.difference(old, new, diff.force)?;
    let to_file = args.output.output.is_some();
    let options = Options {
        width: Console::width(to_file),
        colour: console.colour(to_file),
        detail: Detail::Normal,
    };
    let text = render(&found, diff.format, options)?;
    output::write(args.output.output.as_deref(), &text)?;
    let gate = settings::gate(diff.fail_on, environment);
    Ok(Exit::of_difference(&found, gate))
}

fn render(found: &Difference, format: DiffFormat, options: Options) -> Result<String, CliError> {
    Ok(match format {
        DiffFormat::Text => text::change::render(found, options),
        DiffFormat::Json => json::render(found)?,
        DiffFormat::Markdown => markdown::render(found),
        DiffFormat::Html => html::render(found),
    })
}
