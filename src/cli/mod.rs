//! The command line: the only room that prints, reads the environment and knows the time.

mod args;
mod by;
mod capture;
mod config;
mod console;
mod diff;
mod duration;
mod environment;
mod error;
mod exit;
mod explain;
mod formats;
mod help;
mod output;
mod progress;
mod prune;
mod reconcile;
mod redact;
mod report;
mod runs;
mod settings;
mod setup;
mod show;
mod sight;
mod snapshot;
mod unknown;
mod verify;
mod waivers;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use self::args::{Args, Color, Command};
use self::console::Console;
use self::environment::Environment;
use self::error::CliError;
use self::exit::Exit;
use self::redact::redact;

/// Runs the program on these arguments, the first of which is its own name.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let args = match Args::try_parse_from(&arguments).and_then(Args::validated) {
        Ok(args) => args,
        Err(error) => return print_clap(&error, &arguments).into(),
    };
    let console = Console::new(args.output.color);
    match dispatch(&args, &console) {
        Ok(exit) => exit.into(),
        Err(error) => {
            console.error(&error);
            Exit::NotMeasured.into()
        }
    }
}

fn dispatch(args: &Args, console: &Console) -> Result<Exit, CliError> {
    let environment = match &args.command {
        Some(Command::Setup(_)) => Environment::without_file(),
        _ => Environment::of_process()?,
    };
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
fn print_clap(error: &clap::Error, arguments: &[OsString]) -> Exit {
    if !error.use_stderr() {
        let _ = error.print();
        return Exit::Agrees;
    }
    let text = error.render();
    // What --color says is not known where the arguments could not be read.
    let coloured = Console::new(Color::Auto).colours_errors();
    let text = if coloured {
        text.ansi().to_string()
    } else {
        text.to_string()
    };
    let _ = io::stderr().write_all(without_secrets(text, arguments).as_bytes());
    Exit::NotMeasured
}

/// clap quotes what it does not understand, and that may be a URL in the wrong place.
fn without_secrets(text: String, arguments: &[OsString]) -> String {
    arguments.iter().fold(text, |text, argument| {
        let argument = argument.to_string_lossy();
        let shown = redact(&argument);
        if *argument == shown {
            text
        } else {
            text.replace(&*argument, &shown)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_in_the_wrong_place_is_quoted_without_its_password() {
        let arguments = ["reconcile", "postgres://me:s3cret@db/shop"].map(OsString::from);
        let error = Args::try_parse_from(&arguments).err().unwrap().to_string();
        assert!(
            error.contains("s3cret"),
            "clap no longer quotes it: {error}"
        );
        let shown = without_secrets(error, &arguments);
        assert!(shown.contains("postgres://me:***@db/shop"), "{shown}");
        assert!(!shown.contains("s3cret"), "{shown}");
    }
}
