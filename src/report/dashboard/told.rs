//! What is told of each place beside its own newest run: whether runs of other scopes found something worse since, and
//! whether another database has taken its place.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::model::{Dashboard, Place, Schema, Source, State};

/// What makes two places of one database: copies of a cluster have one identity, so that of several histories those count
/// as one database that met it at one address.
type Database<'a> = (&'a str, Option<&'a str>);

/// A place, in the light of all others.
pub(super) struct Told<'a> {
    pub(super) source: &'a Source,
    pub(super) place: &'a Place,
    pub(super) database: Database<'a>,
    /// The schemas in which later runs of the same database found something worse.
    pub(super) worse: BTreeMap<&'a str, State>,
    /// Whether a later run met another database of this name at this address.
    pub(super) is_replaced: bool,
    /// Whether another database's row says the same database, schema and address.
    pub(super) is_ambiguous: bool,
    /// The schemas of a run over several that no later run tells of.
    pub(super) schemas: Vec<&'a Schema>,
}

/// How things are in a place, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mood {
    Errors,
    NotMeasured,
    Doubtful,
    /// It agreed, and later runs of another scope found something worse.
    Disproved,
    /// It agreed, and another database has taken its place.
    Replaced,
    /// It agreed, too long ago.
    Late,
    Good,
}

/// Every place that is told of, what asks for a person first.
pub(super) fn told(dashboard: &Dashboard) -> Vec<Told<'_>> {
    let places = newest_first(dashboard);
    let mut tellers: BTreeMap<_, Vec<Teller<'_>>> = BTreeMap::new();
    let mut rows: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    let mut met = Met::new();
    let mut all: Vec<Told<'_>> = Vec::new();
    for (source, place, database) in places {
        let mut told = Told {
            source,
            place,
            database,
            worse: BTreeMap::new(),
            is_replaced: is_replaced(source, place, &mut met),
            is_ambiguous: false,
            schemas: Vec::new(),
        };
        for (name, state, schema) in place.told_of() {
            let later = tellers.entry((database, name)).or_default();
            if let Some(worst) = worst(later, place).filter(|worst| *worst < state) {
                told.worse.insert(name, worst);
            }
            let is_told = later.iter().any(|it| it.place.scope.apps.is_empty());
            told.schemas.extend(schema.filter(|_| !is_told));
            later.push(Teller { place, state });
        }
        let row = rows.entry(label(place)).or_default();
        row.insert(database);
        all.push(told);
    }
    for told in &mut all {
        told.is_ambiguous = rows.get(&label(told.place)).is_some_and(|it| it.len() > 1);
    }
    let now = dashboard.written_at;
    all.sort_by_key(|told| told.rank(now));
    all
}

/// The places, what tells of the latest time first, each with its database.
fn newest_first(dashboard: &Dashboard) -> Vec<(&Source, &Place, Database<'_>)> {
    let mut places = Vec::new();
    for source in &dashboard.sources {
        let mut own: Vec<&Place> = source.places.iter().flatten().collect();
        own.sort_by_key(|place| Reverse((place.at, place.run)));
        let mut addresses: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        for place in own {
            let target = &place.target;
            let address = addresses
                .entry(&target.identity)
                .or_insert(target.address.as_deref());
            places.push((source, place, (&*target.identity, *address)));
        }
    }
    places.sort_by_key(|(_, place, _)| Reverse((place.at, place.run)));
    places
}

/// What a row calls its place.
fn label(place: &Place) -> (&str, &str, Option<&str>) {
    let target = &place.target;
    (&target.database, place.pattern(), target.address.as_deref())
}

/// A later run, and what it tells of a schema.
struct Teller<'a> {
    place: &'a Place,
    state: State,
}

/// The worst that later runs, the latest first, tell of a schema: until one measured all of it, by which what was before
/// is settled.
fn worst(later: &[Teller<'_>], place: &Place) -> Option<State> {
    let settles =
        |it: &Teller<'_>| it.place.scope.apps.is_empty() && it.state != State::NotMeasured;
    let until = later
        .iter()
        .position(settles)
        .map_or(later.len(), |it| it + 1);
    let about = later[..until].iter().filter(|it| it.place.overlaps(place));
    about.map(|it| it.state).min()
}

/// The database that the latest run met by a name at an address, as one history tells it.
type Met<'a> = BTreeMap<(&'a str, &'a str, &'a str), &'a str>;

/// Whether a later run of the same history met another database of the same name at the same address. Of another history
/// nothing is concluded: `localhost` is another machine there.
fn is_replaced<'a>(source: &'a Source, place: &'a Place, met: &mut Met<'a>) -> bool {
    let target = &place.target;
    let Some(address) = &target.address else {
        return false;
    };
    let there = (&*source.name, &**address, &*target.database);
    *met.entry(there).or_insert(&target.identity) != target.identity
}

impl Told<'_> {
    pub(super) fn mood(&self, now: Timestamp) -> Mood {
        self.called(self.place.state, !self.worse.is_empty(), now)
    }

    /// How things are in one of its schemas.
    pub(super) fn mood_in(&self, schema: &Schema, now: Timestamp) -> Mood {
        let is_disproved = self.worse.contains_key(&*schema.name);
        self.called(schema.state, is_disproved, now)
    }

    fn called(&self, state: State, is_disproved: bool, now: Timestamp) -> Mood {
        match state {
            State::Errors => Mood::Errors,
            State::NotMeasured => Mood::NotMeasured,
            State::Doubtful => Mood::Doubtful,
            State::Agrees if is_disproved => Mood::Disproved,
            State::Agrees if self.is_replaced => Mood::Replaced,
            State::Agrees if self.place.is_overdue(now) => Mood::Late,
            State::Agrees => Mood::Good,
        }
    }

    fn rank(&self, now: Timestamp) -> (Mood, Reverse<u64>, Timestamp) {
        let Place { open, since, .. } = self.place;
        (self.mood(now), Reverse(open.error), *since)
    }
}

/// The worst of each database's places.
pub(super) fn databases(told: &[Told<'_>], now: Timestamp) -> Vec<Mood> {
    let mut moods = BTreeMap::new();
    for one in told {
        let mood = one.mood(now);
        let worst = moods.entry(one.database).or_insert(mood);
        *worst = mood.min(*worst);
    }
    moods.into_values().collect()
}

impl Place {
    /// What it tells of each schema.
    fn told_of(&self) -> Vec<(&str, State, Option<&Schema>)> {
        if self.schemas.is_empty() {
            return vec![(&self.target.schema, self.state, None)];
        }
        let schemas = self.schemas.iter();
        schemas.map(|it| (&*it.name, it.state, Some(it))).collect()
    }

    /// Whether there may be an app that both runs looked at.
    fn overlaps(&self, other: &Self) -> bool {
        let (own, others) = (&self.scope.apps, &other.scope.apps);
        own.is_empty() || others.is_empty() || own.iter().any(|app| others.contains(app))
    }

    /// The schema, or the pattern by which the run chose several.
    pub(super) fn pattern(&self) -> &str {
        self.scope.schemas.as_deref().unwrap_or(&self.target.schema)
    }
}
