//! What rows, files and names tell of when migrations were written.

use std::collections::{BTreeMap, BTreeSet};

use super::Record;
use super::named::{Dates, Named};
use super::span::{Span, number, too_many_squashes};
use crate::migration::MigrationKey;

/// What is known besides the manifest.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Clues {
    ranks: Ranks,
    /// The squashes that names tell of.
    squashes: BTreeMap<MigrationKey, Dates>,
    too_many_squashes: BTreeMap<String, usize>,
}

impl Clues {
    /// `keys` is every migration that any source names.
    pub(super) fn new(
        records: &[Record],
        stored: &BTreeSet<MigrationKey>,
        keys: &BTreeSet<&MigrationKey>,
    ) -> Self {
        let ranks = Ranks::new(records);
        let too_many_squashes = too_many_squashes(keys);
        let calm = keys
            .iter()
            .filter(|key| !too_many_squashes.contains_key(&key.app));
        let squashes = calm.filter_map(|&key| {
            let span = Span::of(&key.name)?;
            let mut dates = Dates::of(key, span, &ranks);
            dates.kept = keeps_replaced(&key.app, span, stored);
            let stored_row = |key: &MigrationKey| ranks.of(key).filter(|_| stored.contains(key));
            dates.mark_tail(&key.app, span, keys, stored_row);
            Some((key.clone(), dates))
        });
        Self {
            squashes: squashes.collect(),
            ranks,
            too_many_squashes,
        }
    }

    /// Apps in which names are not believed to tell squashes, with the number of such names.
    pub(super) fn too_many_squashes(&self) -> &BTreeMap<String, usize> {
        &self.too_many_squashes
    }

    /// The place of the row of `migration` among all rows, if it is recorded.
    pub(super) fn row(&self, migration: &MigrationKey) -> Option<i64> {
        self.ranks.of(migration)
    }

    /// The squash called `key`, if its name tells one.
    pub(super) fn squash<'a>(&self, key: &'a MigrationKey) -> Option<Named<'a>> {
        let dates = *self.squashes.get(key)?;
        let span = Span::of(&key.name)?;
        Some(Named { key, span, dates })
    }

    /// The squashes of an app that are told by their names.
    pub(super) fn squashes(&self, app: &str) -> impl Iterator<Item = Named<'_>> {
        let named = self.squashes.range(MigrationKey::new(app, "")..);
        of_app(named, app, |squash| squash.0).filter_map(|(key, _)| self.squash(key))
    }
}

/// Whether the first or the last that a squash replaces is stored.
fn keeps_replaced(app: &str, span: Span<'_>, stored: &BTreeSet<MigrationKey>) -> bool {
    let numbered = stored.range(MigrationKey::new(app, span.first)..);
    let mut numbered =
        of_app(numbered, app, |key| key).take_while(|key| key.name.starts_with(span.first));
    numbered.any(|key| bears(key, span.first))
        || stored.contains(&MigrationKey::new(app, span.last))
}

/// Those of the first app among sorted items.
fn of_app<T>(
    items: impl Iterator<Item = T>,
    app: &str,
    key: impl Fn(&T) -> &MigrationKey,
) -> impl Iterator<Item = T> {
    items.take_while(move |item| key(item).app == app)
}

/// Whether an ordinary migration bears a number.
fn bears(key: &MigrationKey, wanted: &str) -> bool {
    number(&key.name) == wanted && Span::of(&key.name).is_none()
}

/// The place of each recorded migration among the rows, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Ranks(BTreeMap<MigrationKey, i64>);

impl Ranks {
    /// Follows the ids. Where rows were copied without theirs, so that ids and times contradict each
    /// other all over and the numbers of the migrations do not side with the ids, it follows the times.
    /// Of rows with the same (app, name) the one with the smallest id counts.
    fn new(records: &[Record]) -> Self {
        let mut first: BTreeMap<&MigrationKey, &Record> = BTreeMap::new();
        for record in records {
            let known = first.entry(&record.migration).or_insert(record);
            if record.id < known.id {
                *known = record;
            }
        }
        let mut rows: Vec<&Record> = first.into_values().collect();
        rows.sort_by_key(|row| row.id);
        let by_id = Self::in_order(&rows);
        let back = |pair: &&[&Record]| pair[0].applied > pair[1].applied;
        let backwards = rows.windows(2).filter(back).count();
        if rows.iter().any(|row| row.applied.is_none()) || backwards * 4 < rows.len() {
            return by_id;
        }
        rows.sort_by_key(|row| row.applied);
        let by_time = Self::in_order(&rows);
        if by_time.contradictions() > by_id.contradictions() {
            return by_id;
        }
        by_time
    }

    fn in_order(rows: &[&Record]) -> Self {
        let ranks = (1..).zip(rows);
        let ranks = ranks.map(|(rank, row)| (row.migration.clone(), rank));
        Self(ranks.collect())
    }

    /// The place of `migration`, if it is recorded.
    pub(super) fn of(&self, migration: &MigrationKey) -> Option<i64> {
        self.0.get(migration).copied()
    }

    /// The rows of the ordinary migrations of `app` whose name begins with `wanted`, a number.
    pub(super) fn numbered(&self, app: &str, wanted: &str) -> impl Iterator<Item = i64> {
        let rows = self.0.range(MigrationKey::new(app, wanted)..);
        of_app(rows, app, |row| row.0)
            .take_while(move |(key, _)| key.name.starts_with(wanted))
            .filter(move |(key, _)| bears(key, wanted))
            .map(|(_, &rank)| rank)
    }

    /// The rows of the ordinary migrations of `app` between the ends of a squash.
    pub(super) fn between(&self, app: &str, span: Span<'_>) -> impl Iterator<Item = i64> {
        let rows = self.0.range(MigrationKey::new(app, span.first)..);
        of_app(rows, app, |row| row.0)
            .take_while(move |(key, _)| span.reaches(&key.name))
            .filter(|(key, _)| Span::of(&key.name).is_none())
            .map(|(_, &row)| row)
    }

    /// How often an app's migration stands behind the one with the next number.
    fn contradictions(&self) -> usize {
        let ordinary = self
            .0
            .iter()
            .filter(|(key, _)| Span::of(&key.name).is_none());
        let rows: Vec<_> = ordinary.collect();
        let pairs = rows
            .windows(2)
            .filter(|pair| pair[0].0.app == pair[1].0.app);
        pairs.filter(|pair| pair[0].1 > pair[1].1).count()
    }
}
