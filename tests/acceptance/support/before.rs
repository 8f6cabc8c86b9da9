//! The run before a change by hand: what the comparison calls different must be printed differently too, or
//! `reconcile diff` would say that nothing changed.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use super::cli::Tool;
use super::cluster::Database;
use super::report::Report;

/// A history with one run, of the database that nobody changed.
pub(crate) struct Before {
    folder: TempDir,
}

impl Before {
    pub(crate) fn of(database: &Database, ledger: &Path) -> Self {
        let before = Self {
            folder: TempDir::new().expect("a temporary folder"),
        };
        let tool = Tool::new(&database.url(), ledger);
        let history = before.history();
        let history = history.to_str().expect("a plain path");
        tool.report(&["--history", history, "--fail-on", "never"], 0);
        before
    }

    fn history(&self) -> PathBuf {
        self.folder.path().join("history.sqlite3")
    }

    /// The report on a copy of the database that was changed since.
    pub(crate) fn report(&self, changed: &Database, ledger: &Path) -> Report {
        let tool = Tool::new(&changed.url(), ledger);
        fs::create_dir(tool.dir().join(".reconcile")).expect("a folder");
        fs::copy(self.history(), tool.history()).expect("a copy");
        let report = tool.report(&["--fail-on", "never"], 0);
        let is_different = |finding: &&Value| finding["kind"] == "different";
        let different: Vec<&Value> = report.findings().filter(is_different).collect();
        if !different.is_empty() {
            let told = tool.run_plain(&["diff", "1", "2", "--force", "--format", "json"]);
            let told: Value = serde_json::from_str(&told.stdout).expect("JSON");
            let changed = told["objects"]["changed"].as_array().expect("a list");
            let printed: Vec<&str> = changed
                .iter()
                .filter_map(|one| one["key"].as_str())
                .collect();
            for finding in different {
                let object = &finding["object"];
                let name = object["table"].as_str().or(object["name"].as_str());
                let name = name.expect("a name");
                assert!(
                    printed.iter().any(|key| key.contains(name)),
                    "compared different and printed alike: {finding:#}\n{printed:#?}"
                );
            }
        }
        report
    }
}
