//! The command line as clap reads it. What stands here is what was typed; `settings` adds the
//! environment and the file.

use std::ffi::OsString;

use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand, error::ErrorKind};

use super::capture::CaptureArgs;
use super::dashboard::DashboardArgs;
use super::diff::DiffArgs;
use super::explain::ExplainArgs;
use super::formats::OutputArgs;
use super::misplaced;
use super::options::DeadlineArgs;
use super::reconcile::{ReconcileArgs, SnapshotArgs};
use super::repair::RepairArgs;
use super::report::ReportArgs;
use super::runs::{PruneArgs, RunsArgs};
use super::setup::SetupCommand;
use super::show::ShowArgs;
use super::status::StatusArgs;
use super::verify::VerifyArgs;
use super::waive::WaiveArgs;

const SHORT_HELP: &str = "\
Exit status: 0 the ledger and the database agree; 1 findings; 2 it could not be measured.
`--help` says more, with examples.";

const LONG_HELP: &str = "\
Examples:
  reconcile init                        write a reconcile.toml, and say what to do next
  reconcile                             everything, as reconcile.toml says
  reconcile --app user_profile          one app
  reconcile --format json -o run.json   for a program
  reconcile --format text --format junit -o run.xml
                                        for a person, and for a CI
  reconcile --fail-on new               in CI: only what the previous run did not have
  reconcile capture -- python manage.py fill the ledger from a Django project
  reconcile runs                        what was run
  reconcile show 17                     run 17 again
  reconcile diff                        what changed since the run before
  reconcile explain shop_order          what became of a table; or of a migration: shop.0008
  reconcile explain 'relation \"shop_order\" does not exist'
                                        which migration makes what an error misses

Exit status:
  0  the ledger and the database agree
  1  there are findings at or above --fail-on
  2  it could not be measured: bad usage, no connection, no django_migrations, an empty ledger,
     a catalog that the role may not read, a run that could not be kept

Environment:
  DATABASE_URL    the database, unless --database-url or --database says otherwise
  PG*             what libpq reads (PGHOST, PGUSER, PGPASSFILE, PGSERVICE ...)
  NO_COLOR        no colours, unless --color says otherwise

Files:
  reconcile.toml  settings, looked for here and upwards to the repository's root:
                  `reconcile init` writes one in which every setting is explained";

/// Does the database hold what `django_migrations` says was done to it?
///
/// Reads the rows of `django_migrations`, replays the stored sqlmigrate output of every recorded
/// migration into the schema that should be there, compares it with the live catalog, and names
/// the migration behind each discrepancy. The database is only read.
#[derive(Parser)]
#[command(name = "reconcile", version, long_version = env!("RECONCILE_VERSION"), after_help = SHORT_HELP, after_long_help = LONG_HELP, max_term_width = 100)]
#[command(subcommand_help_heading = "Other jobs", subcommand_value_name = "JOB")]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) main: ReconcileArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
    #[command(flatten)]
    pub(super) deadline: DeadlineArgs,
}

#[derive(Subcommand)]
pub(super) enum Command {
    /// The main job by a name: `reconcile check` is `reconcile`
    Check(Box<ReconcileArgs>),
    /// One line a database, from the history: what its newest run said
    ///
    /// Of each database, schema and scope: the answer, how many findings are new, and when that was. No
    /// database is asked. Exit status: the worst that these runs gave; 2 where there is none.
    Status(StatusArgs),
    /// Write one page over all databases and histories, or serve it
    ///
    /// How things are, since when, and what nobody measured: the newest run of each database, schema and scope, what
    /// asks for a person first, with a page for each of these runs and for the last 7 days of each history. Only the
    /// histories are read.
    ///
    /// With -o DIR it is a folder of static pages, which is made where it is not there. Pages of an earlier dashboard are
    /// replaced, and no other file is touched. The pages are written whatever they say. Exit status: the worst that the
    /// newest runs gave; 1 where a history is not as it was written; 2 where one cannot be read or holds no run.
    ///
    /// With --serve the pages are served by HTTP to this machine alone.
    Dashboard(DashboardArgs),
    /// List the runs of the history, newest first
    Runs(RunsArgs),
    /// Print a stored run again
    Show(ShowArgs),
    /// Compare two runs: what is new, resolved, changed and persisting
    ///
    /// And what became of verdicts, records, stored outputs and of every object of the database. Exit
    /// status: 0 no new finding at or above --fail-on; 1 there is one; 2 nothing was compared, or the
    /// new run measured nothing.
    Diff(DiffArgs),
    /// Say what became of a table or migration, or what a finding, a word or an error means
    ///
    /// Of a name, or of the message of an error that holds one: which stored migrations make and change it,
    /// which of them are not recorded, in which runs it was wrong, and what to do. Of a finding: the evidence
    /// at length, and the queries by which it is checked by hand in psql. Without an argument it lists the
    /// words of reports. It reads the ledger and the history, and asks no database. Exit status: 0 it is
    /// known; 2 it is not.
    Explain(ExplainArgs),
    /// Write a waiver of a finding into the settings
    ///
    /// The finding is one that the newest run of its database and scope holds. The file's comments and order
    /// stay; where a waiver of the finding is there already, it says anew what is said here.
    Waive(WaiveArgs),
    /// Write the audit report over a period
    ///
    /// Which runs were made and missed, what is open and for how long, what was resolved, what was
    /// not measured, and whether the record of all that was touched: from the history alone. It is
    /// written even where that was touched, and says so first. Exit status, whatever is open: 0 it was
    /// written; 1 the history is not as it was written, or does not hold a seal of --anchor; 2 no run of
    /// the period measured anything, or there is no history that can be read.
    Report(ReportArgs),
    /// Is the history as it was written?
    ///
    /// Each run carries a seal over all that is stored of it and the seal of the run before. Exit
    /// status: 0 all seals hold; 1 the first run that was changed, taken out or put in is named;
    /// 2 nothing is sealed, or the file cannot be read.
    Verify(VerifyArgs),
    /// Take old runs out of the history
    ///
    /// The seals of the others hold, and `verify` tells how many were pruned.
    Prune(PruneArgs),
    /// Fill the ledger from a Django project, in one process
    ///
    /// Prints the SQL of every migration of the project and stores it. What was edited since it was
    /// stored is shown, and replaced only with --accept. Exit status: 0 it was stored, or --check found
    /// it so; 1 something was edited or is gone, or --check found something new; 2 nothing was captured.
    Capture(CaptureArgs),
    /// Print what would close the findings: SQL for a person to run
    ///
    /// Measures anew, and orders what mends each finding: guarded, so that it may be run again, with what it costs and
    /// what a person decides first. It only reads the database. Exit status: 0 nothing to repair; 1 there is something;
    /// 2 it could not be measured.
    ///
    /// The file is run by `psql -X -v ON_ERROR_STOP=1 -f FILE DATABASE`, and not in a single transaction: it has its own. That
    /// for an SQLite database is run by `sqlite3 DATABASE < FILE`.
    /// What is left of a migration that ran by half is made before its row is written. Where nothing is there of the last
    /// migrations of an app, the end of the file says how `migrate` runs them instead.
    Repair(RepairArgs),
    /// Write records and catalog to one file, to be reconciled elsewhere
    ///
    /// The file holds the rows of `django_migrations`, of no other table, and what the catalog says: names, defaults,
    /// comments, the text of views and functions. The password of the connection is not in it; one that stands in such a
    /// text is. Reconcile it with --database-url snapshot:FILE.
    Snapshot(SnapshotArgs),
    #[command(flatten)]
    Setup(SetupCommand),
}

/// Reads the command line.
pub(super) fn parse(arguments: &[OsString]) -> Result<Args, clap::Error> {
    let mut command = Args::command();
    command.build();
    let matches = command.clone().try_get_matches_from(arguments)?;
    let wrong = |kind, message: String| Args::command().error(kind, message);
    misplaced::refuse(&command, &matches)
        .map_err(|message| wrong(ErrorKind::ValueValidation, message))?;
    let mut args = Args::from_arg_matches(&matches)?;
    validate(&command, &matches, &mut args)
        .map_err(|message| wrong(ErrorKind::ArgumentConflict, message))?;
    Ok(args)
}

/// Reads a command line, and does nothing with it.
///
/// # Errors
///
/// What the program would print.
pub fn arguments(arguments: &[OsString]) -> Result<(), String> {
    match parse(arguments) {
        Err(error) if error.use_stderr() => Err(error.to_string()),
        _ => Ok(()),
    }
}

/// Refuses what clap cannot see.
fn validate(command: &clap::Command, matches: &ArgMatches, args: &mut Args) -> Result<(), String> {
    let Some(job) = matches.subcommand_name() else {
        return args.main.validated();
    };
    match &mut args.command {
        Some(Command::Show(show)) => show.format.validated()?,
        Some(Command::Check(main)) => main.validated()?,
        _ => {}
    }
    // An option of the main job in front of another one would be ignored in silence.
    let stray = command.get_arguments().find(|option| {
        let source = matches.value_source(option.get_id().as_str());
        source == Some(ValueSource::CommandLine) && !option.is_global_set()
    });
    match stray.and_then(clap::Arg::get_long) {
        Some(option) => Err(format!(
            "the option '--{option}' cannot stand in front of '{job}', only after it or not at all"
        )),
        None if args.output.several && !["show", "check"].contains(&job) => Err(format!(
            "'{job}' prints one answer, and takes one '--output'"
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(arguments: &[&str]) -> String {
        let all = ["reconcile"].iter().chain(arguments);
        let all: Vec<OsString> = all.map(OsString::from).collect();
        parse(&all)
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn an_option_of_the_main_job_is_not_ignored_before_another_one() {
        assert!(
            refused(&["--app", "x", "runs"]).contains("'--app' cannot stand in front of 'runs'")
        );
        assert!(refused(&["--database-url", "x", "show"]).contains("'--database-url'"));
        assert!(refused(&["--history", "f", "runs"]).contains("'--history'"));
        assert!(refused(&["-q", "show"]).contains("'--quiet'"));
        assert_eq!(refused(&["-o", "f", "runs"]), "");
        assert_eq!(refused(&["runs", "--history", "f"]), "");
        assert_eq!(refused(&["snapshot", "--database-url", "x", "-o", "f"]), "");
    }

    #[test]
    fn a_job_offers_no_option_that_does_nothing_there() {
        for wrong in [
            &["snapshot", "--ledger", "l"][..],
            &["snapshot", "--format", "json"],
            &["snapshot", "--history", "f"],
            &["snapshot", "-v"],
            &["runs", "-q"],
            &["show", "--app", "x"],
        ] {
            assert!(refused(wrong).contains("unexpected argument"), "{wrong:?}");
        }
    }

    #[test]
    fn new_findings_need_a_history() {
        assert!(refused(&["--fail-on", "new", "--no-history"]).contains("'--no-history'"));
    }

    #[test]
    fn a_run_is_named_by_a_word_or_a_number() {
        assert!(
            refused(&["show", "yesterday"])
                .contains("a run is `latest`, `previous`, a number, a day")
        );
        assert_eq!(refused(&["show", "17"]), "");
    }
}
