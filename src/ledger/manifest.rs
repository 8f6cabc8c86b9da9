//! `manifest.json`: what Django's loader knows of the migrations besides their SQL.

use serde::{Deserialize, Serialize};

use crate::migration::MigrationKey;

/// The manifest of a ledger. Fields that this version does not know are ignored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Manifest {
    /// The release of Django that printed the SQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub django: Option<String>,
    /// The database engine that it was printed for, for example `postgresql`.
    #[serde(default, alias = "engine", skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// Every migration that the project has, those without SQL too.
    pub migrations: Vec<ManifestMigration>,
}

/// One migration of a [`Manifest`] (`django.db.migrations.migration.Migration`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestMigration {
    /// The app label.
    pub app: String,
    /// The migration's name.
    pub name: String,
    /// What runs before it: `(app, name)`; the name may be `__first__` or `__latest__`.
    #[serde(default)]
    pub dependencies: Vec<(String, String)>,
    /// What runs after it, though it does not say so itself.
    #[serde(default)]
    pub run_before: Vec<(String, String)>,
    /// What it replaces, if it is a squash.
    #[serde(default)]
    pub replaces: Vec<(String, String)>,
    /// Whether it runs in a transaction.
    #[serde(default = "yes")]
    pub atomic: bool,
    /// `initial`; Django finds out by itself where it is not said.
    #[serde(default)]
    pub initial: Option<bool>,
    /// Its operations: a class name each, or an object where one operation holds others.
    #[serde(default)]
    pub operations: Vec<serde_json::Value>,
    /// Why its SQL could not be printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl ManifestMigration {
    /// The migration's identity.
    #[must_use]
    pub fn key(&self) -> MigrationKey {
        MigrationKey::new(&*self.app, &*self.name)
    }
}

fn yes() -> bool {
    true
}
