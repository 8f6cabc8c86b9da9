//! One expected table and all that hangs on it.

use std::collections::BTreeMap;

use super::align::{Alignment, Counterpart};
use super::answer::{Answer, AttributeAnswer, Attributes, Found, ObjectComparison, Presence};
use super::attributes::{At, Rule};
use super::site::{Columns, Site};
use super::view;
use super::{Comparison, column, constraint, index, inheritance, name_variant, rule, trigger};
use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::schema::described::HasId;
use crate::schema::{
    Attribute, Constraint, ObjectId, ObjectKey, ObjectKind, Policy, Schema, Table, Trigger, View,
};

/// What comparing a part gives: the live object and the attributes that differ.
pub(super) type Part = Option<(ObjectId, Vec<AttributeAnswer>)>;

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

/// It is there, and protects nothing.
const NOT_IN_FORCE: Rule = Rule::Own(Some(Answer::NotInForce));

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
    fn table(&self) -> ObjectComparison {
        let mut attributes = Attributes::default();
        if let Some(counterpart) = self.counterpart {
            let (wanted, live) = (self.table, &*counterpart.table);
            let at = At::site(Site::alone(self.live, None));
            at.compare_but(wanted, live, &mut attributes, |attribute| match attribute {
                // Row security that is off where it should be on protects nothing.
                Attribute::RowSecurity if wanted.row_security && !live.row_security => NOT_IN_FORCE,
                Attribute::ForceRowSecurity
                    if wanted.force_row_security && !live.force_row_security =>
                {
                    NOT_IN_FORCE
                }
                _ => Rule::ByValue,
            });
            let tables = &self.expected.schema;
            inheritance::compare(
                &mut attributes,
                &wanted.inheritance,
                live,
                tables,
                self.alignment,
            );
        }
        ObjectComparison {
            key: ObjectKey::table(self.name),
            id: self.table.id,
            live: self.counterpart.map(|counterpart| counterpart.table.id),
            presence: self
                .counterpart
                .map_or(Presence::Nowhere, |c| c.presence.clone()),
            attributes: attributes.0,
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
                let attributes = column::compare(expected, live, &context);
                Some((live.id, self.known(expected.id, attributes)))
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
    fn known(&self, id: ObjectId, mut attributes: Vec<AttributeAnswer>) -> Vec<AttributeAnswer> {
        let inherited = &self.expected.inherited;
        if !inherited.untyped.contains(&id) {
            return attributes;
        }
        let believed = inherited.believed.contains(&id);
        let origin = self.expected.origins.of(id);
        let set =
            |attribute| origin.is_some_and(|origin| origin.attributes.contains_key(&attribute));
        attributes.retain(|answer| match answer.attribute {
            Attribute::Type | Attribute::Collation => set(answer.attribute),
            attribute => !believed || set(attribute),
        });
        if !set(Attribute::Type) {
            let reason = "the statement that made the column does not tell it";
            let answer = Answer::Unmeasured(reason);
            attributes.push(AttributeAnswer::new(Attribute::Type, answer, "unknown", ""));
        }
        attributes
    }

    fn constraints(&self, comparison: &mut Comparison) {
        self.parts(
            comparison,
            ObjectKind::Constraint,
            |table| &table.constraints,
            |expected: &Constraint, live, columns| {
                constraint::compare(expected, live, columns, self.alignment)
            },
        );
    }

    fn indexes(&self, comparison: &mut Comparison) {
        self.parts(
            comparison,
            ObjectKind::Index,
            |table| &table.indexes,
            index::compare,
        );
    }

    fn triggers(&self, comparison: &mut Comparison) {
        self.parts(
            comparison,
            ObjectKind::Trigger,
            |table| &table.triggers,
            |expected: &Trigger, live, columns| {
                trigger::compare(expected, live, columns, self.alignment)
            },
        );
    }

    fn policies(&self, comparison: &mut Comparison) {
        self.parts(
            comparison,
            ObjectKind::Policy,
            |table| &table.policies,
            |expected: &Policy, live, columns| {
                let mut attributes = Attributes::default();
                At::site(Site::policy(columns)).compare(expected, live, &mut attributes);
                attributes.0
            },
        );
    }

    fn rules(&self, comparison: &mut Comparison) {
        self.parts(
            comparison,
            ObjectKind::Rule,
            |table| &table.rules,
            rule::compare,
        );
    }

    /// The parts of one kind, each with the live one of its name.
    fn parts<T: HasId>(
        &self,
        comparison: &mut Comparison,
        kind: ObjectKind,
        of: fn(&Table) -> &BTreeMap<Name, T>,
        compare: impl Fn(&T, &T, Columns<'_>) -> Vec<AttributeAnswer>,
    ) {
        for (name, expected) in of(self.table) {
            let part = self.counterpart.and_then(|counterpart| {
                let live = of(&counterpart.table).get(name)?;
                let columns = self.alignment.columns(&counterpart.table);
                Some((live.id(), compare(expected, live, columns)))
            });
            self.push(comparison, kind, name, expected.id(), part);
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
        let (live, attributes) = match part {
            Some((live, attributes)) => (Some(live), attributes),
            None => (None, Vec::new()),
        };
        let key = ObjectKey::part(self.name, kind, name.clone());
        let alike = self.alike(kind, name);
        comparison.objects.push(ObjectComparison {
            key,
            id,
            live,
            presence,
            attributes,
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
