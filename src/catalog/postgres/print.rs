//! Expressions that a server prints by opening their table, which costs more than all else of a table does.
//!
//! Thousands of tables of one shape (a schema a tenant, partitions) hold the same expressions. What is stored alike,
//! and names the same columns, prints alike; so one of them is printed for all.

use std::collections::BTreeMap;

use foldhash::HashMap;

use super::query::{DecodeError, RowReader};

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Place {
    /// The condition of a constraint.
    Check(u32),
    /// The condition of an index.
    Predicate(u32),
}

impl Place {
    /// A row of the query, and its print; none where it went away meanwhile.
    pub(super) fn decode(row: &RowReader<'_>) -> Result<(Self, Option<String>), DecodeError> {
        let of = row.letter(|letter| match letter {
            'c' => Some(Self::Check as fn(u32) -> Self),
            'i' => Some(Self::Predicate as fn(u32) -> Self),
            _ => None,
        })?;
        Ok((of(row.take()?), row.take()?))
    }
}

/// Places, each with those that print alike: the first of each is printed.
pub(super) struct Alike(Vec<Vec<Place>>);

impl Alike {
    /// Of places, with the table and a digest of what is stored there; `names` tells a table's columns by number and name.
    pub(super) fn new<'a>(
        stored: impl Iterator<Item = (Place, u32, &'a [u8])>,
        names: impl Fn(u32) -> String,
    ) -> Self {
        let mut shapes: HashMap<String, usize> = HashMap::default();
        let mut of_tables: HashMap<u32, usize> = HashMap::default();
        let mut alike: BTreeMap<(usize, &[u8]), Vec<Place>> = BTreeMap::new();
        for (place, table, digest) in stored {
            let shape = *of_tables.entry(table).or_insert_with(|| {
                let next = shapes.len();
                *shapes.entry(names(table)).or_insert(next)
            });
            alike.entry((shape, digest)).or_default().push(place);
        }
        Self(alike.into_values().collect())
    }

    /// The oids of the constraints and of the indexes to be printed.
    pub(super) fn wanted(&self) -> (Vec<u32>, Vec<u32>) {
        let (mut checks, mut predicates) = (Vec::new(), Vec::new());
        for place in self.0.iter().filter_map(|places| places.first()) {
            match place {
                Place::Check(oid) => checks.push(*oid),
                Place::Predicate(oid) => predicates.push(*oid),
            }
        }
        (checks, predicates)
    }

    /// The prints of all places, by those of the first ones.
    pub(super) fn told(self, printed: &HashMap<Place, String>) -> HashMap<Place, String> {
        let alike = self.0.into_iter();
        let told = alike.filter_map(|places| Some((printed.get(places.first()?)?, places)));
        told.flat_map(|(text, places)| places.into_iter().map(|place| (place, text.clone())))
            .collect()
    }
}
