//! Stored migrations without a row: what tells that one of them ran.
//!
//! What the catalog would hold without a migration proves nothing of it: a key that is dropped and made
//! anew, a type that the column has anyway, a drop of what is not there. So each effect is held against
//! the same ledger replayed without the migration, and only what differs between the two counts.

use std::collections::{BTreeMap, BTreeSet};

use super::claim::{Claim, Status, answer_status, presence_status};
use super::message;
use crate::compare::{Answer, AspectAnswer, Comparison, ObjectComparison, Presence};
use crate::migration::MigrationKey;
use crate::replay::{Expected, PlaceId};
use crate::report::{EffectState, UnrecordedEffect};
use crate::schema::{Aspect, ObjectId, ObjectKey, ObjectKind};

/// What became of the stored migrations without a row.
#[derive(Debug, Clone, Default)]
pub struct Candidates {
    /// Those that did not run, and what each would do.
    pub pending: BTreeMap<MigrationKey, Vec<UnrecordedEffect>>,
    /// Those that ran and left nothing to see, because later ones of their app that ran replaced all that
    /// they did.
    pub replaced: BTreeMap<MigrationKey, Vec<UnrecordedEffect>>,
    /// Of those that ran, what would look the same had they not.
    pub moot: BTreeMap<MigrationKey, BTreeSet<Effect>>,
}

/// What a claim is about: an object, or one attribute of it.
pub type Effect = (ObjectKey, Option<Aspect>);

impl Candidates {
    /// Whether these claims of a migration without a row tell that it ran.
    #[must_use]
    pub fn tell(&self, migration: &MigrationKey, claims: &[Claim]) -> bool {
        let moot = self.moot.get(migration);
        let is_moot = |claim: &Claim| moot.is_some_and(|moot| moot.contains(&effect(claim)));
        let mut there = claims.iter().filter(|it| it.is_there() && !it.ensured);
        !self.pending.contains_key(migration) && there.any(|claim| !is_moot(claim))
    }

    /// Marks what proves nothing among the claims of migrations without a row.
    pub(super) fn mark(&self, claims: &mut BTreeMap<MigrationKey, Vec<Claim>>) {
        for (migration, moot) in &self.moot {
            for claim in claims.get_mut(migration).into_iter().flatten() {
                claim.ensured |= moot.contains(&effect(claim));
            }
        }
    }
}

fn effect(claim: &Claim) -> Effect {
    (claim.object.clone(), claim.aspect)
}

/// A ledger that was replayed and compared, ready for questions about single objects.
pub struct Compared<'a> {
    expected: &'a Expected,
    by_key: BTreeMap<&'a ObjectKey, &'a ObjectComparison>,
    by_live: BTreeMap<ObjectId, &'a ObjectComparison>,
}

impl<'a> Compared<'a> {
    /// Looks nothing up yet.
    #[must_use]
    pub fn new(expected: &'a Expected, comparison: &'a Comparison) -> Self {
        let objects = comparison.objects.iter();
        let live = |object: &'a ObjectComparison| Some((object.live?, object));
        Self {
            expected,
            by_key: objects
                .clone()
                .map(|object| (&object.key, object))
                .collect(),
            by_live: objects.filter_map(live).collect(),
        }
    }

    /// Whether the catalog holds what a claim says, and would not hold it without its migration: `self` is
    /// with it, `without` is the same ledger without it.
    #[must_use]
    pub fn proves(&self, claim: &Claim, without: &Compared<'_>) -> bool {
        if claim.ensured || !claim.is_there() {
            return false;
        }
        let before = if without.is_ahead(claim) && !self.is_ahead(claim) {
            Some(Status::Different)
        } else {
            without.status(self, claim)
        };
        match self.by_key.get(&claim.object) {
            // It was dropped: only where it would have to be there does its absence tell.
            None => before == Some(Status::Missing),
            Some(_) => {
                before.is_none_or(|before| before > Status::Undecided && claim.status < before)
            }
        }
    }

    /// Whether a claim tells that its migration ran. That something is gone tells so only `in_turn`, where
    /// nothing of the app that comes before still waits, and where more of the migration that made it is
    /// there: else the maker may never have run.
    #[must_use]
    pub fn tells(&self, claim: &Claim, without: &Compared<'_>, in_turn: bool) -> bool {
        let gone = !self.by_key.contains_key(&claim.object);
        self.proves(claim, without) && (!gone || (in_turn && without.shows_maker(&claim.object)))
    }

    /// Whether something else is there that the maker of an object made.
    fn shows_maker(&self, key: &ObjectKey) -> bool {
        let origins = &self.expected.origins;
        let maker = |object: &ObjectComparison| {
            let origin = origins.of(object.id)?;
            Some(&origins.at(origin.created).migration)
        };
        let Some(wanted) = self.by_key.get(key).and_then(|object| maker(object)) else {
            return false;
        };
        let mut others = self.by_key.values().filter(|object| object.key != *key);
        others.any(|other| {
            matches!(other.presence, Presence::Here | Presence::Twin(_))
                && maker(other) == Some(wanted)
        })
    }

    /// Whether a constraint is validated that this ledger leaves NOT VALID. Nothing contradicts a ledger so;
    /// yet a migration that validates it would be the reason.
    fn is_ahead(&self, claim: &Claim) -> bool {
        let object = self.by_key.get(&claim.object);
        let answers = object.into_iter().flat_map(|object| &object.aspects);
        let ahead = |it: &AspectAnswer| {
            it.aspect == Aspect::Validated && matches!(it.answer, Answer::Equivalent(_))
        };
        claim.aspect == Some(Aspect::Validated) && answers.into_iter().any(ahead)
    }

    /// What becomes of the subject of a claim of `with` here; none where nothing accounts for it.
    fn status(&self, with: &Compared<'_>, claim: &Claim) -> Option<Status> {
        let same_live = || self.by_live.get(&with.by_key.get(&claim.object)?.live?);
        let object = self.by_key.get(&claim.object).or_else(same_live)?;
        let answers = object.aspects.iter();
        let answers = answers.filter(|answer| claim.aspect.is_none_or(|it| it == answer.aspect));
        let worst = answers.map(|answer| answer_status(&answer.answer));
        worst.chain([presence_status(&object.presence)]).max()
    }

    /// Whether a claim is about something that is there and not as it should be: then it may be as an earlier
    /// migration left it.
    #[must_use]
    pub fn may_be_former(&self, claim: &Claim) -> bool {
        match claim.status {
            Status::Different | Status::Surviving => !claim.ensured,
            Status::Missing => self.former_name(claim).is_some(),
            Status::Present
            | Status::Unmeasured
            | Status::Undecided
            | Status::Invalid
            | Status::Misplaced => false,
        }
    }

    /// The name that the subject of a claim still has, though it was renamed.
    fn former_name(&self, claim: &Claim) -> Option<&'a ObjectKey> {
        match &self.by_key.get(&claim.object)?.presence {
            Presence::Unrenamed(former) => Some(former),
            _ => None,
        }
    }

    /// What becomes here of the subject of a claim of `with`, and the migration that set it last.
    #[must_use]
    pub fn setter(&self, with: &Compared<'_>, claim: &Claim) -> Option<(Status, &'a MigrationKey)> {
        let key = with.former_name(claim).unwrap_or(&claim.object);
        let object = self.by_key.get(key)?;
        let subject = Claim {
            object: key.clone(),
            ..claim.clone()
        };
        let origins = &self.expected.origins;
        let place = match claim.aspect {
            Some(aspect) => origins.answering(object.id, aspect)?,
            None => origins.of(object.id)?.named,
        };
        Some((self.status(self, &subject)?, &origins.at(place).migration))
    }

    /// The migration that sets here what a claim of `early`, a part of the same ledger, is about; where it is
    /// no more, the one that took it away.
    #[must_use]
    pub fn replacer(&self, early: &Compared<'_>, claim: &Claim) -> Option<&'a MigrationKey> {
        let origins = &self.expected.origins;
        let setter = self.setter(early, claim).map(|(_, setter)| setter);
        let table = || claim.object.table_name().map(|it| ObjectKey::table(&it));
        let absence = |key: &ObjectKey| self.expected.absences.get(key);
        let remover = || {
            let gone = absence(&claim.object).or_else(|| absence(&table()?))?;
            Some(&origins.at(gone.place).migration)
        };
        setter.or_else(remover)
    }

    /// What a migration did of which nothing is left, by its claims when it was done: each is replaced, or
    /// there anyway.
    #[must_use]
    pub fn replaced(&self, claims: &[Claim]) -> Vec<UnrecordedEffect> {
        let mut effects = self.effects(claims, &BTreeSet::new());
        for effect in &mut effects {
            effect.state = EffectState::Replaced;
        }
        effects
    }

    /// The name of the subject of a claim when its migration was done: a later one may rename it.
    fn known_as(&self, claim: &Claim) -> ObjectKey {
        let at = |key: &ObjectKey, place: PlaceId| {
            let id = self.by_key.get(key)?.id;
            self.expected.origins.former_at(id, place).cloned()
        };
        let mut key = at(&claim.object, claim.place).unwrap_or_else(|| claim.object.clone());
        if !key.is_table()
            && let Some(table) = key.table_name()
            && let Some(former) = at(&ObjectKey::table(&table), claim.place)
        {
            key.schema = former.schema;
            key.table = Some(former.name);
        }
        key
    }

    /// Whether another candidate than `migration` may account for what it claims and `without`, which holds
    /// none of them, does not: then the ledger has to be replayed without this one alone.
    #[must_use]
    pub fn is_shared(
        &self,
        claim: &Claim,
        migration: &MigrationKey,
        without: &Compared<'_>,
    ) -> bool {
        let origins = &self.expected.origins;
        let origin = self.by_key.get(&claim.object);
        let origin = origin.and_then(|object| origins.of(object.id));
        let own = |origin: &crate::replay::Origin| {
            !origin.again && origins.at(origin.created).migration == *migration
        };
        without.status(self, claim).is_none() && !origin.is_some_and(own)
    }

    /// What a migration without a row does, by these claims of it: what hangs on a table that it makes
    /// goes without saying, and so does what the catalog would show without it.
    #[must_use]
    pub fn effects(&self, claims: &[Claim], moot: &BTreeSet<Effect>) -> Vec<UnrecordedEffect> {
        let told = claims.iter().filter(|claim| !claim.ensured);
        let told = told.filter(|claim| !moot.contains(&effect(claim)));
        let told: Vec<&Claim> = told.collect();
        let tables: BTreeMap<_, Status> = told
            .iter()
            .filter(|claim| claim.aspect.is_none() && claim.object.is_table())
            .filter_map(|claim| Some((claim.object.table_name()?, claim.status)))
            .collect();
        let bearer = |claim: &Claim| {
            let key = &claim.object;
            let owner = || {
                let name = crate::name::QualifiedName::new(key.schema.clone()?, key.name.clone());
                let sequence = self.expected.schema.sequences.get(&name)?;
                Some(sequence.owner.as_ref()?.table.clone())
            };
            match key.kind {
                ObjectKind::Table => None,
                ObjectKind::Sequence => owner(),
                _ => key.table_name(),
            }
        };
        let alone = |claim: &&&Claim| {
            let status = bearer(claim).and_then(|table| tables.get(&table).copied());
            status != Some(claim.status)
        };
        let told = told.iter().filter(alone);
        let mut effects: Vec<UnrecordedEffect> = told
            .map(|claim| UnrecordedEffect {
                object: message::object(&self.known_as(claim)),
                aspect: claim.aspect.map(|aspect| aspect.as_str().to_owned()),
                drops: !self.by_key.contains_key(&claim.object),
                state: state(claim.status),
            })
            .collect();
        effects
            .sort_by(|a, b| (a.drops, &a.object, &a.aspect).cmp(&(b.drops, &b.object, &b.aspect)));
        effects
    }

    /// The claims that the catalog would bear out without the migration.
    #[must_use]
    pub fn moot(&self, claims: &[Claim], without: &Compared<'_>) -> BTreeSet<Effect> {
        let there = claims.iter().filter(|claim| claim.is_there());
        there
            .filter(|claim| !self.proves(claim, without))
            .map(effect)
            .collect()
    }

    /// What a migration would do, of whose claims none tells that it ran.
    #[must_use]
    pub fn awaited(&self, claims: &[Claim]) -> Vec<UnrecordedEffect> {
        let there = claims.iter().filter(|claim| claim.is_there());
        self.effects(claims, &there.map(effect).collect())
    }
}

const fn state(status: Status) -> EffectState {
    match status {
        Status::Present | Status::Unmeasured => EffectState::Present,
        Status::Undecided => EffectState::Undecided,
        Status::Invalid => EffectState::Invalid,
        Status::Surviving => EffectState::Surviving,
        Status::Different => EffectState::Different,
        Status::Misplaced => EffectState::Misplaced,
        Status::Missing => EffectState::Missing,
    }
}
