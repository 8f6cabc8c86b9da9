//! The one model that both sides fill: what replaying the ledger should have made, and what the
//! catalog holds. Pure data: no I/O, no SQL parser, no serialisation.
//!
//! Every object carries an [`ObjectId`] that survives renames. It means something only to the side
//! that gave it (a counter in `replay`, an oid in `catalog`), and is never compared.

mod attribute;
pub mod casts;
mod column;
mod constraint;
pub mod described;
mod expr;
mod expression;
mod index;
mod inheritance;
mod key;
mod mention;
mod pieces;
mod property;
mod routine;
mod standalone;
mod table;
mod trigger;
mod unnamed;
mod user_type;
mod value;
mod walk;

use std::collections::BTreeMap;

pub use attribute::Attribute;
pub use column::{Column, DataType, Generated, GeneratedKind, Identity, NUMBERS, TypeName};
pub use constraint::{
    Check, Constraint, ConstraintBody, Deferral, Exclusion, ForeignKey, Key, MatchType,
    ReferentialAction,
};
pub use expr::{Expr, Literal};
pub use expression::{Expression, Former, Retyped};
pub use index::{Index, IndexKey, KeyItem, Opclass};
pub use inheritance::{Bound, Inheritance, Limit, PartitionKey, RowType, Strategy, UnknownColumns};
pub use key::{InSchema, ObjectId, ObjectKey, carry, names_in, rename};
pub use mention::{Mention, Part, Visit, VisitParts};
pub use pieces::Pieces;
pub use property::{Properties, Property, Server};
pub use routine::{
    ParallelSafety, Parameter, ParameterMode, Returned, Routine, RoutineBody, RoutineKind,
    Volatility, beginning, routine_arguments,
};
pub use standalone::{
    AttributeValue, Definition, Other, Sequence, SequenceBounds, SequenceOwner, Standalone,
    Statistics,
};
pub use table::{PartMap, Table, View};
pub use trigger::{
    Policy, PolicyCommand, Rule, RuleDefinition, RuleEvent, Trigger, TriggerDefinition,
    TriggerEvents, TriggerState, TriggerTiming,
};
pub use unnamed::{is_unnamed, numbered, unnamed};
pub use user_type::{
    Collation, CollationDefinition, CollationProvider, CompositeAttribute, Domain, DomainCheck,
    Label, RangeOpclass, RangeType, TypeBody, UserType, multirange_name,
};
pub use walk::Walk;

pub use crate::kind::ObjectKind;

use described::{Value, object};

use crate::name::{Name, QualifiedName};

/// One database's schema objects, as far as they are modelled.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Schema {
    /// Schemas (`pg_namespace`), by name.
    pub namespaces: BTreeMap<Name, ObjectId>,
    /// Extensions, by name.
    pub extensions: BTreeMap<Name, Extension>,
    /// Tables, by schema and name.
    pub tables: BTreeMap<QualifiedName, Table>,
    /// Sequences, owned ones too, by schema and name.
    pub sequences: BTreeMap<QualifiedName, Sequence>,
    /// Enums, composites, ranges and domains, by schema and name.
    pub types: BTreeMap<QualifiedName, UserType>,
    /// Collations, by schema and name.
    pub collations: BTreeMap<QualifiedName, Collation>,
    /// What else stands by itself: functions, views, extended statistics, casts, operators, languages ...
    pub named: BTreeMap<ObjectKey, Standalone>,
    /// Comments, storage parameters, tablespaces ... of all of these, by identity.
    pub properties: Properties,
}

impl Schema {
    /// The table of this name, or what hangs on the view of this name.
    #[must_use]
    pub fn relation(&self, name: &QualifiedName) -> Option<&Table> {
        let view = |kind| self.view(&ObjectKey::standalone(name, kind));
        let views = [ObjectKind::View, ObjectKind::MaterializedView];
        let table = self.tables.get(name);
        table.or_else(|| views.into_iter().find_map(view).map(|view| &view.parts))
    }
}

object! {
    /// An installed extension.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Extension {
        /// Its identity on this side.
        id: ObjectId => _ "identities are never compared";
        /// The schema that holds its objects, where known.
        schema: Option<Name> => Schema "SCHEMA {}" = |it| Value::written("", |style| Some(style.name(it.schema.as_ref()?)));
        /// Its version; `None` in a ledger that does not name one.
        version: Option<String> => Version "\nVERSION {}" = |it| Value::Word(it.version.as_deref().map(Into::into), "");
    }
}
