//! Tables that are made anew under their own name, as Django's SQLite schema editor does it
//! (`_remake_table`): `CREATE TABLE "new__t"`, `DROP TABLE "t"`, `ALTER TABLE "new__t" RENAME TO "t"`.
//! What points at the table goes on to do so, and what did not change keeps its provenance.

use super::Replay;
use super::directory::Relation;
use crate::name::{Name, QualifiedName};
use crate::schema::{Aspect, Column, Index, ObjectId, ObjectKind, Table};

impl Replay {
    /// Keeps a table that is about to be dropped for the one that takes its place; tells whether one
    /// does.
    pub(super) fn begin_remake(&mut self, name: &QualifiedName) -> bool {
        let schema = &self.schema;
        let table = schema.tables.get(name);
        let remade = schema.tables.contains_key(&remade(name));
        let Some(table) = table.filter(|_| remade) else {
            return false;
        };
        self.remakes.insert(name.clone(), table.clone());
        true
    }

    /// Whether the name is that of a key of the table that this one takes the place of: in SQLite
    /// the names of keys are no relations.
    pub(super) fn is_remade_key(&self, table: &QualifiedName, key: &QualifiedName) -> bool {
        match self.directory.get(key) {
            Some(Relation::ConstraintIndex(owner)) => table == &remade(owner),
            _ => false,
        }
    }

    /// The new table has taken its name.
    pub(super) fn end_remake(&mut self, from: &QualifiedName, name: &QualifiedName) {
        if from != &remade(name) {
            return;
        }
        let Some(old) = self.remakes.get(name).cloned() else {
            return;
        };
        let Some(mut table) = self.schema.take_table(name) else {
            return;
        };
        table.id = old.id;
        let changed = adopt(&mut table, &old);
        let keys = table.constraints.iter();
        let keys = keys.filter(|(_, constraint)| constraint.owns_index());
        let keys: Vec<Name> = keys.map(|(key, _)| key.clone()).collect();
        let gone: Vec<Name> = old
            .columns
            .iter()
            .filter(|column| table.column(&column.name).is_none())
            .map(|column| column.name.clone())
            .collect();
        self.schema.put_table(name.clone(), table);
        for key in keys {
            let owner = Relation::ConstraintIndex(name.clone());
            self.directory.insert(name.sibling(key), owner);
        }
        for (id, aspect) in changed {
            self.set_by(id, aspect);
        }
        for column in gone {
            self.gone(Self::part(name, ObjectKind::Column, &column), None);
        }
    }

    /// The identity of an index that the remake took away and that comes back as it was.
    pub(super) fn remade_index(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        new: &Index,
    ) -> Option<ObjectId> {
        let old = self.remakes.get_mut(table)?.indexes.remove(name)?;
        let again = Index {
            id: old.id,
            ..new.clone()
        };
        (again == old).then_some(old.id)
    }
}

fn remade(name: &QualifiedName) -> QualifiedName {
    name.sibling(Name::exact(&format!("new__{}", name.name)))
}

/// Gives what is the same as before its former identity; tells what of it changed.
fn adopt(table: &mut Table, old: &Table) -> Vec<(ObjectId, Aspect)> {
    let mut changed = Vec::new();
    for column in &mut table.columns {
        if let Some(before) = old.column(&column.name) {
            column.id = before.id;
            changed.extend(differing(before, column).map(|aspect| (before.id, aspect)));
        }
    }
    for (name, constraint) in &mut table.constraints {
        let before = old.constraints.get(name);
        let before = before.filter(|before| before.body == constraint.body);
        if let Some(before) = before {
            constraint.id = before.id;
        }
    }
    changed
}

fn differing(before: &Column, after: &Column) -> impl Iterator<Item = Aspect> {
    [
        (Aspect::Type, before.data_type != after.data_type),
        (Aspect::Nullable, before.not_null != after.not_null),
        (Aspect::Default, before.default != after.default),
        (Aspect::Generated, before.generated != after.generated),
        (Aspect::Collation, before.collation != after.collation),
    ]
    .into_iter()
    .filter_map(|(aspect, differs)| differs.then_some(aspect))
}
