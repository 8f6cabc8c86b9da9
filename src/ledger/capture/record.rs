//! The lines of the script: one JSON record each.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::error::CaptureError;
use super::process::{Ended, How, Line, Listener};
use super::{Captured, Way, name};
use crate::ledger::ManifestMigration;
use crate::migration::MigrationKey;

/// What is true of all migrations of a project.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
pub struct Project {
    /// The release of Django.
    pub django: String,
    /// Django's driver of the database.
    pub driver: String,
    /// The sort of database, for example `postgresql`.
    pub vendor: String,
    /// The version of its server, where it tells.
    pub server_version: Option<String>,
    /// Its alias in the settings.
    pub alias: String,
    /// The labels of the apps that have migrations.
    pub apps: Vec<String>,
    /// The settings that decide how a migration is printed.
    pub settings: BTreeMap<String, serde_json::Value>,
    /// How long each of the migrations that will be printed takes, in no unit.
    pub work: Vec<u64>,
    /// Where its database is; none where it is made for the capture alone.
    #[serde(default)]
    pub address: Option<Address>,
}

/// Where the database of a project's settings is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Address {
    /// `postgres://...`, without a password.
    pub url: String,
    /// Whether the settings hold a password.
    pub has_password: bool,
    /// Whether the project has our own app, whose `manage.py reconcile` takes all of it from the settings.
    pub is_installed: bool,
}

/// One migration as the project printed it.
#[derive(Debug, Clone, PartialEq)]
pub struct Printed {
    /// What the manifest says of it.
    pub entry: ManifestMigration,
    /// Its SQL; none where it could not be printed, and the entry says why.
    pub sql: Option<String>,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Record {
    Project(Project),
    Migration(Box<Migration>),
    Refused { reason: String, said: String },
    End,
}

#[derive(Deserialize)]
struct Migration {
    #[serde(flatten)]
    entry: ManifestMigration,
    digest: Option<String>,
    sql: Option<String>,
}

/// Puts the records together.
pub(super) struct Reader {
    way: Way,
    project: Option<Project>,
    migrations: Vec<Printed>,
    seen: BTreeSet<MigrationKey>,
    ended: bool,
}

impl Reader {
    pub(super) fn new(way: Way) -> Self {
        Self {
            way,
            project: None,
            migrations: Vec::new(),
            seen: BTreeSet::new(),
            ended: false,
        }
    }

    pub(super) fn read(
        &mut self,
        line: Line<'_>,
        listener: &mut dyn Listener,
    ) -> Result<(), CaptureError> {
        let text = match line {
            Line::Ours(text) => text,
            Line::Aside(text) => {
                listener.aside(text);
                return Ok(());
            }
        };
        let record = serde_json::from_str(text).map_err(|error| CaptureError::Nonsense {
            cause: error.to_string(),
        })?;
        match record {
            Record::Project(project) => {
                listener.total(&project.work);
                self.project = Some(project);
            }
            Record::Migration(migration) => self.take(*migration, listener)?,
            Record::Refused { reason, said } => return Err(CaptureError::refused(&reason, &said)),
            Record::End => self.ended = true,
        }
        Ok(())
    }

    fn take(
        &mut self,
        migration: Migration,
        listener: &mut dyn Listener,
    ) -> Result<(), CaptureError> {
        let Migration {
            mut entry,
            digest,
            sql,
        } = migration;
        entry.path_digest = digest;
        let key = entry.key();
        if !name::is_label(&key.app) || !name::is_migration(&key.name) {
            return Err(CaptureError::Name { migration: key });
        }
        if !self.seen.insert(key.clone()) {
            let cause = format!("{key} is printed twice");
            return Err(CaptureError::Nonsense { cause });
        }
        listener.printed(&key);
        self.migrations.push(Printed { entry, sql });
        Ok(())
    }

    /// What was captured, if the script came to its end. What the command says after that, by its exit
    /// status too, is the project's own business.
    pub(super) fn finish(self, ended: Ended) -> Result<Captured, CaptureError> {
        match (self.project, self.ended) {
            (Some(project), true) if self.migrations.is_empty() => {
                Err(CaptureError::NoMigration { apps: project.apps })
            }
            (Some(project), true) => Ok(Captured {
                project,
                way: self.way,
                migrations: self.migrations,
            }),
            (_, _) => Err(match ended.how {
                How::Itself(status) => CaptureError::Broke {
                    status: status.to_string(),
                    printed: self.migrations.len(),
                    said: ended.said,
                },
                How::TooLong(after) => CaptureError::TooLong {
                    after,
                    printed: self.migrations.len(),
                    said: ended.said,
                },
            }),
        }
    }
}
