//! What statements can do to types, domains and collations, and to functions, procedures and aggregates.

use super::Reference;
use crate::effect::setting::SettingChange;
use crate::name::Name;
use crate::schema::{
    Attribute, CollationDefinition, CompositeAttribute, DataType, Expression, Parameter,
    ParameterMode, RangeType, Returned, Routine, TypeName,
};

/// `CREATE TYPE`, `CREATE DOMAIN`.
#[derive(Debug, Clone, PartialEq)]
pub struct NewType {
    /// Its name.
    pub name: Reference,
    /// What it is made of.
    pub body: NewTypeBody,
}

/// What a new type is made of, its parts without identities.
#[derive(Debug, Clone, PartialEq)]
pub enum NewTypeBody {
    /// `AS ENUM`: the labels.
    Enum(Vec<String>),
    /// `AS (...)`.
    Composite(Vec<CompositeAttribute>),
    /// `AS RANGE`.
    Range(RangeType),
    /// `CREATE DOMAIN`.
    Domain(NewDomain),
    /// A base type, or the shell of one.
    Base,
}

/// `CREATE DOMAIN`.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDomain {
    /// The type below it.
    pub base: DataType,
    /// `COLLATE`.
    pub collation: Option<TypeName>,
    /// `DEFAULT`.
    pub default: Option<Expression>,
    /// `NOT NULL`.
    pub not_null: bool,
    /// `CONSTRAINT name NOT NULL`.
    pub not_null_name: Option<Name>,
    /// Its checks, in order, with the names that were given.
    pub checks: Vec<(Option<Name>, Expression)>,
}

/// Beside which label a new one stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Neighbour {
    /// `BEFORE`.
    Before(String),
    /// `AFTER`.
    After(String),
}

/// One action of `ALTER TYPE` or `ALTER DOMAIN`.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeChange {
    /// `ADD VALUE`.
    AddValue {
        /// The label.
        label: String,
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
        /// Where it stands, if not at the end.
        neighbour: Option<Neighbour>,
    },
    /// `RENAME VALUE`.
    RenameValue {
        /// The label.
        from: String,
        /// The new label.
        to: String,
    },
    /// `ADD ATTRIBUTE`.
    AddAttribute(CompositeAttribute),
    /// `DROP ATTRIBUTE`.
    DropAttribute {
        /// The attribute.
        name: Name,
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `ALTER ATTRIBUTE ... TYPE`.
    AlterAttribute(CompositeAttribute),
    /// `RENAME ATTRIBUTE`.
    RenameAttribute {
        /// Its name.
        from: Name,
        /// The new name.
        to: Name,
    },
    /// `SET DEFAULT`; `None` is `DROP DEFAULT`.
    Default(Option<Expression>),
    /// `SET NOT NULL` (true), `DROP NOT NULL` (false).
    NotNull(bool),
    /// `ADD CONSTRAINT ... CHECK`.
    AddCheck {
        /// Its name; PostgreSQL chooses one where none is given.
        name: Option<Name>,
        /// The condition.
        expression: Expression,
        /// Not `NOT VALID`.
        validated: bool,
    },
    /// `ADD CONSTRAINT ... NOT NULL`.
    AddNotNull(Option<Name>),
    /// `DROP CONSTRAINT`.
    DropConstraint {
        /// The constraint.
        name: Name,
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `RENAME CONSTRAINT`.
    RenameConstraint {
        /// Its name.
        from: Name,
        /// The new name.
        to: Name,
    },
    /// `VALIDATE CONSTRAINT`.
    ValidateConstraint(Name),
}

/// `CREATE COLLATION`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCollation {
    /// Its name.
    pub name: Reference,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// What it is.
    pub source: CollationSource,
}

/// Where a new collation's definition comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CollationSource {
    /// The statement.
    Given(CollationDefinition),
    /// `FROM`.
    Copied(Reference),
}

/// A function as a statement names it.
#[derive(Debug, Clone, PartialEq)]
pub struct RoutineTarget {
    /// Its name.
    pub name: Reference,
    /// The types of its arguments and how they are passed, where they are given.
    pub arguments: Option<Vec<(ParameterMode, RoutineType)>>,
}

/// `CREATE` of a function, procedure or aggregate.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRoutine {
    /// Its name.
    pub name: Reference,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// Its arguments, the columns of `RETURNS TABLE` last.
    pub parameters: Vec<NewParameter>,
    /// `RETURNS`; what it does not say, its output arguments tell.
    pub returns: Option<NewReturned>,
    /// What it is beside that.
    pub options: RoutineOptions,
}

/// One argument, before it is known where its type is.
pub type NewParameter = Parameter<RoutineType>;

/// `RETURNS [SETOF] type`, before it is known where that is.
pub type NewReturned = Returned<RoutineType>;

/// A type as a function names it.
#[derive(Debug, Clone, PartialEq)]
pub enum RoutineType {
    /// By its name.
    Named(DataType),
    /// `table.column%TYPE`.
    OfColumn(Reference, Name),
}

/// What a statement says of a function.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RoutineOptions {
    /// The values.
    pub values: Routine,
    /// Which of them it says.
    pub said: Vec<Attribute>,
    /// `SET`, `RESET`, in order.
    pub settings: Vec<SettingChange>,
}
