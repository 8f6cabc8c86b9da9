//! What every job works with.

use std::path::Path;
use std::time::Duration;

use super::console::Console;
use super::environment::Environment;
use super::error::CliError;
use super::options::HistoryArgs;
use super::output;
use super::settings::{self, HISTORY_WAIT};
use crate::history::{History, Mode};
use crate::report::text::{Detail, Options};

/// The process, the terminal, and what all jobs are told.
pub(super) struct Context<'a> {
    pub(super) environment: &'a Environment,
    pub(super) console: &'a Console,
    /// The file that the answer goes to.
    pub(super) output: Option<&'a Path>,
    /// The time that was typed.
    pub(super) timeout: Option<Duration>,
}

impl Context<'_> {
    /// The history that is meant.
    pub(super) fn history(&self, args: &HistoryArgs, mode: Mode) -> Result<History, CliError> {
        let path = settings::history(args, self.environment);
        Ok(History::open(&path, mode, HISTORY_WAIT)?)
    }

    /// Writes the one answer of a job.
    pub(super) fn write(&self, text: &str) -> Result<(), CliError> {
        output::write(self.output, text)
    }

    /// How the one answer of a job is laid out as text.
    pub(super) fn layout(&self, detail: Detail) -> Options {
        self.console.layout(self.output, detail)
    }
}
