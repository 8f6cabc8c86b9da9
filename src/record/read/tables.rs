//! Reads every `django_migrations` of a database.

use std::collections::BTreeMap;
use std::error::Error as _;

use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::{FromSql, ToSql, Type};
use postgres::{Row, Transaction};

use super::{Elsewhere, Obstacle, RecordError, RecordRow, Records, ServerMessage};
use crate::name::{Name, QualifiedName};

/// How many other schemas are looked into: a database with a schema a tenant may have thousands.
const MOST_OTHERS: usize = 50;

/// How many tables one statement reads.
const AT_ONCE: usize = 100;

/// More rows than that are no migrations: whoever may make a table of this name must not fill our memory.
const MOST_ROWS: usize = 50_000;

/// The characters of Django's `app` and `name` (`MigrationRecorder.Migration`).
const LONGEST: usize = 255;

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
    /// Whether the role may read it, and row security would hide rows from it.
    hides: bool,
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
            let hides = may_read && cell(row, 4, "*")?;
            Ok(Table {
                schema: cell(row, 0, "*")?,
                readable: may_read && !hides && obstacle.is_none(),
                hides,
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
    let answer = sorted(&mut inner, tables, role);
    inner.rollback().map_err(refused)?;
    Ok(answer.ok())
}

/// The rows of these tables by their schemas, taken over one by one: the driver's rows weigh more than ours.
fn sorted<'a>(
    tx: &mut Transaction<'_>,
    tables: &[&'a Table],
    role: &str,
) -> Result<BTreeMap<&'a str, Vec<RecordRow>>, RecordError> {
    let empty = tables.iter().map(|table| (&*table.schema, Vec::new()));
    let mut found: BTreeMap<&str, Vec<RecordRow>> = empty.collect();
    let Some(first) = tables.first() else {
        return Ok(found);
    };
    let refused = |error| refused(first, role, &error);
    let none: [(&(dyn ToSql + Sync), Type); 0] = [];
    let mut rows = tx.query_typed_raw(&select(tables), none).map_err(refused)?;
    while let Some(row) = rows.next().map_err(refused)? {
        let number: i32 = cell(&row, 7, "*")?;
        let table = usize::try_from(number).ok().and_then(|at| tables.get(at));
        if let Some(table) = table {
            let of_table = found.entry(&table.schema).or_default();
            of_table.push(record(&row, &table.schema)?);
            if of_table.len() > MOST_ROWS {
                return Err(unlike(
                    &table.schema,
                    format!("it has more than {MOST_ROWS} rows"),
                ));
            }
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
    if table.hides {
        return Err(RecordError::Hidden {
            schema: table.schema.clone(),
            role: role.to_owned(),
        });
    }
    let refused = |error| refused(table, role, &error);
    let mut inner = tx.transaction().map_err(refused)?;
    let mut found = sorted(&mut inner, &[table], role)?;
    // With the savepoint goes whatever the rows of users did to the session, and the lock: a migration of the table
    // need not wait for the rest of the reading.
    inner.rollback().map_err(refused)?;
    Ok(found.remove(&*table.schema).unwrap_or_default())
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
    let text = |column| format!("left(coalesce({column}, '')::text, {})", LONGEST + 1);
    format!(
        "(SELECT coalesce(id, 0)::bigint, {}, {}, \
         CASE WHEN isfinite(applied) AND applied BETWEEN '0001-01-01' AND '9999-12-31' \
         THEN applied::timestamptz END, {XMIN}, {FOLLOWS_ABORTED}, {committed}, {number}::int FROM ONLY {} LIMIT {})",
        text("app"),
        text("name"),
        name.quoted(),
        MOST_ROWS + 1,
    )
}

fn record(row: &Row, schema: &str) -> Result<RecordRow, RecordError> {
    let xmin: Option<i64> = cell(row, 4, schema)?;
    Ok(RecordRow {
        id: cell(row, 0, schema)?,
        app: label(row, 1, schema)?,
        name: label(row, 2, schema)?,
        applied: cell(row, 3, schema)?,
        xmin: xmin.and_then(|xmin| u32::try_from(xmin).ok()),
        follows_aborted: cell(row, 5, schema)?,
        committed: cell(row, 6, schema)?,
    })
}

fn label(row: &Row, at: usize, schema: &str) -> Result<String, RecordError> {
    let label: String = cell(row, at, schema)?;
    if label.chars().count() > LONGEST {
        let reason = format!("it has a name of more than {LONGEST} characters");
        return Err(unlike(schema, reason));
    }
    Ok(label)
}

fn cell<'a, T: FromSql<'a>>(row: &'a Row, at: usize, schema: &str) -> Result<T, RecordError> {
    row.try_get(at).map_err(|error| {
        let reason = error.source();
        unlike(
            schema,
            reason.map_or_else(|| error.to_string(), ToString::to_string),
        )
    })
}

fn unlike(schema: &str, reason: String) -> RecordError {
    RecordError::Unread {
        schema: schema.to_owned(),
        reason,
    }
}

fn refused(table: &Table, role: &str, error: &postgres::Error) -> RecordError {
    let (schema, server) = (table.schema.clone(), Box::new(ServerMessage::from(error)));
    // insufficient_privilege.
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
            hides: false,
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
