//! What becomes of an effect: what is made, found there already, set and dropped, and where; and why one could
//! not apply.

use std::fmt;

use super::{LocationId, Outcome, Replay, Tombstone};
use crate::effect::Reference;
use crate::name::{Name, QualifiedName};
use crate::schema::{Attribute, ObjectId, ObjectKey, ObjectKind, Table};

/// What a `CREATE` does where the object is there already. Behind a guard it stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IfThere {
    /// It is an error.
    Refuse,
    /// `IF NOT EXISTS`.
    Keep,
    /// `OR REPLACE`.
    Replace,
}

impl IfThere {
    pub(super) fn keep(if_not_exists: bool) -> Self {
        if if_not_exists {
            Self::Keep
        } else {
            Self::Refuse
        }
    }

    pub(super) fn replace(or_replace: bool) -> Self {
        if or_replace {
            Self::Replace
        } else {
            Self::Refuse
        }
    }
}

impl Replay {
    /// A new object at the current place. What was dropped under the same name is there again.
    pub(super) fn created(&mut self, key: &ObjectKey) -> ObjectId {
        let again = self.expected.tombstones.remove(key).is_some();
        if !again {
            self.created_here.insert(key.clone());
        }
        self.expected.origins.created(self.location, again)
    }

    /// The identity of what a statement makes; none where it is there already, and stays as it is.
    pub(super) fn create_object(
        &mut self,
        key: &ObjectKey,
        if_there: IfThere,
    ) -> Result<Option<ObjectId>, Problem> {
        match self.schema.id_of(key) {
            Some(id) => self.meet(id, if_there, key),
            None => Ok(Some(self.created(key))),
        }
    }

    /// The identity of what a statement found already there, where it takes its place.
    pub(super) fn meet(
        &mut self,
        id: ObjectId,
        if_there: IfThere,
        what: impl fmt::Display,
    ) -> Result<Option<ObjectId>, Problem> {
        match if_there {
            IfThere::Replace if !self.guarded => {
                self.expected.origins.replaced(id, self.location);
                return Ok(Some(id));
            }
            IfThere::Refuse if !self.guarded => {
                return Err(Problem::Exists(format!("the {what}")));
            }
            IfThere::Replace | IfThere::Refuse | IfThere::Keep => self.ensured(id),
        }
        Ok(None)
    }

    /// What a statement found already there stays as it is.
    pub(super) fn already(
        &mut self,
        id: ObjectId,
        if_not_exists: bool,
        what: impl fmt::Display,
    ) -> Outcome {
        self.meet(id, IfThere::keep(if_not_exists), what)
            .map(|_| ())
    }

    /// A statement found the object already there and left it: it claims it too.
    pub(super) fn ensured(&mut self, id: ObjectId) {
        self.expected.origins.ensured(id, self.location);
    }

    /// Whether an object that is there already is no error: `IF NOT EXISTS`, or a guard.
    pub(super) fn tolerates(&self, if_not_exists: bool) -> bool {
        if_not_exists || self.guarded
    }

    /// Whether `IF NOT EXISTS`, or a guard, meets a relation of whatever kind under the name.
    pub(super) fn skips(&self, name: &QualifiedName, if_not_exists: bool) -> bool {
        self.tolerates(if_not_exists) && self.directory.get(name).is_some()
    }

    pub(super) fn dropped(&mut self, key: ObjectKey, under: Option<ObjectKey>) {
        let short_lived = self.created_here.remove(&key);
        let tombstone = Tombstone {
            location: self.location,
            under,
            renamed_to: None,
            short_lived,
            moment: self.renames.now(),
        };
        self.expected.tombstones.insert(key, tombstone);
    }

    /// The parts that a table had, and has no more. They stand together in the order of keys.
    pub(super) fn absent_parts(&self, table: &QualifiedName) -> Vec<ObjectKey> {
        // The first of the kinds is the table itself.
        let first = ObjectKey::part(table, ObjectKind::Table, Name::exact(""));
        let parts = self.expected.tombstones.range(first..).map(|(key, _)| key);
        let is_of_table = |key: &&ObjectKey| {
            key.table.as_ref() == Some(&table.name) && key.schema.as_ref() == Some(&table.schema)
        };
        let parts = parts.take_while(is_of_table);
        let parts = parts
            .filter(|key| !key.is_table())
            .cloned()
            .collect::<Vec<_>>();
        #[cfg(test)]
        crate::steps::count(parts.len());
        parts
    }

    pub(super) fn set_by(&mut self, id: ObjectId, attribute: Attribute) {
        self.expected.origins.set(id, attribute, self.location);
    }

    /// Sets an attribute of a table: the current place answers for it from now on.
    pub(super) fn alter_relation(
        &mut self,
        name: &QualifiedName,
        attribute: Attribute,
        change: impl FnOnce(&mut Table),
    ) -> Outcome {
        let table = self.table_mut(name)?;
        change(table);
        let id = table.id;
        self.set_by(id, attribute);
        Ok(())
    }

    pub(super) fn part(table: &QualifiedName, kind: ObjectKind, name: &Name) -> ObjectKey {
        ObjectKey::part(table, kind, name.clone())
    }
}

/// A drop that found nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FutileDrop {
    /// The place of its statement.
    pub location: LocationId,
    /// What was to be dropped.
    pub kind: ObjectKind,
    /// Its name.
    pub name: Name,
    /// The table on which it was looked for, of what hangs on one.
    pub table: Option<Name>,
}

impl Replay {
    /// Notes that a drop found nothing.
    pub(super) fn futile(&mut self, kind: ObjectKind, name: &Name, table: Option<&Reference>) {
        self.expected.futile.push(FutileDrop {
            location: self.location,
            kind,
            name: name.clone(),
            table: table.map(|table| table.name.clone()),
        });
    }
}

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
    /// It is not known whether what it names is there.
    Unknown {
        /// Where that would be known, or what names it.
        schema: Option<Name>,
        /// What is not known, in words.
        reason: String,
    },
    /// PostgreSQL refuses it for another reason.
    Refused(&'static str),
    /// It may refuse it; why, in words.
    Doubtful(String),
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
            | Self::Unknown { .. }
            | Self::Refused(_)
            | Self::Doubtful(_) => None,
        }
    }

    /// Whether something hangs on what would change: a guard that asks whether it is there does not help.
    pub(super) fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::Needed { .. } | Self::Unknown { .. } | Self::Doubtful(_)
        )
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
            Self::Unknown { reason, .. } | Self::Doubtful(reason) => f.write_str(reason),
        }
    }
}

/// `IF EXISTS` allows that the object is not there.
pub(super) fn allow_absent(if_exists: bool, outcome: Outcome) -> Outcome {
    match outcome {
        Err(Problem::NoRelation(_) | Problem::NoObject(_)) if if_exists => Ok(()),
        outcome => outcome,
    }
}
