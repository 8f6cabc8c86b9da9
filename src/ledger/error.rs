//! Why a ledger, or one file of it, cannot be used.

use std::fmt;
use std::path::PathBuf;

/// Why a ledger cannot be used at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedgerError {
    /// There is no such folder.
    Missing {
        /// The folder.
        dir: PathBuf,
    },
    /// The folder holds no stored output.
    Empty {
        /// The folder.
        dir: PathBuf,
    },
    /// The folder, or one below it, cannot be listed.
    Unlistable {
        /// The folder.
        dir: PathBuf,
        /// What the system says.
        cause: String,
    },
    /// A folder of the ledger is a link to somewhere else.
    LeadsOutside {
        /// The link.
        path: PathBuf,
    },
    /// The manifest cannot be read.
    UnreadableManifest {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: String,
    },
    /// The manifest is not what a manifest should be.
    BrokenManifest {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
        /// What is wrong there.
        cause: String,
    },
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { dir } => write!(
                f,
                "no ledger at {}; fill it with `reconcile capture -- python manage.py` (or store \
                 what `sqlmigrate` prints), or name another folder with --ledger",
                dir.display()
            ),
            Self::Empty { dir } => write!(
                f,
                "the ledger {} holds no APP/NAME.sql; fill it with `reconcile capture -- python \
                 manage.py` (or store what `sqlmigrate` prints), or name another folder with --ledger",
                dir.display()
            ),
            Self::Unlistable { dir, cause } => {
                write!(
                    f,
                    "cannot list the ledger folder {}: {cause}; check who may read it",
                    dir.display()
                )
            }
            Self::LeadsOutside { path } => write!(
                f,
                "{} is a link out of the ledger; replace it by the files themselves",
                path.display()
            ),
            Self::UnreadableManifest { path, cause } => {
                write!(
                    f,
                    "cannot read {}: {cause}; check what it is and who may read it",
                    path.display()
                )
            }
            Self::BrokenManifest {
                path,
                line,
                column,
                cause,
            } => write!(
                f,
                "{} is broken at line {line}, column {column}: {cause}; mend it, or delete \
                 it to do without",
                path.display()
            ),
        }
    }
}

impl std::error::Error for LedgerError {}

/// Why one stored output cannot be read. The others are not affected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadProblem {
    /// It is larger than the limit.
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// It is not UTF-8.
    NotUtf8 {
        /// The first byte that is not, counted from 0.
        offset: usize,
    },
    /// It is a link out of the ledger.
    LeadsOutside,
    /// It is a folder, a pipe or a device.
    NotAFile,
    /// The system refuses.
    Io {
        /// What the system says.
        cause: String,
    },
}

impl fmt::Display for ReadProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { size, limit } => {
                write!(f, "{size} bytes are more than the limit of {limit}")
            }
            Self::NotUtf8 { offset } => {
                write!(
                    f,
                    "it is not UTF-8: byte {offset} does not fit; store it as UTF-8"
                )
            }
            Self::LeadsOutside => f.write_str("it is a link out of the ledger"),
            Self::NotAFile => f.write_str("it is not a regular file"),
            Self::Io { cause } => f.write_str(cause),
        }
    }
}
