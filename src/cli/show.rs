//! `reconcile show`: a stored run again.

use super::args::{Args, DetailArgs, Format, ShowArgs};
use super::console::Console;
use super::error::CliError;
use super::exit::Exit;
use super::output;
use super::settings::{self, Environment, HISTORY_WAIT};
use crate::history::{History, Mode};
use crate::report::text::{Detail, Options};
use crate::report::{Report, json, text};

pub(super) fn run(
    args: &Args,
    show: &ShowArgs,
    environment: &Environment,
    console: &Console,
) -> Result<Exit, CliError> {
    let path = settings::history(&show.history, environment);
    let report = History::open(&path, Mode::Read, HISTORY_WAIT)?.load(show.run)?;
    let how = How {
        format: show.format.get(),
        detail: detail(&show.detail),
        to_file: args.output.output.is_some(),
    };
    let text = render(&report, &how, console)?;
    output::write(args.output.output.as_deref(), &text)?;
    Ok(Exit::Agrees)
}

/// How a report is printed, whichever job prints it.
pub(super) struct How {
    format: Format,
    detail: Detail,
    to_file: bool,
}

impl How {
    /// As the main job was asked to.
    pub(super) fn of(args: &Args) -> Self {
        Self {
            format: args.format.get(),
            detail: detail(&args.detail),
            to_file: args.output.output.is_some(),
        }
    }
}

fn detail(args: &DetailArgs) -> Detail {
    match (args.quiet, args.verbose) {
        (true, _) => Detail::Quiet,
        (false, false) => Detail::Normal,
        (false, true) => Detail::Verbose,
    }
}

/// The report in the format that was asked for.
pub(super) fn render(report: &Report, how: &How, console: &Console) -> Result<String, CliError> {
    let options = Options {
        width: Console::width(how.to_file),
        colour: console.colour(how.to_file),
        detail: how.detail,
    };
    match how.format {
        Format::Json => Ok(json::render(report)?),
        Format::Text => Ok(text::render(report, options)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clap::Parser;

    use super::*;
    use crate::cli::args::{Color, Command};
    use crate::history::{Inputs, RunSelector};
    use crate::report::sample;

    fn shown(options: &[&str]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let (history, answer) = (path("h.sqlite3"), path("answer"));
        let mut kept = History::open(history.as_ref(), Mode::Write, Duration::ZERO).unwrap();
        kept.store(&mut sample::incident(), &Inputs::default(), 1)
            .unwrap();
        let fixed = [
            "reconcile",
            "show",
            "1",
            "--history",
            &history,
            "-o",
            &answer,
        ];
        let args = Args::try_parse_from(fixed.iter().chain(options)).unwrap();
        let Some(Command::Show(show)) = &args.command else {
            panic!("not show")
        };
        assert_eq!(show.run, RunSelector::Id(1));
        let console = Console::new(Color::Never);
        let exit = run(&args, show, &Environment::of_process().unwrap(), &console).unwrap();
        assert_eq!(exit, Exit::Agrees);
        std::fs::read_to_string(&answer).unwrap()
    }

    #[test]
    fn a_stored_run_is_printed_as_it_was_printed_then() {
        let mut report = sample::incident();
        report.run.id = Some(1);
        assert_eq!(shown(&["--format", "json"]), json::render(&report).unwrap());
    }

    #[test]
    fn quiet_and_verbose_are_less_and_more() {
        let lines = |options: &[&str]| shown(options).lines().count();
        assert!(lines(&["-q"]) < lines(&[]));
        assert!(lines(&[]) < lines(&["-v"]));
    }
}
