//! SQLite databases: files that are read, and never written to.

mod error;
mod file;
mod open;
mod records;
mod schema;

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

pub use error::{Problem, SqliteError};

use super::rows::{CatalogRows, SqliteRow};
use super::{CatalogError, Engine, Identity, Place, ReadOptions, Reading, Target, Visit};
use crate::record::read::{Elsewhere, RecordError, RecordRow, Records};
use file::DatabaseFile;
use open::Way;
use records::NoRecords;

/// What SQLite calls the one schema of a file.
const SCHEMA: &str = "main";

/// How often a file is read that is written to in the middle.
const TRIES: usize = 8;

/// How long is waited before it is read again.
const PAUSE: Duration = Duration::from_millis(100);

/// Reads records and catalog.
pub(super) fn read(path: &Path, options: &ReadOptions) -> Result<Reading, CatalogError> {
    let (target, records, objects) = at_one_moment(path, options.statement_timeout)?;
    Ok(Reading {
        target,
        records: Records {
            schema: SCHEMA.to_owned(),
            rows: records?,
            ..Records::default()
        },
        rows: rows(objects),
        definitions: None,
        access: None,
    })
}

/// The same, of a database that may have no records.
pub(super) fn visit(path: &Path, patience: Duration) -> Result<Visit, CatalogError> {
    let (target, records, objects) = at_one_moment(path, patience)?;
    let records = match records {
        Ok(rows) => vec![Elsewhere {
            schema: SCHEMA.to_owned(),
            rows: Some(rows),
            obstacle: None,
        }],
        Err(CatalogError::Sqlite(error)) if error.problem == Problem::NoMigrationsTable => {
            Vec::new()
        }
        Err(error) => return Err(error),
    };
    Ok(Visit {
        target,
        records,
        rows: rows(objects),
    })
}

fn rows(sqlite: Vec<SqliteRow>) -> CatalogRows {
    CatalogRows {
        sqlite,
        ..CatalogRows::default()
    }
}

/// What one look at a file tells; without records, why there are none.
type Look = (Target, Result<Vec<RecordRow>, CatalogError>, Vec<SqliteRow>);

/// Looks until nobody writes meanwhile.
fn at_one_moment(path: &Path, patience: Duration) -> Result<Look, CatalogError> {
    let patience = Some(patience).filter(|it| !it.is_zero());
    for _ in 0..TRIES {
        let file = DatabaseFile::find(path)?;
        let mut way = Way::of(&file);
        let mut looked = look(&file, path, way, patience);
        // The files of its log cannot be made here, and there is nothing in them.
        if way == Way::Logged && is_unmerged(&looked) && !file.has_log() {
            way = Way::Unchanging;
            looked = look(&file, path, way, patience);
        }
        // Where SQLite locks, whoever writes waits, or disturbs nobody.
        if way != Way::Unchanging || file.is_as_found() {
            return looked;
        }
        std::thread::sleep(PAUSE);
    }
    Err(CatalogError::Changing { times: TRIES })
}

fn is_unmerged(looked: &Result<Look, CatalogError>) -> bool {
    matches!(looked, Err(CatalogError::Sqlite(error)) if error.problem == Problem::Unmerged)
}

fn look(
    file: &DatabaseFile,
    named: &Path,
    way: Way,
    patience: Option<Duration>,
) -> Result<Look, CatalogError> {
    let connection = open::open(file, way, patience)?;
    let everything = |connection: &Connection| {
        let moment = connection.unchecked_transaction()?;
        let objects = schema::read(&moment)?;
        let records = match records::read(&moment, &objects) {
            Err(NoRecords::Sqlite(error)) => return Err(error),
            Err(NoRecords::Problem(problem)) => Err(file.error(problem).into()),
            Err(NoRecords::Unlike(reason)) => {
                let schema = SCHEMA.to_owned();
                Err(RecordError::Unread { schema, reason }.into())
            }
            Ok(rows) => Ok(rows),
        };
        Ok((target(file, named), records, objects))
    };
    everything(&connection).map_err(|error| way.refused(file, &error, patience).into())
}

/// Which database it is. It is the same as long as it lies in the same place: nothing in a file tells it from its copy.
fn target(file: &DatabaseFile, named: &Path) -> Target {
    let number = file.version;
    Target {
        engine: Engine::Sqlite,
        // What it means is what the SQLite that wrote it made of it; which one reads it changes nothing.
        server_version: format!(
            "{}.{}.{}",
            number / 1_000_000,
            number / 1_000 % 1_000,
            number % 1_000
        ),
        server_version_num: number,
        database: name(&file.path),
        schema: SCHEMA.to_owned(),
        search_path: vec![SCHEMA.to_owned()],
        role: String::new(),
        address: address(named),
        identity: identity(&file.path),
        standby: None,
        taken_at: None,
    }
}

/// Where the file is. One that is not there is refused, as what is told of it is no longer so.
pub(super) fn place(named: &Path) -> Result<Place, SqliteError> {
    let path = fs::canonicalize(named).map_err(|error| SqliteError {
        path: named.to_owned(),
        problem: file::unreadable(&error),
    })?;
    let (address, database) = (address(named), name(&path));
    Ok(Place {
        identity: Some(identity(&path).digest(&address, &database)),
        address,
        database,
    })
}

fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn address(named: &Path) -> String {
    let absolute = std::path::absolute(named);
    let absolute = absolute.unwrap_or_else(|_| named.to_owned());
    absolute.display().to_string()
}

fn identity(path: &Path) -> Identity {
    Identity {
        system: Some(format!("sqlite {}", path.display())),
        database_oid: 0,
    }
}

#[cfg(test)]
mod tests;
