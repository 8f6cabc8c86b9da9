//! What `fuzz/` needs of this room and nobody else does: compiled for the fuzzer alone.

use std::path::PathBuf;

use super::config::{Config, FILE};

/// Reads the text of a `reconcile.toml`.
///
/// # Errors
///
/// What the program would print.
pub fn settings(text: &str) -> Result<(), String> {
    let config = Config::parse(PathBuf::from(FILE), text).map_err(|error| error.to_string())?;
    config.every().map(drop).map_err(|error| error.to_string())
}
