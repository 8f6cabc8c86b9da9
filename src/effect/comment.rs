//! What a `COMMENT ON` is about.

use super::Reference;
use super::routine::RoutineTarget;
use crate::name::Name;
use crate::schema::ObjectKind;

/// What a comment is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Commented {
    /// An object that stands by itself.
    Standing(ObjectKind, Reference),
    /// A column of a table, view or composite type.
    Column(Reference, Name),
    /// A constraint, trigger, rule or policy of a table.
    Part(ObjectKind, Reference, Name),
    /// A constraint of a domain.
    OfDomain(Reference, Name),
    /// A function, procedure or aggregate.
    Routine(RoutineTarget),
}
