//! The file itself: made for its owner alone, because findings tell what a database looks like.

use std::fmt::Write as _;
use std::fs::DirBuilder;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::error::{HistoryError, Problem};
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
    folder_for_owner().create(folder).map_err(fail)?;
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
