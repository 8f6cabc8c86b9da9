//! Casts, operators, languages, text search objects, publications ...

use std::collections::BTreeMap;

use super::align::Alignment;
use super::answer::{Answer, AspectAnswer, Aspects};
use crate::name::QualifiedName;
use crate::schema::{Aspect, Facet, ObjectId, Other, Schema};

/// The state of an event trigger that does nothing.
const DISABLED: &str = "disabled";

/// Both schemas, by which the tables of a publication are told.
pub(super) struct Sides<'a> {
    pub(super) expected: &'a Schema,
    pub(super) live: &'a Schema,
    pub(super) alignment: &'a Alignment<'a>,
}

pub(super) fn compare(expected: &Other, live: &Other, sides: &Sides<'_>) -> Vec<AspectAnswer> {
    // What its name is made of is in its key.
    let Other {
        plain: _,
        types: _,
        method: _,
        facets,
    } = expected;
    let mut aspects = Aspects::default();
    let mut all: Vec<Aspect> = facets.keys().chain(live.facets.keys()).copied().collect();
    all.sort_unstable();
    all.dedup();
    for aspect in all {
        let (expected, actual) = (facets.get(&aspect), live.facets.get(&aspect));
        if let Some(Facet::Unmeasured(reason)) = expected {
            aspects.push(aspect, Answer::Unmeasured(reason), "", "");
            continue;
        }
        let expected = expected.map_or_else(String::new, |it| sides.words(it, true));
        let actual = actual.map_or_else(String::new, |it| sides.words(it, false));
        if aspect == Aspect::Enabled && actual == DISABLED && expected != actual {
            aspects.push(aspect, Answer::NotInForce, expected, actual);
            continue;
        }
        aspects.same(aspect, &expected, &actual, |words| match words.as_str() {
            "" => "none".to_owned(),
            words => words.to_owned(),
        });
    }
    aspects.0
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
