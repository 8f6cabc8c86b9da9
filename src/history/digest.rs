//! Digests: names by content.

use sha2::{Digest, Sha256};

/// The digest of texts, each with its length before it.
pub(super) fn of_parts(parts: &[&str]) -> String {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(part.as_bytes());
    }
    of_bytes(&bytes)
}

/// The digest of bytes.
pub(super) fn of_bytes(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = "sha256:".to_owned();
    for byte in Sha256::digest(bytes) {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
