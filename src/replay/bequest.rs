//! Indexes, keys, foreign keys and triggers of a partitioned table, which each partition has too.

use super::create::joined;
use super::directory::Relation;
use super::heritage::is_inheritable;
use super::index::column_names;
use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Aspect, Constraint, ConstraintBody, Index, IndexKey, ObjectId, ObjectKind, Opclass, Table,
};

impl Replay {
    /// A new or attached partition gets all that its table has (`DefineRelation`,
    /// `ATExecAttachPartition` of `tablecmds.c`).
    pub(super) fn bequeath_all(
        &mut self,
        table: &QualifiedName,
        partition: &QualifiedName,
    ) -> Outcome {
        let definition = self.table(table)?;
        let constraints = definition.constraints.iter();
        let constraints = constraints.map(|(name, it)| (it.id, ObjectKind::Constraint, name));
        let indexes = definition.indexes.iter();
        let indexes = indexes.map(|(name, it)| (it.id, ObjectKind::Index, name));
        let mut parts: Vec<_> = constraints
            .chain(indexes)
            .map(|(id, kind, name)| (id, kind, name.clone()))
            .collect();
        // In the order in which they were made: generated names depend on it.
        parts.sort();
        for (_, kind, name) in parts {
            if kind == ObjectKind::Index {
                self.bequeath_index(table, &name, partition)?;
            } else {
                self.bequeath_constraint(table, &name, partition)?;
            }
        }
        let triggers: Vec<Name> = self.table(table)?.triggers.keys().cloned().collect();
        for name in triggers {
            self.bequeath_trigger(table, &name, partition)?;
        }
        Ok(())
    }

    /// A new index of a partitioned table comes to its partitions, unless it is made ON ONLY it.
    pub(super) fn bequeath_new_index(&mut self, table: &QualifiedName, name: &Name) -> Outcome {
        for child in self.partitions(table) {
            self.bequeath_index(table, name, &child)?;
        }
        Ok(())
    }

    /// A new constraint comes to the children: checks to all, the others to partitions.
    pub(super) fn bequeath_new_constraint(
        &mut self,
        table: &QualifiedName,
        name: &Name,
    ) -> Outcome {
        if self.only {
            return Ok(());
        }
        for child in self.children(table) {
            let constraint = self.table(table)?.constraints.get(name).cloned();
            let Some(constraint) = constraint else {
                continue;
            };
            if is_inheritable(&constraint) {
                if self.inherit_check(&child, name, &constraint)? {
                    self.bequeath_new_constraint(&child, name)?;
                }
            } else if self.table(&child)?.lineage.is_partition() {
                self.bequeath_constraint(table, name, &child)?;
            } else if let Some(columns) = constraint.primary_key() {
                for column in columns {
                    self.set_not_null(&child, column, true)?;
                }
            }
        }
        Ok(())
    }

    /// An equal index that belongs to none is taken; else one is made under a generated name.
    pub(super) fn bequeath_index(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        partition: &QualifiedName,
    ) -> Outcome {
        let Some(index) = self.table(table)?.indexes.get(name).cloned() else {
            return Ok(());
        };
        let links = &self.expected.heritage.links;
        let own = self.table(partition)?.indexes.iter();
        let mut alike =
            own.filter(|(_, own)| !links.contains_key(&own.id) && same_index(own, &index));
        let found = alike.next().map(|(name, own)| (name.clone(), own.id));
        let (child_name, id) = match found {
            Some(found) => found,
            None => self.clone_index(partition, &index)?,
        };
        self.expected.heritage.links.insert(id, index.id);
        for child in self.children(partition) {
            self.bequeath_index(partition, &child_name, &child)?;
        }
        Ok(())
    }

    pub(super) fn clone_index(
        &mut self,
        table: &QualifiedName,
        index: &Index,
    ) -> Result<(Name, ObjectId), Problem> {
        let columns = column_names(&index.keys, &index.include);
        let name = self.choose_relation_name(table, Some(&joined(&columns)), "idx");
        let id = self.born(&Self::part(table, ObjectKind::Index, &name));
        let relation = Relation::Index(table.clone());
        self.directory.insert(table.sibling(name.clone()), relation);
        self.copy_index_properties(index.id, id);
        let index = Index {
            id,
            valid: true,
            ..index.clone()
        };
        self.table_mut(table)?.indexes.insert(name.clone(), index);
        self.expected.heritage.cloned.insert(id);
        Ok((name, id))
    }

    fn bequeath_constraint(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        partition: &QualifiedName,
    ) -> Outcome {
        let constraint = self.table(table)?.constraints.get(name).cloned();
        let Some(constraint) = constraint.filter(|it| !is_check(it)) else {
            return Ok(());
        };
        let links = &self.expected.heritage.links;
        let own = self.table(partition)?.constraints.iter();
        let mut alike = own
            .filter(|(_, own)| !links.contains_key(&own.id) && same_constraint(own, &constraint));
        let found = alike.next().map(|(name, own)| (name.clone(), own.id));
        let (child_name, id) = match found {
            Some(found) => found,
            None => self.clone_constraint(partition, name, &constraint)?,
        };
        self.expected.heritage.links.insert(id, constraint.id);
        for child in self.children(partition) {
            self.bequeath_constraint(partition, &child_name, &child)?;
        }
        Ok(())
    }

    /// Foreign keys keep their name where it is free (`CloneFkReferencing`); keys are named anew.
    pub(super) fn clone_constraint(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        constraint: &Constraint,
    ) -> Result<(Name, ObjectId), Problem> {
        let name = self.name_of_clone(table, name, constraint)?;
        if let ConstraintBody::PrimaryKey(key) = &constraint.body {
            for column in &key.columns {
                self.set_not_null(table, column, true)?;
            }
        }
        let relation = table.sibling(name.clone());
        if constraint.owns_index() {
            let index = Relation::ConstraintIndex(table.clone());
            self.directory.insert(relation.clone(), index);
        }
        self.directory.add_constraint(relation);
        if let ConstraintBody::ForeignKey(foreign) = &constraint.body {
            self.links.references(table, &foreign.table);
        }
        let id = self.born(&Self::part(table, ObjectKind::Constraint, &name));
        self.copy_index_properties(constraint.id, id);
        let mut clone = Constraint {
            id,
            ..constraint.clone()
        };
        if let ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key) = &mut clone.body {
            key.index_valid = true;
        }
        let constraints = &mut self.table_mut(table)?.constraints;
        constraints.insert(name.clone(), clone);
        self.expected.heritage.cloned.insert(id);
        Ok((name, id))
    }

    fn name_of_clone(
        &self,
        table: &QualifiedName,
        name: &Name,
        constraint: &Constraint,
    ) -> Result<Name, Problem> {
        let (middle, label) = match &constraint.body {
            ConstraintBody::PrimaryKey(_) => (None, "pkey"),
            ConstraintBody::Unique(key) => {
                let all: Vec<Name> = key.columns.iter().chain(&key.include).cloned().collect();
                (Some(joined(&column_names(&[], &all))), "key")
            }
            ConstraintBody::Exclude(exclusion) => {
                let index = &exclusion.index;
                let columns = column_names(&index.keys, &index.include);
                (Some(joined(&columns)), "excl")
            }
            ConstraintBody::ForeignKey(foreign) => {
                if !self.table(table)?.constraints.contains_key(name) {
                    return Ok(name.clone());
                }
                let middle = joined(&foreign.columns);
                return Ok(self.choose_constraint_name(table, Some(&middle), "fkey"));
            }
            ConstraintBody::Check { .. } => return Ok(name.clone()),
        };
        Ok(self.choose_relation_name(table, middle.as_deref(), label))
    }

    /// Row triggers alone are cloned (`CloneRowTriggersToPartition`).
    pub(super) fn bequeath_trigger(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        partition: &QualifiedName,
    ) -> Outcome {
        let Some(trigger) = self.table(table)?.triggers.get(name).cloned() else {
            return Ok(());
        };
        if !trigger.definition.as_ref().is_some_and(|it| it.row) {
            return Ok(());
        }
        let of = trigger.id;
        let existing = self.table(partition)?.triggers.get(name);
        let id = match existing.map(|trigger| trigger.id) {
            Some(id) => {
                self.expected.origins.replaced(id, self.place);
                id
            }
            None => self.born(&Self::part(partition, ObjectKind::Trigger, name)),
        };
        let triggers = &mut self.table_mut(partition)?.triggers;
        triggers.insert(name.clone(), crate::schema::Trigger { id, ..trigger });
        self.expected.heritage.links.insert(id, of);
        for child in self.children(partition) {
            self.bequeath_trigger(partition, name, &child)?;
        }
        Ok(())
    }

    /// `ALTER INDEX ... ATTACH PARTITION`: the index of the table is valid once every partition has
    /// one (`validatePartitionedIndex`).
    pub(super) fn attach_index(&mut self, index: &Reference, partition: &Reference) -> Outcome {
        let (table, id) = self.index_id(index)?;
        let (_, child) = self.index_id(partition)?;
        self.expected.heritage.links.insert(child, id);
        self.validate_index(&table, id);
        Ok(())
    }

    fn index_id(&self, name: &Reference) -> Result<(QualifiedName, ObjectId), Problem> {
        let missing = || Problem::no_relation(name);
        match self.find(name) {
            Some((found, Relation::Index(table))) => {
                let index = self.table(&table)?.indexes.get(&found.name);
                Ok((table.clone(), index.ok_or_else(missing)?.id))
            }
            Some((found, Relation::ConstraintIndex(table))) => {
                let key = self.table(&table)?.constraints.get(&found.name);
                Ok((table.clone(), key.ok_or_else(missing)?.id))
            }
            _ => Err(missing()),
        }
    }

    fn validate_index(&mut self, table: &QualifiedName, id: ObjectId) {
        let complete = self.partitions(table).iter().all(|child| {
            let part = self.linked(child, id);
            let table = self.expected.schema.tables.get(child);
            part.zip(table)
                .is_some_and(|((_, name), table)| is_valid(table, &name))
        });
        let Some(definition) = self.expected.schema.tables.get_mut(table) else {
            return;
        };
        if !complete || !set_valid(definition, id) {
            return;
        }
        self.set_by(id, Aspect::Valid);
        let parent = definition_parent(&self.expected.schema.tables, table);
        let above = self.expected.heritage.links.get(&id).copied();
        if let (Some(parent), Some(above)) = (parent, above) {
            self.validate_index(&parent, above);
        }
    }
}

fn definition_parent(
    tables: &std::collections::BTreeMap<QualifiedName, Table>,
    table: &QualifiedName,
) -> Option<QualifiedName> {
    tables.get(table)?.lineage.partitioned().cloned()
}

fn is_valid(table: &Table, name: &Name) -> bool {
    let index = table.indexes.get(name).is_some_and(|index| index.valid);
    index
        || table
            .constraints
            .get(name)
            .is_some_and(|constraint| match &constraint.body {
                ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key) => key.index_valid,
                _ => true,
            })
}

/// Tells whether it was not valid before.
fn set_valid(table: &mut Table, id: ObjectId) -> bool {
    if let Some(index) = table.indexes.values_mut().find(|index| index.id == id) {
        return !std::mem::replace(&mut index.valid, true);
    }
    let mut constraints = table.constraints.values_mut();
    let key = constraints.find(|constraint| constraint.id == id);
    match key.map(|constraint| &mut constraint.body) {
        Some(ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key)) => {
            !std::mem::replace(&mut key.index_valid, true)
        }
        _ => false,
    }
}

fn is_check(constraint: &Constraint) -> bool {
    matches!(constraint.body, ConstraintBody::Check { .. })
}

/// `CompareIndexInfo` of `index.c`: ASC and DESC, and the place of NULLs, do not count.
fn same_index(own: &Index, of: &Index) -> bool {
    own.valid
        && own.method == of.method
        && own.unique == of.unique
        && own.nulls_not_distinct == of.nulls_not_distinct
        && own.include == of.include
        && own.predicate.as_ref().map(|it| &it.tree) == of.predicate.as_ref().map(|it| &it.tree)
        && own.keys.len() == of.keys.len()
        && own
            .keys
            .iter()
            .zip(&of.keys)
            .all(|(one, other)| same_key(one, other))
}

fn same_key(one: &IndexKey, other: &IndexKey) -> bool {
    use crate::schema::KeyItem as K;
    let item = match (&one.item, &other.item) {
        (K::Column(one), K::Column(other)) => one == other,
        (K::Expression(one), K::Expression(other)) => one.tree == other.tree,
        (K::Column(_), K::Expression(_)) | (K::Expression(_), K::Column(_)) => false,
    };
    let name = |key: &IndexKey| key.opclass.as_ref().map(|it: &Opclass| it.name.clone());
    item && one.collation == other.collation && name(one) == name(other)
}

fn same_constraint(own: &Constraint, of: &Constraint) -> bool {
    use ConstraintBody as B;
    match (&own.body, &of.body) {
        (B::PrimaryKey(one), B::PrimaryKey(other)) | (B::Unique(one), B::Unique(other)) => {
            one.columns == other.columns
                && one.include == other.include
                && one.nulls_not_distinct == other.nulls_not_distinct
                && own.deferral == of.deferral
        }
        (B::ForeignKey(one), B::ForeignKey(other)) => {
            one == other && own.deferral == of.deferral && own.validated
        }
        _ => false,
    }
}
