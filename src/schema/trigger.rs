//! Triggers.

use super::{Deferral, Expression, ObjectId, ObjectKey, ObjectKind, TypeName};
use crate::name::Name;

/// A trigger of a table or view.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    /// Its identity on this side.
    pub id: ObjectId,
    /// When it fires at all.
    pub state: TriggerState,
    /// What it does; none where a snapshot does not hold it.
    pub definition: Option<TriggerDefinition>,
}

/// `pg_trigger.tgenabled`, and `pg_rewrite.ev_enabled`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TriggerState {
    /// `O`: unless the session replicates.
    #[default]
    Origin,
    /// `D`: never.
    Disabled,
    /// `R`: only when the session replicates.
    Replica,
    /// `A`: always.
    Always,
}

/// What a trigger does, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct TriggerDefinition {
    /// Whether it is a constraint trigger.
    pub constraint: bool,
    /// Before, after, instead.
    pub timing: TriggerTiming,
    /// What it fires at.
    pub events: TriggerEvents,
    /// `FOR EACH ROW`.
    pub row: bool,
    /// `WHEN`; its columns are called `old.name` and `new.name`.
    pub condition: Option<Expression>,
    /// The function that it calls.
    pub function: TypeName,
    /// The function's arguments.
    pub arguments: Vec<String>,
    /// `REFERENCING OLD TABLE AS`.
    pub old_table: Option<Name>,
    /// `REFERENCING NEW TABLE AS`.
    pub new_table: Option<Name>,
    /// When a constraint trigger is checked.
    pub deferral: Deferral,
    /// `FROM` of a constraint trigger.
    pub from: Option<TypeName>,
}

/// When a trigger fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TriggerTiming {
    /// `BEFORE`.
    Before,
    /// `AFTER`.
    After,
    /// `INSTEAD OF`.
    InsteadOf,
}

/// What a trigger fires at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TriggerEvents {
    /// `INSERT`.
    pub insert: bool,
    /// `UPDATE [OF columns]`; no column is all of them.
    pub update: Option<Vec<Name>>,
    /// `DELETE`.
    pub delete: bool,
    /// `TRUNCATE`.
    pub truncate: bool,
}

impl TriggerState {
    /// The state in words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Origin => "enabled",
            Self::Disabled => "disabled",
            Self::Replica => "enabled on replicas only",
            Self::Always => "always enabled",
        }
    }
}

impl TriggerTiming {
    /// How it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Before => "BEFORE",
            Self::After => "AFTER",
            Self::InsteadOf => "INSTEAD OF",
        }
    }
}

impl Trigger {
    /// Whether it calls this function.
    #[must_use]
    pub fn calls(&self, function: &ObjectKey) -> bool {
        let Some(definition) = &self.definition else {
            return false;
        };
        let TypeName { schema, name } = &definition.function;
        function.kind == ObjectKind::Function
            && function.arguments.as_deref() == Some("")
            && name == &function.name
            && (schema.is_none() || schema == &function.schema)
    }

    /// Whether it reads the column, in `UPDATE OF` or in its condition.
    #[must_use]
    pub fn reads(&self, column: &Name) -> bool {
        self.definition.as_ref().is_some_and(|definition| {
            let listed = definition.events.update.as_ref();
            let condition = definition.condition.as_ref().map(Expression::columns);
            listed.is_some_and(|columns| columns.contains(column))
                || condition.is_some_and(|columns| {
                    row_names(column).iter().any(|name| columns.contains(name))
                })
        })
    }

    /// Follows a renamed column of its table.
    pub fn follow_renamed_column(&mut self, from: &Name, to: &Name) {
        let Some(definition) = &mut self.definition else {
            return;
        };
        let listed = definition.events.update.iter_mut().flatten();
        for column in listed.filter(|column| *column == from) {
            *column = to.clone();
        }
        if let Some(condition) = &mut definition.condition {
            for (from, to) in row_names(from).iter().zip(&row_names(to)) {
                condition.rename_column(from, to);
            }
        }
    }
}

/// What the column is called in a condition: of the old row, and of the new.
pub(super) fn row_names(column: &Name) -> [Name; 2] {
    ["old", "new"].map(|row| Name::exact(&format!("{row}.{column}")))
}
