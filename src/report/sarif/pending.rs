//! Migrations that are not applied: no findings, but the commonest reason for a relation that does not exist.

use serde_json::{Value, json};

use super::{PAGE, message, physical, plain};
use crate::report::migration::Migration;
use crate::report::model::Report;
use crate::report::pending::{does, pending};
use crate::report::text::Detail;
use crate::report::vocabulary::Verdict;

/// So many effects are named.
const EFFECTS: usize = 12;

/// The rule that they are results of, behind those of the kinds of findings.
pub(super) fn rule() -> Value {
    let word = Verdict::Pending.as_str();
    let text = Verdict::Pending.row().text;
    json!({
        "id": word,
        "name": word,
        "shortDescription": {"text": "A stored migration is not applied."},
        "fullDescription": {"text": plain(text.means)},
        "help": {
            "text": format!("{}\n\nDo: {}", plain(text.means), plain(text.act)),
            "markdown": format!("{}\n\nDo: {}", text.means, text.act),
        },
        "defaultConfiguration": {"level": "note"},
        "properties": {"tags": ["django", "migrations", "postgresql"], "page": format!("{PAGE}#verdicts")},
    })
}

/// One for each, in each schema that waits for it.
pub(super) fn results(report: &Report, rule: usize) -> Vec<Value> {
    let command = pending(report, Detail::Normal).and_then(|it| it.command);
    let all = report.migrations.iter();
    let all = all.filter(|it| it.verdict == Verdict::Pending);
    all.map(|migration| {
        let does = does(migration, EFFECTS);
        let does = does.map_or_else(String::new, |does| format!(" ({does})"));
        let schema = migration.schema.as_ref();
        let place = schema.map_or_else(String::new, |schema| format!("{schema}/"));
        let id = format!("{place}pending/{}", migration.key());
        let file = migration.file.iter().map(|file| {
            json!({"physicalLocation": physical(file, 1), "message": {"text": "the migration"}})
        });
        json!({
            "relatedLocations": file.collect::<Vec<_>>(),
            "ruleId": Verdict::Pending,
            "ruleIndex": rule,
            "level": "note",
            "message": {"text": message(&format!("not applied: {}{does}", migration.key()))},
            "locations": [{"physicalLocation": physical(&stored(report, migration), 1)}],
            "partialFingerprints": {"reconcileFinding/v1": id, "primaryLocationLineHash": id},
            "properties": {"migration": migration.key().to_string(), "next": command.iter().collect::<Vec<_>>()},
        })
    })
    .collect()
}

fn stored(report: &Report, migration: &Migration) -> String {
    let key = migration.key();
    format!("{}/{}/{}.sql", report.ledger.path, key.app, key.name)
}
