//! What a table has from other tables and types, and how it is cut into partitions.

use std::fmt;

use super::described::{in_brackets, words};
use super::{Expression, IndexKey, KeyItem, TypeName};
use crate::name::{Name, QualifiedName};

/// What a table inherits from (`pg_inherits`), and how it is partitioned.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inheritance {
    /// How it is cut into partitions, if it is.
    pub key: Option<PartitionKey>,
    /// What it holds of its one parent, if it is a partition.
    pub bound: Option<Bound>,
    /// The tables that it inherits from; the partitioned table, if it is a partition.
    pub parents: Vec<QualifiedName>,
    /// `OF type`.
    pub of_type: RowType,
    /// Why its columns are not all known; only ever on the expected side.
    pub unknown_columns: Option<UnknownColumns>,
}

/// The composite type that a table is of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum RowType {
    /// Its own alone.
    #[default]
    Own,
    /// `OF type`.
    Of(TypeName),
}

/// Why not all columns of an expected table are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownColumns {
    /// They come from a query; all are nullable, and nothing hangs on them at first.
    Query,
    /// They come from something of which nothing is known.
    Unknown,
}

/// `PARTITION BY`.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionKey {
    /// `RANGE`, `LIST`, `HASH`.
    pub strategy: Strategy,
    /// The keys, in order; their order and place of NULLs mean nothing.
    pub keys: Vec<IndexKey>,
}

words! {
    /// `pg_partitioned_table.partstrat`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Strategy {
        /// `r`
        Range = "RANGE",
        /// `l`
        List = "LIST",
        /// `h`
        Hash = "HASH",
    }
}

/// `FOR VALUES`, `DEFAULT`.
#[derive(Debug, Clone, PartialEq)]
pub enum Bound {
    /// `DEFAULT`.
    Default,
    /// `IN (values)`.
    List(Vec<Expression>),
    /// `FROM (limits) TO (limits)`.
    Range(Vec<Limit>, Vec<Limit>),
    /// `WITH (MODULUS, REMAINDER)`.
    Hash(u64, u64),
    /// One that could not be read: its text.
    Unread(String),
}

/// One value of a range's end.
#[derive(Debug, Clone, PartialEq)]
pub enum Limit {
    /// `MINVALUE`.
    Min,
    /// `MAXVALUE`.
    Max,
    /// A value.
    Value(Expression),
}

impl fmt::Display for PartitionKey {
    /// For people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = self.keys.iter().map(|key| {
            let collation = key.collation.as_ref();
            let collation = collation.map_or_else(String::new, |name| format!(" COLLATE {name}"));
            let opclass = key.opclass.as_ref();
            let opclass = opclass.map_or_else(String::new, |opclass| format!(" {}", opclass.name));
            format!("{}{collation}{opclass}", key.item.words())
        });
        write!(f, "{} {}", self.strategy.as_str(), in_brackets(keys))
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Min => "MINVALUE",
            Self::Max => "MAXVALUE",
            Self::Value(value) => &value.text,
        })
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("DEFAULT"),
            Self::List(values) => {
                let values = in_brackets(values.iter().map(|value| &value.text));
                write!(f, "FOR VALUES IN {values}")
            }
            Self::Range(from, to) => {
                let [from, to] = [from, to].map(|limits| in_brackets(limits.iter()));
                write!(f, "FOR VALUES FROM {from} TO {to}")
            }
            Self::Hash(modulus, remainder) => {
                write!(
                    f,
                    "FOR VALUES WITH (MODULUS {modulus}, REMAINDER {remainder})"
                )
            }
            Self::Unread(text) => f.write_str(text),
        }
    }
}

impl UnknownColumns {
    /// Why.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Query => "they come from a query",
            Self::Unknown => "the statement that made the table is not modelled",
        }
    }
}

impl Inheritance {
    /// Whether it is a partition.
    #[must_use]
    pub fn is_partition(&self) -> bool {
        self.bound.is_some()
    }

    /// The table that it is a partition of.
    #[must_use]
    pub fn partitioned(&self) -> Option<&QualifiedName> {
        self.parents.first().filter(|_| self.is_partition())
    }

    /// The tables that it inherits from and is no partition of.
    #[must_use]
    pub fn inherits(&self) -> &[QualifiedName] {
        if self.is_partition() {
            &[]
        } else {
            &self.parents
        }
    }

    /// Follows a renamed column of the table.
    pub fn follow_renamed_column(&mut self, from: &Name, to: &Name) {
        for key in self.key.iter_mut().flat_map(|key| &mut key.keys) {
            match &mut key.item {
                KeyItem::Column(name) if name == from => *name = to.clone(),
                KeyItem::Column(_) => {}
                KeyItem::Expression(expression) => expression.rename_column(from, to),
            }
        }
    }

    /// Visits the expressions of the partition key and of the bound.
    pub fn for_each_expression(&mut self, visit: &mut dyn FnMut(&mut Expression)) {
        for key in self.key.iter_mut().flat_map(|key| &mut key.keys) {
            if let KeyItem::Expression(expression) = &mut key.item {
                visit(expression);
            }
        }
        match &mut self.bound {
            Some(Bound::List(values)) => values.iter_mut().for_each(visit),
            Some(Bound::Range(from, to)) => {
                for limit in from.iter_mut().chain(to) {
                    if let Limit::Value(value) = limit {
                        visit(value);
                    }
                }
            }
            Some(Bound::Default | Bound::Hash(..) | Bound::Unread(_)) | None => {}
        }
    }

    /// Visits the collations of the partition key.
    pub fn for_each_collation(&mut self, visit: &mut dyn FnMut(&mut TypeName)) {
        let keys = self.key.iter_mut().flat_map(|key| &mut key.keys);
        keys.filter_map(|key| key.collation.as_mut())
            .for_each(visit);
    }
}
