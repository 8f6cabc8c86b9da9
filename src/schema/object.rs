//! What an object is called across both sides, and what of it can differ.

use std::fmt;

use crate::name::{Name, QualifiedName};

/// The identity of an object on its own side; survives renames, is never compared across sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ObjectId(pub u64);

/// The kinds of object that a finding can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKind {
    /// A schema (`pg_namespace`).
    Schema,
    /// An extension.
    Extension,
    /// A table, partitioned or not.
    Table,
    /// A column of a table.
    Column,
    /// A constraint of a table.
    Constraint,
    /// An index that no constraint owns.
    Index,
    /// A trigger of a table.
    Trigger,
    /// A sequence.
    Sequence,
    /// A view.
    View,
    /// A materialized view.
    MaterializedView,
    /// A function, procedure or aggregate.
    Function,
    /// An enum, composite or range type.
    Type,
    /// A domain.
    Domain,
    /// A collation.
    Collation,
    /// A row security policy.
    Policy,
    /// An extended statistics object.
    Statistics,
    /// A rewrite rule of a table or view.
    Rule,
}

impl ObjectKind {
    /// The kind in the words of the report.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Extension => "extension",
            Self::Table => "table",
            Self::Column => "column",
            Self::Constraint => "constraint",
            Self::Index => "index",
            Self::Trigger => "trigger",
            Self::Sequence => "sequence",
            Self::View => "view",
            Self::MaterializedView => "materialized_view",
            Self::Function => "function",
            Self::Type => "type",
            Self::Domain => "domain",
            Self::Collation => "collation",
            Self::Policy => "policy",
            Self::Statistics => "statistics",
            Self::Rule => "rule",
        }
    }
}

/// The name of an object, comparable across sides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectKey {
    /// The schema; for a schema itself, its own name; for an extension, nothing.
    pub schema: Option<Name>,
    /// The table that a column, constraint, index or trigger belongs to.
    pub table: Option<Name>,
    /// What it is.
    pub kind: ObjectKind,
    /// Its own name.
    pub name: Name,
    /// The types of a function's input arguments, which tell overloads apart; none for other kinds.
    pub arguments: Option<String>,
}

impl ObjectKey {
    /// A schema.
    #[must_use]
    pub fn namespace(name: &Name) -> Self {
        Self {
            schema: Some(name.clone()),
            table: None,
            kind: ObjectKind::Schema,
            name: name.clone(),
            arguments: None,
        }
    }

    /// An extension.
    #[must_use]
    pub fn extension(name: &Name) -> Self {
        Self {
            schema: None,
            table: None,
            kind: ObjectKind::Extension,
            name: name.clone(),
            arguments: None,
        }
    }

    /// A table.
    #[must_use]
    pub fn table(name: &QualifiedName) -> Self {
        Self::part(name, ObjectKind::Table, name.name.clone())
    }

    /// A column, constraint, index or trigger of `table`.
    #[must_use]
    pub fn part(table: &QualifiedName, kind: ObjectKind, name: Name) -> Self {
        Self {
            schema: Some(table.schema.clone()),
            table: Some(table.name.clone()),
            kind,
            name,
            arguments: None,
        }
    }

    /// An object of its own in a schema: a sequence, view, function, type ...
    #[must_use]
    pub fn standing(name: &QualifiedName, kind: ObjectKind) -> Self {
        Self {
            schema: Some(name.schema.clone()),
            table: None,
            kind,
            name: name.name.clone(),
            arguments: None,
        }
    }

    /// A function, procedure or aggregate, with the types of its input arguments.
    #[must_use]
    pub fn routine(name: &QualifiedName, arguments: String) -> Self {
        Self {
            arguments: Some(arguments),
            ..Self::standing(name, ObjectKind::Function)
        }
    }

    /// The table it belongs to, or is.
    #[must_use]
    pub fn table_name(&self) -> Option<QualifiedName> {
        match (&self.schema, &self.table) {
            (Some(schema), Some(table)) => Some(QualifiedName::new(schema.clone(), table.clone())),
            _ => None,
        }
    }

    /// Whether it is a table itself.
    #[must_use]
    pub fn is_table(&self) -> bool {
        self.kind == ObjectKind::Table
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.kind.as_str().replace('_', " "))?;
        if let (Some(schema), Some(arguments)) = (&self.schema, &self.arguments) {
            return write!(f, "{schema}.{}({arguments})", self.name);
        }
        match (&self.schema, &self.table, self.kind) {
            (_, _, ObjectKind::Schema | ObjectKind::Extension) | (None, _, _) => {
                write!(f, "{}", self.name)
            }
            (Some(schema), Some(table), ObjectKind::Column) => {
                write!(f, "{schema}.{table}.{}", self.name)
            }
            (Some(schema), Some(_), ObjectKind::Table | ObjectKind::Index)
            | (Some(schema), None, _) => write!(f, "{schema}.{}", self.name),
            (Some(schema), Some(table), _) => {
                write!(f, "{} of {schema}.{table}", self.name)
            }
        }
    }
}

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
        }
    }
}
