//! What one role sees and may read: three bulk queries, whatever the database holds.

use super::query::{self, DecodeError, RowReader};
use super::session::Session;
use crate::catalog::CatalogError;
use postgres::Transaction;
use postgres::types::{ToSql, Type};

/// The schema that every path begins with, unless it names it elsewhere.
const IMPLICIT: &str = "pg_catalog";

pub(super) fn read(
    tx: &mut Transaction<'_>,
    session: &Session,
    wanted: &Application,
) -> Result<Access, CatalogError> {
    let oid = role(tx, session, &wanted.role)?;
    let path = path(tx, session, wanted, oid)?;
    let schemas = path.as_ref().map(|path| {
        let mut schemas = path.schemas.clone();
        if !schemas.iter().any(|schema| schema == IMPLICIT) {
            schemas.insert(0, IMPLICIT.to_owned());
        }
        schemas
    });
    let parameters: [(&(dyn ToSql + Sync), Type); 2] =
        [(&oid, Type::OID), (&schemas, Type::TEXT_ARRAY)];
    let relations = query::ROLE_RELATIONS.read(tx, session.version_num, &parameters, relation)?;
    Ok(Access {
        role: wanted.role.clone(),
        path,
        relations,
    })
}

fn role(tx: &mut Transaction<'_>, session: &Session, wanted: &str) -> Result<u32, CatalogError> {
    let parameters: [(&(dyn ToSql + Sync), Type); 1] = [(&wanted, Type::TEXT)];
    let roles = query::ROLES.read(tx, session.version_num, &parameters, |row| {
        Ok((row.take::<u32>()?, row.take::<String>()?))
    })?;
    match roles.iter().find(|(_, name)| name == wanted) {
        Some((oid, _)) => Ok(*oid),
        None => Err(CatalogError::UnknownRole {
            role: wanted.to_owned(),
            known: roles.into_iter().map(|(_, name)| name).collect(),
        }),
    }
}

fn path(
    tx: &mut Transaction<'_>,
    session: &Session,
    wanted: &Application,
    oid: u32,
) -> Result<Option<RolePath>, CatalogError> {
    let parameters: [(&(dyn ToSql + Sync), Type); 3] = [
        (&oid, Type::OID),
        (&wanted.search_path, Type::TEXT),
        (&session.server_path, Type::TEXT),
    ];
    let paths = query::ROLE_PATH.read(tx, session.version_num, &parameters, |row| {
        Ok(RolePath {
            written: row.take()?,
            origin: row.take()?,
            schemas: row.list()?,
        })
    })?;
    Ok(paths.into_iter().next())
}

fn relation(row: &RowReader<'_>) -> Result<AccessRow, DecodeError> {
    Ok(AccessRow {
        schema: row.take()?,
        name: row.take()?,
        resolves_to: row.take()?,
        usable: row.take()?,
        readable: match row.take::<&str>()? {
            "all" => Readable::All,
            "some" => Readable::Some,
            _ => Readable::Nothing,
        },
    })
}

/// The role that an application connects as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its name.
    pub role: String,
    /// The `search_path` that its connection sets itself; none where it takes what the server gives.
    pub search_path: Option<String>,
}

/// What a role sees and may read of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The role.
    pub role: String,
    /// Its search path; none where only a setting decides it that this connection cannot see.
    pub path: Option<RolePath>,
    /// Every table and view.
    pub relations: Vec<AccessRow>,
}

/// The search path of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolePath {
    /// As it is written.
    pub written: String,
    /// Who sets it: `connection`, `role in database`, `role`, `database`, `all roles`, `server`.
    pub origin: String,
    /// The schemas that are there and that the role may use, in order.
    pub schemas: Vec<String>,
}

/// One table or view, as the role has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRow {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// The schema in which the role finds something of this name first; none where it finds nothing.
    pub resolves_to: Option<String>,
    /// Whether the role may use the schema.
    pub usable: bool,
    /// What of it the role may read.
    pub readable: Readable,
}

/// How much of a table a role may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readable {
    /// Every column.
    All,
    /// Some columns, and so no row as Django asks for it.
    Some,
    /// Nothing.
    Nothing,
}
