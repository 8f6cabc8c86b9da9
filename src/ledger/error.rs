//! Why a ledger, or one file of it, cannot be used.

use std::path::PathBuf;

/// Why a ledger cannot be used at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// There is no such folder.
    #[error(
        "no ledger at {dir}; fill it with `reconcile capture -- python manage.py` (or store \
                 what `sqlmigrate` prints), or name another folder with --ledger"
    )]
    Missing {
        /// The folder.
        dir: PathBuf,
    },
    /// The folder holds no stored output.
    #[error(
        "the ledger {dir} holds no APP/NAME.sql; fill it with `reconcile capture -- python \
                 manage.py` (or store what `sqlmigrate` prints), or name another folder with --ledger"
    )]
    Empty {
        /// The folder.
        dir: PathBuf,
    },
    /// The folder, or one below it, cannot be listed.
    #[error("cannot list the ledger folder {dir}: {cause}; check who may read it")]
    Unlistable {
        /// The folder.
        dir: PathBuf,
        /// What the system says.
        cause: String,
    },
    /// A folder of the ledger is a link to somewhere else.
    #[error("{path} is a link out of the ledger; replace it by the files themselves")]
    LeadsOutside {
        /// The link.
        path: PathBuf,
    },
    /// The manifest cannot be read.
    #[error("cannot read {path}: {cause}; check what it is and who may read it")]
    UnreadableManifest {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: String,
    },
    /// The manifest is not what a manifest should be.
    #[error(
        "{path} is broken at line {line}, column {column}: {cause}; mend it, or delete \
                 it to do without"
    )]
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

/// Why one stored output cannot be read. The others are not affected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadProblem {
    /// It is larger than the limit.
    #[error("{size} bytes are more than the limit of {limit}")]
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// It is not UTF-8.
    #[error("it is not UTF-8: byte {offset} does not fit; store it as UTF-8")]
    NotUtf8 {
        /// The first byte that is not, counted from 0.
        offset: usize,
    },
    /// It is a link out of the ledger.
    #[error("it is a link out of the ledger")]
    LeadsOutside,
    /// It is a folder, a pipe or a device.
    #[error("it is not a regular file")]
    NotAFile,
    /// The system refuses.
    #[error("{cause}")]
    Io {
        /// What the system says.
        cause: String,
    },
}
