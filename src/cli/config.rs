//! `reconcile.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::error::CliError;
use super::misplaced;
use super::options::{FailOn, ago, duration};
use super::unknown::Unknown;
use super::{owners, waivers};
use crate::regular_file::{self, SMALL};
use crate::report::audit::{Document, Owner};

/// The name of the file.
pub(super) const FILE: &str = "reconcile.toml";

/// The file of a Python project, which may hold the settings below `[tool.reconcile]`.
const PROJECT: &str = "pyproject.toml";

/// Whether the settings stand below `[tool.reconcile]` in a file of that name.
pub(super) fn is_of_project(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == PROJECT)
}

/// What counts of a `pyproject.toml`.
#[derive(Deserialize)]
struct Project {
    tool: Option<Tools>,
}

#[derive(Deserialize)]
struct Tools {
    reconcile: Option<Config>,
}

/// What the file may hold. It may hold passwords, so it has no `Debug`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Config {
    /// Where it was found; none where there is none.
    #[serde(skip)]
    pub(super) path: Option<PathBuf>,
    ledger: Option<PathBuf>,
    history: Option<PathBuf>,
    pub(super) schema: Option<String>,
    pub(super) as_role: Option<String>,
    pub(super) search_path: Option<String>,
    pub(super) fail_on: Option<FailOn>,
    pub(super) server_arbiter: Option<bool>,
    pub(super) search_siblings: Option<bool>,
    #[serde(default, deserialize_with = "time")]
    pub(super) timeout: Option<Duration>,
    pub(super) apps: Option<Apps>,
    /// Types of SQLite that stand for one of PostgreSQL.
    #[serde(default)]
    pub(super) stand_ins: BTreeMap<String, Vec<String>>,
    report: Option<ReportSettings>,
    #[serde(default)]
    pub(super) databases: BTreeMap<String, Database>,
    #[serde(default)]
    owners: Vec<owners::Entry>,
    #[serde(default)]
    pub(super) waivers: Vec<waivers::Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Database {
    pub(super) url: String,
    /// Whether what is missing elsewhere is looked for here.
    #[serde(default = "yes")]
    pub(super) search: bool,
}

/// What the audit report expects.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReportSettings {
    every: Option<String>,
    title: Option<String>,
    owner: Option<String>,
    control: Option<String>,
}

/// As it is typed after an option.
fn time<'de, D: Deserializer<'de>>(written: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(written)?;
    duration(&text).map(Some).map_err(D::Error::custom)
}

fn yes() -> bool {
    true
}

/// Which app lives in which schema: django-tenants' `SHARED_APPS` and `TENANT_APPS`, by their labels.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Apps {
    #[serde(default)]
    pub(super) shared: BTreeSet<String>,
    #[serde(default)]
    pub(super) tenant: BTreeSet<String>,
    #[serde(default = "public")]
    pub(super) shared_schema: String,
}

fn public() -> String {
    "public".to_owned()
}

impl Config {
    /// The nearest file at or above `folder`, up to the root of its repository or of the file
    /// system; an empty one where there is none. In one folder `reconcile.toml` comes before
    /// `pyproject.toml`, which counts where it holds `[tool.reconcile]`.
    pub(super) fn find(folder: &Path) -> Result<Self, CliError> {
        for path in candidates(folder) {
            match regular_file::read_text(&path, SMALL) {
                Ok(text) if counts(&path, &text) => return Self::parse(path, &text),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::NotFound || is_of_project(&path) => {}
                Err(source) => return Err(CliError::ConfigRead { path, source }),
            }
        }
        Ok(Self::default())
    }

    /// The file that was named.
    pub(super) fn read(path: &Path) -> Result<Self, CliError> {
        let path = path.to_owned();
        match regular_file::read_text(&path, SMALL) {
            Ok(text) => Self::parse(path, &text),
            Err(source) => Err(CliError::ConfigRead { path, source }),
        }
    }

    /// The file that counts in `folder` where the folder holds none of its own.
    pub(super) fn above(folder: &Path) -> Option<PathBuf> {
        let is_there = |path: &PathBuf| {
            let text = regular_file::read_text(path, SMALL);
            text.map_or_else(
                |_| path.exists() && !is_of_project(path),
                |text| counts(path, &text),
            )
        };
        candidates(folder).skip(NAMES.len()).find(is_there)
    }

    /// With a path that begins in the working folder, where the file is there: what is printed and
    /// stored then does not depend on where the project lies.
    pub(super) fn seen_from(self, folder: &Path) -> Self {
        let short = |path: &PathBuf| path.strip_prefix(folder).ok().map(Path::to_owned);
        let path = self
            .path
            .as_ref()
            .map(|path| short(path).unwrap_or_else(|| path.clone()));
        Self { path, ..self }
    }

    /// Reads the text of a file at `path`.
    pub(super) fn parse(path: PathBuf, text: &str) -> Result<Self, CliError> {
        let own: &[&str] = if is_of_project(&path) {
            &["tool", "reconcile"]
        } else {
            &[]
        };
        if let Some(line) = misplaced::line(text, own) {
            return Err(CliError::ConfigPassword { path, line });
        }
        let read = if is_of_project(&path) {
            let project = toml::from_str::<Project>(text);
            project.map(|project| {
                project
                    .tool
                    .and_then(|tool| tool.reconcile)
                    .unwrap_or_default()
            })
        } else {
            toml::from_str::<Self>(text)
        };
        match read {
            Ok(config) => Ok(Self {
                path: Some(path),
                ..config
            }),
            Err(error) => Err(wrong(path, text, &error)),
        }
    }

    /// How often a run is expected.
    pub(super) fn every(&self) -> Result<Option<jiff::SignedDuration>, CliError> {
        let every = self
            .report
            .as_ref()
            .and_then(|report| report.every.as_ref());
        let every = every.map(|text| ago(text).ok_or(CliError::NoSchedule));
        every.transpose()
    }

    /// What an audit report is called.
    pub(super) fn document(&self) -> Document {
        let report = self.report.as_ref();
        let document = report.map(|report| Document {
            title: report.title.clone(),
            owner: report.owner.clone(),
            control: report.control.clone(),
        });
        document.unwrap_or_default()
    }

    /// Who answers for what.
    pub(super) fn owners(&self) -> Vec<Owner> {
        self.owners.iter().map(|entry| entry.0.clone()).collect()
    }

    pub(super) fn ledger(&self) -> Option<PathBuf> {
        self.ledger.as_deref().map(|path| self.beside(path))
    }

    pub(super) fn history(&self) -> Option<PathBuf> {
        self.history.as_deref().map(|path| self.beside(path))
    }

    /// Paths in the file are relative to the file.
    pub(super) fn beside(&self, path: &Path) -> PathBuf {
        match self.path.as_deref().and_then(Path::parent) {
            Some(folder) => folder.join(path),
            None => path.to_owned(),
        }
    }
}

/// The files that may count in one folder.
const NAMES: [&str; 2] = [FILE, PROJECT];

/// Whether the file holds settings of ours. What is no TOML is none of a `pyproject.toml`'s, unless it names us.
fn counts(path: &Path, text: &str) -> bool {
    if !is_of_project(path) {
        return true;
    }
    match text.parse::<toml::Table>() {
        Ok(file) => {
            let tool = file.get("tool").and_then(|tool| tool.get("reconcile"));
            tool.is_some()
        }
        Err(_) => text.contains("[tool.reconcile"),
    }
}

/// Where a file that counts in `folder` may lie, the nearest first.
fn candidates(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let mut inside = true;
    let folders = folder.ancestors().take_while(move |folder| {
        let counts = inside;
        inside = !folder.join(".git").exists();
        counts
    });
    folders.flat_map(|folder| NAMES.map(|name| folder.join(name)))
}

fn wrong(path: PathBuf, text: &str, error: &toml::de::Error) -> CliError {
    let line = line_of(text, error.span().map_or(0, |span| span.start));
    match Unknown::read(error.message()) {
        Some(unknown) => CliError::ConfigWord {
            path,
            line,
            unknown,
        },
        // The error's own wording also quotes the line, which may hold a password.
        None => CliError::ConfigParse {
            path,
            line,
            message: without_values(error.message()),
        },
    }
}

/// A message without the value that it quotes, which may be a password, on one line.
fn without_values(message: &str) -> String {
    let message = message.replace('\n', "; ");
    match (message.find('"'), message.rfind('"')) {
        (Some(first), Some(last)) => format!("{}...{}", &message[..first], &message[last + 1..]),
        _ => message,
    }
}

/// Reads the text of a `reconcile.toml`, or of a `pyproject.toml`, and does nothing with it.
///
/// # Errors
///
/// What the program would print.
pub fn settings(file: &str, text: &str) -> Result<(), String> {
    let config = Config::parse(PathBuf::from(file), text).map_err(|error| error.to_string())?;
    config.every().map(drop).map_err(|error| error.to_string())
}

fn line_of(text: &str, at: usize) -> usize {
    let before = text.as_bytes().iter().take(at);
    before.filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn refused(text: &str) -> String {
        let parsed = Config::parse(PathBuf::from("/p/reconcile.toml"), text);
        parsed.err().unwrap().to_string()
    }

    #[test]
    fn a_wrong_key_is_named_with_file_and_line() {
        insta::assert_snapshot!(refused("ledger = \"l\"\nledgr = \"x\"\n"), @"/p/reconcile.toml:2: there is no setting 'ledgr' here");
        insta::assert_snapshot!(refused("[databases.default]\nurl = 3\n"), @"/p/reconcile.toml:2: invalid type: integer `3`, expected a string");
        insta::assert_snapshot!(refused("fail_on = \"maybe\"\n"), @"/p/reconcile.toml:1: 'maybe' means nothing here");
    }

    #[test]
    fn an_error_never_quotes_the_line_with_the_password() {
        let error = refused("[databases.default]\nurl = \"postgres://me:s3cret@db\" x\n");
        assert!(error.contains("reconcile.toml:2"), "{error}");
        assert!(!error.contains("s3cret"), "{error}");
        let error = refused("[databases.default]\nurl = [\"postgres://me:s3cret@db\"]\n");
        assert!(!error.contains("s3cret"), "{error}");
        let error = refused("databases = \"postgres://me:s3cret@db\"\n");
        assert!(!error.contains("s3cret"), "{error}");
    }

    #[test]
    fn the_nearest_file_counts_and_its_paths_are_relative_to_it() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("a/b");
        fs::create_dir_all(&deep).unwrap();
        fs::write(root.path().join(FILE), "ledger = \"l\"\n").unwrap();
        let config = Config::find(&deep).unwrap();
        assert_eq!(config.ledger(), Some(root.path().join("l")));
    }

    #[test]
    fn a_file_in_the_working_folder_gives_short_paths() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join(FILE), "ledger = \"l\"\n").unwrap();
        let config = Config::find(root.path()).unwrap().seen_from(root.path());
        assert_eq!(config.ledger(), Some(PathBuf::from("l")));
        let below = root.path().join("below");
        let config = Config::find(&below).unwrap().seen_from(&below);
        assert_eq!(config.ledger(), Some(root.path().join("l")));
    }

    #[test]
    fn a_file_above_the_repository_is_not_ours() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("repository/b");
        fs::create_dir_all(&deep).unwrap();
        fs::create_dir(root.path().join("repository/.git")).unwrap();
        fs::write(root.path().join(FILE), "ledger = \"l\"\n").unwrap();
        assert!(Config::find(&deep).unwrap().path.is_none());
    }
}
