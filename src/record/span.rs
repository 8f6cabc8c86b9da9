//! What the name of a squash says of what it replaces.

use std::collections::{BTreeMap, BTreeSet};

use crate::migration::MigrationKey;

/// What `squashmigrations` writes into a name: `<first>_squashed_<last>`, where `<first>` is
/// `0001` or the name that the squash starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span<'a> {
    /// The number of the first migration that is replaced.
    pub(super) first: &'a str,
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

    /// Whether a migration called `name` stands between the ends.
    pub(super) fn holds(&self, name: &str) -> bool {
        match Span::of(name) {
            Some(inner) => inner != *self && inner.first >= self.first && self.reaches(inner.last),
            None => name >= self.first && self.reaches(name),
        }
    }

    /// Whether both spans start at the same number, or the other one starts later.
    pub(super) fn starts_before(&self, other: &Self) -> bool {
        self.first <= other.first
    }

    pub(super) fn reaches(&self, name: &str) -> bool {
        let bare = number(self.last) == self.last;
        name <= self.last || (bare && number(name) == self.last)
    }

    /// The full names at both ends of the squash called `name`.
    pub(super) fn ends(self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let start = name.strip_suffix(self.last).unwrap_or(name);
        let start = start.strip_suffix("_squashed_").unwrap_or(start);
        let full = |end: &&str| number(end) != *end && Span::of(end).is_none();
        [start, self.last].into_iter().filter(full)
    }

    /// Every number from the first to the last, with leading zeros.
    pub(super) fn numbers(self) -> impl Iterator<Item = String> {
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
pub(super) fn too_many_squashes(keys: &BTreeSet<&MigrationKey>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for key in keys.iter().filter(|key| Span::of(&key.name).is_some()) {
        *counts.entry(key.app.clone()).or_insert(0) += 1;
    }
    counts.retain(|_, count| *count > MOST_SQUASHES);
    counts
}

/// The digits that a name begins with.
pub(super) fn number(name: &str) -> &str {
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
