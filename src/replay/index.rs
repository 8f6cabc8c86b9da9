//! Indexes, those of partitions that are attached to the index of their table, and what in a table hangs on a
//! column or key of it.

use std::collections::{BTreeMap, BTreeSet};

use super::create::joined;
use super::dependencies::On;
use super::directory::{Avoids, Relation};
use super::readers::no_column;
use super::{Outcome, Problem, Replay, implicit_name};
use crate::effect::Reference;
use crate::effect::property::set_parameters;
use crate::effect::vocabulary::{Altered, NewIndex};
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Attribute, Constraint, ConstraintBody, Expression, Index, IndexKey, KeyItem, ObjectId,
    ObjectKind, Table,
};

impl Replay {
    pub(super) fn create_index(&mut self, new: &NewIndex) -> Outcome {
        let table = self.must_find_relation(&new.table)?;
        let mut index = self.settle_index(&table, &new.index)?;
        if let Some(id) = self.existing_index(&table, new)? {
            self.ensured(id);
            return Ok(());
        }
        let named = new.name.as_ref().map(|name| table.sibling(name.clone()));
        if named.is_some_and(|name| self.skips(&name, new.if_not_exists)) {
            return Ok(());
        }
        let name = new.name.clone().unwrap_or_else(|| {
            let columns = column_names(&index.keys, &index.include);
            self.choose_name(&table, Some(&joined(&columns)), "idx", Avoids::Relations)
        });
        let relation = table.sibling(name.clone());
        self.must_be_free(&relation)?;
        let key = Self::part(&table, ObjectKind::Index, &name);
        index.id = self.created(&key);
        self.directory
            .insert(relation, Relation::Index(table.clone()));
        index.valid |= self.partitions(&table).is_empty();
        let id = index.id;
        self.table_mut(&table)?
            .indexes
            .insert(name.clone(), Box::new(index));
        self.new_tablespace(id, new.tablespace.as_ref());
        if !new.index.valid {
            return Ok(());
        }
        self.clone_new_index_to_partitions(&table, &name)
    }

    pub(super) fn index_options(
        &mut self,
        altered: &Altered,
        options: &BTreeMap<String, Option<String>>,
    ) -> Outcome {
        let Some((index, of)) = self.find_or_skip(&altered.name, altered.if_exists)? else {
            return Ok(());
        };
        let (id, held) = match of {
            Relation::Index(table) => match self.table_mut(&table)?.indexes.get_mut(&index.name) {
                Some(index) => (index.id, &mut index.options),
                None => return Ok(()),
            },
            Relation::ConstraintIndex(table) => {
                let constraint = self.constraint_mut(&table, &index.name)?;
                let id = constraint.id;
                let ConstraintBody::Exclude(exclusion) = &mut constraint.body else {
                    self.set_options(id, "", options);
                    return Ok(());
                };
                (id, &mut exclusion.index.options)
            }
            _ => return Ok(()),
        };
        let before = held.clone();
        set_parameters(held, options);
        if *held != before {
            self.set_by(id, Attribute::Options);
        }
        Ok(())
    }

    /// The index that `IF NOT EXISTS` or a guard meets.
    fn existing_index(
        &self,
        table: &QualifiedName,
        new: &NewIndex,
    ) -> Result<Option<ObjectId>, Problem> {
        let name = new.name.as_ref();
        let name = name.filter(|_| self.tolerates(new.if_not_exists));
        let table = self.table(table)?;
        Ok(name.and_then(|name| table.index_or_key(name)))
    }

    /// That a column of a table, or of a view whose columns are known, is there.
    fn must_have(&self, table: &QualifiedName, column: &Name) -> Outcome {
        let Some(key) = self.view_key(table) else {
            return self.column(table, column).map(|_| ());
        };
        let view = self.schema.view(&key);
        let known = view.and_then(|view| view.columns.as_ref());
        if known.is_some_and(|columns| !columns.contains(column)) {
            return Err(no_column(&key, column));
        }
        Ok(())
    }

    pub(super) fn settle_index(
        &self,
        table: &QualifiedName,
        new: &Index,
    ) -> Result<Index, Problem> {
        let mut index = new.clone();
        for key in &mut index.keys {
            match &mut key.item {
                KeyItem::Column(column) => self.must_have(table, column)?,
                KeyItem::Expression(expression) => {
                    for column in expression.columns() {
                        self.must_have(table, &column)?;
                    }
                    *expression = self.resolve_types_in(expression.clone());
                }
            }
            self.settle_collation(table, key)?;
        }
        let predicate = new.predicate.iter().flat_map(Expression::columns);
        for column in new.include.iter().cloned().chain(predicate) {
            self.must_have(table, &column)?;
        }
        index.predicate = index.predicate.map(|it| self.resolve_types_in(it));
        Ok(index)
    }

    /// A collation that is the column's own says nothing (`pg_get_indexdef` leaves it out).
    pub(super) fn settle_collation(&self, table: &QualifiedName, key: &mut IndexKey) -> Outcome {
        let Some(collation) = self.resolved_collation(key.collation.take().as_ref()) else {
            return Ok(());
        };
        let own = match &key.item {
            KeyItem::Column(column) => {
                let column = self.table(table)?.column(column);
                column.and_then(|column| column.collation.clone())
            }
            KeyItem::Expression(_) => None,
        };
        key.collation = (own.as_ref() != Some(&collation)).then_some(collation);
        Ok(())
    }
}

/// `ChooseIndexColumnNames`: key and INCLUDE columns by name; what comes again gets a number.
pub(super) fn column_names(keys: &[IndexKey], include: &[Name]) -> Vec<Name> {
    let keys = keys.iter().map(|key| match &key.item {
        KeyItem::Column(column) => column.clone(),
        KeyItem::Expression(expression) => implicit_name::name(&expression.tree),
    });
    let mut names: Vec<Name> = Vec::new();
    for base in keys.chain(include.iter().cloned()) {
        let numbered = (1u32..).map(|number| Name::exact(&format!("{base}{number}")));
        let mut candidates = std::iter::once(base.clone()).chain(numbered);
        names.extend(candidates.find(|candidate| !names.contains(candidate)));
    }
    names
}

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

    /// `REINDEX INDEX`: what `CREATE INDEX CONCURRENTLY` left invalid is valid. A partitioned index is no more than its
    /// parts.
    pub(super) fn rebuild_index(&mut self, index: &Reference) {
        let Ok((table, id)) = self.index_id(index) else {
            return;
        };
        let parts = self.schema.tables.get(&table);
        if parts.is_some_and(|it| it.inheritance.key.is_none())
            && let Some(definition) = self.schema.table_mut(&table)
            && set_valid(definition, id)
        {
            self.set_by(id, Attribute::Valid);
        }
    }

    fn index_id(&self, name: &Reference) -> Result<(QualifiedName, ObjectId), Problem> {
        let found = self.find(name).and_then(|(name, it)| it.key(&name));
        let table = found.and_then(|key| key.table_name().zip(self.schema.id_of(&key)));
        table.ok_or_else(|| Problem::no_relation(name))
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
        self.set_by(id, Attribute::Valid);
        let parent = self.schema.tables.get(table);
        let parent = parent.and_then(|it| it.inheritance.partitioned().cloned());
        let above = self.expected.inherited.links.get(&id).copied();
        if let (Some(parent), Some(above)) = (parent, above) {
            self.validate_index(&parent, above);
        }
    }
}

fn is_valid(table: &Table, name: &Name) -> bool {
    if let Some(index) = table.indexes.get(name) {
        return index.valid;
    }
    match table.constraints.get(name).map(|it| &it.body) {
        Some(ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key)) => key.index_valid,
        body => body.is_some(),
    }
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

pub(super) fn has_another_key(table: &Table, except: &Name, columns: &[Name]) -> bool {
    let constraint = table.constraints.iter().any(|(name, constraint)| {
        name != except
            && match &constraint.body {
                ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key) => {
                    same_set(&key.columns, columns)
                }
                _ => false,
            }
    });
    constraint
        || table
            .indexes
            .values()
            .any(|index| index.unique && plain_columns(index) == columns)
}

fn plain_columns(index: &Index) -> Vec<Name> {
    let columns = index.keys.iter().filter_map(|key| match &key.item {
        KeyItem::Column(column) => Some(column.clone()),
        KeyItem::Expression(_) => None,
    });
    columns.collect()
}

pub(super) fn same_set(left: &[Name], right: &[Name]) -> bool {
    left.len() == right.len() && left.iter().all(|name| right.contains(name))
}

/// The constraints and indexes that use the column.
pub(super) fn using(table: &Table, column: &Name) -> Vec<(ObjectKind, Name, ObjectId)> {
    let constraints = table.constraints.iter();
    let constraints = constraints.filter(|(_, it)| it.uses(column));
    let constraints = constraints.map(|(name, it)| (ObjectKind::Constraint, name.clone(), it.id));
    let indexes = table.indexes.iter();
    let indexes = indexes.filter(|(_, it)| it.uses(column));
    let indexes = indexes.map(|(name, it)| (ObjectKind::Index, name.clone(), it.id));
    constraints.chain(indexes).collect()
}

impl Replay {
    /// The names of an index's columns in the index.
    pub(super) fn attributes_of_index(&self, index: &Index) -> Vec<Name> {
        let kept = self.attributes.get(&index.id).cloned();
        kept.unwrap_or_else(|| column_names(&index.keys, &index.include))
    }

    /// The names of the columns in a constraint's index.
    pub(super) fn attributes_of_constraint(&self, constraint: &Constraint) -> Vec<Name> {
        let kept = self.attributes.get(&constraint.id).cloned();
        kept.unwrap_or_else(|| attributes(&constraint.body))
    }

    /// A copy calls its columns as what it was copied from.
    pub(super) fn copy_attributes(&mut self, from: ObjectId, to: ObjectId) {
        if let Some(names) = self.attributes.get(&from).cloned() {
            self.attributes.insert(to, names);
        }
    }

    /// The column is about to be called otherwise; in indexes it stays what it is.
    pub(super) fn keep_attributes(&mut self, table: &QualifiedName, column: &Name) {
        let Some(of) = self.schema.tables.get(table) else {
            return;
        };
        for (kind, name, id) in using(of, column) {
            if let Some(names) = index_columns(of, kind, &name) {
                self.attributes.entry(id).or_insert(names);
            }
        }
    }

    /// What uses the column is built anew.
    pub(super) fn forget_attributes(&mut self, table: &QualifiedName, column: &Name) {
        let Some(of) = self.schema.tables.get(table) else {
            return;
        };
        for (_, _, id) in using(of, column) {
            self.attributes.remove(&id);
        }
    }

    /// `ALTER TABLE index RENAME column TO name`; tells whether it is an index.
    pub(super) fn rename_in_index(&mut self, index: &Reference, from: &Name, to: &Name) -> bool {
        let Some((name, relation)) = self.find(index) else {
            return false;
        };
        let (Relation::Index(table) | Relation::ConstraintIndex(table)) = relation else {
            return false;
        };
        let Some(of) = self.schema.tables.get(&table) else {
            return true;
        };
        let index = of.indexes.get(&name.name);
        let constraint = of.constraints.get(&name.name);
        let found = match (index, constraint) {
            (Some(index), _) => (index.id, self.attributes_of_index(index)),
            (None, Some(it)) => (it.id, self.attributes_of_constraint(it)),
            (None, None) => return true,
        };
        let (id, mut names) = found;
        for name in names.iter_mut().filter(|name| *name == from) {
            *name = to.clone();
        }
        self.attributes.insert(id, names);
        true
    }
}

/// What an index, or that of a constraint, calls its columns.
fn index_columns(table: &Table, kind: ObjectKind, name: &Name) -> Option<Vec<Name>> {
    if kind == ObjectKind::Index {
        let index = table.indexes.get(name)?;
        return Some(column_names(&index.keys, &index.include));
    }
    let constraint = table.constraints.get(name);
    let owning = constraint.filter(|it| it.owns_index());
    owning.map(|it| attributes(&it.body))
}

/// What the index of a constraint calls its columns.
pub(super) fn attributes(constraint: &ConstraintBody) -> Vec<Name> {
    match constraint {
        ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key) => {
            let all: Vec<Name> = key.columns.iter().chain(&key.include).cloned().collect();
            column_names(&[], &all)
        }
        ConstraintBody::Exclude(exclusion) => {
            let index = &exclusion.index;
            column_names(&index.keys, &index.include)
        }
        ConstraintBody::ForeignKey(_) | ConstraintBody::Check(_) => Vec::new(),
    }
}
