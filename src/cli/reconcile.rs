//! The main job: reconcile, store the run, print.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::args::{Args, FailOn};
use super::by::by;
use super::console::Console;
use super::deadline;
use super::environment::Environment;
use super::error::CliError;
use super::exit::Exit;
use super::output;
use super::progress::Spinner;
use super::role;
use super::settings::{self, HISTORY_WAIT};
use super::show;
use super::verify;
use crate::history::{Anchor, Answers, History, HistoryError, Inputs, Mode, PreviousRun};
use crate::pipeline::{self, Measured, Request};
use crate::report::{Decision, Report, Scope};

pub(super) fn run(
    args: &Args,
    environment: &Environment,
    console: &Console,
) -> Result<Exit, CliError> {
    let gate = settings::fail_on(args, environment);
    if gate == FailOn::New && args.no_history {
        return Err(CliError::NewWithoutHistory);
    }
    let request = request(args, environment)?;
    // Before anything is measured: a run that cannot be kept is said at once.
    let anchors = anchors(args)?;
    check_outputs(args, environment)?;
    let mut history = open_history(args, environment)?;
    if let Some(history) = &history {
        history.hold_against(&anchors)?;
    }
    let known = match &history {
        Some(history) => history.answers()?,
        None => Answers::default(),
    };
    let mut measured = {
        let spinner = Spinner::start(args.detail.quiet);
        pipeline::run(&request, &known, &spinner)?
    };
    deadline::answering();
    measured.report.run.by = Some(by(environment));
    let decisions = settings::waivers(args, environment);
    let (exit, kept) = keep(&mut measured, history.as_mut(), gate, decisions);
    let kept = kept.and_then(|()| anchor(args, history.as_ref(), &measured.report));
    show::print(
        &measured.report,
        &args.format,
        &args.detail,
        environment,
        console,
    )?;
    kept.map(|()| exit)
}

fn request(args: &Args, environment: &Environment) -> Result<Request, CliError> {
    let connection = settings::connection(&args.connection, environment)?;
    let application = role::application(&args.sight, environment, &connection.source)?;
    Ok(Request {
        connection,
        application,
        ledger: settings::ledger(args, environment),
        apps: Scope::of(args.apps.clone()).apps,
        places: settings::places(args, environment)?,
        layout: settings::layout(environment),
        arbiter: settings::arbiter(args, environment),
        keep_objects: !args.no_history,
        started_at: Timestamp::now(),
        self_check: args.detail.verbose,
    })
}

/// The seals that are kept elsewhere: the history that is gone on with must hold each.
fn anchors(args: &Args) -> Result<Vec<Anchor>, CliError> {
    match &args.anchor {
        Some(path)
            if std::fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() > 0) =>
        {
            verify::read(path)
        }
        _ => Ok(Vec::new()),
    }
}

/// Refuses to write the report over the history.
fn check_outputs(args: &Args, environment: &Environment) -> Result<(), CliError> {
    let history = settings::history(&args.history, environment);
    let paths = args
        .format
        .answers()
        .iter()
        .filter_map(|answer| answer.path.as_ref());
    for path in paths {
        let is_same = match (path.canonicalize(), history.canonicalize()) {
            (Ok(path), Ok(history)) => path == history,
            (_, _) => *path == history,
        };
        if is_same {
            let path = path.clone();
            return Err(CliError::OutputIsHistory { path });
        }
    }
    Ok(())
}

/// Writes the seal of the run that was just stored behind those of earlier runs.
fn anchor(args: &Args, history: Option<&History>, report: &Report) -> Result<(), CliError> {
    let (Some(path), Some(history), Some(run)) = (&args.anchor, history, report.run.id) else {
        return Ok(());
    };
    let anchor = history.anchor(run)?.map(|anchor| format!("{anchor}\n"));
    output::append(path, &anchor.unwrap_or_default())
}

fn open_history(args: &Args, environment: &Environment) -> Result<Option<History>, CliError> {
    if args.no_history {
        return Ok(None);
    }
    let path = settings::history(&args.history, environment);
    Ok(Some(History::open(&path, Mode::Write, HISTORY_WAIT)?))
}

/// Judges the report against the run before it and stores it. A failure to store changes neither
/// the findings nor that they are printed.
fn keep(
    measured: &mut Measured,
    history: Option<&mut History>,
    gate: FailOn,
    decisions: Vec<Decision>,
) -> (Exit, Result<(), CliError>) {
    let Measured { report, inputs } = measured;
    let today = report.run.started_at.to_zoned(TimeZone::UTC).date();
    let Some(history) = history else {
        report.waive(decisions, today);
        return (Exit::of(report, gate, None), Ok(()));
    };
    let previous = match compare(report, inputs, history) {
        Ok(previous) => previous,
        Err(error) => return (Exit::NotMeasured, Err(CliError::NotKept(error))),
    };
    report.waive(decisions, today);
    let exit = Exit::of(report, gate, previous.as_ref());
    let stored = history.store(report, inputs, exit.status());
    (exit, stored.map(|_| ()).map_err(CliError::NotKept))
}

/// What only the history can tell: the run before this one, and what was edited since, in the ledger
/// and in `django_migrations`.
fn compare(
    report: &mut Report,
    inputs: &Inputs,
    history: &History,
) -> Result<Option<PreviousRun>, HistoryError> {
    report.add(history.edited(report, inputs)?);
    report.add(history.rewritten(report, inputs)?);
    let previous = history.previous(report)?;
    report.run.previous = previous.as_ref().map(|run| run.id);
    Ok(previous)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::history::RunSelector;
    use crate::report::sample;

    fn measured() -> Measured {
        Measured {
            report: sample::incident(),
            inputs: Inputs::default(),
        }
    }

    #[test]
    fn the_second_run_knows_the_first_and_has_nothing_new() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("h.sqlite3");
        let mut history = History::open(&path, Mode::Write, Duration::ZERO).unwrap();
        let (exit, kept) = keep(&mut measured(), Some(&mut history), FailOn::New, Vec::new());
        assert!(kept.is_ok());
        assert_eq!(exit, Exit::Findings);
        let (exit, kept) = keep(&mut measured(), Some(&mut history), FailOn::New, Vec::new());
        assert!(kept.is_ok());
        assert_eq!(exit, Exit::Agrees);
        let stored = history.load(RunSelector::Latest).unwrap();
        assert_eq!((stored.run.id, stored.run.previous), (Some(2), Some(1)));
    }

    #[test]
    fn a_run_that_cannot_be_kept_still_has_its_findings() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("h.sqlite3");
        History::open(&path, Mode::Write, Duration::ZERO).unwrap();
        let mut reader = History::open(&path, Mode::Read, Duration::ZERO).unwrap();
        let mut measured = measured();
        let (exit, kept) = keep(&mut measured, Some(&mut reader), FailOn::Error, Vec::new());
        assert_eq!(exit, Exit::Findings);
        assert!(
            kept.unwrap_err()
                .to_string()
                .starts_with("the run was not kept: ")
        );
        assert_eq!(measured.report.run.id, None);
        assert_eq!(measured.report.findings, sample::incident().findings);
    }

    #[test]
    fn without_a_history_the_run_has_no_number() {
        let mut measured = measured();
        measured.report.run.id = None;
        let (exit, kept) = keep(&mut measured, None, FailOn::Error, Vec::new());
        assert!(kept.is_ok());
        assert_eq!((exit, measured.report.run.id), (Exit::Findings, None));
    }
}
