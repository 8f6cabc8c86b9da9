//! Letters of the catalog: what each stands for, and its word in a snapshot file. What the model knows too is its own
//! type.

use super::cell::{Cell, Code, Letter, Unread, cell, decoded};
use super::describe::codes;
use crate::schema::{
    CollationProvider, GeneratedKind, Identity, MatchType, ParallelSafety, ParameterMode,
    PolicyCommand, ReferentialAction, RoutineKind, TriggerState, Volatility,
};

/// `pg_class.relkind`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is what it is called")]
pub enum RelationKind {
    #[default]
    Table,
    Partitioned,
    Foreign,
    View,
    MaterializedView,
    Sequence,
}

/// `pg_constraint.contype`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is what it is called")]
pub enum ConstraintKind {
    Check,
    ForeignKey,
    NotNull,
    PrimaryKey,
    Unique,
    Exclusion,
}

/// `pg_type.typstorage`, `pg_attribute.attstorage`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is what it is called")]
pub enum Storage {
    Plain,
    External,
    Main,
    Extended,
}

/// `pg_attribute.attcompression`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is what it is called")]
pub enum Compression {
    Pglz,
    Lz4,
}

/// `pg_class.relreplident`, where that is not the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is what it is called")]
pub enum ReplicaIdentity {
    Full,
    Nothing,
    Index,
}

/// An element of `pg_statistic_ext.stxkind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is what it is called")]
pub enum StatisticsKind {
    Ndistinct,
    Dependencies,
    Mcv,
    Expressions,
}

/// The kinds of [`NamedRow`](super::NamedRow); files of older versions have collations too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is what it is called")]
pub enum NamedKind {
    Collation,
    Rule,
    Statistics,
}

/// The catalog of a commented object.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is what it is called")]
pub enum CommentClass {
    #[default]
    Relation,
    Constraint,
    Trigger,
    Policy,
    Rule,
    Namespace,
    Extension,
    Function,
    Type,
    Collation,
    Statistics,
}

codes! {
    RelationKind {
        Table = "r" => "table",
        Partitioned = "p" => "partitioned",
        Foreign = "f" => "foreign",
        View = "v" => "view",
        MaterializedView = "m" => "materialized_view",
        Sequence = "S" => "sequence",
    }
    ConstraintKind {
        Check = "c" => "check",
        ForeignKey = "f" => "foreign_key",
        NotNull = "n" => "not_null",
        PrimaryKey = "p" => "primary_key",
        Unique = "u" => "unique",
        Exclusion = "x" => "exclusion",
    }
    // A space stands where the constraint is no foreign key.
    MatchType {
        Simple = "s" | " " => "simple",
        Full = "f" => "full",
    }
    ReferentialAction {
        NoAction = "a" | " " => "no_action",
        Restrict = "r" => "restrict",
        Cascade = "c" => "cascade",
        SetNull = "n" => "set_null",
        SetDefault = "d" => "set_default",
    }
    Identity {
        Always = "a" => "always",
        ByDefault = "d" => "by_default",
    }
    GeneratedKind {
        Stored = "s" => "stored",
        Virtual = "v" => "virtual",
    }
    TriggerState {
        Origin = "O" => "origin",
        Disabled = "D" => "disabled",
        Replica = "R" => "replica",
        Always = "A" => "always",
    }
    PolicyCommand {
        All = "*" => "*",
        Select = "r" => "r",
        Insert = "a" => "a",
        Update = "w" => "w",
        Delete = "d" => "d",
    }
    RoutineKind {
        Function = "f" => "function",
        Procedure = "p" => "procedure",
        Aggregate = "a" => "aggregate",
        Window = "w" => "window",
    }
    ParameterMode {
        In = "i" => "i",
        Out = "o" => "o",
        InOut = "b" => "b",
        Variadic = "v" => "v",
        Table = "t" => "t",
    }
    Volatility {
        Immutable = "i" => "i",
        Stable = "s" => "s",
        Volatile = "v" => "v",
    }
    ParallelSafety {
        Unsafe = "u" => "u",
        Restricted = "r" => "r",
        Safe = "s" => "s",
    }
    CollationProvider {
        Libc = "c" => "libc",
        Icu = "i" => "icu",
        Builtin = "b" => "builtin",
        Database = "d" => "database",
    }
    Storage {
        Plain = "p" => "p",
        External = "e" => "e",
        Main = "m" => "m",
        Extended = "x" => "x",
    }
    Compression {
        Pglz = "p" => "p",
        Lz4 = "l" => "l",
    }
    ReplicaIdentity {
        Full = "f" => "f",
        Nothing = "n" => "n",
        Index = "i" => "i",
    }
    StatisticsKind {
        Ndistinct = "d" => "d",
        Dependencies = "f" => "f",
        Mcv = "m" => "m",
        Expressions = "e" => "e",
    }
    NamedKind {
        Collation = "collation" => "collation",
        Rule = "rule" => "rule",
        Statistics = "statistics" => "statistics",
    }
    CommentClass {
        Relation = "pg_class" => "relation",
        Constraint = "pg_constraint" => "constraint",
        Trigger = "pg_trigger" => "trigger",
        Policy = "pg_policy" => "policy",
        Rule = "pg_rewrite" => "rule",
        Namespace = "pg_namespace" => "namespace",
        Extension = "pg_extension" => "extension",
        Function = "pg_proc" => "function",
        Type = "pg_type" => "type",
        Collation = "pg_collation" => "collation",
        Statistics = "pg_statistic_ext" => "statistics",
    }
}

impl Storage {
    /// The word of `SET STORAGE`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::External => "external",
            Self::Main => "main",
            Self::Extended => "extended",
        }
    }
}
