//! From a Django project to a ledger: a script that runs in the project prints all migrations in one
//! process, and what it prints is held against what is stored.
//!
//! [`print`] runs the project's own command. [`compare()`] is pure and says what is new, edited or gone.
//! [`store`] writes, each file whole or not at all. App labels and names of migrations come from the
//! project, and only those that are plain names choose a path.

mod compare;
mod error;
mod name;
mod process;
mod record;
mod script;
mod store;
mod vendor;

use std::ffi::OsString;
use std::time::Duration;

pub use compare::{Change, Comparison, Edit, Fate, Kept, compare};
pub use error::CaptureError;
pub use process::Listener;
pub use record::{Address, Printed, Project};
pub use store::{StoreError, store};

/// By which way the stored outputs come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// What `manage.py sqlmigrate` prints, byte for byte.
    Sqlmigrate,
    /// The same code with one running project state, as `migrate` has it.
    Plan,
    /// What `migrate` executes on an empty scratch database.
    Migrate,
    /// What `migrate` executes on the database that the project's test runner makes.
    TestRun,
}

impl Way {
    /// Its word, in the manifest and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sqlmigrate => "sqlmigrate",
            Self::Plan => "plan",
            Self::Migrate => "migrate",
            Self::TestRun => "test-run",
        }
    }
}

/// What is to be printed. It may hold a password, so it has no `Debug`.
#[derive(Clone)]
pub struct Request {
    /// How the project's `manage.py` is called: a program and its first arguments.
    pub command: Vec<OsString>,
    /// By which way.
    pub way: Way,
    /// The labels of the apps; all where there is none.
    pub apps: Vec<String>,
    /// The alias of the database in the project's settings.
    pub alias: String,
    /// How long the command may take; none is for ever.
    pub timeout: Option<Duration>,
    /// The address of the scratch database, for [`Way::Migrate`].
    pub scratch: Option<String>,
}

/// What a project printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Captured {
    /// What is true of all migrations.
    pub project: Project,
    /// By which way.
    pub way: Way,
    /// The migrations, in the order of `migrate`.
    pub migrations: Vec<Printed>,
}

/// Runs the project's command and reads what it prints, telling `listener` of each migration.
///
/// # Errors
///
/// The command cannot be run or ends before it is done, the project refuses, or what it prints is not
/// what the script prints.
pub fn print(request: &Request, listener: &mut dyn Listener) -> Result<Captured, CaptureError> {
    let marker = script::marker();
    let argument = script::argument(request, &marker);
    let command = process::command(&request.command, &argument)?;
    let mut reader = record::Reader::new(request.way);
    let secret = request.scratch.as_deref();
    let ended = process::run(command, secret, request.timeout, &marker, &mut |line| {
        let read = reader.read(line, listener);
        read.map_err(Box::new)
    })?;
    reader.finish(ended)
}
