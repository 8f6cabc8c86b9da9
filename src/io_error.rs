//! What the system says when it refuses, in words for a person.

use std::error::Error;
use std::io::{self, ErrorKind};

/// The reason in plain words: neither the system's error number, nor the path that a library adds
/// (it may be that of a temporary file, which says nothing to anyone).
#[must_use]
pub fn reason(error: &io::Error) -> String {
    let words = match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder",
        ErrorKind::PermissionDenied => "permission denied",
        ErrorKind::NotADirectory => "a part of its path is no folder",
        ErrorKind::IsADirectory => "it is a folder",
        ErrorKind::ReadOnlyFilesystem => "its disk may only be read",
        ErrorKind::StorageFull => "no space is left",
        ErrorKind::QuotaExceeded => "the quota is used up",
        ErrorKind::InvalidFilename => "its name cannot be a file's",
        ErrorKind::ConnectionRefused => "the connection was refused",
        ErrorKind::ConnectionReset => "the connection was reset",
        _ => return without_number(&error.to_string()),
    };
    words.to_owned()
}

/// The same for an error that a library passes on, whatever it is.
#[must_use]
pub fn reason_of(error: &(dyn Error + 'static)) -> String {
    match error.downcast_ref::<io::Error>() {
        Some(error) => reason(error),
        None => without_number(&error.to_string()),
    }
}

/// Without ` (os error N)` and what follows it.
fn without_number(text: &str) -> String {
    let words = text.split(" (os error ").next();
    words.unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_has_no_number() {
        assert_eq!(
            reason(&io::Error::from_raw_os_error(2)),
            "there is no such file or folder"
        );
        assert_eq!(
            reason(&io::Error::from_raw_os_error(24)),
            "Too many open files"
        );
        assert_eq!(
            reason_of(&io::Error::from_raw_os_error(111)),
            "the connection was refused"
        );
    }

    #[test]
    fn the_path_of_a_temporary_file_is_no_part_of_the_reason() {
        let error = tempfile::tempfile_in("/nowhere").unwrap_err();
        assert_eq!(reason(&error), "there is no such file or folder");
        let error = io::Error::other("it broke (os error 5) at path \"/x/.tmpAbc\"");
        assert_eq!(reason(&error), "it broke");
    }

    #[test]
    fn what_a_library_says_itself_stays() {
        let error = io::Error::new(ErrorKind::UnexpectedEof, "tls handshake eof");
        assert_eq!(reason(&error), "tls handshake eof");
    }
}
