//! `reconcile diff`: two runs side by side.

use clap::ValueEnum;

use super::Context;
use super::error::CliError;
use super::exit::Exit;
use super::options::{FailOn, FormatArgs, HistoryArgs, Medium, run_selector};
use super::settings;
use crate::history::{Mode, RunSelector};
use crate::report::change::{html, markdown};
use crate::report::json;
use crate::report::text::{self, Detail};

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
    #[command(flatten)]
    format: FormatArgs<DiffFormat>,
    #[command(flatten)]
    history: HistoryArgs,
}

/// How two runs are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
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

impl Medium for DiffFormat {
    const JSON: Self = Self::Json;
}

pub(super) fn run(diff: &DiffArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let history = context.history(&diff.history, Mode::Read)?;
    let (old, new) = history.pair(diff.old, diff.new)?;
    let found = history.difference(old, new, diff.force)?;
    let text = match diff.format.get() {
        DiffFormat::Text => text::change::render(&found, context.layout(Detail::Normal)),
        DiffFormat::Json => json::render(&found)?,
        DiffFormat::Markdown => markdown::render(&found),
        DiffFormat::Html => html::render(&found),
    };
    context.write(&text)?;
    let gate = settings::fail_on(diff.fail_on, context.environment);
    Ok(Exit::of_difference(&found, gate))
}
