//! Which stored migrations without a row ran, by what the catalog would not hold without them.

use std::collections::BTreeSet;

use super::hypothesis::{Trial, Tried};
use crate::migration::MigrationKey;
use crate::record::Plan;
use crate::verdict::{Candidates, Claim, Compared};

/// Two replays of one plan, held against each other.
pub(super) struct Court<'a> {
    pub(super) trial: &'a Trial<'a>,
    pub(super) plan: &'a Plan,
    /// With the candidates that may have run.
    pub(super) tried: &'a Tried<'a>,
    /// Without any candidate.
    pub(super) recorded: &'a Tried<'a>,
}

impl Court<'_> {
    /// Those among the candidates that `tried` holds which the catalog refutes: all effects of theirs are
    /// absent, or would be there without them. What they would do is told to `told`.
    pub(super) fn refuted(
        &self,
        waiting: &[&MigrationKey],
        skipped: &BTreeSet<MigrationKey>,
        told: &mut Candidates,
    ) -> BTreeSet<MigrationKey> {
        let claims = self.tried.claims();
        let (with, recorded) = (self.tried.lookup(), self.recorded.lookup());
        let mut refuted = BTreeSet::new();
        let mut open = Vec::new();
        told.moot.clear();
        for &key in waiting {
            let Some(own) = claims.get(key) else {
                continue;
            };
            let moot = with.moot(own, &recorded);
            if !own.iter().any(|claim| with.proves(claim, &recorded)) {
                told.pending.insert(key.clone(), with.effects(own, &moot));
                refuted.insert(key.clone());
                continue;
            }
            if is_open(&with, &recorded, key, own) {
                open.push((key, own));
            }
            told.moot.insert(key.clone(), moot);
        }
        // What several candidates touch may be the work of an earlier one: the last is asked first.
        while let Some((key, own)) = open.pop().filter(|_| refuted.is_empty()) {
            let mut others = skipped.clone();
            others.insert(key.clone());
            let others = self.trial.tried(self.plan, &others);
            let without = others.lookup();
            let moot = with.moot(own, &without);
            if own.iter().any(|claim| with.proves(claim, &without)) {
                told.moot.insert(key.clone(), moot);
            } else {
                told.pending.insert(key.clone(), with.effects(own, &moot));
                refuted.insert(key.clone());
            }
        }
        refuted
    }
}

/// Whether all that tells of a candidate may be the work of another one.
fn is_open(
    with: &Compared<'_>,
    recorded: &Compared<'_>,
    key: &MigrationKey,
    own: &[Claim],
) -> bool {
    let mut proofs = own.iter().filter(|claim| with.proves(claim, recorded));
    proofs.all(|claim| with.is_shared(claim, key, recorded))
}
