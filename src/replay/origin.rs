//! Provenance: which place made each object, and which last set each attribute.

use std::collections::{BTreeMap, BTreeSet};

use crate::migration::Place;
use crate::name::{Name, QualifiedName};
use crate::schema::{Aspect, ObjectId, ObjectKey};

/// A place, numbered in replay order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct PlaceId(u32);

/// Where an object comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The place that made it, or that gave it the name it has now.
    pub named: PlaceId,
    /// The place that made it first.
    pub created: PlaceId,
    /// Places that found it there and only ensured it (`IF NOT EXISTS`, guards).
    pub ensured: Vec<PlaceId>,
    /// The place that last set an attribute after the object was made.
    pub aspects: BTreeMap<Aspect, PlaceId>,
    /// The names that it had before, oldest first.
    pub former: Vec<ObjectKey>,
    /// The places that took these names away.
    pub renamed: Vec<PlaceId>,
    /// Whether something of the same name was there before, and gave way to it.
    pub again: bool,
}

/// The origins of all objects, by id.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    places: Vec<Place>,
    /// The places of what is there only for others to refer to.
    context_only: BTreeSet<PlaceId>,
    objects: Vec<Origin>,
}

/// Why an object must not be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// The place that dropped it or renamed it away.
    pub place: PlaceId,
    /// The object with which it went, where it did not go by itself.
    pub under: Option<ObjectKey>,
    /// What it is called now, where it was renamed or moved.
    pub renamed_to: Option<ObjectKey>,
    /// Whether the migration that dropped it had made it itself: then its tombstone does not tell
    /// whether the migration ran.
    pub short_lived: bool,
}

impl Origins {
    /// The place behind a number.
    ///
    /// # Panics
    /// Never: numbers are only given out by these origins.
    #[must_use]
    pub fn at(&self, id: PlaceId) -> &Place {
        &self.places[id.0 as usize]
    }

    /// The origin of an object of the expected schema.
    #[must_use]
    pub fn of(&self, id: ObjectId) -> Option<&Origin> {
        usize::try_from(id.0)
            .ok()
            .and_then(|index| self.objects.get(index))
    }

    /// The place that answers for an attribute: the one that last set it, else the one that made
    /// the object.
    #[must_use]
    pub fn answering(&self, id: ObjectId, aspect: Aspect) -> Option<PlaceId> {
        let origin = self.of(id)?;
        Some(
            origin
                .aspects
                .get(&aspect)
                .copied()
                .unwrap_or(origin.created),
        )
    }

    /// Whether an object is there only for others to refer to, and judged elsewhere.
    #[must_use]
    pub fn is_context(&self, id: ObjectId) -> bool {
        let origin = self.of(id);
        origin.is_some_and(|origin| self.is_context_place(origin.created))
    }

    /// Whether a place was replayed only for others to refer to what it makes.
    #[must_use]
    pub fn is_context_place(&self, place: PlaceId) -> bool {
        self.context_only.contains(&place)
    }

    pub(super) fn place(&mut self, place: &Place, context_only: bool) -> PlaceId {
        let last = PlaceId(u32::try_from(self.places.len().saturating_sub(1)).unwrap_or(u32::MAX));
        if self.places.last() == Some(place) && self.is_context_place(last) == context_only {
            return last;
        }
        self.places.push(place.clone());
        let id = PlaceId(u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX));
        if context_only {
            self.context_only.insert(id);
        }
        id
    }

    pub(super) fn born(&mut self, place: PlaceId, again: bool) -> ObjectId {
        self.objects.push(Origin {
            named: place,
            created: place,
            ensured: Vec::new(),
            aspects: BTreeMap::new(),
            former: Vec::new(),
            renamed: Vec::new(),
            again,
        });
        ObjectId(self.objects.len() as u64 - 1)
    }

    pub(super) fn ensured(&mut self, id: ObjectId, place: PlaceId) {
        self.change(id, |origin| origin.ensured.push(place));
    }

    pub(super) fn renamed(&mut self, id: ObjectId, place: PlaceId, from: ObjectKey) {
        self.change(id, |origin| {
            origin.named = place;
            origin.former.push(from);
            origin.renamed.push(place);
        });
    }

    /// The name that an object had when the migration of `place` was done, where it was another one.
    #[must_use]
    pub fn former_at(&self, id: ObjectId, place: PlaceId) -> Option<&ObjectKey> {
        let origin = self.of(id)?;
        let migration = &self.at(place).migration;
        let mut names = origin.former.iter().zip(&origin.renamed);
        let after = |until: PlaceId| until > place && self.at(until).migration != *migration;
        names.find(|(_, until)| after(**until)).map(|(key, _)| key)
    }

    /// `OR REPLACE` sets every attribute anew: the place answers for all of the object but its comment.
    pub(super) fn replaced(&mut self, id: ObjectId, place: PlaceId) {
        self.change(id, |origin| {
            *origin = Origin {
                named: place,
                created: place,
                ensured: Vec::new(),
                aspects: std::mem::take(&mut origin.aspects),
                former: std::mem::take(&mut origin.former),
                renamed: std::mem::take(&mut origin.renamed),
                again: true,
            };
            origin
                .aspects
                .retain(|aspect, _| *aspect == Aspect::Comment);
        });
    }

    pub(super) fn set(&mut self, id: ObjectId, aspect: Aspect, place: PlaceId) {
        self.change(id, |origin| {
            origin.aspects.insert(aspect, place);
        });
    }

    /// Former names of parts follow their table.
    pub(super) fn follow_table(&mut self, from: &QualifiedName, to: &QualifiedName) {
        for key in self
            .objects
            .iter_mut()
            .flat_map(|origin| &mut origin.former)
        {
            super::rename::follow(key, from, to);
        }
    }

    /// The object went along with its schema, which was renamed: it keeps the place of its name.
    pub(super) fn carried(&mut self, id: ObjectId, place: PlaceId, from: ObjectKey) {
        self.change(id, |origin| {
            origin.former.push(from);
            origin.renamed.push(place);
        });
    }

    /// Former names of parts follow the schema of their table.
    pub(super) fn follow_namespace(&mut self, from: &Name, to: &Name) {
        for key in self
            .objects
            .iter_mut()
            .flat_map(|origin| &mut origin.former)
            .filter(|key| key.table.is_some() && !key.is_table())
        {
            *key = key.clone().carried(from, to);
        }
    }

    fn change(&mut self, id: ObjectId, change: impl FnOnce(&mut Origin)) {
        let origin = usize::try_from(id.0)
            .ok()
            .and_then(|index| self.objects.get_mut(index));
        if let Some(origin) = origin {
            change(origin);
        }
    }
}
