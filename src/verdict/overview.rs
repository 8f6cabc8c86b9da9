//! The claims of all migrations, counted.

use std::collections::BTreeMap;

use super::claim::{Claim, Status};
use super::doubt::{Doubts, lowers};
use crate::migration::MigrationKey;
use crate::report::EffectCounts;
use crate::schema::ObjectKey;

/// The claims of every migration.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    claims: BTreeMap<MigrationKey, Vec<Claim>>,
}

impl Judged {
    /// Takes the claims.
    #[must_use]
    pub fn new(claims: BTreeMap<MigrationKey, Vec<Claim>>) -> Self {
        Self { claims }
    }

    /// The claims of one migration.
    #[must_use]
    pub fn claims_of(&self, key: &MigrationKey) -> &[Claim] {
        self.claims.get(key).map_or(&[], Vec::as_slice)
    }

    /// The claims of one migration, counted.
    #[must_use]
    pub fn counts(&self, key: &MigrationKey) -> EffectCounts {
        let mut counts = EffectCounts::default();
        for claim in self.claims_of(key) {
            counts.total += 1;
            match claim.status {
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

    /// A claim whose fault something may explain that the stored outputs do not tell is undecided.
    pub(super) fn doubt(&mut self, doubts: &Doubts<'_>, is_abroad: impl Fn(&ObjectKey) -> bool) {
        for (migration, claims) in &mut self.claims {
            for claim in claims {
                let sound = matches!(claim.status, Status::Present | Status::Unmeasured);
                if sound
                    || !lowers(
                        doubts
                            .about(&claim.object, migration, claim.status == Status::Missing)
                            .as_ref(),
                    )
                {
                    continue;
                }
                claim.status = match claim.status {
                    Status::Missing | Status::Different | Status::Surviving | Status::Invalid => {
                        Status::Undecided
                    }
                    Status::Misplaced if is_abroad(&claim.object) => Status::Undecided,
                    kept @ (Status::Present
                    | Status::Unmeasured
                    | Status::Undecided
                    | Status::Misplaced) => kept,
                };
            }
        }
    }
}

impl Claim {
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
pub(super) fn is_unrecorded(claims: &[Claim]) -> bool {
    claims
        .iter()
        .any(|claim| claim.is_there() && !claim.ensured)
}
