//! Why an effect could not apply.

use std::fmt;

use super::LocationId;
use crate::effect::Reference;
use crate::name::{Name, QualifiedName};
use crate::schema::ObjectKey;

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
    /// There is no relation of this name, as the statement wrote it.
    NoRelation(String),
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
    /// There is no such trigger, type, view ..., in words.
    NoObject(String),
    /// The name is taken; whose it is, in words.
    Exists(String),
    /// Something hangs on it, and there was no CASCADE.
    Needed {
        /// What would be dropped.
        what: String,
        /// What hangs on it.
        by: String,
    },
    /// PostgreSQL refuses it for another reason.
    Refused(&'static str),
}

impl Problem {
    /// The expected table that it is about, where it is about one.
    #[must_use]
    pub fn table(&self) -> Option<&QualifiedName> {
        match self {
            Self::NoColumn { table, .. } | Self::NoConstraint { table, .. } => Some(table),
            Self::NoRelation(_)
            | Self::NoObject(_)
            | Self::Exists(_)
            | Self::Needed { .. }
            | Self::Refused(_) => None,
        }
    }

    pub(super) fn absent(key: &ObjectKey) -> Self {
        Self::NoObject(format!("the {key}"))
    }

    pub(super) fn exists(key: &ObjectKey) -> Self {
        Self::Exists(format!("the {key}"))
    }

    pub(super) fn no_relation(name: &Reference) -> Self {
        Self::NoRelation(name.to_string())
    }

    pub(super) fn no_table(name: &QualifiedName) -> Self {
        Self::NoRelation(name.to_string())
    }

    pub(super) fn no_column(table: &QualifiedName, column: &Name) -> Self {
        Self::NoColumn {
            table: table.clone(),
            column: column.clone(),
        }
    }

    pub(super) fn no_constraint(table: &QualifiedName, constraint: &Name) -> Self {
        Self::NoConstraint {
            table: table.clone(),
            constraint: constraint.clone(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRelation(what) | Self::NoObject(what) => {
                write!(f, "nothing that was replayed before it makes {what}")
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
            Self::Exists(what) => write!(f, "{what} is there already"),
            Self::Needed { what, by } => {
                write!(f, "{what} cannot be dropped without CASCADE: {by} needs it")
            }
            Self::Refused(reason) => f.write_str(reason),
        }
    }
}
