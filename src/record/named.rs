//! Squashes of which only names, rows and files tell what they replace.

use std::collections::BTreeSet;

use super::clues::{Clues, Ranks};
use super::span::{Span, number};
use crate::migration::MigrationKey;

/// How many missing numbers of one squash are looked for: names come from the database, and may
/// span more numbers than any project has.
const MOST_GAPS: usize = 32;

/// The migrations that the names of the squashes in `keys` prove to have been, and `keys` does
/// not hold. Without them a squash of which one replaced migration has neither a row nor a
/// file would look as if all that it replaces were known.
pub(super) fn implied(keys: &BTreeSet<&MigrationKey>, clues: &Clues) -> BTreeSet<MigrationKey> {
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
    end: Option<i64>,
    /// Its own row.
    own: Option<i64>,
    /// Whether the first that it replaces still has a row.
    has_first: bool,
    /// Whether a migration that came after it bears one of its numbers.
    reused: bool,
    /// Whether files of what it replaced are kept.
    pub(super) kept: bool,
    /// What the name says after the last number.
    tail: Tail,
}

/// What stands in the name of a squash after the last number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tail {
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
    fn precedes(&self, other: &MigrationKey, clues: &Clues) -> bool {
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
