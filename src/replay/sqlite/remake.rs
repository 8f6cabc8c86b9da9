//! Tables that are made anew under their own name, as Django's SQLite schema editor does it (`_remake_table`):
//! `CREATE TABLE "new__t"`, `DROP TABLE "t"`, `ALTER TABLE "new__t" RENAME TO "t"`. What did not change keeps its
//! provenance.

use super::super::Replay;
use crate::name::{Name, QualifiedName};
use crate::schema::{Attribute, Column, Index, ObjectId, ObjectKind, Table};

impl Replay {
    /// Keeps a table that is about to be dropped for the one that takes its place.
    pub(super) fn begin_remake(&mut self, name: &QualifiedName) {
        let schema = &self.schema;
        let remade = schema.tables.contains_key(&remade(name));
        if let Some(table) = schema.tables.get(name).filter(|_| remade) {
            self.sqlite_session
                .remakes
                .insert(name.clone(), table.clone());
        }
    }

    /// The new table has taken its name.
    pub(super) fn end_remake(&mut self, from: &QualifiedName, name: &QualifiedName) {
        let Some(old) = self
            .sqlite_session
            .remakes
            .get(name)
            .filter(|_| *from == remade(name))
        else {
            return;
        };
        let old = old.clone();
        let Some(mut table) = self.schema.take_table(name) else {
            return;
        };
        table.id = old.id;
        let changed = adopt(&mut table, &old);
        let columns = old.columns.iter().map(|it| (ObjectKind::Column, &it.name));
        let constraints = old.constraints.keys();
        let constraints = constraints.map(|it| (ObjectKind::Constraint, it));
        let gone = columns
            .chain(constraints)
            .filter(|(kind, part)| table.part(*kind, part).is_none())
            .map(|(kind, part)| Self::part(name, kind, part));
        let gone: Vec<_> = gone.collect();
        self.schema.put_table(name.clone(), table);
        for (id, attribute) in changed {
            self.set_by(id, attribute);
        }
        for part in gone {
            self.dropped(part, None);
        }
    }

    /// The identity of an index that the remake took away and that comes back as it was.
    pub(super) fn remade_index(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        new: &Index,
    ) -> Option<ObjectId> {
        let old = self
            .sqlite_session
            .remakes
            .get_mut(table)?
            .indexes
            .remove(name)?;
        let again = Index {
            id: old.id,
            ..new.clone()
        };
        (again == *old).then_some(old.id)
    }
}

fn remade(name: &QualifiedName) -> QualifiedName {
    name.sibling(Name::whole(&format!("new__{}", name.name)))
}

/// Gives what is the same as before its former identity; tells what of it changed.
fn adopt(table: &mut Table, old: &Table) -> Vec<(ObjectId, Attribute)> {
    let mut changed = Vec::new();
    for column in &mut table.columns {
        if let Some(before) = old.column(&column.name) {
            column.id = before.id;
            changed.extend(differing(before, column).map(|attribute| (before.id, attribute)));
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

fn differing(before: &Column, after: &Column) -> impl Iterator<Item = Attribute> {
    [
        (Attribute::Type, before.data_type != after.data_type),
        (Attribute::Nullable, before.not_null != after.not_null),
        (Attribute::Default, before.default != after.default),
        (Attribute::Identity, before.identity != after.identity),
        (Attribute::Generated, before.generated != after.generated),
        (Attribute::Collation, before.collation != after.collation),
    ]
    .into_iter()
    .filter_map(|(attribute, differs)| differs.then_some(attribute))
}
