//! Why a relation called `django_migrations` is not read.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What makes it another thing than a table of nothing but PostgreSQL's own. To read it would run, with the
/// rights of the role that reads, what somebody else wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// A view: its query would run.
    View,
    /// A materialized view: its owner decides what is in it, and Django writes none.
    MaterializedView,
    /// A foreign table: the server would connect to another one.
    ForeignTable,
    /// A partitioned table: whatever is attached to it would be read.
    Partitioned,
    /// A partition of a table.
    Partition,
    /// It has a table below it, of this name, whose rows would be among its own.
    Parent(String),
    /// A column of it is of a type that is not PostgreSQL's own: its name, and its type.
    Column(String),
    /// A column of it, of this name, is generated.
    Generated(String),
    /// An index of it, of this name, takes a function, operator or type that is not PostgreSQL's own.
    Index(String),
    /// Extended statistics of it, of this name, take one.
    Statistics(String),
    /// Something else.
    Other(String),
}

impl Obstacle {
    /// By the word of the query, and what it names.
    pub(super) fn of(word: &str, named: String) -> Self {
        match (word, named.as_str()) {
            ("kind", "v") => Self::View,
            ("kind", "m") => Self::MaterializedView,
            ("kind", "f") => Self::ForeignTable,
            ("kind", "p") => Self::Partitioned,
            ("partition", _) => Self::Partition,
            ("parent", _) => Self::Parent(named),
            ("column", _) => Self::Column(named),
            ("generated", _) => Self::Generated(named),
            ("index", _) => Self::Index(named),
            ("statistics", _) => Self::Statistics(named),
            _ => Self::Other(named),
        }
    }
}

/// What it is, to stand behind its name.
impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::View => f.write_str("is a view"),
            Self::MaterializedView => f.write_str("is a materialized view"),
            Self::ForeignTable => f.write_str("is a foreign table"),
            Self::Partitioned => f.write_str("is a partitioned table"),
            Self::Partition => f.write_str("is a partition"),
            Self::Parent(child) => write!(f, "has the table `{child}` below it"),
            Self::Column(column) => write!(
                f,
                "has the column {column}, which is not PostgreSQL's own type"
            ),
            Self::Generated(column) => write!(f, "has the generated column `{column}`"),
            Self::Index(index) => write!(
                f,
                "has the index `{index}` over what is not PostgreSQL's own"
            ),
            Self::Statistics(name) => write!(
                f,
                "has the statistics `{name}` over what is not PostgreSQL's own"
            ),
            Self::Other(what) => write!(f, "is no ordinary table ({what})"),
        }
    }
}
