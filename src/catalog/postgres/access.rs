//! Reads what one role sees and may read: three bulk queries, whatever the database holds.

use postgres::types::{ToSql, Type};
use postgres::{Row, Transaction};

use super::query;
use super::row_reader::{DecodeError, RowReader};
use super::session::Session;
use crate::catalog::{Access, AccessRow, Application, CatalogError, Readable, RolePath};

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
        let mut reader = RowReader::new(row);
        Ok((reader.take::<u32>()?, reader.take::<String>()?))
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
        let mut reader = RowReader::new(row);
        Ok(RolePath {
            written: reader.take()?,
            origin: reader.take()?,
            schemas: reader.list()?,
        })
    })?;
    Ok(paths.into_iter().next())
}

fn relation(row: &Row) -> Result<AccessRow, DecodeError> {
    let mut reader = RowReader::new(row);
    Ok(AccessRow {
        schema: reader.take()?,
        name: reader.take()?,
        resolves_to: reader.take()?,
        usable: reader.take()?,
        readable: match reader.take::<&str>()? {
            "all" => Readable::All,
            "some" => Readable::Some,
            _ => Readable::Nothing,
        },
    })
}
