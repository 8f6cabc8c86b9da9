//! The effect checks of all migrations, counted.

use std::collections::BTreeMap;

use super::doubt::{Doubts, lowers};
use super::effect_check::{EffectCheck, Status};
use crate::migration::MigrationKey;
use crate::report::EffectCounts;
use crate::schema::ObjectKey;

/// The effect checks of every migration.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    effect_checks: BTreeMap<MigrationKey, Vec<EffectCheck>>,
}

impl Judged {
    /// Takes the effect checks.
    #[must_use]
    pub fn new(effect_checks: BTreeMap<MigrationKey, Vec<EffectCheck>>) -> Self {
        Self { effect_checks }
    }

    /// The effect checks of one migration.
    #[must_use]
    pub fn effect_checks_of(&self, key: &MigrationKey) -> &[EffectCheck] {
        self.effect_checks.get(key).map_or(&[], Vec::as_slice)
    }

    /// The effect checks of one migration, counted.
    #[must_use]
    pub fn counts(&self, key: &MigrationKey) -> EffectCounts {
        let mut counts = EffectCounts::default();
        for effect_check in self.effect_checks_of(key) {
            counts.total += 1;
            match effect_check.status {
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
        for (migration, effect_checks) in &mut self.effect_checks {
            for effect_check in effect_checks {
                let sound = matches!(effect_check.status, Status::Present | Status::Unmeasured);
                if sound
                    || !lowers(
                        doubts
                            .about(
                                &effect_check.object,
                                migration,
                                effect_check.status == Status::Missing,
                            )
                            .as_ref(),
                    )
                {
                    continue;
                }
                effect_check.status = match effect_check.status {
                    Status::Missing | Status::Different | Status::Surviving | Status::Invalid => {
                        Status::Undecided
                    }
                    Status::Misplaced if is_abroad(&effect_check.object) => Status::Undecided,
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
        match (self.status, self.aspect) {
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
pub(super) fn is_unrecorded(effect_checks: &[EffectCheck]) -> bool {
    effect_checks
        .iter()
        .any(|effect_check| effect_check.is_there() && !effect_check.ensured)
}
