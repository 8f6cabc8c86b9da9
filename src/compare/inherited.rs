//! What a table has from its parents is told of the parents; and what the release of the server makes of
//! that: since 18 a NOT NULL is a constraint with a name.

use std::collections::BTreeMap;

use super::Comparison;
use super::align::Alignment;
use super::answer::{Answer, AttributeAnswer, ObjectComparison, Presence};
use crate::name::QualifiedName;
use crate::replay::Expected;
use crate::schema::{Attribute, Inheritance, ObjectId, ObjectKey, ObjectKind};

/// Takes out what the parents of a table account for: a part that they lack too, an attribute in which
/// they differ alike, and what a partition has under a generated name.
pub(super) fn settle(expected: &Expected, comparison: &mut Comparison) {
    let tables = expected.schema.tables.iter();
    let children: BTreeMap<&QualifiedName, &Inheritance> = tables
        .filter(|(_, table)| !table.inheritance.parents.is_empty())
        .map(|(name, table)| (name, &table.inheritance))
        .collect();
    if children.is_empty() {
        return;
    }
    let relatives = Relatives::new(expected, &children, &comparison.objects);
    let settled: Vec<ObjectComparison> = comparison
        .objects
        .iter()
        .filter_map(|object| relatives.settled(object))
        .collect();
    comparison.objects = settled;
}

/// Takes what a server of the live one's release would have made for what is expected.
pub(super) fn settle_release(alignment: &Alignment<'_>, comparison: &mut Comparison) {
    let server = alignment.live.properties.server.as_ref();
    let inherited = &alignment.expected.inherited;
    if server.is_some_and(|server| server.version >= 180_000) {
        let objects = &mut comparison.objects;
        objects.retain(|object| !inherited.before_18.contains(&object.id));
        return;
    }
    for object in &mut comparison.objects {
        let Some(not_null) = inherited.nullable_before_18.get(&object.id) else {
            continue;
        };
        let attributes = &mut object.attributes;
        let before = attributes.len();
        attributes.retain(|it| it.attribute != Attribute::Nullable);
        if attributes.len() == before && object.live.is_some() {
            let word = |not_null: bool| if not_null { "NOT NULL" } else { "NULL" };
            let (wanted, found) = (word(*not_null), word(!not_null));
            let answer = Answer::Different;
            attributes.push(AttributeAnswer::new(
                Attribute::Nullable,
                answer,
                wanted,
                found,
            ));
        }
    }
}

struct Relatives<'a> {
    expected: &'a Expected,
    children: &'a BTreeMap<&'a QualifiedName, &'a Inheritance>,
    by_key: BTreeMap<&'a ObjectKey, &'a ObjectComparison>,
    by_id: BTreeMap<ObjectId, &'a ObjectComparison>,
    /// The farthest parent that is not there, of each table that is not there: it took the table along.
    missing_roots: BTreeMap<&'a QualifiedName, &'a QualifiedName>,
}

impl<'a> Relatives<'a> {
    fn new(
        expected: &'a Expected,
        children: &'a BTreeMap<&'a QualifiedName, &'a Inheritance>,
        objects: &'a [ObjectComparison],
    ) -> Self {
        let parts = objects.iter().filter(|object| object.key.table.is_some());
        let mut relatives = Self {
            expected,
            children,
            by_key: parts.clone().map(|object| (&object.key, object)).collect(),
            by_id: parts.map(|object| (object.id, object)).collect(),
            missing_roots: BTreeMap::new(),
        };
        for table in children.keys() {
            relatives.find_missing_root(table);
        }
        relatives
    }

    /// The object as it is to be told; none where a parent accounts for it.
    fn settled(&self, object: &ObjectComparison) -> Option<ObjectComparison> {
        let table = object
            .key
            .table_name()
            .filter(|_| object.key.table.is_some());
        let Some((table, inheritance)) = table.and_then(|table| {
            let (name, inheritance) = self.children.get_key_value(&table)?;
            Some((*name, *inheritance))
        }) else {
            return Some(object.clone());
        };
        if let Some(root) = self.missing_roots.get(table) {
            return Some(ObjectComparison {
                presence: Presence::dropped_with(ObjectKey::table(root)),
                ..object.clone()
            });
        }
        if let Some(of) = self.expected.inherited.links.get(&object.id) {
            return self.linked(object, *of);
        }
        let parents = inheritance.parents.iter().filter_map(|parent| {
            let key = ObjectKey::part(parent, object.key.kind, object.key.name.clone());
            self.by_key.get(&key).copied()
        });
        let part = matches!(object.key.kind, ObjectKind::Column | ObjectKind::Constraint);
        let mut settled = object.clone();
        for parent in parents.filter(|_| part) {
            if !object.presence.is_in_place() && !parent.presence.is_in_place() {
                return None;
            }
            settled.attributes.retain(|answer| {
                !(told_of(parent, answer) || inheritance.is_partition() && own_identity(answer))
            });
        }
        if object.key.is_table() {
            let repartitioned = inheritance.partitioned().is_some_and(|parent| {
                let parent = self.by_key.get(&ObjectKey::table(parent));
                let mut attributes = parent.into_iter().flat_map(|parent| &parent.attributes);
                attributes.any(|answer| {
                    answer.attribute == Attribute::PartitionKey
                        && answer.answer == Answer::Different
                })
            });
            let bound = |answer: &AttributeAnswer| answer.attribute == Attribute::Bound;
            settled
                .attributes
                .retain(|answer| !(repartitioned && bound(answer)));
        }
        Some(settled)
    }

    /// A part of a partition that belongs to one of the partitioned table: a generated name says
    /// nothing, a name that a statement gave does.
    fn linked(&self, object: &ObjectComparison, of: ObjectId) -> Option<ObjectComparison> {
        let parent = self.by_id.get(&of).copied();
        if object.presence != Presence::Here {
            let renamed = self.expected.origins.former(object.id).next().is_some();
            let named = renamed || !self.expected.inherited.cloned.contains(&object.id);
            let hidden = !named
                || parent.is_some_and(|it| !it.presence.is_in_place())
                || self.lost_its_triggers(object);
            return (!hidden).then(|| object.clone());
        }
        let mut settled = object.clone();
        if let Some(parent) = parent {
            settled.attributes.retain(|answer| !told_of(parent, answer));
        }
        Some(settled)
    }

    /// A partition that was detached by hand lost the triggers of its table with that.
    fn lost_its_triggers(&self, object: &ObjectComparison) -> bool {
        let table = object.key.table_name();
        let table = table.and_then(|table| self.by_key.get(&ObjectKey::table(&table)));
        object.key.kind == ObjectKind::Trigger
            && table.is_some_and(|table| {
                let mut attributes = table.attributes.iter();
                attributes.any(|answer| answer.attribute == Attribute::Partition)
            })
    }

    /// Each table on the way up has the same root: it is looked for once.
    fn find_missing_root(&mut self, table: &'a QualifiedName) {
        let mut way = Vec::new();
        let mut top = table;
        // A ring of parents has no end.
        while way.len() <= self.children.len()
            && !self.missing_roots.contains_key(top)
            && let Some(parent) = self.missing_parent(top)
        {
            #[cfg(test)]
            crate::steps::count(1);
            way.push(top);
            top = parent;
        }
        let root = self.missing_roots.get(top).copied().unwrap_or(top);
        let below = way.into_iter().map(|table| (table, root));
        self.missing_roots.extend(below);
    }

    /// The first parent that is not there, of a table that is not there.
    fn missing_parent(&self, table: &QualifiedName) -> Option<&'a QualifiedName> {
        let nowhere = |table: &QualifiedName| {
            let table = self.by_key.get(&ObjectKey::table(table));
            table.is_some_and(|table| table.presence == Presence::Nowhere)
        };
        let inheritance = self.children.get(table).filter(|_| nowhere(table))?;
        inheritance.parents.iter().find(|parent| nowhere(parent))
    }
}

/// Whether the parent is told to differ in the same way: what is changed there is changed in its children.
fn told_of(parent: &ObjectComparison, answer: &AttributeAnswer) -> bool {
    parent.attributes.iter().any(|other| {
        other.attribute == answer.attribute
            && other.answer == answer.answer
            && other.actual == answer.actual
    })
}

/// Before 17 partitions do not have the identity of their table's columns.
fn own_identity(answer: &AttributeAnswer) -> bool {
    answer.attribute == Attribute::Identity
        && answer.answer == Answer::Different
        && answer.actual == "no identity"
}
