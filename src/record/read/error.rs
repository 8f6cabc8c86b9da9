//! Why there are no records.

use super::{Obstacle, ServerMessage};
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
