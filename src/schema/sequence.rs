//! Sequences.

use super::described::{Style, Value, object};
use super::{DataType, ObjectId};
use crate::name::{Name, QualifiedName};

object! {
    /// A sequence.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Sequence {
        /// Its identity on this side.
        id: ObjectId => _ "identities are never compared";
        /// `smallint`, `integer` or `bigint`.
        data_type: DataType as Type => Type "AS {}";
        /// Start, increment and limits.
        bounds: SequenceBounds => Bounds " {}" = |it| Value::text(it.bounds.words());
        /// The column it belongs to.
        owner: Option<SequenceOwner> as Relation => OwnedBy "\nOWNED BY {}" = |it| Value::written("no column", |style| Some(it.owner.as_ref()?.written(style)));
    }
}

/// The column that a sequence belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SequenceOwner {
    /// The column's table.
    pub table: QualifiedName,
    /// The column.
    pub column: Name,
    /// Whether it stands behind an identity column (`pg_depend` type `i`, else `a`).
    pub identity: bool,
}

/// A sequence's own parameters (`pg_sequence`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SequenceBounds {
    /// `START`.
    pub start: i64,
    /// `INCREMENT`.
    pub increment: i64,
    /// `MINVALUE`.
    pub min: i64,
    /// `MAXVALUE`.
    pub max: i64,
    /// `CACHE`.
    pub cache: i64,
    /// `CYCLE`.
    pub cycle: bool,
}

impl SequenceOwner {
    /// The owning column, as it is written.
    fn written(&self, style: &dyn Style) -> String {
        let (table, column) = (style.relation(&self.table), style.name(&self.column));
        let identity = if self.identity && style.is_definition() {
            " AS ITS IDENTITY"
        } else {
            ""
        };
        format!("{table}.{column}{identity}")
    }
}

impl SequenceBounds {
    /// How they are written.
    #[must_use]
    pub fn words(&self) -> String {
        let Self {
            start,
            increment,
            min,
            max,
            cache,
            cycle,
        } = self;
        let cycle = if *cycle { "CYCLE" } else { "NO CYCLE" };
        format!(
            "START {start} INCREMENT {increment} MINVALUE {min} MAXVALUE {max} CACHE {cache} {cycle}"
        )
    }

    /// What `init_params` of `sequence.c` takes where nothing is said, for an ascending sequence of
    /// the built-in type called `type_name`.
    #[must_use]
    pub fn ascending(type_name: &str) -> Self {
        Self {
            start: 1,
            increment: 1,
            min: 1,
            max: Self::type_max(type_name),
            cache: 1,
            cycle: false,
        }
    }

    /// A limit that was the old type's own becomes the new type's (`init_params` of `sequence.c`).
    pub fn follow_type(&mut self, old: &DataType, new: &DataType) {
        let old = Self::type_max(old.base.name.as_str());
        let new = Self::type_max(new.base.name.as_str());
        if self.max == old {
            self.max = new;
        }
        if self.min == -old - 1 {
            self.min = -new - 1;
        }
    }

    /// The largest value of `smallint`, `integer`, or (anything else) `bigint`.
    #[must_use]
    pub fn type_max(type_name: &str) -> i64 {
        match type_name {
            "smallint" => i64::from(i16::MAX),
            "integer" => i64::from(i32::MAX),
            _ => i64::MAX,
        }
    }
}
