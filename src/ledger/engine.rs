//! For which sort of database a ledger was printed.

use super::Ledger;
use crate::engine::Engine;

/// How each numbers rows, which the other one does not know; types and the rest a statement by hand may have on both.
const NUMBERED: [&[&str]; 2] = [
    &[" serial ", " bigserial ", " as identity"],
    &[" autoincrement"],
];

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
        let [postgresql, sqlite] = NUMBERED.map(|signs| count(signs) > 0);
        if postgresql != sqlite {
            return Some(if sqlite {
                Engine::Sqlite
            } else {
                Engine::PostgreSql
            });
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Entry;
    use crate::migration::MigrationKey;

    fn look(texts: &[&str]) -> Option<Engine> {
        let entries = texts.iter().enumerate().map(|(number, text)| {
            let entry = Entry {
                file: String::new(),
                digest: None,
                text: Ok((*text).to_owned()),
            };
            (MigrationKey::new("shop", number.to_string()), entry)
        });
        let ledger = Ledger {
            root: std::path::PathBuf::new(),
            entries: entries.collect(),
            manifest: None,
            digest: String::new(),
        };
        ledger.engine()
    }

    #[test]
    fn how_rows_are_numbered_tells_before_types_do() {
        let sqlite = "CREATE TABLE a (id integer NOT NULL PRIMARY KEY AUTOINCREMENT);";
        let either = "CREATE TABLE b (x double precision);";
        assert_eq!(look(&[sqlite, either, either]), Some(Engine::Sqlite));
        let postgresql = "CREATE TABLE a (id serial NOT NULL);";
        let by_hand = "CREATE TABLE c (at datetime );";
        assert_eq!(
            look(&[postgresql, by_hand, by_hand]),
            Some(Engine::PostgreSql)
        );
        assert_eq!(look(&["CREATE TABLE a (id bigint);"]), None);
    }
}
