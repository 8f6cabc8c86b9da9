//! Two schemas to differences: what replaying the ledger should have made, against what the catalog
//! holds. Where nothing can be proved the answer is *undecided*, never *different*.
//!
//! Objects are compared attribute by attribute, as they are described (`schema::described`): so that none
//! is forgotten.

mod align;
mod answer;
mod collation;
mod column;
pub mod databases;
mod expression;
mod extra;
mod follow;
mod generated;
mod index;
mod inheritance;
mod inherited;
mod memo;
mod name_variant;
mod part;
mod property;
mod question;
pub mod role_visibility;
mod routine;
mod site;
mod standalone;
mod table;
mod trigger;
mod user_type;
mod verbatim;
mod view;

use std::collections::{BTreeMap, BTreeSet};

pub use answer::{
    Answer, AttributeAnswer, Found, Naming, ObjectComparison, OtherDatabase, Presence, Variant,
    Whereabouts,
};
pub use expression::CANONICALISER;
pub use question::{BY_MEMORY, BY_SERVER, Question, Ruling, questions};

use crate::engine::Engine;
use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::schema::{Attribute, ObjectId, ObjectKey, Schema};
use crate::threads::each;
use align::Alignment;
use follow::TypePairs;

/// What comparing found out.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// Every expected object, in the order of its key, a table before its parts.
    pub objects: Vec<ObjectComparison>,
    /// What was dropped or renamed away, and is there.
    pub surviving: BTreeSet<ObjectKey>,
    /// Parts of expected tables that nothing accounts for.
    pub unexpected: BTreeSet<ObjectKey>,
    /// Parts of expected tables that only a blind spot of `sqlmigrate` accounts for, and which.
    pub explained: BTreeMap<ObjectKey, &'static str>,
    /// Tables that nothing accounts for.
    pub unmanaged: BTreeSet<ObjectKey>,
    /// Expected tables that are there, and the schema earlier on the search path that has a table of
    /// the same name.
    pub shadowed: BTreeMap<ObjectKey, Name>,
    /// Schemas that hold most of the tables that are here as well, in which nothing was looked for.
    pub copies: BTreeSet<Name>,
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

    /// Marks the objects of which not all is modelled: `why` says what is not.
    pub fn doubt_unmodelled<'a>(&mut self, why: impl Fn(ObjectId) -> Option<&'a str>) {
        let reason = "a part of it is not modelled";
        for object in &mut self.objects {
            object
                .attributes
                .extend(object.live.and_then(&why).map(|part| {
                    let answer = Answer::Unmeasured(reason);
                    AttributeAnswer::new(Attribute::Definition, answer, "", part)
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
    /// By whose rules both sides are compared.
    pub engine: Engine,
}

/// Compares the expected schema with the live one.
#[must_use]
pub fn compare(expected: &Expected, live: &Schema, surroundings: &Surroundings) -> Comparison {
    let live = follow::namespaces(expected, live);
    let types = TypePairs::new(expected, &live);
    let live = follow::mentions(expected, live, &types);
    let alignment = Alignment::new(expected, &live, types, surroundings.engine);
    let mut comparison = Comparison {
        objects: tables(&alignment),
        copies: alignment.copies.iter().map(|&name| name.clone()).collect(),
        ..Comparison::default()
    };
    // What the parents of a table account for is taken out once all tables are compared, by the release.
    inherited::settle_release(&alignment, &mut comparison);
    inherited::settle(expected, &mut comparison);
    user_type::compare(&alignment, &mut comparison);
    standalone::compare(&alignment, &mut comparison);
    // Properties hang on the identity of the live object, and extra is what no expected object is paired with.
    property::compare(&alignment, &mut comparison);
    extra::find(&alignment, surroundings, &mut comparison);
    extra::find_shadowed(&alignment, surroundings, &mut comparison);
    comparison.leave_context_out(expected);
    comparison
}

/// So many tables are compared on one core before it takes others.
const TOGETHER: usize = 64;

/// The expected tables and their parts, compared: a table is held against its counterpart alone.
fn tables(alignment: &Alignment<'_>) -> Vec<ObjectComparison> {
    let schema = &alignment.expected.schema;
    let tables: Vec<_> = schema.tables.iter().collect();
    let some: Vec<_> = tables.chunks(TOGETHER).collect();
    let compared = each(&some, |_, some| {
        let parts = some.iter().map(|(_, table)| 1 + table.parts().count());
        let mut objects = Vec::with_capacity(parts.sum());
        for (name, table) in *some {
            table::compare(alignment, name, table, &mut objects);
        }
        objects
    });
    // With room for those that come behind them: a list of so many is not moved.
    let others = schema.sequences.len() + schema.types.len() + schema.named.len();
    let parts: usize = compared.iter().map(Vec::len).sum();
    let mut objects = Vec::with_capacity(parts + others);
    objects.extend(compared.into_iter().flatten());
    objects
}
