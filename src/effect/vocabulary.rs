//! What a statement can do to a schema. Names are as the statement wrote them; `replay` resolves them.

mod sqlite;
mod table;
mod types;

use std::collections::BTreeMap;
use std::fmt;

pub use sqlite::{New, SqliteChange, SqliteTable, SqliteTableChange};
pub use table::{
    ColumnTerms, CopiedParts, InheritanceChange, KeyKind, NewColumn, NewConstraint,
    NewConstraintBody, NewForeignKey, NewInheritance, NewLike, NewTable, TableChange, Triggers,
};
pub use types::{
    CollationSource, Neighbour, NewCollation, NewDomain, NewParameter, NewReturned, NewRoutine,
    NewType, NewTypeBody, RoutineOptions, RoutineTarget, RoutineType, TypeChange,
};

use super::other::{NewOther, OtherChange, OtherTarget};
use super::policy::PolicyTerms;
use super::property::{NewProperties, PropertyChange};
use super::rule::NewRule;
use super::statistics::NewStatistics;
use super::trigger::NewTrigger;
use super::view::NewView;
use crate::name::Name;
use crate::schema::{DataType, Index, ObjectKind, Policy, TypeName};

/// A name as a statement wrote it: the schema only where one was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// The schema, if the statement names one.
    pub schema: Option<Name>,
    /// The name.
    pub name: Name,
}

impl Reference {
    /// A name without a schema.
    #[must_use]
    pub fn unqualified(name: &Name) -> Self {
        Self {
            schema: None,
            name: name.clone(),
        }
    }
}

impl From<TypeName> for Reference {
    fn from(name: TypeName) -> Self {
        Self {
            schema: name.schema,
            name: name.name,
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        write!(f, "{}", self.name)
    }
}

/// What one statement means.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// It changes the schema, or is a part of what does, and every part of it was understood.
    Schema(Vec<Step>),
    /// It means nothing for the schema: rows, privileges, session settings ...
    Data,
    /// `BEGIN`, `COMMIT`: not even data.
    Transaction,
    /// It may change the schema in a way that is not modelled; what was understood of it is here.
    Opaque {
        /// Why it is not modelled.
        reason: String,
        /// The parts that were understood.
        steps: Vec<Step>,
        /// How it may change it.
        reach: Reach,
    },
    /// It could not be read.
    Unreadable {
        /// Why.
        reason: String,
    },
}

/// How a statement that is not understood may change the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// By itself: what it is for may be a change of the schema.
    Schema,
    /// It is for rows, and reaches further only if a function that it calls does.
    Rows,
}

/// An effect, and whether it surely happens.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The effect.
    pub effect: Effect,
    /// Whether a guard stands before it: "ensure that this is so".
    pub guarded: bool,
    /// What must not be there, wherever that may be, for it to happen.
    pub unless: Option<Box<Mentioned>>,
}

impl From<Effect> for Step {
    /// What surely happens.
    fn from(effect: Effect) -> Self {
        Self {
            effect,
            guarded: false,
            unless: None,
        }
    }
}

/// What a guard asks a catalog for by its name alone, whatever table or schema it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mentioned {
    /// The catalog.
    pub catalog: GuardCatalog,
    /// The name.
    pub name: Name,
}

/// A catalog that a guard asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuardCatalog {
    /// `pg_constraint`.
    Constraints,
    /// `pg_type`, where relations are too.
    Types,
    /// `pg_class`.
    Relations,
    /// `pg_indexes`.
    Indexes,
    /// What `to_regtype` finds on the search path.
    TypesOnPath,
    /// What `to_regclass` finds on the search path.
    RelationsOnPath,
}

/// What is done to a schema.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// `CREATE SCHEMA`.
    CreateNamespace {
        /// Its name.
        name: Name,
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
    },
    /// `CREATE EXTENSION`.
    CreateExtension {
        /// Its name.
        name: Name,
        /// `SCHEMA`.
        schema: Option<Name>,
        /// `VERSION`.
        version: Option<String>,
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
    },
    /// `ALTER EXTENSION ... UPDATE`; to the newest version where none is named.
    UpdateExtension {
        /// Its name.
        name: Name,
        /// `TO`.
        version: Option<String>,
    },
    /// An element of `CREATE SCHEMA`: what it writes without a schema is of the new one.
    InNamespace {
        /// The new schema.
        name: Name,
        /// What the element does.
        steps: Vec<Step>,
    },
    /// `CREATE TYPE`, `CREATE DOMAIN`.
    CreateType(Box<NewType>),
    /// One action of `ALTER TYPE` or `ALTER DOMAIN`.
    AlterType {
        /// The type.
        name: Reference,
        /// `ALTER DOMAIN`.
        domain: bool,
        /// The action.
        change: Box<TypeChange>,
    },
    /// `CREATE COLLATION`.
    CreateCollation(Box<NewCollation>),
    /// `CREATE TABLE`.
    CreateTable(Box<NewTable>),
    /// One action of `ALTER TABLE`.
    AlterTable(Altered, Box<TableChange>),
    /// A table that is made in a way that is not modelled: its name alone is known.
    UnknownColumns {
        /// Its name.
        name: Reference,
        /// Whether it is a foreign table.
        foreign: bool,
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
    },
    /// `ALTER INDEX ... ATTACH PARTITION`.
    AttachIndex {
        /// The index of the partitioned table.
        index: Reference,
        /// The index of the partition.
        partition: Reference,
    },
    /// `REINDEX INDEX`: one that was left invalid is valid again.
    RebuildIndex(Reference),
    /// `CREATE INDEX`.
    CreateIndex(Box<NewIndex>),
    /// `ALTER INDEX ... SET (...)`, `RESET (...)`: a parameter without a value is taken away.
    IndexOptions(Altered, BTreeMap<String, Option<String>>),
    /// `CREATE SEQUENCE`.
    CreateSequence {
        /// Its name.
        name: Reference,
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
        /// Its options.
        settings: Box<SequenceChange>,
    },
    /// `ALTER SEQUENCE`.
    AlterSequence(Altered, Box<SequenceChange>),
    /// `CREATE TRIGGER`.
    CreateTrigger(Box<NewTrigger>),
    /// `CREATE RULE`.
    CreateRule(Box<NewRule>),
    /// `DROP`.
    Drop {
        /// What goes.
        target: Target,
        /// `IF EXISTS`.
        if_exists: bool,
        /// `CASCADE`.
        cascade: bool,
    },
    /// `RENAME TO`; a table's too, since `ALTER TABLE` renames every kind of relation.
    Rename {
        /// What it is.
        target: Target,
        /// `IF EXISTS`.
        if_exists: bool,
        /// The new name.
        to: Name,
    },
    /// `SET SCHEMA`.
    Move {
        /// What it is.
        target: Target,
        /// `IF EXISTS`.
        if_exists: bool,
        /// The new schema.
        to: Name,
    },
    /// `CREATE` of a function, procedure or aggregate.
    CreateRoutine(Box<NewRoutine>),
    /// The options of an `ALTER` of one.
    AlterRoutine(RoutineTarget, Box<RoutineOptions>),
    /// `CREATE [OR REPLACE] VIEW`, `CREATE MATERIALIZED VIEW`.
    CreateView(Box<NewView>),
    /// `ALTER VIEW ... SET (options)`; an option without a value is taken away.
    ViewOptions(Reference, BTreeMap<String, Option<String>>),
    /// `REFRESH MATERIALIZED VIEW`.
    RefreshView {
        /// The view.
        name: Reference,
        /// Not `WITH NO DATA`.
        populated: bool,
    },
    /// `CREATE` of a cast, operator, language, publication ...
    CreateOther(Box<NewOther>),
    /// An `ALTER` of one.
    AlterOther(OtherTarget, Box<OtherChange>),
    /// `CREATE POLICY` on a table: what it is, without an identity and an owner.
    CreatePolicy(Reference, Name, Box<Policy>),
    /// `ALTER POLICY` on a table.
    AlterPolicy(Reference, Name, Box<PolicyTerms>),
    /// `CREATE STATISTICS`.
    CreateStatistics(Box<NewStatistics>),
    /// `ALTER STATISTICS ... SET STATISTICS`; `DEFAULT` and -1 are none.
    StatisticsTarget(Altered, Option<i64>),
    /// What of a relation is none of its definition.
    Property(Altered, PropertyChange),
    /// `SET default_tablespace`; `None` takes the session's own again.
    DefaultTablespace(Option<Name>),
    /// `SET default_table_access_method`; `None` takes the session's own again.
    DefaultAccessMethod(Option<Name>),
    /// `COMMENT ON`; without a text the comment goes.
    Comment(Target, Option<String>),
    /// `SET search_path`; `None` takes the session's own again.
    SearchPath(Option<Vec<Name>>),
    /// What is done to an SQLite database.
    Sqlite(Box<SqliteChange>),
}

/// `CREATE INDEX`.
#[derive(Debug, Clone, PartialEq)]
pub struct NewIndex {
    /// Its name; PostgreSQL chooses one where none is given.
    pub name: Option<Name>,
    /// Its table.
    pub table: Reference,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `CONCURRENTLY`.
    pub concurrently: bool,
    /// What it is, without an identity. With `ON ONLY` it is not valid: on a partitioned table it stays so until every
    /// partition has one.
    pub index: Index,
    /// `TABLESPACE`.
    pub tablespace: Option<Name>,
}

/// What a statement says of a sequence; what it does not say is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SequenceChange {
    /// `AS`.
    pub data_type: Option<DataType>,
    /// `INCREMENT`.
    pub increment: Option<i64>,
    /// `MINVALUE`; `NO MINVALUE` is `Some(None)`.
    #[expect(clippy::option_option, reason = "not said, said to be none, said")]
    pub min: Option<Option<i64>>,
    /// `MAXVALUE`; `NO MAXVALUE` is `Some(None)`.
    #[expect(clippy::option_option, reason = "not said, said to be none, said")]
    pub max: Option<Option<i64>>,
    /// `START`.
    pub start: Option<i64>,
    /// `CACHE`.
    pub cache: Option<i64>,
    /// `CYCLE`.
    pub cycle: Option<bool>,
    /// `OWNED BY`; `OWNED BY NONE` is `Some(None)`.
    #[expect(clippy::option_option, reason = "not said, said to be none, said")]
    pub owned_by: Option<Option<(Reference, Name)>>,
    /// `SEQUENCE NAME`, of an identity column.
    pub name: Option<Reference>,
    /// `UNLOGGED` (true), `LOGGED` (false).
    pub unlogged: Option<bool>,
}

/// The object that an `ALTER` is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Altered {
    /// Its name.
    pub name: Reference,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// `ONLY`: its children are left alone.
    pub only: bool,
}

impl Altered {
    /// It, and its children where it has some.
    #[must_use]
    pub fn named(name: Reference, if_exists: bool) -> Self {
        Self {
            name,
            if_exists,
            only: false,
        }
    }
}

/// What a statement names.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// What has a name of its own.
    Named(ObjectKind, Reference),
    /// A column of a table, view or composite type.
    Column(Reference, Name),
    /// A constraint, trigger, rule or policy of a table.
    Part(ObjectKind, Reference, Name),
    /// A constraint of a domain.
    OfDomain(Reference, Name),
    /// A function, procedure or aggregate.
    Routine(RoutineTarget),
    /// A cast, operator, language, publication ...
    Other(OtherTarget),
}
