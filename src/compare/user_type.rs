//! Types that users make, domains with their checks among them.

use std::collections::BTreeSet;

use super::Comparison;
use super::align::Alignment;
use super::answer::{Answer, AttributeAnswer, ObjectComparison, Presence};
use super::site::{Rule, SETTLED, Site};
use crate::name::{Name, QualifiedName, is_generated_not_null};
use crate::schema::described::in_brackets;
use crate::schema::{
    Attribute, CompositeAttribute, DataType, Domain, DomainCheck, Label, ObjectId, ObjectKey,
    ObjectKind, RangeType, TypeBody, UserType,
};

pub(super) fn compare(alignment: &Alignment<'_>, comparison: &mut Comparison) {
    for (name, of) in &alignment.expected.schema.types {
        let walk = Walk {
            alignment,
            name,
            of,
            key: ObjectKey::standalone(name, of.kind()),
        };
        walk.compare(comparison);
    }
}

/// One expected type.
struct Walk<'a> {
    alignment: &'a Alignment<'a>,
    name: &'a QualifiedName,
    of: &'a UserType,
    key: ObjectKey,
}

impl Walk<'_> {
    fn compare(&self, comparison: &mut Comparison) {
        let pair = self.alignment.types.of(self.name);
        let counterpart = pair.and_then(|(found, _)| self.alignment.live.types.get(found));
        let presence = pair.map_or(Presence::Nowhere, |(_, presence)| presence.clone());
        let live = counterpart.map(|live| live.id);
        let mut object = ObjectComparison::new(self.key.clone(), self.of.id, live, presence);
        let parts = match counterpart {
            Some(live) => self.bodies(&live.body, &mut object),
            None => self.absent_parts(),
        };
        comparison.objects.push(object);
        comparison.objects.extend(parts);
    }

    /// What its parts are compared to; what is found of the type itself is noted there.
    fn bodies(&self, live: &TypeBody, object: &mut ObjectComparison) -> Vec<ObjectComparison> {
        match (&self.of.body, live) {
            (TypeBody::Enum(labels), TypeBody::Enum(live)) => {
                return self.labels(labels, live, object);
            }
            (TypeBody::Composite(attributes), TypeBody::Composite(live)) => {
                return self.attributes(attributes, live, object);
            }
            (TypeBody::Range(range), TypeBody::Range(live)) => {
                object.attributes = self.range(range, live, object.presence == Presence::Here);
            }
            (TypeBody::Domain(domain), TypeBody::Domain(live)) => {
                object.attributes = self.domain(domain, live);
                return self.checks(domain, Some(live), &object.presence);
            }
            (TypeBody::Base, TypeBody::Base) => {
                let reason = "the definitions of base types are not compared";
                let answer = AttributeAnswer::unmeasured(Attribute::Definition, reason);
                object.attributes.push(answer);
            }
            (one, other) => {
                let (different, kinds) = (Answer::Different, [one.kind(), other.kind()]);
                let answer = AttributeAnswer::new(Attribute::Kind, different, kinds[0], kinds[1]);
                object.attributes.push(answer);
            }
        }
        Vec::new()
    }

    /// What is part of a type that is nowhere.
    fn absent_parts(&self) -> Vec<ObjectComparison> {
        let ids: Vec<ObjectId> = match &self.of.body {
            TypeBody::Enum(labels) => labels.iter().map(|label| label.id).collect(),
            TypeBody::Composite(attributes) => attributes.iter().map(|a| a.id).collect(),
            TypeBody::Domain(domain) => return self.checks(domain, None, &Presence::Nowhere),
            TypeBody::Range(_) | TypeBody::Base => Vec::new(),
        };
        let presence = self.with_the_type(&Presence::Nowhere, false);
        let parts = ids.into_iter().map(|id| self.part(id, presence.clone()));
        parts.collect()
    }

    /// How a part is there, where its type is there so.
    fn with_the_type(&self, presence: &Presence, there: bool) -> Presence {
        match presence {
            Presence::Here | Presence::Variant(_) | Presence::Unrenamed(_) => Presence::Here,
            Presence::Elsewhere(_) | Presence::Nowhere | Presence::Hanging { .. } => {
                let on = self.key.clone();
                Presence::hanging(on, there)
            }
        }
    }

    fn part(&self, id: ObjectId, presence: Presence) -> ObjectComparison {
        ObjectComparison::new(self.key.clone(), id, None, presence)
    }

    /// A label that is not there answers at the place that made it or gave it its text; where all are
    /// there, and others too or in another order, the type answers.
    fn labels(
        &self,
        labels: &[Label],
        live: &[Label],
        object: &mut ObjectComparison,
    ) -> Vec<ObjectComparison> {
        let text = |label: &Label| format!("'{}'", label.text.replace('\'', "''"));
        let sides = [labels, live].map(|all| in_brackets(all.iter().map(text)));
        let same = sides[0] == sides[1];
        let there = |label: &Label| live.iter().any(|other| other.text == label.text);
        let list = labels.iter().map(|label| (label.id, there(label)));
        self.listed(Attribute::Labels, same, list, sides, object)
    }

    fn attributes(
        &self,
        attributes: &[CompositeAttribute],
        live: &[CompositeAttribute],
        object: &mut ObjectComparison,
    ) -> Vec<ObjectComparison> {
        let site = Site::alone(self.alignment, None);
        let is = |expected: &CompositeAttribute, live: &CompositeAttribute| {
            expected.name == live.name && site.attributes(expected, live).is_empty()
        };
        let mut pairs = attributes.iter().zip(live);
        let same = attributes.len() == live.len() && pairs.all(|(one, other)| is(one, other));
        let there = |one: &CompositeAttribute| live.iter().any(|other| is(one, other));
        let text = |attribute: &CompositeAttribute| {
            let collation = attribute.collation.as_ref();
            let collation = collation.map_or_else(String::new, |name| format!(" COLLATE {name}"));
            format!("{} {}{collation}", attribute.name, attribute.data_type)
        };
        let sides = [attributes, live].map(|all| in_brackets(all.iter().map(text)));
        let list = attributes.iter().map(|part| (part.id, there(part)));
        self.listed(Attribute::Attributes, same, list, sides, object)
    }

    fn listed(
        &self,
        attribute: Attribute,
        same: bool,
        list: impl Iterator<Item = (ObjectId, bool)>,
        [expected, actual]: [String; 2],
        object: &mut ObjectComparison,
    ) -> Vec<ObjectComparison> {
        let answer = AttributeAnswer::new(attribute, Answer::Different, expected, actual);
        let presence = self.with_the_type(&object.presence, true);
        let origins = &self.alignment.expected.origins;
        // One finding for each migration, however many of its parts differ.
        let (mut told, mut parts) = (BTreeSet::new(), Vec::new());
        for (id, there) in list {
            let mut part = self.part(id, presence.clone());
            let location = origins.answering(id, attribute);
            let migration = location.map(|location| &origins.at(location).migration);
            if !there && told.insert(migration) {
                part.attributes.push(answer.clone());
            }
            parts.push(part);
        }
        if !same && told.is_empty() {
            object.attributes.push(answer);
        }
        parts
    }

    /// What the ledger does not name is the default of the subtype.
    fn range(&self, expected: &RangeType, live: &RangeType, here: bool) -> Vec<AttributeAnswer> {
        let site = Site::alone(self.alignment, None);
        site.attributes_but(expected, live, |attribute| {
            match (attribute, &live.opclass) {
                (Attribute::Type, _) => Rule::ByValue,
                (_, None) => SETTLED,
                (Attribute::Opclass, Some(live)) => Rule::same(match &expected.opclass {
                    None => live.default,
                    Some(expected) => expected.name.may_be(&live.name),
                }),
                (Attribute::Multirange, _) if !here || live.multirange.is_none() => SETTLED,
                _ => Rule::ByValue,
            }
        })
    }

    fn domain(&self, expected: &Domain, live: &Domain) -> Vec<AttributeAnswer> {
        let site = Site::domain(self.alignment, &live.base, live.base.clone());
        // Servers before 17 keep no name of NOT NULL; a generated one may have been chosen anew by a restore.
        let named = match (&expected.not_null_name, &live.not_null_name) {
            (Some(_), Some(live)) => !is_generated_not_null(live.as_str()),
            _ => false,
        };
        site.attributes_but(expected, live, |attribute| match attribute {
            Attribute::NotNullName if !named => SETTLED,
            _ => Rule::ByValue,
        })
    }

    fn checks(
        &self,
        expected: &Domain,
        live: Option<&Domain>,
        presence: &Presence,
    ) -> Vec<ObjectComparison> {
        let key = |name| ObjectKey::part(self.name, ObjectKind::Constraint, name);
        let compared = expected.checks.iter().map(|(name, check)| {
            let found = live.and_then(|live| live.checks.get(name));
            let presence = match (presence, found, live) {
                (Presence::Here | Presence::Unrenamed(_), None, Some(live)) => {
                    let former = self.former(expected, live, check);
                    former.map_or(Presence::Nowhere, |name| Presence::unrenamed(key(name)))
                }
                (presence, found, _) => self.with_the_type(presence, found.is_some()),
            };
            let there = found.map(|found| found.id);
            let mut object = ObjectComparison::new(key(name.clone()), check.id, there, presence);
            if let (Some(live), Some(found)) = (live, found) {
                let result = DataType::builtin("boolean");
                let site = Site::domain(self.alignment, &live.base, result);
                object.attributes = site.attributes(check, found);
            }
            object
        });
        compared.collect()
    }

    /// The name that a check had before a recorded rename, if it still has it.
    fn former(&self, expected: &Domain, live: &Domain, check: &DomainCheck) -> Option<Name> {
        let former = self.alignment.expected.origins.former(check.id);
        let mut former = former.map(|key| &key.name);
        let free = |it: &&Name| live.checks.contains_key(*it) && !expected.checks.contains_key(*it);
        former.find(free).cloned()
    }
}
