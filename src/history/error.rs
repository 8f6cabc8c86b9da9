//! Why a history could not be used: data first, wording last.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use serde::Serialize;

use super::selector::RunSelector;
use crate::io_error::reason;
use crate::report::dashboard::Sort;
use crate::report::words::list;

/// A history that could not be used.
#[derive(Debug, thiserror::Error)]
#[error("the history {path} {problem}")]
pub struct HistoryError {
    /// The file.
    pub path: PathBuf,
    /// What is the matter with it.
    pub problem: Problem,
}

/// What is the matter with a history: the rest of a sentence that begins with the file.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// There is no history in this place yet.
    #[error("does not exist yet")]
    NotThere,
    /// The file may not be read.
    #[error("cannot be read: {}", reason(.0))]
    NotReadable(io::Error),
    /// Runs wait in the log beside the file, and its folder may not be written.
    #[error("has a log beside it that can only be read by one who may write its folder")]
    Unmerged,
    /// The file, or the folder that it lives in, could not be made.
    #[error("could not be made: {}", reason(.0))]
    NotMade(io::Error),
    /// The file is no SQLite database.
    #[error("is no SQLite database")]
    NotSqlite,
    /// The file is a SQLite database of something else.
    #[error("is a SQLite database of something else")]
    Foreign,
    /// The file was written by a newer release.
    #[error("has version {version}, and this release knows versions up to {known}")]
    Newer {
        /// The version of the file.
        version: i64,
        /// The newest version that this release knows.
        known: i64,
    },
    /// The file is of a version that was never released.
    #[error("has version {version}, from before the first release, which nothing reads any more")]
    Older {
        /// The version of the file.
        version: i64,
    },
    /// The file is not as it was written.
    #[error("is NOT as it was written: {0}")]
    Altered(#[from] Fault),
    /// A rollback journal lies beside the file: SQLite would change the file by it before it reads.
    #[error("has a rollback journal beside it, which reconcile never leaves there")]
    Journal,
    /// The file, or its folder, may not be written.
    #[error("cannot be opened for writing")]
    ReadOnly,
    /// Another process holds the file for too long.
    #[error("is locked by another process")]
    Locked,
    /// No room is left on the disk.
    #[error("finds no room on its disk")]
    Full,
    /// The file is damaged.
    #[error("is damaged")]
    Damaged,
    /// The history holds no such run.
    #[error("{}", no_such_run(.wanted, *.newest))]
    NoSuchRun {
        /// What was asked for.
        wanted: RunSelector,
        /// The newest run, if there is one.
        newest: Option<u64>,
    },
    /// The run is the first of its database, schema and scope.
    #[error("holds nothing to compare run {run} with, the first of its database, schema and scope")]
    FirstRun {
        /// The run.
        run: u64,
    },
    /// Both of two runs are this one.
    #[error("was asked to compare run {run} with itself")]
    SameRun {
        /// The run.
        run: u64,
    },
    /// Two runs are not of one database, schema and scope.
    #[error("holds runs {old} and {new}, which are not of one sort: in run {new} {}", list(.apart))]
    Apart {
        /// The run that is held against.
        old: u64,
        /// The run that is looked at.
        new: u64,
        /// What is not the same.
        apart: Vec<String>,
    },
    /// The history holds no such finding.
    #[error(
        "holds no finding {}whose id begins with {prefix}",
        .within.map_or_else(String::new, |run| format!("in its {run} "))
    )]
    NoSuchFinding {
        /// How its id begins.
        prefix: String,
        /// The run that was looked into; none for all of them.
        within: Option<RunSelector>,
    },
    /// A newer release wrote the run in a format that this one does not know.
    #[error("holds run {run} in report format {format}, which this release does not know")]
    NewerRun {
        /// The number of the run.
        run: u64,
        /// The format of its report.
        format: u64,
    },
    /// What is stored of the run is no report.
    #[error("holds a run {run} that cannot be read: {reason}")]
    UnreadableRun {
        /// The number of the run.
        run: u64,
        /// What the reader says.
        reason: String,
    },
    /// The report could not be written as JSON.
    #[error("could not take the report: {0}")]
    NotWritten(serde_json::Error),
    /// Anything else that SQLite says.
    #[error("cannot be used: {0}")]
    Sqlite(rusqlite::Error),
}

impl Problem {
    pub(super) fn at(self, path: &Path) -> HistoryError {
        HistoryError {
            path: path.to_owned(),
            problem: self,
        }
    }
}

/// Sorted by what a person can do about it.
impl From<rusqlite::Error> for Problem {
    fn from(source: rusqlite::Error) -> Self {
        if is_other_than_stored(&source) {
            return Self::Damaged;
        }
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::ReadOnly
            }
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::NotADatabase) => Self::NotSqlite,
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged,
            _ => Self::Sqlite(source),
        }
    }
}

/// Whether a value is of another type than every value that is stored here, as one in damaged pages may be.
fn is_other_than_stored(source: &rusqlite::Error) -> bool {
    matches!(
        source,
        rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..)
    )
}

impl HistoryError {
    /// What of the file is not as it was written, where that is why it could not be used; else the error as it is.
    pub(super) fn fault(self) -> Result<Fault, Self> {
        match self.problem {
            Problem::Altered(fault) => Ok(fault),
            Problem::Damaged => Ok(Fault::Damaged {
                what: "its pages do not fit together".to_owned(),
            }),
            problem => Err(problem.at(&self.path)),
        }
    }

    /// Whether the file is not as it was written.
    #[must_use]
    pub const fn is_fault(&self) -> bool {
        matches!(self.problem, Problem::Altered(_) | Problem::Damaged)
    }

    /// Which sort of reason it is that nothing is told of the history.
    #[must_use]
    pub const fn sort(&self) -> Sort {
        match self.problem {
            Problem::Altered(_) => Sort::Altered,
            Problem::Damaged => Sort::Damaged,
            Problem::NotThere => Sort::Missing,
            _ => Sort::Unreadable,
        }
    }

    /// What to do about it.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self.problem {
            Problem::NotThere => {
                "run reconcile once to begin it, or name another one with --history FILE"
            }
            Problem::Unmerged => "run `reconcile runs` once as the owner of the file",
            Problem::NotReadable(_) => {
                "run it as the owner of the file, or name another one with --history FILE"
            }
            Problem::NotMade(_) | Problem::ReadOnly => {
                "name a place that you may write with --history FILE, or use --no-history"
            }
            Problem::NotSqlite | Problem::Foreign => {
                "nothing was changed; name another file with --history FILE, or use --no-history"
            }
            Problem::Newer { .. } | Problem::NewerRun { .. } => {
                "nothing was changed; use the newer release, or another file with --history FILE"
            }
            Problem::Older { .. } => {
                "nothing was changed; move the file away to begin a new history, or use --no-history"
            }
            Problem::Altered(_) => {
                "nothing of it is believed: `reconcile verify` looks at all of it; move the file away to begin a new \
                 history, or use --no-history"
            }
            Problem::Journal => "nothing was changed; move the file that ends in -journal away",
            Problem::Locked => "wait for the other process to end, or use --no-history",
            Problem::Full => "make room, or name another disk with --history FILE",
            Problem::Damaged | Problem::Sqlite(_) | Problem::NotWritten(_) => {
                "move the file away to begin a new history, or use --no-history"
            }
            Problem::NoSuchFinding { .. } => "`reconcile show` prints the ids of a run",
            Problem::Apart { .. } => {
                "name two runs of one sort, or compare them all the same with --force"
            }
            Problem::NoSuchRun { .. }
            | Problem::UnreadableRun { .. }
            | Problem::FirstRun { .. }
            | Problem::SameRun { .. } => "`reconcile runs` lists the runs that there are",
        }
    }
}

fn no_such_run(wanted: &RunSelector, newest: Option<u64>) -> String {
    match newest {
        Some(newest) => format!("holds no {wanted}; its newest is run {newest}"),
        None => "holds no run yet".to_owned(),
    }
}

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// The file holds another table, index, view or trigger than it was made with.
    #[error("{what} is not as the file was made")]
    Layout {
        /// Which one.
        what: String,
    },
    /// SQLite finds the file damaged.
    #[error("SQLite finds it damaged: {what}")]
    Damaged {
        /// What it says.
        what: String,
    },
    /// A run was changed.
    #[error("run {run} was changed: {what}")]
    Changed {
        /// The run.
        run: u64,
        /// What of it.
        what: &'static str,
    },
    /// A run was taken out, and not by pruning.
    #[error("{}", removed(*.run, *.after))]
    Removed {
        /// The run; none where a pruning was.
        run: Option<u64>,
        /// The run before it.
        after: Option<u64>,
    },
    /// A run was put in, or has lost its seal.
    #[error("run {run} was put in: it has no seal")]
    Inserted {
        /// The run, whose number may be any.
        run: i64,
    },
    /// What a pruning says was changed.
    #[error("what was pruned {} was changed", place(*.after))]
    Pruning {
        /// The run before it.
        after: Option<u64>,
    },
    /// A text that a run needs is gone, or another one.
    #[error("the text {digest} is gone, or another one")]
    Text {
        /// Its digest.
        digest: String,
    },
    /// A text is there that no run needs.
    #[error("the text {digest} was put in: no run needs it")]
    Stray {
        /// Its digest.
        digest: String,
    },
    /// No link of the chain has the seal that was kept elsewhere.
    #[error(
        "no run has the seal of the anchor, {seal}, which was run {run}: the history was written anew since, or \
                 is another one"
    )]
    NotAnchored {
        /// The run that the seal was of.
        run: u64,
        /// The seal.
        seal: String,
    },
}

fn removed(run: Option<u64>, after: Option<u64>) -> String {
    match run {
        Some(run) => format!("run {run} was taken out, and not by pruning"),
        None => format!("something was taken out {}", place(after)),
    }
}

fn place(after: Option<u64>) -> String {
    after.map_or_else(
        || "before the first run".to_owned(),
        |run| format!("after run {run}"),
    )
}
