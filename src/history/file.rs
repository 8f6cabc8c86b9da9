//! The file itself: made for its owner alone, because findings tell what a database looks like.
//!
//! Its layout is made once, and held against what the file says of itself whenever it is opened. Nothing in the file is
//! trusted to be what it was when it was made: a trigger would write something else than it is given, a view or a
//! generated column would answer something else than is stored. They are switched off, and a file that holds any is
//! not read.

use std::fmt::Write as _;
use std::fs::DirBuilder;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::History;
use super::error::{Fault, HistoryError, Problem};
use super::rows::{self, Found};
use crate::regular_file::{self, Unfit};

/// Makes the file, and the folder that it lives in, if they are not there. What is there already
/// keeps its mode.
///
/// The file is filled by `fill` under another name and appears whole: SQLite does not wait for
/// other processes while a file becomes a WAL file, so that two of them must never meet there.
pub(super) fn create(
    path: &Path,
    fill: impl FnOnce(&Path) -> Result<(), HistoryError>,
) -> Result<(), HistoryError> {
    if path.exists() {
        return Ok(());
    }
    let fail = |error| Problem::NotMade(error).at(path);
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let is_new = !folder.exists();
    folder_for_owner().create(folder).map_err(fail)?;
    if is_new
        && folder.file_name()
            == Path::new(super::DEFAULT_PATH)
                .parent()
                .and_then(Path::file_name)
    {
        // Nothing of it belongs in a repository. That this cannot be said does no harm.
        let _ = std::fs::write(folder.join(".gitignore"), "*\n");
    }
    // Its mode is 0600, as every temporary file's.
    let draft = tempfile::Builder::new()
        .prefix(".history-")
        .tempfile_in(folder)
        .map_err(fail)?;
    fill(draft.path()).map_err(|error| error.problem.at(path))?;
    match draft.persist_noclobber(path) {
        Err(error) if error.error.kind() != ErrorKind::AlreadyExists => Err(fail(error.error)),
        // Another process was faster: its file is as good.
        Err(_) | Ok(_) => Ok(()),
    }
}

/// Refuses what SQLite would wait for: it and its journals are regular files, where they are there.
pub(super) fn check(path: &Path) -> Result<(), HistoryError> {
    for ending in ["", "-journal", "-wal", "-shm"] {
        let name = beside(path, ending);
        match regular_file::check(&name) {
            Err(error) if Unfit::of(&error).is_some() => {
                return Err(Problem::NotReadable(error).at(&name));
            }
            // What else hinders it SQLite says itself.
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// Whether the log beside `path` holds what is not yet in the file.
pub(super) fn has_log(path: &Path) -> bool {
    std::fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0)
}

/// Whether a rollback journal lies beside `path`. A history is a WAL file and leaves none; by one that others
/// put there SQLite would change the file, and may remove another (`pager_delsuper` of `pager.c`).
pub(super) fn has_journal(path: &Path) -> bool {
    std::fs::symlink_metadata(beside(path, "-journal")).is_ok()
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The URI by which SQLite opens `path` without locks and without files beside it
/// (<https://www.sqlite.org/uri.html>).
pub(super) fn unchanging(path: &Path) -> String {
    let mut uri = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        // Writing into a String cannot fail.
        let _ = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                write!(uri, "{}", char::from(*byte))
            }
            other => write!(uri, "%{other:02x}"),
        };
    }
    uri + "?immutable=1"
}

fn folder_for_owner() -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

const LAYOUT: &str = include_str!("layout.sql");

/// The version of the layout. Versions 1 to 3 were never released.
const VERSION: i64 = 4;

/// Marks a SQLite file as a history: the letters `rcnc`.
const APPLICATION_ID: i64 = 0x7263_6e63;

/// Switches off what a file could bring to life by itself.
pub(super) fn distrust(connection: &Connection) -> rusqlite::Result<()> {
    for (setting, on) in [
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
    ] {
        connection.set_db_config(setting, on)?;
    }
    connection.pragma_update(None, "cell_size_check", true)
}

impl History {
    /// Makes the layout where the file is empty, and refuses every other file that is no history of this
    /// release.
    pub(super) fn lay_out(&self) -> Result<(), HistoryError> {
        if self.state()? == State::Empty {
            self.attempt(Self::fill)?;
        }
        Ok(())
    }

    /// Whether the file holds a history of this release, whatever was done to it since, or nothing.
    pub(super) fn state(&self) -> Result<State, HistoryError> {
        // In one transaction: between two of the questions another process may make the file.
        self.attempt(|history| Marks::read(&*history.connection.unchecked_transaction()?)?.state())
    }

    fn fill(&self) -> Found<()> {
        let transaction = self.begin()?;
        // Another process may have been faster.
        if Marks::read(&transaction)?.state()? == State::Empty {
            transaction.execute_batch(LAYOUT)?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
        }
        transaction.commit()?;
        Ok(self.connection.pragma_update(None, "journal_mode", "wal")?)
    }
}

/// What of a file tells whose it is.
struct Marks {
    application: i64,
    version: i64,
    objects: i64,
}

/// What a file is to this release, where it is not refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Empty,
    History,
}

impl Marks {
    fn read(connection: &Connection) -> Found<Self> {
        let number =
            |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
        Ok(Self {
            application: number("application_id")?,
            version: number("user_version")?,
            objects: rows::value(connection, "SELECT count(*) FROM sqlite_schema", [])?,
        })
    }

    fn state(&self) -> Found<State> {
        match (self.application, self.version) {
            (APPLICATION_ID, VERSION) => Ok(State::History),
            (APPLICATION_ID, version) if version > VERSION => Err(Problem::Newer {
                version,
                known: VERSION,
            }),
            (APPLICATION_ID, version) => Err(Problem::Older { version }),
            (0, 0) if self.objects == 0 => Ok(State::Empty),
            (_, _) => Err(Problem::Foreign),
        }
    }
}

/// One object as SQLite lists it: type, name, the table that it belongs to, and the words that made it.
type Listed = (String, String, String, Option<String>);

/// What of the layout is not as it was made: an object that is there, gone or another.
pub(super) fn fault(connection: &Connection) -> Found<Option<Fault>> {
    let made = Connection::open_in_memory()?;
    made.execute_batch(LAYOUT)?;
    let (due, there) = (listed(&made)?, listed(connection)?);
    let strange = there.iter().find(|object| !due.contains(object));
    let missing = due.iter().find(|object| !there.contains(object));
    let fault = |(sort, name, ..): &Listed| Fault::Layout {
        what: format!("{sort} {name}"),
    };
    let several = (there.len() != due.len()).then(|| Fault::Layout {
        what: "its list of tables".to_owned(),
    });
    Ok(strange.or(missing).map(fault).or(several))
}

fn listed(connection: &Connection) -> Found<Vec<Listed>> {
    let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name";
    rows::all(connection, sql, [])
}
