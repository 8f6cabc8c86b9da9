//! What statements can do to types, domains and collations. Names are as the statement wrote them.

use super::Reference;
use crate::name::Name;
use crate::schema::{CollationDefinition, DataType, Expression, TypeName};

/// `CREATE TYPE`, `CREATE DOMAIN`.
#[derive(Debug, Clone, PartialEq)]
pub struct NewType {
    /// Its name.
    pub name: Reference,
    /// What it is made of.
    pub body: NewTypeBody,
}

/// What a new type is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum NewTypeBody {
    /// `AS ENUM`: the labels.
    Enum(Vec<String>),
    /// `AS (...)`.
    Composite(Vec<NewAttribute>),
    /// `AS RANGE`.
    Range(NewRange),
    /// `CREATE DOMAIN`.
    Domain(NewDomain),
    /// A base type, or the shell of one.
    Base,
}

/// An attribute of a composite type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAttribute {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub data_type: DataType,
    /// `COLLATE`.
    pub collation: Option<TypeName>,
}

/// `AS RANGE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRange {
    /// `SUBTYPE`.
    pub subtype: DataType,
    /// `SUBTYPE_OPCLASS`.
    pub opclass: Option<TypeName>,
    /// `COLLATION`.
    pub collation: Option<TypeName>,
    /// `CANONICAL`.
    pub canonical: Option<TypeName>,
    /// `SUBTYPE_DIFF`.
    pub diff: Option<TypeName>,
    /// `MULTIRANGE_TYPE_NAME`.
    pub multirange: Option<Reference>,
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
    AddAttribute(NewAttribute),
    /// `DROP ATTRIBUTE`.
    DropAttribute {
        /// The attribute.
        name: Name,
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `ALTER ATTRIBUTE ... TYPE`.
    AlterAttribute(NewAttribute),
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
