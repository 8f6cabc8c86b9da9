//! Why there are no records: what the server said, and why a relation called `django_migrations` is not read.

use std::error::Error as _;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::io_error::reason_of;
use crate::name::{Name, QualifiedName};

/// Why `django_migrations` could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// It is not where it was looked for.
    #[error("there is no django_migrations in {}; {}", listed(.searched), choice(.found_in))]
    NoMigrationsTable {
        /// The schemas that were looked into, in order.
        searched: Vec<String>,
        /// The schemas of the database that have one.
        found_in: Vec<String>,
    },
    /// The role may not read it.
    #[error("the role `{role}` may not read `{schema}.django_migrations`: {server}; {}", grants(.schema, .role))]
    Forbidden {
        /// The schema.
        schema: String,
        /// The role.
        role: String,
        /// What the server said.
        server: Box<ServerMessage>,
    },
    /// The role may read it, and row security would hide rows from it.
    #[error(
        "row security of `{schema}.django_migrations` would hide rows from the role `{role}`, and a part of the records is \
         none: {}",
        without_policies(.schema, .role)
    )]
    Hidden {
        /// The schema.
        schema: String,
        /// The role.
        role: String,
    },
    /// It could not be read for another reason.
    #[error("cannot read `{schema}.django_migrations`: {server}; {}", .server.advice())]
    Refused {
        /// The schema.
        schema: String,
        /// What the server said.
        server: Box<ServerMessage>,
    },
    /// It is no ordinary table, and so not read.
    #[error(
        "`{schema}.django_migrations` {obstacle}, and only an ordinary table of PostgreSQL's own types is \
                 read: anything else would run what its owner wrote with the rights of `{role}`; choose the schema \
                 of the table that Django writes with --schema, or have it made an ordinary table again"
    )]
    Obstructed {
        /// The schema.
        schema: String,
        /// The role.
        role: String,
        /// What it is.
        obstacle: Obstacle,
    },
    /// A row does not decode.
    #[error("`{schema}.django_migrations` does not look like Django's: {reason}")]
    Unread {
        /// The schema.
        schema: String,
        /// What is wrong.
        reason: String,
    },
}

/// The statements that would let the role read, ready to be run by the table's owner.
fn grants(schema: &str, role: &str) -> String {
    let (schema, role) = (Name::exact(schema).quoted(), Name::exact(role).quoted());
    format!(
        "let its owner run: GRANT USAGE ON SCHEMA {schema} TO {role}; \
         GRANT SELECT ON {schema}.\"django_migrations\" TO {role};"
    )
}

/// No right on the table helps: only who is not under its policies sees all rows.
fn without_policies(schema: &str, role: &str) -> String {
    let table = QualifiedName::new(Name::exact(schema), Name::exact("django_migrations"));
    format!(
        "let a superuser run: ALTER ROLE {} BYPASSRLS; or let its owner run: ALTER TABLE {} DISABLE ROW LEVEL SECURITY;",
        Name::exact(role).quoted(),
        table.quoted(),
    )
}

fn choice(found_in: &[String]) -> String {
    if found_in.is_empty() {
        return "no schema of this database has one: check the database name, or migrate first"
            .to_owned();
    }
    format!("choose with --schema one of {}", listed(found_in))
}

fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

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

/// An error that came from the server, or from the connection to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerMessage {
    /// The SQLSTATE; none where the connection broke before the server could say anything.
    pub sqlstate: Option<String>,
    /// The primary message.
    pub message: String,
    /// `DETAIL`.
    pub detail: Option<String>,
    /// `HINT`.
    pub hint: Option<String>,
}

impl ServerMessage {
    /// Whether the server answered with this SQLSTATE.
    #[must_use]
    pub fn is(&self, sqlstate: &str) -> bool {
        self.sqlstate.as_deref() == Some(sqlstate)
    }

    /// What a person can do about it.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self.sqlstate.as_deref() {
            None => "the connection broke: run it again when the server is back",
            Some("57014") => "raise the statement timeout, or run it when the server is less busy",
            Some("55P03") => "a lock is held for long, perhaps by a migration: run it again later",
            Some("40001" | "40P01") => {
                "a standby gave way to its primary: run it again, raise max_standby_streaming_delay, or read the primary"
            }
            Some(state) if state.starts_with("57P") => "run it again when the server is back",
            Some(_) => "see the server's log",
        }
    }
}

impl From<&postgres::Error> for ServerMessage {
    fn from(error: &postgres::Error) -> Self {
        if let Some(db) = error.as_db_error() {
            return Self {
                sqlstate: Some(db.code().code().to_owned()),
                message: db.message().to_owned(),
                detail: db.detail().map(str::to_owned),
                hint: db.hint().map(str::to_owned),
            };
        }
        let message = match error.source() {
            Some(source) => format!("{error}: {}", reason_of(source)),
            None => error.to_string(),
        };
        Self {
            sqlstate: None,
            message,
            detail: None,
            hint: None,
        }
    }
}

impl fmt::Display for ServerMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(sqlstate) = &self.sqlstate {
            write!(f, " (SQLSTATE {sqlstate})")?;
        }
        for (label, text) in [("detail", &self.detail), ("hint", &self.hint)] {
            if let Some(text) = text {
                write!(f, "; {label}: {text}")?;
            }
        }
        Ok(())
    }
}
