//! The layout of the file: made once, and held against what the file says of itself whenever it is opened.
//!
//! Nothing in the file is trusted to be what it was when it was made: a trigger would write something else
//! than it is given, a view or a generated column would answer something else than is stored. They are
//! switched off, and a file that holds any is not read.

use rusqlite::config::DbConfig;
use rusqlite::{Connection, TransactionBehavior};

use super::History;
use super::error::{HistoryError, Problem};
use super::fault::Fault;

const LAYOUT: &str = include_str!("layout.sql");

/// The version of the layout. Versions 1 to 3 were never released.
const VERSION: i64 = 4;

/// Marks a SQLite file as a history: the letters `rcnc`.
const APPLICATION_ID: i64 = 0x7263_6e63;

/// Switches off what a file could bring to life by itself.
pub(super) fn distrust(connection: &Connection) -> rusqlite::Result<()> {
    for (setting, on) in [
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
    ] {
        connection.set_db_config(setting, on)?;
    }
    connection.pragma_update(None, "cell_size_check", true)
}

impl History {
    /// Makes the layout where the file is empty, and refuses every other file that is no history of this
    /// release.
    pub(super) fn lay_out(&mut self) -> Result<(), HistoryError> {
        if self.state()? == State::History {
            return Ok(());
        }
        self.fill()?;
        self.connection
            .pragma_update(None, "journal_mode", "wal")
            .map_err(|error| HistoryError::of(&self.path, error))
    }

    /// Whether the file holds a history of this release, whatever was done to it since, or nothing.
    pub(super) fn state(&self) -> Result<State, HistoryError> {
        // In one transaction: between two of the questions another process may make the file.
        let view = self.connection.unchecked_transaction();
        let marks = view.and_then(|view| Marks::read(&view));
        let marks = marks.map_err(|error| HistoryError::of(&self.path, error))?;
        marks.state().map_err(|problem| problem.at(&self.path))
    }

    fn fill(&mut self) -> Result<(), HistoryError> {
        let path = self.path.clone();
        let fail = |error| HistoryError::of(&path, error);
        let immediate = TransactionBehavior::Immediate;
        let transaction = self
            .connection
            .transaction_with_behavior(immediate)
            .map_err(fail)?;
        // Another process may have been faster.
        let marks = Marks::read(&transaction).map_err(fail)?;
        if marks.state().map_err(|problem| problem.at(&path))? == State::History {
            return Ok(());
        }
        transaction.execute_batch(LAYOUT).map_err(fail)?;
        for (pragma, value) in [
            ("application_id", APPLICATION_ID),
            ("user_version", VERSION),
        ] {
            transaction
                .pragma_update(None, pragma, value)
                .map_err(fail)?;
        }
        transaction.commit().map_err(fail)
    }
}

/// What of a file tells whose it is.
struct Marks {
    application: i64,
    version: i64,
    objects: i64,
}

/// What a file is to this release, where it is not refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Empty,
    History,
}

impl Marks {
    fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let number =
            |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
        let count = "SELECT count(*) FROM sqlite_schema";
        Ok(Self {
            application: number("application_id")?,
            version: number("user_version")?,
            objects: connection.query_row(count, [], |row| row.get(0))?,
        })
    }

    fn state(&self) -> Result<State, Problem> {
        match (self.application, self.version) {
            (APPLICATION_ID, VERSION) => Ok(State::History),
            (APPLICATION_ID, version) if version > VERSION => Err(Problem::Newer {
                version,
                known: VERSION,
            }),
            (APPLICATION_ID, version) => Err(Problem::Older { version }),
            (0, 0) if self.objects == 0 => Ok(State::Empty),
            (_, _) => Err(Problem::Foreign),
        }
    }
}

/// One object as SQLite lists it: type, name, the table that it belongs to, and the words that made it.
type Listed = (String, String, String, Option<String>);

/// What of the layout is not as it was made: an object that is there, gone or another.
pub(super) fn fault(connection: &Connection) -> rusqlite::Result<Option<Fault>> {
    let made = Connection::open_in_memory()?;
    made.execute_batch(LAYOUT)?;
    let (due, there) = (listed(&made)?, listed(connection)?);
    let strange = there.iter().find(|object| !due.contains(object));
    let missing = due.iter().find(|object| !there.contains(object));
    let fault = |(sort, name, ..): &Listed| Fault::Layout {
        what: format!("{sort} {name}"),
    };
    let several = (there.len() != due.len()).then(|| Fault::Layout {
        what: "its list of tables".to_owned(),
    });
    Ok(strange.or(missing).map(fault).or(several))
}

fn listed(connection: &Connection) -> rusqlite::Result<Vec<Listed>> {
    let mut statement =
        connection.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name")?;
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    statement.query_map([], row)?.collect()
}
