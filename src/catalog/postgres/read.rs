//! Everything of one database, in one transaction.

use std::time::Duration;

use postgres::Transaction;

use super::arbiter::Arbiter;
use super::connect::{ConnectSettings, connect};
use super::query::{DecodeError, RowReader};
use super::session::{self, Session};
use super::{access, bulk, moment, query};
use crate::catalog::assemble::object_id;
use crate::catalog::rows::CatalogRows;
use crate::catalog::{Access, CatalogError, Early, Engine, ReadOptions, Reading, Target, Visit};
use crate::definition::Definitions;
use crate::record::read as record;
use crate::record::read::Records;
use crate::schema::{ObjectId, ObjectKind};

/// Reads records and catalog of a live server, and keeps its session for questions. The rows become what `finish` makes of
/// them.
///
/// # Errors
/// [`CatalogError`]: no connection, no records, a refused query, a server that is too old.
pub fn open<T>(
    settings: &ConnectSettings,
    options: &ReadOptions,
    early: Early<'_>,
    finish: impl Fn(CatalogRows) -> T,
) -> Result<(Reading, T, Arbiter), CatalogError> {
    let mut connected = connect(settings)?;
    let (session, (read, made), moment) = moment::read(
        &mut connected.client,
        options.statement_timeout,
        connected.search_path.as_deref(),
        |tx, session| everything(tx, session, options, early),
        |mut read| {
            let rows = std::mem::take(&mut read.rows);
            (read, finish(rows))
        },
    )?;
    let version = session.version_num;
    let target = target(session, read.records.schema.clone(), connected.address);
    let arbiter = Arbiter::new(connected.client, version, options.statement_timeout, moment);
    let reading = Reading {
        target,
        records: read.records,
        rows: read.rows,
        definitions: read.definitions,
        access: read.access,
    };
    Ok((reading, made, arbiter))
}

/// What one transaction reads.
struct Everything {
    records: Records,
    rows: CatalogRows,
    definitions: Option<Definitions>,
    access: Option<Access>,
}

fn everything(
    tx: &mut Transaction<'_>,
    session: &Session,
    options: &ReadOptions,
    early: Early<'_>,
) -> Result<Everything, CatalogError> {
    let wanted = record::Wanted {
        schema: options.schema.as_deref(),
        all: options.all_records,
    };
    let version = session.version_num;
    let records = record::read(tx, wanted, &session.search_path, &session.role)?;
    early(&records, &session.search_path);
    let rows = bulk::read(tx, version)?;
    let definitions = options
        .definitions
        .then(|| query::DEFINITIONS.read_unlocking(tx, version, definition))
        .transpose()?;
    let access = options.application.as_ref();
    let access = access
        .map(|wanted| access::read(tx, session, wanted))
        .transpose()?;
    Ok(Everything {
        records,
        rows,
        definitions: definitions.map(|list| list.into_iter().flatten().collect()),
        access,
    })
}

/// Reads a database beside the one that is measured.
///
/// # Errors
/// [`CatalogError`]: no connection, a refused query, a server that is too old.
pub fn visit(
    settings: &ConnectSettings,
    statement_timeout: Duration,
) -> Result<Visit, CatalogError> {
    let mut connected = connect(settings)?;
    let (session, (records, rows), _) = moment::read(
        &mut connected.client,
        statement_timeout,
        connected.search_path.as_deref(),
        |tx, session| {
            let records = record::read_all(tx, &session.role)?;
            Ok((records, bulk::read(tx, session.version_num)?))
        },
        |read| read,
    )?;
    Ok(Visit {
        target: target(session, String::new(), connected.address),
        records,
        rows,
    })
}

/// The other databases of the server that the role may connect to, by name; the one that Django makes
/// for tests comes first.
///
/// # Errors
/// [`CatalogError`]: no connection, a refused query.
pub fn siblings(
    settings: &ConnectSettings,
    statement_timeout: Duration,
) -> Result<Vec<String>, CatalogError> {
    let mut connected = connect(settings)?;
    let mut tx = session::begin(&mut connected.client, statement_timeout)?;
    let session = session::open(&mut tx, connected.search_path.as_deref())?;
    let names = query::SIBLINGS.read(&mut tx, session.version_num, &[], |row| {
        row.take::<String>()
    })?;
    Ok(names)
}

fn target(session: Session, schema: String, address: String) -> Target {
    Target {
        engine: Engine::PostgreSql,
        server_version: session.version,
        server_version_num: session.version_num,
        database: session.database,
        schema,
        search_path: session.search_path,
        role: session.role,
        address,
        identity: session.identity,
        standby: session.standby,
        taken_at: None,
    }
}

/// An object and its print; none where it went away meanwhile.
pub(super) fn definition(row: &RowReader<'_>) -> Result<Option<(ObjectId, String)>, DecodeError> {
    let class = row.letter(|letter| match letter {
        'i' => Some(ObjectKind::Table),
        'c' => Some(ObjectKind::Constraint),
        't' => Some(ObjectKind::Trigger),
        'f' => Some(ObjectKind::Function),
        _ => None,
    })?;
    let id = object_id(class, row.take()?, 0);
    Ok(row.take::<Option<String>>()?.map(|text| (id, text)))
}
