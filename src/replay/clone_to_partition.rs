//! Indexes, keys, foreign keys and triggers of a partitioned table, which each partition has too.

use super::create::joined;
use super::directory::{Avoids, Relation};
use super::inherited::is_inheritable;
use super::{Outcome, Problem, Replay};
use crate::name::{Name, QualifiedName};
use crate::schema::{Constraint, ConstraintBody, Index, IndexKey, ObjectId, ObjectKind, Opclass};

impl Replay {
    /// A new or attached partition gets all that its table has (`DefineRelation`,
    /// `ATExecAttachPartition` of `tablecmds.c`).
    pub(super) fn clone_all_to_partition(
        &mut self,
        table: &QualifiedName,
        partition: &QualifiedName,
    ) -> Outcome {
        let definition = self.table(table)?;
        let kinds = [ObjectKind::Constraint, ObjectKind::Index];
        let parts = definition.parts().filter(|(kind, ..)| kinds.contains(kind));
        let mut parts: Vec<(ObjectId, ObjectKind, Name)> = parts
            .map(|(kind, name, id)| (id, kind, name.clone()))
            .collect();
        // In the order in which they were made: generated names depend on it.
        parts.sort();
        for (_, kind, name) in parts {
            if kind == ObjectKind::Index {
                self.clone_index_to_partition(table, &name, partition)?;
            } else {
                self.clone_constraint_to_partition(table, &name, partition)?;
            }
        }
        let triggers: Vec<Name> = self.table(table)?.triggers.keys().cloned().collect();
        for name in triggers {
            self.clone_trigger_to_partition(table, &name, partition)?;
        }
        Ok(())
    }

    /// A new index of a partitioned table comes to its partitions, unless it is made ON ONLY it.
    pub(super) fn clone_new_index_to_partitions(
        &mut self,
        table: &QualifiedName,
        name: &Name,
    ) -> Outcome {
        for child in self.partitions(table) {
            self.clone_index_to_partition(table, name, &child)?;
        }
        Ok(())
    }

    /// A new constraint comes to the children: checks to all, the others to partitions.
    pub(super) fn clone_new_constraint_to_partitions(
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
                    self.clone_new_constraint_to_partitions(&child, name)?;
                }
            } else if self.table(&child)?.inheritance.is_partition() {
                self.clone_constraint_to_partition(table, name, &child)?;
            } else if let Some(columns) = constraint.primary_key() {
                for column in columns {
                    self.share_set_not_null(&child, column)?;
                }
            }
        }
        Ok(())
    }

    /// An equal index that belongs to none is taken; else one is made under a generated name.
    pub(super) fn clone_index_to_partition(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        partition: &QualifiedName,
    ) -> Outcome {
        let Some(index) = self.table(table)?.indexes.get(name).cloned() else {
            return Ok(());
        };
        let (child_name, id) = match self.index_like(partition, &index)? {
            Some(found) => found,
            None => self.clone_index(partition, &index)?,
        };
        self.expected.inherited.link(id, index.id);
        for child in self.children(partition) {
            self.clone_index_to_partition(partition, &child_name, &child)?;
        }
        Ok(())
    }

    /// The oldest index of a partition that is like this one and belongs to none, be it a
    /// constraint's.
    fn index_like(
        &self,
        partition: &QualifiedName,
        index: &Index,
    ) -> Result<Option<(Name, ObjectId)>, Problem> {
        let of = self.table(partition)?;
        let indexes = of.indexes.iter();
        let indexes = indexes.filter(|(_, own)| self.is_free(own.id) && same_index(own, index));
        let indexes = indexes.map(|(name, own)| (name, own.id));
        let constraints = of.constraints.iter();
        let same_key = |own| key_index(own).is_some_and(|own| same_index(&own, index));
        let constraints = constraints.filter(|(_, own)| self.is_free(own.id) && same_key(own));
        let constraints = constraints.map(|(name, own)| (name, own.id));
        Ok(oldest(indexes.chain(constraints)))
    }

    /// Whether it belongs to nothing of the partitioned table.
    fn is_free(&self, id: ObjectId) -> bool {
        !self.expected.inherited.links.contains_key(&id)
    }

    pub(super) fn clone_index(
        &mut self,
        table: &QualifiedName,
        index: &Index,
    ) -> Result<(Name, ObjectId), Problem> {
        let columns = self.attributes_of_index(index);
        let name = self.choose_name(table, Some(&joined(&columns)), "idx", Avoids::Relations);
        let id = self.created(&Self::part(table, ObjectKind::Index, &name));
        self.copy_attributes(index.id, id);
        let relation = Relation::Index(table.clone());
        self.directory.insert(table.sibling(name.clone()), relation);
        self.copy_index_properties(index.id, id);
        let index = Index {
            id,
            valid: true,
            ..index.clone()
        };
        self.table_mut(table)?
            .indexes
            .insert(name.clone(), Box::new(index));
        self.expected.inherited.cloned.insert(id);
        Ok((name, id))
    }

    fn clone_constraint_to_partition(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        partition: &QualifiedName,
    ) -> Outcome {
        let constraint = self.table(table)?.constraints.get(name).cloned();
        let Some(constraint) = constraint.filter(|it| !is_check(it)) else {
            return Ok(());
        };
        let own = self.table(partition)?.constraints.iter();
        let alike = own.filter(|(_, it)| self.is_free(it.id) && same_constraint(it, &constraint));
        let (child_name, id) = match oldest(alike.map(|(name, own)| (name, own.id))) {
            Some(found) => found,
            None => self.clone_constraint(partition, name, &constraint)?,
        };
        self.expected.inherited.link(id, constraint.id);
        for child in self.children(partition) {
            self.clone_constraint_to_partition(partition, &child_name, &child)?;
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
        let taken = self.table(table)?.constraints.contains_key(name);
        let name = match &constraint.body {
            ConstraintBody::ForeignKey(_) | ConstraintBody::Check(_) if !taken => name.clone(),
            body => {
                let columns = self.attributes_of_constraint(constraint);
                self.constraint_name(table, body, &columns)
            }
        };
        let mut clone = constraint.clone();
        if let ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key) = &mut clone.body {
            key.index_valid = true;
        }
        let id = self.put_constraint(table, &name, clone)?;
        self.copy_attributes(constraint.id, id);
        self.copy_index_properties(constraint.id, id);
        self.expected.inherited.cloned.insert(id);
        Ok((name, id))
    }

    /// Row triggers alone are cloned (`CloneRowTriggersToPartition`).
    pub(super) fn clone_trigger_to_partition(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        partition: &QualifiedName,
    ) -> Outcome {
        let Some(trigger) = self.table(table)?.triggers.get(name).cloned() else {
            return Ok(());
        };
        if !trigger.definition.row {
            return Ok(());
        }
        let of = trigger.id;
        let existing = self.table(partition)?.triggers.get(name);
        let id = match existing.map(|trigger| trigger.id) {
            Some(id) => {
                self.expected.origins.replaced(id, self.location);
                id
            }
            None => self.created(&Self::part(partition, ObjectKind::Trigger, name)),
        };
        let triggers = &mut self.table_mut(partition)?.triggers;
        triggers.insert(
            name.clone(),
            Box::new(crate::schema::Trigger { id, ..*trigger }),
        );
        self.expected.inherited.link(id, of);
        for child in self.children(partition) {
            self.clone_trigger_to_partition(partition, name, &child)?;
        }
        Ok(())
    }
}

fn oldest<'a>(found: impl Iterator<Item = (&'a Name, ObjectId)>) -> Option<(Name, ObjectId)> {
    let (name, id) = found.min_by_key(|(_, id)| *id)?;
    Some((name.clone(), id))
}

fn is_check(constraint: &Constraint) -> bool {
    matches!(constraint.body, ConstraintBody::Check(_))
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

/// What a partition has of a key need not be the same kind of key (`DefineIndex` of `indexcmds.c`).
fn same_constraint(own: &Constraint, of: &Constraint) -> bool {
    use ConstraintBody as B;
    match (&own.body, &of.body) {
        (B::ForeignKey(one), B::ForeignKey(other)) => {
            one == other && own.deferral == of.deferral && own.validated
        }
        _ => match (key_index(own), key_index(of)) {
            (Some(own), Some(of)) => same_index(&own, &of),
            _ => false,
        },
    }
}

/// The index of a key.
fn key_index(constraint: &Constraint) -> Option<Index> {
    let (ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key)) = &constraint.body else {
        return None;
    };
    let columns = key.columns.iter().cloned();
    Some(Index {
        id: constraint.id,
        method: Name::exact("btree"),
        keys: columns.map(IndexKey::plain).collect(),
        include: key.include.clone(),
        unique: true,
        nulls_not_distinct: key.nulls_not_distinct,
        predicate: None,
        options: std::collections::BTreeMap::new(),
        valid: key.index_valid,
    })
}
