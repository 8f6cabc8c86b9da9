//! Where the answer goes: stdout, or a file that is whole or not there.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use super::deadline;
use super::error::CliError;

/// What a file of ours is.
pub(super) const HISTORY: &str = "is the history";
pub(super) const SETTINGS: &str = "holds the settings";

/// Who may read a new file.
#[derive(Clone, Copy)]
enum Readers {
    /// Its owner alone: an answer tells what a database looks like.
    Owner,
    /// As the umask says.
    Umask,
}

/// Writes the answer, a new file for its owner alone. A reader of stdout that went away has read enough:
/// that is no failure.
pub(super) fn write(path: Option<&Path>, text: &str) -> Result<(), CliError> {
    write_for(Readers::Owner, path, text)
}

/// Refuses an answer that would be written over a file of ours, before anything is done.
pub(super) fn spare(own: &Path, what: &'static str, answer: &Path) -> Result<(), CliError> {
    let is_same = match (answer.canonicalize(), own.canonicalize()) {
        (Ok(answer), Ok(own)) => answer == own,
        (_, _) => answer == own,
    };
    if is_same {
        let path = answer.to_owned();
        return Err(CliError::OutputIsOurs { path, what });
    }
    Ok(())
}

/// Writes what tells nothing of any database.
pub(super) fn publish(path: Option<&Path>, text: &str) -> Result<(), CliError> {
    write_for(Readers::Umask, path, text)
}

fn write_for(readers: Readers, path: Option<&Path>, text: &str) -> Result<(), CliError> {
    deadline::answering();
    match path {
        Some(path) => write_file(readers, path, text).map_err(|source| CliError::Write {
            path: Some(path.to_owned()),
            source,
        }),
        None => to_stdout(text).map_err(|source| CliError::Write { path: None, source }),
    }
}

/// Writes a new file, whole or not at all; one that is there is left as it is.
pub(super) fn create(path: &Path, text: &str) -> Result<(), CliError> {
    let error = |source: io::Error| match source.kind() {
        ErrorKind::AlreadyExists => CliError::Exists {
            path: path.to_owned(),
        },
        _ => CliError::Write {
            path: Some(path.to_owned()),
            source,
        },
    };
    deadline::answering();
    let mut file = beside(Readers::Umask, path).map_err(error)?;
    let written = file.write_all(text.as_bytes());
    written
        .and_then(|()| file.as_file().sync_all())
        .map_err(error)?;
    let kept = file.persist_noclobber(path);
    kept.map(drop).map_err(|kept| error(kept.error))
}

/// Writes behind what a file holds, for a file that others write to as well. A new one is for its owner alone.
pub(super) fn append(path: &Path, text: &str) -> Result<(), CliError> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // A pipe that nobody reads is an error, and not waited for.
        let flags = rustix::fs::OFlags::NONBLOCK.bits();
        options.mode(0o600).custom_flags(flags.cast_signed());
    }
    let file = options.open(path);
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|source| CliError::Write {
        path: Some(path.to_owned()),
        source,
    })
}

fn to_stdout(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Beside the old file first, then in its place. What is there and is no plain file (a pipe, a
/// device) is written to as it is, a link keeps pointing where it points, and a file keeps its mode.
fn write_file(readers: Readers, path: &Path, text: &str) -> io::Result<()> {
    let there = fs::metadata(path).ok();
    if there.as_ref().is_some_and(|there| !there.is_file()) {
        return fs::write(path, text);
    }
    let target = if there.is_some() {
        fs::canonicalize(path)?
    } else {
        path.to_owned()
    };
    let mut file = beside(readers, &target)?;
    if let Some(there) = there {
        file.as_file().set_permissions(there.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

/// A file without a name yet, in the folder of `target`.
fn beside(readers: Readers, target: &Path) -> io::Result<tempfile::NamedTempFile> {
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    // A temporary file's own mode is 0600.
    #[cfg(unix)]
    if let Readers::Umask = readers {
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = readers;
    builder.prefix(".reconcile-").tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_never_takes_the_place_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("reconcile.toml");
        create(&path, "first").unwrap();
        let error = create(&path, "second").unwrap_err();
        assert!(matches!(error, CliError::Exists { .. }), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        fs::write(&path, "a longer text that was there before").unwrap();
        write(Some(&path), "new\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_keeps_pointing_where_it_points() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&real, "old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        write(Some(&link), "new").unwrap();
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[cfg(unix)]
    #[test]
    fn a_new_answer_is_for_its_owner_alone_and_one_that_is_there_keeps_its_mode() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report");
        write(Some(&path), "new").unwrap();
        assert_eq!(mode(&path), 0o600);
        fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
        write(Some(&path), "newer").unwrap();
        assert_eq!(mode(&path), 0o644);
        let anchors = folder.path().join("anchors");
        append(&anchors, "one\n").unwrap();
        assert_eq!(mode(&anchors), 0o600);
        let page = folder.path().join("reconcile.1");
        publish(Some(&page), "a page").unwrap();
        let plain = folder.path().join("plain");
        fs::write(&plain, "as the umask says").unwrap();
        assert_eq!(mode(&page), mode(&plain));
    }

    #[cfg(unix)]
    #[test]
    fn a_private_file_stays_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        write(Some(&path), "new").unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error = write(Some(Path::new("/nowhere/report.json")), "x").unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("/nowhere/report.json could not be written"),
            "{error}"
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error_with_advice() {
        let error = write(Some(Path::new("/dev/full")), "x").unwrap_err();
        assert_eq!(
            error.hint().unwrap(),
            "make room, or name another place with -o FILE"
        );
    }
}
