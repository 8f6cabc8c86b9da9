//! One stored output to the meaning of each of its statements.

use super::meaning;
use super::vocabulary::{Meaning, Step};
use crate::migration::{MigrationKey, Place};
use crate::sql;

/// A stored output, understood.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Its statements, in order; `BEGIN` and `COMMIT` are left out.
    pub statements: Vec<ReadStatement>,
    /// Operations that Django could not write as SQL (`RunPython`).
    pub unwritable: Vec<Place>,
}

/// A statement, where it stands, and what it means.
#[derive(Debug, Clone)]
pub struct ReadStatement {
    /// Where it stands.
    pub place: Place,
    /// What it means.
    pub meaning: Meaning,
}

impl ReadStatement {
    /// The effects that were understood.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        match &self.meaning {
            Meaning::Schema(steps) | Meaning::Opaque { steps, .. } => steps,
            Meaning::Data | Meaning::Transaction | Meaning::Unreadable { .. } => &[],
        }
    }
}

impl Reading {
    /// Reads the stored output `text` of `migration`, which `file` holds. Never fails: what could
    /// not be read is in the result, with the reason.
    #[must_use]
    pub fn of(migration: &MigrationKey, file: &str, text: &str) -> Self {
        let script = sql::read(text);
        let place = |line: u32, operation: Option<String>| Place {
            migration: migration.clone(),
            file: file.to_owned(),
            line,
            operation,
        };
        let statements = script.statements.iter().map(|statement| ReadStatement {
            place: place(statement.line, statement.operation.clone()),
            meaning: meaning::read(statement),
        });
        let markers = script.unwritable.into_iter();
        Self {
            statements: statements
                .filter(|statement| statement.meaning != Meaning::Transaction)
                .collect(),
            unwritable: markers
                .map(|marker| place(marker.line, marker.operation))
                .collect(),
        }
    }

    /// Whether it holds no statement, and no operation that could not be written as one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty() && self.unwritable.is_empty()
    }

    /// Whether something in it may change the schema in a way that is not modelled.
    #[must_use]
    pub fn has_opaque(&self) -> bool {
        !self.unwritable.is_empty()
            || self.statements.iter().any(|statement| {
                matches!(
                    statement.meaning,
                    Meaning::Opaque { .. } | Meaning::Unreadable { .. }
                )
            })
    }

    /// Whether a statement of it changes the schema.
    #[must_use]
    pub fn has_effects(&self) -> bool {
        self.statements
            .iter()
            .any(|statement| !statement.steps().is_empty())
    }
}
