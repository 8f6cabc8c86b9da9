//! Stored migrations without a row: what tells that one of them ran; and recorded ones, what tells that they
//! never did, or were undone.
//!
//! What the catalog would hold without a migration proves nothing of it: a key that is dropped and made
//! anew, a type that the column has anyway, a drop of what is not there. So each effect is held against
//! the same ledger replayed without the migration, and only what differs between the two counts.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::effect_check::{EffectCheck, EffectChecks, Status, answer_status, presence_status};
use super::message;
use crate::compare::{Answer, AttributeAnswer, Comparison, ObjectComparison, Presence};
use crate::migration::MigrationKey;
use crate::replay::{Expected, LocationId};
use crate::report::{EffectState, Evidence, EvidenceCode, UnrecordedEffect};
use crate::schema::{Attribute, ObjectId, ObjectKey, ObjectKind};

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

/// What an effect check is about: an object, or one attribute of it.
pub type Effect = (ObjectKey, Option<Attribute>);

impl Candidates {
    /// Whether these effect checks of a migration without a row tell that it ran.
    #[must_use]
    pub fn tell(&self, migration: &MigrationKey, checks: &[EffectCheck<'_>]) -> bool {
        let moot = self.moot.get(migration);
        let is_moot =
            |check: &EffectCheck<'_>| moot.is_some_and(|moot| moot.contains(&effect(check)));
        let mut there = checks.iter().filter(|it| it.is_proof());
        !self.pending.contains_key(migration) && there.any(|check| !is_moot(check))
    }

    /// Marks what proves nothing among the effect checks of migrations without a row.
    pub(super) fn mark(&self, checks: &mut EffectChecks<'_>) {
        for (migration, moot) in &self.moot {
            for check in checks.get_mut(migration).into_iter().flatten() {
                check.ensured |= moot.contains(&effect(check));
            }
        }
    }
}

fn effect(check: &EffectCheck<'_>) -> Effect {
    (check.object.clone(), check.attribute)
}

/// A ledger that was replayed and compared, ready for questions about single objects.
pub struct Compared<'a> {
    expected: &'a Expected,
    comparison: &'a Comparison,
    by_key: OnceCell<BTreeMap<&'a ObjectKey, &'a ObjectComparison>>,
    by_live: OnceCell<BTreeMap<ObjectId, &'a ObjectComparison>>,
}

impl<'a> Compared<'a> {
    /// Looks nothing up yet.
    #[must_use]
    pub fn new(expected: &'a Expected, comparison: &'a Comparison) -> Self {
        Self {
            expected,
            comparison,
            by_key: OnceCell::new(),
            by_live: OnceCell::new(),
        }
    }

    /// The objects by their keys, once somebody asks: where nothing is wrong nobody does.
    fn by_key(&self) -> &BTreeMap<&'a ObjectKey, &'a ObjectComparison> {
        let objects = || self.comparison.objects.iter();
        self.by_key
            .get_or_init(|| objects().map(|object| (&object.key, object)).collect())
    }

    fn by_live(&self) -> &BTreeMap<ObjectId, &'a ObjectComparison> {
        let objects = || self.comparison.objects.iter();
        let live = |object: &'a ObjectComparison| Some((object.live?, object));
        self.by_live
            .get_or_init(|| objects().filter_map(live).collect())
    }

    /// Whether the catalog holds what an effect check says, and would not hold it without its migration: `self` is
    /// with it, `without` is the same ledger without it.
    #[must_use]
    pub fn proves(&self, check: &EffectCheck<'_>, without: &Compared<'_>) -> bool {
        if !check.is_proof() {
            return false;
        }
        let before = if without.is_ahead(check) && !self.is_ahead(check) {
            Some(Status::Different)
        } else {
            without.status(self, check)
        };
        match self.by_key().get(&check.object) {
            // It was dropped: only where it would have to be there does its absence tell.
            None => before == Some(Status::Missing),
            Some(_) => {
                before.is_none_or(|before| before > Status::Undecided && check.status < before)
            }
        }
    }

    /// Whether an effect check tells that its migration ran. That something is gone tells so only `in_turn`, where
    /// nothing of the app that comes before still waits, and where more of the migration that made it is
    /// there: else the maker may never have run.
    #[must_use]
    pub fn tells(&self, check: &EffectCheck<'_>, without: &Compared<'_>, in_turn: bool) -> bool {
        let missing = !self.by_key().contains_key(&check.object);
        self.proves(check, without) && (!missing || (in_turn && without.shows_maker(check.object)))
    }

    /// Whether something else is there that the maker of an object made.
    fn shows_maker(&self, key: &ObjectKey) -> bool {
        let origins = &self.expected.origins;
        let maker = |object: &ObjectComparison| {
            let origin = origins.of(object.id)?;
            Some(&origins.at(origin.created).migration)
        };
        let Some(wanted) = self.by_key().get(key).and_then(|object| maker(object)) else {
            return false;
        };
        let mut others = self.by_key().values().filter(|object| object.key != *key);
        others.any(|other| other.presence.is_in_place() && maker(other) == Some(wanted))
    }

    /// Whether a constraint is validated that this ledger leaves NOT VALID. Nothing contradicts a ledger so;
    /// yet a migration that validates it would be the reason.
    fn is_ahead(&self, check: &EffectCheck<'_>) -> bool {
        let object = self.by_key().get(&check.object);
        let answers = object.into_iter().flat_map(|object| &object.attributes);
        let ahead = |it: &AttributeAnswer| {
            it.attribute == Attribute::Validated && matches!(it.answer, Answer::Equivalent(_))
        };
        check.attribute == Some(Attribute::Validated) && answers.into_iter().any(ahead)
    }

    /// What becomes of the subject of an effect check of `with` here; none where nothing accounts for it.
    fn status(&self, with: &Compared<'_>, check: &EffectCheck<'_>) -> Option<Status> {
        let same_live = || self.by_live().get(&with.by_key().get(&check.object)?.live?);
        let object = self.by_key().get(&check.object).or_else(same_live)?;
        let answers = object.attributes.iter();
        let answers =
            answers.filter(|answer| check.attribute.is_none_or(|it| it == answer.attribute));
        let worst = answers.map(|answer| answer_status(&answer.answer));
        worst.chain([presence_status(&object.presence)]).max()
    }

    /// Whether an effect check is about something that is there and not as it should be: then it may be as an earlier
    /// migration left it.
    #[must_use]
    pub fn may_be_former(&self, check: &EffectCheck<'_>) -> bool {
        match check.status {
            Status::Different | Status::Surviving => !check.ensured,
            Status::Missing => self.former_name(check).is_some(),
            _ => false,
        }
    }

    /// The name that the subject of an effect check still has, though it was renamed.
    fn former_name(&self, check: &EffectCheck<'_>) -> Option<&'a ObjectKey> {
        match &self.by_key().get(&check.object)?.presence {
            Presence::Unrenamed(former) => Some(former),
            _ => None,
        }
    }

    /// What becomes here of the subject of an effect check of `with`, and the migration that set it last.
    #[must_use]
    pub fn setter(
        &self,
        with: &Compared<'_>,
        check: &EffectCheck<'_>,
    ) -> Option<(Status, &'a MigrationKey)> {
        let key = with.former_name(check).unwrap_or(check.object);
        let object = self.by_key().get(key)?;
        let subject = EffectCheck {
            object: key,
            ..check.clone()
        };
        let origins = &self.expected.origins;
        let location = match check.attribute {
            Some(attribute) => origins.answering(object.id, attribute)?,
            None => origins.of(object.id)?.named,
        };
        Some((
            self.status(self, &subject)?,
            &origins.at(location).migration,
        ))
    }

    /// The migration that sets here what an effect check of `early`, a part of the same ledger, is about; where it is
    /// no more, the one that took it away.
    #[must_use]
    pub fn replacer(
        &self,
        early: &Compared<'_>,
        check: &EffectCheck<'_>,
    ) -> Option<&'a MigrationKey> {
        let origins = &self.expected.origins;
        let setter = self.setter(early, check).map(|(_, setter)| setter);
        let table = || check.object.table_name().map(|it| ObjectKey::table(&it));
        let absence = |key: &ObjectKey| self.expected.tombstones.get(key);
        let remover = || {
            let missing = absence(check.object).or_else(|| absence(&table()?))?;
            Some(&origins.at(missing.location).migration)
        };
        setter.or_else(remover)
    }

    /// What a migration did of which nothing is left, by its effect checks when it was done: each is replaced, or
    /// there anyway.
    #[must_use]
    pub fn replaced(&self, checks: &[EffectCheck<'_>]) -> Vec<UnrecordedEffect> {
        let mut effects = self.effects(checks, &BTreeSet::new());
        for effect in &mut effects {
            effect.state = EffectState::Replaced;
        }
        effects
    }

    /// The name of the subject of an effect check when its migration was done: a later one may rename it.
    fn known_as(&self, check: &EffectCheck<'_>) -> ObjectKey {
        let at = |key: &ObjectKey, location: LocationId| {
            let id = self.by_key().get(key)?.id;
            self.expected.origins.former_at(id, location).cloned()
        };
        let mut key = at(check.object, check.location).unwrap_or_else(|| check.object.clone());
        if !key.is_table()
            && let Some(table) = key.table_name()
            && let Some(former) = at(&ObjectKey::table(&table), check.location)
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
        check: &EffectCheck<'_>,
        migration: &MigrationKey,
        without: &Compared<'_>,
    ) -> bool {
        let origins = &self.expected.origins;
        let origin = self.by_key().get(&check.object);
        let origin = origin.and_then(|object| origins.of(object.id));
        let own = |origin: &crate::replay::Origin| {
            !origin.again && origins.at(origin.created).migration == *migration
        };
        without.status(self, check).is_none() && !origin.is_some_and(own)
    }

    /// What a migration without a row does, by these effect checks of it: what hangs on a table that it makes
    /// goes without saying, and so does what the catalog would bear out without it: not what is there as it was before.
    #[must_use]
    pub fn effects(
        &self,
        checks: &[EffectCheck<'_>],
        moot: &BTreeSet<Effect>,
    ) -> Vec<UnrecordedEffect> {
        let is_undone =
            |check: &EffectCheck<'_>| check.is_there() && check.status != Status::Present;
        let told = checks
            .iter()
            .filter(|check| !check.ensured || is_undone(check));
        let told = told.filter(|check| !moot.contains(&effect(check)));
        let told: Vec<&EffectCheck<'_>> = told.collect();
        let tables = told.iter().filter(|check| check.is_table());
        let tables: BTreeMap<_, Status> = tables
            .filter_map(|check| Some((check.object.table_name()?, check.status)))
            .collect();
        let relation = |check: &EffectCheck<'_>| {
            let key = &check.object;
            let owner = || {
                let sequence = self.expected.schema.sequences.get(&key.qualified())?;
                Some(sequence.owner.as_ref()?.table.clone())
            };
            match key.kind {
                ObjectKind::Table => None,
                ObjectKind::Sequence => owner(),
                _ => key.table_name(),
            }
        };
        let alone = |check: &&&EffectCheck<'_>| {
            let status = relation(check).and_then(|table| tables.get(&table).copied());
            status != Some(check.status)
        };
        let told = told.iter().filter(alone);
        let mut effects: Vec<UnrecordedEffect> = told
            .map(|check| UnrecordedEffect {
                object: message::object(&self.known_as(check)),
                aspect: check.attribute.map(|it| it.as_str().to_owned()),
                drops: !self.by_key().contains_key(&check.object),
                state: state(check.status),
            })
            .collect();
        effects.sort_by_cached_key(|it| (it.drops, it.object.clone(), it.aspect.clone()));
        effects
    }

    /// The effect checks that the catalog would bear out without the migration.
    #[must_use]
    pub fn moot(&self, checks: &[EffectCheck<'_>], without: &Compared<'_>) -> BTreeSet<Effect> {
        let there = checks.iter().filter(|check| check.is_there());
        let moot = there.filter(|check| !self.proves(check, without));
        moot.map(effect).collect()
    }

    /// What a migration would do, of whose effect checks none tells that it ran.
    #[must_use]
    pub fn awaited(&self, checks: &[EffectCheck<'_>]) -> Vec<UnrecordedEffect> {
        let there = checks.iter().filter(|check| check.is_there());
        self.effects(checks, &there.map(effect).collect())
    }
}

const fn state(status: Status) -> EffectState {
    match status {
        Status::Present => EffectState::Present,
        Status::Unmeasured | Status::Undecided => EffectState::Undecided,
        Status::Invalid => EffectState::Invalid,
        Status::Surviving => EffectState::Surviving,
        Status::Different => EffectState::Different,
        Status::Misplaced => EffectState::Misplaced,
        Status::Missing => EffectState::Missing,
    }
}

/// For each migration the effects that the catalog has as an earlier migration left them, and which one.
#[derive(Debug, Clone, Default)]
pub struct Former {
    left_by: BTreeMap<MigrationKey, BTreeMap<Effect, MigrationKey>>,
}

impl Former {
    /// `left_by` left what `migration` was to change.
    pub fn add(&mut self, migration: &MigrationKey, effect: Effect, left_by: MigrationKey) {
        let of = self.left_by.entry(migration.clone()).or_default();
        of.insert(effect, left_by);
    }

    /// What `migration` was to change and is as it was before.
    pub(super) fn of(
        &self,
        migration: &MigrationKey,
    ) -> impl Iterator<Item = (&Effect, &MigrationKey)> {
        self.left_by.get(migration).into_iter().flatten()
    }

    /// What is to be said of a finding on one effect.
    pub(super) fn evidence(
        &self,
        migration: &MigrationKey,
        object: &ObjectKey,
        attribute: Option<Attribute>,
    ) -> Option<Evidence> {
        let effects = self.left_by.get(migration)?;
        let of = |attribute| effects.get(&(object.clone(), attribute));
        let left_by = of(attribute).or_else(|| of(None))?;
        Some(Evidence {
            code: EvidenceCode::AsBefore,
            text: format!(
                "it is as {left_by} left it: nothing of it tells that {migration} ever ran"
            ),
        })
    }
}
