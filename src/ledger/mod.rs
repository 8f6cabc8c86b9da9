//! Stored outputs on disk: `<ledger>/<app_label>/<migration_name>.sql`, and `manifest.json`.
//!
//! A stored output is found by looking in what was listed, never by joining a name from elsewhere to
//! a path: so no name in a database leads out of the folder.

pub mod capture;
mod engine;
mod manifest;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

pub use manifest::{Counts, Manifest, ManifestMigration};

use crate::io_error;
use crate::migration::MigrationKey;
use crate::regular_file::{self, LARGE, Unfit};

/// The largest stored output that is read, where nothing else is said: 16 MiB.
pub const DEFAULT_LIMIT: u64 = 16 << 20;

/// The stored outputs of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// The folder, as it was named.
    pub root: PathBuf,
    /// Every stored output.
    pub entries: BTreeMap<MigrationKey, Entry>,
    /// The manifest, where there is one.
    pub manifest: Option<Manifest>,
    /// `sha256:...` over the paths and digests of all stored outputs, in order.
    pub digest: String,
}

/// One stored output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The file, relative to the ledger, parts joined by `/`.
    pub file: String,
    /// `sha256:...` of its bytes; none where they could not be read.
    pub digest: Option<String>,
    /// Its text, as Django printed it, a byte order mark and carriage returns included.
    pub text: Result<String, ReadProblem>,
}

impl Ledger {
    /// Reads the ledger in a folder, with [`DEFAULT_LIMIT`].
    ///
    /// # Errors
    ///
    /// See [`Ledger::open_with_limit`].
    pub fn open(dir: &Path) -> Result<Self, LedgerError> {
        Self::open_with_limit(dir, DEFAULT_LIMIT)
    }

    /// Reads the ledger in a folder. A stored output above `limit` bytes, or one that cannot be read,
    /// is in the result with its [`ReadProblem`].
    ///
    /// # Errors
    ///
    /// There is no such folder, it cannot be listed, it holds no stored output, or its manifest is
    /// broken.
    pub fn open_with_limit(dir: &Path, limit: u64) -> Result<Self, LedgerError> {
        let ledger = Self::read(dir, limit)?;
        if ledger.entries.is_empty() {
            return Err(LedgerError::Empty {
                dir: dir.to_owned(),
            });
        }
        Ok(ledger)
    }

    /// The same where there may be nothing yet, as before a capture.
    ///
    /// # Errors
    ///
    /// It cannot be listed, or its manifest is broken.
    pub fn open_or_empty(dir: &Path) -> Result<Self, LedgerError> {
        match Self::read(dir, DEFAULT_LIMIT) {
            Err(LedgerError::Missing { dir }) => Ok(Self {
                root: dir,
                entries: BTreeMap::new(),
                manifest: None,
                digest: digest_of_all([].iter()),
            }),
            read => read,
        }
    }

    fn read(dir: &Path, limit: u64) -> Result<Self, LedgerError> {
        let root = fs::canonicalize(dir).map_err(|error| missing(dir, &error))?;
        let mut entries = BTreeMap::new();
        for (app, folder) in app_folders(dir, &root)? {
            for (name, found) in stored_outputs(&folder)? {
                let entry = Entry::read(&root, &found, format!("{app}/{name}.sql"), limit);
                entries.insert(MigrationKey::new(&*app, name), entry);
            }
        }
        let digest = digest_of_all(entries.values());
        Ok(Self {
            root: dir.to_owned(),
            manifest: read_manifest(&dir.join("manifest.json"))?,
            entries,
            digest,
        })
    }

    /// The names of what is stored, without reading any of it.
    ///
    /// # Errors
    ///
    /// There is no such folder, or it cannot be listed.
    pub fn names(dir: &Path) -> Result<BTreeSet<MigrationKey>, LedgerError> {
        let root = fs::canonicalize(dir).map_err(|error| missing(dir, &error))?;
        let mut names = BTreeSet::new();
        for (app, folder) in app_folders(dir, &root)? {
            let stored = stored_outputs(&folder)?.into_iter();
            names.extend(stored.map(|(name, _)| MigrationKey::new(&*app, name)));
        }
        Ok(names)
    }

    /// Gives up the texts, once they were read: each is empty from now on.
    pub fn drop_texts(&mut self) {
        for text in self.entries.values_mut().flat_map(|entry| &mut entry.text) {
            *text = String::new();
        }
    }

    /// The stored output of a migration, if there is one.
    #[must_use]
    pub fn get(&self, key: &MigrationKey) -> Option<&Entry> {
        self.entries.get(key)
    }
}

impl Entry {
    fn read(root: &Path, found: &DirEntry, file: String, limit: u64) -> Self {
        let bytes = read_bytes(root, found, limit);
        let digest = bytes.as_ref().ok().map(|bytes| digest(bytes));
        let text = bytes.and_then(|bytes| {
            String::from_utf8(bytes).map_err(|error| ReadProblem::NotUtf8 {
                offset: error.utf8_error().valid_up_to(),
            })
        });
        Self { file, digest, text }
    }
}

fn missing(dir: &Path, error: &io::Error) -> LedgerError {
    let dir = dir.to_owned();
    match error.kind() {
        io::ErrorKind::NotFound => LedgerError::Missing { dir },
        _ => unlistable(&dir, error),
    }
}

fn unlistable(dir: &Path, error: &io::Error) -> LedgerError {
    LedgerError::Unlistable {
        dir: dir.to_owned(),
        cause: io_error::reason(error),
    }
}

/// The folders right below the ledger, with the app label that each is named after.
fn app_folders(dir: &Path, root: &Path) -> Result<Vec<(String, PathBuf)>, LedgerError> {
    let mut folders = Vec::new();
    for (name, found) in listed(dir)? {
        let path = found.path();
        if !path.is_dir() {
            continue;
        }
        if leads_outside(root, &found) {
            return Err(LedgerError::LeadsOutside { path });
        }
        folders.push((name, path));
    }
    Ok(folders)
}

/// The `.sql` files right in a folder, each with its name without the ending.
fn stored_outputs(folder: &Path) -> Result<Vec<(String, DirEntry)>, LedgerError> {
    let all = listed(folder)?.into_iter();
    Ok(all
        .filter_map(|(name, found)| Some((name.strip_suffix(".sql")?.to_owned(), found)))
        .collect())
}

/// What a folder holds, but for hidden files and names that no migration can have.
fn listed(dir: &Path) -> Result<Vec<(String, DirEntry)>, LedgerError> {
    let mut all = Vec::new();
    for found in fs::read_dir(dir).map_err(|error| unlistable(dir, &error))? {
        let found = found.map_err(|error| unlistable(dir, &error))?;
        if let Ok(name) = found.file_name().into_string()
            && !name.starts_with('.')
        {
            all.push((name, found));
        }
    }
    Ok(all)
}

fn leads_outside(root: &Path, found: &DirEntry) -> bool {
    let link = found.file_type().is_ok_and(|kind| kind.is_symlink());
    link && fs::canonicalize(found.path()).is_ok_and(|target| !target.starts_with(root))
}

fn read_bytes(root: &Path, found: &DirEntry, limit: u64) -> Result<Vec<u8>, ReadProblem> {
    if leads_outside(root, found) {
        return Err(ReadProblem::LeadsOutside);
    }
    regular_file::read(&found.path(), limit).map_err(|error| match Unfit::of(&error) {
        Some(Unfit::TooLarge { size, limit }) => ReadProblem::TooLarge { size, limit },
        Some(Unfit::Kind(_)) => ReadProblem::NotAFile,
        None if error.kind() == io::ErrorKind::IsADirectory => ReadProblem::NotAFile,
        None => ReadProblem::Io {
            cause: io_error::reason(&error),
        },
    })
}

fn read_manifest(path: &Path) -> Result<Option<Manifest>, LedgerError> {
    let text = match regular_file::read(path, LARGE) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(LedgerError::UnreadableManifest {
                path: path.to_owned(),
                cause: io_error::reason(&error),
            });
        }
    };
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
    let broken = |error: serde_json::Error| LedgerError::BrokenManifest {
        path: path.to_owned(),
        line: error.line(),
        column: error.column(),
        cause: without_place(&error.to_string()),
    };
    serde_json::from_slice(text).map(Some).map_err(broken)
}

/// `serde_json` ends its messages with the place, which the error tells on its own.
fn without_place(message: &str) -> String {
    let cause = message.rsplit_once(" at line ").map(|(cause, _)| cause);
    cause.unwrap_or(message).to_owned()
}

fn digest_of_all<'a>(entries: impl Iterator<Item = &'a Entry>) -> String {
    let mut all = Sha256::new();
    for entry in entries {
        // No file name holds a NUL, so the parts cannot run into one another.
        all.update(entry.file.as_bytes());
        all.update([0]);
        all.update(entry.digest.as_deref().unwrap_or("").as_bytes());
        all.update([0]);
    }
    spelled(&all.finalize())
}

fn digest(bytes: &[u8]) -> String {
    spelled(&Sha256::digest(bytes))
}

fn spelled(digest: &[u8]) -> String {
    digest.iter().fold("sha256:".to_owned(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

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

#[cfg(test)]
mod tests;
