//! What rows, files and names tell of when migrations were written, and of what a squash replaces of which nothing else
//! tells.

use std::collections::{BTreeMap, BTreeSet};

use super::Record;
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

/// A squash of which only name and rows tell what it replaces.
///
/// Once it is there, the numbers that its name spans are free, and later migrations may bear them
/// again. What it replaces are ancestors of the last one in its name, so that their rows were written
/// no later than that one's; and its own row is written when all of them have one
/// (`MigrationExecutor.check_replacements`).
#[derive(Debug, Clone, Copy)]
pub(super) struct Named<'a> {
    /// What it is called.
    pub(super) key: &'a MigrationKey,
    /// What the name says.
    pub(super) span: Span<'a>,
    /// What the rows say.
    pub(super) dates: Dates,
}

/// When a squash was there, counted in rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dates {
    /// The row of the last that it replaces.
    pub(super) end: Option<i64>,
    /// Its own row.
    own: Option<i64>,
    /// Whether the first that it replaces still has a row.
    has_first: bool,
    /// Whether a migration that came after it bears one of its numbers.
    reused: bool,
    /// Whether files of what it replaced are kept.
    pub(super) kept: bool,
    /// What the name says after the last number.
    pub(super) tail: Tail,
}

/// What stands in the name of a squash after the last number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tail {
    /// The rest of the last name that is replaced.
    Replaced,
    /// Words of somebody's own: the last that is replaced may be called anything after its number.
    Chosen,
}

impl Dates {
    /// Those of the squash called `key`, whose name says `span`.
    pub(super) fn of(key: &MigrationKey, span: Span<'_>, ranks: &Ranks) -> Self {
        let (own, last) = (ranks.of(key), MigrationKey::new(&*key.app, span.last));
        let has_first = ranks.numbered(&key.app, span.first).next().is_some();
        // A squash may be given a name of its own, that holds only the number of the last.
        let by_number = || {
            let rows = ranks.numbered(&key.app, number(span.last));
            let before = rows.filter(|&row| own.is_none_or(|own| row < own));
            match own {
                Some(_) => before.max(),
                None => before.min(),
            }
        };
        let mut dates = Self {
            end: ranks
                .of(&last)
                .or_else(|| by_number().filter(|_| has_first)),
            own,
            has_first,
            reused: false,
            kept: false,
            tail: Tail::Replaced,
        };
        dates.reused = ranks
            .between(&key.app, span)
            .any(|row| dates.are_before(row));
        dates
    }

    /// Marks a tail of somebody's own. All that a recorded squash replaces has had a row, and rows of what
    /// a project has no longer go together: where the first still has one and none is of the last, no
    /// migration was ever called so. Files of what it replaces go together, too: `stored_row` is the row of
    /// a migration that has a stored output.
    pub(super) fn mark_tail(
        &mut self,
        app: &str,
        span: Span<'_>,
        keys: &BTreeSet<&MigrationKey>,
        stored_row: impl Fn(&MigrationKey) -> Option<i64>,
    ) {
        let last = MigrationKey::new(app, span.last);
        let wanted = number(span.last);
        let start = MigrationKey::new(app, wanted);
        let mut same = keys
            .range::<&MigrationKey, _>(&start..)
            .take_while(|key| key.app == app && key.name.starts_with(wanted))
            .filter(|key| number(&key.name) == wanted && Span::of(&key.name).is_none());
        let unpruned = self.own.is_some() && self.end.is_some() && self.has_first;
        let chosen = unpruned
            && wanted != span.last
            && !keys.contains(&last)
            && (self.kept
                || !same.any(|key| stored_row(key).is_some_and(|row| !self.are_before(row))));
        if chosen {
            self.tail = Tail::Chosen;
        }
    }

    /// Whether the squash was there before a row was written.
    fn are_before(&self, row: i64) -> bool {
        match (self.end, self.own) {
            (Some(end), _) => row > end,
            // All that it replaces had a row when it got its own, and rows of what a project has no
            // longer go together (`migrate --prune`): what is left of them came later.
            (None, Some(own)) => row > own || !self.has_first,
            (None, None) => false,
        }
    }
}

impl Named<'_> {
    /// Whether the squash replaces `other`.
    pub(super) fn holds(&self, other: &MigrationKey, clues: &Clues) -> bool {
        self.spans(&other.name) && !self.precedes(other, clues)
    }

    /// Whether `other` came after the squash, though its name stands between the ends.
    pub(super) fn is_followed_by(&self, other: &MigrationKey, clues: &Clues) -> bool {
        self.spans(&other.name) && self.precedes(other, clues)
    }

    /// Whether a migration called `name` stands between the ends.
    fn spans(&self, name: &str) -> bool {
        let is_at_end = || Span::of(name).is_none() && number(name) == number(self.span.last);
        self.span.holds(name) || self.dates.tail == Tail::Chosen && is_at_end()
    }

    /// Whether a row tells of it.
    pub(super) fn is_told(&self) -> bool {
        self.done().is_some()
    }

    /// Whether `other` was recorded before the last that the squash replaces.
    pub(super) fn saw(&self, other: &MigrationKey, clues: &Clues) -> bool {
        let row = clues.row(other);
        row.is_some_and(|row| self.dates.end.is_some_and(|end| row <= end))
    }

    /// Whether `other`, whose name stands between the ends, came after the squash. One with the first
    /// number never does: the squash bears that itself.
    pub(super) fn precedes(&self, other: &MigrationKey, clues: &Clues) -> bool {
        let squash = clues.squash(other);
        if number(&other.name) == self.span.first && squash.is_none()
            || other.name == self.span.last
        {
            return false;
        }
        match squash.map_or_else(|| clues.row(other), |squash| squash.done()) {
            Some(row) => self.dates.are_before(row),
            None => squash.is_none() && self.is_before_unrecorded(other, clues),
        }
    }

    /// Whether `other`, which has no row, came after the squash: all that the last is built on was recorded before it, but
    /// for what another squash within this one may stand for.
    fn is_before_unrecorded(&self, other: &MigrationKey, clues: &Clues) -> bool {
        if self.dates.end.is_none() {
            return self.dates.reused && !self.dates.kept;
        }
        let pruned = |it: &Dates| it.end.is_none() && it.own.is_some() && (!it.reused || it.kept);
        let mut inner = clues
            .squashes(&self.key.app)
            .filter(|it| it.key != self.key && pruned(&it.dates));
        !inner.any(|it| it.span.holds(&other.name) && self.holds(it.key, clues))
    }

    /// Whether it stays open if `other`, which has no row, came before the squash or after it: rows of what
    /// it replaced are gone, its numbers are in use again, and old files are kept.
    pub(super) fn leaves_open(&self, other: &MigrationKey, clues: &Clues) -> bool {
        let Dates {
            end,
            own,
            reused,
            kept,
            ..
        } = self.dates;
        let is_end = number(&other.name) == self.span.first || other.name == self.span.last;
        let told = end.is_some() || own.is_none() || is_end || clues.row(other).is_some();
        reused && kept && !told && Span::of(&other.name).is_none() && self.span.holds(&other.name)
    }

    /// When all that it stands for was recorded.
    fn done(&self) -> Option<i64> {
        [self.dates.end, self.dates.own].into_iter().flatten().min()
    }
}
