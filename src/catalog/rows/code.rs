//! Letters of the catalog: what each stands for, and its word in a snapshot file. What the model knows too is its own
//! type.

use super::describe::{Cell, Code, DecodeError, RowReader, cell, codes, decoded};
use super::reader::Letter;
use crate::schema::{
    CollationProvider, GeneratedKind, Identity, MatchType, ParallelSafety, ParameterMode,
    PolicyCommand, ReferentialAction, RoutineKind, TriggerState, Volatility,
};

codes! {
    /// `pg_class.relkind`.
    #[derive(Default)]
    pub enum RelationKind {
        #[default]
        Table = "r" => "table",
        Partitioned = "p" => "partitioned",
        Foreign = "f" => "foreign",
        View = "v" => "view",
        MaterializedView = "m" => "materialized_view",
        Sequence = "S" => "sequence",
    }
    /// `pg_constraint.contype`.
    pub enum ConstraintKind {
        Check = "c" => "check",
        ForeignKey = "f" => "foreign_key",
        NotNull = "n" => "not_null",
        PrimaryKey = "p" => "primary_key",
        Unique = "u" => "unique",
        Exclusion = "x" => "exclusion",
    }
    /// `pg_type.typstorage`, `pg_attribute.attstorage`.
    pub enum Storage {
        Plain = "p" => "p",
        External = "e" => "e",
        Main = "m" => "m",
        Extended = "x" => "x",
    }
    /// `pg_attribute.attcompression`.
    pub enum Compression {
        Pglz = "p" => "p",
        Lz4 = "l" => "l",
    }
    /// `pg_class.relreplident`, where that is not the default.
    pub enum ReplicaIdentity {
        Full = "f" => "f",
        Nothing = "n" => "n",
        Index = "i" => "i",
    }
    /// An element of `pg_statistic_ext.stxkind`.
    pub enum StatisticsKind {
        Ndistinct = "d" => "d",
        Dependencies = "f" => "f",
        Mcv = "m" => "m",
        Expressions = "e" => "e",
    }
    /// The kinds of [`NamedRow`](super::NamedRow).
    pub enum NamedKind {
        Rule = "rule" => "rule",
        Statistics = "statistics" => "statistics",
    }
    /// The catalog of a commented object.
    #[derive(Default)]
    pub enum CommentClass {
        #[default]
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

codes! {
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
        // Of SQLite: no letter means it.
        Autoincrement = "AUTOINCREMENT" => "autoincrement",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_written_as_it_is_read_and_another_is_named() {
        for command in ["*", "r", "a", "w", "d"] {
            let json = format!("\"{command}\"");
            let read: PolicyCommand = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
            assert_eq!(PolicyCommand::of_code(command), Some(read));
        }
        let error = serde_json::from_str::<PolicyCommand>("\"q\"").unwrap_err();
        let told = error.to_string();
        assert!(
            told.starts_with("unknown variant `q`, expected one of `*`, `r`"),
            "{told}"
        );
    }

    #[test]
    fn what_stands_for_nothing_is_told_with_its_column() {
        let unread = decoded::<MatchType>("confmatchtype", "q").unwrap_err();
        assert_eq!(unread.column, "confmatchtype");
        assert_eq!(unread.reason, "`q` is unknown here");
        assert_eq!(MatchType::of_code(" "), Some(MatchType::Simple));
    }
}
