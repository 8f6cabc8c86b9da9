//! The one way in which a file is read: a regular file, of a size that is to be expected.
//!
//! A pipe without a writer, a terminal, or a device without an end would keep the program waiting for ever or fill
//! its memory. A symbolic link counts as what it leads to.

use std::fs::{self, File, FileType, Metadata};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

/// The most of a file that a person writes: settings, passwords, services, seals. In bytes.
pub const SMALL: u64 = 1 << 20;

/// The most of a file that programs write: certificates, keys, a manifest. In bytes.
pub const LARGE: u64 = 64 << 20;

/// Why a file that is there is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It is no regular file, but what this says: `a pipe`.
    #[error("it is {0}, and only a regular file is read")]
    Kind(&'static str),
    /// It is larger than the limit; both in bytes.
    #[error("{size} bytes are more than the limit of {limit}")]
    TooLarge {
        /// Its size.
        size: u64,
        /// The limit.
        limit: u64,
    },
}

impl Unfit {
    /// What an error of this module says, if it is not the system that refuses.
    #[must_use]
    pub fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }
}

/// Opens a regular file to read it. It is looked at before, as opening a device may do something, and again when it
/// is open, as the name may lead elsewhere by then; nothing is waited for.
///
/// # Errors
/// The system refuses, or it is no regular file ([`Unfit::Kind`], or [`ErrorKind::IsADirectory`]).
pub fn open(path: &Path) -> io::Result<File> {
    check(path)?;
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        // A pipe without a writer then opens at once, and a terminal does not become that of the process.
        let flags = OFlags::NONBLOCK.union(OFlags::NOCTTY).bits();
        options.custom_flags(flags.cast_signed());
    }
    let file = options.open(path)?;
    fit(&file.metadata()?)?;
    Ok(file)
}

/// Whether it is a regular file, for who has to leave the opening to a library.
///
/// # Errors
/// As [`open`].
pub fn check(path: &Path) -> io::Result<()> {
    fit(&fs::metadata(path)?)
}

/// All bytes of a regular file.
///
/// # Errors
/// As [`open`], and [`Unfit::TooLarge`] above `limit` bytes.
pub fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let file = open(path)?;
    let size = file.metadata()?.len();
    let too_large = |size| io::Error::other(Unfit::TooLarge { size, limit });
    if size > limit {
        return Err(too_large(size));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
    // It may grow meanwhile, and some files of the system say that they are empty.
    match file.take(limit + 1).read_to_end(&mut bytes)? as u64 {
        length if length > limit => Err(too_large(length)),
        _ => Ok(bytes),
    }
}

/// What the first bytes of a regular file say, at most `limit` of them; what is no UTF-8 in them is replaced.
///
/// # Errors
/// As [`open`].
pub fn begins(path: &Path, limit: u64) -> io::Result<String> {
    let mut bytes = Vec::new();
    open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The text of a regular file.
///
/// # Errors
/// As [`read`], and [`ErrorKind::InvalidData`] where it is not UTF-8.
pub fn read_text(path: &Path, limit: u64) -> io::Result<String> {
    String::from_utf8(read(path, limit)?).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let what = format!("it is not UTF-8: byte {offset} does not fit");
        io::Error::new(ErrorKind::InvalidData, what)
    })
}

fn fit(found: &Metadata) -> io::Result<()> {
    if found.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    if found.is_file() {
        return Ok(());
    }
    Err(io::Error::other(Unfit::Kind(kind(found.file_type()))))
}

#[cfg(unix)]
fn kind(found: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    if found.is_fifo() {
        "a pipe"
    } else if found.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn kind(_: FileType) -> &'static str {
    "no file"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io_error::reason;

    fn refused(path: &Path, limit: u64) -> String {
        reason(&read(path, limit).unwrap_err())
    }

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        fs::write(&path, "four").unwrap();
        assert_eq!(read_text(&path, 4).unwrap(), "four");
        assert_eq!(refused(&path, 3), "4 bytes are more than the limit of 3");
        fs::write(&path, b"a\xff").unwrap();
        let error = read_text(&path, 4).unwrap_err();
        assert_eq!(reason(&error), "it is not UTF-8: byte 1 does not fit");
    }

    #[cfg(unix)]
    #[test]
    fn only_a_regular_file_is_read_by_whatever_way_it_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        let (zero, own) = (folder.path().join("zero"), folder.path().join("own"));
        std::os::unix::fs::symlink("/dev/zero", &zero).unwrap();
        fs::write(folder.path().join("f"), "text").unwrap();
        std::os::unix::fs::symlink(folder.path().join("f"), &own).unwrap();
        assert_eq!(read_text(&own, 4).unwrap(), "text");
        let of = |kind| format!("it is {kind}, and only a regular file is read");
        assert_eq!(refused(&socket, 9), of("a socket"));
        assert_eq!(refused(&zero, 9), of("a device"));
        assert_eq!(refused(folder.path(), 9), "it is a folder");
        let (reader, _writer) = io::pipe().unwrap();
        let pipe = format!("/dev/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&reader));
        assert_eq!(refused(Path::new(&pipe), 9), of("a pipe"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_says_it_is_empty_has_a_limit_too() {
        let told = refused(Path::new("/proc/self/maps"), 16);
        assert_eq!(told, "17 bytes are more than the limit of 16");
    }
}
