//! Tables that come to a parent or a type, and go from them.

use super::create::column_exists;
use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::effect::vocabulary::{InheritanceChange, NewColumn, NewInheritance};
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Attribute, Bound, Column, Constraint, Inheritance, ObjectId, ObjectKey, ObjectKind, RowType,
    TypeBody, TypeName, UnknownColumns,
};

impl Replay {
    /// What a new table inherits. Its parents must be there.
    pub(super) fn new_inheritance(&mut self, new: &NewInheritance) -> Result<Inheritance, Problem> {
        let partitioned = new.partition_of.iter().map(|(parent, _)| parent);
        let parents: Vec<QualifiedName> = partitioned
            .chain(&new.inherits)
            .map(|parent| self.must_find_table(parent))
            .collect::<Result<_, _>>()?;
        let of_type = new.of_type.clone().map(|name| self.resolve_type(name));
        let unknown = parents
            .iter()
            .any(|parent| self.has_unknown_columns(parent));
        Ok(Inheritance {
            key: None,
            bound: new.partition_of.as_ref().map(|(_, bound)| bound.clone()),
            parents,
            of_type: of_type.map_or(RowType::Own, RowType::Of),
            unknown_columns: unknown.then_some(UnknownColumns::Unknown),
        })
    }

    /// The columns that come from parents and from a type, in that order.
    pub(super) fn columns_of_relatives(&mut self, table: &QualifiedName) -> Outcome {
        let inheritance = self.table(table)?.inheritance.clone();
        for parent in &inheritance.parents {
            self.schema.inherits(table, parent);
            for column in self.table(parent)?.columns.clone() {
                if !self.inherit_column(table, &column)? {
                    let met = self.column_mut(table, &column.name)?;
                    met.default = met.default.take().or(column.default);
                }
            }
        }
        if let RowType::Of(name) = &inheritance.of_type {
            self.columns_of_type(table, name)?;
        }
        Ok(())
    }

    /// The checks that come from parents.
    pub(super) fn checks_of_relatives(&mut self, table: &QualifiedName) -> Outcome {
        for parent in self.table(table)?.inheritance.parents.clone() {
            for (name, check) in self.inheritable_checks(&parent)? {
                // The table is empty: nothing in it can disobey.
                let check = Constraint {
                    validated: check.enforced,
                    ..check
                };
                self.inherit_check(table, &name, &check)?;
            }
        }
        Ok(())
    }

    fn inheritable_checks(
        &self,
        table: &QualifiedName,
    ) -> Result<Vec<(Name, Constraint)>, Problem> {
        let checks = self.table(table)?.constraints.iter();
        let checks = checks.filter(|(_, check)| super::inherited::is_inheritable(check));
        Ok(checks
            .map(|(name, check)| (name.clone(), Constraint::clone(check)))
            .collect())
    }

    fn columns_of_type(&mut self, table: &QualifiedName, name: &TypeName) -> Outcome {
        let body = self.schema.type_meant(name).map(|of| of.body.clone());
        let Some(TypeBody::Composite(attributes)) = body else {
            self.table_mut(table)?.inheritance.unknown_columns = Some(UnknownColumns::Unknown);
            return Ok(());
        };
        for attribute in attributes {
            let id = self.created(&Self::part(table, ObjectKind::Column, &attribute.name));
            let column = Column {
                data_type: attribute.data_type,
                collation: attribute.collation,
                ..Column::untyped(id, &attribute.name)
            };
            self.table_mut(table)?.columns.push(column);
        }
        Ok(())
    }

    /// What a partition or a table of a type says of a column that it has from there.
    pub(super) fn change_column_of_relatives(
        &mut self,
        table: &QualifiedName,
        new: &NewColumn,
    ) -> Outcome {
        if self.has_unknown_columns(table) && self.table(table)?.column(&new.name).is_none() {
            self.infer_column(table, &new.name)?;
        }
        let default = new.default.as_ref();
        let default = default.map(|value| self.resolve_names_in(value));
        let column = self.column_mut(table, &new.name)?;
        let id = column.id;
        if let Some(default) = default {
            column.default = Some(default).filter(|value| !value.is_null());
        }
        if new.generated.is_some() {
            column.generated.clone_from(&new.generated);
        }
        if new.not_null {
            column.not_null = true;
            self.settle_not_null(id, true);
        }
        Ok(())
    }

    /// A column that a child defines again is its own, and takes what it does not say from the
    /// parent (`MergeAttributes`).
    pub(super) fn redefine_column(&mut self, table: &QualifiedName, new: &NewColumn) -> Outcome {
        let inherited = self.take_inherited(table, &new.name)?;
        self.add_bare_column(table, new)?;
        self.merge_inherited(table, inherited)
    }

    /// A column of `LIKE` is one of the table's own, and merges with what a parent has.
    pub(super) fn put_own_column(&mut self, table: &QualifiedName, column: Column) -> Outcome {
        let inherited = self.take_inherited(table, &column.name)?;
        if self.table(table)?.column(&column.name).is_some() {
            return Err(column_exists(table, &column.name));
        }
        self.table_mut(table)?.columns.push(column);
        self.merge_inherited(table, inherited)
    }

    fn take_inherited(
        &mut self,
        table: &QualifiedName,
        name: &Name,
    ) -> Result<Option<(usize, Column)>, Problem> {
        if self.expected.inherited.inherited_only.is_empty() {
            return Ok(None);
        }
        let columns = &self.table(table)?.columns;
        let position = columns.iter().position(|column| &column.name == name);
        let id = position
            .and_then(|at| columns.get(at))
            .map(|column| column.id);
        match (position, id) {
            (Some(position), Some(id)) if self.expected.inherited.inherited_only.remove(&id) => {
                let columns = &mut self.table_mut(table)?.columns;
                Ok(Some((position, columns.remove(position))))
            }
            _ => Ok(None),
        }
    }

    fn merge_inherited(
        &mut self,
        table: &QualifiedName,
        inherited: Option<(usize, Column)>,
    ) -> Outcome {
        let Some((position, inherited)) = inherited else {
            return Ok(());
        };
        let columns = &mut self.table_mut(table)?.columns;
        if let Some(mut own) = columns.pop() {
            let refuses = inherited.not_null && !own.not_null;
            own.not_null |= inherited.not_null;
            own.default = own.default.or(inherited.default);
            own.generated = own.generated.or(inherited.generated);
            own.collation = own.collation.or(inherited.collation);
            let id = own.id;
            columns.insert(position, own);
            if refuses {
                self.inherit_not_null_from_parent(id);
            }
        }
        Ok(())
    }

    pub(super) fn change_inheritance(
        &mut self,
        table: &QualifiedName,
        change: &InheritanceChange,
    ) -> Outcome {
        match change {
            InheritanceChange::Attach(partition, bound) => self.attach(table, partition, bound),
            InheritanceChange::Detach {
                partition,
                concurrently,
            } => self.detach(table, partition, *concurrently),
            InheritanceChange::Inherit(parent) => self.inherit(table, parent),
            InheritanceChange::NoInherit(parent) => self.disinherit(table, parent),
            InheritanceChange::OfType(of) => self.set_type_of_rows(table, of.as_ref()),
        }
    }

    fn attach(&mut self, table: &QualifiedName, partition: &Reference, bound: &Bound) -> Outcome {
        if self.is_foreign(partition) {
            return Ok(());
        }
        let partition = self.must_find_table(partition)?;
        let bound = self.settled_bound(bound);
        let definition = self.table_mut(&partition)?;
        definition.inheritance.bound = Some(bound);
        definition.inheritance.parents = vec![table.clone()];
        let id = definition.id;
        self.schema.inherits(&partition, table);
        self.set_by(id, Attribute::Partition);
        self.set_by(id, Attribute::Bound);
        self.clone_columns_to_attached(table, &partition)?;
        self.clone_all_to_partition(table, &partition)
    }

    /// What an attached partition has is what its table has (`MergeAttributesIntoExisting`,
    /// `MergeConstraintsIntoExisting`).
    fn clone_columns_to_attached(
        &mut self,
        table: &QualifiedName,
        partition: &QualifiedName,
    ) -> Outcome {
        let columns = self.table(table)?.columns.clone();
        for column in columns {
            let own = self.table_mut(partition)?.column_mut(&column.name);
            if let Some(own) = own {
                own.identity = own.identity.or(column.identity);
                let (id, refuses) = (own.id, own.not_null && column.not_null);
                self.expected.inherited.inherited_only.insert(id);
                if refuses {
                    self.inherit_not_null_from_parent(id);
                }
            } else {
                self.believing_in(partition, &column.name)?;
            }
        }
        for (name, _) in self.inheritable_checks(table)? {
            if let Some(check) = self.table(partition)?.constraints.get(&name) {
                let id = check.id;
                self.expected.inherited.inherited_only.insert(id);
            }
        }
        Ok(())
    }

    /// A column that a parent has must be in its child too.
    fn believing_in(&mut self, table: &QualifiedName, column: &Name) -> Outcome {
        if self.has_unknown_columns(table) {
            return self.infer_column(table, column);
        }
        Err(Problem::no_column(table, column))
    }

    fn detach(
        &mut self,
        table: &QualifiedName,
        partition: &Reference,
        concurrently: bool,
    ) -> Outcome {
        if self.is_foreign(partition) {
            return Ok(());
        }
        let partition = self.must_find_table(partition)?;
        let definition = self.table_mut(&partition)?;
        if definition.inheritance.partitioned() != Some(table) {
            // FINALIZE completes what another statement began.
            return Ok(());
        }
        definition.inheritance.bound = None;
        definition.inheritance.parents.clear();
        for column in &mut definition.columns {
            column.identity = None;
        }
        let id = definition.id;
        let triggers = definition.triggers.iter();
        let triggers: Vec<(Name, ObjectId)> =
            triggers.map(|(name, it)| (name.clone(), it.id)).collect();
        let own: Vec<ObjectId> = super::inherited::linkable(definition)
            .map(|(_, _, id)| id)
            .collect();
        self.set_by(id, Attribute::Partition);
        self.schema.leaves(&partition, table);
        if concurrently {
            self.expected.inherited.detached.insert(id);
        }
        for (trigger, id) in triggers {
            if self.expected.inherited.links.contains_key(&id) {
                let under = ObjectKey::table(&partition);
                self.forget_part(ObjectKind::Trigger, &partition, &trigger, Some(&under));
            }
        }
        for id in own {
            self.expected.inherited.unlink(id);
        }
        self.make_local(&partition);
        Ok(())
    }

    fn inherit(&mut self, table: &QualifiedName, parent: &Reference) -> Outcome {
        let parent = self.must_find_table(parent)?;
        for column in self.table(&parent)?.columns.clone() {
            if self.table(table)?.column(&column.name).is_none() {
                self.believing_in(table, &column.name)?;
            }
        }
        if self.table(table)?.inheritance.parents.contains(&parent) {
            return Err(Problem::Exists(format!("the parent {parent} of {table}")));
        }
        self.schema.inherits(table, &parent);
        self.alter_relation(table, Attribute::Inherits, |table| {
            table.inheritance.parents.push(parent);
        })
    }

    fn disinherit(&mut self, table: &QualifiedName, parent: &Reference) -> Outcome {
        let parent = self.must_find_table(parent)?;
        self.alter_relation(table, Attribute::Inherits, |table| {
            table.inheritance.parents.retain(|other| other != &parent);
        })?;
        self.schema.leaves(table, &parent);
        self.make_local(table);
        Ok(())
    }

    fn set_type_of_rows(&mut self, table: &QualifiedName, of: Option<&TypeName>) -> Outcome {
        let of = of.cloned().map(|name| self.resolve_type(name));
        self.alter_relation(table, Attribute::OfType, |table| {
            table.inheritance.of_type = of.map_or(RowType::Own, RowType::Of);
        })
    }
}
