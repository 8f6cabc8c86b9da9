//! Indexes that are attached to those of a partitioned table.

use std::collections::{BTreeMap, BTreeSet};

use super::dependencies::On;
use super::directory::Relation;
use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::name::{Name, QualifiedName};
use crate::schema::{Aspect, ConstraintBody, ObjectId, Table};

impl Replay {
    /// `ALTER INDEX ... ATTACH PARTITION`: the index of the table is valid once every partition has
    /// one (`validatePartitionedIndex`).
    pub(super) fn attach_index(&mut self, index: &Reference, partition: &Reference) -> Outcome {
        let (table, id) = self.index_id(index)?;
        let (_, child) = self.index_id(partition)?;
        self.expected.inherited.link(child, id);
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
        // As many as there are partitions, dropped ones too: else it need not be looked for.
        let linked = self
            .expected
            .inherited
            .linked
            .get(&id)
            .map_or(0, BTreeSet::len);
        if linked < self.schema.count(&On::Parent(table.clone())) {
            return;
        }
        let complete = self.partitions(table).iter().all(|child| {
            let part = self.linked(child, id);
            let table = self.schema.tables.get(child);
            part.zip(table)
                .is_some_and(|((_, name), table)| is_valid(table, &name))
        });
        let Some(definition) = self.schema.table_mut(table) else {
            return;
        };
        if !complete || !set_valid(definition, id) {
            return;
        }
        self.set_by(id, Aspect::Valid);
        let parent = definition_parent(&self.schema.tables, table);
        let above = self.expected.inherited.links.get(&id).copied();
        if let (Some(parent), Some(above)) = (parent, above) {
            self.validate_index(&parent, above);
        }
    }
}

fn definition_parent(
    tables: &BTreeMap<QualifiedName, Table>,
    table: &QualifiedName,
) -> Option<QualifiedName> {
    tables.get(table)?.inheritance.partitioned().cloned()
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
