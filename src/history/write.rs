//! A run into the history, whole or not at all.

use rusqlite::types::Value;
use rusqlite::{Transaction, TransactionBehavior};

use super::body::{self, Parts};
use super::error::{HistoryError, Problem, altered};
use super::read::natural;
use super::{History, Inputs, answers, blob, layout, link, objects};
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
        // Since it was opened somebody may have changed it.
        if let Some(fault) = layout::fault(&transaction).map_err(fail)? {
            return Err(fail(altered(fault)));
        }
        let id = next_id(&transaction).map_err(fail)?;
        report.run.id = Some(natural(id));
        let parts = body::split(report).map_err(unwritten)?;
        let scope = serde_json::to_string(&report.scope).map_err(unwritten)?;
        let shared = Shared::put(&transaction, &parts, inputs).map_err(fail)?;
        let row = row(id, report, exit_status, scope, parts.header, shared);
        link::append_run(&transaction, id, &row).map_err(fail)?;
        transaction.commit().map_err(fail)?;
        Ok(natural(id))
    }
}

/// The digests of what it shares with other runs.
struct Shared {
    records: String,
    files: String,
    body: String,
    objects: String,
    answers: String,
}

impl Shared {
    fn put(
        transaction: &Transaction<'_>,
        parts: &Parts,
        inputs: &Inputs,
    ) -> rusqlite::Result<Self> {
        Ok(Self {
            records: blob::put_json(transaction, &inputs.records)?,
            files: blob::put_json(transaction, &inputs.files)?,
            body: blob::put(transaction, &parts.body)?,
            objects: objects::put(transaction, &inputs.objects)?,
            answers: answers::put(transaction, &inputs.answers)?,
        })
    }
}

/// The number of the next run. The links of pruned runs stay, so that no number is used twice.
fn next_id(transaction: &Transaction<'_>) -> rusqlite::Result<i64> {
    let sql = "SELECT coalesce(max(run_id), 0) + 1 FROM link";
    transaction.query_row(sql, [], |row| row.get(0))
}

/// The row of a run, in the order of [`link::RUN`].
fn row(
    id: i64,
    report: &Report,
    exit_status: u8,
    scope: String,
    header: String,
    shared: Shared,
) -> [Value; link::RUN.len()] {
    let (run, target, found) = (&report.run, &report.target, report.summary.findings);
    let text = |text: &str| Value::Text(text.to_owned());
    let number = |number: u64| Value::Integer(integer(number));
    [
        Value::Integer(id),
        Value::Text(run.started_at.to_string()),
        number(run.duration_ms),
        run.previous.map_or(Value::Null, number),
        text(&report.tool.version),
        number(report.tool.canonicaliser.into()),
        text(target.engine.as_str()),
        text(&target.server_version),
        text(&target.database),
        text(&target.schema),
        target.address.as_deref().map_or(Value::Null, text),
        text(&target.identity),
        Value::Text(scope),
        text(&report.ledger.digest),
        number(report.summary.recorded),
        number(found.error),
        number(found.warning),
        number(found.info),
        number(exit_status.into()),
        number(report.format),
        Value::Text(header),
        Value::Text(shared.records),
        Value::Text(shared.files),
        Value::Text(shared.body),
        Value::Text(shared.objects),
        Value::Text(shared.answers),
    ]
}

/// SQLite's integers are signed; no count of this tool comes near the end of them.
pub(super) fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
