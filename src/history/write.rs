//! A run into the history, whole or not at all.

use rusqlite::{Transaction, TransactionBehavior, named_params};

use super::body::{self, Index, Parts};
use super::digest::of_rows;
use super::error::{HistoryError, Problem};
use super::{History, Inputs, LedgerFile, RecordRow, answers, blob, link, objects};
use crate::report::Report;

impl History {
    /// Stores a run in one transaction and gives `report.run.id` its number, which the stored
    /// report carries too. `report.run.previous` is stored as it is.
    ///
    /// # Errors
    ///
    /// Where it could not be stored. The history is then as it was, and `report.run.id` is none.
    pub fn store(
        &mut self,
        report: &mut Report,
        inputs: &Inputs,
        exit_status: u8,
    ) -> Result<u64, HistoryError> {
        let stored = self.try_store(report, inputs, exit_status);
        report.run.id = stored.as_ref().ok().copied();
        stored
    }

    fn try_store(
        &mut self,
        report: &mut Report,
        inputs: &Inputs,
        exit_status: u8,
    ) -> Result<u64, HistoryError> {
        let path = self.path.clone();
        let fail = |error| HistoryError::of(&path, error);
        let unwritten = |error| Problem::NotWritten(error).at(&path);
        let immediate = TransactionBehavior::Immediate;
        let transaction = self
            .connection
            .transaction_with_behavior(immediate)
            .map_err(fail)?;
        let id = next_id(&transaction).map_err(fail)?;
        report.run.id = Some(id);
        let parts = body::split(report).map_err(unwritten)?;
        let row = Row {
            id: integer(id),
            exit_status,
            scope: serde_json::to_string(&report.scope).map_err(unwritten)?,
            index: body::index(&parts.body).map_err(unwritten)?,
            parts,
            record_set: of_rows(&inputs.records).map_err(unwritten)?,
            ledger_file_set: of_rows(&inputs.files).map_err(unwritten)?,
        };
        write_all(&transaction, &row, report, inputs).map_err(fail)?;
        transaction.commit().map_err(fail)?;
        Ok(id)
    }
}

/// What of a run is not in its report, or in another form.
struct Row {
    id: i64,
    exit_status: u8,
    scope: String,
    parts: Parts,
    index: Index,
    record_set: String,
    ledger_file_set: String,
}

/// The digests of what it shares with other runs.
struct Shared {
    body: String,
    objects: String,
}

fn write_all(
    transaction: &Transaction<'_>,
    row: &Row,
    report: &Report,
    inputs: &Inputs,
) -> rusqlite::Result<()> {
    write_records(transaction, &row.record_set, &inputs.records)?;
    write_files(transaction, &row.ledger_file_set, &inputs.files)?;
    let (body, is_new) = blob::put(transaction, &row.parts.body)?;
    if is_new {
        write_index(transaction, &body, &row.index)?;
    }
    let objects = objects::put(transaction, &inputs.objects)?;
    let shared = Shared { body, objects };
    write_run(transaction, row, &shared, report)?;
    answers::write(transaction, row.id, &inputs.answers)?;
    link::append(transaction, Some(row.id), None)?;
    Ok(())
}

/// The number of the next run. Numbers are never used twice, even if the newest run is deleted.
fn next_id(transaction: &Transaction<'_>) -> rusqlite::Result<u64> {
    let sql = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'run'), 0)";
    let last: i64 = transaction.query_row(sql, [], |row| row.get(0))?;
    Ok(u64::try_from(last).unwrap_or(0) + 1)
}

fn write_run(
    transaction: &Transaction<'_>,
    row: &Row,
    shared: &Shared,
    report: &Report,
) -> rusqlite::Result<()> {
    let (run, target, found) = (&report.run, &report.target, report.summary.findings);
    transaction.execute(
        "INSERT INTO run (id, started_at, duration_ms, previous, tool_version, engine,
             server_version, database_name, schema_name, address, identity, scope, ledger_digest,
             record_set, ledger_file_set, recorded, errors, warnings, infos, exit_status,
             report_format, report, canonicaliser, body, objects)
         VALUES (:id, :started_at, :duration_ms, :previous, :tool_version, :engine,
             :server_version, :database_name, :schema_name, :address, :identity, :scope,
             :ledger_digest, :record_set, :ledger_file_set, :recorded, :errors, :warnings, :infos,
             :exit_status, :report_format, :report, :canonicaliser, :body, :objects)",
        named_params! {
            ":id": row.id,
            ":started_at": run.started_at.to_string(),
            ":duration_ms": integer(run.duration_ms),
            ":previous": run.previous.map(integer),
            ":tool_version": report.tool.version,
            ":engine": target.engine.as_str(),
            ":server_version": target.server_version,
            ":database_name": target.database,
            ":schema_name": target.schema,
            ":address": target.address,
            ":identity": target.identity,
            ":scope": row.scope,
            ":ledger_digest": report.ledger.digest,
            ":record_set": row.record_set,
            ":ledger_file_set": row.ledger_file_set,
            ":recorded": integer(report.summary.recorded),
            ":errors": integer(found.error),
            ":warnings": integer(found.warning),
            ":infos": integer(found.info),
            ":exit_status": row.exit_status,
            ":report_format": integer(report.format),
            ":report": row.parts.header,
            ":body": shared.body,
            ":objects": shared.objects,
            ":canonicaliser": report.tool.canonicaliser,
        },
    )?;
    Ok(())
}

/// What a body says, for those who search: once for all runs that have it.
fn write_index(transaction: &Transaction<'_>, body: &str, index: &Index) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare(
        "INSERT INTO body_verdict (body, position, app, name, verdict) VALUES (?, ?, ?, ?, ?)",
    )?;
    for (position, [app, name, verdict]) in (0_i64..).zip(&index.verdicts) {
        statement.execute((body, position, app, name, verdict))?;
    }
    let mut statement = transaction.prepare(
        "INSERT INTO body_finding (body, position, id, kind, severity, waived, object_type,
             schema_name, table_name, object_name, aspect, app, migration)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    for (position, (id, kind, severity, waived, about)) in (0_i64..).zip(&index.findings) {
        let [of, schema, table, name, aspect, app, migration] = about;
        statement.execute((
            body, position, id, kind, severity, waived, of, schema, table, name, aspect, app,
            migration,
        ))?;
    }
    Ok(())
}

fn write_records(
    transaction: &Transaction<'_>,
    set: &str,
    records: &[RecordRow],
) -> rusqlite::Result<()> {
    if !is_new(transaction, set)? {
        return Ok(());
    }
    let mut statement = transaction.prepare(
        "INSERT INTO record (record_set, position, row_id, app, name, applied, schema_name)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )?;
    for (position, row) in (0_i64..).zip(records) {
        let applied = row.applied.map(|time| time.to_string());
        let schema = &row.schema;
        statement.execute((set, position, row.id, &row.app, &row.name, applied, schema))?;
    }
    Ok(())
}

fn write_files(
    transaction: &Transaction<'_>,
    set: &str,
    files: &[LedgerFile],
) -> rusqlite::Result<()> {
    if !is_new(transaction, set)? {
        return Ok(());
    }
    let mut statement = transaction.prepare(
        "INSERT INTO ledger_file (ledger_file_set, position, app, name, digest)
         VALUES (?, ?, ?, ?, ?)",
    )?;
    for (position, file) in (0_i64..).zip(files) {
        statement.execute((set, position, &file.app, &file.name, &file.digest))?;
    }
    Ok(())
}

/// Whether this content is stored for the first time.
fn is_new(transaction: &Transaction<'_>, digest: &str) -> rusqlite::Result<bool> {
    let sql = "INSERT INTO content (digest) VALUES (?) ON CONFLICT DO NOTHING";
    Ok(transaction.execute(sql, [digest])? == 1)
}

/// SQLite's integers are signed; no count of this tool comes near the end of them.
pub(super) fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
