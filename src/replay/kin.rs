//! Tables that come to a parent or a type, and go from them.

use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::effect::vocabulary::{LineageChange, NewColumn, NewLineage};
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Aspect, Bound, Column, Constraint, Lineage, ObjectId, ObjectKey, ObjectKind, RowType, Trigger,
    TypeBody, TypeName, Veil,
};

impl Replay {
    /// The kin of a new table. Its parents must be there.
    pub(super) fn new_lineage(&mut self, new: &NewLineage) -> Result<Lineage, Problem> {
        let partitioned = new.partition_of.iter().map(|(parent, _)| parent);
        let parents: Vec<QualifiedName> = partitioned
            .chain(&new.inherits)
            .map(|parent| self.must_find_table(parent))
            .collect::<Result<_, _>>()?;
        let of_type = new.of_type.clone().map(|name| self.resolve_type(name));
        let veiled = parents.iter().any(|parent| self.is_veiled(parent));
        Ok(Lineage {
            key: None,
            bound: new.partition_of.as_ref().map(|(_, bound)| bound.clone()),
            parents,
            of_type: of_type.map_or(RowType::Own, RowType::Of),
            veil: veiled.then_some(Veil::Unknown),
        })
    }

    /// The columns that come from parents and from a type, in that order.
    pub(super) fn columns_of_kin(&mut self, table: &QualifiedName) -> Outcome {
        let lineage = self.table(table)?.lineage.clone();
        for parent in &lineage.parents {
            self.links.child(parent, table);
            for column in self.table(parent)?.columns.clone() {
                if !self.inherit_column(table, &column)? {
                    let met = self.column_mut(table, &column.name)?;
                    met.default = met.default.take().or(column.default);
                }
            }
        }
        if let RowType::Of(name) = &lineage.of_type {
            self.columns_of_type(table, name)?;
        }
        Ok(())
    }

    /// The checks that come from parents.
    pub(super) fn checks_of_kin(&mut self, table: &QualifiedName) -> Outcome {
        for parent in self.table(table)?.lineage.parents.clone() {
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
        let checks = checks.filter(|(_, check)| super::heritage::is_inheritable(check));
        Ok(checks
            .map(|(name, check)| (name.clone(), check.clone()))
            .collect())
    }

    fn columns_of_type(&mut self, table: &QualifiedName, name: &TypeName) -> Outcome {
        let types = &self.expected.schema.types;
        let mut found = types.iter().filter(|(known, _)| name.means(known));
        let body = found.next().map(|(_, of)| of.body.clone());
        let Some(TypeBody::Composite(attributes)) = body else {
            self.table_mut(table)?.lineage.veil = Some(Veil::Unknown);
            return Ok(());
        };
        for attribute in attributes {
            let id = self.born(&Self::part(table, ObjectKind::Column, &attribute.name));
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
    pub(super) fn change_column_of_kin(
        &mut self,
        table: &QualifiedName,
        new: &NewColumn,
    ) -> Outcome {
        if self.is_veiled(table) && self.table(table)?.column(&new.name).is_none() {
            self.believe(table, &new.name)?;
        }
        let default = new.default.clone();
        let default = default.map(|value| self.resolve_relations(value));
        let default = default.map(|value| self.resolve_types_in(value));
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

    /// A column that an heir defines again is its own, and takes what it does not say from the
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
            return Err(Problem::Exists {
                what: format!("the column {table}.{}", column.name),
            });
        }
        self.table_mut(table)?.columns.push(column);
        self.merge_inherited(table, inherited)
    }

    fn take_inherited(
        &mut self,
        table: &QualifiedName,
        name: &Name,
    ) -> Result<Option<(usize, Column)>, Problem> {
        let columns = &self.table(table)?.columns;
        let position = columns.iter().position(|column| &column.name == name);
        let id = position
            .and_then(|at| columns.get(at))
            .map(|column| column.id);
        match (position, id) {
            (Some(position), Some(id)) if self.expected.heritage.bequeathed.remove(&id) => {
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
        let columns = &mut self.table_mut(table)?.columns;
        if let Some((position, inherited)) = inherited
            && let Some(mut own) = columns.pop()
        {
            let refuses = inherited.not_null && !own.not_null;
            own.not_null |= inherited.not_null;
            own.default = own.default.or(inherited.default);
            own.generated = own.generated.or(inherited.generated);
            own.collation = own.collation.or(inherited.collation);
            let id = own.id;
            columns.insert(position, own);
            if refuses {
                self.bequeath_not_null(id);
            }
        }
        Ok(())
    }

    pub(super) fn change_lineage(
        &mut self,
        table: &QualifiedName,
        change: &LineageChange,
    ) -> Outcome {
        match change {
            LineageChange::Attach(partition, bound) => self.attach(table, partition, bound),
            LineageChange::Detach {
                partition,
                concurrently,
            } => self.detach(table, partition, *concurrently),
            LineageChange::Inherit(parent) => self.inherit(table, parent),
            LineageChange::NoInherit(parent) => self.disinherit(table, parent),
            LineageChange::OfType(of) => self.set_type_of_rows(table, of.as_ref()),
        }
    }

    fn attach(&mut self, table: &QualifiedName, partition: &Reference, bound: &Bound) -> Outcome {
        if self.is_foreign(partition) {
            return Ok(());
        }
        let partition = self.must_find_table(partition)?;
        let bound = self.settled_bound(bound);
        let definition = self.table_mut(&partition)?;
        definition.lineage.bound = Some(bound);
        definition.lineage.parents = vec![table.clone()];
        let id = definition.id;
        self.links.child(table, &partition);
        self.set_by(id, Aspect::Partition);
        self.set_by(id, Aspect::Bound);
        self.bequeath_to_attached(table, &partition)?;
        self.bequeath_all(table, &partition)
    }

    /// What an attached partition has is what its table has (`MergeAttributesIntoExisting`,
    /// `MergeConstraintsIntoExisting`).
    fn bequeath_to_attached(
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
                self.expected.heritage.bequeathed.insert(id);
                if refuses {
                    self.bequeath_not_null(id);
                }
            } else {
                self.believing_in(partition, &column.name)?;
            }
        }
        for (name, _) in self.inheritable_checks(table)? {
            if let Some(check) = self.table(partition)?.constraints.get(&name) {
                let id = check.id;
                self.expected.heritage.bequeathed.insert(id);
            }
        }
        Ok(())
    }

    /// A column that a parent has must be in its heir too.
    fn believing_in(&mut self, table: &QualifiedName, column: &Name) -> Outcome {
        if self.is_veiled(table) {
            return self.believe(table, column);
        }
        Err(Problem::NoColumn {
            table: table.clone(),
            column: column.clone(),
        })
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
        if definition.lineage.partitioned() != Some(table) {
            // FINALIZE completes what another statement began.
            return Ok(());
        }
        definition.lineage.bound = None;
        definition.lineage.parents.clear();
        for column in &mut definition.columns {
            column.identity = None;
        }
        let id = definition.id;
        let triggers = definition.triggers.iter();
        let triggers: Vec<(Name, ObjectId)> = triggers
            .map(|(name, it): (_, &Trigger)| (name.clone(), it.id))
            .collect();
        let own: Vec<ObjectId> = super::heritage::linkable(definition)
            .map(|(_, _, id)| id)
            .collect();
        self.set_by(id, Aspect::Partition);
        if concurrently {
            self.expected.heritage.detached.insert(id);
        }
        for (trigger, id) in triggers {
            if self.expected.heritage.links.contains_key(&id) {
                let under = ObjectKey::table(&partition);
                self.forget_trigger(&partition, &trigger, Some(&under));
            }
        }
        for id in own {
            self.expected.heritage.links.remove(&id);
        }
        self.emancipate(&partition);
        Ok(())
    }

    fn inherit(&mut self, table: &QualifiedName, parent: &Reference) -> Outcome {
        let parent = self.must_find_table(parent)?;
        for column in self.table(&parent)?.columns.clone() {
            if self.table(table)?.column(&column.name).is_none() {
                self.believing_in(table, &column.name)?;
            }
        }
        let definition = self.table_mut(table)?;
        if definition.lineage.parents.contains(&parent) {
            return Err(Problem::Exists {
                what: format!("the parent {parent} of {table}"),
            });
        }
        definition.lineage.parents.push(parent.clone());
        let id = definition.id;
        self.links.child(&parent, table);
        self.set_by(id, Aspect::Inherits);
        Ok(())
    }

    fn disinherit(&mut self, table: &QualifiedName, parent: &Reference) -> Outcome {
        let parent = self.must_find_table(parent)?;
        let definition = self.table_mut(table)?;
        definition.lineage.parents.retain(|other| other != &parent);
        let id = definition.id;
        self.set_by(id, Aspect::Inherits);
        self.emancipate(table);
        Ok(())
    }

    fn set_type_of_rows(&mut self, table: &QualifiedName, of: Option<&TypeName>) -> Outcome {
        let of = of.cloned().map(|name| self.resolve_type(name));
        let definition = self.table_mut(table)?;
        definition.lineage.of_type = of.map_or(RowType::Own, RowType::Of);
        let id = definition.id;
        self.set_by(id, Aspect::OfType);
        Ok(())
    }

    pub(super) fn settled_bound(&self, bound: &Bound) -> Bound {
        let mut lineage = Lineage {
            bound: Some(bound.clone()),
            ..Lineage::default()
        };
        lineage.for_each_expression(&mut |value| *value = self.resolve_types_in(value.clone()));
        lineage.bound.unwrap_or_else(|| bound.clone())
    }
}
