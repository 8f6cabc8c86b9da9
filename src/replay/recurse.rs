//! `ALTER TABLE` on a table that has children, or parents.

use std::collections::BTreeSet;

use super::{Outcome, Problem, Replay};
use crate::effect::vocabulary::{TableChange, Triggers};
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Attribute, Check, Constraint, ConstraintBody, ObjectId, ObjectKey, ObjectKind, TriggerState,
};

impl Replay {
    /// Applies an action to a table, and to its children as `ATPrepCmd` and its like let it recurse.
    pub(super) fn alter_tree(&mut self, table: &QualifiedName, change: &TableChange) -> Outcome {
        self.must_be_free_to(table, change)?;
        let before = self.subject(table, change);
        self.alter_one(table, change)?;
        if self.only {
            for child in self.children(table) {
                self.make_local(&child);
            }
            return Ok(());
        }
        if leaves_children(change) {
            return Ok(());
        }
        self.alter_children(table, change, before, &mut BTreeSet::new())
    }

    /// The constraint that the action is about: its links lead to those of partitions.
    fn subject(&self, table: &QualifiedName, change: &TableChange) -> Option<ObjectId> {
        let (TableChange::ValidateConstraint(name) | TableChange::AlterConstraint { name, .. }) =
            change
        else {
            return None;
        };
        let key = Self::part(table, ObjectKind::Constraint, name);
        self.schema.id_of(&key)
    }

    fn alter_children(
        &mut self,
        table: &QualifiedName,
        change: &TableChange,
        subject: Option<ObjectId>,
        done: &mut BTreeSet<QualifiedName>,
    ) -> Outcome {
        for child in self.children(table) {
            #[cfg(test)]
            crate::steps::count(1);
            if let Some(subject) = subject {
                self.alter_linked(&child, change, subject, done)?;
            } else if self.alter_child(&child, table, change)? && done.insert(child.clone()) {
                // A table of two parents is met twice; what its own children have of it, once is enough.
                self.alter_children(&child, change, None, done)?;
            }
        }
        Ok(())
    }

    /// Checks have one name in the whole tree; foreign keys are linked.
    fn alter_linked(
        &mut self,
        child: &QualifiedName,
        change: &TableChange,
        subject: ObjectId,
        done: &mut BTreeSet<QualifiedName>,
    ) -> Outcome {
        let linked = self.linked(child, subject).map(|(_, name)| name);
        let change = match (change, linked) {
            (TableChange::ValidateConstraint(_), Some(name)) => {
                TableChange::ValidateConstraint(name)
            }
            (TableChange::ValidateConstraint(name), None) if self.inherits_check(child, name) => {
                change.clone()
            }
            (
                TableChange::AlterConstraint {
                    deferral, enforced, ..
                },
                Some(name),
            ) => TableChange::AlterConstraint {
                name,
                deferral: *deferral,
                enforced: *enforced,
                inherit: None,
            },
            _ => return Ok(()),
        };
        let subject = self.subject(child, &change);
        self.alter_one(child, &change)?;
        self.alter_children(child, &change, subject, done)
    }

    /// Applies an action on a table to a child of it; tells whether it goes on to the child's own.
    fn alter_child(
        &mut self,
        child: &QualifiedName,
        parent: &QualifiedName,
        change: &TableChange,
    ) -> Result<bool, Problem> {
        match change {
            TableChange::AddColumn { column, .. } => {
                self.add_inherited_column(child, parent, &column.name)
            }
            TableChange::DropColumn { name, cascade, .. } => {
                self.drop_inherited_column(child, parent, name, *cascade)
            }
            TableChange::RenameColumn { from, to } => {
                let of = self.table(child)?;
                if of.column(from).is_none() && of.column(to).is_some() {
                    // It has the column from two parents, and was renamed with the other.
                    return Ok(false);
                }
                self.alter_one(child, change)?;
                self.went_with_parent(child, parent, ObjectKind::Column, from);
                Ok(self.table(child)?.column(to).is_some())
            }
            TableChange::Type { column, .. }
            | TableChange::Default(column, _)
            | TableChange::SetExpression(column, _)
            | TableChange::DropExpression { column, .. } => {
                if self.table(child)?.column(column).is_some() {
                    self.alter_one(child, change)?;
                    if matches!(change, TableChange::Type { .. }) {
                        self.remake_checks(child, parent, column)?;
                    }
                }
                Ok(true)
            }
            TableChange::SetNotNull(column) => {
                self.share_set_not_null(child, column)?;
                Ok(true)
            }
            TableChange::DropNotNull(column) => {
                self.share_drop_not_null(child, column)?;
                Ok(true)
            }
            TableChange::AddNotNull(column, new) => self.share_new_not_null(child, column, new),
            TableChange::AddIdentity(column, ..)
            | TableChange::SetIdentity(column, ..)
            | TableChange::DropIdentity { column, .. } => {
                self.share_identity(child, parent, column)
            }
            TableChange::DropConstraint { name, .. } => {
                Ok(self.drop_inherited_check(child, parent, name))
            }
            TableChange::RenameConstraint { from, to } => {
                if !self.inherits_check(child, to)
                    || !self.table(child)?.constraints.contains_key(from)
                {
                    return Ok(false);
                }
                self.alter_one(child, change)?;
                self.went_with_parent(child, parent, ObjectKind::Constraint, from);
                Ok(true)
            }
            TableChange::TriggerState(triggers, state) => {
                self.share_trigger_state(child, parent, triggers, *state)
            }
            _ => Ok(false),
        }
    }

    fn add_inherited_column(
        &mut self,
        child: &QualifiedName,
        parent: &QualifiedName,
        name: &Name,
    ) -> Result<bool, Problem> {
        let column = self.column(parent, name)?.clone();
        let own = self.table(child)?.column(name);
        let own = own.map(|own| self.older_not_null(own));
        let new = self.inherit_column(child, &column)?;
        if let Some(older) = own {
            // Before 18 a column that was there takes NULL as before (`ATExecAddColumn`).
            let now = self.column(child, name)?.not_null;
            self.put_not_null(child, name, now, older)?;
        }
        Ok(new)
    }

    /// Checks of a column that gets another type are made anew, from the parent's down: what is not
    /// valid there is not valid here (`ATPostAlterTypeCleanup` of `tablecmds.c`).
    fn remake_checks(
        &mut self,
        child: &QualifiedName,
        parent: &QualifiedName,
        column: &Name,
    ) -> Outcome {
        let checks = self.table(parent)?.constraints.iter();
        let invalid = checks.filter(|(_, check)| match &check.body {
            ConstraintBody::Check(Check { expression, .. }) => {
                !check.validated && expression.columns().contains(column)
            }
            _ => false,
        });
        let invalid: Vec<Name> = invalid.map(|(name, _)| name.clone()).collect();
        for name in invalid {
            if self.inherits_check(child, &name)
                && let Ok(check) = self.constraint_mut(child, &name)
                && check.validated
            {
                check.validated = false;
                let id = check.id;
                self.set_by(id, Attribute::Validated);
            }
        }
        Ok(())
    }

    /// What was renamed in the parent was renamed in the child, and is told once.
    fn went_with_parent(
        &mut self,
        child: &QualifiedName,
        parent: &QualifiedName,
        kind: ObjectKind,
        name: &Name,
    ) {
        let under = Self::part(parent, kind, name);
        self.dropped_by_cascade(&Self::part(child, kind, name), &under);
    }

    fn drop_inherited_column(
        &mut self,
        child: &QualifiedName,
        parent: &QualifiedName,
        name: &Name,
        cascade: bool,
    ) -> Result<bool, Problem> {
        let goes = self.has_from_parents_only(child, ObjectKind::Column, name)
            && !self.inherits_column(child, name);
        if goes {
            self.drop_column(child, name, true, cascade)?;
            self.went_with_parent(child, parent, ObjectKind::Column, name);
        } else {
            self.make_local(child);
        }
        Ok(goes)
    }

    fn drop_inherited_check(
        &mut self,
        child: &QualifiedName,
        parent: &QualifiedName,
        name: &Name,
    ) -> bool {
        let goes = self.has_from_parents_only(child, ObjectKind::Constraint, name)
            && !self.inherits_check(child, name);
        if goes {
            let under = Self::part(parent, ObjectKind::Constraint, name);
            self.forget_part(ObjectKind::Constraint, child, name, Some(&under));
        } else {
            self.make_local(child);
        }
        goes
    }

    fn has_from_parents_only(&self, table: &QualifiedName, kind: ObjectKind, name: &Name) -> bool {
        let id = self.schema.id_of(&Self::part(table, kind, name));
        id.is_some_and(|id| self.expected.inherited.inherited_only.contains(&id))
    }

    /// A partition shares the identity column of its table, since 17.
    fn share_identity(
        &mut self,
        child: &QualifiedName,
        parent: &QualifiedName,
        column: &Name,
    ) -> Result<bool, Problem> {
        let identity = self.column(parent, column)?.identity;
        let definition = self.table_mut(child)?;
        if !definition.inheritance.is_partition() {
            return Ok(false);
        }
        if let Some(column) = definition.column_mut(column) {
            column.identity = identity;
            let id = column.id;
            self.set_by(id, Attribute::Identity);
        }
        Ok(true)
    }

    fn share_trigger_state(
        &mut self,
        child: &QualifiedName,
        parent: &QualifiedName,
        triggers: &Triggers,
        state: TriggerState,
    ) -> Result<bool, Problem> {
        let parents = self.table(parent)?.triggers.iter();
        let chosen = parents.filter(|(trigger, _)| triggers.hold(trigger));
        let chosen: Vec<_> = chosen.map(|(_, it)| (it.id, it.state)).collect();
        for (id, state) in chosen {
            if let Some((_, trigger)) = self.linked(child, id) {
                self.set_trigger_state(child, &Triggers::Named(trigger), state)?;
            }
        }
        if *triggers == Triggers::All {
            self.suspend_foreign_keys(child, state)?;
        }
        Ok(true)
    }

    /// Refuses what would tear a child from its parent (`ERRCODE_INVALID_TABLE_DEFINITION`).
    fn must_be_free_to(&self, table: &QualifiedName, change: &TableChange) -> Outcome {
        let left_behind = || self.only && !self.children(table).is_empty();
        let torn = match change {
            TableChange::DropColumn { name, .. } => {
                let own = self.table(table)?.column(name);
                own.is_some() && self.inherits_column(table, name)
            }
            TableChange::RenameColumn { from: column, .. } | TableChange::Type { column, .. } => {
                self.inherits_column(table, column) || left_behind()
            }
            TableChange::AddColumn { .. } => left_behind(),
            TableChange::DropConstraint { name, .. } => {
                let own = self.table(table)?.constraints.get(name);
                own.is_some_and(|it| self.inherits_check(table, name) || self.is_linked(it))
            }
            TableChange::RenameConstraint { from, .. } => self.inherits_check(table, from),
            _ => false,
        };
        if torn {
            return Err(Problem::Refused("the part belongs to a parent too"));
        }
        Ok(())
    }

    fn is_linked(&self, constraint: &Constraint) -> bool {
        !matches!(constraint.body, ConstraintBody::Check(_))
            && self.must_be_unlinked(constraint.id).is_err()
    }

    /// The children of a dropped table: partitions go with it, others by CASCADE only.
    pub(super) fn drop_children(&mut self, table: &QualifiedName, cascade: bool) -> Outcome {
        for child in self.children(table) {
            let Some(definition) = self.schema.tables.get(&child) else {
                continue;
            };
            if !cascade && !definition.inheritance.is_partition() {
                return Err(Problem::Needed {
                    what: format!("the table {table}"),
                    by: format!("the table {child}"),
                });
            }
            self.drop_with_children(&child, cascade)?;
            self.dropped_by_cascade(&ObjectKey::table(&child), &ObjectKey::table(table));
        }
        Ok(())
    }
}

/// Whether an action on a table is none on its children. A new constraint comes to them by itself.
fn leaves_children(change: &TableChange) -> bool {
    matches!(
        change,
        TableChange::AddConstraint(_)
            | TableChange::Inheritance(_)
            | TableChange::RuleState(..)
            | TableChange::Unlogged(_)
            | TableChange::RowSecurity(_)
            | TableChange::ForceRowSecurity(_)
    )
}
