//! The binary, run in a clean environment and an empty folder.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use super::frozen;
use super::report::Report;

/// Another binary than the one that was built with the tests.
const BINARY: &str = "RECONCILE_TEST_BINARY";

/// A place to run the tool from, with nothing of the developer's machine in it.
pub(crate) struct Tool {
    home: TempDir,
    settings: Vec<String>,
}

/// What one run left behind.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Tool {
    pub(crate) fn new(database_url: &str, ledger: &Path) -> Self {
        let ledger = ledger.to_str().expect("a plain path");
        Self {
            home: TempDir::new().expect("a temporary folder"),
            settings: ["--database-url", database_url, "--ledger", ledger]
                .map(String::from)
                .into(),
        }
    }

    /// A tool that is told nothing: what it works on comes from its environment.
    pub(crate) fn bare() -> Self {
        Self {
            home: TempDir::new().expect("a temporary folder"),
            settings: Vec::new(),
        }
    }

    /// The folder that the tool runs in, where its history lands.
    pub(crate) fn dir(&self) -> &Path {
        self.home.path()
    }

    /// Where the history lands unless told otherwise.
    pub(crate) fn history(&self) -> PathBuf {
        self.dir().join(".reconcile/history.sqlite3")
    }

    /// The command with database and ledger set; the caller adds the rest.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = self.plain(args);
        command.args(&self.settings);
        command
    }

    /// The command with nothing set, for subcommands that need neither database nor ledger.
    pub(crate) fn plain(&self, args: &[&str]) -> Command {
        let built = env!("CARGO_BIN_EXE_reconcile");
        let mut command = Command::new(env::var_os(BINARY).unwrap_or_else(|| built.into()));
        command
            .env_clear()
            .env("HOME", self.dir())
            .current_dir(self.dir())
            .stdin(Stdio::null())
            .args(args);
        command
    }

    /// Runs to the end, and checks what holds for every run whatever happened.
    pub(crate) fn run(&self, args: &[&str]) -> Outcome {
        Outcome::of(&mut self.command(args))
    }

    /// Runs a subcommand that reads the history alone.
    pub(crate) fn run_plain(&self, args: &[&str]) -> Outcome {
        Outcome::of(&mut self.plain(args))
    }

    /// Runs to the end, with standard output going where the caller says.
    pub(crate) fn run_into(&self, args: &[&str], stdout: impl Into<Stdio>) -> Outcome {
        Outcome::of(self.command(args).stdout(stdout))
    }

    /// Runs with `--format json`, expects `status` and a silent stderr, and reads the report.
    pub(crate) fn report(&self, args: &[&str], status: i32) -> Report {
        let args = [args, &["--format", "json"]].concat();
        let report = self.run(&args).report(status);
        if let [_, url, _, ledger] = &self.settings[..] {
            frozen::keep_more(self, url, ledger);
        }
        report
    }
}

impl Outcome {
    /// The JSON report on stdout, after a run that ended with `status` and a silent stderr.
    pub(crate) fn report(&self, status: i32) -> Report {
        assert_eq!(self.status, Some(status), "{self:#?}");
        assert_eq!(self.stderr, "");
        Report::parse(&self.stdout)
    }

    /// Runs the command; a panic of the tool fails the test, whatever its exit status.
    pub(crate) fn of(command: &mut Command) -> Self {
        let outcome = Self::run(command);
        frozen::keep(command, &outcome, &[]);
        outcome
    }

    /// The same, and nothing of it is kept.
    pub(super) fn run(command: &mut Command) -> Self {
        Self::from(command.output().expect("the binary"))
    }
}

/// A panic of the tool fails the test, whatever its exit status.
impl From<Output> for Outcome {
    fn from(out: Output) -> Self {
        let outcome = Self {
            status: out.status.code(),
            stdout: String::from_utf8(out.stdout).expect("UTF-8 on stdout"),
            stderr: String::from_utf8(out.stderr).expect("UTF-8 on stderr"),
        };
        assert!(!outcome.stderr.contains("panicked"), "{}", outcome.stderr);
        outcome
    }
}
