//! The effect checks of all migrations, and the spellings that were held against each other, counted.

use std::collections::BTreeMap;

use super::Case;
use super::doubt::{Doubts, lowers};
use super::effect_check::{EffectCheck, Status};
use crate::compare::{Answer, AttributeAnswer, BY_MEMORY, BY_SERVER, ObjectComparison};
use crate::migration::MigrationKey;
use crate::report::{EffectCounts, EquivalenceCounts};
use crate::schema::{Attribute, ObjectKey};

/// The effect checks of every migration.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    checks: BTreeMap<MigrationKey, Vec<EffectCheck>>,
}

impl Judged {
    /// Takes the effect checks.
    #[must_use]
    pub fn new(checks: BTreeMap<MigrationKey, Vec<EffectCheck>>) -> Self {
        Self { checks }
    }

    /// The effect checks of one migration.
    #[must_use]
    pub fn effect_checks_of(&self, key: &MigrationKey) -> &[EffectCheck] {
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
                let sound = matches!(check.status, Status::Present | Status::Unmeasured);
                if sound
                    || !lowers(
                        doubts
                            .about(&check.object, migration, check.status == Status::Missing)
                            .as_ref(),
                    )
                {
                    continue;
                }
                check.status = match check.status {
                    Status::Missing | Status::Different | Status::Surviving | Status::Invalid => {
                        Status::Undecided
                    }
                    Status::Misplaced if is_abroad(&check.object) => Status::Undecided,
                    kept @ (Status::Present
                    | Status::Unmeasured
                    | Status::Undecided
                    | Status::Misplaced) => kept,
                };
            }
        }
    }
}

impl EffectCheck {
    /// Whether the effect is in the catalog, in whatever shape.
    #[must_use]
    pub fn is_there(&self) -> bool {
        match (self.status, self.attribute) {
            (Status::Present | Status::Unmeasured | Status::Undecided | Status::Invalid, _)
            | (Status::Misplaced | Status::Different, None) => true,
            // An attribute is not looked at where its object was found elsewhere.
            (Status::Misplaced | Status::Different, Some(_))
            | (Status::Surviving | Status::Missing, _) => false,
        }
    }
}

/// Whether a migration without a row must have run: one of its effects is in the catalog, and
/// nothing that is recorded accounts for it. What it would only have ensured proves nothing.
pub(super) fn is_unrecorded(checks: &[EffectCheck]) -> bool {
    checks
        .iter()
        .any(|check| check.is_there() && !check.ensured)
}

/// Counts the expressions and queries that both sides write differently.
pub(super) fn equivalences(case: &Case<'_>) -> EquivalenceCounts {
    let mut settled = EquivalenceCounts::default();
    for object in &case.comparison.objects {
        for one in object.attributes.iter().filter(|one| is_text(one)) {
            if !is_in_scope(case, object, one) {
                continue;
            }
            match one.answer {
                Answer::Equivalent(BY_SERVER) => settled.server += 1,
                Answer::Equivalent(BY_MEMORY) => settled.cached += 1,
                Answer::Equivalent(_) => settled.normal_form += 1,
                Answer::Undecided(_) => settled.undecided += 1,
                Answer::Skew(_)
                | Answer::CaptureGap(_)
                | Answer::NotInForce
                | Answer::Different
                | Answer::Unmeasured(_) => {}
            }
        }
    }
    settled
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
    case.expected.origins.of(object.id).is_some_and(|origin| {
        let location = origin.attributes.get(&one.attribute).copied();
        let location = case.expected.origins.at(location.unwrap_or(origin.created));
        case.in_scope(&location.migration)
    })
}
