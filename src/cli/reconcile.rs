//! The main job: reconcile, store the run, print. And the job that takes what it measures along in a file.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Context;
use super::console::Spinner;
use super::deadline;
use super::environment::Environment;
use super::error::CliError;
use super::exit::Exit;
use super::formats::ReportFormats;
use super::options::{ConnectionArgs, DetailArgs, FailOn, HistoryArgs, RoleArgs};
use super::output;
use super::project;
use super::settings;
use super::show;
use super::verify;
use crate::history::{Anchor, Answers, History, HistoryError, Mode, PreviousRun};
use crate::pipeline::{self, CompareAs, Measured, Purpose, Request, Source};
use crate::report::text::Detail;
use crate::report::{Decision, Report, Scope};

/// The options of the main job.
#[derive(clap::Args)]
pub(super) struct ReconcileArgs {
    /// Judge and print only this app (may be given several times)
    ///
    /// The whole ledger is replayed all the same: what other apps did to the schema counts.
    #[arg(long = "app", value_name = "LABEL", value_parser = NonEmptyStringValueParser::new())]
    apps: Vec<String>,
    /// The folder of stored sqlmigrate outputs [default: ledgers]
    ///
    /// Holds LABEL/MIGRATION.sql for each migration, as `python manage.py sqlmigrate` printed it.
    #[arg(long, value_name = "DIR")]
    pub(super) ledger: Option<PathBuf>,
    /// Neither read nor keep a history
    #[arg(long, conflicts_with = "file")]
    no_history: bool,
    /// Write the seal of this run behind those in FILE, to be kept where nobody can change it
    ///
    /// In a ticket, a git tag, a mail: `reconcile verify --anchor FILE` then proves that the history
    /// was not written anew since.
    #[arg(long, value_name = "FILE", conflicts_with = "no_history")]
    anchor: Option<PathBuf>,
    /// Look for what is missing in every other database of the server too
    ///
    /// Those that the role may connect to, Django's test database first. Without it what is missing
    /// is looked for in every schema of the database, and in the other databases of reconcile.toml.
    #[arg(long)]
    search_siblings: bool,
    /// Do not ask the server whether two spellings are one expression or query
    ///
    /// What the texts alone do not decide is put to the server as EXPLAIN, which plans and executes
    /// nothing. Without it, and with a snapshot, such expressions stay undecided.
    #[arg(long)]
    no_server_arbiter: bool,
    /// Whether a ledger is held against a database of another vendor
    ///
    /// A ledger of PostgreSQL against an SQLite database, and the other way: types by what stands for them, and without
    /// what one of the two cannot have. The report says so.
    #[arg(long, value_name = "HOW", value_enum, default_value_t)]
    compare_as: Vendors,
    #[command(flatten)]
    pub(super) gate: GateArgs,
    #[command(flatten)]
    pub(super) connection: ConnectionArgs,
    #[command(flatten)]
    role: RoleArgs,
    #[command(flatten)]
    pub(super) history: HistoryArgs,
    #[command(flatten)]
    pub(super) format: ReportFormats,
    #[command(flatten)]
    detail: DetailArgs,
}

/// Whether the vendors may differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Vendors {
    /// By stand-ins where the ledger was printed for another vendor
    #[default]
    Auto,
    /// By stand-ins; an error where both are of one vendor
    StandIns,
    /// An error where the ledger was printed for another vendor
    SameVendor,
}

impl From<Vendors> for CompareAs {
    fn from(typed: Vendors) -> Self {
        match typed {
            Vendors::Auto => Self::Auto,
            Vendors::StandIns => Self::StandIns,
            Vendors::SameVendor => Self::SameVendor,
        }
    }
}

/// From which findings on the exit status is 1.
#[derive(clap::Args)]
pub(super) struct GateArgs {
    /// Exit with 1 from this on [default: error]
    #[arg(long, value_name = "S", value_enum)]
    fail_on: Option<FailOn>,
    /// Exit with 0 whatever is found: the same as --fail-on never
    #[arg(long, conflicts_with = "fail_on")]
    exit_zero: bool,
}

impl GateArgs {
    /// What was typed.
    pub(super) fn typed(&self) -> Option<FailOn> {
        self.fail_on.or(self.exit_zero.then_some(FailOn::Never))
    }
}

#[derive(clap::Args)]
pub(super) struct SnapshotArgs {
    #[command(flatten)]
    connection: ConnectionArgs,
}

impl ReconcileArgs {
    /// Refuses what cannot be done.
    pub(super) fn validated(&mut self) -> Result<(), String> {
        self.format.validated()?;
        if self.no_history && self.gate.typed() == Some(FailOn::New) {
            let what = "'--fail-on new' compares with the history, which '--no-history' leaves out";
            return Err(what.to_owned());
        }
        Ok(())
    }

    pub(super) fn arbiter(&self, environment: &Environment) -> bool {
        !self.no_server_arbiter && environment.config().server_arbiter.unwrap_or(true)
    }
}

/// `reconcile snapshot`: records and catalog in one file.
pub(super) fn snapshot(taken: &SnapshotArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let connection = settings::connection(&taken.connection, context.environment)?;
    let text = {
        let spinner = Spinner::start(Detail::Normal);
        pipeline::snapshot(&connection, Timestamp::now(), &spinner)?
    };
    context.write(&text)?;
    Ok(Exit::Agrees)
}

pub(super) fn run(args: &ReconcileArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let environment = context.environment;
    let gate = settings::fail_on(args.gate.typed(), environment);
    if gate == FailOn::New && args.no_history {
        return Err(CliError::NewWithoutHistory);
    }
    let request = request(args, environment)?;
    // Before anything is measured: a run that cannot be kept is said at once.
    let anchors = anchors(args)?;
    check_outputs(args, environment)?;
    let mut history = if args.no_history {
        None
    } else {
        Some(context.history(&args.history, Mode::Write)?)
    };
    if let Some(history) = &history {
        history.hold_against(&anchors)?;
    }
    let known = match &history {
        Some(history) => history.answers()?,
        None => Answers::default(),
    };
    let mut measured = {
        let spinner = Spinner::start(args.detail.get());
        pipeline::run(&request, &known, &spinner)?
    };
    deadline::answering();
    measured.report.run.by = Some(environment.by());
    let decisions = settings::waivers(&args.connection, environment);
    let (exit, kept) = keep(&mut measured, history.as_mut(), gate, decisions);
    let kept = kept.and_then(|()| anchor(args, history.as_ref(), &measured.report));
    show::print(&measured.report, &args.format, args.detail.get(), context)?;
    // The process ends, and with it all that it holds.
    std::mem::forget(measured.rest.take());
    let stored = &measured.inputs.files;
    if let Some(note) = project::not_stored(environment, stored, &args.apps) {
        context.console.note(&note);
    }
    kept.map(|()| exit)
}

fn request(args: &ReconcileArgs, environment: &Environment) -> Result<Request, CliError> {
    let connection = settings::connection(&args.connection, environment)?;
    let application = settings::application(&args.role, environment, &connection.source)?;
    let mut places = settings::places(&args.connection, environment)?;
    if args.search_siblings && matches!(connection.source, Source::Sqlite(_)) {
        return Err(CliError::SiblingsOfSqlite);
    }
    places.siblings |= args.search_siblings;
    Ok(Request {
        connection,
        application,
        ledger: settings::ledger(args.ledger.as_ref(), environment),
        apps: Scope::of(args.apps.clone()).apps,
        places,
        layout: settings::layout(environment),
        compare_as: args.compare_as.into(),
        stand_ins: environment.config().stand_ins.clone(),
        arbiter: args.arbiter(environment),
        keep_objects: !args.no_history,
        started_at: Timestamp::now(),
        self_check: args.detail.verbose,
        proposed: None,
        purpose: Purpose::Report,
    })
}

/// The seals that are kept elsewhere: the history that is gone on with must hold each.
fn anchors(args: &ReconcileArgs) -> Result<Vec<Anchor>, CliError> {
    match &args.anchor {
        Some(path)
            if std::fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() > 0) =>
        {
            verify::read(path)
        }
        _ => Ok(Vec::new()),
    }
}

/// Refuses to write the report over the history or the settings.
fn check_outputs(args: &ReconcileArgs, environment: &Environment) -> Result<(), CliError> {
    let history = settings::history(&args.history, environment);
    let paths = args
        .format
        .answers()
        .iter()
        .filter_map(|answer| answer.path.as_ref());
    for path in paths {
        output::spare(&history, output::HISTORY, path)?;
        if let Some(own) = &environment.config().path {
            output::spare(own, output::SETTINGS, path)?;
        }
    }
    Ok(())
}

/// Writes the seal of the run that was just stored behind those of earlier runs.
fn anchor(
    args: &ReconcileArgs,
    history: Option<&History>,
    report: &Report,
) -> Result<(), CliError> {
    let (Some(path), Some(history), Some(run)) = (&args.anchor, history, report.run.id) else {
        return Ok(());
    };
    let anchor = history.anchor(run)?.map(|anchor| format!("{anchor}\n"));
    output::append(path, &anchor.unwrap_or_default())
}

/// Judges the report against the run before it and stores it. A failure to store changes neither
/// the findings nor that they are printed.
fn keep(
    measured: &mut Measured,
    history: Option<&mut History>,
    gate: FailOn,
    decisions: Vec<Decision>,
) -> (Exit, Result<(), CliError>) {
    let today = measured
        .report
        .run
        .started_at
        .to_zoned(TimeZone::UTC)
        .date();
    let Some(history) = history else {
        let report = &mut measured.report;
        report.waive(decisions, today);
        return (Exit::of(report, gate, None), Ok(()));
    };
    let previous = match compare(measured, history) {
        Ok(previous) => previous,
        Err(error) => return (Exit::NotMeasured, Err(CliError::NotKept(error))),
    };
    let Measured { report, inputs, .. } = measured;
    report.waive(decisions, today);
    let exit = Exit::of(report, gate, previous.as_ref());
    let stored = history.store(report, inputs, exit.status());
    (exit, stored.map(|_| ()).map_err(CliError::NotKept))
}

/// What only the history can tell: what earlier runs saw of what is not there any more, the run before this one, and
/// what was edited since, in the ledger and in `django_migrations`.
fn compare(
    measured: &mut Measured,
    history: &History,
) -> Result<Option<PreviousRun>, HistoryError> {
    let there = &measured.schemas;
    let seen = if there.are_several() {
        history.schemas(&measured.report, |schema| there.lacks(schema))?
    } else {
        Vec::new()
    };
    let lost = there.lost(&seen, &measured.inputs.records);
    let Measured { report, inputs, .. } = measured;
    report.add(lost);
    pipeline::recall(report, history.sightings(report, inputs)?);
    report.add(history.edited(report, inputs)?);
    report.add(history.rewritten(report, inputs)?);
    history.compare(report)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use super::*;
    use crate::history::{Inputs, RunSelector};
    use crate::pipeline::SchemasThere;
    use crate::report::sample;

    fn measured() -> Measured {
        Measured {
            report: sample::incident(),
            inputs: Inputs::default(),
            proofs: Vec::new(),
            schemas: SchemasThere::default(),
            mendings: BTreeMap::new(),
            sizes: BTreeMap::new(),
            leaves: BTreeMap::new(),
            rest: None,
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
        let ids = |report: &Report| -> Vec<String> {
            let findings = report.findings.iter();
            findings.map(|one| one.id.clone()).collect()
        };
        assert_eq!(ids(&measured.report), ids(&sample::incident()));
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
