//! Every migration that any source names, numbered in the order of (app, name).

use std::collections::{BTreeMap, BTreeSet};

use super::clues::{Clues, Tail};
use super::span::{Span, number};
use super::{Duplicate, Node, PlanProblem, Record};
use crate::migration::MigrationKey;

/// The numbered migrations and what each source says of them. Because numbers follow (app,
/// name), an app's migrations are neighbours, and comparing numbers compares names.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct MigrationIndex {
    keys: Vec<MigrationKey>,
    records: Vec<Option<Record>>,
    stored: Vec<bool>,
    entries: Vec<Option<Node>>,
    clues: Clues,
}

impl MigrationIndex {
    /// Numbers everything that rows, ledger and manifest name, or prove to have
    /// been, what a squash replaces included.
    /// Of rows with the same (app, name) the one with the smallest id counts.
    pub(super) fn new(
        records: &[Record],
        stored: &BTreeSet<MigrationKey>,
        manifest: &[Node],
    ) -> Self {
        let named = manifest
            .iter()
            .flat_map(|node| node.replaces.iter().chain([&node.key]));
        let rows = records.iter().map(|record| &record.migration);
        let keys: BTreeSet<&MigrationKey> = rows.chain(stored).chain(named).collect();
        let clues = Clues::new(records, stored, &keys);
        let implied = implied(&keys, &clues);
        let keys: BTreeSet<&MigrationKey> = keys.into_iter().chain(&implied).collect();
        let keys: Vec<MigrationKey> = keys.into_iter().cloned().collect();
        let mut index = Self {
            records: vec![None; keys.len()],
            stored: keys.iter().map(|key| stored.contains(key)).collect(),
            entries: vec![None; keys.len()],
            keys,
            clues,
        };
        index.take_records(records);
        index.take_entries(manifest);
        index
    }

    fn take_records(&mut self, records: &[Record]) {
        for record in records {
            let Some(node) = self.find(&record.migration) else {
                continue;
            };
            let slot = &mut self.records[node];
            if slot.as_ref().is_none_or(|first| record.id < first.id) {
                *slot = Some(record.clone());
            }
        }
    }

    fn take_entries(&mut self, manifest: &[Node]) {
        for entry in manifest {
            if let Some(node) = self.find(&entry.key) {
                self.entries[node].get_or_insert_with(|| entry.clone());
            }
        }
    }

    /// How many migrations there are.
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The number of `key`, if any source names it.
    pub(super) fn find(&self, key: &MigrationKey) -> Option<usize> {
        self.keys.binary_search(key).ok()
    }

    /// The migration with the number `node`.
    pub(super) fn key(&self, node: usize) -> &MigrationKey {
        &self.keys[node]
    }

    /// The migrations with these numbers.
    pub(super) fn keys(&self, nodes: &[usize]) -> Vec<MigrationKey> {
        nodes.iter().map(|&node| self.keys[node].clone()).collect()
    }

    /// The row of `node`.
    pub(super) fn record(&self, node: usize) -> Option<&Record> {
        self.records[node].as_ref()
    }

    /// The place of the row of `node` among all rows.
    pub(super) fn rank(&self, node: usize) -> Option<i64> {
        self.clues.row(self.key(node))
    }

    /// What rows, files and names tell.
    pub(super) fn clues(&self) -> &Clues {
        &self.clues
    }

    /// Whether `node` has a row.
    pub(super) fn is_recorded(&self, node: usize) -> bool {
        self.records[node].is_some()
    }

    /// Whether `node` has a stored output.
    pub(super) fn is_stored(&self, node: usize) -> bool {
        self.stored[node]
    }

    /// The manifest's entry for `node`.
    pub(super) fn entry(&self, node: usize) -> Option<&Node> {
        self.entries[node].as_ref()
    }

    /// The numbers of `app`'s migrations.
    pub(super) fn of_app(&self, app: &str) -> std::ops::Range<usize> {
        let start = self.keys.partition_point(|key| key.app.as_str() < app);
        let end = self.keys.partition_point(|key| key.app.as_str() <= app);
        start..end
    }
}

/// How many missing numbers of one squash are looked for: names come from the database, and may
/// span more numbers than any project has.
const MOST_GAPS: usize = 32;

/// The migrations that the names of the squashes in `keys` prove to have been, and `keys` does
/// not hold. Without them a squash of which one replaced migration has neither a row nor a
/// file would look as if all that it replaces were known.
fn implied(keys: &BTreeSet<&MigrationKey>, clues: &Clues) -> BTreeSet<MigrationKey> {
    let mut implied = BTreeSet::new();
    for key in keys {
        let named = clues.squash(key);
        let is_last = |end: &&str| {
            named.is_some_and(|it| it.dates.tail == Tail::Chosen && *end == it.span.last)
        };
        let ends = Span::of(&key.name).map(|span| span.ends(&key.name));
        for end in ends.into_iter().flatten().filter(|end| !is_last(end)) {
            implied.insert(MigrationKey::new(&key.app, end));
        }
    }
    let missing = |key: &&MigrationKey| gaps(key, keys, &implied, clues);
    let gaps: Vec<MigrationKey> = keys.iter().flat_map(missing).collect();
    implied.extend(gaps);
    implied
}

/// The numbers that `squash` spans and none of what it replaces bears, as names of their own. Where
/// the rows of what it replaces are not pruned, a gap is one in the numbering; but the first number was
/// there.
fn gaps(
    squash: &MigrationKey,
    keys: &BTreeSet<&MigrationKey>,
    implied: &BTreeSet<MigrationKey>,
    clues: &Clues,
) -> Vec<MigrationKey> {
    let Some(named) = clues.squash(squash) else {
        return Vec::new();
    };
    let span = named.span;
    let start = MigrationKey::new(&squash.app, span.first);
    let within = |key: &&MigrationKey| key.app == squash.app && span.reaches(&key.name);
    let replaced =
        |key: &&MigrationKey| Span::of(&key.name).is_none() && !named.precedes(key, clues);
    let known = keys
        .range::<&MigrationKey, _>(&start..)
        .copied()
        .take_while(within)
        .filter(replaced);
    let ends = implied.range(&start..).take_while(within);
    let borne: BTreeSet<&MigrationKey> = known.chain(ends).collect();
    let recorded = |key: &MigrationKey| clues.row(key).is_some();
    let unpruned = recorded(squash) && borne.iter().any(|&key| recorded(key));
    let numbers: BTreeSet<&str> = borne.iter().map(|key| number(&key.name)).collect();
    let all = span.numbers().take(numbers.len() + MOST_GAPS);
    let wanted = if named.dates.end.is_some() {
        1
    } else {
        usize::MAX
    };
    let missing = all
        .take(if unpruned { 0 } else { wanted })
        .filter(|number| !numbers.contains(number.as_str()));
    missing
        .map(|number| MigrationKey::new(&squash.app, number))
        .collect()
}

/// The migrations with more than one row, each with all its ids in ascending order.
pub(super) fn duplicates(records: &[Record]) -> Vec<Duplicate> {
    let mut ids: BTreeMap<&MigrationKey, Vec<i64>> = BTreeMap::new();
    for record in records {
        ids.entry(&record.migration).or_default().push(record.id);
    }
    ids.retain(|_, ids| ids.len() > 1);
    ids.into_iter()
        .map(|(migration, mut ids)| {
            ids.sort_unstable();
            Duplicate {
                migration: migration.clone(),
                ids,
            }
        })
        .collect()
}

/// A problem for each migration that the manifest lists more than once.
pub(super) fn repeated_entries(manifest: &[Node]) -> Vec<PlanProblem> {
    let mut seen = BTreeSet::new();
    let repeated: BTreeSet<&MigrationKey> = manifest
        .iter()
        .map(|node| &node.key)
        .filter(|&key| !seen.insert(key))
        .collect();
    repeated
        .into_iter()
        .map(|migration| PlanProblem::RepeatedEntry {
            migration: migration.clone(),
        })
        .collect()
}
