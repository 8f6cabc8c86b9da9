//! Types that users make.

use std::collections::BTreeSet;

use super::Comparison;
use super::align::Alignment;
use super::answer::{Answer, AttributeAnswer, Attributes, ObjectComparison, Presence};
use super::attributes::{At, Rule, SETTLED};
use super::column::same_name;
use super::domain;
use super::site::Site;
use crate::name::QualifiedName;
use crate::replay::Expected;
use crate::schema::{
    Attribute, CompositeAttribute, Label, ObjectId, ObjectKey, RangeOpclass, RangeType, Schema,
    TypeBody, UserType,
};

pub(super) fn compare(
    expected: &Expected,
    live: &Schema,
    alignment: &Alignment<'_>,
    comparison: &mut Comparison,
) {
    for (name, of) in &expected.schema.types {
        let walk = Walk {
            expected,
            live,
            alignment,
            name,
            of,
            key: ObjectKey::standing(name, of.kind()),
        };
        walk.compare(comparison);
    }
}

/// One expected type.
pub(super) struct Walk<'a> {
    pub(super) expected: &'a Expected,
    pub(super) live: &'a Schema,
    pub(super) alignment: &'a Alignment<'a>,
    pub(super) name: &'a QualifiedName,
    pub(super) of: &'a UserType,
    pub(super) key: ObjectKey,
}

impl Walk<'_> {
    fn compare(&self, comparison: &mut Comparison) {
        let pair = self.alignment.types.of(self.name);
        let counterpart = pair.and_then(|(found, _)| self.live.types.get(found));
        let presence = pair.map_or(Presence::Nowhere, |(_, presence)| presence.clone());
        let mut object = ObjectComparison {
            key: self.key.clone(),
            id: self.of.id,
            live: counterpart.map(|live| live.id),
            presence,
            attributes: Vec::new(),
            alike: None,
        };
        let mut parts = Vec::new();
        if let Some(live) = counterpart {
            self.bodies(&live.body, &mut object, &mut parts);
        } else {
            self.absent_parts(&mut parts);
        }
        comparison.objects.push(object);
        comparison.objects.append(&mut parts);
    }

    fn bodies(
        &self,
        live: &TypeBody,
        object: &mut ObjectComparison,
        parts: &mut Vec<ObjectComparison>,
    ) {
        match (&self.of.body, live) {
            (TypeBody::Enum(labels), TypeBody::Enum(live)) => {
                self.labels(labels, live, object, parts);
            }
            (TypeBody::Composite(attributes), TypeBody::Composite(live)) => {
                self.attributes(attributes, live, object, parts);
            }
            (TypeBody::Range(range), TypeBody::Range(live)) => {
                let here = object.presence == Presence::Here;
                object.attributes = self.range(range, live, here);
            }
            (TypeBody::Domain(domain), TypeBody::Domain(live)) => {
                object.attributes = domain::compare(self, domain, live);
                domain::checks(self, domain, live, &object.presence, parts);
            }
            (TypeBody::Base, TypeBody::Base) => {
                let reason = Answer::Unmeasured("the definitions of base types are not compared");
                object
                    .attributes
                    .push(AttributeAnswer::new(Attribute::Definition, reason, "", ""));
            }
            (expected, live) => {
                let (expected, actual) = (expected.kind(), live.kind());
                let answer = Answer::Different;
                object.attributes.push(AttributeAnswer::new(
                    Attribute::Kind,
                    answer,
                    expected,
                    actual,
                ));
            }
        }
    }

    /// What is part of a type that is nowhere.
    fn absent_parts(&self, parts: &mut Vec<ObjectComparison>) {
        let ids: Vec<ObjectId> = match &self.of.body {
            TypeBody::Enum(labels) => labels.iter().map(|label| label.id).collect(),
            TypeBody::Composite(attributes) => attributes.iter().map(|a| a.id).collect(),
            TypeBody::Domain(domain) => {
                domain::absent_checks(self, domain, parts);
                return;
            }
            TypeBody::Range(_) | TypeBody::Base => return,
        };
        let presence = self.with_the_type(&Presence::Nowhere, false);
        parts.extend(ids.into_iter().map(|id| self.part(id, presence.clone())));
    }

    /// How a part is there, where its type is there so.
    pub(super) fn with_the_type(&self, presence: &Presence, there: bool) -> Presence {
        match presence {
            Presence::Here | Presence::Variant(_) | Presence::Unrenamed(_) => Presence::Here,
            Presence::Elsewhere(_) | Presence::Nowhere | Presence::Hanging { .. } => {
                Presence::Hanging {
                    on: self.key.clone(),
                    there,
                }
            }
        }
    }

    fn part(&self, id: ObjectId, presence: Presence) -> ObjectComparison {
        ObjectComparison {
            key: self.key.clone(),
            id,
            live: None,
            presence,
            attributes: Vec::new(),
            alike: None,
        }
    }

    /// A label that is not there answers at the place that made it or gave it its text; where all are
    /// there, and others too or in another order, the type answers.
    fn labels(
        &self,
        labels: &[Label],
        live: &[Label],
        object: &mut ObjectComparison,
        parts: &mut Vec<ObjectComparison>,
    ) {
        let same = labels
            .iter()
            .map(|l| &l.text)
            .eq(live.iter().map(|l| &l.text));
        let there = |label: &Label| same || live.iter().any(|other| other.text == label.text);
        let sides = [label_words(labels), label_words(live)];
        let list = labels.iter().map(|label| (label.id, there(label)));
        self.listed(Attribute::Labels, same, list, sides, object, parts);
    }

    fn attributes(
        &self,
        attributes: &[CompositeAttribute],
        live: &[CompositeAttribute],
        object: &mut ObjectComparison,
        parts: &mut Vec<ObjectComparison>,
    ) {
        let same = attributes.len() == live.len()
            && attributes
                .iter()
                .zip(live)
                .all(|(a, b)| self.same_attribute(a, b));
        let there = |attribute: &CompositeAttribute| {
            live.iter()
                .any(|other| self.same_attribute(attribute, other))
        };
        let sides = [attribute_words(attributes), attribute_words(live)];
        let list = attributes.iter().map(|part| (part.id, there(part)));
        self.listed(Attribute::Attributes, same, list, sides, object, parts);
    }

    fn listed(
        &self,
        attribute: Attribute,
        same: bool,
        list: impl Iterator<Item = (ObjectId, bool)>,
        [expected, actual]: [String; 2],
        object: &mut ObjectComparison,
        parts: &mut Vec<ObjectComparison>,
    ) {
        let answer = AttributeAnswer::new(attribute, Answer::Different, expected, actual);
        let presence = self.with_the_type(&object.presence, true);
        // One finding for each migration, however many of its parts differ.
        let mut told = BTreeSet::new();
        for (id, there) in list {
            let mut part = self.part(id, presence.clone());
            let origins = &self.expected.origins;
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
    }

    fn same_attribute(&self, expected: &CompositeAttribute, live: &CompositeAttribute) -> bool {
        let mut attributes = Attributes::default();
        let at = self.at(Site::alone(self.live, None));
        at.compare(expected, live, &mut attributes);
        expected.name == live.name && attributes.0.is_empty()
    }

    /// Where the expressions of the type stand.
    pub(super) fn at<'a>(&'a self, site: Site<'a>) -> At<'a> {
        At {
            site,
            alignment: Some(self.alignment),
        }
    }

    fn range(&self, expected: &RangeType, live: &RangeType, here: bool) -> Vec<AttributeAnswer> {
        let mut attributes = Attributes::default();
        let at = self.at(Site::alone(self.live, None));
        at.compare_but(
            expected,
            live,
            &mut attributes,
            |attribute| match attribute {
                Attribute::Type => Rule::ByValue,
                _ if live.opclass.is_none() => SETTLED,
                Attribute::Opclass => opclass(expected.opclass.as_ref(), live.opclass.as_ref()),
                Attribute::Multirange if !here || live.multirange.is_none() => SETTLED,
                _ => Rule::ByValue,
            },
        );
        attributes.0
    }
}

/// What the ledger does not name is the default of the subtype.
fn opclass(expected: Option<&RangeOpclass>, live: Option<&RangeOpclass>) -> Rule {
    let same = live.is_some_and(|live| match expected {
        None => live.default,
        Some(expected) => same_name(&expected.name, &live.name),
    });
    Rule::Own((!same).then_some(Answer::Different))
}

fn label_words(labels: &[Label]) -> String {
    let texts: Vec<String> = labels
        .iter()
        .map(|label| format!("'{}'", label.text.replace('\'', "''")))
        .collect();
    format!("({})", texts.join(", "))
}

fn attribute_words(attributes: &[CompositeAttribute]) -> String {
    let texts: Vec<String> = attributes
        .iter()
        .map(|attribute| {
            let collation = attribute.collation.as_ref();
            let collation = collation.map(|name| format!(" COLLATE {name}"));
            format!(
                "{} {}{}",
                attribute.name,
                attribute.data_type,
                collation.unwrap_or_default()
            )
        })
        .collect();
    format!("({})", texts.join(", "))
}
