//! Constraints: new, changed, renamed.

use std::collections::BTreeSet;

use super::create::joined;
use super::directory::{Avoids, Relation};
use super::index::attributes;
use super::{Outcome, Problem, Replay};
use crate::effect::vocabulary::{KeyKind, NewConstraint, NewConstraintBody, NewForeignKey};
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Attribute, Check, Constraint, ConstraintBody, Deferral, Exclusion, Expression, ForeignKey,
    Index, Key, KeyItem, ObjectId, ObjectKind, Table,
};

impl Replay {
    /// Adds a constraint; tells its name.
    pub(super) fn add_constraint(
        &mut self,
        table: &QualifiedName,
        new: &NewConstraint,
    ) -> Result<Name, Problem> {
        if let Some(name) = &new.name
            && let Some(constraint) = self.table(table)?.constraints.get(name)
        {
            let id = constraint.id;
            if self.expected.inherited.inherited_only.remove(&id) {
                // The table's own check of that name and its parent's are one.
                return Ok(name.clone());
            }
            if !self.guarded {
                return Err(Problem::Exists(format!("the constraint {name} of {table}")));
            }
            self.ensured(id);
            return Ok(name.clone());
        }
        let taken = match &new.body {
            NewConstraintBody::UsingIndex(_, index) => {
                self.table(table)?.indexes.get(index).cloned()
            }
            _ => None,
        };
        let executed = self.with_renames_unseen(new);
        let new = executed.as_ref().unwrap_or(new);
        let body = self.constraint_body(table, &new.body)?;
        let name = match (&new.name, &new.body) {
            (Some(name), _) => name.clone(),
            // ATExecAddIndexConstraint.
            (None, NewConstraintBody::UsingIndex(_, index)) => index.clone(),
            (None, _) => {
                let columns = attributes(&body);
                self.constraint_name(table, &body, &columns)
            }
        };
        let relation = table.sibling(name.clone());
        if body.owns_index() {
            self.must_be_free(&relation)?;
        }
        let older = self.guarded && self.not_null_named(table, &name).is_some();
        self.place_constraint(table, &name, body, new, taken)?;
        if older {
            let id = self.constraint_mut(table, &name)?.id;
            self.expected.inherited.before_18.insert(id);
        }
        self.clone_new_constraint_to_partitions(table, &name)?;
        Ok(name)
    }

    fn place_constraint(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        mut body: ConstraintBody,
        new: &NewConstraint,
        taken: Option<Box<Index>>,
    ) -> Outcome {
        let second = matches!(body, ConstraintBody::PrimaryKey(_))
            && !self.table(table)?.primary_key().is_empty();
        if second {
            return Err(Problem::Exists(format!("a primary key of {table}")));
        }
        // ONLY: valid once every partition has its own.
        let incomplete = self.only && !self.partitions(table).is_empty();
        if let ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key) = &mut body {
            key.index_valid &= !incomplete;
        }
        let constraint = Constraint {
            id: ObjectId::default(),
            body,
            deferral: new.deferral,
            validated: new.validated,
            enforced: new.enforced,
        };
        let owns_index = constraint.owns_index();
        let id = self.put_constraint(table, name, constraint)?;
        if let Some(index) = taken {
            self.hand_over_index(&index, id);
        } else if owns_index {
            self.new_index_properties(id, &new.index);
        }
        Ok(())
    }

    /// Puts a constraint on a table, with all that comes along; tells its identity.
    pub(super) fn put_constraint(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        new: Constraint,
    ) -> Result<ObjectId, Problem> {
        for column in new.primary_key().unwrap_or_default() {
            self.set_not_null(table, column, true)?;
        }
        let relation = table.sibling(name.clone());
        if new.owns_index() {
            let index = Relation::ConstraintIndex(table.clone());
            self.directory.insert(relation.clone(), index);
        }
        self.directory.add_constraint(relation);
        if let ConstraintBody::ForeignKey(foreign) = &new.body {
            self.schema.references(table, &foreign.table);
        }
        let id = self.created(&Self::part(table, ObjectKind::Constraint, name));
        let constraints = &mut self.table_mut(table)?.constraints;
        constraints.insert(name.clone(), Box::new(Constraint { id, ..new }));
        Ok(id)
    }

    /// The name that the server gives to a constraint over these columns.
    pub(super) fn constraint_name(
        &mut self,
        table: &QualifiedName,
        body: &ConstraintBody,
        columns: &[Name],
    ) -> Name {
        let (middle, label) = match body {
            ConstraintBody::PrimaryKey(_) => (None, "pkey"),
            ConstraintBody::Unique(_) => (Some(joined(columns)), "key"),
            ConstraintBody::Exclude(_) => (Some(joined(columns)), "excl"),
            ConstraintBody::ForeignKey(foreign) => (Some(joined(&foreign.columns)), "fkey"),
            ConstraintBody::Check(check) => (self.only_column(table, check), "check"),
        };
        let avoids = if body.owns_index() {
            Avoids::RelationsAndConstraints
        } else {
            Avoids::Constraints
        };
        self.choose_name(table, middle.as_deref(), label, avoids)
    }

    /// `AddRelationNewConstraints`: the column's name where exactly one column is read.
    fn only_column(&self, table: &QualifiedName, check: &Check) -> Option<String> {
        let columns = self.columns_of_check(table, &check.expression).ok()?;
        let mut columns = columns.iter();
        let only = columns.next()?.to_string();
        columns.next().is_none().then_some(only)
    }

    fn constraint_body(
        &mut self,
        table: &QualifiedName,
        new: &NewConstraintBody,
    ) -> Result<ConstraintBody, Problem> {
        Ok(match new {
            NewConstraintBody::PrimaryKey(new) => ConstraintBody::PrimaryKey(self.key(table, new)?),
            NewConstraintBody::Unique(new) => ConstraintBody::Unique(self.key(table, new)?),
            NewConstraintBody::UsingIndex(KeyKind::Primary, index) => {
                ConstraintBody::PrimaryKey(self.take_index(table, index)?)
            }
            NewConstraintBody::UsingIndex(KeyKind::Unique, index) => {
                ConstraintBody::Unique(self.take_index(table, index)?)
            }
            NewConstraintBody::Check(new) => {
                for column in &self.columns_of_check(table, &new.expression)? {
                    self.column(table, column)?;
                }
                ConstraintBody::Check(Check {
                    expression: self.resolve_names_in(&new.expression),
                    no_inherit: new.no_inherit,
                })
            }
            NewConstraintBody::ForeignKey(new) => {
                ConstraintBody::ForeignKey(self.foreign_key(table, new)?)
            }
            NewConstraintBody::Exclude(new) => ConstraintBody::Exclude(Box::new(Exclusion {
                index: self.settle_index(table, &new.index)?,
                operators: new.operators.clone(),
            })),
        })
    }

    /// The table's own name is a whole row, which has no column's name.
    fn columns_of_check(
        &self,
        table: &QualifiedName,
        expression: &Expression,
    ) -> Result<BTreeSet<Name>, Problem> {
        let mut columns = expression.columns();
        if self.table(table)?.column(&table.name).is_none() {
            columns.remove(&table.name);
        }
        Ok(columns)
    }

    fn key(&self, table: &QualifiedName, new: &Key) -> Result<Key, Problem> {
        for column in new.columns.iter().chain(&new.include) {
            self.column(table, column)?;
        }
        let twice = |(at, column): (usize, &Name)| new.columns[..at].contains(column);
        if new.columns.iter().enumerate().any(twice) {
            return Err(Problem::Refused("a column appears twice in the key"));
        }
        Ok(new.clone())
    }

    /// `USING INDEX`: the index becomes the constraint's, under the constraint's name.
    fn take_index(&mut self, table: &QualifiedName, name: &Name) -> Result<Key, Problem> {
        let index = self.table_mut(table)?.indexes.remove(name);
        let index = index.ok_or_else(|| Problem::NoRelation(name.to_string()))?;
        self.directory.remove(&table.sibling(name.clone()));
        let columns: Option<Vec<Name>> = index
            .keys
            .iter()
            .map(|key| match &key.item {
                KeyItem::Column(column) => Some(column.clone()),
                KeyItem::Expression(_) => None,
            })
            .collect();
        Ok(Key {
            columns: columns.ok_or(Problem::Refused("the index holds an expression"))?,
            include: index.include,
            nulls_not_distinct: index.nulls_not_distinct,
            without_overlaps: false,
            index_valid: true,
        })
    }

    fn foreign_key(
        &self,
        table: &QualifiedName,
        new: &NewForeignKey,
    ) -> Result<ForeignKey, Problem> {
        for column in &new.columns {
            self.column(table, column)?;
        }
        let target = self.must_find_table(&new.table)?;
        let referenced = if new.referenced.is_empty() {
            self.table(&target)?.primary_key().to_vec()
        } else {
            new.referenced.clone()
        };
        for column in referenced
            .iter()
            .filter(|_| !self.has_unknown_columns(&target))
        {
            self.column(&target, column)?;
        }
        Ok(ForeignKey {
            columns: new.columns.clone(),
            table: target,
            referenced,
            period: new.period,
            match_type: new.match_type,
            on_delete: new.on_delete,
            on_update: new.on_update,
            on_delete_columns: new.on_delete_columns.clone(),
            unchecked: false,
            unguarded: false,
        })
    }

    pub(super) fn constraint_mut(
        &mut self,
        table: &QualifiedName,
        name: &Name,
    ) -> Result<&mut Constraint, Problem> {
        let missing = Problem::no_constraint(table, name);
        let Table { constraints, .. } = self.table_mut(table)?;
        constraints.get_mut(name).map(Box::as_mut).ok_or(missing)
    }

    pub(super) fn validate_constraint(&mut self, table: &QualifiedName, name: &Name) -> Outcome {
        if !self.table(table)?.constraints.contains_key(name) {
            return self.validate_not_null(table, name);
        }
        let constraint = self.constraint_mut(table, name)?;
        if !constraint.validated {
            constraint.validated = true;
            let id = constraint.id;
            self.set_by(id, Attribute::Validated);
        }
        Ok(())
    }

    pub(super) fn alter_constraint(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        deferral: Option<Deferral>,
        enforced: Option<bool>,
        inherit: Option<bool>,
    ) -> Outcome {
        if let Some(inherit) = inherit {
            return self.inherit_not_null(table, name, inherit);
        }
        let constraint = self.constraint_mut(table, name)?;
        let id = constraint.id;
        constraint.deferral = deferral.unwrap_or(constraint.deferral);
        // ATExecAlterConstrEnforceability: what is enforced again is checked.
        constraint.validated = enforced.unwrap_or(constraint.validated);
        constraint.enforced = enforced.unwrap_or(constraint.enforced);
        if deferral.is_some() {
            self.set_by(id, Attribute::Deferrable);
        }
        if enforced.is_some() {
            self.set_by(id, Attribute::Enabled);
        }
        Ok(())
    }

    /// Renames a constraint, and the index that it owns.
    pub(super) fn rename_constraint(
        &mut self,
        table: &QualifiedName,
        from: &Name,
        to: &Name,
    ) -> Outcome {
        if self.table(table)?.constraints.contains_key(to) {
            return Err(Problem::Exists(format!("the constraint {to} of {table}")));
        }
        if !self.table(table)?.constraints.contains_key(from) {
            return self.rename_not_null(table, from, to);
        }
        self.rename_part(ObjectKind::Constraint, table, from, to)
    }
}
