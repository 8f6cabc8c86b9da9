//! Why the program could not do what it was asked.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::options::words;
use super::unknown::{Unknown, near_to};
use super::unnamed::how_to_name;
use crate::history::{Held, HistoryError, Problem};
use crate::io_error::reason;
use crate::ledger::LedgerError;
use crate::ledger::capture::{CaptureError, StoreError};
use crate::pipeline::story::Told;
use crate::pipeline::{PipelineError, Place};
use crate::report::explain;
use crate::report::words::list;

/// Why the program could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    #[error("the working folder cannot be read: {}", reason(.0))]
    NoFolder(io::Error),
    #[error("there is no thread to work on: {}", reason(.0))]
    NoThread(io::Error),
    #[error("the run was ended after {}, the time of --timeout: it was still {doing}", words(*.after))]
    TimedOut { doing: String, after: Duration },
    #[error("{} cannot be read: {}", path.display(), reason(source))]
    ConfigRead { path: PathBuf, source: io::Error },
    #[error("the period ends before it begins")]
    NoPeriod,
    #[error("[report] every of reconcile.toml is no time")]
    NoSchedule,
    #[error("cannot read the anchor {}: {}", path.display(), reason(source))]
    AnchorRead { path: PathBuf, source: io::Error },
    #[error("{}:{line}: this is no anchor", path.display())]
    NoAnchor { path: PathBuf, line: usize },
    #[error("{} {what}, and is not to be written over", path.display())]
    OutputIsOurs { path: PathBuf, what: &'static str },
    #[error("{}:{line}: {message}", path.display())]
    ConfigParse {
        path: PathBuf,
        line: usize,
        message: String,
    },
    #[error("{}:{line}: {unknown}", path.display())]
    ConfigWord {
        path: PathBuf,
        line: usize,
        unknown: Unknown,
    },
    #[error("{}:{line}: this holds a password, and would be printed", path.display())]
    ConfigPassword { path: PathBuf, line: usize },
    #[error("the dashboard is written to a folder or served: one of the two")]
    DashboardNowhere,
    #[error("{address} can be reached from other machines, and there is no password and no TLS")]
    Remote { address: SocketAddr },
    #[error("the dashboard cannot be served at {address}: {}", reason(source))]
    NotServed {
        address: SocketAddr,
        source: io::Error,
    },
    #[error("{} is no page of an earlier dashboard, and stays as it is", path.display())]
    NoPage { path: PathBuf },
    #[error("{} is there already, and stays as it is", path.display())]
    Exists { path: PathBuf },
    #[error("there is no job '{job}'")]
    UnknownJob { job: String, known: Vec<String> },
    #[error("{} database '{alias}'", who_names(path.as_deref()))]
    UnknownDatabase {
        alias: String,
        known: Vec<String>,
        path: Option<PathBuf>,
    },
    /// Without what was given where that may be nothing but a password.
    #[error("{}", not_a_url(shown.as_deref()))]
    NotAUrl { shown: Option<String> },
    #[error("an SQLite database in memory holds nothing that another program could read")]
    SqliteInMemory,
    #[error("an SQLite database is a file, and has no host")]
    SqliteHost,
    #[error("an SQLite database has one schema, which is called main")]
    SchemaOfSqlite,
    #[error("an SQLite database has no roles and no search path")]
    RoleOfSqlite,
    #[error("an SQLite database is a file, and has no other databases of its server")]
    SiblingsOfSqlite,
    #[error("fail_on = \"new\" compares with the history, which --no-history leaves out")]
    NewWithoutHistory,
    #[error("--search-path is that of the application's role, and no role is named")]
    PathWithoutRole,
    #[error("a snapshot holds no roles and no privileges")]
    RoleOfSnapshot,
    #[error(
        "this is no kind, verdict, cause or sort of evidence, no id of a finding (4 to 16 hexadecimal digits), no name, and \
         no message of an error that names something: {}",
        in_short(word)
    )]
    UnknownWord { word: String },
    #[error(
        "the message names neither the table nor the foreign key, as SQLite does not know them where it says that"
    )]
    NamesNothing,
    #[error(
        "no stored migration {} \"{}\"",
        if *migration { "is or makes" } else { "makes" },
        in_short(word)
    )]
    UnknownName {
        word: String,
        /// Whether it may be the name of a migration.
        migration: bool,
        told: Box<Told>,
    },
    #[error("{day} is over: the waiver would waive nothing")]
    WaiverOver { day: jiff::civil::Date },
    #[error(
        "finding {id} ({what}) is in run {run}, and not in run {newest}, the newest of its database: there is nothing to waive"
    )]
    Resolved {
        id: String,
        what: String,
        run: u64,
        newest: u64,
    },
    #[error("no database is named: neither by --database-url or --database, nor by DATABASE_URL, {}, nor by a variable PG*", settings_file(path.as_deref()))]
    NoDatabase {
        path: Option<PathBuf>,
        /// Whether a `manage.py` is in the folder.
        is_project: bool,
    },
    #[error("'{job}' reads no settings, and takes no --config")]
    ConfigOfNothing { job: String },
    #[error("a migration is of one schema, and the plan is of {}", list(schemas))]
    SeveralSchemas { schemas: Vec<String> },
    #[error("--format django is for PostgreSQL, and this is SQLite")]
    MigrationOfSqlite,
    #[error("--check tells, and prints no plan")]
    CheckIsNoPlan,
    #[error("no finding and no run is called '{}'", in_short(word))]
    NoFindingOrRun { word: String },
    #[error(
        "the history holds no run of {}{}",
        named(places),
        held_instead(others)
    )]
    NoRunHere {
        places: Vec<Place>,
        /// Of which databases it holds some.
        others: Vec<String>,
    },
    #[error("several findings begin with {prefix}: {}", each(held))]
    SeveralFindings { prefix: String, held: Vec<Held> },
    #[error(transparent)]
    Capture(#[from] CaptureError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    #[error(transparent)]
    History(#[from] HistoryError),
    /// The run was measured and printed.
    #[error("the run was not kept: {0}")]
    NotKept(HistoryError),
    #[error("the answer cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the statements of {} could not be read: {}", path.display(), reason(source))]
    Statements { path: PathBuf, source: io::Error },
    #[error("{} could not be written: {}", file_or_stdout(path.as_deref()), reason(source))]
    Write {
        path: Option<PathBuf>,
        source: io::Error,
    },
}

impl CliError {
    /// Whether the history is not there, or holds no such run.
    pub(super) const fn is_no_run(&self) -> bool {
        match self {
            Self::NoRunHere { .. } => true,
            Self::History(error) => matches!(error.problem, Problem::NotThere),
            _ => false,
        }
    }

    /// What to do about it.
    pub(super) fn hint(&self) -> Option<String> {
        let fixed = match self {
            Self::ConfigWord { unknown, .. } => return Some(unknown.advice()),
            Self::UnknownJob { job, known } => return Some(near_to(job, known)),
            Self::UnknownWord { word } => return Some(near(word)),
            Self::UnknownName { word, told, .. } => return Some(near_name(word, told)),
            Self::UnknownDatabase { known, .. } if !known.is_empty() => {
                return Some(format!("it names {}", list(known)));
            }
            Self::Capture(error) => return error.hint(),
            Self::Pipeline(error) => return error.hint(),
            // The wording of a ledger's error says what to do.
            Self::NoFolder(_) | Self::NoThread(_) | Self::Json(_) | Self::Ledger(_) => return None,
            Self::History(error) | Self::NotKept(error) => error.hint(),
            Self::TimedOut { .. } => {
                "see what keeps it waiting, or give it more time with --timeout"
            }
            Self::NamesNothing => {
                "name the table that was written to; `PRAGMA foreign_key_check;` in what runs SQL lists the rows that are there \
                 and point at nothing"
            }
            Self::WaiverOver { .. } => "name a later day with --expires",
            Self::Resolved { .. } => "run `reconcile` again if it should be there",
            Self::NoRunHere { places, .. } if places.is_empty() => {
                "`reconcile status` without --here tells of every database that the history has runs of"
            }
            Self::NoRunHere { .. } => "run `reconcile` to look at it, and to keep what it finds",
            Self::NoDatabase { path, is_project } => {
                return Some(how_to_name(path.is_some(), *is_project));
            }
            Self::ConfigOfNothing { .. } => "leave it out",
            Self::NoPeriod => "name an earlier --since, or a later --until",
            Self::NoSchedule => "write every = \"1d\", \"12h\" or \"1w\"",
            Self::AnchorRead { .. } => "name a file that --anchor of the main job wrote",
            Self::NoAnchor { .. } => {
                "a line is `reconcile anchor: run N sha256:...`, as --anchor of the main job wrote it"
            }
            Self::ConfigRead { .. } => "make the file readable, or move it away",
            Self::ConfigParse { .. } => {
                "the file that `reconcile init` writes explains every setting"
            }
            Self::ConfigPassword { .. } => {
                "a database is named by url = \"...\" below [databases.ALIAS], where ALIAS is a short name"
            }
            Self::Exists { .. } => "edit it, or name another file with -o FILE",
            Self::DashboardNowhere => "name a folder with -o DIR, or say --serve",
            Self::Remote { .. } => "say --allow-remote if that is meant",
            Self::NotServed { .. } => "name another port: --serve 0 takes any that is free",
            Self::NoPage { .. } => "move it away, or name another folder with -o DIR",
            Self::UnknownDatabase { .. } => "add [databases.ALIAS] with its url to reconcile.toml",
            Self::NotAUrl { .. } => {
                "use postgres://USER@HOST/DATABASE, a key=value DSN, sqlite:PATH, or snapshot:PATH"
            }
            Self::SqliteInMemory => "name its file: sqlite:PATH",
            Self::SqliteHost => {
                "write sqlite:PATH, or sqlite:///PATH with three slashes (four, where PATH begins with one)"
            }
            Self::SchemaOfSqlite => "leave out --schema and --all-schemas",
            Self::SiblingsOfSqlite => "leave out --search-siblings",
            Self::RoleOfSqlite => "leave out --as-role and --search-path",
            Self::NewWithoutHistory => "name another gate with --fail-on",
            Self::PathWithoutRole => "name the role too, with --as-role",
            Self::RoleOfSnapshot => "name a server, or leave out --as-role",
            Self::SeveralSchemas { .. } => "name one of them with --schema, or take --format sql",
            Self::MigrationOfSqlite => "take --format sql",
            Self::CheckIsNoPlan => "leave out --format, or take --format json",
            Self::NoFindingOrRun { .. } => {
                "name a finding by the first digits of its id (at least four), or a run: latest, a number, a day"
            }
            Self::SeveralFindings { .. } => "write more of the digits",
            Self::Store(_) => "name a folder that you may write with --ledger",
            Self::Statements { .. } => "name a file of SQL, or - for standard input",
            Self::OutputIsOurs { .. } => "name another file with -o FILE",
            Self::Write { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
                "make room, or name another place with -o FILE"
            }
            Self::Write { .. } => "name a place that you may write with -o FILE",
        };
        Some(fixed.to_owned())
    }
}

/// `shop at a:5432 or b:5432`; of a snapshot it is known once it is read.
fn named(places: &[Place]) -> String {
    let Some(first) = places.first() else {
        return "a snapshot, which does not say before it is read of which database it is"
            .to_owned();
    };
    let addresses: Vec<&str> = places.iter().map(|it| &*it.address).collect();
    format!("{} at {}", first.database, either(&addresses))
}

/// What to hold it against: it may be the same database by another name.
fn held_instead(others: &[String]) -> String {
    match others {
        [] => String::new(),
        others => format!("; it holds runs of {}", list(others)),
    }
}

/// So much of what was asked is repeated.
const SHOWN: usize = 120;

/// The beginning of the first line.
fn in_short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let mut short: String = line.chars().take(SHOWN).collect();
    if short.len() < text.trim_end().len() {
        short.push_str(" ...");
    }
    short
}

/// The words and names that look like it, and what may make it.
fn near_name(word: &str, told: &Told) -> String {
    let mut near = explain::nearest(word);
    near.extend(told.near.iter().map(String::as_str));
    let makers = makers(word, told);
    if near.is_empty() {
        return makers;
    }
    format!("did you mean {}? If not, {makers}", either(&near))
}

/// What may make it, else why nothing is known that does.
fn makers(word: &str, told: &Told) -> String {
    let mut said = Vec::new();
    if !told.mentioned.is_empty() {
        said.push(format!("the ledger names it in {}", list(&told.mentioned)));
    }
    let unstored: Vec<String> = told.unstored.iter().map(ToString::to_string).collect();
    match unstored.as_slice() {
        [] => {}
        [only] if only.starts_with(word) => said.push(format!(
            "{only} is recorded and has no stored output: `reconcile capture` stores what it does"
        )),
        [only] => said.push(format!(
            "{only} is recorded and has no stored output: it may make it, and `reconcile capture` stores what it does"
        )),
        several => said.push(format!(
            "{} are recorded and have no stored output: one of them may make it, and `reconcile capture` stores what \
             they do",
            list(several)
        )),
    }
    if said.is_empty() {
        return "what makes it is not stored (`reconcile capture`), not written (`makemigrations`), or a RunPython"
            .to_owned();
    }
    said.join("; ")
}

/// The words that look like it, else all of them. A message names a thing, and is no word.
fn near(word: &str) -> String {
    let near = explain::nearest(word);
    if !near.is_empty() {
        let near = either(&near);
        return format!("did you mean {near}? `reconcile explain` lists all");
    }
    if word.contains(char::is_whitespace) {
        return "name the table or the migration; `reconcile explain` lists the words".to_owned();
    }
    let words: Vec<&str> = explain::topics().iter().map(|topic| topic.word).collect();
    format!("the words are {}", list(&words))
}

/// `a`, `a or b`, `a, b or c`.
fn either(names: &[&str]) -> String {
    match names {
        [most @ .., last] if !most.is_empty() => format!("{} or {last}", most.join(", ")),
        names => names.concat(),
    }
}

fn who_names(path: Option<&Path>) -> String {
    match path {
        Some(path) => format!("{} names no", path.display()),
        None => "there is no reconcile.toml that could name the".to_owned(),
    }
}

fn not_a_url(shown: Option<&str>) -> String {
    match shown {
        Some(shown) => format!("'{shown}' is not a database URL"),
        None => "what was given as the URL of a database is none".to_owned(),
    }
}

fn settings_file(path: Option<&Path>) -> String {
    match path {
        Some(path) => format!("[databases.default] of {}", path.display()),
        None => "a reconcile.toml, which was not found here or above".to_owned(),
    }
}

fn file_or_stdout(path: Option<&Path>) -> String {
    path.map_or_else(
        || "standard output".to_owned(),
        |path| path.display().to_string(),
    )
}

/// Each finding that is meant, or may be.
fn each(held: &[Held]) -> String {
    let line = |one: &Held| format!("{} {} in run {}", one.id, one.what, one.run);
    held.iter().map(line).collect::<Vec<_>>().join("; ")
}
