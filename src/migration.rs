//! What a migration is called, and where in its stored output something stands.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// `(app_label, migration_name)`: the identity of a migration, as `django_migrations` and
/// Django's `MigrationLoader` key it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MigrationKey {
    /// The app label, for example `user_profile`.
    pub app: String,
    /// The migration's name, for example `0034_p0_media_models`.
    pub name: String,
}

impl MigrationKey {
    /// The key of `app`'s migration `name`.
    pub fn new(app: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            app: app.into(),
            name: name.into(),
        }
    }
}

impl fmt::Display for MigrationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.app, self.name)
    }
}

/// A stored output: what all that stands in it has in common.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoredOutput {
    /// The migration whose stored output it is.
    pub migration: MigrationKey,
    /// The file, relative to the ledger folder, parts joined by `/`.
    pub file: String,
}

/// Where one statement of a stored output stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceLocation {
    /// The stored output.
    pub output: Arc<StoredOutput>,
    /// The first line of the statement, counted from 1.
    pub line: u32,
    /// The operation comment above it, for example `Create model StreamConfig`.
    pub operation: Option<Box<str>>,
}

impl Deref for SourceLocation {
    type Target = StoredOutput;

    fn deref(&self) -> &StoredOutput {
        &self.output
    }
}

impl fmt::Display for SourceLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}
