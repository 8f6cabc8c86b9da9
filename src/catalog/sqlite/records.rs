//! The rows of `django_migrations`.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::error::Problem;
use super::schema::each;
use crate::catalog::rows::SqliteRow;
use crate::record::read::RecordRow;

/// The name of the table. SQLite compares names without the case of ASCII letters.
const TABLE: &str = "django_migrations";

/// Its columns.
const COLUMNS: [&str; 4] = ["id", "app", "name", "applied"];

/// More rows than that are no migrations.
const MOST: usize = 50_000;

/// The characters of Django's `app` and `name` (`MigrationRecorder.Migration`).
const LONGEST: usize = 255;

/// No index is asked: one may be over an expression.
const ROWS: &str =
    "SELECT id, app, name, applied FROM main.django_migrations NOT INDEXED LIMIT 50001";

/// Why there are no records.
#[derive(Debug)]
pub(super) enum NoRecords {
    /// There is no such table, or it is none that is read.
    Problem(Problem),
    /// A row is not as Django writes it.
    Unlike(String),
    /// SQLite refuses.
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for NoRecords {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// Reads them, by `id`.
pub(super) fn read(
    connection: &Connection,
    objects: &[SqliteRow],
) -> Result<Vec<RecordRow>, NoRecords> {
    check(objects)?;
    let mut rows = Vec::new();
    let mut unlike = None;
    each(connection, ROWS, [], |row| {
        match record(row)? {
            Ok(record) => rows.push(record),
            Err(reason) => unlike = Some(reason),
        }
        Ok(())
    })?;
    if rows.len() > MOST {
        unlike = Some(format!("it has more than {MOST} rows"));
    }
    if let Some(reason) = unlike {
        return Err(NoRecords::Unlike(reason));
    }
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

/// Refuses what would run to be read: a view, a virtual table, a generated column.
fn check(objects: &[SqliteRow]) -> Result<(), NoRecords> {
    let mut named = objects
        .iter()
        .filter(|row| row.name.eq_ignore_ascii_case(TABLE));
    let is_relation = |row: &&SqliteRow| ["table", "view"].contains(&&*row.kind);
    let Some(found) = named.find(is_relation) else {
        return Err(NoRecords::Problem(Problem::NoMigrationsTable));
    };
    let obstructed = |what: String| Err(NoRecords::Problem(Problem::Obstructed { what }));
    if found.kind == "view" {
        return obstructed("is a view".to_owned());
    }
    if found.is_virtual() {
        return obstructed("is a virtual table".to_owned());
    }
    if !found.is_plain_table() {
        return obstructed("is no ordinary table".to_owned());
    }
    if let Some(column) = found.columns.iter().find(|column| column.hidden != 0) {
        return obstructed(format!("has the generated column `{}`", column.name));
    }
    let has = |wanted: &&str| {
        let mut columns = found.columns.iter();
        columns.any(|column| column.name.eq_ignore_ascii_case(wanted))
    };
    match COLUMNS.iter().find(|wanted| !has(wanted)) {
        Some(missing) => Err(NoRecords::Unlike(format!("it has no column {missing}"))),
        None => Ok(()),
    }
}

/// A row, or why it is none of Django's.
fn record(row: &Row<'_>) -> rusqlite::Result<Result<RecordRow, String>> {
    let ValueRef::Integer(id) = row.get_ref(0)? else {
        return Ok(Err("it has an id that is no integer".to_owned()));
    };
    let (app, name) = match (label(row, 1)?, label(row, 2)?) {
        (Ok(app), Ok(name)) => (app, name),
        (Err(reason), _) | (_, Err(reason)) => return Ok(Err(format!("row {id} {reason}"))),
    };
    Ok(Ok(RecordRow {
        id,
        app,
        name,
        applied: row.get_ref(3)?.as_str().ok().and_then(time),
        xmin: None,
        follows_aborted: false,
        committed: None,
    }))
}

fn label(row: &Row<'_>, at: usize) -> rusqlite::Result<Result<String, String>> {
    let what = COLUMNS[at];
    Ok(match row.get_ref(at)?.as_str() {
        Ok(text) if text.chars().count() > LONGEST => {
            Err(format!("has more than {LONGEST} characters in {what}"))
        }
        Ok(text) => Ok(text.to_owned()),
        Err(_) => Err(format!("has no text in {what}")),
    })
}

/// A time as Django writes it: UTC, without saying so. One that says its offset is taken by it.
fn time(text: &str) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let at: DateTime = text.parse().ok()?;
    Some(at.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_utc_unless_it_says_otherwise() {
        let told = |text| time(text).map(|at| at.to_string());
        let at = Some("2026-01-14T20:52:03.123456Z".to_owned());
        assert_eq!(told("2026-01-14 20:52:03.123456"), at);
        assert_eq!(told("2026-01-14T20:52:03.123456"), at);
        assert_eq!(told("2026-01-14 22:52:03.123456+02:00"), at);
        assert_eq!(told("2026-01-14T20:52:03.123456Z"), at);
        assert_eq!(
            told("2026-01-14 20:52:03"),
            Some("2026-01-14T20:52:03Z".into())
        );
        for garbage in [
            "",
            "now",
            "1768423923",
            "2026-13-01 00:00:00",
            "0000-00-00 00:00:00",
        ] {
            assert_eq!(told(garbage), None, "{garbage}");
        }
    }
}
