//! What needs something else: it goes with that by CASCADE, and keeps it without (`findDependentObjects` of
//! `dependency.c`).

use std::collections::BTreeSet;

use super::dependencies::Dependent;
use super::model::Model;
use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Attribute, Expression, Mention, ObjectKey, ObjectKind, Part, TypeName, UserType,
};

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
        such: impl Fn(&Part, &Mention<'_>) -> bool,
    ) -> BTreeSet<Dependent> {
        let mut found = BTreeSet::new();
        for of in among {
            self.walk_parts(of, &mut |part, mention| {
                if such(&part, &mention) {
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
            let name = of.qualified();
            match part {
                Part::Column(column) => {
                    let _ = self.drop_column(&name, &column, true, true);
                    let key = Self::part(&name, ObjectKind::Column, &column);
                    self.dropped_by_cascade(&key, under);
                }
                Part::Generated(column) => {
                    let _ = self.drop_column(&name, &column, true, true);
                }
                Part::Default(column) => self.forget_default(&name, &column),
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
                Part::Whole => self.forget_whole(&of, under),
                Part::Inheritance => {}
            }
        }
    }

    fn forget_whole(&mut self, key: &ObjectKey, under: &ObjectKey) {
        match key.kind {
            ObjectKind::Table => {
                let _ = self.drop_with_children(&key.qualified(), true);
                self.dropped_by_cascade(key, under);
            }
            ObjectKind::Type | ObjectKind::Domain => {
                self.forget_type(&key.qualified(), Some(under));
            }
            ObjectKind::Function => self.forget_named(key),
            _ => self.drop_other(key, Some(under), true),
        }
    }

    fn forget_default(&mut self, table: &QualifiedName, column: &Name) {
        if let Ok(column) = self.column_mut(table, column) {
            column.default = None;
            let id = column.id;
            self.set_by(id, Attribute::Default);
        }
    }

    pub(super) fn dropped_by_cascade(&mut self, key: &ObjectKey, under: &ObjectKey) {
        if let Some(tombstone) = self.expected.tombstones.get_mut(key) {
            tombstone.under = Some(under.clone());
        }
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
            Self::must_not_be_needed(format!("the type {name}"), &self.needing_type(&name))?;
        }
        self.forget_type(&name, None);
        if cascade {
            self.forget_views_mentioning(&name.name);
        }
        Ok(())
    }

    /// Takes a type away, and everything that is of it.
    pub(super) fn forget_type(&mut self, name: &QualifiedName, under: Option<&ObjectKey>) {
        let Some(of) = self.schema.types.get(name) else {
            return;
        };
        let key = ObjectKey::standing(name, of.kind());
        self.forget_checks(name, &key);
        let needing = self.needing_type(name);
        self.schema.take_type(name);
        self.gone(key.clone(), under.cloned());
        self.forget_routines_of_type(name);
        self.forget_others_of_type(name, &key);
        self.forget_dependents(needing, &key);
    }

    /// A type takes its multirange along.
    fn needing_type(&mut self, name: &QualifiedName) -> BTreeSet<Dependent> {
        let of = self.schema.types.get(name);
        let multirange = of.and_then(UserType::multirange).cloned();
        let own = of.map(|of| ObjectKey::standing(name, of.kind()));
        let mut naming = self.schema.naming(name);
        if let Some(multirange) = &multirange {
            let schema = multirange.schema.as_ref().unwrap_or(&name.schema);
            let multirange = QualifiedName::new(schema.clone(), multirange.name.clone());
            naming.extend(self.schema.naming(&multirange));
        }
        naming.retain(|key| Some(key) != own.as_ref());
        let is_of = |other: &TypeName| {
            (other.schema.is_some() && other.means(name)) || Some(other) == multirange.as_ref()
        };
        self.schema.parts(
            &naming,
            |_, it| matches!(it, Mention::Type(it) if is_of(it)),
        )
    }

    /// The tables that are `OF` a type.
    pub(super) fn tables_of(&mut self, name: &QualifiedName) -> Vec<QualifiedName> {
        let naming = self.schema.tables_naming(name);
        let tables = self.schema.parts(&naming, |part, it| {
            *part == Part::Whole && matches!(it, Mention::Type(it) if it.means(name))
        });
        tables.into_iter().map(|it| it.of.qualified()).collect()
    }

    /// The functions that have the type, or the rows of the table, among their types.
    pub(super) fn forget_routines_of_type(&mut self, name: &QualifiedName) {
        let of = TypeName::from(name.clone());
        let mut naming = self.schema.naming(name);
        naming.retain(|key| key.kind == ObjectKind::Function);
        let is_of = |it: &Mention<'_>| matches!(it, Mention::KeyType(it) if **it == of);
        let needing = self.schema.parts(&naming, |_, it| is_of(it));
        self.forget_dependents(needing, &ObjectKey::table(name));
    }

    pub(super) fn drop_collation(&mut self, name: &Reference, cascade: bool) -> Outcome {
        let name = self.must_find(ObjectKind::Collation, name)?.qualified();
        if !cascade {
            let needing = self.needing_collation(&name);
            Self::must_not_be_needed(format!("the collation {name}"), &needing)?;
        }
        self.forget_collation(&name, None);
        Ok(())
    }

    /// Takes a collation away, and everything that compares by it.
    pub(super) fn forget_collation(&mut self, name: &QualifiedName, under: Option<&ObjectKey>) {
        let key = ObjectKey::standing(name, ObjectKind::Collation);
        let needing = self.needing_collation(name);
        self.schema.take_collation(name);
        self.gone(key.clone(), under.cloned());
        self.forget_dependents(needing, &key);
    }

    fn needing_collation(&mut self, name: &QualifiedName) -> BTreeSet<Dependent> {
        let naming = self.schema.naming(name);
        self.schema.parts(&naming, |part, it| {
            let compares = !matches!(part, Part::Constraint(_) | Part::Inheritance);
            let is_it = |it: &TypeName| it.schema.is_some() && it.means(name);
            compares && matches!(it, Mention::Collation(it) if is_it(it))
        })
    }
}

/// Functions and sequences.
impl Replay {
    /// The triggers that call a function need it. A CASCADE takes the defaults, generated columns, checks,
    /// indexes and policies along that call it; without CASCADE, a server before 14 takes the generated
    /// columns still.
    pub(super) fn drop_routine(&mut self, key: &ObjectKey, cascade: bool) -> Outcome {
        let triggers = self.triggers_calling(key);
        if !cascade {
            Self::must_not_be_needed(key.to_string(), &triggers)?;
        }
        self.forget_dependents(triggers, key);
        if cascade {
            self.forget_views_mentioning(&key.name);
            self.forget_others_calling(key);
        }
        let mut calling = self.calling(key);
        calling.retain(|it| cascade || matches!(it.part, Part::Generated(_)));
        self.forget_dependents(calling, key);
        self.forget_named(key);
        Ok(())
    }

    fn triggers_calling(&mut self, function: &ObjectKey) -> BTreeSet<Dependent> {
        let name = function.qualified();
        let mut naming = self.schema.naming(&name);
        naming.retain(|_| function.arguments.as_deref() == Some(""));
        let calls =
            |it: &Mention<'_>| matches!(it, Mention::TriggerFunction(it) if it.means(&name));
        self.schema.parts(&naming, |_, it| calls(it))
    }

    /// What of tables calls a function. Where several share its name, which of them is called is not told.
    fn calling(&mut self, function: &ObjectKey) -> BTreeSet<Dependent> {
        if self.is_overloaded(function) {
            return BTreeSet::new();
        }
        let names = [function.name.to_string(), full_name(function)];
        let mut naming = self.schema.mentioning(&names[0]);
        naming.extend(self.schema.mentioning(&names[1]));
        naming.retain(ObjectKey::is_table);
        let calls = |it: &Expression| it.calls().iter().any(|call| names.contains(call));
        self.schema.parts(&naming, |part, it| {
            let goes = !matches!(part, Part::Trigger(_) | Part::Rule(_) | Part::Inheritance);
            goes && matches!(it, Mention::Expression(it) if calls(it))
        })
    }

    /// Whether another function has the same name, in whatever schema: which of them an expression
    /// calls is not told by its text.
    pub(super) fn is_overloaded(&self, function: &ObjectKey) -> bool {
        let mut called = self.schema.called(&function.name);
        called.any(|key| key.kind == function.kind && key != function)
    }

    pub(super) fn defaults_reading(&mut self, sequence: &QualifiedName) -> BTreeSet<Dependent> {
        let naming = self.schema.tables_naming(sequence);
        self.schema.parts(&naming, |part, it| {
            let reads = |it: &Expression| it.reads_relation(sequence);
            let default = matches!(part, Part::Default(_));
            default && matches!(it, Mention::Expression(it) if reads(it))
        })
    }
}

/// As `effect::expression` writes the name of a function.
pub(super) fn full_name(key: &ObjectKey) -> String {
    match &key.schema {
        Some(schema) => format!("{schema}.{}", key.name),
        None => key.name.to_string(),
    }
}
