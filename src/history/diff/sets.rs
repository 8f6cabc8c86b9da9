//! What came, went or is another, by name.

use std::collections::BTreeMap;

use crate::history::rewritten::times;
use crate::history::{LedgerFile, RecordRow};
use crate::report::change::{FileChange, RecordChange, VerdictChange};
use crate::report::{Migration, MigrationKey, Verdict};

/// The entries that are not the same on both sides, by key.
pub(super) fn other<K: Ord, V: PartialEq>(
    then: BTreeMap<K, V>,
    mut now: BTreeMap<K, V>,
) -> Vec<(K, Option<V>, Option<V>)> {
    let mut both: BTreeMap<K, (Option<V>, Option<V>)> = BTreeMap::new();
    for (key, old) in then {
        let new = now.remove(&key);
        if new.as_ref() != Some(&old) {
            both.insert(key, (Some(old), new));
        }
    }
    both.extend(now.into_iter().map(|(key, new)| (key, (None, Some(new)))));
    both.into_iter()
        .map(|(key, (old, new))| (key, old, new))
        .collect()
}

pub(super) fn records(then: &[RecordRow], now: &[RecordRow]) -> Vec<RecordChange> {
    let changes = other(times(then), times(now)).into_iter();
    changes
        .map(|((schema, key), old, new)| RecordChange {
            schema,
            app: key.app,
            name: key.name,
            old: old.unwrap_or_default(),
            new: new.unwrap_or_default(),
        })
        .collect()
}

pub(super) fn files(then: &[LedgerFile], now: &[LedgerFile]) -> Vec<FileChange> {
    let digests = |files: &[LedgerFile]| -> BTreeMap<(String, String), String> {
        let entry =
            |file: &LedgerFile| ((file.app.clone(), file.name.clone()), file.digest.clone());
        files.iter().map(entry).collect()
    };
    let changes = other(digests(then), digests(now)).into_iter();
    changes
        .map(|((app, name), old, new)| FileChange {
            app,
            name,
            old,
            new,
        })
        .collect()
}

/// In the order of the new run; then those that it does not list.
pub(super) fn verdicts(then: &[Migration], now: &[Migration]) -> Vec<VerdictChange> {
    let key = |one: &Migration| (one.schema.clone(), one.key());
    let of = |all: &[Migration]| -> BTreeMap<(Option<String>, MigrationKey), Verdict> {
        all.iter().map(|one| (key(one), one.verdict)).collect()
    };
    let (old, new) = (of(then), of(now));
    let gone = then.iter().filter(|one| !new.contains_key(&key(one)));
    let changes = now.iter().chain(gone).map(|one| VerdictChange {
        schema: one.schema.clone(),
        app: one.app.clone(),
        name: one.name.clone(),
        old: old.get(&key(one)).copied(),
        new: new.get(&key(one)).copied(),
    });
    changes.filter(|change| change.old != change.new).collect()
}
