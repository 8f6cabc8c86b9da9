//! Constraints of tables.

use super::{Expression, Index, ObjectId};
use crate::name::{Name, QualifiedName};

/// A constraint of a table (`pg_constraint`), NOT NULL apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    /// Its identity on this side.
    pub id: ObjectId,
    /// What it demands.
    pub body: ConstraintBody,
    /// When it is checked.
    pub deferral: Deferral,
    /// Whether every row is known to obey it (`convalidated`).
    pub validated: bool,
    /// Whether new rows must obey it (`conenforced`, PostgreSQL 18).
    pub enforced: bool,
}

impl Constraint {
    /// The columns, if it is a primary key.
    #[must_use]
    pub fn primary_key(&self) -> Option<&[Name]> {
        match &self.body {
            ConstraintBody::PrimaryKey(key) => Some(&key.columns),
            _ => None,
        }
    }

    /// Whether PostgreSQL keeps an index of the same name for it.
    #[must_use]
    pub fn owns_index(&self) -> bool {
        match self.body {
            ConstraintBody::PrimaryKey(_)
            | ConstraintBody::Unique(_)
            | ConstraintBody::Exclude(_) => true,
            ConstraintBody::Check { .. } | ConstraintBody::ForeignKey(_) => false,
        }
    }
}

/// What a constraint demands.
#[derive(Debug, Clone, PartialEq)]
pub enum ConstraintBody {
    /// `PRIMARY KEY`.
    PrimaryKey(Key),
    /// `UNIQUE`.
    Unique(Key),
    /// `EXCLUDE`.
    Exclude(Exclusion),
    /// `CHECK`.
    Check {
        /// The condition.
        expression: Expression,
        /// Whether child tables are free of it.
        no_inherit: bool,
    },
    /// `FOREIGN KEY`.
    ForeignKey(ForeignKey),
}

impl ConstraintBody {
    /// The kind in PostgreSQL's words.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::PrimaryKey(_) => "PRIMARY KEY",
            Self::Unique(_) => "UNIQUE",
            Self::Exclude(_) => "EXCLUDE",
            Self::Check { .. } => "CHECK",
            Self::ForeignKey(_) => "FOREIGN KEY",
        }
    }
}

/// A primary key or unique constraint.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// The key columns, in order.
    pub columns: Vec<Name>,
    /// The INCLUDE columns, in order.
    pub include: Vec<Name>,
    /// `NULLS NOT DISTINCT`.
    pub nulls_not_distinct: bool,
    /// `WITHOUT OVERLAPS` / `PERIOD` on the last column (PostgreSQL 18).
    pub without_overlaps: bool,
    /// Whether its index is valid and ready.
    pub index_valid: bool,
}

/// An exclusion constraint: its index, and one operator a key.
#[derive(Debug, Clone, PartialEq)]
pub struct Exclusion {
    /// The index that enforces it.
    pub index: Index,
    /// The operators, one a key of the index, without schema.
    pub operators: Vec<String>,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    /// The referencing columns, in order.
    pub columns: Vec<Name>,
    /// The table it points at.
    pub table: QualifiedName,
    /// The columns it points at, in order.
    pub referenced: Vec<Name>,
    /// `MATCH`.
    pub match_type: MatchType,
    /// `ON DELETE`.
    pub on_delete: ReferentialAction,
    /// `ON UPDATE`.
    pub on_update: ReferentialAction,
    /// `ON DELETE SET NULL (columns)`; empty means all.
    pub on_delete_columns: Vec<Name>,
    /// Whether the triggers that check its rows are disabled (`DISABLE TRIGGER ALL` on its table).
    pub unchecked: bool,
    /// Whether the triggers that guard the rows it points at are disabled (the same on that table).
    pub unguarded: bool,
}

/// `MATCH` of a foreign key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MatchType {
    /// `MATCH SIMPLE`.
    #[default]
    Simple,
    /// `MATCH FULL`.
    Full,
}

/// `ON DELETE` or `ON UPDATE`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReferentialAction {
    /// `NO ACTION`.
    #[default]
    NoAction,
    /// `RESTRICT`.
    Restrict,
    /// `CASCADE`.
    Cascade,
    /// `SET NULL`.
    SetNull,
    /// `SET DEFAULT`.
    SetDefault,
}

impl ReferentialAction {
    /// The action in SQL.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoAction => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }
}

/// When a constraint is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deferral {
    /// `NOT DEFERRABLE`.
    NotDeferrable,
    /// `DEFERRABLE INITIALLY IMMEDIATE`.
    InitiallyImmediate,
    /// `DEFERRABLE INITIALLY DEFERRED`.
    InitiallyDeferred,
}

impl Deferral {
    /// The words in SQL.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotDeferrable => "NOT DEFERRABLE",
            Self::InitiallyImmediate => "DEFERRABLE INITIALLY IMMEDIATE",
            Self::InitiallyDeferred => "DEFERRABLE INITIALLY DEFERRED",
        }
    }
}
