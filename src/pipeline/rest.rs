//! What is left of migrations that ran by half and have no row: what would be told of them if they had one.

use std::collections::{BTreeMap, BTreeSet};

use super::repair::{Mendings, Rest};
use crate::migration::MigrationKey;
use crate::record::Record;
use crate::report::{EffectState, Kind, Migration, Outcome, Severity, UnrecordedEffect, Verdict};

/// `judge` says what would be told of other records, and what mends it.
pub(super) fn look(
    records: &[Record],
    told: &Outcome,
    judge: impl FnOnce(&[Record]) -> (Outcome, Mendings),
) -> Option<Rest> {
    let unrecorded = told
        .findings
        .iter()
        .filter(|it| it.kind == Kind::Unrecorded);
    // Of what leaves no trace nobody knows whether it ran.
    let seen = unrecorded.filter(|it| it.evidence.is_empty());
    let seen = seen.filter_map(|it| Some((it.migration.clone()?, it.id.clone())));
    let seen: BTreeMap<MigrationKey, String> = seen.collect();
    let half = told.migrations.iter().filter(|it| is_half(it));
    let half: Vec<MigrationKey> = half
        .map(Migration::key)
        .filter(|it| seen.contains_key(it))
        .collect();
    if half.is_empty() {
        return None;
    }
    let last = records.iter().map(|it| it.id).max().unwrap_or_default();
    let added = (last + 1..).zip(&half).map(|(id, migration)| Record {
        id,
        migration: migration.clone(),
        applied: None,
        xmin: None,
        follows_aborted: false,
        committed: None,
    });
    let records: Vec<Record> = records.iter().cloned().chain(added).collect();
    let (then, mendings) = judge(&records);
    let own = then.findings.into_iter().filter_map(|it| {
        let of = it.migration.as_ref().filter(|of| half.contains(of))?;
        let id = seen.get(of)?.clone();
        (it.severity > Severity::Info).then_some((it, id))
    });
    Some(Rest {
        found: own.collect(),
        mendings,
        half: half.iter().filter_map(|it| seen.get(it).cloned()).collect(),
        recordable: recordable(told, &seen, &half),
    })
}

/// A part of it is there; an index that was not built to its end is taken away before `migrate` runs.
fn is_half(migration: &Migration) -> bool {
    let effects = &migration.unrecorded;
    let mut there = effects.iter().filter(|it| it.is_there());
    migration.verdict == Verdict::Unrecorded
        && there.any(|it| it.state != EffectState::Invalid)
        && !effects.iter().all(UnrecordedEffect::is_in_force)
}

/// Whose row does not make `migrate` stop, or record what did not run: nothing of the app before it still waits.
fn recordable(
    told: &Outcome,
    seen: &BTreeMap<MigrationKey, String>,
    half: &[MigrationKey],
) -> BTreeSet<String> {
    let mut stopped: BTreeSet<&str> = BTreeSet::new();
    let mut all = BTreeSet::new();
    for migration in &told.migrations {
        let key = migration.key();
        let whole = migration
            .unrecorded
            .iter()
            .all(UnrecordedEffect::is_in_force);
        let id = seen.get(&key).filter(|_| whole || half.contains(&key));
        match (migration.verdict, id) {
            (Verdict::Unrecorded, Some(id)) if !stopped.contains(&*migration.app) => {
                all.insert(id.clone());
            }
            (Verdict::Unrecorded | Verdict::Pending, _) => {
                stopped.insert(&migration.app);
            }
            _ => {}
        }
    }
    all
}
