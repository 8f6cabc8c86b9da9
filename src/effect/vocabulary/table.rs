//! What is new in a table, and what changes in one.

use std::ops::Deref;
use std::sync::Arc;

use super::{NewProperties, Reference, SequenceChange};
use crate::effect::property::{ColumnProperty, NewNotNull};
use crate::effect::query::QueryColumns;
use crate::name::Name;
use crate::schema::{
    Bound, Check, DataType, Deferral, Exclusion, Expression, Generated, Identity, Key, MatchType,
    PartitionKey, ReferentialAction, TriggerState, TypeName,
};

/// `CREATE TABLE`.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTable {
    /// Its name.
    pub name: Reference,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `UNLOGGED`.
    pub unlogged: bool,
    /// Its columns.
    pub columns: Vec<NewColumn>,
    /// Its table constraints, in order.
    pub constraints: Vec<NewConstraint>,
    /// What it has from other tables, types and queries.
    pub inheritance: Box<NewInheritance>,
    /// What is none of its definition.
    pub properties: NewProperties,
}

/// A column of `CREATE TABLE` or `ADD COLUMN`.
#[derive(Debug, Clone, PartialEq)]
pub struct NewColumn {
    /// Its name.
    pub name: Name,
    /// What is said of it: columns of which the same is said share it.
    pub terms: Arc<ColumnTerms>,
}

/// What the definition of a column says.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnTerms {
    /// Its type; `serial` and its like stand here as written.
    pub data_type: DataType,
    /// `NOT NULL`.
    pub not_null: bool,
    /// `DEFAULT`.
    pub default: Option<Expression>,
    /// `GENERATED ... AS IDENTITY`, with the options of its sequence.
    pub identity: Option<(Identity, Box<SequenceChange>)>,
    /// `GENERATED ALWAYS AS (...)`.
    pub generated: Option<Generated>,
    /// `COLLATE`.
    pub collation: Option<TypeName>,
    /// Constraints that stand in the definition, in order; the columns of a key are left out, as it is over the column.
    pub constraints: Vec<NewConstraint>,
    /// What `NOT NULL` says beside itself.
    pub not_null_constraint: NewNotNull,
    /// `STORAGE`, `COMPRESSION`.
    pub properties: Vec<ColumnProperty>,
}

impl Deref for NewColumn {
    type Target = ColumnTerms;

    fn deref(&self) -> &ColumnTerms {
        &self.terms
    }
}

impl NewColumn {
    /// The constraints that stand in its definition, in order.
    pub fn own_constraints(&self) -> impl Iterator<Item = NewConstraint> {
        let all = self.constraints.iter();
        all.map(|constraint| constraint.over(&self.name))
    }
}

/// A constraint as a statement asks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewConstraint {
    /// Its name; PostgreSQL chooses one where none is given.
    pub name: Option<Name>,
    /// What it demands.
    pub body: NewConstraintBody,
    /// When it is checked.
    pub deferral: Deferral,
    /// Not `NOT VALID`.
    pub validated: bool,
    /// Not `NOT ENFORCED`.
    pub enforced: bool,
    /// What is said of its index.
    pub index: NewProperties,
}

impl NewConstraint {
    /// The same, in the definition of a column.
    fn over(&self, column: &Name) -> Self {
        use NewConstraintBody as B;
        let mut constraint = self.clone();
        if let B::PrimaryKey(Key { columns, .. })
        | B::Unique(Key { columns, .. })
        | B::ForeignKey(NewForeignKey { columns, .. }) = &mut constraint.body
        {
            *columns = vec![column.clone()];
        }
        constraint
    }
}

/// What a new constraint demands.
#[derive(Debug, Clone, PartialEq)]
pub enum NewConstraintBody {
    /// `PRIMARY KEY`.
    PrimaryKey(Key),
    /// `UNIQUE`.
    Unique(Key),
    /// `PRIMARY KEY USING INDEX`, `UNIQUE USING INDEX`.
    UsingIndex(KeyKind, Name),
    /// `CHECK`.
    Check(Check),
    /// `FOREIGN KEY`, `REFERENCES`.
    ForeignKey(NewForeignKey),
    /// `EXCLUDE`.
    Exclude(Box<Exclusion>),
}

/// Primary or unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// `PRIMARY KEY`.
    Primary,
    /// `UNIQUE`.
    Unique,
}

/// A foreign key as a statement asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewForeignKey {
    /// The referencing columns.
    pub columns: Vec<Name>,
    /// The table that it points at.
    pub table: Reference,
    /// The columns that it points at; empty means the primary key.
    pub referenced: Vec<Name>,
    /// `PERIOD` before the last column.
    pub period: bool,
    /// `MATCH`.
    pub match_type: MatchType,
    /// `ON DELETE`.
    pub on_delete: ReferentialAction,
    /// `ON UPDATE`.
    pub on_update: ReferentialAction,
    /// `ON DELETE SET NULL (columns)`.
    pub on_delete_columns: Vec<Name>,
}

/// Which triggers of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Triggers {
    /// `ALL`: those behind foreign keys too.
    All,
    /// `USER`
    User,
    /// One.
    Named(Name),
}

impl Triggers {
    /// Whether a trigger that was made by name is among them.
    #[must_use]
    pub fn hold(&self, name: &Name) -> bool {
        match self {
            Self::All | Self::User => true,
            Self::Named(only) => only == name,
        }
    }
}

/// One action of `ALTER TABLE`.
#[derive(Debug, Clone, PartialEq)]
pub enum TableChange {
    /// `ADD COLUMN`.
    AddColumn {
        /// The column.
        column: NewColumn,
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
    },
    /// `DROP COLUMN`.
    DropColumn {
        /// The column.
        name: Name,
        /// `IF EXISTS`.
        if_exists: bool,
        /// `CASCADE`.
        cascade: bool,
    },
    /// `RENAME COLUMN`.
    RenameColumn {
        /// Its name.
        from: Name,
        /// The new name.
        to: Name,
    },
    /// `SET NOT NULL`.
    SetNotNull(Name),
    /// `DROP NOT NULL`.
    DropNotNull(Name),
    /// `ADD [CONSTRAINT name] NOT NULL column`.
    AddNotNull(Name, NewNotNull),
    /// `SET DEFAULT`; `None` is `DROP DEFAULT`.
    Default(Name, Option<Expression>),
    /// `TYPE`.
    Type {
        /// The column.
        column: Name,
        /// The new type.
        data_type: DataType,
        /// `COLLATE`; where it is not said, the column takes its new type's own.
        collation: Option<TypeName>,
        /// Whether `USING` says how its values are taken over.
        using: bool,
    },
    /// `ADD GENERATED ... AS IDENTITY`.
    AddIdentity(Name, Identity, Box<SequenceChange>),
    /// `SET GENERATED`, `SET` sequence options.
    SetIdentity(Name, Option<Identity>, Box<SequenceChange>),
    /// `DROP IDENTITY`.
    DropIdentity {
        /// The column.
        column: Name,
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `SET EXPRESSION`.
    SetExpression(Name, Expression),
    /// `DROP EXPRESSION`.
    DropExpression {
        /// The column.
        column: Name,
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `ADD CONSTRAINT`.
    AddConstraint(NewConstraint),
    /// `DROP CONSTRAINT`.
    DropConstraint {
        /// The constraint.
        name: Name,
        /// `IF EXISTS`.
        if_exists: bool,
        /// `CASCADE`.
        cascade: bool,
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
    /// `ALTER CONSTRAINT`.
    AlterConstraint {
        /// The constraint.
        name: Name,
        /// When it is checked, where the statement says so.
        deferral: Option<Deferral>,
        /// `[NOT] ENFORCED`.
        enforced: Option<bool>,
        /// `[NO] INHERIT`.
        inherit: Option<bool>,
    },
    /// What changes in what it inherits from.
    Inheritance(InheritanceChange),
    /// `SET UNLOGGED` (true), `SET LOGGED` (false).
    Unlogged(bool),
    /// `ENABLE ROW LEVEL SECURITY` (true), `DISABLE` (false).
    RowSecurity(bool),
    /// `FORCE ROW LEVEL SECURITY` (true), `NO FORCE` (false).
    ForceRowSecurity(bool),
    /// `ENABLE [REPLICA | ALWAYS] TRIGGER`, `DISABLE TRIGGER`.
    TriggerState(Triggers, TriggerState),
    /// `ENABLE [REPLICA | ALWAYS] RULE`, `DISABLE RULE`.
    RuleState(Name, TriggerState),
}

/// Where a new table has its columns from, beside its own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewInheritance {
    /// `PARTITION BY`.
    pub key: Option<PartitionKey>,
    /// `PARTITION OF`: the columns of the table are changes of those that it inherits.
    pub partition_of: Option<(Reference, Bound)>,
    /// `INHERITS`.
    pub inherits: Vec<Reference>,
    /// `LIKE`, in order.
    pub likes: Vec<NewLike>,
    /// `OF`: the columns of the table are changes of those of the type.
    pub of_type: Option<TypeName>,
    /// `AS`.
    pub query: Option<QueryColumns>,
}

/// `LIKE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLike {
    /// The table that is copied.
    pub source: Reference,
    /// How many columns of the statement stand before it.
    pub position: usize,
    /// What of it is copied beside the columns.
    pub parts: CopiedParts,
}

/// `INCLUDING`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a word of the statement of its own"
)]
pub struct CopiedParts {
    /// `COMMENTS`.
    pub comments: bool,
    /// `COMPRESSION`.
    pub compression: bool,
    /// `CONSTRAINTS`: the checks.
    pub constraints: bool,
    /// `DEFAULTS`.
    pub defaults: bool,
    /// `GENERATED`.
    pub generated: bool,
    /// `IDENTITY`.
    pub identity: bool,
    /// `INDEXES`: the keys too.
    pub indexes: bool,
    /// `STATISTICS`.
    pub statistics: bool,
    /// `STORAGE`.
    pub storage: bool,
}

/// What an `ALTER TABLE` changes in what a table inherits from.
#[derive(Debug, Clone, PartialEq)]
pub enum InheritanceChange {
    /// `ATTACH PARTITION`.
    Attach(Reference, Bound),
    /// `DETACH PARTITION`.
    Detach {
        /// The partition.
        partition: Reference,
        /// `CONCURRENTLY`: the server may leave a check of the bound behind.
        concurrently: bool,
    },
    /// `INHERIT`.
    Inherit(Reference),
    /// `NO INHERIT`.
    NoInherit(Reference),
    /// `OF`; none is `NOT OF`.
    OfType(Option<TypeName>),
}
