//! What the name of a squash says of what it replaces.

use std::collections::{BTreeMap, BTreeSet};

use crate::migration::MigrationKey;

/// What `squashmigrations` writes into a name: `<first>_squashed_<last>`, where `<first>` is
/// `0001` or the name that the squash starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span<'a> {
    first: &'a str,
    /// The name of the last migration that is replaced.
    pub(super) last: &'a str,
}

impl<'a> Span<'a> {
    /// Reads the name of a squash. Both ends must be numbered: `0001_squashed_everything` is a
    /// name of somebody's own, and says nothing of what it replaces.
    pub(super) fn of(name: &'a str) -> Option<Self> {
        let (start, last) = name.rsplit_once("_squashed_")?;
        let first = number(start);
        let ends = [first, number(last)];
        let valid = ends.iter().all(|end| !end.is_empty()) && ends[0] <= ends[1];
        valid.then_some(Self { first, last })
    }

    /// Whether the squash replaces a migration called `name`.
    pub(super) fn holds(&self, name: &str) -> bool {
        match Span::of(name) {
            Some(inner) => inner != *self && inner.first >= self.first && self.reaches(inner.last),
            None => name >= self.first && self.reaches(name),
        }
    }

    fn reaches(&self, name: &str) -> bool {
        let bare = number(self.last) == self.last;
        name <= self.last || (bare && number(name) == self.last)
    }

    /// The full names at both ends of the squash called `name`.
    fn ends(self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let start = name.strip_suffix(self.last).unwrap_or(name);
        let start = start.strip_suffix("_squashed_").unwrap_or(start);
        let full = |end: &&str| number(end) != *end && Span::of(end).is_none();
        [start, self.last].into_iter().filter(full)
    }

    /// Every number from the first to the last, with leading zeros.
    fn numbers(self) -> impl Iterator<Item = String> {
        let width = self.first.len();
        let ends = [self.first, number(self.last)].map(str::parse::<u64>);
        let [first, last] = ends.map(|end| end.unwrap_or(u64::MAX));
        (first..=last).map(move |number| format!("{number:0width$}"))
    }
}

/// How many squashes an app may have for their names to be believed. Names come from the
/// database: thousands of squashes, each over thousands of migrations, are made up, and following
/// them would take hours.
const MOST_SQUASHES: usize = 100;

/// The apps with too many names that look like a squash, with their number.
pub(super) fn crowded(keys: &BTreeSet<&MigrationKey>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for key in keys.iter().filter(|key| Span::of(&key.name).is_some()) {
        *counts.entry(key.app.clone()).or_insert(0) += 1;
    }
    counts.retain(|_, count| *count > MOST_SQUASHES);
    counts
}

/// How many missing numbers of one squash are looked for: names come from the database, and may
/// span more numbers than any project has.
const MOST_GAPS: usize = 32;

/// The migrations that the names of the squashes in `keys` prove to have been, and `keys` does
/// not hold. Without them a squash of which one replaced migration has neither a row nor a
/// file would look as if all that it replaces were known.
pub(super) fn implied(
    keys: &BTreeSet<&MigrationKey>,
    is_recorded: impl Fn(&MigrationKey) -> bool,
) -> BTreeSet<MigrationKey> {
    let mut implied = BTreeSet::new();
    for key in keys {
        let ends = Span::of(&key.name).map(|span| span.ends(&key.name));
        for end in ends.into_iter().flatten() {
            implied.insert(MigrationKey::new(&key.app, end));
        }
    }
    let missing = |key: &&MigrationKey| gaps(key, keys, &implied, &is_recorded);
    let gaps: Vec<MigrationKey> = keys.iter().flat_map(missing).collect();
    implied.extend(gaps);
    implied
}

/// The numbers that `squash` spans and no known migration bears, as names of their own. A
/// recorded squash that is not pruned has a row for each, so there a gap is one in the numbering.
fn gaps(
    squash: &MigrationKey,
    keys: &BTreeSet<&MigrationKey>,
    implied: &BTreeSet<MigrationKey>,
    is_recorded: impl Fn(&MigrationKey) -> bool,
) -> Vec<MigrationKey> {
    let Some(span) = Span::of(&squash.name) else {
        return Vec::new();
    };
    let start = MigrationKey::new(&squash.app, span.first);
    let within = |key: &&MigrationKey| key.app == squash.app && span.reaches(&key.name);
    let ordinary = |key: &&MigrationKey| Span::of(&key.name).is_none();
    let known = keys
        .range::<&MigrationKey, _>(&start..)
        .copied()
        .take_while(within)
        .filter(ordinary);
    let ends = implied.range(&start..).take_while(within);
    let borne: BTreeSet<&MigrationKey> = known.chain(ends).collect();
    if is_recorded(squash) && borne.iter().any(|&key| is_recorded(key)) {
        return Vec::new();
    }
    let numbers: BTreeSet<&str> = borne.iter().map(|key| number(&key.name)).collect();
    let all = span.numbers().take(numbers.len() + MOST_GAPS);
    let missing = all.filter(|number| !numbers.contains(number.as_str()));
    missing
        .map(|number| MigrationKey::new(&squash.app, number))
        .collect()
}

/// The digits that a name begins with.
fn number(name: &str) -> &str {
    let end = name.find(|c: char| !c.is_ascii_digit());
    &name[..end.unwrap_or(name.len())]
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn a_squash_holds_what_sorts_between_its_ends() {
        let span = Span::of("0001_squashed_0004_auto").unwrap();
        for inside in ["0001_initial", "0004_auto", "0002_b_squashed_0003_c"] {
            assert!(span.holds(inside), "{inside}");
        }
        for outside in ["0000_zero", "0004_b", "0005_e", "0003_c_squashed_0006_f"] {
            assert!(!span.holds(outside), "{outside}");
        }
    }

    #[test]
    fn a_squash_of_a_squash_names_the_last_end() {
        let span = Span::of("0001_squashed_0003_c_squashed_0005_e").unwrap();
        assert!(span.holds("0001_squashed_0003_c"));
        assert!(span.holds("0005_e"));
    }

    #[test]
    fn a_bare_number_holds_every_name_with_it() {
        let span = Span::of("0002_b_squashed_0004").unwrap();
        assert!(span.holds("0004_d"));
        assert!(!span.holds("0001_a"));
    }

    #[test]
    fn a_name_without_numbers_replaces_nothing() {
        for name in [
            "0001_squashed_everything",
            "squashed_0004",
            "0005_squashed_0004_d",
        ] {
            assert_eq!(Span::of(name), None, "{name}");
        }
    }
}
