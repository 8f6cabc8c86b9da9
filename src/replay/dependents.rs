//! What needs something else: it goes with that by CASCADE, and keeps it without (`findDependentObjects` of
//! `dependency.c`).

use std::collections::BTreeSet;

use super::dependencies::Dependent;
use super::model::Model;
use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::name::{Name, QualifiedName};
use crate::schema::{Attribute, KeyItem, Mention, ObjectKey, ObjectKind, Part};

impl Model {
    /// The tables in which this name stands, in order.
    pub(super) fn tables_naming(&mut self, name: &QualifiedName) -> Vec<ObjectKey> {
        let mut naming = self.naming(name);
        naming.retain(ObjectKey::is_table);
        naming
    }

    /// The parts of these objects that mention something such, what goes first first.
    pub(super) fn parts(
        &mut self,
        among: &[ObjectKey],
        such: impl Fn(&Mention<'_>) -> bool,
    ) -> BTreeSet<Dependent> {
        let mut found = BTreeSet::new();
        for of in among {
            self.walk_parts(of, &mut |part, mention| {
                if such(&mention) {
                    let of = of.clone();
                    found.insert(Dependent { part, of });
                }
            });
        }
        found
    }
}

impl Replay {
    /// Refuses to drop what something needs.
    pub(super) fn must_not_be_needed(what: String, by: &BTreeSet<Dependent>) -> Outcome {
        match by.first() {
            Some(by) => Err(Problem::Needed {
                what,
                by: by.to_string(),
            }),
            None => Ok(()),
        }
    }

    /// Takes away what needs something that goes. What a CASCADE drops is never refused.
    pub(super) fn forget_dependents(&mut self, needing: BTreeSet<Dependent>, under: &ObjectKey) {
        for Dependent { part, of } in needing {
            // What went first may have taken it along.
            if self.schema.id_of(&of).is_none() {
                continue;
            }
            let name = of.qualified();
            match part {
                Part::Column(column) if self.is_partitioned_by(&name, &column) => {
                    self.forget_whole(&of, under);
                }
                Part::Column(column) => {
                    let _ = self.drop_column(&name, &column, true, true);
                    let key = Self::part(&name, ObjectKind::Column, &column);
                    self.dropped_by_cascade(&key, under);
                }
                Part::Generated(column) => {
                    let _ = self.drop_column(&name, &column, true, true);
                }
                Part::Default(column) => self.forget_default(&of, &column),
                Part::Constraint(it) if of.kind == ObjectKind::Domain => {
                    let _ = self.drop_check(&name, &it, true);
                    let key = Self::part(&name, ObjectKind::Constraint, &it);
                    self.dropped_by_cascade(&key, under);
                }
                Part::Constraint(it) => {
                    self.forget_part(ObjectKind::Constraint, &name, &it, Some(under));
                }
                Part::Index(it) => self.forget_part(ObjectKind::Index, &name, &it, Some(under)),
                Part::Policy(it) => self.forget_part(ObjectKind::Policy, &name, &it, Some(under)),
                Part::Trigger(it) => self.forget_part(ObjectKind::Trigger, &name, &it, Some(under)),
                Part::Rule(it) => self.forget_part(ObjectKind::Rule, &name, &it, Some(under)),
                Part::Attribute(it) => {
                    let _ = self.drop_attribute(&name, &it, true);
                }
                Part::Whole | Part::Inheritance => self.forget_whole(&of, under),
            }
        }
    }

    /// The columns of a partition key take their table along (`StorePartitionKey` of `heap.c`).
    pub(super) fn is_partitioned_by(&self, table: &QualifiedName, column: &Name) -> bool {
        let key = self
            .table(table)
            .ok()
            .and_then(|it| it.inheritance.key.as_ref());
        let keys = key.map(|it| it.keys.as_slice()).unwrap_or_default();
        keys.iter().any(|key| match &key.item {
            KeyItem::Column(name) => name == column,
            KeyItem::Expression(it) => it.columns().contains(column),
        })
    }

    pub(super) fn forget_whole(&mut self, key: &ObjectKey, under: &ObjectKey) {
        match key.kind {
            ObjectKind::Table => {
                let _ = self.drop_with_children(&key.qualified(), true);
                self.dropped_by_cascade(key, under);
            }
            ObjectKind::Type | ObjectKind::Domain => {
                self.forget_type(&key.qualified(), Some(under));
                self.forget_texts_mentioning(&key.name);
            }
            ObjectKind::Function => {
                let _ = self.drop_routine(key, true);
                self.dropped_by_cascade(key, under);
            }
            ObjectKind::Statistics => {
                self.forget_named(key);
                self.dropped_by_cascade(key, under);
            }
            _ => self.drop_other(key, Some(under), true),
        }
    }

    fn forget_default(&mut self, of: &ObjectKey, column: &Name) {
        let id = if let Some(view) = self.schema.view_mut(of) {
            view.defaults.remove(column);
            self.schema.id_of(of)
        } else {
            let column = self.column_mut(&of.qualified(), column).ok();
            column.map(|column| {
                column.default = None;
                column.id
            })
        };
        if let Some(id) = id {
            self.set_by(id, Attribute::Default);
        }
    }

    pub(super) fn dropped_by_cascade(&mut self, key: &ObjectKey, under: &ObjectKey) {
        if let Some(tombstone) = self.expected.tombstones.get_mut(key) {
            tombstone.under = Some(under.clone());
        }
    }
}

impl Replay {
    /// The constraint triggers that are `FROM` a table go with it.
    pub(super) fn forget_triggers_from(&mut self, table: &QualifiedName) {
        let naming = self.schema.tables_naming(table);
        let is_from = |it: &Mention<'_>| matches!(it, Mention::TriggerTable(it) if it.means(table));
        let triggers = self.schema.parts(&naming, is_from);
        self.forget_dependents(triggers, &ObjectKey::table(table));
    }
}

/// Types and collations.
impl Replay {
    pub(super) fn drop_type(
        &mut self,
        kind: ObjectKind,
        name: &Reference,
        cascade: bool,
    ) -> Outcome {
        let name = self.must_find(kind, name)?.qualified();
        if !cascade {
            let needing = self.needing(&ObjectKey::standalone(&name, kind));
            Self::must_not_be_needed(format!("the type {name}"), &needing)?;
        }
        self.forget_type(&name, None);
        if cascade {
            self.forget_texts_mentioning(&name.name);
        }
        Ok(())
    }

    /// Takes a type away, and everything that is of it.
    pub(super) fn forget_type(&mut self, name: &QualifiedName, under: Option<&ObjectKey>) {
        let Some(of) = self.schema.types.get(name) else {
            return;
        };
        let key = ObjectKey::standalone(name, of.kind());
        self.forget_checks(name, &key);
        let needing = self.needing(&key);
        self.schema.take_type(name);
        self.dropped(key.clone(), under.cloned());
        self.forget_others_of_type(name, &key);
        self.forget_dependents(needing, &key);
    }

    /// The tables that are `OF` a type.
    pub(super) fn tables_of(&mut self, name: &QualifiedName) -> Vec<QualifiedName> {
        let naming = self.schema.tables_naming(name);
        let tables = self.schema.parts(
            &naming,
            |it| matches!(it, Mention::Type(it) if it.means(name)),
        );
        let whole = tables.into_iter().filter(|it| it.part == Part::Whole);
        whole.map(|it| it.of.qualified()).collect()
    }

    pub(super) fn drop_collation(&mut self, name: &Reference, cascade: bool) -> Outcome {
        let name = self.must_find(ObjectKind::Collation, name)?.qualified();
        if !cascade {
            let needing = self.needing(&ObjectKey::standalone(&name, ObjectKind::Collation));
            Self::must_not_be_needed(format!("the collation {name}"), &needing)?;
        }
        self.forget_collation(&name, None);
        Ok(())
    }

    /// Takes a collation away, and everything that compares by it.
    pub(super) fn forget_collation(&mut self, name: &QualifiedName, under: Option<&ObjectKey>) {
        let key = ObjectKey::standalone(name, ObjectKind::Collation);
        let needing = self.needing(&key);
        self.schema.take_collation(name);
        self.dropped(key.clone(), under.cloned());
        self.forget_dependents(needing, &key);
    }
}

/// Functions.
impl Replay {
    /// The triggers that call a function need it. A CASCADE takes along whatever calls it; without CASCADE, a
    /// server before 14 takes the generated columns still.
    pub(super) fn drop_routine(&mut self, key: &ObjectKey, cascade: bool) -> Outcome {
        let mut needing = self.needing(key);
        if !cascade {
            let triggers = needing
                .iter()
                .filter(|it| matches!(it.part, Part::Trigger(_)));
            Self::must_not_be_needed(key.to_string(), &triggers.cloned().collect())?;
            needing.retain(|it| matches!(it.part, Part::Generated(_)));
        }
        self.forget_named(key);
        if cascade {
            self.forget_texts_mentioning(&key.name);
            self.forget_others_calling(key);
        }
        self.forget_dependents(needing, key);
        Ok(())
    }
}
