//! Casts, operators, languages, text search objects, publications ...

use std::collections::BTreeMap;

use super::align::Alignment;
use super::answer::{Answer, AttributeAnswer, Attributes};
use crate::name::QualifiedName;
use crate::schema::{Attribute, Facet, ObjectId, Other, Schema};

/// The state of an event trigger that does nothing.
const DISABLED: &str = "disabled";

/// Both schemas, by which the tables of a publication are told.
pub(super) struct Sides<'a> {
    pub(super) expected: &'a Schema,
    pub(super) live: &'a Schema,
    pub(super) alignment: &'a Alignment<'a>,
}

pub(super) fn compare(expected: &Other, live: &Other, sides: &Sides<'_>) -> Vec<AttributeAnswer> {
    // What its name is made of is in its key.
    let Other {
        plain: _,
        types: _,
        method: _,
        facets,
    } = expected;
    let mut attributes = Attributes::default();
    let mut all: Vec<Attribute> = facets.keys().chain(live.facets.keys()).copied().collect();
    all.sort_unstable();
    all.dedup();
    for attribute in all {
        let (expected, actual) = (facets.get(&attribute), live.facets.get(&attribute));
        if let Some(Facet::Unmeasured(reason)) = expected {
            attributes.push(attribute, Answer::Unmeasured(reason), "", "");
            continue;
        }
        let expected = expected.map_or_else(String::new, |it| sides.words(it, true));
        let actual = actual.map_or_else(String::new, |it| sides.words(it, false));
        if attribute == Attribute::Enabled && actual == DISABLED && expected != actual {
            attributes.push(attribute, Answer::NotInForce, expected, actual);
            continue;
        }
        attributes.same(attribute, &expected, &actual, |words| {
            match words.as_str() {
                "" => "none".to_owned(),
                words => words.to_owned(),
            }
        });
    }
    attributes.0
}

impl Sides<'_> {
    fn words(&self, facet: &Facet, expected: bool) -> String {
        let Facet::Relations(ids) = facet else {
            return facet.words();
        };
        let schema = if expected { self.expected } else { self.live };
        let tables: BTreeMap<ObjectId, &QualifiedName> = schema
            .tables
            .iter()
            .map(|(name, table)| (table.id, name))
            .collect();
        let names = ids.iter().filter_map(|id| tables.get(id)).map(|name| {
            if expected {
                name.to_string()
            } else {
                self.alignment.expected_name(name).to_string()
            }
        });
        let mut names: Vec<String> = names.collect();
        names.sort();
        names.join(", ")
    }
}
