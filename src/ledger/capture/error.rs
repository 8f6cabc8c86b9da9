//! Why nothing could be captured.

use std::path::PathBuf;
use std::time::Duration;

use crate::migration::MigrationKey;

/// Why nothing could be captured. The ledger is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaptureError {
    /// Nothing says how `manage.py` is called.
    #[error("nothing says how manage.py is called")]
    NoCommand,
    /// The command cannot be run.
    #[error("cannot run {program}: {cause}")]
    NotRun {
        /// Its program.
        program: String,
        /// Whether there is no such program.
        missing: bool,
        /// What the system says.
        cause: String,
    },
    /// The command ended before the script was done.
    #[error("the command ended with {status}{}", broke(*.printed, .said))]
    Broke {
        /// How it ended.
        status: String,
        /// How many migrations it had printed.
        printed: usize,
        /// Its last lines.
        said: Vec<String>,
    },
    /// The command was ended, as its time was over.
    #[error("the command was ended after {after:?}, the time of --timeout,{}", broke(*.printed, .said))]
    TooLong {
        /// How long it had.
        after: Duration,
        /// How many migrations it had printed.
        printed: usize,
        /// Its last lines.
        said: Vec<String>,
    },
    /// What it prints is not what the script prints.
    #[error("the command printed a line that begins as ours do and cannot be read: {cause}")]
    Nonsense {
        /// What is wrong with it.
        cause: String,
    },
    /// A label or name that is no plain name.
    #[error("{migration} cannot be stored: its label or name is no plain name of a file")]
    Name {
        /// The migration.
        migration: MigrationKey,
    },
    /// The project has no migration to print.
    #[error("the project has no migration to print")]
    NoMigration {
        /// The apps that have migrations.
        apps: Vec<String>,
    },
    /// A release of Django that the script does not know.
    #[error("Django {found} is too old")]
    Release {
        /// The release.
        found: String,
    },
    /// The settings name no such database.
    #[error("the project's settings name no such database")]
    Alias {
        /// Those that they name.
        known: String,
    },
    /// No such apps, or none with migrations.
    #[error("the project has no app with migrations called {unknown}")]
    App {
        /// Their labels.
        unknown: String,
    },
    /// The settings say nothing that Django could connect to.
    #[error("the project's database is not configured: {said}")]
    Unconfigured {
        /// What Django says.
        said: String,
    },
    /// Django cannot connect.
    #[error("Django cannot connect: {said}")]
    Connection {
        /// What the driver says.
        said: String,
    },
    /// The project's migrations cannot be loaded.
    #[error("the project's migrations cannot be loaded: {said}")]
    Graph {
        /// What Django says.
        said: String,
    },
    /// The scratch database holds something.
    #[error("the scratch database is not empty: it holds {found}")]
    NotEmpty {
        /// The first table, or other relation, of it.
        found: String,
    },
    /// The test database is there already.
    #[error("the test database {name} is there already, and would be destroyed")]
    TestDatabase {
        /// Its name.
        name: String,
    },
    /// Only PostgreSQL's `migrate` is recorded.
    #[error("what migrate executes is recorded on PostgreSQL only, and this is {found}")]
    Vendor {
        /// The sort of database.
        found: String,
    },
    /// The ledger is of another vendor.
    #[error("{} was captured on {of}, and these settings are of {printed}", .ledger.display())]
    OtherVendor {
        /// Its folder.
        ledger: PathBuf,
        /// What it is of.
        of: String,
        /// What the project printed for.
        printed: String,
        /// A folder for that.
        other: Option<PathBuf>,
    },
    /// A migration fails.
    #[error("migrate failed at {said}")]
    Migration {
        /// Which one, and what was raised.
        said: String,
    },
    /// `migrate` did not run all migrations.
    #[error("migrate did not run {first}")]
    Unmigrated {
        /// The first that it did not run.
        first: String,
    },
    /// The script failed.
    #[error("the script failed in the project: {said}")]
    Failed {
        /// What was raised.
        said: String,
    },
}

impl CaptureError {
    /// The error for a word of the script's.
    pub(super) fn refused(reason: &str, said: &str) -> Self {
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        match reason {
            "release" => Self::Release { found: said },
            "alias" => Self::Alias { known: said },
            "app" => Self::App { unknown: said },
            "unconfigured" => Self::Unconfigured { said },
            "connection" => Self::Connection { said },
            "graph" => Self::Graph { said },
            "not_empty" => Self::NotEmpty { found: said },
            "test_database" => Self::TestDatabase { name: said },
            "vendor" => Self::Vendor { found: said },
            "migration" => Self::Migration { said },
            "unmigrated" => Self::Unmigrated { first: said },
            _ => Self::Failed { said },
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoCommand => "end with how you call it: reconcile capture -- python manage.py",
            Self::NotRun { missing: true, .. } => {
                "name the program as your shell would find it: -- python manage.py, \
                 -- poetry run python manage.py, -- docker compose run --rm web python manage.py"
            }
            Self::NotRun { .. } => return None,
            Self::Broke { said, .. } if said.is_empty() => {
                "run the same command with `shell -c 'print(1)'` behind it: it must print 1"
            }
            Self::Broke { .. } => "run the same command with `check` behind it",
            Self::TooLong { .. } => {
                "see what keeps it waiting, or give it more time with --timeout"
            }
            Self::Nonsense { .. } => "let nothing cut or change the lines that the command prints",
            Self::Name { .. } => "rename it to letters, digits, `_` and `-`",
            Self::NoMigration { apps } if apps.is_empty() => {
                "look whether INSTALLED_APPS and MIGRATION_MODULES of these settings are the right ones"
            }
            Self::NoMigration { .. } => "name another --app, or none",
            Self::Release { .. } => "Django 3.2 or newer is needed",
            Self::Alias { known } => return Some(format!("the settings name {known}")),
            Self::App { .. } => {
                "an app's label is the last part of its name, unless its AppConfig says otherwise"
            }
            Self::Unconfigured { .. } => {
                "name the settings that have DATABASES in DJANGO_SETTINGS_MODULE"
            }
            Self::Connection { .. } => {
                "Django prints SQL for the server that it is connected to: start it; an empty database is enough"
            }
            Self::Graph { .. } => "`manage.py showmigrations` must work first",
            Self::NotEmpty { .. } => "make a new database, and name it with --scratch-url",
            Self::TestDatabase { .. } => {
                "drop it if nobody uses it, or name a scratch database: --source migrate --scratch-url URL"
            }
            Self::Vendor { .. } => "--source plan prints for it",
            Self::OtherVendor {
                other: Some(other), ..
            } => return Some(format!("name another folder: --ledger {}", other.display())),
            Self::OtherVendor { other: None, .. } => "name another folder with --ledger DIR",
            Self::Migration { .. } => "`manage.py migrate` on an empty database must work first",
            Self::Unmigrated { .. } => {
                "look for MIGRATE = False in the settings of the test database"
            }
            Self::Failed { .. } => "-v shows all that the command says",
        };
        Some(hint.to_owned())
    }
}

fn broke(printed: usize, said: &[String]) -> String {
    let done = match printed {
        0 => " and printed no migration".to_owned(),
        _ => format!(" after {printed} migrations"),
    };
    let Some((last, rest)) = said.split_last() else {
        return done;
    };
    // Of a traceback the last line says what is wrong.
    let traceback = said.iter().any(|line| line.starts_with("  File "));
    let said = if traceback {
        [std::slice::from_ref(last), rest].concat()
    } else {
        said.to_vec()
    };
    format!("{done}; it said last: {}", said.join(" | "))
}
