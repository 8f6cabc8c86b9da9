//! Reads every `django_migrations` of a database.

use std::error::Error as _;

use postgres::types::FromSql;
use postgres::{Row, Transaction};

use super::{Elsewhere, RecordError, RecordRow, Records, ServerMessage};
use crate::name::{Name, QualifiedName};

/// How many other schemas are looked into: a database with a schema a tenant may have thousands.
const MOST_OTHERS: usize = 50;

/// Every relation of that name, and whether the role may read it as Django's table.
const TABLES: &str = "
SELECT n.nspname::text, c.relkind IN ('r', 'm'),
       pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
           AND 4 = (SELECT count(*) FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attname IN ('id', 'app', 'name', 'applied') AND NOT a.attisdropped)
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = 'django_migrations' AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_'
ORDER BY n.nspname";

/// Nothing once ids have wrapped: two rows of different rounds could then not be told apart.
const XMIN: &str = "CASE WHEN txid_snapshot_xmax(txid_current_snapshot()) < 4294967296 THEN xmin::text::bigint END";

/// NULL where the server has forgotten.
const FOLLOWS_ABORTED: &str = "coalesce(CASE WHEN txid_snapshot_xmax(txid_current_snapshot()) < 4294967296 \
     AND xmin::text::bigint > 3 THEN txid_status(xmin::text::bigint - 1) = 'aborted' END, false)";

/// NULL where the server does not keep it, or no longer.
const COMMITTED: &str = "CASE WHEN current_setting('track_commit_timestamp') = 'on' \
                         THEN pg_xact_commit_timestamp(xmin) END";

/// One relation called `django_migrations`.
struct Table {
    schema: String,
    keeps_xmin: bool,
    readable: bool,
}

/// Reads the records of `schema`, or of the first schema of `search_path` that has them, or else of
/// `public`; and those of every other schema that the role may read, of 50 at most: of the rest only that
/// they are there.
///
/// # Errors
/// [`RecordError`]: no table, no right to read it, or rows that are not Django's.
pub fn read(
    tx: &mut Transaction<'_>,
    schema: Option<&str>,
    search_path: &[String],
    role: &str,
) -> Result<Records, RecordError> {
    let tables = tables(tx)?;
    let searched = searched(schema, search_path);
    let Some(chosen) = searched
        .iter()
        .find_map(|schema| tables.iter().find(|table| table.schema == *schema))
    else {
        return Err(RecordError::NoMigrationsTable {
            searched,
            found_in: tables.into_iter().map(|table| table.schema).collect(),
        });
    };
    let rows = rows(tx, chosen, role)?;
    let others: Vec<&Table> = tables
        .iter()
        .filter(|table| table.schema != chosen.schema)
        .collect();
    Ok(Records {
        schema: chosen.schema.clone(),
        rows,
        elsewhere_left_out: others.len().saturating_sub(MOST_OTHERS),
        elsewhere: others
            .into_iter()
            .enumerate()
            .map(|(number, table)| elsewhere(tx, table, role, number < MOST_OTHERS))
            .collect::<Result<_, _>>()?,
    })
}

/// Reads every `django_migrations` of a database: 50 at most, and none is no error.
///
/// # Errors
/// [`RecordError`]: the server went away.
pub fn read_all(tx: &mut Transaction<'_>, role: &str) -> Result<Vec<Elsewhere>, RecordError> {
    let tables = tables(tx)?;
    tables
        .iter()
        .take(MOST_OTHERS)
        .map(|table| elsewhere(tx, table, role, true))
        .collect()
}

fn searched(schema: Option<&str>, search_path: &[String]) -> Vec<String> {
    if let Some(schema) = schema {
        return vec![schema.to_owned()];
    }
    let mut list = search_path.to_vec();
    if list.iter().all(|schema| schema != "public") {
        list.push("public".to_owned());
    }
    list
}

fn tables(tx: &mut Transaction<'_>) -> Result<Vec<Table>, RecordError> {
    let rows = tx
        .query_typed(TABLES, &[])
        .map_err(|error| RecordError::Refused {
            schema: "*".to_owned(),
            server: Box::new(ServerMessage::from(&error)),
        })?;
    rows.iter()
        .map(|row| {
            Ok(Table {
                schema: cell(row, 0, "*")?,
                keeps_xmin: cell(row, 1, "*")?,
                readable: cell(row, 2, "*")?,
            })
        })
        .collect()
}

/// Another schema's rows are evidence only: whatever hinders reading them is no error. A savepoint
/// keeps the transaction usable.
fn elsewhere(
    tx: &mut Transaction<'_>,
    table: &Table,
    role: &str,
    wanted: bool,
) -> Result<Elsewhere, RecordError> {
    let mut found = None;
    if table.readable && wanted {
        let mut inner = tx
            .transaction()
            .map_err(|error| refused(table, role, &error))?;
        found = rows(&mut inner, table, role).ok();
        inner
            .rollback()
            .map_err(|error| refused(table, role, &error))?;
    }
    Ok(Elsewhere {
        schema: table.schema.clone(),
        rows: found,
    })
}

fn rows(
    tx: &mut Transaction<'_>,
    table: &Table,
    role: &str,
) -> Result<Vec<RecordRow>, RecordError> {
    tx.query_typed(&select(table), &[])
        .map_err(|error| refused(table, role, &error))?
        .iter()
        .map(|row| record(row, &table.schema))
        .collect()
}

/// Times outside the calendar (`infinity`) come as NULL, so that one odd row hides no other.
fn select(table: &Table) -> String {
    let name = QualifiedName::new(Name::exact(&table.schema), Name::exact("django_migrations"));
    let (xmin, aborted, committed) = if table.keeps_xmin {
        (XMIN, FOLLOWS_ABORTED, COMMITTED)
    } else {
        ("NULL::bigint", "false", "NULL::timestamptz")
    };
    format!(
        "SELECT coalesce(id, 0)::bigint, coalesce(app, '')::text, coalesce(name, '')::text, \
         CASE WHEN isfinite(applied) AND applied BETWEEN '0001-01-01' AND '9999-12-31' \
         THEN applied::timestamptz END, {xmin}, {aborted}, {committed} FROM {} ORDER BY 1, 2, 3",
        name.quoted()
    )
}

fn record(row: &Row, schema: &str) -> Result<RecordRow, RecordError> {
    let xmin: Option<i64> = cell(row, 4, schema)?;
    Ok(RecordRow {
        id: cell(row, 0, schema)?,
        app: cell(row, 1, schema)?,
        name: cell(row, 2, schema)?,
        applied: cell(row, 3, schema)?,
        xmin: xmin.and_then(|xmin| u32::try_from(xmin).ok()),
        follows_aborted: cell(row, 5, schema)?,
        committed: cell(row, 6, schema)?,
    })
}

fn cell<'a, T: FromSql<'a>>(row: &'a Row, at: usize, schema: &str) -> Result<T, RecordError> {
    row.try_get(at).map_err(|error| RecordError::Unread {
        schema: schema.to_owned(),
        reason: error
            .source()
            .map_or_else(|| error.to_string(), ToString::to_string),
    })
}

fn refused(table: &Table, role: &str, error: &postgres::Error) -> RecordError {
    let (schema, server) = (table.schema.clone(), Box::new(ServerMessage::from(error)));
    // insufficient_privilege, which row security that cannot be switched off raises too.
    if server.is("42501") {
        let role = role.to_owned();
        return RecordError::Forbidden {
            schema,
            role,
            server,
        };
    }
    RecordError::Refused { schema, server }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_schema_name_stays_inside_its_quotes() {
        let table = Table {
            schema: "a\"; DROP TABLE x; --".to_owned(),
            keeps_xmin: false,
            readable: true,
        };
        assert!(select(&table).contains("FROM \"a\"\"; DROP TABLE x; --\".\"django_migrations\""));
    }

    #[test]
    fn public_is_looked_into_last_and_a_chosen_schema_alone() {
        let path = ["app".to_owned()];
        assert_eq!(searched(None, &path), ["app", "public"]);
        assert_eq!(searched(Some("x"), &path), ["x"]);
    }
}
