//! A reading is of one moment, or it is none.
//!
//! The rows of a transaction are those of its snapshot, but what the server prints of them (`pg_get_expr`,
//! `pg_get_viewdef`, `format_type` and the like, `ruleutils.c`) is made of the newest catalog. A change that is
//! committed in the middle tears the two apart. So what was read counts only where the rows that prints are made of
//! are afterwards what they were; else it is read again, a few times.

use std::thread;
use std::time::Duration;

use postgres::types::{ToSql, Type};
use postgres::{Client, Transaction};

use super::query::{DecodeError, RowReader};
use super::query::{MOMENT, SETTINGS};
use super::session::{self, Session};
use crate::catalog::CatalogError;
use crate::record::read::{RecordError, ServerMessage};
use crate::threads::beside;

/// How long is waited before the catalog is read again: a migration is over soon, or takes minutes.
const PAUSES: [Duration; 6] = [
    Duration::from_millis(100),
    Duration::from_millis(200),
    Duration::from_millis(400),
    Duration::from_millis(800),
    Duration::from_millis(1_600),
    Duration::from_millis(3_200),
];

/// What the server answers where something went in the middle, or is locked by who changes it: "could not open
/// relation with OID", "cache lookup failed", and the names that are there no more.
const PASSING: [&str; 6] = ["XX000", "42P01", "42703", "42704", "42883", "55P03"];

/// The state of the catalog at the snapshot of one transaction.
#[derive(Debug)]
pub(super) struct Moment {
    version: i32,
    oldest: String,
    recent: Vec<String>,
    relations: Vec<u32>,
    rows: i64,
    shown: String,
}

/// What became of a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Since {
    /// Nothing that prints and plans are made of was changed, and nothing was added.
    Same,
    /// Something was added: prints are what they were, a name may now mean something else.
    Added,
    /// Something was changed or dropped.
    Changed,
}

/// One answer of the query.
struct Counted {
    oldest: String,
    known: i64,
    every: i64,
    recent: Vec<String>,
    relations: Vec<u32>,
    shown: String,
}

impl Moment {
    /// The moment of an open transaction.
    fn of(tx: &mut Transaction<'_>, version: i32) -> Result<Self, CatalogError> {
        let now = counted(tx, version, None)?;
        Ok(Self {
            version,
            oldest: now.oldest,
            recent: now.recent,
            relations: now.relations,
            rows: now.every,
            shown: now.shown,
        })
    }

    /// What happened since, by a new transaction.
    ///
    /// # Errors
    /// The server refuses, or went away.
    pub(super) fn since(
        &self,
        client: &mut Client,
        statement_timeout: Duration,
    ) -> Result<Since, CatalogError> {
        let mut tx = session::begin(client, statement_timeout)?;
        tx.batch_execute(SETTINGS)
            .map_err(|error| MOMENT.refused(&error))?;
        let now = counted(&mut tx, self.version, Some(self))?;
        Ok(if (now.known, &now.shown) != (self.rows, &self.shown) {
            Since::Changed
        } else if now.every > now.known {
            Since::Added
        } else {
            Since::Same
        })
    }
}

fn counted(
    tx: &mut Transaction<'_>,
    version: i32,
    then: Option<&Moment>,
) -> Result<Counted, CatalogError> {
    let (oldest, recent, relations) = (
        then.map(|then| &then.oldest),
        then.map(|then| &then.recent),
        then.map(|then| &then.relations),
    );
    let parameters: [(&(dyn ToSql + Sync), Type); 3] = [
        (&oldest, Type::TEXT),
        (&recent, Type::TEXT_ARRAY),
        (&relations, Type::OID_ARRAY),
    ];
    let rows = MOMENT.read(tx, version, &parameters, row)?;
    rows.into_iter().next().ok_or_else(|| MOMENT.no_row())
}

fn row(row: &RowReader<'_>) -> Result<Counted, DecodeError> {
    Ok(Counted {
        oldest: row.take()?,
        known: row.take()?,
        every: row.take()?,
        recent: row.list()?,
        relations: row.list()?,
        shown: row.take()?,
    })
}

/// Reads with `work` in one transaction, again as often as the catalog was changed in the middle. While the server is
/// asked that, `finish` goes on with what was read.
///
/// # Errors
/// [`CatalogError::Changing`] where it was each time; what `work` says, where that is no wonder of a change.
pub(super) fn read<T, U>(
    client: &mut Client,
    statement_timeout: Duration,
    asked_path: Option<&str>,
    work: impl Fn(&mut Transaction<'_>, &Session) -> Result<T, CatalogError>,
    finish: impl Fn(T) -> U,
) -> Result<(Session, U, Moment), CatalogError> {
    let mut pauses = PAUSES.into_iter();
    loop {
        let error = match once(client, statement_timeout, asked_path, &work, &finish) {
            Ok(read) => return Ok(read),
            Err(Failure::Lasting(error)) => return Err(error),
            Err(Failure::Passing(error)) => error,
        };
        match pauses.next() {
            Some(pause) => thread::sleep(pause),
            None => return Err(error),
        }
    }
}

/// Why one reading is none.
enum Failure {
    /// It may go well the next time.
    Passing(CatalogError),
    Lasting(CatalogError),
}

fn once<T, U>(
    client: &mut Client,
    statement_timeout: Duration,
    asked_path: Option<&str>,
    work: impl Fn(&mut Transaction<'_>, &Session) -> Result<T, CatalogError>,
    finish: impl Fn(T) -> U,
) -> Result<(Session, U, Moment), Failure> {
    let mut tx = session::begin(client, statement_timeout).map_err(Failure::Lasting)?;
    let session = session::open(&mut tx, asked_path).map_err(Failure::Lasting)?;
    let moment = Moment::of(&mut tx, session.version_num).map_err(Failure::Lasting)?;
    let done = work(&mut tx, &session);
    // Nothing is left open while others work.
    drop(tx);
    let since = || moment.since(client, statement_timeout);
    let (since, done) = beside(since, || done.map(finish));
    match (done, since) {
        (Ok(value), Ok(Since::Same | Since::Added)) => Ok((session, value, moment)),
        (_, Ok(Since::Changed)) => Err(Failure::Passing(CatalogError::Changing {
            times: PAUSES.len() + 1,
        })),
        (Err(error), Ok(_)) if may_pass(&error) => Err(Failure::Passing(error)),
        // Where the session is gone, the first error says why.
        (Err(error), _) | (Ok(_), Err(error)) => Err(Failure::Lasting(error)),
    }
}

fn may_pass(error: &CatalogError) -> bool {
    let passing = |server: &ServerMessage| PASSING.iter().any(|state| server.is(state));
    match error {
        CatalogError::Refused { server, .. }
        | CatalogError::Records(RecordError::Refused { server, .. }) => passing(server),
        _ => false,
    }
}
