//! For which sort of database a ledger was printed.

use super::Ledger;
use crate::engine::Engine;

/// What `sqlmigrate` prints on PostgreSQL, and never on SQLite: `data_types` and the templates of
/// `django/db/backends/postgresql`.
const OF_POSTGRESQL: [&str; 7] = [
    " serial ",
    " bigserial ",
    " as identity",
    " timestamp with time zone",
    " add constraint ",
    " double precision",
    " jsonb",
];

/// What it prints on SQLite alone: those of `django/db/backends/sqlite3`.
const OF_SQLITE: [&str; 3] = [" autoincrement", "\"new__", " datetime "];

impl Ledger {
    /// For which sort of database it was printed: as the manifest says, else by the look of its statements. None where
    /// neither tells, or the manifest names one that is not known here.
    #[must_use]
    pub fn engine(&self) -> Option<Engine> {
        match self.vendor() {
            Some(word) => of_vendor(word),
            None => self.look(),
        }
    }

    /// What the manifest says that it was printed for.
    pub(super) fn vendor(&self) -> Option<&str> {
        self.manifest.as_ref()?.vendor.as_deref()
    }

    fn look(&self) -> Option<Engine> {
        let texts = self.entries.values();
        let texts = texts.filter_map(|entry| entry.text.as_deref().ok());
        // What other programs print is in capitals.
        let texts: Vec<String> = texts.map(str::to_ascii_lowercase).collect();
        let count = |signs: &[&str]| {
            let has = |text: &&String| signs.iter().any(|sign| text.contains(sign));
            texts.iter().filter(has).count()
        };
        match (count(&OF_POSTGRESQL), count(&OF_SQLITE)) {
            (0, 0) => None,
            (postgresql, sqlite) if sqlite > postgresql => Some(Engine::Sqlite),
            _ => Some(Engine::PostgreSql),
        }
    }
}

/// `connection.vendor`, or the last word of `ENGINE` in Django's settings.
pub(super) fn of_vendor(word: &str) -> Option<Engine> {
    match word.rsplit('.').next()? {
        "postgresql" | "postgresql_psycopg2" | "postgis" => Some(Engine::PostgreSql),
        "sqlite" | "sqlite3" | "spatialite" => Some(Engine::Sqlite),
        _ => None,
    }
}
