//! The command line: the only room that prints, reads the environment and knows the time.

mod address;
mod args;
mod capture;
mod completion;
mod config;
mod console;
mod dashboard;
mod database_url;
mod deadline;
mod diff;
mod environment;
mod error;
mod exit;
mod explain;
mod formats;
mod misplaced;
mod options;
mod output;
mod owners;
mod project;
mod proof;
mod reconcile;
mod repair;
mod report;
mod runs;
mod settings;
mod setup;
mod show;
mod status;
mod story;
mod unknown;
mod unnamed;
mod verify;
mod waive;
mod waivers;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::CommandFactory;

use self::args::{Args, Command};
use self::console::Console;
use self::deadline::DEFAULT;
use self::environment::Environment;
use self::error::CliError;
use self::exit::Exit;
use self::options::{Color, HistoryArgs};
use self::settings::HISTORY_WAIT;
use crate::history::{History, Mode};
use crate::report::text::{Detail, Options};

/// The readers of what is typed and of the settings, for `fuzz/` and for the tests that read the pages of docs/. No promise
/// is made of them.
#[doc(hidden)]
pub mod readers {
    pub use super::args::arguments;
    pub use super::config::settings;
}

/// Runs the program on these arguments, the first of which is its own name.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if let Some(is_told) = completion::answer(&arguments, Args::command) {
        let exit = if is_told {
            Exit::Agrees
        } else {
            Exit::NotMeasured
        };
        return exit.into();
    }
    let args = match args::parse(&arguments) {
        Ok(args) => args,
        Err(error) => return print_clap(&error, arguments).into(),
    };
    let typed = arguments.clone();
    let console = Console::new(args.output.color).typed(arguments);
    match deadline::keep(move || {
        let console = Console::new(args.output.color).typed(typed);
        dispatch(&args, &console)
    }) {
        Ok(exit) => exit.into(),
        Err(error) => {
            console.error(&error);
            Exit::NotMeasured.into()
        }
    }
}

fn dispatch(args: &Args, console: &Console) -> Result<Exit, CliError> {
    // `capture` ends the project's own command itself, so that it does not go on alone.
    let is_kept = !matches!(args.command, Some(Command::Capture(_)));
    let limit = |said: Option<Duration>| {
        let limit = args.deadline.timeout.or(said).unwrap_or(DEFAULT);
        deadline::limit(is_kept.then_some(limit));
    };
    limit(None);
    deadline::doing("reading the settings");
    let environment = match &args.command {
        Some(Command::Setup(job)) if args.deadline.config.is_some() => {
            let job = job.name().to_owned();
            return Err(CliError::ConfigOfNothing { job });
        }
        Some(Command::Setup(_)) => Environment::without_file(),
        _ => Environment::of_process(args.deadline.config.as_deref())?,
    };
    limit(environment.config().timeout);
    if let (Some(own), Some(answer)) = (&environment.config().path, &args.output.output) {
        output::spare(own, output::SETTINGS, answer)?;
    }
    deadline::doing("reading files and the history");
    let context = Context {
        environment: &environment,
        console,
        output: args.output.output.as_deref(),
        timeout: args.deadline.timeout,
    };
    match &args.command {
        None => reconcile::run(&args.main, &context),
        Some(Command::Check(main)) => reconcile::run(main, &context),
        Some(Command::Status(wanted)) => status::run(wanted, &context),
        Some(Command::Dashboard(wanted)) => dashboard::run(wanted, &context),
        Some(Command::Waive(wanted)) => waive::run(wanted, &context),
        Some(Command::Runs(wanted)) => runs::run(wanted, &context),
        Some(Command::Show(wanted)) => show::run(wanted, &context),
        Some(Command::Diff(wanted)) => diff::run(wanted, &context),
        Some(Command::Explain(wanted)) => explain::run(wanted, &context),
        Some(Command::Report(wanted)) => report::run(wanted, &context),
        Some(Command::Verify(wanted)) => verify::run(wanted, &context),
        Some(Command::Prune(wanted)) => runs::prune(wanted, &context),
        Some(Command::Capture(wanted)) => capture::run(wanted, &context),
        Some(Command::Repair(wanted)) => repair::run(wanted, &context),
        Some(Command::Snapshot(wanted)) => reconcile::snapshot(wanted, &context),
        Some(Command::Setup(job)) => setup::run(job, Args::command(), &context),
    }
}

/// What every job works with: the process, the terminal, and what all jobs are told.
struct Context<'a> {
    environment: &'a Environment,
    console: &'a Console,
    /// The file that the answer goes to.
    output: Option<&'a Path>,
    /// The time that was typed.
    timeout: Option<Duration>,
}

impl Context<'_> {
    /// Where the history is that is meant: no answer goes there.
    fn history_path(&self, args: &HistoryArgs) -> Result<PathBuf, CliError> {
        let path = settings::history(args, self.environment);
        if let Some(answer) = self.output {
            output::spare(&path, output::HISTORY, answer)?;
        }
        Ok(path)
    }

    /// The history that is meant.
    fn history(&self, args: &HistoryArgs, mode: Mode) -> Result<History, CliError> {
        let path = self.history_path(args)?;
        Ok(History::open(&path, mode, HISTORY_WAIT)?)
    }

    /// Writes the one answer of a job.
    fn write(&self, text: &str) -> Result<(), CliError> {
        output::write(self.output, text)
    }

    /// How the one answer of a job is laid out as text.
    fn layout(&self, detail: Detail) -> Options {
        self.console.layout(self.output, detail)
    }
}

/// Help and version are answers; anything else is bad usage. A reader that went away has read
/// enough, so that a failure to print is none.
fn print_clap(error: &clap::Error, arguments: Vec<OsString>) -> Exit {
    if !error.use_stderr() {
        let _ = error.print();
        return Exit::Agrees;
    }
    // What --color says is not known where the arguments could not be read.
    Console::new(Color::Auto).typed(arguments).usage(error);
    Exit::NotMeasured
}
