//! Two schemas to differences: what replaying the ledger should have made, against what the catalog
//! holds. Where nothing can be proved the answer is *undecided*, never *different*.
//!
//! Objects are compared attribute by attribute, as they are described (`schema::described`): so that none
//! is forgotten.

mod align;
mod answer;
mod attributes;
mod collation;
mod column;
mod constraint;
pub mod databases;
mod domain;
mod expression;
mod extra;
mod follow;
mod generated;
mod index;
mod inheritance;
mod inherited;
mod like_index;
mod memory;
mod name_variant;
mod other;
mod part;
mod property;
mod question;
mod release;
pub mod role_visibility;
mod routine;
mod rule;
mod sequence;
mod shadow;
mod site;
mod standalone;
mod statistics;
mod table;
mod trigger;
mod type_pairs;
mod user_type;
mod view;

use std::collections::{BTreeMap, BTreeSet};

pub use answer::{
    Answer, AttributeAnswer, Found, Naming, ObjectComparison, OtherDatabase, Presence, Variant,
    Whereabouts,
};
pub use expression::CANONICALISER;
pub use question::{BY_MEMORY, BY_SERVER, Question, Ruling, questions};

use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::schema::{Attribute, ObjectId, ObjectKey, Schema};
use align::Alignment;
use type_pairs::TypePairs;

/// What comparing found out.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// Every expected object, in the order of its key, a table before its parts.
    pub objects: Vec<ObjectComparison>,
    /// What was dropped or renamed away, and is there: under its key, the key it was found by.
    pub surviving: BTreeMap<ObjectKey, ObjectKey>,
    /// Parts of expected tables that nothing accounts for.
    pub unexpected: BTreeSet<ObjectKey>,
    /// Parts of expected tables that only a blind spot of `sqlmigrate` accounts for, and which.
    pub explained: BTreeMap<ObjectKey, &'static str>,
    /// Tables that nothing accounts for.
    pub unmanaged: BTreeSet<ObjectKey>,
    /// Expected tables that are there, and the schema earlier on the search path that has a table of
    /// the same name.
    pub shadowed: BTreeMap<ObjectKey, Name>,
    /// Expected tables and views that are there, as the role of the application sees them; empty where
    /// none is named.
    pub looked: Vec<role_visibility::Looked>,
}

impl Comparison {
    /// Marks the objects whose live definition the model prints otherwise than the server:
    /// `unlike` gives the model's print and the server's. Nothing else that is said of such an
    /// object proves that it is the same.
    pub fn doubt_definitions<'a>(
        &mut self,
        unlike: impl Fn(ObjectId) -> Option<(&'a str, &'a str)>,
    ) {
        let reason = "the model does not print it as the server does";
        for object in &mut self.objects {
            let prints = object.live.and_then(&unlike);
            object.attributes.extend(prints.map(|(printed, server)| {
                let answer = Answer::Unmeasured(reason);
                AttributeAnswer::new(Attribute::Definition, answer, printed, server)
            }));
        }
    }
}

impl Comparison {
    /// Takes out what is expected only for others to refer to.
    fn leave_context_out(&mut self, expected: &Expected) {
        let context_only = |id: ObjectId| expected.origins.is_context(id);
        let is_on_context = |key: &ObjectKey| {
            let name = key.table_name();
            let relation = |name: &QualifiedName| {
                let table = expected.schema.relation(name).map(|table| table.id);
                table.or_else(|| expected.schema.types.get(name).map(|domain| domain.id))
            };
            name.and_then(|name| relation(&name))
                .is_some_and(context_only)
        };
        self.objects.retain(|object| !context_only(object.id));
        self.unexpected.retain(|key| !is_on_context(key));
        self.explained.retain(|key, _| !is_on_context(key));
        self.shadowed.retain(|key, _| !is_on_context(key));
    }
}

/// What is known of the live side beside its schema.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The schemas whose tables are told as unmanaged where nothing accounts for them.
    pub home: BTreeSet<Name>,
    /// Tables that belong to Django itself.
    pub own: BTreeSet<QualifiedName>,
    /// Parts that a table has from its parent, or as a partition: they need no account.
    pub inherited: BTreeSet<ObjectId>,
    /// The connection's own search path, as far as its schemas exist.
    pub search_path: Vec<Name>,
}

/// Compares the expected schema with the live one.
#[must_use]
pub fn compare(expected: &Expected, live: &Schema, surroundings: &Surroundings) -> Comparison {
    let live = follow::namespaces(expected, live);
    let types = TypePairs::new(expected, &live);
    let live = follow::mentions(expected, live, &types);
    let live = &*live;
    let alignment = Alignment::new(expected, live, types);
    let mut comparison = Comparison::default();
    for name in expected.schema.tables.keys() {
        table::compare(expected, live, &alignment, name, &mut comparison);
    }
    release::settle(expected, live, &mut comparison);
    inherited::settle(expected, &mut comparison);
    user_type::compare(expected, live, &alignment, &mut comparison);
    standalone::compare(expected, live, &alignment, &mut comparison);
    property::compare(expected, live, &mut comparison);
    extra::find(expected, live, &alignment, surroundings, &mut comparison);
    shadow::find(expected, &alignment, surroundings, &mut comparison);
    comparison.leave_context_out(expected);
    comparison
}
