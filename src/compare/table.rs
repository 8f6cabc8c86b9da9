//! One expected table and all that hangs on it.

use super::align::{Alignment, Counterpart};
use super::answer::{Answer, AspectAnswer, Aspects, Found, ObjectComparison, Presence};
use super::site::Columns;
use super::view;
use super::{
    Comparison, column, constraint, index, inheritance, name_variant, policy, rule, trigger,
};
use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::schema::{Aspect, ObjectId, ObjectKey, ObjectKind, Schema, Table, View};

/// What comparing a part gives: the live object and the aspects that differ.
pub(super) type Part = Option<(ObjectId, Vec<AspectAnswer>)>;

pub(super) fn compare(
    expected: &Expected,
    live: &Schema,
    alignment: &Alignment<'_>,
    name: &QualifiedName,
    comparison: &mut Comparison,
) {
    let Some(table) = expected.schema.tables.get(name) else {
        return;
    };
    let counterpart = alignment.of(name);
    let walk = Walk {
        expected,
        live,
        alignment,
        key: ObjectKey::table(name),
        name,
        table,
        counterpart,
    };
    let start = comparison.objects.len();
    comparison.objects.push(walk.table());
    walk.columns(comparison);
    walk.constraints(comparison);
    walk.indexes(comparison);
    walk.triggers(comparison);
    walk.policies(comparison);
    walk.rules(comparison);
    name_variant::pair(expected, alignment, name, &mut comparison.objects[start..]);
}

/// What hangs on an expected view, against what hangs on the live one.
pub(super) fn compare_parts(
    expected: &Expected,
    live: &Schema,
    alignment: &Alignment<'_>,
    (key, view): (&ObjectKey, &View),
    counterpart: Option<&Counterpart<'_>>,
    comparison: &mut Comparison,
) {
    let walk = Walk {
        expected,
        live,
        alignment,
        key: key.clone(),
        name: &view::name(key),
        table: &view.parts,
        counterpart,
    };
    walk.indexes(comparison);
    walk.triggers(comparison);
    walk.rules(comparison);
}

struct Walk<'a> {
    expected: &'a Expected,
    live: &'a Schema,
    alignment: &'a Alignment<'a>,
    /// The table or view.
    key: ObjectKey,
    name: &'a QualifiedName,
    table: &'a Table,
    counterpart: Option<&'a Counterpart<'a>>,
}

impl Walk<'_> {
    fn columns_of<'b>(&'b self, counterpart: &'b Counterpart<'_>) -> Columns<'b> {
        self.alignment.columns(&counterpart.table)
    }

    fn table(&self) -> ObjectComparison {
        let Table {
            id,
            columns: _,
            constraints: _,
            indexes: _,
            triggers: _,
            policies: _,
            rules: _,
            row_security,
            force_row_security,
            unlogged,
            inheritance,
        } = self.table;
        let mut aspects = Aspects::default();
        if let Some(counterpart) = self.counterpart {
            let live = &counterpart.table;
            row_security_flag(
                &mut aspects,
                Aspect::RowSecurity,
                *row_security,
                live.row_security,
            );
            row_security_flag(
                &mut aspects,
                Aspect::ForceRowSecurity,
                *force_row_security,
                live.force_row_security,
            );
            aspects.same(
                Aspect::Persistence,
                unlogged,
                &counterpart.table.unlogged,
                |unlogged| super::answer::flag(*unlogged, "unlogged", "logged"),
            );
            let tables = &self.expected.schema;
            inheritance::compare(&mut aspects, inheritance, live, tables, self.alignment);
        }
        ObjectComparison {
            key: ObjectKey::table(self.name),
            id: *id,
            live: self.counterpart.map(|counterpart| counterpart.table.id),
            presence: self
                .counterpart
                .map_or(Presence::Nowhere, |c| c.presence.clone()),
            aspects: aspects.0,
            alike: self.alignment.supposed(self.name).map(ObjectKey::table),
        }
    }

    fn columns(&self, comparison: &mut Comparison) {
        for expected in &self.table.columns {
            let part = self.counterpart.and_then(|counterpart| {
                let live = counterpart.table.column(&expected.name)?;
                let context = column::Context {
                    schema: self.live,
                    alignment: self.alignment,
                    expected: self.table,
                    live: &counterpart.table,
                    sequences: &self.expected.schema,
                };
                let aspects = column::compare(expected, live, &context);
                Some((live.id, self.known(expected.id, aspects)))
            });
            self.push(
                comparison,
                ObjectKind::Column,
                &expected.name,
                expected.id,
                part,
            );
        }
    }

    /// Of a column that is not wholly known, what is known differs or not.
    fn known(&self, id: ObjectId, mut aspects: Vec<AspectAnswer>) -> Vec<AspectAnswer> {
        let inherited = &self.expected.inherited;
        if !inherited.untyped.contains(&id) {
            return aspects;
        }
        let believed = inherited.believed.contains(&id);
        let origin = self.expected.origins.of(id);
        let set = |aspect| origin.is_some_and(|origin| origin.aspects.contains_key(&aspect));
        aspects.retain(|answer| match answer.aspect {
            Aspect::Type | Aspect::Collation => set(answer.aspect),
            aspect => !believed || set(aspect),
        });
        if !set(Aspect::Type) {
            let reason = "the statement that made the column does not tell it";
            let answer = Answer::Unmeasured(reason);
            aspects.push(AspectAnswer::new(Aspect::Type, answer, "unknown", ""));
        }
        aspects
    }

    fn constraints(&self, comparison: &mut Comparison) {
        for (name, expected) in &self.table.constraints {
            let part = self.counterpart.and_then(|counterpart| {
                let live = counterpart.table.constraints.get(name)?;
                let aspects = constraint::compare(
                    expected,
                    live,
                    self.columns_of(counterpart),
                    self.alignment,
                );
                Some((live.id, aspects))
            });
            self.push(comparison, ObjectKind::Constraint, name, expected.id, part);
        }
    }

    fn indexes(&self, comparison: &mut Comparison) {
        for (name, expected) in &self.table.indexes {
            let part = self.counterpart.and_then(|counterpart| {
                let live = counterpart.table.indexes.get(name)?;
                Some((
                    live.id,
                    index::compare(expected, live, self.columns_of(counterpart)),
                ))
            });
            self.push(comparison, ObjectKind::Index, name, expected.id, part);
        }
    }

    fn triggers(&self, comparison: &mut Comparison) {
        for (name, expected) in &self.table.triggers {
            let part = self.counterpart.and_then(|counterpart| {
                let live = counterpart.table.triggers.get(name)?;
                let aspects =
                    trigger::compare(expected, live, self.columns_of(counterpart), self.alignment);
                Some((live.id, aspects))
            });
            self.push(comparison, ObjectKind::Trigger, name, expected.id, part);
        }
    }

    fn policies(&self, comparison: &mut Comparison) {
        for (name, expected) in &self.table.policies {
            let part = self.counterpart.and_then(|counterpart| {
                let live = counterpart.table.policies.get(name)?;
                Some((
                    live.id,
                    policy::compare(expected, live, self.columns_of(counterpart)),
                ))
            });
            self.push(comparison, ObjectKind::Policy, name, expected.id, part);
        }
    }

    fn rules(&self, comparison: &mut Comparison) {
        for (name, expected) in &self.table.rules {
            let part = self.counterpart.and_then(|counterpart| {
                let live = counterpart.table.rules.get(name)?;
                Some((
                    live.id,
                    rule::compare(expected, live, self.columns_of(counterpart)),
                ))
            });
            self.push(comparison, ObjectKind::Rule, name, expected.id, part);
        }
    }

    fn push(
        &self,
        comparison: &mut Comparison,
        kind: ObjectKind,
        name: &Name,
        id: ObjectId,
        part: Part,
    ) {
        let presence = self.presence(kind, name, id, part.is_some());
        let (live, aspects) = match part {
            Some((live, aspects)) => (Some(live), aspects),
            None => (None, Vec::new()),
        };
        let key = ObjectKey::part(self.name, kind, name.clone());
        let alike = self.alike(kind, name);
        comparison.objects.push(ObjectComparison {
            key,
            id,
            live,
            presence,
            aspects,
            alike,
        });
    }

    /// The column that seems to be this one, renamed by hand.
    fn alike(&self, kind: ObjectKind, name: &Name) -> Option<ObjectKey> {
        let counterpart = self.counterpart.filter(|_| kind == ObjectKind::Column)?;
        let mut supposed = counterpart.supposed.iter();
        let (live, _) = supposed.find(|(_, expected)| expected == name)?;
        Some(ObjectKey::part(self.name, kind, live.clone()))
    }

    fn presence(&self, kind: ObjectKind, name: &Name, id: ObjectId, there: bool) -> Presence {
        let table = || self.key.clone();
        match self.counterpart.map(|counterpart| &counterpart.presence) {
            None | Some(Presence::Nowhere) => Presence::Hanging {
                on: table(),
                there: false,
            },
            Some(Presence::Elsewhere(_)) => Presence::Hanging { on: table(), there },
            Some(_) if there => self.unrenamed(kind, name).unwrap_or(Presence::Here),
            Some(_) => self
                .former(kind, id)
                .unwrap_or_else(|| self.other_schemas(kind, name)),
        }
    }

    fn unrenamed(&self, kind: ObjectKind, name: &Name) -> Option<Presence> {
        let counterpart = self.counterpart.filter(|_| kind == ObjectKind::Column)?;
        let (former, _) = counterpart
            .unrenamed
            .iter()
            .find(|(_, expected)| expected == name)?;
        let key = ObjectKey::part(self.name, kind, former.clone());
        Some(Presence::Unrenamed(key))
    }

    /// An index, constraint or trigger under the name that it had before a recorded rename.
    fn former(&self, kind: ObjectKind, id: ObjectId) -> Option<Presence> {
        let live = &self.counterpart?.table;
        let origin = self.expected.origins.of(id)?;
        let former = origin
            .former
            .iter()
            .rev()
            .find(|key| has_part(live, kind, &key.name))?;
        let key = ObjectKey::part(self.name, kind, former.name.clone());
        (!self.expects(&key)).then_some(Presence::Unrenamed(key))
    }

    fn expects(&self, key: &ObjectKey) -> bool {
        has_part(self.table, key.kind, &key.name)
    }

    /// A part that is missing here, but hangs on a table of the same name in another schema.
    fn other_schemas(&self, kind: ObjectKind, name: &Name) -> Presence {
        let live_name = self.counterpart.map(|counterpart| &counterpart.name);
        let places: Vec<Found> = self
            .alignment
            .namesakes(&self.name.name)
            .filter(|other| Some(*other) != live_name)
            .filter(|other| !self.expected.schema.tables.contains_key(other))
            .filter(|other| {
                self.live
                    .tables
                    .get(other)
                    .is_some_and(|table| has_part(table, kind, name))
            })
            .map(|other| Found::here(&other.schema, 1, 1))
            .collect();
        if places.is_empty() {
            Presence::Nowhere
        } else {
            Presence::Elsewhere(places)
        }
    }
}

/// Row security that is off where it should be on protects nothing.
fn row_security_flag(aspects: &mut Aspects, aspect: Aspect, expected: bool, live: bool) {
    let word = |on: bool| super::answer::flag(on, "on", "off");
    if expected != live {
        let answer = if expected {
            super::Answer::NotInForce
        } else {
            super::Answer::Different
        };
        aspects.push(aspect, answer, word(expected), word(live));
    }
}

/// Whether a table has a part of this kind and name.
pub(super) fn has_part(table: &Table, kind: ObjectKind, name: &Name) -> bool {
    match kind {
        ObjectKind::Column => table.column(name).is_some(),
        ObjectKind::Constraint => table.constraints.contains_key(name),
        ObjectKind::Index => table.indexes.contains_key(name),
        ObjectKind::Trigger => table.triggers.contains_key(name),
        ObjectKind::Policy => table.policies.contains_key(name),
        ObjectKind::Rule => table.rules.contains_key(name),
        _ => false,
    }
}
