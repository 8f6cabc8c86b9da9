//! Whose locations are.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::LocationId;
use crate::migration::{MigrationKey, SourceLocation};

/// The migrations of all locations, each once.
pub struct Makers<'a> {
    keys: Vec<&'a MigrationKey>,
    /// The number of the migration of each location.
    numbers: Vec<usize>,
}

impl<'a> Makers<'a> {
    pub(super) fn of(places: &'a [Arc<SourceLocation>]) -> Self {
        let mut makers = Self {
            keys: Vec::new(),
            numbers: Vec::with_capacity(places.len()),
        };
        let mut known = BTreeMap::new();
        for place in places {
            let key = &place.migration;
            // The locations of a migration follow each other.
            let same = makers.numbers.last().copied();
            let same = same.filter(|last| makers.keys.get(*last) == Some(&key));
            let number = same.unwrap_or_else(|| {
                *known.entry(key).or_insert_with(|| {
                    makers.keys.push(key);
                    makers.keys.len() - 1
                })
            });
            makers.numbers.push(number);
        }
        makers
    }

    /// The migrations, by their numbers.
    #[must_use]
    pub fn keys(&self) -> &[&'a MigrationKey] {
        &self.keys
    }

    /// The number of the migration of a location.
    ///
    /// # Panics
    /// Never: numbers are only given out by the same origins.
    #[must_use]
    pub fn number(&self, location: LocationId) -> usize {
        self.numbers[location.0 as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::StoredOutput;

    #[test]
    fn a_migration_has_one_number_wherever_its_locations_are() {
        let place = |name: &str| SourceLocation {
            output: Arc::new(StoredOutput {
                migration: MigrationKey::new("shop", name),
                file: String::new(),
            }),
            line: 1,
            operation: None,
        };
        let places = ["a", "a", "b", "a", "c", "c", "b"].map(|name| Arc::new(place(name)));
        let makers = Makers::of(&places);
        let names: Vec<_> = makers.keys().iter().map(|key| &*key.name).collect();
        assert_eq!(names, ["a", "b", "c"]);
        let numbers = (0..7).map(|at| makers.number(LocationId(at)));
        assert_eq!(numbers.collect::<Vec<_>>(), [0, 0, 1, 0, 2, 2, 1]);
    }
}
