//! Renames and moves to another schema. A rename changes no other name.

use super::dependents::full_name;
use super::directory::Relation;
use super::readers::unread;
use super::{Outcome, Problem, Replay, Tombstone};
use crate::effect::Reference;
use crate::name::{Name, QualifiedName};
use crate::schema::{Expr, Expression, Mention, ObjectId, ObjectKey, ObjectKind, TypeName};

impl Replay {
    pub(super) fn renamed(&mut self, from: ObjectKey, to: ObjectKey, id: ObjectId) {
        // A trigger may be renamed to the name that it has.
        if from == to {
            return;
        }
        self.follow(&from, &to);
        self.forget_queries_of(&from, &to, id);
        self.expected.tombstones.remove(&to);
        self.expected
            .origins
            .renamed(id, self.location, from.clone());
        let tombstone = Tombstone {
            location: self.location,
            under: None,
            renamed_to: Some(to),
            short_lived: false,
            moment: self.renames.now(),
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
        let Some(table) = self.schema.take_table(from) else {
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
        self.schema.put_table(to.clone(), table);
        self.directory.rename(from, to.clone());
        for part in parts {
            self.reassign_index(&from.sibling(part), to);
        }
        self.follow_relation(from, to);
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

    /// What hangs on a table or view follows it; so does what was dropped from it.
    pub(super) fn follow_relation(&mut self, from: &QualifiedName, to: &QualifiedName) {
        self.schema.follow_relation(from, to);
        self.follow_tombstones(from, to);
    }

    /// What was dropped from a table, view or domain follows its new name.
    pub(super) fn follow_tombstones(&mut self, from: &QualifiedName, to: &QualifiedName) {
        for key in self.absent_parts(from) {
            if let Some(tombstone) = self.expected.tombstones.remove(&key) {
                let key = ObjectKey::part(to, key.kind, key.name);
                self.expected.tombstones.insert(key, tombstone);
            }
        }
        self.renames.of_relation(from, to);
    }

    /// Whatever names an object names it as it is called now.
    fn follow(&mut self, from: &ObjectKey, to: &ObjectKey) {
        let mut naming = self.schema.naming(&from.qualified());
        let renamed = match from.kind {
            ObjectKind::Table | ObjectKind::View | ObjectKind::MaterializedView => Renamed::Row,
            ObjectKind::Type | ObjectKind::Domain => Renamed::Type,
            ObjectKind::Collation => Renamed::Collation,
            ObjectKind::Sequence => Renamed::Sequence,
            ObjectKind::Function => {
                naming.extend(self.schema.mentioning(&full_name(from)));
                let overloaded = self.schema.called(&from.name);
                let mut others = overloaded.filter(|key| key.kind == from.kind && *key != to);
                Renamed::Function {
                    overloaded: others.next().is_some(),
                }
            }
            _ => return,
        };
        for key in naming {
            let mut in_key = false;
            self.schema.walk(&key, &mut |mention| {
                in_key |= renamed.follow(mention, from, to);
            });
            if in_key {
                self.schema.rekey(&key);
            }
        }
        if matches!(from.kind, ObjectKind::Function | ObjectKind::Type) {
            self.follow_name_in_others(from.kind, &from.name, &to.name);
        }
    }

    fn rename_sequence(&mut self, from: &QualifiedName, to: &QualifiedName) -> Outcome {
        self.must_be_free(to)?;
        let Some(sequence) = self.schema.take_sequence(from) else {
            return Err(Problem::NoRelation {
                name: from.to_string(),
            });
        };
        let id = sequence.id;
        self.schema.put_sequence(to.clone(), sequence);
        self.directory.rename(from, to.clone());
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

/// What was renamed or moved.
enum Renamed {
    /// A table or view, which is a type too.
    Row,
    Type,
    Collation,
    Sequence,
    Function {
        overloaded: bool,
    },
}

impl Renamed {
    /// Tells whether the key of what holds the mention changes.
    fn follow(&self, mention: Mention<'_>, from: &ObjectKey, to: &ObjectKey) -> bool {
        let (before, after) = (from.qualified(), to.qualified());
        let support = |name: &mut TypeName| {
            if name.means(&before) {
                *name = TypeName::from(after.clone());
            }
        };
        let named = |name: &mut TypeName| {
            if name.schema.is_some() || !matches!(self, Self::Row) {
                support(name);
            }
        };
        match (self, mention) {
            (Self::Row | Self::Type, Mention::KeyType(name)) if *name == before.clone().into() => {
                *name = after.into();
                return true;
            }
            (Self::Row | Self::Type, Mention::Support(name)) => support(name),
            (Self::Row, Mention::TriggerTable(name))
            | (Self::Function { overloaded: false }, Mention::Support(name)) => named(name),
            (Self::Row | Self::Type, mention) => mention.type_name(&mut |name| named(name)),
            (Self::Collation, mention) => mention.collation(&mut |name| named(name)),
            (Self::Sequence, Mention::Expression(it)) => it.rename_relation(&before, &after),
            (Self::Function { .. }, Mention::TriggerFunction(name)) => {
                if from.arguments.as_deref() == Some("") {
                    named(name);
                }
            }
            (Self::Function { overloaded }, mention) => {
                mention.expression(&mut |it| follow_calls(it, from, to, *overloaded));
            }
            (Self::Sequence, _) => {}
        }
        false
    }
}

/// Calls follow a function to its new name. Where several functions share the old one, which of them is
/// called is not told by the text.
fn follow_calls(expression: &mut Expression, from: &ObjectKey, to: &ObjectKey, overloaded: bool) {
    let (plain, full) = (from.name.as_str(), full_name(from));
    let mut calls = false;
    expression.tree.for_each_mut(&mut |node| {
        if let Expr::Call(name, _) = node
            && (name == plain || *name == full)
        {
            *name = full_name(to);
            calls = true;
        }
    });
    if calls && overloaded {
        *expression = unread(expression);
    }
}
