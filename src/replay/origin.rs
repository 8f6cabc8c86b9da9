//! Provenance: which place made each object, and which last set each attribute.

mod makers;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

use makers::Makers;

use super::Expected;
use crate::migration::SourceLocation;
use crate::name::{Name, QualifiedName};
use crate::schema::{Attribute, ObjectId, ObjectKey, ObjectKind, Schema};

/// A location, numbered in replay order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct LocationId(u32);

/// Where an object comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The location that made it, or that gave it the name it has now.
    pub named: LocationId,
    /// The location that made it first.
    pub created: LocationId,
    /// Whether something of the same name was there before, and gave way to it.
    pub again: bool,
    /// What became of it since: of most objects nothing.
    since: Option<Box<Since>>,
}

/// What became of an object after it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Since {
    /// Places that found it there and only ensured it (`IF NOT EXISTS`, guards).
    pub ensured: Vec<LocationId>,
    /// The location that last set an attribute after the object was made.
    pub attributes: BTreeMap<Attribute, LocationId>,
    /// The names that it had before, oldest first.
    pub former: Vec<ObjectKey>,
    /// The places that took these names away.
    pub renamed: Vec<LocationId>,
}

/// What became of most objects.
static NOTHING: Since = Since {
    ensured: Vec::new(),
    attributes: BTreeMap::new(),
    former: Vec::new(),
    renamed: Vec::new(),
};

impl Deref for Origin {
    type Target = Since;

    fn deref(&self) -> &Since {
        self.since.as_deref().unwrap_or(&NOTHING)
    }
}

/// The origins of all objects, by id.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    places: Vec<Arc<SourceLocation>>,
    /// The places of what is there only for others to refer to.
    context_only: BTreeSet<LocationId>,
    /// The identity of the first of `objects`.
    first: u64,
    objects: Vec<Origin>,
}

/// Why an object must not be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// The location that dropped it or renamed it away.
    pub location: LocationId,
    /// The object with which it went, where it did not go by itself.
    pub under: Option<ObjectKey>,
    /// What it is called now, where it was renamed or moved.
    pub renamed_to: Option<ObjectKey>,
    /// Whether the migration that dropped it had made it itself: then its tombstone does not tell
    /// whether the migration ran.
    pub short_lived: bool,
    /// How many renames there had been when it was made.
    pub(super) moment: usize,
}

impl Origin {
    fn new(location: LocationId, again: bool) -> Self {
        Self {
            named: location,
            created: location,
            again,
            since: None,
        }
    }

    fn since(&mut self) -> &mut Since {
        self.since.get_or_insert_default()
    }
}

impl Since {
    fn renamed_from(&mut self, from: ObjectKey, location: LocationId) {
        self.former.push(from);
        self.renamed.push(location);
    }
}

impl Origins {
    /// Those of what is made beside the objects of a catalog, whose identities are smaller.
    pub(super) fn beside_a_catalog() -> Self {
        Self {
            first: 1 << 63,
            ..Self::default()
        }
    }

    /// The migrations of all locations.
    #[must_use]
    pub fn makers(&self) -> Makers<'_> {
        Makers::of(&self.places)
    }

    /// The place behind a number.
    ///
    /// # Panics
    /// Never: numbers are only given out by these origins.
    #[must_use]
    pub fn at(&self, id: LocationId) -> &SourceLocation {
        &self.places[id.0 as usize]
    }

    /// The origin of an object of the expected schema.
    #[must_use]
    pub fn of(&self, id: ObjectId) -> Option<&Origin> {
        self.objects.get(self.index(id)?)
    }

    /// The names that an object had before, the last first.
    pub fn former(&self, id: ObjectId) -> impl Iterator<Item = &ObjectKey> {
        let origin = self.of(id).into_iter();
        origin.flat_map(|origin| origin.former.iter().rev())
    }

    /// The location that answers for an attribute: the one that last set it, else the one that made
    /// the object.
    #[must_use]
    pub fn answering(&self, id: ObjectId, attribute: Attribute) -> Option<LocationId> {
        let origin = self.of(id)?;
        Some(
            origin
                .attributes
                .get(&attribute)
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

    /// Whether a location was replayed only for others to refer to what it makes.
    #[must_use]
    pub fn is_context_place(&self, location: LocationId) -> bool {
        self.context_only.contains(&location)
    }

    pub(super) fn location(
        &mut self,
        location: &Arc<SourceLocation>,
        context_only: bool,
    ) -> LocationId {
        let last =
            LocationId(u32::try_from(self.places.len().saturating_sub(1)).unwrap_or(u32::MAX));
        if self.places.last() == Some(location) && self.is_context_place(last) == context_only {
            return last;
        }
        self.places.push(Arc::clone(location));
        let id = LocationId(u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX));
        if context_only {
            self.context_only.insert(id);
        }
        id
    }

    pub(super) fn created(&mut self, location: LocationId, again: bool) -> ObjectId {
        self.objects.push(Origin::new(location, again));
        ObjectId(self.first + self.objects.len() as u64 - 1)
    }

    pub(super) fn ensured(&mut self, id: ObjectId, location: LocationId) {
        self.change(id, |origin| origin.since().ensured.push(location));
    }

    pub(super) fn renamed(&mut self, id: ObjectId, location: LocationId, from: ObjectKey) {
        self.change(id, |origin| {
            origin.named = location;
            origin.since().renamed_from(from, location);
        });
    }

    /// The name that an object had when the migration of `location` was done, where it was another one.
    #[must_use]
    pub fn former_at(&self, id: ObjectId, location: LocationId) -> Option<&ObjectKey> {
        let origin = self.of(id)?;
        let migration = &self.at(location).migration;
        let mut names = origin.former.iter().zip(&origin.renamed);
        let after = |until: LocationId| until > location && self.at(until).migration != *migration;
        names.find(|(_, until)| after(**until)).map(|(key, _)| key)
    }

    /// `OR REPLACE` sets every attribute anew: the place answers for all of the object but its comment.
    pub(super) fn replaced(&mut self, id: ObjectId, location: LocationId) {
        self.change(id, |origin| {
            let before = std::mem::replace(origin, Origin::new(location, true));
            let Some(mut since) = before.since else {
                return;
            };
            since.ensured.clear();
            let is_comment = |attribute: &Attribute| *attribute == Attribute::Comment;
            since
                .attributes
                .retain(|attribute, _| is_comment(attribute));
            origin.since = Some(since);
        });
    }

    pub(super) fn set(&mut self, id: ObjectId, attribute: Attribute, location: LocationId) {
        self.change(id, |origin| {
            origin.since().attributes.insert(attribute, location);
        });
    }

    /// Forgets who set other attributes than these, as nothing holds them against anything; tells where.
    pub fn keep_attributes(&mut self, compared: &[Attribute]) -> Vec<LocationId> {
        let mut forgotten = Vec::new();
        for since in self.objects.iter_mut().filter_map(|it| it.since.as_mut()) {
            since.attributes.retain(|attribute, place| {
                let kept = compared.contains(attribute);
                forgotten.extend((!kept).then_some(*place));
                kept
            });
        }
        forgotten
    }

    /// The object went along with its schema, which was renamed: it keeps the place of its name.
    pub(super) fn carried(&mut self, id: ObjectId, location: LocationId, from: ObjectKey) {
        self.change(id, |origin| origin.since().renamed_from(from, location));
    }

    /// The former names of what hangs on a relation or domain are names there, whatever that is called now.
    fn name_former_parts(&mut self, schema: &Schema) {
        let views = schema
            .views()
            .map(|(key, view)| (key.qualified(), &view.parts));
        let tables = schema.tables.iter();
        for (name, table) in tables.map(|(name, it)| (name.clone(), it)).chain(views) {
            for (_, _, id) in table.parts() {
                self.name_formers(id, &name);
            }
        }
        for (name, of) in &schema.types {
            let checks = of.domain().into_iter().flat_map(|it| it.checks.values());
            for check in checks {
                self.name_formers(check.id, name);
            }
        }
    }

    fn name_formers(&mut self, part: ObjectId, of: &QualifiedName) {
        self.change(part, |origin| {
            for key in origin.since.iter_mut().flat_map(|since| &mut since.former) {
                *key = ObjectKey::part(of, key.kind, key.name.clone());
            }
        });
    }

    fn change(&mut self, id: ObjectId, change: impl FnOnce(&mut Origin)) {
        let origin = self.index(id).and_then(|index| self.objects.get_mut(index));
        if let Some(origin) = origin {
            change(origin);
        }
    }

    fn index(&self, id: ObjectId) -> Option<usize> {
        usize::try_from(id.0.checked_sub(self.first)?).ok()
    }
}

impl Expected {
    /// All that was named on the way is called as it is now; what is there only for others to refer to is not
    /// judged.
    pub(super) fn settle_provenance(&mut self, renames: &Renames) {
        self.origins.name_former_parts(&self.schema);
        for tombstone in self.tombstones.values_mut() {
            renames.follow(tombstone);
        }
        let judged = |location| !self.origins.is_context_place(location);
        self.futile.retain(|drop| judged(drop.location));
        self.tombstones
            .retain(|_, tombstone| judged(tombstone.location));
        self.complaints
            .retain(|complaint| judged(complaint.location));
    }
}

/// The names that relations, domains and schemas had one after the other. What a tombstone says of others
/// is true for the moment at which it was made.
#[derive(Debug, Clone, Default)]
pub(super) struct Renames {
    relations: BTreeMap<(QualifiedName, usize), QualifiedName>,
    schemas: BTreeMap<(Name, usize), Name>,
    moment: usize,
}

impl Renames {
    pub(super) fn now(&self) -> usize {
        self.moment
    }

    pub(super) fn of_relation(&mut self, from: &QualifiedName, to: &QualifiedName) {
        self.relations
            .insert((from.clone(), self.moment), to.clone());
        self.moment += 1;
    }

    pub(super) fn of_schema(&mut self, from: &Name, to: &Name) {
        self.schemas.insert((from.clone(), self.moment), to.clone());
        self.moment += 1;
    }

    /// What the tombstone names is called as it is now.
    pub(super) fn follow(&self, tombstone: &mut Tombstone) {
        let keys = [&mut tombstone.under, &mut tombstone.renamed_to];
        for key in keys.into_iter().flatten() {
            self.follow_key(key, tombstone.moment);
        }
        tombstone.moment = self.moment;
    }

    /// A part goes with its relation, and everything with its schema.
    fn follow_key(&self, key: &mut ObjectKey, mut moment: usize) {
        loop {
            let table = key.table_name().filter(|_| !key.is_table());
            let table = table.and_then(|name| next(&self.relations, name, moment));
            let schema = key.schema.clone();
            let schema = schema.filter(|_| key.kind != ObjectKind::Schema);
            let schema = schema.and_then(|name| next(&self.schemas, name, moment));
            let table = table.filter(|(at, _)| schema.is_none_or(|(other, _)| at < &other));
            if let Some((at, to)) = table {
                *key = ObjectKey::part(to, key.kind, key.name.clone());
                moment = at + 1;
            } else if let Some((at, to)) = schema {
                key.schema = Some(to.clone());
                moment = at + 1;
            } else {
                return;
            }
        }
    }
}

/// The next name of what was called `name` at a moment, and when it took it.
fn next<N: Ord + Clone>(
    renames: &BTreeMap<(N, usize), N>,
    name: N,
    moment: usize,
) -> Option<(usize, &N)> {
    let first = (name.clone(), moment);
    let mut later = renames.range(first..=(name, usize::MAX));
    later.next().map(|((_, at), to)| (*at, to))
}
