//! Constraints of tables.

use super::described::{Style, Value, object, words};
use super::index::nulls;
use super::{Expression, Index, ObjectId};
use crate::name::{Name, QualifiedName};

object! {
    /// A constraint of a table (`pg_constraint`), NOT NULL apart.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Constraint {
        /// Its identity on this side.
        id: ObjectId => _ "identities are never compared";
        /// What it demands.
        body: ConstraintBody => _ "it describes itself";
        /// When it is checked.
        deferral: Deferral => Deferrable " {}" = |it| Value::written("", |style| it.deferral.written(style));
        /// Whether new rows must obey it (`conenforced`, PostgreSQL 18).
        enforced: bool => Enabled " NOT ENFORCED" = |it| Value::InForce(it.enforced, ["enforced", "NOT ENFORCED"]);
        /// Whether every row is known to obey it (`convalidated`).
        validated: bool => Validated " NOT VALID" = |it| Value::InForce(it.validated, ["validated", "NOT VALID"]);
    }
}

impl Constraint {
    /// The columns, if it is a primary key.
    #[must_use]
    pub fn primary_key(&self) -> Option<&[Name]> {
        match &self.body {
            ConstraintBody::PrimaryKey(key) => Some(&key.columns),
            _ => None,
        }
    }

    /// Whether PostgreSQL keeps an index of the same name for it.
    #[must_use]
    pub fn owns_index(&self) -> bool {
        self.body.owns_index()
    }

    /// Whether it is over a column of its table.
    #[must_use]
    pub fn uses(&self, column: &Name) -> bool {
        match &self.body {
            ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key) => {
                key.columns.contains(column) || key.include.contains(column)
            }
            ConstraintBody::Exclude(exclusion) => exclusion.index.uses(column),
            ConstraintBody::Check(check) => check.expression.columns().contains(column),
            ConstraintBody::ForeignKey(foreign) => foreign.columns.contains(column),
        }
    }
}

impl ConstraintBody {
    /// Whether PostgreSQL keeps an index for it.
    #[must_use]
    pub fn owns_index(&self) -> bool {
        match self {
            Self::PrimaryKey(_) | Self::Unique(_) | Self::Exclude(_) => true,
            Self::Check(_) | Self::ForeignKey(_) => false,
        }
    }
}

/// What a constraint demands.
#[derive(Debug, Clone, PartialEq)]
pub enum ConstraintBody {
    /// `PRIMARY KEY`.
    PrimaryKey(Key),
    /// `UNIQUE`.
    Unique(Key),
    /// `EXCLUDE`.
    Exclude(Box<Exclusion>),
    /// `CHECK`.
    Check(Check),
    /// `FOREIGN KEY`.
    ForeignKey(ForeignKey),
}

object! {
    /// A condition on the rows of a table.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Check {
        /// The condition.
        expression: Expression as Expression => Expression "CHECK ({})";
        /// Whether child tables are free of it.
        no_inherit: bool => NoInherit " {}" = |it| Value::flag(it.no_inherit, ["NO INHERIT", "inherited"]);
    }
}

impl ConstraintBody {
    /// The kind in PostgreSQL's words.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::PrimaryKey(_) => "PRIMARY KEY",
            Self::Unique(_) => "UNIQUE",
            Self::Exclude(_) => "EXCLUDE",
            Self::Check(_) => "CHECK",
            Self::ForeignKey(_) => "FOREIGN KEY",
        }
    }
}

object! {
    /// A primary key or unique constraint.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Key {
        /// `NULLS NOT DISTINCT`.
        nulls_not_distinct: bool => NullsNotDistinct "{} " = |it| nulls(it.nulls_not_distinct);
        /// The key columns, in order.
        columns: Vec<Name> => Columns "{}" = |it| Value::written("", |style| Some(it.written(style)));
        /// `WITHOUT OVERLAPS` on the last column (PostgreSQL 18).
        without_overlaps: bool => _ "it stands with the columns";
        /// The INCLUDE columns, in order.
        include: Vec<Name> => Include " INCLUDE ({})";
        /// Whether its index is valid and ready.
        index_valid: bool => Valid "+ INVALID" = |it| Value::Complete(it.index_valid, ["valid", "INVALID index"]);
    }
}

/// An exclusion constraint: its index, and one operator a key.
#[derive(Debug, Clone, PartialEq)]
pub struct Exclusion {
    /// The index that enforces it.
    pub index: Index,
    /// The operators, one a key of the index, without schema.
    pub operators: Vec<String>,
}

object! {
    /// A foreign key.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ForeignKey {
        /// The referencing columns, in order.
        columns: Vec<Name> => Columns "FOREIGN KEY {}" = |it| Value::written("", |style| Some(it.names(&it.columns, style)));
        /// `PERIOD` before the last column, on both sides (PostgreSQL 18).
        period: bool => _ "it stands with the columns";
        /// The table it points at.
        table: QualifiedName as Relation => References " REFERENCES {}" = |it| Value::written("", |style| Some(it.target(style)));
        /// The columns it points at, in order.
        referenced: Vec<Name> => _ "they stand with the table";
        /// `MATCH`.
        match_type: MatchType => Match " MATCH FULL" = |it| Value::flag(it.match_type == MatchType::Full, ["MATCH FULL", "MATCH SIMPLE"]);
        /// `ON UPDATE`.
        on_update: ReferentialAction => OnUpdate " ON UPDATE {}" = |it| Value::written("NO ACTION", |style| it.on_update.written(&[], style));
        /// `ON DELETE`.
        on_delete: ReferentialAction => OnDelete " ON DELETE {}" = |it| Value::written("NO ACTION", |style| it.on_delete.written(&it.on_delete_columns, style));
        /// `ON DELETE SET NULL (columns)`; empty means all.
        on_delete_columns: Vec<Name> => _ "they stand with the action";
        /// Whether the triggers that check its rows are disabled (`DISABLE TRIGGER ALL` on its table).
        unchecked: bool => Enabled "+ ({})" = |it| Value::Word(it.disabled_triggers().map(Into::into), "enabled");
        /// Whether the triggers that guard the rows it points at are disabled (the same on that table).
        unguarded: bool => _ "it stands with the other side";
    }
}

/// `MATCH` of a foreign key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MatchType {
    /// `MATCH SIMPLE`.
    #[default]
    Simple,
    /// `MATCH FULL`.
    Full,
}

words! {
    /// `ON DELETE` or `ON UPDATE`.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub enum ReferentialAction {
        /// `NO ACTION`.
        #[default]
        NoAction = "NO ACTION",
        /// `RESTRICT`.
        Restrict = "RESTRICT",
        /// `CASCADE`.
        Cascade = "CASCADE",
        /// `SET NULL`.
        SetNull = "SET NULL",
        /// `SET DEFAULT`.
        SetDefault = "SET DEFAULT",
    }
}

impl Key {
    /// The columns, as they are written.
    fn written(&self, style: &dyn Style) -> String {
        let overlaps = if self.without_overlaps {
            " WITHOUT OVERLAPS"
        } else {
            ""
        };
        format!("({}{overlaps})", style.names(&self.columns))
    }
}

impl ForeignKey {
    /// What it points at, as it is written.
    fn target(&self, style: &dyn Style) -> String {
        let (table, columns) = (
            style.relation(&self.table),
            self.names(&self.referenced, style),
        );
        let space = if style.is_definition() { "" } else { " " };
        format!("{table}{space}{columns}")
    }

    /// The columns of one side.
    fn names(&self, columns: &[Name], style: &dyn Style) -> String {
        match columns {
            [earlier @ .., last] if self.period && !earlier.is_empty() => {
                let last = style.names(std::slice::from_ref(last));
                format!("({}, PERIOD {last})", style.names(earlier))
            }
            all => format!("({})", style.names(all)),
        }
    }

    /// Which of its triggers are disabled.
    fn disabled_triggers(&self) -> Option<&'static str> {
        match (self.unchecked, self.unguarded) {
            (false, false) => None,
            (true, false) => Some("its triggers disabled"),
            (false, true) => Some("triggers disabled on the table it points at"),
            (true, true) => Some("triggers disabled on both tables"),
        }
    }
}

impl ReferentialAction {
    /// The action and the columns that it sets, as they are written; nothing where it is the usual one.
    fn written(self, columns: &[Name], style: &dyn Style) -> Option<String> {
        if columns.is_empty() {
            return (self != Self::NoAction).then(|| self.as_str().to_owned());
        }
        Some(format!("{} ({})", self.as_str(), style.names(columns)))
    }
}

words! {
    /// When a constraint is checked.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Deferral {
        /// `NOT DEFERRABLE`.
        NotDeferrable = "NOT DEFERRABLE",
        /// `DEFERRABLE INITIALLY IMMEDIATE`.
        InitiallyImmediate = "DEFERRABLE INITIALLY IMMEDIATE",
        /// `DEFERRABLE INITIALLY DEFERRED`.
        InitiallyDeferred = "DEFERRABLE INITIALLY DEFERRED",
    }
}

impl Deferral {
    /// How it is written: what cannot be deferred says nothing.
    fn written(self, style: &dyn Style) -> Option<String> {
        let words = match self {
            _ if !style.is_definition() => self.as_str(),
            Self::NotDeferrable => return None,
            Self::InitiallyImmediate => "DEFERRABLE",
            Self::InitiallyDeferred => self.as_str(),
        };
        Some(words.to_owned())
    }
}
