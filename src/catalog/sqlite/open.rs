//! How a file is opened: to be read and nothing else, and so that nothing of what it says comes to life.

use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::error::{Problem, SqliteError};
use super::file::DatabaseFile;

/// The longest text or row that is taken, in bytes: no statement that makes a table has that.
const LONGEST: i32 = 16 << 20;

/// After how many steps of SQLite's machine it is looked at the clock.
const STEPS: i32 = 1_000;

/// How it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// With SQLite's locks, which keep writers of a journal away meanwhile.
    Locked,
    /// With the locks of a log, beside which writers go on.
    Logged,
    /// Without locks, as a file that nobody changes: whether nobody did is looked at afterwards. SQLite makes
    /// two files beside one that keeps a log, and a reader leaves them there.
    Unchanging,
}

impl Way {
    /// How a file is read first.
    pub(super) fn of(file: &DatabaseFile) -> Self {
        if file.has_log() || file.is_shared() {
            Self::Logged
        } else if file.logs && !file.has_journal() {
            Self::Unchanging
        } else {
            Self::Locked
        }
    }

    /// What SQLite says of a file that is read in this way.
    pub(super) fn refused(
        self,
        file: &DatabaseFile,
        error: &rusqlite::Error,
        patience: Option<Duration>,
    ) -> SqliteError {
        file.error(match error.sqlite_error_code() {
            // It can neither open nor make the files of the log.
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly) if self == Self::Logged => {
                Problem::Unmerged
            }
            _ => Problem::of(error, patience.unwrap_or_default()),
        })
    }

    fn options(self) -> &'static str {
        match self {
            Self::Locked | Self::Logged => "mode=ro",
            Self::Unchanging => "mode=ro&immutable=1",
        }
    }
}

/// Opens it; each question and lock is waited for `patience` at most, all in all. None is no limit.
pub(super) fn open(
    file: &DatabaseFile,
    way: Way,
    patience: Option<Duration>,
) -> Result<Connection, SqliteError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let opened = Connection::open_with_flags(file.uri(way.options()), flags).and_then(|mut it| {
        distrust(&it)?;
        limit(&mut it, patience)?;
        Ok(it)
    });
    opened.map_err(|error| way.refused(file, &error, patience))
}

fn distrust(connection: &Connection) -> rusqlite::Result<()> {
    for (setting, on) in [
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, false),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
    ] {
        connection.set_db_config(setting, on)?;
    }
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cell_size_check", true)
}

fn limit(connection: &mut Connection, patience: Option<Duration>) -> rusqlite::Result<()> {
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.set_limit(Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 1)?;
    let Some(patience) = patience else {
        return connection.busy_timeout(Duration::from_millis(i32::MAX.unsigned_abs().into()));
    };
    connection.busy_timeout(patience)?;
    let begun = Instant::now();
    let is_over = move || begun.elapsed() > patience;
    connection.progress_handler(STEPS, Some(is_over))
}
