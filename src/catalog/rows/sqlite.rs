//! What an SQLite database tells of its schema.

use serde::{Deserialize, Serialize};

use super::is_default;

/// One row of `sqlite_schema`, with what the pragmas say of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SqliteRow {
    /// `table`, `index`, `view` or `trigger`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The table or view that it hangs on; its own name for one of these.
    pub table: String,
    /// The statement that would make it; none of an index that stands behind a constraint.
    #[serde(skip_serializing_if = "is_default")]
    pub sql: Option<String>,
    /// Whether the table is its own primary key's index (`WITHOUT ROWID`), as the pragmas show it.
    #[serde(skip_serializing_if = "is_default")]
    pub without_rowid: bool,
    /// The columns of a table, as `pragma_table_xinfo` tells them; none of a virtual one, which would have to run to tell.
    #[serde(skip_serializing_if = "is_default")]
    pub columns: Vec<SqliteColumn>,
    /// The indexes of a table, those behind constraints too (`pragma_index_list`).
    #[serde(skip_serializing_if = "is_default")]
    pub indexes: Vec<SqliteIndex>,
    /// The foreign keys of a table (`pragma_foreign_key_list`).
    #[serde(skip_serializing_if = "is_default")]
    pub foreign_keys: Vec<SqliteForeignKey>,
}

/// A column of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SqliteColumn {
    /// Its name.
    pub name: String,
    /// Its declared type; empty where none is.
    pub data_type: String,
    /// Whether it refuses NULL.
    #[serde(skip_serializing_if = "is_default")]
    pub not_null: bool,
    /// Its default, as it was written.
    #[serde(skip_serializing_if = "is_default")]
    pub default: Option<String>,
    /// Its place in the primary key, from 1; 0 where it is not in it.
    #[serde(skip_serializing_if = "is_default")]
    pub key: i64,
    /// 2 of a virtual generated column, 3 of a stored one; 0 of all others.
    #[serde(skip_serializing_if = "is_default")]
    pub hidden: i64,
}

/// An index of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SqliteIndex {
    /// Its name.
    pub name: String,
    /// Whether it is unique.
    #[serde(skip_serializing_if = "is_default")]
    pub unique: bool,
    /// `c` where a statement made it, `u` of a unique constraint, `pk` of a primary key.
    pub origin: String,
    /// Whether it has a WHERE.
    #[serde(skip_serializing_if = "is_default")]
    pub partial: bool,
    /// Its keys, in order.
    pub keys: Vec<SqliteKey>,
}

/// A key of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SqliteKey {
    /// The column; none of an expression.
    pub column: Option<String>,
    /// `DESC`.
    #[serde(skip_serializing_if = "is_default")]
    pub descending: bool,
    /// By which collation it is ordered.
    pub collation: Option<String>,
}

/// A foreign key of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SqliteForeignKey {
    /// The table that it points at.
    pub table: String,
    /// The columns.
    pub columns: Vec<String>,
    /// The columns that it points at; none of them where it means the primary key.
    pub referenced: Vec<Option<String>>,
    /// `ON UPDATE`, in SQL's words.
    pub on_update: String,
    /// `ON DELETE`.
    pub on_delete: String,
}

impl SqliteRow {
    /// Whether it is a table of a module (`CREATE VIRTUAL TABLE`).
    #[must_use]
    pub fn is_virtual(&self) -> bool {
        self.begins_with(["create", "virtual"])
    }

    /// Whether it is a table that holds its rows itself.
    #[must_use]
    pub fn is_plain_table(&self) -> bool {
        self.kind == "table" && self.begins_with(["create", "table"])
    }

    /// Whether SQLite made it for itself: no statement may give such a name.
    #[must_use]
    pub fn is_internal(&self) -> bool {
        let start = self.name.get(..7);
        start.is_some_and(|start| start.eq_ignore_ascii_case("sqlite_"))
    }

    fn begins_with(&self, words: [&str; 2]) -> bool {
        let mut rest = self.sql.as_deref().unwrap_or_default();
        words.into_iter().all(|wanted| {
            rest = after_space(rest);
            let end = rest.find(|it: char| !it.is_ascii_alphabetic());
            let (word, behind) = rest.split_at(end.unwrap_or(rest.len()));
            rest = behind;
            word.eq_ignore_ascii_case(wanted)
        })
    }
}

/// What comes after white space and comments.
fn after_space(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\n', '\r', '\x0c']);
        let closed = if let Some(comment) = rest.strip_prefix("/*") {
            comment.split_once("*/")
        } else if let Some(comment) = rest.strip_prefix("--") {
            comment.split_once('\n')
        } else {
            return rest;
        };
        rest = closed.map_or("", |(_, behind)| behind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_is_the_first_words_of_its_statement_say() {
        let of = |sql: &str| SqliteRow {
            kind: "table".into(),
            sql: Some(sql.into()),
            ..SqliteRow::default()
        };
        assert!(of("CREATE VIRTUAL TABLE t USING fts5(a)").is_virtual());
        assert!(of("create/* a */\n-- b\nVirtual/**/table t using x").is_virtual());
        assert!(of("CREATE TABLE virtual (a)").is_plain_table());
        assert!(!of("CREATE TABLE virtual (a)").is_virtual());
        for other in [
            "",
            "CREATE",
            "CREATE /*",
            "CREATE VIEW t AS SELECT 1",
            "CREATE\"TABLE\"",
        ] {
            assert!(!of(other).is_plain_table(), "{other}");
        }
    }
}
