//! Why an effect could not apply.

use std::fmt;

use super::LocationId;
use crate::effect::Reference;
use crate::name::{Name, QualifiedName};

/// An effect that could not apply, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// The place of its statement.
    pub location: LocationId,
    /// Why.
    pub problem: Problem,
}

/// Why an effect could not apply: what PostgreSQL would have refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// There is no relation of this name.
    NoRelation {
        /// The name as the statement wrote it.
        name: String,
    },
    /// There is no such column.
    NoColumn {
        /// The table.
        table: QualifiedName,
        /// The column.
        column: Name,
    },
    /// There is no such constraint.
    NoConstraint {
        /// The table.
        table: QualifiedName,
        /// The constraint.
        constraint: Name,
    },
    /// There is no such trigger, type, view ...
    NoObject {
        /// What, in words.
        what: String,
    },
    /// The name is taken.
    Exists {
        /// What, in words.
        what: String,
    },
    /// Something hangs on it, and there was no CASCADE.
    Needed {
        /// What would be dropped.
        what: String,
        /// What hangs on it.
        by: String,
    },
    /// PostgreSQL refuses it for another reason.
    Refused {
        /// The reason.
        reason: &'static str,
    },
}

impl Problem {
    /// The expected table that it is about, where it is about one.
    #[must_use]
    pub fn table(&self) -> Option<&QualifiedName> {
        match self {
            Self::NoColumn { table, .. } | Self::NoConstraint { table, .. } => Some(table),
            Self::NoRelation { .. }
            | Self::NoObject { .. }
            | Self::Exists { .. }
            | Self::Needed { .. }
            | Self::Refused { .. } => None,
        }
    }

    /// There is no relation called so.
    #[must_use]
    pub fn no_relation(name: &Reference) -> Self {
        Self::NoRelation {
            name: written(name),
        }
    }
}

/// The name as the statement wrote it.
#[must_use]
pub(super) fn written(name: &Reference) -> String {
    match &name.schema {
        Some(schema) => format!("{schema}.{}", name.name),
        None => name.name.to_string(),
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRelation { name } => {
                write!(f, "nothing that was replayed before it makes {name}")
            }
            Self::NoColumn { table, column } => {
                write!(f, "the expected table {table} has no column {column}")
            }
            Self::NoConstraint { table, constraint } => {
                write!(
                    f,
                    "the expected table {table} has no constraint {constraint}"
                )
            }
            Self::NoObject { what } => {
                write!(f, "nothing that was replayed before it makes {what}")
            }
            Self::Exists { what } => write!(f, "{what} is there already"),
            Self::Needed { what, by } => {
                write!(f, "{what} cannot be dropped without CASCADE: {by} needs it")
            }
            Self::Refused { reason } => f.write_str(reason),
        }
    }
}
