//! Why there are no records.

use std::fmt;

use super::{Obstacle, ServerMessage};
use crate::name::{Name, QualifiedName};

/// Why `django_migrations` could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordError {
    /// It is not where it was looked for.
    NoMigrationsTable {
        /// The schemas that were looked into, in order.
        searched: Vec<String>,
        /// The schemas of the database that have one.
        found_in: Vec<String>,
    },
    /// The role may not read it.
    Forbidden {
        /// The schema.
        schema: String,
        /// The role.
        role: String,
        /// What the server said.
        server: Box<ServerMessage>,
    },
    /// The role may read it, and row security would hide rows from it.
    Hidden {
        /// The schema.
        schema: String,
        /// The role.
        role: String,
    },
    /// It could not be read for another reason.
    Refused {
        /// The schema.
        schema: String,
        /// What the server said.
        server: Box<ServerMessage>,
    },
    /// It is no ordinary table, and so not read.
    Obstructed {
        /// The schema.
        schema: String,
        /// The role.
        role: String,
        /// What it is.
        obstacle: Obstacle,
    },
    /// A row does not decode.
    Unread {
        /// The schema.
        schema: String,
        /// What is wrong.
        reason: String,
    },
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoMigrationsTable { searched, found_in } => {
                no_migrations_table(f, searched, found_in)
            }
            Self::Forbidden {
                schema,
                role,
                server,
            } => write!(
                f,
                "the role `{role}` may not read `{schema}.django_migrations`: {server}; {}",
                grants(schema, role)
            ),
            Self::Hidden { schema, role } => hidden(f, schema, role),
            Self::Refused { schema, server } => {
                write!(
                    f,
                    "cannot read `{schema}.django_migrations`: {server}; {}",
                    server.advice()
                )
            }
            Self::Obstructed {
                schema,
                role,
                obstacle,
            } => write!(
                f,
                "`{schema}.django_migrations` {obstacle}, and only an ordinary table of PostgreSQL's own types is \
                 read: anything else would run what its owner wrote with the rights of `{role}`; choose the schema \
                 of the table that Django writes with --schema, or have it made an ordinary table again"
            ),
            Self::Unread { schema, reason } => write!(
                f,
                "`{schema}.django_migrations` does not look like Django's: {reason}"
            ),
        }
    }
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
fn hidden(f: &mut fmt::Formatter<'_>, schema: &str, role: &str) -> fmt::Result {
    write!(
        f,
        "row security of `{schema}.django_migrations` would hide rows from the role `{role}`, and a part of the \
         records is none: let a superuser run: ALTER ROLE {} BYPASSRLS; or let its owner run: ALTER TABLE {} DISABLE \
         ROW LEVEL SECURITY;",
        Name::exact(role).quoted(),
        QualifiedName::new(Name::exact(schema), Name::exact("django_migrations")).quoted(),
    )
}

fn no_migrations_table(
    f: &mut fmt::Formatter<'_>,
    searched: &[String],
    found_in: &[String],
) -> fmt::Result {
    let list = |names: &[String]| -> String {
        let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        quoted.join(", ")
    };
    write!(f, "there is no django_migrations in {}; ", list(searched))?;
    if found_in.is_empty() {
        f.write_str("no schema of this database has one: check the database name, or migrate first")
    } else {
        write!(f, "choose with --schema one of {}", list(found_in))
    }
}

impl std::error::Error for RecordError {}
