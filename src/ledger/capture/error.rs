//! Why nothing could be captured.

use std::fmt;
use std::time::Duration;

use crate::migration::MigrationKey;

/// Why nothing could be captured. The ledger is as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaptureError {
    /// Nothing says how `manage.py` is called.
    NoCommand,
    /// The command cannot be run.
    NotRun {
        /// Its program.
        program: String,
        /// Whether there is no such program.
        missing: bool,
        /// What the system says.
        cause: String,
    },
    /// The command ended before the script was done.
    Broke {
        /// How it ended.
        status: String,
        /// How many migrations it had printed.
        printed: usize,
        /// Its last lines.
        said: Vec<String>,
    },
    /// The command was ended, as its time was over.
    TooLong {
        /// How long it had.
        after: Duration,
        /// How many migrations it had printed.
        printed: usize,
        /// Its last lines.
        said: Vec<String>,
    },
    /// What it prints is not what the script prints.
    Nonsense {
        /// What is wrong with it.
        cause: String,
    },
    /// A label or name that is no plain name.
    Name {
        /// The migration.
        migration: MigrationKey,
    },
    /// The project has no migration to print.
    NoMigration {
        /// The apps that have migrations.
        apps: Vec<String>,
    },
    /// A release of Django that the script does not know.
    Release {
        /// The release.
        found: String,
    },
    /// The settings name no such database.
    Alias {
        /// Those that they name.
        known: String,
    },
    /// No such apps, or none with migrations.
    App {
        /// Their labels.
        unknown: String,
    },
    /// The settings say nothing that Django could connect to.
    Unconfigured {
        /// What Django says.
        said: String,
    },
    /// Django cannot connect.
    Connection {
        /// What the driver says.
        said: String,
    },
    /// The project's migrations cannot be loaded.
    Graph {
        /// What Django says.
        said: String,
    },
    /// The scratch database holds something.
    NotEmpty {
        /// The first table, or other relation, of it.
        found: String,
    },
    /// The test database is there already.
    TestDatabase {
        /// Its name.
        name: String,
    },
    /// Only PostgreSQL's `migrate` is recorded.
    Vendor {
        /// The sort of database.
        found: String,
    },
    /// A migration fails.
    Migration {
        /// Which one, and what was raised.
        said: String,
    },
    /// `migrate` did not run all migrations.
    Unmigrated {
        /// The first that it did not run.
        first: String,
    },
    /// The script failed.
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
            Self::Migration { .. } => "`manage.py migrate` on an empty database must work first",
            Self::Unmigrated { .. } => {
                "look for MIGRATE = False in the settings of the test database"
            }
            Self::Failed { .. } => "-v shows all that the command says",
        };
        Some(hint.to_owned())
    }
}

impl fmt::Display for CaptureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCommand => f.write_str("nothing says how manage.py is called"),
            Self::NotRun { program, cause, .. } => write!(f, "cannot run {program}: {cause}"),
            Self::Broke {
                status,
                printed,
                said,
            } => {
                write!(f, "the command ended with {status}")?;
                broke(f, *printed, said)
            }
            Self::TooLong {
                after,
                printed,
                said,
            } => {
                write!(
                    f,
                    "the command was ended after {after:?}, the time of --timeout,"
                )?;
                broke(f, *printed, said)
            }
            Self::Nonsense { cause } => write!(
                f,
                "the command printed a line that begins as ours do and cannot be read: {cause}"
            ),
            Self::Name { migration } => write!(
                f,
                "{migration} cannot be stored: its label or name is no plain name of a file"
            ),
            Self::NoMigration { .. } => f.write_str("the project has no migration to print"),
            Self::Release { found } => write!(f, "Django {found} is too old"),
            Self::Alias { .. } => f.write_str("the project's settings name no such database"),
            Self::App { unknown } => {
                write!(f, "the project has no app with migrations called {unknown}")
            }
            Self::Unconfigured { said } => {
                write!(f, "the project's database is not configured: {said}")
            }
            Self::Connection { said } => write!(f, "Django cannot connect: {said}"),
            Self::Graph { said } => write!(f, "the project's migrations cannot be loaded: {said}"),
            Self::NotEmpty { found } => {
                write!(f, "the scratch database is not empty: it holds {found}")
            }
            Self::TestDatabase { name } => {
                write!(
                    f,
                    "the test database {name} is there already, and would be destroyed"
                )
            }
            Self::Vendor { found } => {
                write!(
                    f,
                    "what migrate executes is recorded on PostgreSQL only, and this is {found}"
                )
            }
            Self::Migration { said } => write!(f, "migrate failed at {said}"),
            Self::Unmigrated { first } => write!(f, "migrate did not run {first}"),
            Self::Failed { said } => write!(f, "the script failed in the project: {said}"),
        }
    }
}

fn broke(f: &mut fmt::Formatter<'_>, printed: usize, said: &[String]) -> fmt::Result {
    match printed {
        0 => f.write_str(" and printed no migration")?,
        _ => write!(f, " after {printed} migrations")?,
    }
    let Some((last, rest)) = said.split_last() else {
        return Ok(());
    };
    // Of a traceback the last line says what is wrong.
    let traceback = said.iter().any(|line| line.starts_with("  File "));
    let said = if traceback {
        [std::slice::from_ref(last), rest].concat()
    } else {
        said.to_vec()
    };
    write!(f, "; it said last: {}", said.join(" | "))
}

impl std::error::Error for CaptureError {}
