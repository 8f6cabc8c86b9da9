//! The file on the disk: where it is, what it begins with, and what lies beside it.

use std::fmt::Write as _;
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::error::{Problem, SqliteError};
use crate::io_error::reason;
use crate::regular_file::{self, Unfit};

/// How every such file begins (<https://www.sqlite.org/fileformat2.html>).
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// The bytes that say what is in it.
const HEADER: usize = 100;

/// A database file.
#[derive(Debug)]
pub(super) struct DatabaseFile {
    /// Where it really is.
    pub path: PathBuf,
    /// Whether it keeps a log (WAL) instead of a journal.
    pub logs: bool,
    /// The version of SQLite that wrote it last, as a number: 3045001.
    pub version: i32,
    stamp: Stamp,
}

/// What is another as soon as somebody wrote into the file.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
    #[cfg(unix)]
    number: u64,
}

impl DatabaseFile {
    /// Finds it.
    ///
    /// # Errors
    /// It is not there, or is no database.
    pub(super) fn find(named: &Path) -> Result<Self, SqliteError> {
        let fail = |path: &Path, problem| SqliteError {
            path: std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
            problem,
        };
        let path = fs::canonicalize(named).map_err(|error| fail(named, unreadable(&error)))?;
        let stamp = Stamp::of(&path).map_err(|error| fail(named, unreadable(&error)))?;
        let begin = begin(&path).map_err(|error| fail(named, unreadable(&error)))?;
        for ending in ["-journal", "-wal", "-shm"] {
            let name = beside(&path, ending);
            match regular_file::check(&name) {
                // SQLite would wait for it.
                Err(error) if Unfit::of(&error).is_some() => {
                    return Err(fail(&name, unreadable(&error)));
                }
                // What else hinders SQLite it says itself.
                Ok(()) | Err(_) => {}
            }
        }
        if begin.is_empty() && size(&path, "-wal") == 0 {
            return Err(fail(named, Problem::Empty));
        }
        if !begin.starts_with(MAGIC) || begin.len() < HEADER {
            return Err(fail(named, Problem::NotSqlite));
        }
        Ok(Self {
            logs: begin[19] == 2,
            version: match i32::from_be_bytes([begin[96], begin[97], begin[98], begin[99]]) {
                // It was not written down before 3.7.0.
                0 => rusqlite::version_number(),
                written => written,
            },
            path,
            stamp,
        })
    }

    /// The error that tells of it.
    pub(super) fn error(&self, problem: Problem) -> SqliteError {
        SqliteError {
            path: self.path.clone(),
            problem,
        }
    }

    /// Whether its log holds what is not yet in the file.
    pub(super) fn has_log(&self) -> bool {
        size(&self.path, "-wal") > 0
    }

    /// Whether somebody has it open by its log, or ended without taking that away.
    pub(super) fn is_shared(&self) -> bool {
        ["-wal", "-shm"]
            .iter()
            .all(|ending| beside(&self.path, ending).exists())
    }

    /// Whether a journal lies beside it by which a transaction may have to be taken back.
    pub(super) fn has_journal(&self) -> bool {
        size(&self.path, "-journal") > 0
    }

    /// Whether nobody wrote into the file since it was found.
    pub(super) fn is_as_found(&self) -> bool {
        Stamp::of(&self.path).is_ok_and(|now| now == self.stamp)
    }

    /// The URI by which SQLite opens it (<https://www.sqlite.org/uri.html>): whatever its name is, it chooses nothing.
    pub(super) fn uri(&self, options: &str) -> String {
        let mut uri = String::from("file:");
        for byte in self.path.as_os_str().as_encoded_bytes() {
            // Writing into a String cannot fail.
            let _ = match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                    write!(uri, "{}", char::from(*byte))
                }
                other => write!(uri, "%{other:02x}"),
            };
        }
        uri + "?" + options
    }
}

impl Stamp {
    fn of(path: &Path) -> io::Result<Self> {
        let found = fs::metadata(path)?;
        Ok(Self {
            size: found.len(),
            modified: found.modified().ok(),
            #[cfg(unix)]
            number: std::os::unix::fs::MetadataExt::ino(&found),
        })
    }
}

/// The first bytes.
fn begin(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(HEADER);
    let file = regular_file::open(path)?;
    file.take(HEADER as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn size(path: &Path, ending: &str) -> u64 {
    fs::metadata(beside(path, ending)).map_or(0, |found: Metadata| found.len())
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

pub(super) fn unreadable(error: &io::Error) -> Problem {
    match error.kind() {
        ErrorKind::NotFound => Problem::NotThere,
        _ => Problem::NotReadable {
            reason: reason(error),
        },
    }
}
