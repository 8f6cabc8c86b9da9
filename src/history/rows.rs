//! Rows of the file as values.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{Connection, OptionalExtension as _, Params, Row};
use serde::de::DeserializeOwned;

use super::History;
use super::error::{HistoryError, Problem};

/// What is read from the file, or why it cannot be.
pub(super) type Found<T> = Result<T, Problem>;

impl History {
    /// What `work` does with the history; what goes wrong is told with the file.
    pub(super) fn attempt<T>(
        &self,
        work: impl FnOnce(&Self) -> Found<T>,
    ) -> Result<T, HistoryError> {
        work(self).map_err(|problem| problem.at(&self.path))
    }
}

/// A row as a tuple of its columns.
pub(super) trait Columns: for<'a> TryFrom<&'a Row<'a>, Error = rusqlite::Error> {}

impl<T: for<'a> TryFrom<&'a Row<'a>, Error = rusqlite::Error>> Columns for T {}

/// Every row that a query finds.
pub(super) fn all<T: Columns>(
    connection: &Connection,
    sql: &str,
    parameters: impl Params,
) -> Found<Vec<T>> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(parameters, |row| T::try_from(row))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The first row that a query finds.
pub(super) fn first<T: Columns>(
    connection: &Connection,
    sql: &str,
    parameters: impl Params,
) -> Found<Option<T>> {
    let mut statement = connection.prepare_cached(sql)?;
    let row = statement.query_row(parameters, |row| T::try_from(row));
    Ok(row.optional()?)
}

/// The one value that a query always finds.
pub(super) fn value<T: FromSql>(
    connection: &Connection,
    sql: &str,
    parameters: impl Params,
) -> Found<T> {
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(parameters, |row| row.get(0))?)
}

/// A column that holds JSON.
pub(super) struct Json<T>(pub(super) T);

impl<T: DeserializeOwned> FromSql for Json<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let read = serde_json::from_str(value.as_str()?);
        read.map(Self).map_err(FromSqlError::other)
    }
}

/// A number that this tool wrote is never negative; one that is, was not written by it.
pub(super) fn natural(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// SQLite's integers are signed; no count of this tool comes near the end of them.
pub(super) fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
