//! `manifest.json`: what Django's loader knows of the migrations besides their SQL.

use std::collections::BTreeMap;

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
    /// The version of the server that Django was connected to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_version: Option<String>,
    /// Django's driver of the database, for example `psycopg 3.3.9`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<String>,
    /// The alias of the database in the project's settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// The labels of the apps that have migrations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apps: Vec<String>,
    /// The project's settings that decide how a migration is printed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, serde_json::Value>,
    /// How many migrations it lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<Counts>,
    /// Every migration that the project has, those without SQL too.
    pub migrations: Vec<ManifestMigration>,
    /// Migrations that the project had, and whose stored outputs are kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<ManifestMigration>,
}

/// How many migrations a [`Manifest`] lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// All of them.
    pub migrations: usize,
    /// Those with a stored output.
    pub stored: usize,
    /// Those whose SQL could not be printed.
    pub failed: usize,
}

/// One migration of a [`Manifest`] (`django.db.migrations.migration.Migration`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
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
    /// By which way its stored output came about: the word of a `capture::Way`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The release of Django that printed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub django: Option<String>,
    /// Its file, from the project's working folder, or the name of its module where it is installed
    /// elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// `sha256:...` of that file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_digest: Option<String>,
    /// `sha256:...` of its stored output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql_digest: Option<String>,
    /// What of its stored output is another each time that it is printed (`uuid4`, `now`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub volatile: Vec<String>,
    /// Why its SQL could not be printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Whether it was printed too late: the database that Django was connected to had it on record
    /// already (its own row, or those of the squash or of the replaced migrations that hold the same),
    /// and Django asked that database something while it printed. Of what the answers decided, the stored
    /// output may lack statements that `migrate` did run: the drop of a constraint that was gone by then,
    /// the making of what was there by then. Where it is `false`, no such answer had a say. Captures that
    /// record what was executed do not say it, nor do manifests written before the field was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured_after: Option<bool>,
}

impl ManifestMigration {
    /// The migration's identity.
    #[must_use]
    pub fn key(&self) -> MigrationKey {
        MigrationKey::new(&*self.app, &*self.name)
    }

    /// For each operation, in the order of the comments in the stored output, the classes of what it
    /// does to the database: its own, or those of the operations that it holds for it
    /// (`SeparateDatabaseAndState.database_operations`), in order. Empty where the manifest does not
    /// list operations.
    #[must_use]
    pub fn operation_classes(&self) -> Vec<Vec<String>> {
        self.operations.iter().map(classes).collect()
    }
}

fn classes(operation: &serde_json::Value) -> Vec<String> {
    match operation {
        serde_json::Value::String(class) => vec![class.clone()],
        serde_json::Value::Object(holder) => {
            let parts = holder.values().filter_map(|parts| parts.get(DATABASE_PART));
            let parts = parts.filter_map(serde_json::Value::as_array).flatten();
            parts.flat_map(classes).collect()
        }
        _ => Vec::new(),
    }
}

/// Under which name an operation lists those that it runs on the database.
const DATABASE_PART: &str = "database_operations";

fn yes() -> bool {
    true
}
