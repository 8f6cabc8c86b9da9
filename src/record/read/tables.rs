//! Reads every `django_migrations` of a database.

use std::collections::BTreeMap;
use std::error::Error as _;

use postgres::types::FromSql;
use postgres::{Row, Transaction};

use super::{Elsewhere, Obstacle, RecordError, RecordRow, Records, ServerMessage};
use crate::name::{Name, QualifiedName};

/// How many other schemas are looked into: a database with a schema a tenant may have thousands.
const MOST_OTHERS: usize = 50;

/// How many tables one statement reads.
const AT_ONCE: usize = 100;

/// One row a relation of that name.
const TABLES: &str = include_str!("tables.sql");

/// Nothing once ids have wrapped: two rows of different rounds could then not be told apart.
const XMIN: &str = "CASE WHEN txid_snapshot_xmax(txid_current_snapshot()) < 4294967296 THEN xmin::text::bigint END";

/// NULL where the server has forgotten.
const FOLLOWS_ABORTED: &str = "coalesce(CASE WHEN txid_snapshot_xmax(txid_current_snapshot()) < 4294967296 \
     AND xmin::text::bigint > 3 THEN txid_status(xmin::text::bigint - 1) = 'aborted' END, false)";

/// NULL where the server does not keep it any more.
const COMMITTED: &str = "pg_xact_commit_timestamp(xmin)";

/// Where the server never keeps it.
const NEVER: &str = "NULL::timestamptz";

/// Whether `track_commit_timestamp` is on here, and whether the server repeats what another one writes.
const COMMITS: &str =
    "SELECT current_setting('track_commit_timestamp') = 'on', pg_is_in_recovery()";

/// Fails where the server keeps no commit timestamps; 3 is the first transaction of every cluster.
const ANY_COMMIT: &str = "SELECT pg_xact_commit_timestamp('3'::xid)";

/// One relation called `django_migrations`.
struct Table {
    schema: String,
    /// Whether the role may read it as Django's, and nothing stands in the way.
    readable: bool,
    /// Why it is never read.
    obstacle: Option<Obstacle>,
    /// Whether the server knows when a row was committed.
    keeps_commits: bool,
}

/// Which records are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The schema of which they are wanted first; none to find it by the search path.
    pub schema: Option<&'a str>,
    /// Whether those of every other schema are wanted, however many there are.
    pub all: bool,
}

/// Reads the records of the wanted schema, or of the first schema of `search_path` that has them, or else
/// of `public`; and those of every other schema that the role may read, where not all are wanted of 50 at
/// most: of the rest only that they are there. Where all are wanted, any schema will do for the first.
///
/// # Errors
/// [`RecordError`]: no table, no right to read it, or rows that are not Django's.
pub fn read(
    tx: &mut Transaction<'_>,
    wanted: Wanted<'_>,
    search_path: &[String],
    role: &str,
) -> Result<Records, RecordError> {
    let tables = tables(tx)?;
    let searched = searched(wanted.schema, search_path);
    let on_path = searched
        .iter()
        .filter_map(|schema| tables.iter().find(|table| table.schema == *schema));
    let any = tables.iter().filter(|_| wanted.all);
    let candidates: Vec<&Table> = on_path.chain(any).collect();
    let readable = candidates.iter().find(|table| table.readable && wanted.all);
    let Some(chosen) = readable.or_else(|| candidates.first()) else {
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
    let most = if wanted.all { usize::MAX } else { MOST_OTHERS };
    Ok(Records {
        schema: chosen.schema.clone(),
        rows,
        elsewhere_left_out: others.len().saturating_sub(most),
        elsewhere: elsewhere(tx, &others, most, role)?,
    })
}

/// Reads every `django_migrations` of a database: 50 at most, and none is no error.
///
/// # Errors
/// [`RecordError`]: the server went away.
pub fn read_all(tx: &mut Transaction<'_>, role: &str) -> Result<Vec<Elsewhere>, RecordError> {
    let tables = tables(tx)?;
    let all: Vec<&Table> = tables.iter().take(MOST_OTHERS).collect();
    elsewhere(tx, &all, MOST_OTHERS, role)
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
    let refused = |error| RecordError::Refused {
        schema: "*".to_owned(),
        server: Box::new(ServerMessage::from(&error)),
    };
    let rows = tx.query_typed(TABLES, &[]).map_err(refused)?;
    let keeps_commits = keeps_commits(tx).map_err(refused)?;
    rows.iter()
        .map(|row| {
            let word: Option<&str> = cell(row, 2, "*")?;
            let named: Option<String> = cell(row, 3, "*")?;
            let obstacle = word.map(|word| Obstacle::of(word, named.unwrap_or_default()));
            let may_read: bool = cell(row, 1, "*")?;
            Ok(Table {
                schema: cell(row, 0, "*")?,
                readable: may_read && obstacle.is_none(),
                obstacle,
                keeps_commits,
            })
        })
        .collect()
}

/// A standby keeps commit timestamps where its primary does, whatever its own setting says.
fn keeps_commits(tx: &mut Transaction<'_>) -> Result<bool, postgres::Error> {
    let row = tx.query_typed_one(COMMITS, &[])?;
    let (set, standby): (bool, bool) = (row.try_get(0)?, row.try_get(1)?);
    if !set || !standby {
        return Ok(set);
    }
    let mut inner = tx.transaction()?;
    let kept = inner.query_typed(ANY_COMMIT, &[]).is_ok();
    inner.rollback()?;
    Ok(kept)
}

/// The rows of the first `most` of these tables, those that the role may read, a hundred by one statement.
fn elsewhere(
    tx: &mut Transaction<'_>,
    tables: &[&Table],
    most: usize,
    role: &str,
) -> Result<Vec<Elsewhere>, RecordError> {
    let wanted = tables.iter().take(most).filter(|table| table.readable);
    let wanted: Vec<&Table> = wanted.copied().collect();
    let mut found: BTreeMap<&str, Vec<RecordRow>> = BTreeMap::new();
    for some in wanted.chunks(AT_ONCE) {
        if let Some(rows) = try_rows(tx, some, role)? {
            found.extend(rows);
            continue;
        }
        // One of them hinders all.
        for table in some {
            found.extend(try_rows(tx, &[table], role)?.unwrap_or_default());
        }
    }
    let all = tables.iter().map(|table| Elsewhere {
        schema: table.schema.clone(),
        rows: found.remove(table.schema.as_str()),
        obstacle: table.obstacle.clone(),
    });
    Ok(all.collect())
}

/// Another schema's rows are no condition of a run: whatever hinders reading them is no error. A savepoint
/// keeps the transaction usable, and gives up the locks.
fn try_rows<'a>(
    tx: &mut Transaction<'_>,
    tables: &[&'a Table],
    role: &str,
) -> Result<Option<BTreeMap<&'a str, Vec<RecordRow>>>, RecordError> {
    let Some(first) = tables.first() else {
        return Ok(None);
    };
    let refused = |error| refused(first, role, &error);
    let mut inner = tx.transaction().map_err(refused)?;
    let answer = inner.query_typed(&select(tables), &[]);
    inner.rollback().map_err(refused)?;
    Ok(answer.ok().and_then(|rows| sorted(tables, &rows).ok()))
}

fn sorted<'a>(
    tables: &[&'a Table],
    rows: &[Row],
) -> Result<BTreeMap<&'a str, Vec<RecordRow>>, RecordError> {
    let empty = tables.iter().map(|table| (&*table.schema, Vec::new()));
    let mut found: BTreeMap<&str, Vec<RecordRow>> = empty.collect();
    for row in rows {
        let number: i32 = cell(row, 7, "*")?;
        let table = usize::try_from(number).ok().and_then(|at| tables.get(at));
        if let Some(table) = table {
            let record = record(row, &table.schema)?;
            found.entry(&table.schema).or_default().push(record);
        }
    }
    Ok(found)
}

fn rows(
    tx: &mut Transaction<'_>,
    table: &Table,
    role: &str,
) -> Result<Vec<RecordRow>, RecordError> {
    if let Some(obstacle) = &table.obstacle {
        return Err(RecordError::Obstructed {
            schema: table.schema.clone(),
            role: role.to_owned(),
            obstacle: obstacle.clone(),
        });
    }
    let refused = |error| refused(table, role, &error);
    let mut inner = tx.transaction().map_err(refused)?;
    let answer = inner.query_typed(&select(&[table]), &[]).map_err(refused)?;
    // With the savepoint goes whatever the rows of users did to the session, and the lock: a migration of the table
    // need not wait for the rest of the reading.
    inner.rollback().map_err(refused)?;
    answer
        .iter()
        .map(|row| record(row, &table.schema))
        .collect()
}

/// The rows of all these tables, each with the number of its table.
fn select(tables: &[&Table]) -> String {
    let each = tables.iter().enumerate();
    let each: Vec<String> = each.map(|(number, table)| one(number, table)).collect();
    format!("{} ORDER BY 8, 1, 2, 3", each.join(" UNION ALL "))
}

/// Times outside the calendar (`infinity`) come as NULL, so that one odd row hides no other.
fn one(number: usize, table: &Table) -> String {
    let name = QualifiedName::new(Name::exact(&table.schema), Name::exact("django_migrations"));
    let committed = if table.keeps_commits {
        COMMITTED
    } else {
        NEVER
    };
    format!(
        "SELECT coalesce(id, 0)::bigint, coalesce(app, '')::text, coalesce(name, '')::text, \
         CASE WHEN isfinite(applied) AND applied BETWEEN '0001-01-01' AND '9999-12-31' \
         THEN applied::timestamptz END, {XMIN}, {FOLLOWS_ABORTED}, {committed}, {number}::int FROM ONLY {}",
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
            readable: true,
            obstacle: None,
            keeps_commits: false,
        };
        assert!(
            select(&[&table])
                .contains("FROM ONLY \"a\"\"; DROP TABLE x; --\".\"django_migrations\"")
        );
    }

    #[test]
    fn public_is_looked_into_last_and_a_chosen_schema_alone() {
        let path = ["app".to_owned()];
        assert_eq!(searched(None, &path), ["app", "public"]);
        assert_eq!(searched(Some("x"), &path), ["x"]);
    }
}
