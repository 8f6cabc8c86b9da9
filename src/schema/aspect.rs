//! What of an object can differ.

/// The one attribute of an object that a difference is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// A column's or sequence's data type.
    Type,
    /// Whether a column takes NULL.
    Nullable,
    /// A column's default.
    Default,
    /// Whether and how a column is an identity column.
    Identity,
    /// A generated column's expression and kind.
    Generated,
    /// A collation.
    Collation,
    /// What kind of constraint it is.
    Kind,
    /// The columns of a key, index or foreign key, in order.
    Columns,
    /// Whether an index is unique.
    Unique,
    /// The WHERE of a partial index or exclusion constraint.
    Predicate,
    /// The access method.
    Method,
    /// The operator classes.
    Opclass,
    /// ASC or DESC, NULLS FIRST or LAST.
    Order,
    /// The INCLUDE columns.
    Include,
    /// Whether NULLs count as equal.
    NullsNotDistinct,
    /// What a foreign key points at.
    References,
    /// A foreign key's ON DELETE.
    OnDelete,
    /// A foreign key's ON UPDATE.
    OnUpdate,
    /// A foreign key's MATCH.
    Match,
    /// Whether a constraint can be deferred, and is at first.
    Deferrable,
    /// A check's expression, an index's expressions, an exclusion's operators.
    Expression,
    /// Whether a constraint was validated.
    Validated,
    /// Whether a constraint or trigger is in force.
    Enabled,
    /// Whether an index is valid and ready.
    Valid,
    /// The column that owns a sequence.
    OwnedBy,
    /// Start, increment and limits of a sequence.
    Bounds,
    /// Storage parameters.
    Options,
    /// Logged, unlogged.
    Persistence,
    /// Whether a check is NO INHERIT.
    NoInherit,
    /// The body of a function, the query of a view.
    Body,
    /// The names, modes and types of a function's arguments; the arguments of a trigger's function.
    Arguments,
    /// What a function returns.
    Returns,
    /// A function's language.
    Language,
    /// IMMUTABLE, STABLE, VOLATILE.
    Volatility,
    /// Whether a function returns NULL on NULL input.
    Strict,
    /// SECURITY DEFINER, SECURITY INVOKER.
    Security,
    /// LEAKPROOF.
    Leakproof,
    /// PARALLEL.
    Parallel,
    /// A function's estimated cost.
    Cost,
    /// How many rows a function is estimated to return.
    Rows,
    /// BEFORE, AFTER, INSTEAD OF.
    Timing,
    /// What a trigger, rule or policy is for: INSERT, UPDATE ...
    Events,
    /// FOR EACH ROW, FOR EACH STATEMENT.
    Level,
    /// The WHEN of a trigger, the WHERE of a rule.
    Condition,
    /// The function that a trigger calls.
    Function,
    /// The transition tables of a trigger.
    Referencing,
    /// Whom a policy is for.
    Roles,
    /// The USING of a policy.
    Using,
    /// The WITH CHECK of a policy.
    Check,
    /// ENABLE ROW LEVEL SECURITY.
    RowSecurity,
    /// FORCE ROW LEVEL SECURITY.
    ForceRowSecurity,
    /// The labels of an enum, in order.
    Labels,
    /// The attributes of a composite type, in order.
    Attributes,
    /// A range's function that brings values to one form.
    Canonical,
    /// A range's function that tells how far two bounds are apart.
    SubtypeDiff,
    /// A range's multirange type.
    Multirange,
    /// Who compares by a collation.
    Provider,
    /// The locale of a collation.
    Locale,
    /// The rules of a collation.
    Rules,
    /// Whether a collation tells all different strings apart.
    Deterministic,
    /// The version of an extension.
    Version,
    /// The schema that holds an extension's objects.
    Schema,
    /// The whole, as the server prints it.
    Definition,
    /// How a table is cut into partitions.
    PartitionKey,
    /// The table that a table is a partition of.
    Partition,
    /// The values that a partition holds.
    Bound,
    /// The tables that a table inherits from.
    Inherits,
    /// The composite type that a table is of.
    OfType,
    /// What `COMMENT ON` says.
    Comment,
    /// How the values of a column are stored: PLAIN, EXTERNAL, EXTENDED, MAIN.
    Storage,
    /// How the values of a column are compressed.
    Compression,
    /// How much is collected about a column or statistics object.
    StatisticsTarget,
    /// Where the files of a table or index are.
    Tablespace,
    /// What a publication tells of a changed or deleted row.
    ReplicaIdentity,
    /// The index that a table is clustered on.
    ClusteredOn,
    /// The name of the NOT NULL constraint of a column.
    NotNullName,
    /// What extended statistics collect.
    Kinds,
    /// Where a cast is used unasked.
    Context,
    /// An operator's commutator.
    Commutator,
    /// An operator's negator.
    Negator,
    /// Whether an operator can be used for hash joins.
    Hashes,
    /// Whether an operator can be used for merge joins.
    Merges,
    /// The family of an operator class.
    Family,
    /// What a conversion converts from and to.
    Encodings,
    /// The functions of a language, wrapper, parser, template, transform or operator, by use.
    Functions,
    /// Whether everybody may use a language.
    Trusted,
    /// The commands that an event trigger is for.
    Tags,
    /// The parser of a text search configuration.
    Parser,
    /// Which dictionaries a text search configuration asks for each kind of token.
    Mappings,
    /// The template of a text search dictionary.
    Template,
    /// The foreign data wrapper of a server.
    Wrapper,
    /// The tables of a publication.
    Tables,
    /// The schemas of a publication.
    Schemas,
    /// What a publication publishes.
    Publish,
}

impl Aspect {
    /// The aspect in the words of the report.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Nullable => "nullable",
            Self::Default => "default",
            Self::Identity => "identity",
            Self::Generated => "generated",
            Self::Collation => "collation",
            Self::Kind => "kind",
            Self::Columns => "columns",
            Self::Unique => "unique",
            Self::Predicate => "predicate",
            Self::Method => "method",
            Self::Opclass => "opclass",
            Self::Order => "order",
            Self::Include => "include",
            Self::NullsNotDistinct => "nulls_not_distinct",
            Self::References => "references",
            Self::OnDelete => "on_delete",
            Self::OnUpdate => "on_update",
            Self::Match => "match",
            Self::Deferrable => "deferrable",
            Self::Expression => "expression",
            Self::Validated => "validated",
            Self::Enabled => "enabled",
            Self::Valid => "valid",
            Self::OwnedBy => "owned_by",
            Self::Bounds => "bounds",
            Self::Options => "options",
            Self::Persistence => "persistence",
            Self::NoInherit => "no_inherit",
            Self::Body => "body",
            Self::Arguments => "arguments",
            Self::Returns => "returns",
            Self::Language => "language",
            Self::Volatility => "volatility",
            Self::Strict => "strict",
            Self::Security => "security",
            Self::Leakproof => "leakproof",
            Self::Parallel => "parallel",
            Self::Cost => "cost",
            Self::Rows => "rows",
            Self::Timing => "timing",
            Self::Events => "events",
            Self::Level => "level",
            Self::Condition => "condition",
            Self::Function => "function",
            Self::Referencing => "referencing",
            Self::Roles => "roles",
            Self::Using => "using",
            Self::Check => "check",
            Self::RowSecurity => "row_security",
            Self::ForceRowSecurity => "force_row_security",
            Self::Labels => "labels",
            Self::Attributes => "attributes",
            Self::Canonical => "canonical",
            Self::SubtypeDiff => "subtype_diff",
            Self::Multirange => "multirange",
            Self::Provider => "provider",
            Self::Locale => "locale",
            Self::Rules => "rules",
            Self::Deterministic => "deterministic",
            Self::Version => "version",
            Self::Schema => "schema",
            Self::Definition => "definition",
            Self::PartitionKey => "partition_key",
            Self::Partition => "partition",
            Self::Bound => "bound",
            Self::Inherits => "inherits",
            Self::OfType => "of_type",
            Self::Comment => "comment",
            Self::Storage => "storage",
            Self::Compression => "compression",
            Self::StatisticsTarget => "statistics_target",
            Self::Tablespace => "tablespace",
            Self::ReplicaIdentity => "replica_identity",
            Self::ClusteredOn => "clustered_on",
            Self::NotNullName => "not_null_name",
            Self::Kinds => "kinds",
            Self::Context => "context",
            Self::Commutator => "commutator",
            Self::Negator => "negator",
            Self::Hashes => "hashes",
            Self::Merges => "merges",
            Self::Family => "family",
            Self::Encodings => "encodings",
            Self::Functions => "functions",
            Self::Trusted => "trusted",
            Self::Tags => "tags",
            Self::Parser => "parser",
            Self::Mappings => "mappings",
            Self::Template => "template",
            Self::Wrapper => "wrapper",
            Self::Tables => "tables",
            Self::Schemas => "schemas",
            Self::Publish => "publish",
        }
    }
}
