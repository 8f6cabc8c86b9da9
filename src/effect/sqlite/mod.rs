//! Statements of SQLite to effects, by the grammar of its manual (<https://sqlite.org/lang.html>) and of `parse.y`.

mod alter;
mod column;
mod constraint;
mod data_type;
mod expression;
mod index;
mod names;
mod remake;
mod renamed;
mod statement;
mod table;
mod trigger;
mod view;
mod words;

use super::vocabulary::{Effect, Meaning, Reach, SqliteChange};
use crate::name::Name;
use crate::sql::sqlite::{Read, Reader};
use crate::sql::{self, Statement};
pub use data_type::declared;
pub use expression::settle;
use names::Place;
pub use remake::Copied;
pub use renamed::{Renamed, renamed};
pub use words::same_words;

/// What a statement means for the schema of an SQLite database.
#[must_use]
pub fn read(statement: &Statement) -> Meaning {
    let unreadable = |reason| Meaning::Unreadable { reason };
    if let Some(fault) = &statement.fault {
        return unreadable(fault.clone());
    }
    let read = sql::contain(|| statement::read(&statement.text));
    read.and_then(|read| read).unwrap_or_else(unreadable)
}

/// What `sqlite_schema.sql` holds of one object.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// What it makes.
    pub change: SqliteChange,
    /// What of it is not modelled, in words; empty where all of it is.
    pub unmodelled: Vec<String>,
}

/// Reads a row of `sqlite_schema`.
///
/// # Errors
///
/// Why it cannot be read, in words.
pub fn stored(sql: &str) -> Result<Stored, String> {
    sql::contain(|| {
        let mut r = Reader::new(sql)?;
        r.expect("CREATE")?;
        let made = create(&mut r)?;
        let unmodelled = made.unmodelled;
        match made.change {
            Some(change) => Ok(Stored { change, unmodelled }),
            None => Err(unmodelled.join("; ")),
        }
    })?
}

/// What is made or changed, and where.
struct Head {
    /// Its name.
    place: Place,
    /// `TEMP`: it ends with the session.
    temporary: bool,
    /// `IF NOT EXISTS`.
    if_not_exists: bool,
}

/// What a statement does, as far as it is understood.
struct Made {
    /// What it does.
    change: Option<SqliteChange>,
    /// What of it is not modelled.
    unmodelled: Vec<String>,
}

impl Made {
    /// What is done to an object of the main file. What is done in another one is not modelled.
    fn of(
        head: Head,
        mut unmodelled: Vec<String>,
        change: impl FnOnce(Name, bool) -> SqliteChange,
    ) -> Self {
        if let Some(schema) = &head.place.elsewhere {
            return Self::unread(&format!("what is done in the attached database {schema}"));
        }
        if head.temporary {
            return Self::unread("what is temporary");
        }
        unmodelled.sort();
        unmodelled.dedup();
        Self {
            change: Some(change(head.place.name, head.if_not_exists)),
            unmodelled,
        }
    }

    /// What is not modelled at all.
    fn unread(what: &str) -> Self {
        Self {
            change: None,
            unmodelled: vec![what.to_owned()],
        }
    }

    /// What it means in a ledger.
    fn meaning(self) -> Meaning {
        let steps = self.change.into_iter();
        let steps = steps
            .map(|it| Effect::Sqlite(Box::new(it)).into())
            .collect();
        if self.unmodelled.is_empty() {
            return Meaning::Schema(steps);
        }
        Meaning::Opaque {
            reason: format!("{} is not modelled", self.unmodelled.join("; ")),
            steps,
            reach: Reach::Schema,
        }
    }
}

/// What stands behind `CREATE`.
fn create(r: &mut Reader<'_>) -> Read<Made> {
    let temporary = r.take("TEMP") || r.take("TEMPORARY");
    let kinds = [
        "TABLE",
        "VIRTUAL TABLE",
        "INDEX",
        "UNIQUE INDEX",
        "VIEW",
        "TRIGGER",
    ];
    let Some(kind) = r.take_one_of(&kinds) else {
        return r.refuse("what to create");
    };
    let if_not_exists = r.take("IF NOT EXISTS");
    let head = Head {
        place: Place::take(r)?,
        temporary,
        if_not_exists,
    };
    match kind {
        "TABLE" => table::create(r, head),
        "VIRTUAL TABLE" => table::create_virtual(r, head),
        "VIEW" => view::create(r, head),
        "TRIGGER" => trigger::create(r, head),
        kind => index::create(r, kind == "UNIQUE INDEX", head),
    }
}

#[cfg(test)]
mod tests;
