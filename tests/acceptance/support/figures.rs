//! Figures for `docs/accuracy.md`: where `RECONCILE_FIGURES_DIR` names a folder, a measure writes
//! them there, one file a measure and server.

use std::path::PathBuf;
use std::{env, fs};

use serde_json::Value;

/// The folder that figures are written to; none where nobody wants them.
pub(crate) fn folder() -> Option<PathBuf> {
    env::var_os("RECONCILE_FIGURES_DIR").map(PathBuf::from)
}

/// Writes `NAME-MAJOR.json` where it is wanted; `server` is the server's own version.
pub(crate) fn keep(name: &str, server: &str, figures: &Value) {
    let Some(folder) = folder() else {
        return;
    };
    let major = server.split(['.', ' ']).next().unwrap_or_default();
    let file = folder.join(format!("{name}-{major}.json"));
    fs::create_dir_all(&folder).expect("a folder for figures");
    fs::write(file, format!("{figures:#}\n")).expect("figures");
}
