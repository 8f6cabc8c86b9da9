//! What of an object can differ.

/// Names the attributes, each with its word in reports.
macro_rules! attributes {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal,)+) => {
        /// The one attribute of an object that a difference is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Attribute {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Attribute {
            /// The attribute in the words of the report.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            /// The attribute that a word of the report means.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$name),)+
                    _ => None,
                }
            }
        }
    };
}

attributes! {
    /// A column's or sequence's data type.
    Type = "type",
    /// Whether a column takes NULL.
    Nullable = "nullable",
    /// A column's default.
    Default = "default",
    /// Whether and how a column is an identity column.
    Identity = "identity",
    /// A generated column's expression and kind.
    Generated = "generated",
    /// A collation.
    Collation = "collation",
    /// What kind of constraint it is.
    Kind = "kind",
    /// The columns of a key, index or foreign key, in order.
    Columns = "columns",
    /// Whether an index is unique.
    Unique = "unique",
    /// The WHERE of a partial index or exclusion constraint.
    Predicate = "predicate",
    /// The access method.
    Method = "method",
    /// The operator classes.
    Opclass = "opclass",
    /// ASC or DESC, NULLS FIRST or LAST.
    Order = "order",
    /// The INCLUDE columns.
    Include = "include",
    /// Whether NULLs count as equal.
    NullsNotDistinct = "nulls_not_distinct",
    /// What a foreign key points at.
    References = "references",
    /// A foreign key's ON DELETE.
    OnDelete = "on_delete",
    /// A foreign key's ON UPDATE.
    OnUpdate = "on_update",
    /// A foreign key's MATCH.
    Match = "match",
    /// Whether a constraint can be deferred, and is at first.
    Deferrable = "deferrable",
    /// A check's expression, an index's expressions, an exclusion's operators.
    Expression = "expression",
    /// Whether a constraint was validated.
    Validated = "validated",
    /// Whether a constraint or trigger is in force.
    Enabled = "enabled",
    /// Whether an index is valid and ready.
    Valid = "valid",
    /// Whether a materialized view was filled, without which it cannot be read.
    Populated = "populated",
    /// The column that owns a sequence.
    OwnedBy = "owned_by",
    /// Start, increment and limits of a sequence.
    Bounds = "bounds",
    /// Storage parameters.
    Options = "options",
    /// Logged, unlogged.
    Persistence = "persistence",
    /// Whether a check is NO INHERIT.
    NoInherit = "no_inherit",
    /// The body of a function, the query of a view.
    Body = "body",
    /// The names, modes and types of a function's arguments; the arguments of a trigger's function.
    Arguments = "arguments",
    /// What a function returns.
    Returns = "returns",
    /// A function's language.
    Language = "language",
    /// IMMUTABLE, STABLE, VOLATILE.
    Volatility = "volatility",
    /// Whether a function returns NULL on NULL input.
    Strict = "strict",
    /// SECURITY DEFINER, SECURITY INVOKER.
    Security = "security",
    /// LEAKPROOF.
    Leakproof = "leakproof",
    /// PARALLEL.
    Parallel = "parallel",
    /// A function's estimated cost.
    Cost = "cost",
    /// How many rows a function is estimated to return.
    Rows = "rows",
    /// The function that knows more of calls of a function.
    Support = "support",
    /// BEFORE, AFTER, INSTEAD OF.
    Timing = "timing",
    /// What a trigger, rule or policy is for: INSERT, UPDATE ...
    Events = "events",
    /// FOR EACH ROW, FOR EACH STATEMENT.
    Level = "level",
    /// The WHEN of a trigger, the WHERE of a rule.
    Condition = "condition",
    /// The function that a trigger calls.
    Function = "function",
    /// The transition tables of a trigger.
    Referencing = "referencing",
    /// Whom a policy is for.
    Roles = "roles",
    /// The USING of a policy.
    Using = "using",
    /// The WITH CHECK of a policy.
    Check = "check",
    /// ENABLE ROW LEVEL SECURITY.
    RowSecurity = "row_security",
    /// FORCE ROW LEVEL SECURITY.
    ForceRowSecurity = "force_row_security",
    /// The labels of an enum, in order.
    Labels = "labels",
    /// The attributes of a composite type, in order.
    Attributes = "attributes",
    /// A range's function that brings values to one form.
    Canonical = "canonical",
    /// A range's function that tells how far two bounds are apart.
    SubtypeDiff = "subtype_diff",
    /// A range's multirange type.
    Multirange = "multirange",
    /// Who compares by a collation.
    Provider = "provider",
    /// The locale of a collation.
    Locale = "locale",
    /// The rules of a collation.
    Rules = "rules",
    /// Whether a collation tells all different strings apart.
    Deterministic = "deterministic",
    /// The version of an extension.
    Version = "version",
    /// The schema that holds an extension's objects.
    Schema = "schema",
    /// The whole, as the server prints it.
    Definition = "definition",
    /// How a table is cut into partitions.
    PartitionKey = "partition_key",
    /// The table that a table is a partition of.
    Partition = "partition",
    /// The values that a partition holds.
    Bound = "bound",
    /// The tables that a table inherits from.
    Inherits = "inherits",
    /// The composite type that a table is of.
    OfType = "of_type",
    /// What `COMMENT ON` says.
    Comment = "comment",
    /// How the values of a column are stored: PLAIN, EXTERNAL, EXTENDED, MAIN.
    Storage = "storage",
    /// How the values of a column are compressed.
    Compression = "compression",
    /// How much is collected about a column or statistics object.
    StatisticsTarget = "statistics_target",
    /// Where the files of a table or index are.
    Tablespace = "tablespace",
    /// What a publication tells of a changed or deleted row.
    ReplicaIdentity = "replica_identity",
    /// The index that a table is clustered on.
    ClusteredOn = "clustered_on",
    /// The name of the NOT NULL constraint of a column.
    NotNullName = "not_null_name",
    /// What extended statistics collect.
    Kinds = "kinds",
    /// Where a cast is used unasked.
    Context = "context",
    /// An operator's commutator.
    Commutator = "commutator",
    /// An operator's negator.
    Negator = "negator",
    /// Whether an operator can be used for hash joins.
    Hashes = "hashes",
    /// Whether an operator can be used for merge joins.
    Merges = "merges",
    /// The family of an operator class.
    Family = "family",
    /// What a conversion converts from and to.
    Encodings = "encodings",
    /// The functions of a language, wrapper, parser, template, transform or operator, by use.
    Functions = "functions",
    /// Whether everybody may use a language.
    Trusted = "trusted",
    /// The commands that an event trigger is for.
    Tags = "tags",
    /// The parser of a text search configuration.
    Parser = "parser",
    /// Which dictionaries a text search configuration asks for each kind of token.
    Mappings = "mappings",
    /// The template of a text search dictionary.
    Template = "template",
    /// The foreign data wrapper of a server.
    Wrapper = "wrapper",
    /// The tables of a publication.
    Tables = "tables",
    /// The schemas of a publication.
    Schemas = "schemas",
    /// What a publication publishes.
    Publish = "publish",
    /// WITHOUT ROWID, of SQLite.
    WithoutRowid = "without_rowid",
    /// STRICT, of a table of SQLite.
    StrictTypes = "strict_types",
    /// The module of a virtual table of SQLite, with its arguments.
    Module = "module",
}
