//! The command line as clap reads it. What stands here is what was typed; `settings` adds the
//! environment and the file.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;
use clap::{CommandFactory, Parser, Subcommand, ValueEnum, error::ErrorKind};
use serde::Deserialize;

use super::deadline::DeadlineArgs;
use super::duration::duration;
use super::formats::{OutputArgs, ReportFormats};
use super::help::{LONG_HELP, SHORT_HELP};
use super::prune::PruneArgs;
use super::report::ReportArgs;
use super::role::SightArgs;
use super::setup::SetupCommand;
use super::verify::VerifyArgs;
use crate::history::RunSelector;

/// Does the database hold what `django_migrations` says was done to it?
///
/// Reads the rows of `django_migrations`, replays the stored sqlmigrate output of every recorded
/// migration into the schema that should be there, compares it with the live catalog, and names
/// the migration behind each discrepancy. The database is only read.
#[derive(Parser)]
#[command(version, long_version = env!("RECONCILE_VERSION"), after_help = SHORT_HELP, after_long_help = LONG_HELP, max_term_width = 100)]
#[command(subcommand_help_heading = "Other jobs", disable_help_subcommand = true)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// Judge and print only this app (may be given several times)
    ///
    /// The whole ledger is replayed all the same: what other apps did to the schema counts.
    #[arg(long = "app", value_name = "LABEL", value_parser = NonEmptyStringValueParser::new())]
    pub(super) apps: Vec<String>,
    /// The folder of stored sqlmigrate outputs [default: ledgers]
    ///
    /// Holds LABEL/MIGRATION.sql for each migration, as `python manage.py sqlmigrate` printed it.
    #[arg(long, value_name = "DIR")]
    pub(super) ledger: Option<PathBuf>,
    /// Neither read nor keep a history
    #[arg(long, conflicts_with = "file")]
    pub(super) no_history: bool,
    /// Write the seal of this run behind those in FILE, to be kept where nobody can change it
    ///
    /// In a ticket, a git tag, a mail: `reconcile verify --anchor FILE` then proves that the history
    /// was not written anew since.
    #[arg(long, value_name = "FILE", conflicts_with = "no_history")]
    pub(super) anchor: Option<PathBuf>,
    /// Look for what is missing in every other database of the server too
    ///
    /// Those that the role may connect to, Django's test database first. Without it what is missing
    /// is looked for in every schema of the database, and in the other databases of reconcile.toml.
    #[arg(long)]
    pub(super) search_siblings: bool,
    /// Do not ask the server whether two spellings are one expression or query
    ///
    /// What the texts alone do not decide is put to the server as EXPLAIN, which plans and executes
    /// nothing. Without it, and with a snapshot, such expressions stay undecided.
    #[arg(long)]
    pub(super) no_server_arbiter: bool,
    /// Exit with 1 from this on [default: error]
    #[arg(long, value_name = "S", value_enum)]
    pub(super) fail_on: Option<FailOn>,
    #[command(flatten)]
    pub(super) connection: ConnectionArgs,
    #[command(flatten)]
    pub(super) sight: SightArgs,
    #[command(flatten)]
    pub(super) history: HistoryArgs,
    #[command(flatten)]
    pub(super) format: ReportFormats,
    #[command(flatten)]
    pub(super) detail: DetailArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
    #[command(flatten)]
    pub(super) deadline: DeadlineArgs,
}

/// Which database, and how it is asked.
#[derive(clap::Args, Default)]
#[command(next_help_heading = "Database")]
pub(super) struct ConnectionArgs {
    /// The database: postgres://..., a key=value DSN, or snapshot:PATH
    ///
    /// Without it: --database, then the environment's `DATABASE_URL`, then reconcile.toml, then
    /// libpq's PG* variables.
    #[arg(long, value_name = "URL", conflicts_with = "database")]
    pub(super) database_url: Option<String>,
    /// A database that reconcile.toml names [default: default]
    #[arg(long, value_name = "ALIAS")]
    pub(super) database: Option<String>,
    /// The schema that migrations are expected to land in, or a pattern for several
    ///
    /// Without it: where the connection's own `search_path` finds `django_migrations` first, else
    /// public. Each schema that a pattern ('tenant_*') matches answers for its own records.
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(super) schema: Option<String>,
    /// Reconcile every schema that has a `django_migrations` of its own
    #[arg(long, conflicts_with = "schema")]
    pub(super) all_schemas: bool,
    /// How long one statement may take on the server [default: 60s]
    ///
    /// A number of seconds, or a number with ms, s or min.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(super) statement_timeout: Option<Duration>,
}

/// Where the history is.
#[derive(clap::Args, Default)]
#[command(next_help_heading = "Output and history")]
pub(super) struct HistoryArgs {
    /// The history of runs [default: .reconcile/history.sqlite3]
    #[arg(long = "history", value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
}

/// For whom the answer is printed.
#[derive(clap::Args, Default)]
#[command(next_help_heading = "Output and history")]
pub(super) struct FormatArgs {
    /// How the answer is printed [default: text]
    #[arg(long = "format", value_name = "F", value_enum)]
    chosen: Option<Format>,
}

/// How much is printed.
#[derive(clap::Args, Default)]
#[command(next_help_heading = "Output and history")]
pub(super) struct DetailArgs {
    /// Only the answer, and one line for each finding that follows from no other
    #[arg(short, long, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Every migration's verdict, evidence and equivalents too, and on a server the self-check
    #[arg(short, long)]
    pub(super) verbose: bool,
}

impl FormatArgs {
    /// The format that was asked for, or that for a person.
    pub(super) fn get(&self) -> Format {
        self.chosen.unwrap_or_default()
    }
}

#[derive(Subcommand)]
pub(super) enum Command {
    /// List the runs of the history, newest first
    Runs(RunsArgs),
    /// Print a stored run again
    Show(ShowArgs),
    /// Compare two runs: what is new, resolved, changed and persisting
    ///
    /// And what became of verdicts, records, stored outputs and of every object of the database. Exit
    /// status: 0 no new finding at or above --fail-on; 1 there is one; 2 nothing was compared, or the
    /// new run measured nothing.
    Diff(super::diff::DiffArgs),
    /// Say what a finding, or a word of the report, means and what to do
    ///
    /// Without an argument it lists the words. Of a finding it prints the evidence at length, and the
    /// queries by which it is checked by hand in psql; it asks no database itself.
    Explain(super::explain::ExplainArgs),
    /// Write the audit report over a period
    ///
    /// Which runs were made and missed, what is open and for how long, what was resolved, what was
    /// not measured, and whether the record of all that was touched: from the history alone. Exit
    /// status: 0 it was written; 1 the history was touched; 2 no run was made in the period.
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
    Capture(super::capture::CaptureArgs),
    /// Write records and catalog to one file, to be reconciled elsewhere
    ///
    /// The file holds no row of any table but `django_migrations`, and no secret. Reconcile it with
    /// --database-url snapshot:FILE.
    Snapshot(SnapshotArgs),
    #[command(flatten)]
    Setup(SetupCommand),
}

#[derive(clap::Args)]
pub(super) struct RunsArgs {
    /// List at most this many
    #[arg(short = 'n', long, value_name = "N")]
    pub(super) limit: Option<u64>,
    #[command(flatten)]
    pub(super) history: HistoryArgs,
    #[command(flatten)]
    pub(super) format: FormatArgs,
}

#[derive(clap::Args)]
pub(super) struct ShowArgs {
    /// `latest`, `previous`, a number, a day, a time, or an age: @{7d}
    #[arg(value_name = "RUN", default_value = "latest", value_parser = run_selector)]
    pub(super) run: RunSelector,
    #[command(flatten)]
    pub(super) history: HistoryArgs,
    #[command(flatten)]
    pub(super) format: ReportFormats,
    #[command(flatten)]
    pub(super) detail: DetailArgs,
}

#[derive(clap::Args)]
pub(super) struct SnapshotArgs {
    #[command(flatten)]
    pub(super) connection: ConnectionArgs,
}

/// How the answer is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For a person
    #[default]
    Text,
    /// For a program: format 1 of docs/json.md
    Json,
}

/// From which findings on the exit status is 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum FailOn {
    /// An error
    #[default]
    Error,
    /// A warning or an error
    Warning,
    /// Any finding that the previous run of the same database and scope did not have
    New,
    /// No finding
    Never,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Args {
    /// Refuses what clap cannot see: an option of the main job in front of another job, which
    /// would otherwise be ignored in silence.
    pub(super) fn validated(mut self) -> Result<Self, clap::Error> {
        let job = match &mut self.command {
            None => return self.validated_main(),
            Some(Command::Runs(_)) => "runs",
            Some(Command::Show(show)) => {
                show.format.validated()?;
                "show"
            }
            Some(Command::Diff(_)) => "diff",
            Some(Command::Explain(_)) => "explain",
            Some(Command::Report(_)) => "report",
            Some(Command::Verify(_)) => "verify",
            Some(Command::Prune(_)) => "prune",
            Some(Command::Capture(_)) => "capture",
            Some(Command::Snapshot(_)) => "snapshot",
            Some(Command::Setup(job)) => job.name(),
        };
        let stray = [
            (!self.apps.is_empty(), "--app"),
            (self.ledger.is_some(), "--ledger"),
            (self.no_history, "--no-history"),
            (self.anchor.is_some(), "--anchor"),
            (self.search_siblings, "--search-siblings"),
            (self.no_server_arbiter, "--no-server-arbiter"),
            (self.history.file.is_some(), "--history"),
            (self.format.given, "--format"),
            (self.detail.quiet, "--quiet"),
            (self.detail.verbose, "--verbose"),
            (self.fail_on.is_some(), "--fail-on"),
            (self.connection.database_url.is_some(), "--database-url"),
            (self.connection.database.is_some(), "--database"),
            (self.connection.schema.is_some(), "--schema"),
            (self.connection.all_schemas, "--all-schemas"),
            (
                self.connection.statement_timeout.is_some(),
                "--statement-timeout",
            ),
        ];
        match stray
            .iter()
            .chain(&self.sight.given())
            .find(|(given, _)| *given)
        {
            Some((_, option)) => Err(conflict(format!(
                "the option '{option}' cannot stand in front of '{job}', only after it or not at all"
            ))),
            None if self.output.several && job != "show" => Err(conflict(format!(
                "'{job}' prints one answer, and takes one '--output'"
            ))),
            None => Ok(self),
        }
    }

    fn validated_main(mut self) -> Result<Self, clap::Error> {
        self.format.validated()?;
        if self.no_history && self.fail_on == Some(FailOn::New) {
            let what = "'--fail-on new' compares with the history, which '--no-history' leaves out";
            return Err(conflict(what.to_owned()));
        }
        Ok(self)
    }
}

fn conflict(message: String) -> clap::Error {
    Args::command().error(ErrorKind::ArgumentConflict, message)
}

pub(super) fn run_selector(text: &str) -> Result<RunSelector, String> {
    RunSelector::read(text, jiff::Timestamp::now()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(arguments: &[&str]) -> String {
        let all = ["reconcile"].iter().chain(arguments);
        let parsed = Args::try_parse_from(all).and_then(Args::validated);
        parsed
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
