//! What statements can do to functions, procedures and aggregates.

use super::Reference;
use crate::effect::setting::SettingChange;
use crate::name::Name;
use crate::schema::{
    DataType, Expression, ParallelSafety, ParameterMode, RoutineBody, RoutineKind, TypeName,
    Volatility,
};

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
