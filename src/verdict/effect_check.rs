//! The surviving effects of migrations, what became of each, and how many there are.

use std::collections::{BTreeMap, BTreeSet};

use super::Case;
use super::doubt::{Doubts, lowers};
use crate::compare::{
    Answer, AttributeAnswer, BY_MEMORY, BY_SERVER, Comparison, ObjectComparison, Presence,
};
use crate::migration::MigrationKey;
use crate::name::QualifiedName;
use crate::replay::{Expected, LocationId, Origin};
use crate::report::{EffectCounts, EquivalenceCounts};
use crate::schema::{Attribute, ObjectId, ObjectKey};

/// One surviving effect of one migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectCheck<'a> {
    /// The place that answers for it.
    pub location: LocationId,
    /// The object.
    pub object: &'a ObjectKey,
    /// Its identity in the expected schema; none of what is gone from that.
    pub id: Option<ObjectId>,
    /// The attribute, for an effect that only set one.
    pub attribute: Option<Attribute>,
    /// What became of it.
    pub status: Status,
    /// Whether it would look the same had the migration not run: it only found the object there
    /// (`IF NOT EXISTS`, a guard), dropped what it had made itself, or made anew what it dropped.
    pub ensured: bool,
}

impl<'a> EffectCheck<'a> {
    /// One of an effect that would not be there without its migration.
    fn new(
        location: LocationId,
        (object, id): (&'a ObjectKey, Option<ObjectId>),
        attribute: Option<Attribute>,
        status: Status,
    ) -> Self {
        Self {
            location,
            object,
            id,
            attribute,
            status,
            ensured: false,
        }
    }

    /// Whether the effect is in the catalog, in whatever shape.
    #[must_use]
    pub fn is_there(&self) -> bool {
        match self.status {
            Status::Present | Status::Unmeasured | Status::Undecided | Status::Invalid => true,
            // An attribute is not looked at where its object was found elsewhere.
            Status::Misplaced | Status::Different => self.attribute.is_none(),
            Status::Surviving | Status::Missing => false,
        }
    }

    /// Whether the effect is in the catalog, and its migration alone would have made it.
    pub(super) fn is_proof(&self) -> bool {
        self.is_there() && !self.ensured
    }

    /// Whether it is about a table being there.
    pub(super) fn is_table(&self) -> bool {
        self.object.is_table() && self.attribute.is_none()
    }
}

/// What became of an effect; a later one is worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// There, exact or equivalent.
    Present,
    /// There, and an attribute of it was held against nothing.
    Unmeasured,
    /// There, without an answer.
    Undecided,
    /// There, and not in force.
    Invalid,
    /// Dropped or renamed, and still there.
    Surviving,
    /// There, and different.
    Different,
    /// In another schema.
    Misplaced,
    /// Nowhere.
    Missing,
}

/// Effect checks by their migrations.
pub type EffectChecks<'a> = BTreeMap<MigrationKey, Vec<EffectCheck<'a>>>;

/// The effect checks of all migrations, recorded or not.
#[must_use]
pub fn effect_checks<'a>(expected: &'a Expected, comparison: &'a Comparison) -> EffectChecks<'a> {
    let makers = expected.origins.makers();
    let mut all = vec![Vec::new(); makers.keys().len()];
    let mut add = |check: EffectCheck<'a>| all[makers.number(check.location)].push(check);
    for object in &comparison.objects {
        if let Some(origin) = expected.origins.of(object.id) {
            let checks = existence(expected, object, origin);
            let attributes = attributes(expected, object, origin);
            checks.into_iter().chain(attributes).for_each(&mut add);
        }
    }
    let nowhere = missing_tables(comparison);
    for (key, absence) in &expected.tombstones {
        // That a part is not on a table which is not there proves nothing.
        let provable = key.table_name().is_none_or(|on| !nowhere.contains(&on));
        if provable && absence.under.is_none() && absence.renamed_to.is_none() {
            let surviving = comparison.surviving.contains(key);
            let status = if surviving {
                Status::Surviving
            } else {
                Status::Present
            };
            add(EffectCheck {
                ensured: absence.short_lived,
                ..EffectCheck::new(absence.location, (key, None), None, status)
            });
        }
    }
    let all = makers.keys().iter().zip(all);
    all.filter(|(_, checks)| !checks.is_empty())
        .map(|(migration, checks)| ((*migration).clone(), checks))
        .collect()
}

/// The expected tables that are in no schema.
fn missing_tables(comparison: &Comparison) -> BTreeSet<QualifiedName> {
    let tables = comparison
        .objects
        .iter()
        .filter(|object| object.key.is_table() && matches!(object.presence, Presence::Nowhere));
    tables.filter_map(|table| table.key.table_name()).collect()
}

fn named(object: &ObjectComparison) -> (&ObjectKey, Option<ObjectId>) {
    (&object.key, Some(object.id))
}

/// The place that answers for the object being there under its name, and those that ensured it.
fn existence<'a>(
    expected: &Expected,
    object: &'a ObjectComparison,
    origin: &Origin,
) -> Vec<EffectCheck<'a>> {
    let presence = presence_status(&object.presence);
    let own = object.attributes.iter().filter(|answer| {
        let location = origin.attributes.get(&answer.attribute);
        let location = location.copied().unwrap_or(origin.created);
        same_migration(expected, location, origin.named)
    });
    let attributes = own.map(|answer| answer_status(&answer.answer));
    let worst = attributes.fold(presence, Status::max);
    let mut checks = vec![EffectCheck {
        ensured: is_its_own_former(expected, object, origin),
        ..EffectCheck::new(origin.named, named(object), None, worst)
    }];
    for &location in &origin.ensured {
        let known = |check: &EffectCheck| same_migration(expected, check.location, location);
        if !checks.iter().any(known) {
            checks.push(EffectCheck {
                ensured: true,
                ..EffectCheck::new(location, named(object), None, presence)
            });
        }
    }
    checks
}

/// Whether what was taken for it under another generated name is what the same migration dropped
/// (`RenameModel` and `AlterField` make foreign keys anew): it was there before.
fn is_its_own_former(expected: &Expected, object: &ObjectComparison, origin: &Origin) -> bool {
    let Presence::Variant(variant) = &object.presence else {
        return false;
    };
    let former = ObjectKey {
        name: variant.name.clone(),
        ..object.key.clone()
    };
    let absence = expected.tombstones.get(&former);
    absence.is_some_and(|absence| same_migration(expected, absence.location, origin.named))
}

/// Attributes that another migration than the object's own set.
fn attributes<'a>(
    expected: &Expected,
    object: &'a ObjectComparison,
    origin: &Origin,
) -> Vec<EffectCheck<'a>> {
    let presence = presence_status(&object.presence);
    let set = origin.attributes.iter();
    let set = set.map(|(attribute, location)| (*attribute, *location));
    // After a rename the first author still answers for what it set.
    let answers = object.attributes.iter();
    let first = answers.filter(|it| !origin.attributes.contains_key(&it.attribute));
    let first = first.map(|answer| (answer.attribute, origin.created));
    let others = set.chain(first);
    let others = others.filter(|(_, at)| !same_migration(expected, *at, origin.named));
    others
        .map(|(attribute, location)| {
            let answers = object.attributes.iter();
            let answers = answers.filter(|answer| answer.attribute == attribute);
            let statuses = answers.map(|answer| answer_status(&answer.answer));
            let status = statuses.fold(presence, Status::max);
            EffectCheck::new(location, named(object), Some(attribute), status)
        })
        .collect()
}

fn same_migration(expected: &Expected, left: LocationId, right: LocationId) -> bool {
    left == right || expected.origins.at(left).migration == expected.origins.at(right).migration
}

/// The status that being there or not gives.
pub(super) fn presence_status(presence: &Presence) -> Status {
    match presence {
        Presence::Here | Presence::Variant(_) => Status::Present,
        Presence::Elsewhere(_) | Presence::Hanging { there: true, .. } => Status::Misplaced,
        Presence::Unrenamed(_) | Presence::Nowhere | Presence::Hanging { there: false, .. } => {
            Status::Missing
        }
    }
}

pub(super) fn answer_status(answer: &Answer) -> Status {
    match answer {
        Answer::Equivalent(_) | Answer::Skew(_) | Answer::CaptureGap(_) => Status::Present,
        Answer::Unmeasured(_) => Status::Unmeasured,
        Answer::NotInForce => Status::Invalid,
        Answer::Different => Status::Different,
        Answer::Undecided(_) => Status::Undecided,
    }
}

/// The effect checks of every migration.
#[derive(Debug, Clone, Default)]
pub struct Judged<'a> {
    checks: EffectChecks<'a>,
}

impl<'a> Judged<'a> {
    /// Takes the effect checks.
    #[must_use]
    pub fn new(checks: EffectChecks<'a>) -> Self {
        Self { checks }
    }

    /// The effect checks of one migration.
    #[must_use]
    pub fn effect_checks_of(&self, key: &MigrationKey) -> &[EffectCheck<'a>] {
        self.checks.get(key).map_or(&[], Vec::as_slice)
    }

    /// The effect checks of one migration, counted.
    #[must_use]
    pub fn counts(&self, key: &MigrationKey) -> EffectCounts {
        let mut counts = EffectCounts::default();
        for check in self.effect_checks_of(key) {
            counts.total += 1;
            match check.status {
                Status::Present => counts.present += 1,
                Status::Unmeasured => counts.unmeasured += 1,
                Status::Undecided => counts.undecided += 1,
                Status::Invalid => counts.invalid += 1,
                Status::Surviving => counts.surviving += 1,
                Status::Different => counts.different += 1,
                Status::Misplaced => counts.misplaced += 1,
                Status::Missing => counts.missing += 1,
            }
        }
        counts
    }

    /// An effect check whose fault something may explain that the stored outputs do not tell is undecided.
    pub(super) fn doubt(&mut self, doubts: &Doubts<'_>, is_abroad: impl Fn(&ObjectKey) -> bool) {
        for (migration, checks) in &mut self.checks {
            for check in checks {
                let open = match check.status {
                    Status::Missing | Status::Different | Status::Surviving | Status::Invalid => {
                        true
                    }
                    Status::Misplaced => is_abroad(check.object),
                    Status::Present | Status::Unmeasured | Status::Undecided => false,
                };
                let is_missing = check.status == Status::Missing;
                let doubt = || doubts.about(check.object, migration, is_missing);
                if open && lowers(doubt().as_ref()) {
                    check.status = Status::Undecided;
                }
            }
        }
    }
}

/// Counts the expressions and queries that both sides write differently.
pub(super) fn equivalences(case: &Case<'_>) -> EquivalenceCounts {
    let mut counts = EquivalenceCounts::default();
    for object in &case.comparison.objects {
        for one in object.attributes.iter().filter(|one| is_text(one)) {
            if !is_in_scope(case, object, one) {
                continue;
            }
            match one.answer {
                Answer::Equivalent(BY_SERVER) => counts.server += 1,
                Answer::Equivalent(BY_MEMORY) => counts.cached += 1,
                Answer::Equivalent(_) => counts.normal_form += 1,
                Answer::Undecided(_) => counts.undecided += 1,
                Answer::Skew(_)
                | Answer::CaptureGap(_)
                | Answer::NotInForce
                | Answer::Different
                | Answer::Unmeasured(_) => {}
            }
        }
    }
    counts
}

/// Whether the attribute is an expression or a query.
fn is_text(one: &AttributeAnswer) -> bool {
    matches!(
        one.attribute,
        Attribute::Default
            | Attribute::Generated
            | Attribute::Expression
            | Attribute::Predicate
            | Attribute::Condition
            | Attribute::Using
            | Attribute::Check
            | Attribute::Body
            | Attribute::Bound
            | Attribute::PartitionKey
    )
}

fn is_in_scope(case: &Case<'_>, object: &ObjectComparison, one: &AttributeAnswer) -> bool {
    let origins = &case.expected.origins;
    let location = origins.answering(object.id, one.attribute);
    location.is_some_and(|location| case.in_scope(&origins.at(location).migration))
}
