//! Renames and moves to another schema. A rename changes no other name.

use super::directory::Relation;
use super::{Outcome, Problem, Replay, Tombstone};
use crate::effect::Reference;
use crate::name::{Name, QualifiedName};
use crate::schema::{ObjectId, ObjectKey, ObjectKind};

impl Replay {
    pub(super) fn renamed(&mut self, from: ObjectKey, to: ObjectKey, id: ObjectId) {
        // A trigger may be renamed to the name that it has.
        if from == to {
            return;
        }
        self.follow_renamed_type(&from, &to);
        self.follow_renamed_function(&from, &to);
        self.follow_calls(&from, &to);
        if matches!(from.kind, ObjectKind::Function | ObjectKind::Type) {
            self.follow_name_in_others(from.kind, &from.name, &to.name);
        }
        self.forget_queries_of(&from, &to, id);
        self.follow_in_statistics(&from, &to);
        self.expected.tombstones.remove(&to);
        self.expected.origins.renamed(id, self.place, from.clone());
        let tombstone = Tombstone {
            place: self.place,
            under: None,
            renamed_to: Some(to),
            short_lived: false,
        };
        self.expected.tombstones.insert(from, tombstone);
    }

    pub(super) fn rename_object(
        &mut self,
        kind: ObjectKind,
        name: &Reference,
        table: Option<&Reference>,
        if_exists: bool,
        to: &Name,
    ) -> Outcome {
        if !kind.is_relation() {
            let outcome = self.rename_named(kind, name, table, to);
            let absent = matches!(outcome, Err(Problem::NoObject { .. }));
            return if if_exists && absent { Ok(()) } else { outcome };
        }
        let Some((from, relation)) = self.find(name) else {
            return if if_exists {
                Ok(())
            } else {
                Err(Problem::no_relation(name))
            };
        };
        let target = from.sibling(to.clone());
        match relation {
            Relation::ConstraintIndex(table) => self.rename_constraint(&table, &from.name, to),
            Relation::Table => self.rename_table(&from, &target),
            Relation::Sequence => self.rename_sequence(&from, &target),
            Relation::Index(table) => self.rename_index(&table, &from, &target),
            Relation::View(kind) => self.rename_view(kind, &from, &target),
            Relation::Foreign => self.rename_foreign(&from, target),
        }
    }

    fn rename_foreign(&mut self, from: &QualifiedName, to: QualifiedName) -> Outcome {
        self.must_be_free(&to)?;
        self.directory.rename(from, to);
        Ok(())
    }

    pub(super) fn move_object(
        &mut self,
        kind: ObjectKind,
        name: &Reference,
        if_exists: bool,
        to: &Name,
    ) -> Outcome {
        if !kind.is_relation() {
            let outcome = self.move_named(kind, name, to);
            let absent = matches!(outcome, Err(Problem::NoObject { .. }));
            return if if_exists && absent { Ok(()) } else { outcome };
        }
        let Some((from, relation)) = self.find(name) else {
            return if if_exists {
                Ok(())
            } else {
                Err(Problem::no_relation(name))
            };
        };
        let target = QualifiedName::new(to.clone(), from.name.clone());
        if target == from {
            return Ok(());
        }
        match relation {
            Relation::Table => self.move_table(&from, &target),
            Relation::Sequence => self.rename_sequence(&from, &target),
            Relation::View(kind) => self.rename_view(kind, &from, &target),
            Relation::Foreign => self.rename_foreign(&from, target),
            Relation::Index(_) | Relation::ConstraintIndex(_) => Err(Problem::Refused {
                reason: "an index stays in its table's schema",
            }),
        }
    }

    fn rename_table(&mut self, from: &QualifiedName, to: &QualifiedName) -> Outcome {
        self.must_be_free(to)?;
        let Some(table) = self.expected.schema.tables.remove(from) else {
            return Err(Problem::NoRelation {
                name: from.to_string(),
            });
        };
        let id = table.id;
        let parts: Vec<Name> = table
            .indexes
            .keys()
            .chain(table.constraints.keys())
            .cloned()
            .collect();
        self.expected.schema.tables.insert(to.clone(), table);
        self.directory.rename(from, to.clone());
        for part in parts {
            self.reassign_index(&from.sibling(part), to);
        }
        self.follow_table(from, to);
        self.follow_row_type(from, to);
        self.renamed(ObjectKey::table(from), ObjectKey::table(to), id);
        self.end_remake(from, to);
        Ok(())
    }

    /// Indexes and owned sequences move with their table.
    fn move_table(&mut self, from: &QualifiedName, to: &QualifiedName) -> Outcome {
        let sequences = self.owned_sequences(from, None);
        let table = self.table(from)?;
        let constraints: Vec<Name> = table.constraints.keys().cloned().collect();
        let indexes: Vec<Name> = table
            .indexes
            .keys()
            .chain(table.constraints.keys())
            .cloned()
            .collect();
        self.rename_table(from, to)?;
        for constraint in constraints {
            self.directory
                .remove_constraint(&from.sibling(constraint.clone()));
            self.directory.add_constraint(to.sibling(constraint));
        }
        for index in indexes {
            self.directory
                .rename(&from.sibling(index.clone()), to.sibling(index));
        }
        for sequence in sequences {
            let target = QualifiedName::new(to.schema.clone(), sequence.name.clone());
            self.rename_sequence(&sequence, &target)?;
        }
        Ok(())
    }

    fn reassign_index(&mut self, index: &QualifiedName, table: &QualifiedName) {
        let relation = match self.directory.get(index) {
            Some(Relation::Index(_)) => Relation::Index(table.clone()),
            Some(Relation::ConstraintIndex(_)) => Relation::ConstraintIndex(table.clone()),
            _ => return,
        };
        self.directory.insert(index.clone(), relation);
    }

    /// Foreign keys and sequences follow a table; so does what was dropped from it.
    fn follow_table(&mut self, from: &QualifiedName, to: &QualifiedName) {
        self.follow_links(from, to);
        self.follow_tombstones(from, to);
    }

    /// What was dropped from a table or domain follows its new name.
    pub(super) fn follow_tombstones(&mut self, from: &QualifiedName, to: &QualifiedName) {
        for mut key in self.absent_parts(from) {
            let tombstone = self.expected.tombstones.remove(&key);
            follow(&mut key, from, to);
            self.expected
                .tombstones
                .extend(tombstone.map(|tombstone| (key, tombstone)));
        }
        for tombstone in self.expected.tombstones.values_mut() {
            let keys = [&mut tombstone.under, &mut tombstone.renamed_to];
            for key in keys.into_iter().flatten() {
                follow(key, from, to);
            }
        }
        self.expected.origins.follow_table(from, to);
    }

    fn rename_sequence(&mut self, from: &QualifiedName, to: &QualifiedName) -> Outcome {
        self.must_be_free(to)?;
        let Some(sequence) = self.expected.schema.sequences.remove(from) else {
            return Err(Problem::NoRelation {
                name: from.to_string(),
            });
        };
        let id = sequence.id;
        if let Some(owner) = &sequence.owner {
            self.links.owns(&owner.table, to);
        }
        self.expected.schema.sequences.insert(to.clone(), sequence);
        self.directory.rename(from, to.clone());
        for table in self.expected.schema.tables.values_mut() {
            for default in table
                .columns
                .iter_mut()
                .filter_map(|column| column.default.as_mut())
            {
                default.rename_relation(from, to);
            }
        }
        let old = ObjectKey::standing(from, ObjectKind::Sequence);
        self.renamed(old, ObjectKey::standing(to, ObjectKind::Sequence), id);
        Ok(())
    }

    fn rename_index(
        &mut self,
        table: &QualifiedName,
        from: &QualifiedName,
        to: &QualifiedName,
    ) -> Outcome {
        self.must_be_free(to)?;
        let Some(index) = self.table_mut(table)?.indexes.remove(&from.name) else {
            return Err(Problem::NoRelation {
                name: from.to_string(),
            });
        };
        let id = index.id;
        self.table_mut(table)?
            .indexes
            .insert(to.name.clone(), index);
        self.directory.rename(from, to.clone());
        let old = Self::part(table, ObjectKind::Index, &from.name);
        self.renamed(old, Self::part(table, ObjectKind::Index, &to.name), id);
        Ok(())
    }

    fn rename_view(
        &mut self,
        kind: ObjectKind,
        from: &QualifiedName,
        to: &QualifiedName,
    ) -> Outcome {
        self.must_be_free(to)?;
        self.directory.rename(from, to.clone());
        self.rename_key(
            ObjectKey::standing(from, kind),
            ObjectKey::standing(to, kind),
        )
    }
}

/// A part of a table that was renamed or moved; the table itself stays.
pub(super) fn follow(key: &mut ObjectKey, from: &QualifiedName, to: &QualifiedName) {
    let table = key.table.as_ref() == Some(&from.name) && key.schema.as_ref() == Some(&from.schema);
    if table && !key.is_table() {
        key.schema = Some(to.schema.clone());
        key.table = Some(to.name.clone());
    }
}
