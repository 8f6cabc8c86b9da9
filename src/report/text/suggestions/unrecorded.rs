//! What to run for a migration without a row.

use super::shell_word;
use crate::report::explain::{literal, quoted};
use crate::report::finding::{Finding, MigrationKey};
use crate::report::model::{Migration, Report};
use crate::report::unrecorded::UnrecordedEffect;
use crate::report::vocabulary::{EffectState, Kind, ObjectKind, Verdict};

/// The row, only where all of the migration is there and in force; else what keeps `migrate` from running it.
pub(super) fn unrecorded(
    report: &Report,
    migration: Option<&Migration>,
    finding: &Finding,
) -> Vec<String> {
    let (Some(key), Some(migration)) = (&finding.migration, migration) else {
        return Vec::new();
    };
    let effects = &migration.unrecorded;
    let whole = effects.iter().all(UnrecordedEffect::is_in_force) && !effects.is_empty();
    if whole && finding.evidence.is_empty() && !waits_for_another(report, migration) {
        let schema = finding.schema.as_ref().unwrap_or(&report.target.schema);
        return write_row(schema, key).into_iter().collect();
    }
    let command = |word: &str| {
        let (app, name) = (shell_word(&key.app)?, shell_word(&key.name)?);
        Some(format!("python manage.py {word} {app} {name}"))
    };
    let there: Vec<_> = effects.iter().filter(|effect| effect.is_there()).collect();
    let drops: Vec<String> = there.iter().filter_map(|it| drop_invalid(it)).collect();
    // What stays may be in use, and keeps `migrate` from running.
    let cleared = !whole && drops.len() == there.len();
    let word = if cleared { "migrate" } else { "sqlmigrate" };
    drops.into_iter().chain(command(word)).collect()
}

/// Whether an earlier migration of the app is neither recorded nor known to have run wholly: a row of a later one makes
/// `migrate` stop (`InconsistentMigrationHistory`).
fn waits_for_another(report: &Report, migration: &Migration) -> bool {
    let of_app = report
        .migrations
        .iter()
        .filter(|it| it.app == migration.app && it.schema == migration.schema);
    let mut earlier = of_app.take_while(|it| it.name != migration.name);
    earlier.any(|it| match it.verdict {
        Verdict::Pending => true,
        Verdict::Unrecorded => {
            !it.unrecorded.iter().all(UnrecordedEffect::is_in_force) || holds_more(report, it)
        }
        _ => false,
    })
}

/// Whether a migration without a row holds more than DDL: whether that ran cannot be seen.
fn holds_more(report: &Report, migration: &Migration) -> bool {
    report.findings.iter().any(|finding| {
        finding.kind == Kind::Unrecorded
            && finding.migration.as_ref() == Some(&migration.key())
            && finding.schema == migration.schema
            && !finding.evidence.is_empty()
    })
}

/// The statement that takes an index out which is there and not in force; none for anything else, which may
/// hold data.
fn drop_invalid(effect: &UnrecordedEffect) -> Option<String> {
    let object = &effect.object;
    let invalid = effect.state == EffectState::Invalid && object.object_type == ObjectKind::Index;
    let schema = quoted(object.schema.as_deref().filter(|_| invalid)?)?;
    Some(format!(
        "DROP INDEX CONCURRENTLY {schema}.{};",
        quoted(&object.name)?
    ))
}

fn write_row(schema: &str, key: &MigrationKey) -> Option<String> {
    Some(format!(
        "INSERT INTO {}.django_migrations (app, name, applied) VALUES ({}, {}, now());",
        quoted(schema)?,
        literal(&key.app)?,
        literal(&key.name)?
    ))
}
