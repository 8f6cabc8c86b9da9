//! The one transaction, and what it knows of its server.

use std::time::Duration;

use postgres::types::{ToSql, Type};
use postgres::{Client, IsolationLevel, Transaction};

use super::query::{DecodeError, RowReader};
use super::query::{PATH, SESSION, SETTINGS};
use crate::catalog::CatalogError;
use crate::catalog::{Identity, Standby};

/// The oldest server whose catalog the queries fit.
const OLDEST: i32 = 130_000;

/// What the session is.
pub(super) struct Session {
    pub(super) version_num: i32,
    pub(super) version: String,
    pub(super) database: String,
    pub(super) role: String,
    pub(super) search_path: Vec<String>,
    /// What `search_path` is where neither a role, a database nor a connection sets it; none where this
    /// session's own setting hides it.
    pub(super) server_path: Option<String>,
    pub(super) identity: Identity,
    pub(super) standby: Option<Standby>,
}

/// Opens the transaction in which everything is read, and sets its timeouts first of all. Behind a pooler
/// the role may be one that an earlier client took.
pub(super) fn begin(
    client: &mut Client,
    statement_timeout: Duration,
) -> Result<Transaction<'_>, CatalogError> {
    let mut tx = client
        .build_transaction()
        .isolation_level(IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()
        .map_err(|error| SESSION.refused(&error))?;
    let timeout = format!(
        "SET LOCAL statement_timeout = {}; SET LOCAL role TO DEFAULT",
        statement_timeout.as_millis()
    );
    tx.batch_execute(&timeout)
        .map_err(|error| SESSION.refused(&error))?;
    Ok(tx)
}

/// Learns the `search_path`, `asked_path` or what the server gives the role, and closes it before anything
/// else is asked: from then on no name, operator or cast of a statement is looked for outside of
/// `pg_catalog`. Then reads what the session is.
pub(super) fn open(
    tx: &mut Transaction<'_>,
    asked_path: Option<&str>,
) -> Result<Session, CatalogError> {
    take_path(tx, asked_path).map_err(|error| PATH.refused(&error))?;
    let path = PATH.read(tx, OLDEST, &[], path)?;
    tx.batch_execute(SETTINGS)
        .map_err(|error| SESSION.refused(&error))?;
    let rows = SESSION.read(tx, OLDEST, &[], session)?;
    let (Some((search_path, server_path)), Some((mut session, may_read_system))) =
        (path.into_iter().next(), rows.into_iter().next())
    else {
        return Err(SESSION.no_row());
    };
    session.search_path = search_path;
    session.server_path = server_path;
    if session.version_num < OLDEST {
        return Err(CatalogError::TooOld {
            version: session.version,
        });
    }
    if may_read_system {
        session.identity.system = system_identifier(tx);
    }
    Ok(session)
}

/// A pooler may have dropped the path that was asked for, and may lend a session in which an earlier
/// client set one. Where neither is so, this changes nothing.
fn take_path(tx: &mut Transaction<'_>, asked: Option<&str>) -> Result<(), postgres::Error> {
    let Some(asked) = asked else {
        return tx.batch_execute("SET LOCAL search_path TO DEFAULT");
    };
    let parameters: [(&(dyn ToSql + Sync), Type); 1] = [(&asked, Type::TEXT)];
    tx.query_typed(
        "SELECT pg_catalog.set_config('search_path', $1, true)",
        &parameters,
    )?;
    Ok(())
}

fn path(row: &RowReader<'_>) -> Result<(Vec<String>, Option<String>), DecodeError> {
    Ok((row.list()?, row.take()?))
}

fn session(row: &RowReader<'_>) -> Result<(Session, bool), DecodeError> {
    let (version_num, version) = (row.take()?, row.take::<String>()?);
    let database = row.take()?;
    let identity = Identity {
        system: None,
        database_oid: row.take()?,
    };
    let mut session = Session {
        version_num,
        // Debian's packages add their own name in parentheses.
        version: version.split(' ').next().unwrap_or_default().to_owned(),
        database,
        role: row.take()?,
        search_path: Vec::new(),
        server_path: None,
        identity,
        standby: None,
    };
    let may_read_system = row.take()?;
    let standby: bool = row.take()?;
    let replayed = row.take()?;
    session.standby = standby.then_some(Standby { replayed });
    Ok((session, may_read_system))
}

/// Some hosted servers refuse it in spite of the privilege; a savepoint keeps the transaction usable.
fn system_identifier(tx: &mut Transaction<'_>) -> Option<String> {
    let mut inner = tx.transaction().ok()?;
    let row = inner
        .query_typed_opt(
            "SELECT system_identifier::text FROM pg_catalog.pg_control_system()",
            &[],
        )
        .ok()
        .flatten();
    inner.rollback().ok()?;
    row?.try_get(0).ok()
}
