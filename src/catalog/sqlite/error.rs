//! Why an SQLite database cannot be read: data first, wording last.

use std::path::PathBuf;
use std::time::Duration;

use rusqlite::{ErrorCode, ffi};

/// Why an SQLite database cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the SQLite database {} {problem}", .path.display())]
pub struct SqliteError {
    /// The file, or what lies beside it.
    pub path: PathBuf,
    /// What is the matter with it.
    pub problem: Problem,
}

/// What is the matter with a database: the rest of a sentence that begins with the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// There is no such file.
    #[error("does not exist")]
    NotThere,
    /// The system refuses, or it is no regular file.
    #[error("cannot be read: {reason}")]
    NotReadable {
        /// Why.
        reason: String,
    },
    /// It has no bytes, as Django leaves it where nothing was migrated yet.
    #[error("is empty: nothing was migrated")]
    Empty,
    /// It does not begin as such a file does.
    #[error("is none, or is encrypted: it does not begin as one does")]
    NotSqlite,
    /// SQLite finds it damaged, or cannot read its schema.
    #[error(
        "is damaged, or of a newer SQLite than {}: {reason}",
        rusqlite::version()
    )]
    Malformed {
        /// What SQLite says.
        reason: String,
    },
    /// Somebody writes it for long.
    #[error("was locked by another process for {}", seconds(*.waited))]
    Locked {
        /// How long it was waited for.
        waited: Duration,
    },
    /// A transaction broke off in the middle, and only a writer may take it back.
    #[error(
        "has a journal beside it, of a transaction that broke off: until that is taken back, the file is torn"
    )]
    HotJournal,
    /// What was written last waits in its log, which cannot be read from here.
    #[error(
        "has a log beside it (its name with -wal) that holds what was written last, and can only be read by one who \
         may write its folder"
    )]
    Unmerged,
    /// It was not read in the time that one query may take.
    #[error("was not read within {}", seconds(*.waited))]
    TooSlow {
        /// How long it was tried.
        waited: Duration,
    },
    /// It holds no records.
    #[error("has no table django_migrations")]
    NoMigrationsTable,
    /// What is called so is no ordinary table.
    #[error(
        "has a django_migrations that {what}, and only an ordinary table is read: anything else would run what the file says"
    )]
    Obstructed {
        /// What it is.
        what: String,
    },
    /// SQLite refuses for another reason.
    #[error("cannot be read: {reason}")]
    Refused {
        /// What it says.
        reason: String,
    },
}

impl SqliteError {
    /// What to do about it, where the sentence itself does not say so.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self.problem {
            Problem::NotThere => {
                "a path that was typed is taken from the working folder, one of reconcile.toml from the folder of that file"
            }
            Problem::Empty | Problem::NoMigrationsTable => {
                "check the path, or run `manage.py migrate` first"
            }
            Problem::NotSqlite => {
                "check the path; an encrypted one has to be decrypted into a copy, and what `reconcile snapshot` wrote is \
                 named by snapshot:PATH"
            }
            Problem::Malformed { .. } => {
                "let `PRAGMA integrity_check` of the sqlite3 that the project uses tell more, or restore it"
            }
            Problem::Locked { .. } | Problem::TooSlow { .. } => {
                "run it again when nothing writes there, or give it more time with --statement-timeout"
            }
            Problem::HotJournal => {
                "let the application open it, or any command of manage.py that reads it: SQLite then takes it back"
            }
            Problem::Unmerged => {
                "copy the file together with its -wal into a folder that you may write, and name the copy"
            }
            Problem::Obstructed { .. } => "make it the table that Django's migrations make",
            Problem::NotReadable { .. } | Problem::Refused { .. } => return None,
        })
    }
}

impl Problem {
    /// What SQLite says, after it was asked for `waited` at most.
    pub(super) fn of(error: &rusqlite::Error, waited: Duration) -> Self {
        let rusqlite::Error::SqliteFailure(code, words) = error else {
            return Self::Refused {
                reason: error.to_string(),
            };
        };
        let reason = words.clone().unwrap_or_else(|| code.to_string());
        match (code.code, code.extended_code) {
            (ErrorCode::NotADatabase, _) => Self::NotSqlite,
            (ErrorCode::DatabaseCorrupt | ErrorCode::TooBig, _) => Self::Malformed { reason },
            (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => Self::Locked { waited },
            (ErrorCode::OperationInterrupted, _) => Self::TooSlow { waited },
            (_, ffi::SQLITE_READONLY_ROLLBACK) => Self::HotJournal,
            _ => Self::Refused { reason },
        }
    }
}

fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}
