//! The surviving effects of migrations, and what became of each.

use std::collections::{BTreeMap, BTreeSet};

use crate::compare::{Answer, AttributeAnswer, Comparison, ObjectComparison, Presence};
use crate::migration::MigrationKey;
use crate::name::QualifiedName;
use crate::replay::{Expected, LocationId, Origin};
use crate::schema::{Attribute, ObjectKey};

/// One surviving effect of one migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectCheck {
    /// The place that answers for it.
    pub location: LocationId,
    /// The object.
    pub object: ObjectKey,
    /// The attribute, for an effect that only set one.
    pub attribute: Option<Attribute>,
    /// What became of it.
    pub status: Status,
    /// Whether it would look the same had the migration not run: it only found the object there
    /// (`IF NOT EXISTS`, a guard), dropped what it had made itself, or made anew what it dropped.
    pub ensured: bool,
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

/// The effect checks of all migrations, recorded or not.
#[must_use]
pub fn effect_checks(
    expected: &Expected,
    comparison: &Comparison,
) -> BTreeMap<MigrationKey, Vec<EffectCheck>> {
    let mut all: BTreeMap<MigrationKey, Vec<EffectCheck>> = BTreeMap::new();
    let mut add = |check: EffectCheck| {
        let migration = expected.origins.at(check.location).migration.clone();
        all.entry(migration).or_default().push(check);
    };
    for object in &comparison.objects {
        if let Some(origin) = expected.origins.of(object.id) {
            existence(expected, object, origin)
                .into_iter()
                .for_each(&mut add);
            attributes(expected, object, origin)
                .into_iter()
                .for_each(&mut add);
        }
    }
    let nowhere = missing_tables(comparison);
    for (key, absence) in &expected.tombstones {
        // That a part is not on a table which is not there proves nothing.
        let provable = key.table_name().is_none_or(|on| !nowhere.contains(&on));
        if provable && absence.under.is_none() && absence.renamed_to.is_none() {
            let surviving = comparison.surviving.contains(key);
            add(EffectCheck {
                location: absence.location,
                object: key.clone(),
                attribute: None,
                status: if surviving {
                    Status::Surviving
                } else {
                    Status::Present
                },
                ensured: absence.short_lived,
            });
        }
    }
    all
}

/// The expected tables that are in no schema.
fn missing_tables(comparison: &Comparison) -> BTreeSet<QualifiedName> {
    let tables = comparison
        .objects
        .iter()
        .filter(|object| object.key.is_table() && matches!(object.presence, Presence::Nowhere));
    tables.filter_map(|table| table.key.table_name()).collect()
}

/// The place that answers for the object being there under its name, and those that ensured it.
fn existence(expected: &Expected, object: &ObjectComparison, origin: &Origin) -> Vec<EffectCheck> {
    let presence = presence_status(&object.presence);
    let own = |answer: &&AttributeAnswer| {
        let location = origin
            .attributes
            .get(&answer.attribute)
            .copied()
            .unwrap_or(origin.created);
        same_migration(expected, location, origin.named)
    };
    let attributes = object
        .attributes
        .iter()
        .filter(own)
        .map(|answer| answer_status(&answer.answer));
    let worst = attributes.chain([presence]).max().unwrap_or(presence);
    let check = |location: LocationId, status: Status, ensured: bool| EffectCheck {
        location,
        object: object.key.clone(),
        attribute: None,
        status,
        ensured,
    };
    let same_without = is_its_own_former(expected, object, origin);
    let mut checks = vec![check(origin.named, worst, same_without)];
    for &location in &origin.ensured {
        let known = checks
            .iter()
            .any(|check| same_migration(expected, check.location, location));
        if !known {
            checks.push(check(location, presence, true));
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
fn attributes(expected: &Expected, object: &ObjectComparison, origin: &Origin) -> Vec<EffectCheck> {
    let presence = presence_status(&object.presence);
    let mut checks = Vec::new();
    let mut seen: Vec<(Attribute, LocationId)> = origin
        .attributes
        .iter()
        .map(|(attribute, location)| (*attribute, *location))
        .collect();
    // After a rename the first author still answers for what it set.
    for answer in &object.attributes {
        if !origin.attributes.contains_key(&answer.attribute) {
            seen.push((answer.attribute, origin.created));
        }
    }
    for (attribute, location) in seen {
        if same_migration(expected, location, origin.named) {
            continue;
        }
        let answers = object
            .attributes
            .iter()
            .filter(|answer| answer.attribute == attribute);
        let worst = answers.map(|answer| answer_status(&answer.answer)).max();
        let status = worst.unwrap_or(Status::Present).max(presence);
        checks.push(EffectCheck {
            location,
            object: object.key.clone(),
            attribute: Some(attribute),
            status,
            ensured: false,
        });
    }
    checks
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
