//! The command line: the only room that prints, reads the environment and knows the time.

mod args;
mod by;
mod capture;
mod config;
mod console;
mod deadline;
mod diff;
mod duration;
mod environment;
mod error;
mod exit;
mod explain;
mod formats;
#[cfg(fuzzing)]
pub mod fuzzing;
mod help;
mod misplaced;
mod output;
mod progress;
mod prune;
mod reconcile;
mod report;
mod role;
mod runs;
mod settings;
mod setup;
mod show;
mod snapshot;
mod unknown;
mod verify;
mod waivers;

use std::ffi::OsString;
use std::process::ExitCode;
use std::time::Duration;

use self::args::{Args, Color, Command};
use self::console::Console;
use self::deadline::DEFAULT;
use self::environment::Environment;
use self::error::CliError;
use self::exit::Exit;

/// Runs the program on these arguments, the first of which is its own name.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let args = match misplaced::parse(&arguments) {
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
        Some(Command::Setup(_)) => Environment::without_file(),
        _ => Environment::of_process()?,
    };
    limit(environment.config().timeout);
    deadline::doing("reading files and the history");
    match &args.command {
        None => reconcile::run(args, &environment, console),
        Some(Command::Runs(runs)) => runs::run(args, runs, &environment),
        Some(Command::Show(show)) => show::run(show, &environment, console),
        Some(Command::Diff(wanted)) => diff::run(args, wanted, &environment, console),
        Some(Command::Explain(wanted)) => explain::run(args, wanted, &environment, console),
        Some(Command::Report(wanted)) => report::run(args, wanted, &environment),
        Some(Command::Verify(wanted)) => verify::run(args, wanted, &environment),
        Some(Command::Prune(wanted)) => prune::run(args, wanted, &environment),
        Some(Command::Capture(wanted)) => capture::run(args, wanted, &environment, console),
        Some(Command::Snapshot(taken)) => snapshot::run(args, taken, &environment),
        Some(Command::Setup(job)) => setup::run(args, job, &environment),
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
