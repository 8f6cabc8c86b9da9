//! Paths as the references that RFC 3986 knows.

use std::fmt::Write as _;

/// A relative path as a relative reference, an absolute one as `file://...`.
///
/// Everything but letters, digits and `-._~/` is percent-encoded, so that no name is read as a
/// scheme, a query or a fragment.
pub(super) fn of_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len() + 8);
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in path.strip_prefix("./").unwrap_or(path).bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_reference_and_nothing_else() {
        assert_eq!(
            of_path("ledgers/shop/0001_initial.sql"),
            "ledgers/shop/0001_initial.sql"
        );
        assert_eq!(of_path("./ledgers"), "ledgers");
        assert_eq!(of_path("/srv/l edgers"), "file:///srv/l%20edgers");
        assert_eq!(of_path("javascript:x?#é"), "javascript%3Ax%3F%23%C3%A9");
    }
}
