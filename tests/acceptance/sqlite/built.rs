//! The Django project of `tests/sqlite`, migrated into a file, and each migration printed just before.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::support::cli::Tool;
use crate::support::django::{builder, python_on_file};
use crate::support::report::Report;

/// The releases of Django that run on the Python of the other tests, and those that need a newer one.
const RELEASES: [&str; 5] = ["3.2", "4.2", "5.2", "6.0", "6.1"];

const RUN: &str = "
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.create_function('REGEXP', 2, lambda pattern, text: None, deterministic=True)
connection.executescript(sys.argv[2])
";

/// What a release made of the project.
pub(super) struct Built {
    pub(super) release: &'static str,
    dir: TempDir,
}

static ALL: LazyLock<Vec<Built>> =
    LazyLock::new(|| RELEASES.into_iter().filter_map(Built::by).collect());

/// By each release that is there.
pub(super) fn all() -> &'static [Built] {
    &ALL
}

/// By the release of the other tests.
pub(super) fn usual() -> &'static Built {
    let found = ALL.iter().find(|built| built.release == "5.2");
    found.expect("the release of the other tests")
}

pub(super) fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sqlite")
}

/// The command, which has to end well; what it writes to standard output.
pub(super) fn succeed(command: &mut Command) -> String {
    let out = command
        .output()
        .expect("Python of target/test-env: run tests/run");
    let stderr = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{command:?}\n{stderr}");
    String::from_utf8(out.stdout).expect("UTF-8")
}

impl Built {
    fn by(release: &'static str) -> Option<Self> {
        let built = Self {
            release,
            dir: TempDir::new().expect("a temporary folder"),
        };
        let mut command = python_on_file(release, &built.database())?;
        command.args([&builder(), &project(), &built.ledger()]);
        command.arg("--owners").arg(built.owners());
        succeed(&mut command);
        Some(built)
    }

    pub(super) fn database(&self) -> PathBuf {
        self.dir.path().join("db.sqlite3")
    }

    /// What `sqlmigrate` printed just before each migration was applied.
    pub(super) fn ledger(&self) -> PathBuf {
        self.dir.path().join("ledger")
    }

    /// Which migration set what, as a look after each saw it.
    pub(super) fn owners(&self) -> PathBuf {
        self.dir.path().join("owners.json")
    }

    /// A copy of the database, to be damaged.
    pub(super) fn copy(&self) -> Copy {
        let dir = TempDir::new().expect("a temporary folder");
        let file = dir.path().join("db.sqlite3");
        fs::copy(self.database(), &file).expect("a copy");
        Copy { _dir: dir, file }
    }
}

/// A database that a test may damage.
pub(super) struct Copy {
    _dir: TempDir,
    pub(super) file: PathBuf,
}

impl Copy {
    /// Runs statements, by Python: `REGEXP` is a function that Django makes.
    pub(super) fn run(&self, sql: &str) {
        let mut command = python_on_file("5.2", &self.file).expect("the usual Python");
        succeed(command.args(["-c", RUN]).arg(&self.file).arg(sql));
    }
}

pub(super) fn tool(database: &Path, ledger: &Path) -> Tool {
    let file = database.to_str().expect("a plain path");
    Tool::new(&format!("sqlite:{file}"), ledger)
}

/// The report on a file, whatever it comes to.
pub(super) fn report(database: &Path, ledger: &Path, args: &[&str]) -> Report {
    let args = [&["--no-history", "--fail-on", "never"], args].concat();
    tool(database, ledger).report(&args, 0)
}
