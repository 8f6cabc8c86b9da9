//! One expected table and all that hangs on it.

use super::align::{Alignment, Counterpart};
use super::answer::{Answer, AttributeAnswer, Found, ObjectComparison, Presence};
use super::site::{Rule, Site};
use super::{column, index, inheritance, name_variant, trigger};
use crate::name::{Name, QualifiedName};
use crate::schema::described::HasId;
use crate::schema::{Attribute, ObjectId, ObjectKey, ObjectKind, PartMap, Policy, Table, View};

pub(super) fn compare(
    alignment: &Alignment<'_>,
    name: &QualifiedName,
    table: &Table,
    objects: &mut Vec<ObjectComparison>,
) {
    let walk = Walk {
        alignment,
        key: ObjectKey::table(name),
        name,
        table,
        counterpart: alignment.of(name),
    };
    let start = objects.len();
    objects.push(walk.table());
    walk.columns(objects);
    let constraint = index::compare_constraint;
    walk.parts(
        objects,
        ObjectKind::Constraint,
        |it| &it.constraints,
        constraint,
    );
    walk.indexes_and_triggers(objects);
    walk.parts(objects, ObjectKind::Policy, |it| &it.policies, policy);
    walk.rules(objects);
    name_variant::pair(alignment, name, &mut objects[start..]);
}

/// What hangs on an expected view, against what hangs on the live one.
pub(super) fn compare_parts(
    alignment: &Alignment<'_>,
    key: &ObjectKey,
    view: &View,
    counterpart: Option<&Counterpart<'_>>,
    objects: &mut Vec<ObjectComparison>,
) {
    let walk = Walk {
        alignment,
        key: key.clone(),
        name: &key.qualified(),
        table: &view.parts,
        counterpart,
    };
    walk.indexes_and_triggers(objects);
    walk.rules(objects);
}

/// It is there, and protects nothing.
const NOT_IN_FORCE: Rule = Rule::Own(Some(Answer::NotInForce));

fn policy(
    expected: &Policy,
    live: &Policy,
    table: &Table,
    alignment: &Alignment<'_>,
) -> Vec<AttributeAnswer> {
    Site::policy(alignment, table).attributes(expected, live)
}

struct Walk<'a> {
    alignment: &'a Alignment<'a>,
    /// The table or view.
    key: ObjectKey,
    name: &'a QualifiedName,
    table: &'a Table,
    counterpart: Option<&'a Counterpart<'a>>,
}

impl Walk<'_> {
    fn table(&self) -> ObjectComparison {
        let there = self.counterpart;
        let presence = there.map_or(Presence::Nowhere, |it| it.presence.clone());
        let live = there.map(|it| it.table.id);
        let mut object = ObjectComparison::new(self.key.clone(), self.table.id, live, presence);
        object.alike = self
            .alignment
            .supposed(self.name)
            .map(|it| Box::new(ObjectKey::table(it)));
        if let Some(counterpart) = there {
            let (wanted, live) = (self.table, &*counterpart.table);
            let site = Site::alone(self.alignment, None);
            object.attributes = site.attributes_but(wanted, live, |attribute| {
                // Row security that is off where it should be on protects nothing.
                let [wanted, live] = [wanted, live].map(|it| match attribute {
                    Attribute::RowSecurity => it.row_security,
                    Attribute::ForceRowSecurity => it.force_row_security,
                    _ => false,
                });
                if wanted && !live {
                    NOT_IN_FORCE
                } else {
                    Rule::ByValue
                }
            });
            let inheritance = inheritance::compare(&wanted.inheritance, live, self.alignment);
            object.attributes.extend(inheritance);
        }
        object
    }

    fn columns(&self, objects: &mut Vec<ObjectComparison>) {
        for expected in &self.table.columns {
            let part = self.counterpart.and_then(|counterpart| {
                let live = counterpart.table.column(&expected.name)?;
                let tables = [self.table, &counterpart.table];
                let attributes = column::compare(expected, live, tables, self.alignment);
                Some((live.id, self.known(expected.id, attributes)))
            });
            self.push(
                objects,
                ObjectKind::Column,
                &expected.name,
                expected.id,
                part,
            );
        }
    }

    /// Of a column that is not wholly known, what is known differs or not.
    fn known(&self, id: ObjectId, mut attributes: Vec<AttributeAnswer>) -> Vec<AttributeAnswer> {
        let expected = self.alignment.expected;
        if !expected.inherited.untyped.contains(&id) {
            return attributes;
        }
        let believed = expected.inherited.believed.contains(&id);
        let origin = expected.origins.of(id);
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

    fn indexes_and_triggers(&self, objects: &mut Vec<ObjectComparison>) {
        self.parts(objects, ObjectKind::Index, |it| &it.indexes, index::compare);
        self.parts(
            objects,
            ObjectKind::Trigger,
            |it| &it.triggers,
            trigger::compare,
        );
    }

    fn rules(&self, objects: &mut Vec<ObjectComparison>) {
        self.parts(
            objects,
            ObjectKind::Rule,
            |it| &it.rules,
            trigger::compare_rule,
        );
    }

    /// The parts of one kind, each with the live one of its name.
    fn parts<T: HasId>(
        &self,
        objects: &mut Vec<ObjectComparison>,
        kind: ObjectKind,
        of: fn(&Table) -> &PartMap<T>,
        compare: fn(&T, &T, &Table, &Alignment<'_>) -> Vec<AttributeAnswer>,
    ) {
        for (name, expected) in of(self.table) {
            let part = self.counterpart.and_then(|counterpart| {
                let live = of(&counterpart.table).get(name)?;
                let attributes = compare(expected, live, &counterpart.table, self.alignment);
                Some((live.id(), attributes))
            });
            self.push(objects, kind, name, expected.id(), part);
        }
    }

    /// Notes a part: the live one and its attributes that differ, where there is one.
    fn push(
        &self,
        objects: &mut Vec<ObjectComparison>,
        kind: ObjectKind,
        name: &Name,
        id: ObjectId,
        part: Option<(ObjectId, Vec<AttributeAnswer>)>,
    ) {
        let presence = self.presence(kind, name, id, part.is_some());
        let (live, attributes) = part.unzip();
        let key = ObjectKey::part(self.name, kind, name.clone());
        objects.push(ObjectComparison {
            attributes: attributes.unwrap_or_default(),
            alike: self.supposed_column(kind, name).map(Box::new),
            ..ObjectComparison::new(key, id, live, presence)
        });
    }

    fn presence(&self, kind: ObjectKind, name: &Name, id: ObjectId, there: bool) -> Presence {
        let on = || self.key.clone();
        match self.counterpart.map(|counterpart| &counterpart.presence) {
            None | Some(Presence::Nowhere) => Presence::dropped_with(on()),
            Some(Presence::Elsewhere(_)) => Presence::hanging(on(), there),
            Some(_) if there => self
                .paired_column(kind, name, |it| &it.unrenamed)
                .map_or(Presence::Here, Presence::unrenamed),
            // It is rather the one that is here under another name.
            Some(_) if self.supposed_column(kind, name).is_some() => Presence::Nowhere,
            Some(_) => self
                .former(kind, id)
                .unwrap_or_else(|| self.other_schemas(kind, name)),
        }
    }

    /// The live column that seems to be this one, renamed by hand.
    fn supposed_column(&self, kind: ObjectKind, name: &Name) -> Option<ObjectKey> {
        self.paired_column(kind, name, |it| &it.supposed)
    }

    /// The live column that is paired with this one.
    fn paired_column(
        &self,
        kind: ObjectKind,
        name: &Name,
        pairs: for<'b> fn(&'b Counterpart<'_>) -> &'b [(Name, Name)],
    ) -> Option<ObjectKey> {
        let counterpart = self.counterpart.filter(|_| kind == ObjectKind::Column)?;
        let mut pairs = pairs(counterpart).iter();
        let (live, _) = pairs.find(|(_, expected)| expected == name)?;
        Some(ObjectKey::part(self.name, kind, live.clone()))
    }

    /// An index, constraint or trigger under the name that it had before a recorded rename.
    fn former(&self, kind: ObjectKind, id: ObjectId) -> Option<Presence> {
        let live = &self.counterpart?.table;
        let mut former = self.alignment.expected.origins.former(id);
        let former = former.find(|key| live.part(kind, &key.name).is_some())?;
        let free = self.table.part(kind, &former.name).is_none();
        let key = ObjectKey::part(self.name, kind, former.name.clone());
        free.then(|| Presence::unrenamed(key))
    }

    /// A part that is missing here, but hangs on a table of the same name in another schema.
    fn other_schemas(&self, kind: ObjectKind, name: &Name) -> Presence {
        let live_name = self.counterpart.map(|counterpart| &counterpart.name);
        let (expected, live) = (&self.alignment.expected.schema, self.alignment.live);
        let has = |table: &QualifiedName| live.tables.get(table)?.part(kind, name);
        let others = self.alignment.strangers(&self.name.name).filter(|other| {
            Some(*other) != live_name
                && !expected.tables.contains_key(other)
                && has(other).is_some()
        });
        Presence::in_places(others.map(|other| Found::whole(&other.schema)).collect())
    }
}
