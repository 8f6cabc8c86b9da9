//! Tables that a virtual table keeps its rows in: they come and go with it, and are no one's else.

use std::collections::BTreeMap;

use crate::catalog::rows::SqliteRow;
use crate::effect::sqlite::stored;
use crate::effect::vocabulary::SqliteChange;
use crate::name::Name;

/// What the tables are called behind the name of the virtual one (`xShadowName` of each module).
const MODULES: [(&str, &[&str]); 6] = [
    ("fts3", FTS3),
    ("fts4", FTS3),
    ("fts5", &["config", "content", "data", "docsize", "idx"]),
    ("rtree", RTREE),
    ("rtree_i32", RTREE),
    ("geopoly", RTREE),
];

const FTS3: &[&str] = &["content", "docsize", "segdir", "segments", "stat"];
const RTREE: &[&str] = &["node", "parent", "rowid"];

/// The virtual tables, each with its module; none where that is not understood.
pub(super) struct Kept {
    modules: BTreeMap<Name, Option<Name>>,
}

impl Kept {
    pub(super) fn of(rows: &[SqliteRow]) -> Self {
        let virtual_tables = rows.iter().filter(|row| row.is_virtual());
        let modules = virtual_tables.map(|row| (Name::of_sqlite(&row.name), module(row)));
        Self {
            modules: modules.collect(),
        }
    }

    /// Whether a module that is known keeps the table.
    pub(super) fn is_shadow(&self, table: &str) -> bool {
        self.virtual_table(table).is_some_and(|(module, ending)| {
            let known = |(name, endings): &(&str, &[&str])| {
                module.is_some_and(|module| module.as_str() == *name) && endings.contains(&&*ending)
            };
            MODULES.iter().any(known)
        })
    }

    /// The virtual table of a module that is not known, which may keep the table.
    pub(super) fn owner(&self, table: &str) -> Option<&str> {
        let name = table.to_ascii_lowercase();
        let mut all = self.modules.iter();
        let (owner, _) = all.find(|(owner, module)| {
            let rest = name.strip_prefix(owner.as_str());
            let is_known = |module: &Name| MODULES.iter().any(|(name, _)| module.as_str() == *name);
            rest.is_some_and(|rest| rest.starts_with('_')) && !module.as_ref().is_some_and(is_known)
        })?;
        Some(owner.as_str())
    }

    /// The module of the virtual table that the name begins with, and what is behind its last `_` (`sqlite3ShadowTableName`).
    fn virtual_table(&self, table: &str) -> Option<(Option<&Name>, String)> {
        let name = table.to_ascii_lowercase();
        let (owner, ending) = name.rsplit_once('_')?;
        let module = self.modules.get(&Name::of_sqlite(owner))?;
        Some((module.as_ref(), ending.to_owned()))
    }
}

fn module(row: &SqliteRow) -> Option<Name> {
    match stored(row.sql.as_deref()?).ok()?.change {
        SqliteChange::CreateTable(new) => {
            let written = new.object.module?;
            let end = written.find(|it: char| it == '(' || it.is_whitespace());
            Some(Name::of_sqlite(&written[..end.unwrap_or(written.len())]))
        }
        _ => None,
    }
}
