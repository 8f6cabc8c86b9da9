//! What the file tells of its schema: the rows of `sqlite_schema`, and what the pragmas say of its tables.
//!
//! The pragmas are asked of ordinary tables alone: a view would be compiled for an answer, and a virtual table would run.

use std::collections::BTreeSet;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use crate::catalog::rows::{SqliteColumn, SqliteForeignKey, SqliteIndex, SqliteKey, SqliteRow};

const OBJECTS: &str = "SELECT type, name, tbl_name, sql FROM main.sqlite_schema ORDER BY rowid";

/// `?1` is the list of the tables, and the first column which of them it is.
const COLUMNS: &str = "SELECT t.key, x.name, x.type, x.\"notnull\", x.dflt_value, x.pk, x.hidden \
     FROM json_each(?1) AS t, pragma_table_xinfo(t.value, 'main') AS x ORDER BY t.key, x.cid";

const INDEXES: &str = "SELECT t.key, i.name, i.\"unique\", i.origin, i.partial, x.name, x.\"desc\", x.coll \
     FROM json_each(?1) AS t, pragma_index_list(t.value, 'main') AS i, pragma_index_xinfo(i.name, 'main') AS x \
     WHERE x.key ORDER BY t.key, i.seq, x.seqno";

const FOREIGN_KEYS: &str = "SELECT t.key, f.id, f.\"table\", f.\"from\", f.\"to\", f.on_update, f.on_delete \
     FROM json_each(?1) AS t, pragma_foreign_key_list(t.value, 'main') AS f ORDER BY t.key, f.id, f.seq";

/// Everything but what SQLite made for itself.
pub(super) fn read(connection: &Connection) -> rusqlite::Result<Vec<SqliteRow>> {
    let mut rows = Vec::new();
    each(connection, OBJECTS, [], |row| {
        rows.push(SqliteRow {
            kind: text(row, 0)?.unwrap_or_default(),
            name: text(row, 1)?.unwrap_or_default(),
            table: text(row, 2)?.unwrap_or_default(),
            sql: text(row, 3)?,
            ..SqliteRow::default()
        });
        Ok(())
    })?;
    let indexes: BTreeSet<String> = rows
        .iter()
        .filter(|row| row.kind == "index")
        .map(|row| row.name.clone())
        .collect();
    rows.retain(|row| !row.is_internal());
    let mut tables: Vec<&mut SqliteRow> =
        rows.iter_mut().filter(|row| row.is_plain_table()).collect();
    describe(connection, &mut tables)?;
    for table in tables {
        // The index of its primary key is the table itself, and so no object of its own.
        let mut keys = table.indexes.iter().filter(|index| index.origin == "pk");
        table.without_rowid = keys.any(|key| !indexes.contains(&key.name));
    }
    Ok(rows)
}

fn describe(connection: &Connection, tables: &mut [&mut SqliteRow]) -> rusqlite::Result<()> {
    let names: Vec<&str> = tables.iter().map(|row| &*row.name).collect();
    let names = serde_json::Value::from(names).to_string();
    each(connection, COLUMNS, [&names], |row| {
        if let Some(table) = of(tables, row)? {
            table.columns.push(column(row)?);
        }
        Ok(())
    })?;
    each(connection, INDEXES, [&names], |row| {
        if let Some(table) = of(tables, row)? {
            add_key(&mut table.indexes, row)?;
        }
        Ok(())
    })?;
    let mut before = None;
    each(connection, FOREIGN_KEYS, [&names], |row| {
        let at = Some((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
        let Some(table) = of(tables, row)? else {
            return Ok(());
        };
        if before != at {
            table.foreign_keys.push(foreign_key(row)?);
            before = at;
        }
        if let Some(key) = table.foreign_keys.last_mut() {
            key.columns.push(text(row, 3)?.unwrap_or_default());
            key.referenced.push(text(row, 4)?);
        }
        Ok(())
    })
}

fn column(row: &Row<'_>) -> rusqlite::Result<SqliteColumn> {
    Ok(SqliteColumn {
        name: text(row, 1)?.unwrap_or_default(),
        data_type: text(row, 2)?.unwrap_or_default(),
        not_null: row.get(3)?,
        default: text(row, 4)?,
        key: row.get(5)?,
        hidden: row.get(6)?,
    })
}

/// Adds the key to its index, which the row before it was of, too.
fn add_key(indexes: &mut Vec<SqliteIndex>, row: &Row<'_>) -> rusqlite::Result<()> {
    let name = text(row, 1)?.unwrap_or_default();
    let key = SqliteKey {
        column: text(row, 5)?,
        descending: row.get(6)?,
        collation: text(row, 7)?,
    };
    match indexes.last_mut().filter(|last| last.name == name) {
        Some(last) => last.keys.push(key),
        None => indexes.push(SqliteIndex {
            name,
            unique: row.get(2)?,
            origin: text(row, 3)?.unwrap_or_default(),
            partial: row.get(4)?,
            keys: vec![key],
        }),
    }
    Ok(())
}

fn foreign_key(row: &Row<'_>) -> rusqlite::Result<SqliteForeignKey> {
    Ok(SqliteForeignKey {
        table: text(row, 2)?.unwrap_or_default(),
        on_update: text(row, 5)?.unwrap_or_default(),
        on_delete: text(row, 6)?.unwrap_or_default(),
        ..SqliteForeignKey::default()
    })
}

/// The table that an answer is of.
fn of<'a>(
    tables: &'a mut [&mut SqliteRow],
    row: &Row<'_>,
) -> rusqlite::Result<Option<&'a mut SqliteRow>> {
    let at = usize::try_from(row.get::<_, i64>(0)?).unwrap_or(usize::MAX);
    Ok(tables.get_mut(at).map(|table| &mut **table))
}

/// Each row of an answer.
pub(super) fn each(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
    mut take: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query(parameters)?;
    while let Some(row) = rows.next()? {
        take(row)?;
    }
    Ok(())
}

/// What stands in a cell, as text; what is no UTF-8 in it is replaced, and none is NULL.
fn text(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<String>> {
    Ok(match row.get_ref(at)? {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            Some(String::from_utf8_lossy(bytes).into_owned())
        }
    })
}
