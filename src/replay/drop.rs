//! Drops, and everything that goes along.

use super::dependencies::On;
use super::directory::Relation;
use super::index::{has_another_key, same_set, using};
use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::effect::vocabulary::Target;
use crate::name::{Name, QualifiedName};
use crate::schema::{ConstraintBody, ObjectKey, ObjectKind};

impl Replay {
    pub(super) fn drop_object(
        &mut self,
        target: &Target,
        if_exists: bool,
        cascade: bool,
    ) -> Outcome {
        let outcome = self.drop_target(target, cascade);
        let absent = matches!(outcome, Err(Problem::NoRelation(_) | Problem::NoObject(_)));
        match target {
            _ if !(if_exists && absent) => return outcome,
            Target::Named(kind, name) => self.futile(*kind, &name.name, None),
            Target::Part(kind, table, name) => self.futile(*kind, name, Some(table)),
            _ => {}
        }
        Ok(())
    }

    fn drop_target(&mut self, target: &Target, cascade: bool) -> Outcome {
        match target {
            Target::Named(kind, name) => match kind {
                ObjectKind::Table => self.drop_table(name, cascade),
                ObjectKind::Index => self.drop_index(name),
                ObjectKind::Sequence => self.drop_sequence(name, cascade),
                ObjectKind::Schema => self.drop_namespace(&name.name, cascade),
                ObjectKind::Type | ObjectKind::Domain => self.drop_type(*kind, name, cascade),
                ObjectKind::Collation => self.drop_collation(name, cascade),
                _ => self.drop_named(*kind, name, cascade),
            },
            Target::Part(kind, table, name) => self.drop_part(*kind, table, name),
            Target::Routine(target) => match self.must_find_routine(target)? {
                Some(key) => self.drop_routine(&key, cascade),
                None => Ok(()),
            },
            Target::Other(target) => {
                if let Some(key) = self.find_other(target)? {
                    self.drop_other(&key, None, cascade);
                }
                Ok(())
            }
            // They go by a change of what they are of.
            Target::Column(..) | Target::OfDomain(..) => Ok(()),
        }
    }

    pub(super) fn drop_table(&mut self, name: &Reference, cascade: bool) -> Outcome {
        if let Some((name, Relation::Foreign)) = self.find(name) {
            self.directory.remove(&name);
            return Ok(());
        }
        let name = self.must_find_table(name)?;
        self.drop_with_children(&name, cascade)
    }

    pub(super) fn drop_with_children(&mut self, name: &QualifiedName, cascade: bool) -> Outcome {
        let pointing = self.foreign_keys_to(name, None);
        let outside: Vec<_> = pointing
            .into_iter()
            .filter(|(table, _)| table != name)
            .collect();
        if let (Some((table, key)), false) = (outside.first(), cascade) {
            return Err(Problem::Needed {
                what: format!("the table {name}"),
                by: format!("the foreign key {key} of {table}"),
            });
        }
        for (table, key) in outside {
            self.forget_part(
                ObjectKind::Constraint,
                &table,
                &key,
                Some(&ObjectKey::table(name)),
            );
        }
        self.drop_children(name, cascade)?;
        if cascade {
            let key = ObjectKey::table(name);
            if let Some(id) = self.relation_id(name) {
                self.forget_readers(id, &key);
            }
            let needing = self.needing(&key);
            self.forget_dependents(needing, &key);
            self.forget_bodies_mentioning(&name.name);
        }
        self.forget_triggers_from(name);
        self.forget_table(name);
        Ok(())
    }

    pub(super) fn forget_table(&mut self, name: &QualifiedName) {
        for sequence in self.owned_sequences(name, None) {
            self.forget_sequence(&sequence, Some(&ObjectKey::table(name)));
        }
        self.forget_statistics(name, None, &ObjectKey::table(name));
        let Some(table) = self.schema.take_table(name) else {
            return;
        };
        self.directory.remove_parts(name, &table);
        self.directory.remove(name);
        self.forget_tombstones_of(name);
        self.dropped(ObjectKey::table(name), None);
    }

    /// Once the table is gone, what was dropped from it before says nothing any more.
    pub(super) fn forget_tombstones_of(&mut self, table: &QualifiedName) {
        for key in self.absent_parts(table) {
            self.expected.tombstones.remove(&key);
        }
    }

    fn drop_index(&mut self, name: &Reference) -> Outcome {
        match self.find(name) {
            Some((relation, Relation::Index(table))) => {
                if let Some(index) = self.table(&table)?.indexes.get(&relation.name) {
                    self.must_be_unlinked(index.id)?;
                }
                self.forget_part(ObjectKind::Index, &table, &relation.name, None);
                Ok(())
            }
            Some((_, Relation::ConstraintIndex(_))) => {
                Err(Problem::Refused("a constraint owns the index"))
            }
            _ => Err(Problem::no_relation(name)),
        }
    }

    fn drop_sequence(&mut self, name: &Reference, cascade: bool) -> Outcome {
        let Some((name, Relation::Sequence)) = self.find(name) else {
            return Err(Problem::no_relation(name));
        };
        let owner = self
            .schema
            .sequences
            .get(&name)
            .and_then(|it| it.owner.as_ref());
        if let Some(owner) = owner.filter(|owner| owner.identity) {
            return Err(Problem::Needed {
                what: format!("the sequence {name}"),
                by: format!("the identity column {}.{}", owner.table, owner.column),
            });
        }
        if !cascade {
            let needing = self.needing(&ObjectKey::standalone(&name, ObjectKind::Sequence));
            Self::must_not_be_needed(format!("the sequence {name}"), &needing)?;
        }
        self.forget_sequence(&name, None);
        Ok(())
    }

    /// Takes a sequence away, and the defaults that read it.
    pub(super) fn forget_sequence(&mut self, name: &QualifiedName, under: Option<&ObjectKey>) {
        let key = ObjectKey::standalone(name, ObjectKind::Sequence);
        let needing = self.needing(&key);
        self.forget_dependents(needing, &key);
        self.schema.take_sequence(name);
        self.directory.remove(name);
        self.dropped(key, under.cloned());
    }

    pub(super) fn drop_column(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        if_exists: bool,
        cascade: bool,
    ) -> Outcome {
        let there = self.column(table, name).map(|_| ());
        if if_exists && matches!(there, Err(Problem::NoColumn { .. })) {
            self.futile(ObjectKind::Column, name, None);
            return Ok(());
        }
        there?;
        let pointing = self.foreign_keys_to(table, Some(std::slice::from_ref(name)));
        let outside = pointing.iter().find(|(other, _)| other != table);
        if let (Some((other, key)), false) = (outside, cascade) {
            return Err(Problem::Needed {
                what: format!("the column {table}.{name}"),
                by: format!("the foreign key {key} of {other}"),
            });
        }
        let key = Self::part(table, ObjectKind::Column, name);
        for (other, constraint) in pointing {
            self.forget_part(ObjectKind::Constraint, &other, &constraint, Some(&key));
        }
        self.forget_column(table, name, &key, cascade)
    }

    fn forget_column(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        key: &ObjectKey,
        cascade: bool,
    ) -> Outcome {
        let dependent = self.generated_from(table, name)?;
        if let (Some(by), false) = (dependent.first(), cascade) {
            return Err(Problem::Needed {
                what: format!("the column {table}.{name}"),
                by: format!("the generated column {by}"),
            });
        }
        self.forget_reading_parts(table, name, key, cascade)?;
        for (kind, part, _) in using(self.table(table)?, name) {
            self.forget_part(kind, table, &part, Some(key));
        }
        self.forget_statistics(table, Some(name), key);
        for sequence in self.owned_sequences(table, Some(name)) {
            self.forget_sequence(&sequence, Some(key));
        }
        if let (true, Some(id)) = (cascade, self.relation_id(table)) {
            self.forget_column_readers(id, name, key);
            self.forget_rules_of_column(table, name, key);
            let needing = self.needing_column(table, name);
            self.forget_dependents(needing, key);
        }
        self.table_mut(table)?
            .columns
            .retain(|column| &column.name != name);
        self.dropped(key.clone(), None);
        for column in dependent {
            self.drop_column(table, &column, true, true)?;
        }
        Ok(())
    }

    pub(super) fn generated_from(
        &self,
        table: &QualifiedName,
        name: &Name,
    ) -> Result<Vec<Name>, Problem> {
        let reads = |column: &&crate::schema::Column| {
            column
                .generated
                .as_ref()
                .is_some_and(|generated| generated.expression.columns().contains(name))
        };
        let columns = self.table(table)?.columns.iter();
        Ok(columns
            .filter(reads)
            .map(|column| column.name.clone())
            .collect())
    }

    pub(super) fn drop_constraint(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        if_exists: bool,
        cascade: bool,
    ) -> Outcome {
        let Some(constraint) = self.table(table)?.constraints.get(name) else {
            if let Some((column, _)) = self.not_null_named(table, name) {
                return self.drop_not_null(table, &column, if_exists);
            }
            if let Some(own) = self.unprinted_rename(table, name) {
                return self.drop_constraint(table, &own, if_exists, cascade);
            }
            let absent = Problem::no_constraint(table, name);
            if if_exists {
                self.futile(ObjectKind::Constraint, name, None);
                return Ok(());
            }
            return Err(absent);
        };
        let columns = match &constraint.body {
            ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key) => key.columns.clone(),
            _ => Vec::new(),
        };
        let pointing = self.relying_on(table, name, &columns)?;
        if let (Some((other, key)), false) = (pointing.first(), cascade) {
            return Err(Problem::Needed {
                what: format!("the constraint {name} of {table}"),
                by: format!("the foreign key {key} of {other}"),
            });
        }
        let under = Self::part(table, ObjectKind::Constraint, name);
        for (other, key) in pointing {
            self.forget_part(ObjectKind::Constraint, &other, &key, Some(&under));
        }
        self.forget_part(ObjectKind::Constraint, table, name, None);
        Ok(())
    }

    /// The foreign keys that need this key: none where another key has the same columns.
    fn relying_on(
        &self,
        table: &QualifiedName,
        name: &Name,
        columns: &[Name],
    ) -> Result<Vec<(QualifiedName, Name)>, Problem> {
        if columns.is_empty() || has_another_key(self.table(table)?, name, columns) {
            return Ok(Vec::new());
        }
        let pointing = self.foreign_keys_to(table, Some(columns));
        let exact = |(other, key): &(QualifiedName, Name)| {
            let constraint = self.schema.tables.get(other)?.constraints.get(key)?;
            let ConstraintBody::ForeignKey(foreign) = &constraint.body else {
                return None;
            };
            same_set(&foreign.referenced, columns).then_some(())
        };
        Ok(pointing
            .into_iter()
            .filter(|found| exact(found).is_some())
            .collect())
    }

    /// The foreign keys that point at the table, or at one of these columns of it.
    pub(super) fn foreign_keys_to(
        &self,
        target: &QualifiedName,
        columns: Option<&[Name]>,
    ) -> Vec<(QualifiedName, Name)> {
        let mut found = Vec::new();
        for table in self.schema.on(&On::Referenced(target.clone())) {
            let definition = self.schema.tables.get(&table);
            for (name, constraint) in definition.into_iter().flat_map(|table| &table.constraints) {
                if let ConstraintBody::ForeignKey(foreign) = &constraint.body
                    && &foreign.table == target
                    && columns.is_none_or(|columns| {
                        foreign
                            .referenced
                            .iter()
                            .any(|column| columns.contains(column))
                    })
                {
                    found.push((table.clone(), name.clone()));
                }
            }
        }
        found
    }
}
