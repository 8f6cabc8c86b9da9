//! Effects on an SQLite database, as SQLite applies them (`build.c`, `alter.c`, `trigger.c`).
//!
//! There is one schema, and what names an object need not find it: a foreign key may point at nothing, and a table goes
//! whatever points at it. Only `ALTER TABLE` looks at what else names the table or column, and rewrites it.

mod alter;
mod remake;

use std::collections::BTreeMap;

use super::directory::Relation;
use super::outcome::IfThere;
use super::{Outcome, Problem, Reads, Replay};
use crate::effect::sqlite::settle;
use crate::effect::vocabulary::{New, SqliteChange, SqliteTable, SqliteTableChange};
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Check, Constraint, ConstraintBody, Deferral, Index, KeyItem, ObjectId, ObjectKey, ObjectKind,
    Table, Trigger, View, Walk,
};

/// What of a migration's session counts for what comes after it in the same migration.
#[derive(Debug, Clone, Default)]
pub(super) struct Session {
    /// Tables that were dropped for a new one of the same name, as they were.
    remakes: BTreeMap<QualifiedName, Table>,
    /// Whether renames are told to nobody.
    legacy_alter_table: bool,
}

impl Replay {
    /// Applies one.
    pub(super) fn sqlite(&mut self, change: &SqliteChange) -> Outcome {
        match change {
            SqliteChange::CreateTable(new) => self.create_sqlite_table(new),
            SqliteChange::CreateUntoldTable(name) => {
                self.untold(name);
                Ok(())
            }
            // What it is about is not known, and neither is whether it is there.
            SqliteChange::CreateIndex(new) if self.is_untold(&new.object.0) => Ok(()),
            SqliteChange::CreateIndex(new) => self.create_sqlite_index(new),
            SqliteChange::CreateView(new) => self.create_sqlite_view(new),
            SqliteChange::CreateTrigger(new) => self.create_sqlite_trigger(new),
            SqliteChange::Drop { name, .. } if self.untold_tables.remove(name) => Ok(()),
            SqliteChange::Drop {
                kind,
                name,
                if_exists,
            } => match self.drop_of_sqlite(*kind, name) {
                Err(Problem::NoObject(_)) if *if_exists => {
                    self.futile(*kind, name, None);
                    Ok(())
                }
                outcome => outcome,
            },
            SqliteChange::AlterTable(table, change) if self.is_untold(table) => {
                if let SqliteTableChange::Rename(to) = change {
                    self.untold_tables.remove(table);
                    self.untold(to);
                }
                Ok(())
            }
            SqliteChange::AlterTable(table, change) => self.alter_sqlite_table(table, change),
            SqliteChange::LegacyAlterTable(on) => {
                self.sqlite_session.legacy_alter_table = *on;
                Ok(())
            }
        }
    }

    /// A table of this name is there, and what it is like is not told.
    fn untold(&mut self, name: &Name) {
        let table = self.in_main(name);
        if self.directory.get(&table).is_some() {
            return;
        }
        self.expected.tombstones.remove(&ObjectKey::table(&table));
        self.forget_tombstones_of(&table);
        self.untold_tables.insert(name.clone());
    }

    fn is_untold(&self, table: &Name) -> bool {
        self.untold_tables.contains(table)
    }

    /// What a name stands for: SQLite has one schema.
    fn in_main(&self, name: &Name) -> QualifiedName {
        let main = self.search_path.first().cloned();
        QualifiedName::new(main.unwrap_or_default(), name.clone())
    }

    /// The name is free; or it is what is to be made, and may be there.
    fn is_free_for(&mut self, key: &ObjectKey, if_not_exists: bool) -> Result<bool, Problem> {
        if let Some(id) = self.schema.id_of(key) {
            self.meet(id, IfThere::keep(if_not_exists), key)?;
            return Ok(false);
        }
        let name = match key.kind {
            // Their names are no relations.
            ObjectKind::Trigger => return Ok(true),
            _ => self.in_main(&key.name),
        };
        match self.directory.get(&name) {
            Some(Relation::Index(_)) if key.kind == ObjectKind::Index && if_not_exists => Ok(false),
            Some(_) => Err(Problem::Exists(format!("the name {}", name.name))),
            None => Ok(true),
        }
    }

    fn create_sqlite_table(&mut self, new: &SqliteTable) -> Outcome {
        let name = self.in_main(&new.name);
        let key = ObjectKey::table(&name);
        if !self.is_free_for(&key, new.if_not_exists)? {
            return Ok(());
        }
        let mut table = new.object.clone();
        table.id = self.created(&key);
        for column in &mut table.columns {
            column.id = self.created(&Self::part(&name, ObjectKind::Column, &column.name));
        }
        for (constraint, of) in &mut table.constraints {
            point_into(&name.schema, of);
            of.id = self.created(&Self::part(&name, ObjectKind::Constraint, constraint));
        }
        self.directory.insert(name.clone(), Relation::Table);
        self.schema.put_table(name, table);
        Ok(())
    }

    fn create_sqlite_index(&mut self, new: &New<(Name, Index)>) -> Outcome {
        let (on, index) = &new.object;
        let table = self.must_find_in_main(ObjectKind::Table, on)?;
        let index = &self.settled(&table, index)?;
        let key = Self::part(&table, ObjectKind::Index, &new.name);
        if !self.is_free_for(&key, new.if_not_exists)? {
            return Ok(());
        }
        for column in columns_of(index) {
            self.column(&table, column)?;
        }
        let id = match self.remade_index(&table, &new.name, index) {
            Some(id) => {
                self.expected.tombstones.remove(&key);
                id
            }
            None => self.created(&key),
        };
        let relation = Relation::Index(table.clone());
        self.directory
            .insert(table.sibling(new.name.clone()), relation);
        let index = Index {
            id,
            ..index.clone()
        };
        let indexes = &mut self.table_mut(&table)?.indexes;
        indexes.insert(new.name.clone(), Box::new(index));
        Ok(())
    }

    fn create_sqlite_view(&mut self, new: &New<View>) -> Outcome {
        let name = self.in_main(&new.name);
        let key = ObjectKey::standalone(&name, ObjectKind::View);
        if !self.is_free_for(&key, new.if_not_exists)? {
            return Ok(());
        }
        let id = self.created(&key);
        let mut view = new.object.clone();
        view.parts.id = id;
        let relation = Relation::View(ObjectKind::View);
        self.directory.insert(name, relation);
        self.schema.put_view(&key, id, view, Reads::default());
        Ok(())
    }

    fn create_sqlite_trigger(&mut self, new: &New<(Name, Trigger)>) -> Outcome {
        let (on, trigger) = &new.object;
        let relation = self.must_find_in_main(ObjectKind::Trigger, on)?;
        let there = self.trigger_of_sqlite(&new.name);
        let key = Self::part(&relation, ObjectKind::Trigger, &new.name);
        let key = there.unwrap_or(key);
        if !self.is_free_for(&key, new.if_not_exists)? {
            return Ok(());
        }
        let trigger = Trigger {
            id: self.created(&key),
            ..trigger.clone()
        };
        let triggers = &mut self.table_mut(&relation)?.triggers;
        triggers.insert(new.name.clone(), Box::new(trigger));
        Ok(())
    }

    /// The table of this name; for a trigger, a view too.
    fn must_find_in_main(&self, of: ObjectKind, name: &Name) -> Result<QualifiedName, Problem> {
        let name = self.in_main(name);
        match self.directory.get(&name) {
            Some(Relation::Table) => Ok(name),
            Some(Relation::View(_)) if of == ObjectKind::Trigger => Ok(name),
            _ => Err(Problem::NoRelation(name.name.to_string())),
        }
    }

    /// The trigger of this name, on whatever.
    fn trigger_of_sqlite(&self, name: &Name) -> Option<ObjectKey> {
        let tables = self.schema.tables.iter();
        let views = self.schema.views();
        let views = views.map(|(key, view)| (key.qualified(), &view.parts));
        let mut all = tables
            .map(|(name, table)| (name.clone(), table))
            .chain(views);
        let (on, _) = all.find(|(_, table)| table.triggers.contains_key(name))?;
        Some(Self::part(&on, ObjectKind::Trigger, name))
    }

    fn drop_of_sqlite(&mut self, kind: ObjectKind, name: &Name) -> Outcome {
        let relation = self.in_main(name);
        let absent = || Problem::NoObject(format!("the {} {name}", kind.words()));
        match (kind, self.directory.get(&relation).cloned()) {
            (ObjectKind::Table, Some(Relation::Table)) => {
                self.drop_sqlite_table(&relation);
                Ok(())
            }
            (ObjectKind::Index, Some(Relation::Index(table))) => {
                self.directory.remove(&relation);
                self.take_sqlite_part(&table, kind, name)
            }
            (ObjectKind::View, Some(Relation::View(_))) => {
                let key = ObjectKey::standalone(&relation, kind);
                self.directory.remove(&relation);
                self.schema.take_named(&key);
                self.forget_tombstones_of(&relation);
                self.dropped(key, None);
                Ok(())
            }
            (ObjectKind::Trigger, _) => {
                let key = self.trigger_of_sqlite(name).ok_or_else(absent)?;
                let on = key.table_name().ok_or_else(absent)?;
                self.take_sqlite_part(&on, kind, name)
            }
            _ => Err(absent()),
        }
    }

    fn take_sqlite_part(
        &mut self,
        table: &QualifiedName,
        kind: ObjectKind,
        name: &Name,
    ) -> Outcome {
        self.table_mut(table)?.take_part(kind, name);
        self.dropped(Self::part(table, kind, name), None);
        Ok(())
    }

    /// What points at the table goes on to do so.
    fn drop_sqlite_table(&mut self, name: &QualifiedName) {
        self.begin_remake(name);
        let Some(table) = self.schema.take_table(name) else {
            return;
        };
        for index in table.indexes.keys() {
            self.directory.remove(&name.sibling(index.clone()));
        }
        self.directory.remove(name);
        self.forget_tombstones_of(name);
        self.dropped(ObjectKey::table(name), None);
    }

    fn alter_sqlite_table(&mut self, table: &Name, change: &SqliteTableChange) -> Outcome {
        let table = self.must_find_in_main(ObjectKind::Table, table)?;
        match change {
            SqliteTableChange::Rename(to) => self.rename_sqlite_table(&table, to),
            SqliteTableChange::RenameColumn { from, to } => {
                self.rename_sqlite_column(&table, from, to)
            }
            SqliteTableChange::AddColumn(new) => self.add_sqlite_column(&table, &new.0, &new.1),
            SqliteTableChange::DropColumn(name) => self.drop_sqlite_column(&table, name),
            SqliteTableChange::NotNull(column, not_null) => {
                self.set_sqlite_not_null(&table, column, *not_null)
            }
            SqliteTableChange::AddCheck(name, expression) => {
                let check = Constraint {
                    id: ObjectId::default(),
                    body: ConstraintBody::Check(Check {
                        expression: expression.clone(),
                        no_inherit: false,
                    }),
                    deferral: Deferral::NotDeferrable,
                    enforced: true,
                    validated: true,
                };
                self.add_sqlite_constraint(&table, name, &check)
            }
            SqliteTableChange::DropConstraint(name) => {
                let there = self.table(&table)?.constraints.contains_key(name);
                if !there {
                    return Err(Problem::no_constraint(&table, name));
                }
                self.take_sqlite_part(&table, ObjectKind::Constraint, name)
            }
        }
    }

    fn add_sqlite_constraint(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        new: &Constraint,
    ) -> Outcome {
        let key = Self::part(table, ObjectKind::Constraint, name);
        let mut constraint = Constraint {
            id: self.created(&key),
            ..self.settled(table, new)?
        };
        point_into(&table.schema, &mut constraint);
        let constraints = &mut self.table_mut(table)?.constraints;
        constraints.insert(name.clone(), Box::new(constraint));
        self.references_of(table);
        Ok(())
    }

    /// A part of a table, with its names as the table's columns are.
    fn settled<T: Clone + Walk>(&self, table: &QualifiedName, part: &T) -> Result<T, Problem> {
        let columns = self.table(table)?.columns.iter();
        let columns = columns.map(|column| column.name.clone()).collect();
        let mut part = part.clone();
        settle(&mut part, &columns);
        Ok(part)
    }

    /// The tables that it points at know of it.
    fn references_of(&mut self, table: &QualifiedName) {
        if let Some(of) = self.schema.take_table(table) {
            self.schema.put_table(table.clone(), of);
        }
    }
}

/// The columns that are keys of an index as they are.
fn columns_of(index: &Index) -> impl Iterator<Item = &Name> {
    let keys = index.keys.iter();
    keys.filter_map(|key| match &key.item {
        KeyItem::Column(column) => Some(column),
        KeyItem::Expression(_) => None,
    })
}

/// What a foreign key points at is in the one schema, whatever that is called where the database is none of SQLite.
fn point_into(schema: &Name, constraint: &mut Constraint) {
    if let ConstraintBody::ForeignKey(foreign) = &mut constraint.body {
        foreign.table.schema.clone_from(schema);
    }
}
