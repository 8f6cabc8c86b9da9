//! Why the program could not do what it was asked.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::duration::words;
use super::unknown::{Unknown, near_to};
use crate::history::{Held, HistoryError};
use crate::io_error::reason;
use crate::ledger::LedgerError;
use crate::ledger::capture::{CaptureError, StoreError};
use crate::pipeline::PipelineError;
use crate::report::explain;
use crate::report::words::list;

/// Why the program could not do what it was asked.
#[derive(Debug)]
pub(super) enum CliError {
    /// The working folder is gone or may not be read.
    NoFolder(io::Error),
    /// The system gives no second thread.
    NoThread(io::Error),
    /// The time of the run was over.
    TimedOut { doing: String, after: Duration },
    /// The settings could not be read.
    ConfigRead { path: PathBuf, source: io::Error },
    /// A period that ends before it begins.
    NoPeriod,
    /// A rhythm that is no time.
    NoSchedule,
    /// The file of anchors could not be read.
    AnchorRead { path: PathBuf, source: io::Error },
    /// A line of the file of anchors is none.
    NoAnchor { path: PathBuf, line: usize },
    /// The report would be written over the history.
    OutputIsHistory { path: PathBuf },
    /// The settings hold something else than settings.
    ConfigParse {
        path: PathBuf,
        line: usize,
        message: String,
    },
    /// The settings hold a word that means nothing there.
    ConfigWord {
        path: PathBuf,
        line: usize,
        unknown: Unknown,
    },
    /// The settings hold a password where it would be printed.
    ConfigPassword { path: PathBuf, line: usize },
    /// What is to be written is there already.
    Exists { path: PathBuf },
    /// The manual has no such page.
    UnknownJob { job: String, known: Vec<String> },
    /// The settings name no such database.
    UnknownDatabase {
        alias: String,
        known: Vec<String>,
        path: Option<PathBuf>,
    },
    /// What was given is not a database URL; none where it may be nothing but a password.
    NotAUrl { shown: Option<String> },
    /// A SQLite file as the database.
    SqliteTarget,
    /// A gate that needs a history, without one.
    NewWithoutHistory,
    /// A search path that no role has.
    PathWithoutRole,
    /// The sight of a role, in a snapshot.
    RoleOfSnapshot,
    /// What is to be explained is no word and no id.
    UnknownWord { word: String },
    /// The ids of several findings begin so.
    SeveralFindings { prefix: String, held: Vec<Held> },
    /// Nothing could be captured.
    Capture(CaptureError),
    /// What was captured could not be written.
    Store(StoreError),
    /// The ledger that is to be filled cannot be read.
    Ledger(LedgerError),
    /// Nothing could be measured.
    Pipeline(PipelineError),
    /// The history could not be used.
    History(HistoryError),
    /// The run was measured and printed, but not kept.
    NotKept(HistoryError),
    /// The answer could not be written as JSON.
    Json(serde_json::Error),
    /// The answer could not be written.
    Write {
        path: Option<PathBuf>,
        source: io::Error,
    },
}

impl From<PipelineError> for CliError {
    fn from(error: PipelineError) -> Self {
        Self::Pipeline(error)
    }
}

impl From<HistoryError> for CliError {
    fn from(error: HistoryError) -> Self {
        Self::History(error)
    }
}

impl From<CaptureError> for CliError {
    fn from(error: CaptureError) -> Self {
        Self::Capture(error)
    }
}

impl From<serde_json::Error> for CliError {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error)
    }
}

impl CliError {
    /// What to do about it.
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            // The wording of a ledger's error says what to do.
            Self::NoFolder(_) | Self::NoThread(_) | Self::Json(_) | Self::Ledger(_) => None,
            Self::TimedOut { .. } => {
                Some("see what keeps it waiting, or give it more time with --timeout".into())
            }
            Self::NoPeriod => Some("name an earlier --since, or a later --until".into()),
            Self::NoSchedule => Some("write every = \"1d\", \"12h\" or \"1w\"".into()),
            Self::AnchorRead { .. } => {
                Some("name a file that --anchor of the main job wrote".into())
            }
            Self::NoAnchor { .. } => Some(
                "a line is `reconcile anchor: run N sha256:...`, as --anchor of the main job wrote it".into(),
            ),
            Self::ConfigRead { .. } => Some("make the file readable, or move it away".into()),
            Self::ConfigParse { .. } => {
                Some("the file that `reconcile init` writes explains every setting".into())
            }
            Self::ConfigWord { unknown, .. } => Some(unknown.advice()),
            Self::ConfigPassword { .. } => Some(
                "a database is named by url = \"...\" below [databases.ALIAS], where ALIAS is a short name".into(),
            ),
            Self::Exists { .. } => Some("edit it, or name another file with -o FILE".into()),
            Self::UnknownJob { job, known } => Some(near_to(job, known)),
            Self::UnknownDatabase { known, .. } if known.is_empty() => {
                Some("add [databases.ALIAS] with its url to reconcile.toml".into())
            }
            Self::UnknownDatabase { known, .. } => Some(format!("it names {}", list(known))),
            Self::NotAUrl { .. } => {
                Some("use postgres://USER@HOST/DATABASE, a key=value DSN, or snapshot:PATH".into())
            }
            Self::SqliteTarget => Some("name a PostgreSQL database, or snapshot:PATH".into()),
            Self::NewWithoutHistory => Some("name another gate with --fail-on".into()),
            Self::PathWithoutRole => Some("name the role too, with --as-role".into()),
            Self::RoleOfSnapshot => Some("name a server, or leave out --as-role".into()),
            Self::UnknownWord { word } => Some(near(word)),
            Self::SeveralFindings { .. } => Some("write more of the digits".into()),
            Self::Capture(error) => error.hint(),
            Self::Store(_) => Some("name a folder that you may write with --ledger".into()),
            Self::Pipeline(error) => error.hint(),
            Self::History(error) | Self::NotKept(error) => Some(error.hint().to_owned()),
            Self::Write { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
                Some("make room, or name another place with -o FILE".into())
            }
            Self::OutputIsHistory { .. } => Some("name another file with -o FILE".into()),
            Self::Write { .. } => Some("name a place that you may write with -o FILE".into()),
        }
    }
}

/// The words that look like it, else all of them.
fn near(word: &str) -> String {
    let near = explain::nearest(word);
    if near.is_empty() {
        let words: Vec<&str> = explain::topics().iter().map(|topic| topic.word).collect();
        return format!("the words are {}", list(&words));
    }
    format!(
        "did you mean {}? `reconcile explain` lists all",
        near.join(" or ")
    )
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFolder(source) => {
                write!(f, "the working folder cannot be read: {}", reason(source))
            }
            Self::NoThread(source) => {
                write!(f, "there is no thread to work on: {}", reason(source))
            }
            Self::TimedOut { doing, after } => write!(
                f,
                "the run was ended after {}, the time of --timeout: it was still {doing}",
                words(*after)
            ),
            Self::NoPeriod => f.write_str("the period ends before it begins"),
            Self::NoSchedule => f.write_str("[report] every of reconcile.toml is no time"),
            Self::AnchorRead { path, source } => {
                write!(
                    f,
                    "cannot read the anchor {}: {}",
                    path.display(),
                    reason(source)
                )
            }
            Self::OutputIsHistory { path } => {
                write!(
                    f,
                    "{} is the history, and not to be written over",
                    path.display()
                )
            }
            Self::NoAnchor { path, line } => at(f, path, *line, &"this is no anchor"),
            Self::ConfigRead { path, source } => {
                write!(f, "{} cannot be read: {}", path.display(), reason(source))
            }
            Self::ConfigParse {
                path,
                line,
                message,
            } => at(f, path, *line, message),
            Self::ConfigWord {
                path,
                line,
                unknown,
            } => at(f, path, *line, unknown),
            Self::ConfigPassword { path, line } => at(
                f,
                path,
                *line,
                &"this holds a password, and would be printed",
            ),
            Self::Exists { path } => {
                write!(f, "{} is there already, and stays as it is", path.display())
            }
            Self::UnknownJob { job, .. } => write!(f, "there is no job '{job}'"),
            Self::UnknownDatabase { alias, path, .. } => {
                unknown_database(f, alias, path.as_deref())
            }
            Self::NotAUrl { shown: Some(shown) } => write!(f, "'{shown}' is not a database URL"),
            Self::NotAUrl { shown: None } => {
                write!(f, "what was given as the URL of a database is none")
            }
            Self::SqliteTarget => write!(f, "this release cannot read SQLite databases"),
            Self::NewWithoutHistory => write!(
                f,
                "fail_on = \"new\" compares with the history, which --no-history leaves out"
            ),
            Self::PathWithoutRole => {
                write!(
                    f,
                    "--search-path is that of the application's role, and no role is named"
                )
            }
            Self::RoleOfSnapshot => write!(f, "a snapshot holds no roles and no privileges"),
            Self::UnknownWord { word } => write!(
                f,
                "'{word}' is no kind, verdict, cause or sort of evidence, and no id of a finding (4 to 16 hexadecimal \
                 digits)"
            ),
            Self::SeveralFindings { prefix, held } => several(f, prefix, held),
            Self::Capture(error) => write!(f, "{error}"),
            Self::Store(error) => write!(f, "{error}"),
            Self::Ledger(error) => write!(f, "{error}"),
            Self::Pipeline(error) => write!(f, "{error}"),
            Self::History(error) => write!(f, "{error}"),
            Self::NotKept(error) => write!(f, "the run was not kept: {error}"),
            Self::Json(source) => write!(f, "the answer cannot be written as JSON: {source}"),
            Self::Write { path, source } => unwritten(f, path.as_deref(), source),
        }
    }
}

fn unknown_database(f: &mut fmt::Formatter<'_>, alias: &str, path: Option<&Path>) -> fmt::Result {
    match path {
        Some(path) => write!(f, "{} names no database '{alias}'", path.display()),
        None => write!(
            f,
            "there is no reconcile.toml that could name the database '{alias}'"
        ),
    }
}

fn unwritten(f: &mut fmt::Formatter<'_>, path: Option<&Path>, source: &io::Error) -> fmt::Result {
    let why = reason(source);
    match path {
        Some(path) => write!(f, "{} could not be written: {why}", path.display()),
        None => write!(f, "standard output could not be written: {why}"),
    }
}

/// Each finding that is meant, or may be.
fn several(f: &mut fmt::Formatter<'_>, prefix: &str, held: &[Held]) -> fmt::Result {
    let line = |one: &Held| format!("{} {} in run {}", one.id, one.what, one.run);
    let lines: Vec<String> = held.iter().map(line).collect();
    let lines = lines.join("; ");
    write!(f, "several findings begin with {prefix}: {lines}")
}

/// What is wrong in a file, after the line that it is in.
fn at(
    f: &mut fmt::Formatter<'_>,
    path: &Path,
    line: usize,
    what: &dyn fmt::Display,
) -> fmt::Result {
    write!(f, "{}:{line}: {what}", path.display())
}

impl std::error::Error for CliError {}
