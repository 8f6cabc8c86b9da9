//! Which parts of a table come from its parents (`pg_inherits`), and what is kept beside definitions where
//! tables have it from other tables.

use std::collections::{BTreeMap, BTreeSet};

use super::comment::INDEX_OF_CONSTRAINT;
use super::dependencies::On;
use super::{Outcome, Problem, Replay};
use crate::effect::vocabulary::CopiedParts;
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Attribute, Check, Column, Constraint, ConstraintBody, ObjectId, ObjectKey, ObjectKind, Table,
    UnknownColumns,
};

/// What tables have from their parents, and what of a table is not known.
#[derive(Debug, Clone, Default)]
pub struct InheritedParts {
    /// Columns and checks that a table has from its parents only (not `attislocal`, `conislocal`).
    pub inherited_only: BTreeSet<ObjectId>,
    /// The index, key, foreign key or trigger of a partition, and that of the partitioned table which
    /// it is a part of.
    pub links: BTreeMap<ObjectId, ObjectId>,
    /// The same the other way round, with those that are gone.
    pub(super) linked: BTreeMap<ObjectId, BTreeSet<ObjectId>>,
    /// Indexes, keys and foreign keys that were made for a table, under a name that no statement gave.
    pub cloned: BTreeSet<ObjectId>,
    /// Columns of which the type is not known.
    pub untyped: BTreeSet<ObjectId>,
    /// Columns of which nothing is known but that a statement names them.
    pub believed: BTreeSet<ObjectId>,
    /// Columns that refuse NULL for their parents only: since 18 a parent takes that away again
    /// (`pg_constraint.conislocal`).
    pub refusing: BTreeSet<ObjectId>,
    /// Columns that refuse NULL, or do not, on a server before 18 alone.
    pub nullable_before_18: BTreeMap<ObjectId, bool>,
    /// Constraints that only a server before 18 has: a later one has a NOT NULL of the name.
    pub before_18: BTreeSet<ObjectId>,
    /// Tables that were detached `CONCURRENTLY`: the server may have left them a check of their bound
    /// (`DetachAddConstraintIfNeeded` of `tablecmds.c`).
    pub detached: BTreeSet<ObjectId>,
}

impl InheritedParts {
    /// A part of a partition belongs to a part of its table.
    pub(super) fn link(&mut self, part: ObjectId, of: ObjectId) {
        self.links.insert(part, of);
        self.linked.entry(of).or_default().insert(part);
    }

    /// A part of what was a partition is its own.
    pub(super) fn unlink(&mut self, part: ObjectId) {
        if let Some(of) = self.links.remove(&part)
            && let Some(parts) = self.linked.get_mut(&of)
        {
            parts.remove(&part);
        }
    }

    /// What only a server before 18 has, it copies too.
    pub(super) fn copy_release(&mut self, from: ObjectId, to: ObjectId) {
        if self.before_18.contains(&from) {
            self.before_18.insert(to);
        }
    }
}

/// A part of a table, by kind and name.
pub(super) type Part = (ObjectKind, Name);

impl Replay {
    /// The tables that inherit from a table, or are partitions of it.
    pub(super) fn children(&self, table: &QualifiedName) -> Vec<QualifiedName> {
        let tables = &self.schema.tables;
        let is_child = |child: &QualifiedName| {
            tables
                .get(child)
                .is_some_and(|child| child.inheritance.parents.contains(table))
        };
        let candidates = self.schema.on(&On::Parent(table.clone())).into_iter();
        candidates.filter(is_child).collect()
    }

    /// The partitions of a table.
    pub(super) fn partitions(&self, table: &QualifiedName) -> Vec<QualifiedName> {
        let tables = &self.schema.tables;
        let mut children = self.children(table);
        children.retain(|child| {
            tables
                .get(child)
                .is_some_and(|it| it.inheritance.is_partition())
        });
        children
    }

    /// The parents of a table, as far as they are expected.
    pub(super) fn parents(&self, table: &QualifiedName) -> impl Iterator<Item = &Table> {
        let tables = &self.schema.tables;
        let parents = tables.get(table).map(|table| &table.inheritance.parents);
        parents
            .into_iter()
            .flatten()
            .filter_map(|parent| tables.get(parent))
    }

    /// Whether a parent has a column of this name.
    pub(super) fn inherits_column(&self, table: &QualifiedName, column: &Name) -> bool {
        self.parents(table)
            .any(|parent| parent.column(column).is_some())
    }

    /// Whether a parent has a check of this name that its children have too.
    pub(super) fn inherits_check(&self, table: &QualifiedName, name: &Name) -> bool {
        self.parents(table).any(|parent| {
            parent
                .constraints
                .get(name)
                .is_some_and(|it| is_inheritable(it))
        })
    }

    /// What no parent has any more is the table's own.
    pub(super) fn make_local(&mut self, table: &QualifiedName) {
        let Some(definition) = self.schema.tables.get(table) else {
            return;
        };
        let columns = definition.columns.iter();
        let columns = columns.filter(|column| !self.inherits_column(table, &column.name));
        let checks = definition.constraints.iter();
        let checks = checks.filter(|(name, _)| !self.inherits_check(table, name));
        let own: Vec<ObjectId> = columns
            .map(|column| column.id)
            .chain(checks.map(|(_, check)| check.id))
            .collect();
        for id in own {
            self.expected.inherited.inherited_only.remove(&id);
        }
        self.make_not_null_local(table);
    }

    /// A column of a parent comes to a table; the table's own of that name stays. Tells whether it is
    /// new there.
    pub(super) fn inherit_column(
        &mut self,
        table: &QualifiedName,
        column: &Column,
    ) -> Result<bool, Problem> {
        if self.table(table)?.column(&column.name).is_some() {
            self.inherit_not_null_of(table, column)?;
            return Ok(false);
        }
        let id = self.created(&Self::part(table, ObjectKind::Column, &column.name));
        let inherited = &mut self.expected.inherited;
        inherited.inherited_only.insert(id);
        if inherited.untyped.contains(&column.id) {
            inherited.untyped.insert(id);
        }
        let definition = self.table_mut(table)?;
        // A sequence belongs to one column: only partitions share that of their table.
        let identity = column
            .identity
            .filter(|_| definition.inheritance.is_partition());
        definition.columns.push(Column {
            id,
            identity,
            not_null: false,
            ..column.clone()
        });
        self.inherit_not_null_of(table, column)?;
        self.inherit_storage(column.id, id);
        Ok(true)
    }

    /// A check of a parent comes to a table, or meets the table's own of that name. Tells whether it
    /// is new there.
    pub(super) fn inherit_check(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        check: &Constraint,
    ) -> Result<bool, Problem> {
        if self.table(table)?.constraints.contains_key(name) {
            return Ok(false);
        }
        let id = self.put_constraint(table, name, check.clone())?;
        self.expected.inherited.inherited_only.insert(id);
        self.expected.inherited.copy_release(check.id, id);
        Ok(true)
    }

    /// The part of a partition that belongs to a part of its table.
    pub(super) fn linked(&self, partition: &QualifiedName, of: ObjectId) -> Option<Part> {
        let links = &self.expected.inherited.links;
        let table = self.schema.tables.get(partition)?;
        let found = |(_, _, id): &(ObjectKind, &Name, ObjectId)| links.get(id) == Some(&of);
        let (kind, name, _) = linkable(table).find(found)?;
        Some((kind, name.clone()))
    }

    /// What in a partition belongs to a part of its table goes with it.
    pub(super) fn forget_linked(&mut self, table: &QualifiedName, of: ObjectId, under: &ObjectKey) {
        if self.expected.inherited.links.is_empty() {
            return;
        }
        for child in self.children(table) {
            if let Some((kind, name)) = self.linked(&child, of) {
                self.forget_part(kind, &child, &name, Some(under));
            }
        }
    }

    /// Refuses to drop what belongs to a part of the partitioned table.
    pub(super) fn must_be_unlinked(&self, id: ObjectId) -> Outcome {
        if self.expected.inherited.links.contains_key(&id) {
            return Err(Problem::Needed {
                what: "a part of a partition".to_owned(),
                by: "that of its table".to_owned(),
            });
        }
        Ok(())
    }

    /// Whether not all columns of the table are known.
    pub(super) fn has_unknown_columns(&self, table: &QualifiedName) -> bool {
        let table = self.schema.tables.get(table);
        table.is_some_and(|table| table.inheritance.unknown_columns.is_some())
    }

    /// Applies an effect again for each column of a table with unknown columns that it turns out to name; what a
    /// statement wants of constraints that are not known is taken for done.
    pub(super) fn believing(&mut self, mut effect: impl FnMut(&mut Self) -> Outcome) -> Outcome {
        loop {
            match effect(self) {
                Err(Problem::NoColumn { table, column }) if self.has_unknown_columns(&table) => {
                    self.infer_column(&table, &column)?;
                }
                Err(Problem::NoConstraint { table, .. }) if self.has_unknown_columns(&table) => {
                    return Ok(());
                }
                outcome => return outcome,
            }
        }
    }

    /// A statement names a column of a table with unknown columns: it is there.
    pub(super) fn infer_column(&mut self, table: &QualifiedName, name: &Name) -> Outcome {
        let unknown = self.table(table)?.inheritance.unknown_columns;
        let query = unknown == Some(UnknownColumns::Query);
        let id = self.new_column(table, name)?;
        let inherited = &mut self.expected.inherited;
        inherited.untyped.insert(id);
        if !query {
            inherited.believed.insert(id);
        }
        let column = Column::untyped(id, name);
        self.table_mut(table)?.columns.push(column);
        Ok(())
    }
}

/// Whether child tables have it too.
pub(super) fn is_inheritable(constraint: &Constraint) -> bool {
    matches!(
        constraint.body,
        ConstraintBody::Check(Check {
            no_inherit: false,
            ..
        })
    )
}

/// The parts of a table that can belong to a part of a partitioned one.
pub(super) fn linkable(table: &Table) -> impl Iterator<Item = (ObjectKind, &Name, ObjectId)> {
    let kinds = [
        ObjectKind::Constraint,
        ObjectKind::Index,
        ObjectKind::Trigger,
    ];
    table.parts().filter(move |(kind, ..)| kinds.contains(kind))
}

impl Replay {
    /// A child's column is stored as its parent's was when it came (`MergeAttributes`).
    pub(super) fn inherit_storage(&mut self, parent: ObjectId, child: ObjectId) {
        let properties = self.schema.properties_mut();
        properties.copy(parent, child, |(attribute, _)| {
            matches!(attribute, Attribute::Storage | Attribute::Compression)
        });
    }

    /// `LIKE`: the name of a NOT NULL constraint comes with it.
    pub(super) fn copy_column_properties(
        &mut self,
        from: ObjectId,
        to: ObjectId,
        parts: CopiedParts,
    ) {
        let properties = self.schema.properties_mut();
        properties.copy(from, to, |(attribute, part)| match attribute {
            Attribute::NotNullName | Attribute::NoInherit => true,
            Attribute::Storage => parts.storage,
            Attribute::Compression => parts.compression,
            Attribute::Comment => parts.comments && part.is_empty(),
            _ => false,
        });
    }

    /// A copied index has parameters and tablespace of its model; the options of an index that no
    /// constraint owns are part of its definition.
    pub(super) fn copy_index_properties(&mut self, from: ObjectId, to: ObjectId) {
        let properties = self.schema.properties_mut();
        properties.copy(from, to, |(attribute, _)| {
            matches!(attribute, Attribute::Options | Attribute::Tablespace)
        });
    }

    pub(super) fn copy_comment(&mut self, from: ObjectId, to: ObjectId) {
        let properties = self.schema.properties_mut();
        properties.copy(from, to, |(attribute, part)| {
            *attribute == Attribute::Comment && part.is_empty()
        });
    }

    /// Of a key the comment on its index comes along, and the one on the constraint does not.
    pub(super) fn copy_comment_of_key(&mut self, from: ObjectId, to: ObjectId) {
        let properties = self.schema.properties_mut();
        properties.copy(from, to, |(attribute, part)| {
            *attribute == Attribute::Comment && part == INDEX_OF_CONSTRAINT
        });
    }

    /// A partition goes where its table is, and is stored as it is, where it says nothing
    /// (`DefineRelation`).
    pub(super) fn of_parent(&self, parent: ObjectId, attribute: Attribute) -> Option<Name> {
        let text = self.schema.properties.text(parent, attribute);
        text.map(Name::exact)
    }
}
