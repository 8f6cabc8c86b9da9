//! What statements can do to types, domains and collations, and to functions, procedures and aggregates.

use super::Reference;
use crate::effect::setting::SettingChange;
use crate::name::Name;
use crate::schema::{
    CollationDefinition, DataType, Expression, ParallelSafety, ParameterMode, RoutineBody,
    RoutineKind, TypeName, Volatility,
};

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

/// What is done to a function, procedure or aggregate.
#[derive(Debug, Clone, PartialEq)]
pub enum RoutineEffect {
    /// `CREATE`.
    Create {
        /// Its name.
        name: Reference,
        /// `OR REPLACE`.
        or_replace: bool,
        /// What it is.
        routine: NewRoutine,
    },
    /// `ALTER`.
    Alter {
        /// Which one.
        target: RoutineTarget,
        /// How.
        change: RoutineChange,
    },
    /// `DROP`.
    Drop {
        /// Which one.
        target: RoutineTarget,
        /// `IF EXISTS`.
        if_exists: bool,
        /// `CASCADE`.
        cascade: bool,
    },
}

/// A function as a statement names it.
#[derive(Debug, Clone, PartialEq)]
pub struct RoutineTarget {
    /// Its name.
    pub name: Reference,
    /// The types of its arguments and how they are passed, where they are given.
    pub arguments: Option<Vec<(ParameterMode, RoutineType)>>,
}

/// What `ALTER` does.
#[derive(Debug, Clone, PartialEq)]
pub enum RoutineChange {
    /// `RENAME TO`.
    Rename(Name),
    /// `SET SCHEMA`.
    Move(Name),
    /// Options.
    Options(RoutineOptions),
}

/// A function as `CREATE` makes it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRoutine {
    /// Function, procedure, aggregate, window function.
    pub kind: RoutineKind,
    /// Its arguments, the columns of `RETURNS TABLE` last.
    pub parameters: Vec<NewParameter>,
    /// `RETURNS`; what it does not say, its output arguments tell.
    pub returns: Option<NewReturned>,
    /// `LANGUAGE`; `sql` where the body is SQL itself.
    pub language: Name,
    /// The other options.
    pub options: RoutineOptions,
    /// What it does.
    pub body: RoutineBody,
}

/// `RETURNS [SETOF] type`.
#[derive(Debug, Clone, PartialEq)]
pub struct NewReturned {
    /// `SETOF`.
    pub set: bool,
    /// The type.
    pub data_type: RoutineType,
}

/// One argument.
#[derive(Debug, Clone, PartialEq)]
pub struct NewParameter {
    /// How it is passed.
    pub mode: ParameterMode,
    /// Its name.
    pub name: Option<Name>,
    /// Its type.
    pub data_type: RoutineType,
    /// Its default.
    pub default: Option<Expression>,
}

/// A type as a function names it.
#[derive(Debug, Clone, PartialEq)]
pub enum RoutineType {
    /// By its name.
    Named(DataType),
    /// `table.column%TYPE`.
    OfColumn(Reference, Name),
}

/// Options of a function; what a statement does not say is `None`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RoutineOptions {
    /// `IMMUTABLE`, `STABLE`, `VOLATILE`.
    pub volatility: Option<Volatility>,
    /// `STRICT`.
    pub strict: Option<bool>,
    /// `SECURITY DEFINER`.
    pub security_definer: Option<bool>,
    /// `LEAKPROOF`.
    pub leakproof: Option<bool>,
    /// `PARALLEL`.
    pub parallel: Option<ParallelSafety>,
    /// `COST`.
    pub cost: Option<String>,
    /// `ROWS`.
    pub rows: Option<String>,
    /// `SUPPORT`.
    pub support: Option<TypeName>,
    /// `SET`, `RESET`, in order.
    pub settings: Vec<SettingChange>,
}
