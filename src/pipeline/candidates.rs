//! Which stored migrations without a row ran, by what the catalog would not hold without them.

use std::collections::BTreeSet;

use super::hypothesis::{PlanTrial, Tried};
use crate::migration::MigrationKey;
use crate::record::Plan;
use crate::verdict::{Candidates, Compared, EffectCheck};

/// Two replays of one plan, held against each other.
pub(super) struct Court<'a> {
    pub(super) trial: &'a PlanTrial<'a>,
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
        candidates: &[MigrationKey],
        skipped: &BTreeSet<MigrationKey>,
        told: &mut Candidates,
    ) -> BTreeSet<MigrationKey> {
        let effect_checks = self.tried.effect_checks();
        let (with, recorded) = (self.tried.lookup(), self.recorded.lookup());
        let mut refuted = BTreeSet::new();
        let mut open = Vec::new();
        told.moot.clear();
        let mut unproved = BTreeSet::new();
        for key in candidates {
            let own = effect_checks.get(key).filter(|_| !skipped.contains(key));
            let Some(own) = own else {
                unproved.insert(&key.app);
                continue;
            };
            let in_turn = !unproved.contains(&key.app);
            if !own.iter().any(|it| with.tells(it, &recorded, in_turn)) {
                told.pending.insert(key.clone(), with.awaited(own));
                refuted.insert(key.clone());
                unproved.insert(&key.app);
                continue;
            }
            if is_open(&with, &recorded, key, own) {
                open.push((key, own, in_turn));
            }
            told.moot.insert(key.clone(), with.moot(own, &recorded));
        }
        // What several candidates touch may be the work of an earlier one: the last is asked first.
        while let Some((key, own, in_turn)) = open.pop().filter(|_| refuted.is_empty()) {
            let mut others = skipped.clone();
            others.insert(key.clone());
            let others = self.trial.tried(self.plan, &others);
            let without = others.lookup();
            if own.iter().any(|it| with.tells(it, &without, in_turn)) {
                told.moot.insert(key.clone(), with.moot(own, &without));
            } else {
                told.pending.insert(key.clone(), with.awaited(own));
                refuted.insert(key.clone());
            }
        }
        refuted
    }
}

/// So many refuted candidates are asked again, each by a replay of its own.
const ASKED_AGAIN: usize = 16;

/// Asks the refuted candidates again, in order and each without those that follow it: what one did may be
/// hidden by a later one that did not run. One that explains what is otherwise wrong ran.
pub(super) fn ask_again<'a>(
    trial: &PlanTrial<'a>,
    plan: &Plan,
    candidates: &[MigrationKey],
    mut skipped: BTreeSet<MigrationKey>,
    mut tried: Tried<'a>,
    told: &mut Candidates,
) -> Tried<'a> {
    let refuted: Vec<&MigrationKey> = candidates
        .iter()
        .filter(|key| skipped.contains(*key))
        .take(ASKED_AGAIN)
        .collect();
    for key in refuted {
        let faults = tried.faults();
        if faults == 0 {
            break;
        }
        let mut others = skipped.clone();
        others.remove(key);
        let with = trial.tried(plan, &others);
        let effect_checks = with.effect_checks();
        let own = effect_checks
            .get(key)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let mut earlier = candidates.iter().take_while(|it| *it != key);
        let in_turn = !earlier.any(|it| it.app == key.app && skipped.contains(it));
        let (lookup, without) = (with.lookup(), tried.lookup());
        let tells = own.iter().any(|it| lookup.tells(it, &without, in_turn));
        if tells && with.faults() < faults {
            told.moot.insert(key.clone(), lookup.moot(own, &without));
            told.pending.remove(key);
            skipped = others;
            tried = with;
        }
    }
    tried
}

/// Finds the candidates of which nothing is left to see, because later ones of their app, which ran, replaced
/// all that they did: Django runs the migrations of an app in their order.
pub(super) fn find_replaced(
    trial: &PlanTrial<'_>,
    plan: &Plan,
    candidates: &[MigrationKey],
    tried: &Tried<'_>,
    told: &mut Candidates,
) {
    let effect_checks = tried.effect_checks();
    let ran: BTreeSet<&MigrationKey> = candidates
        .iter()
        .filter(|key| {
            effect_checks
                .get(*key)
                .is_some_and(|own| told.tell(key, own))
        })
        .collect();
    let silent = candidates.iter().enumerate().filter(|(at, key)| {
        let mut later = candidates.iter().skip(at + 1);
        !ran.contains(key) && later.any(|it| it.app == key.app && ran.contains(it))
    });
    let silent: Vec<_> = silent.take(ASKED_AGAIN).collect();
    let lookup = tried.lookup();
    for (at, key) in silent {
        let mut others: BTreeSet<MigrationKey> = told.pending.keys().cloned().collect();
        others.extend(candidates.iter().skip(at).cloned());
        others.remove(key);
        let early = trial.tried(plan, &others);
        let early_claims = early.effect_checks();
        let own = early_claims.get(key).map(Vec::as_slice).unwrap_or_default();
        let early = early.lookup();
        let is_replaced = |effect_check: &&EffectCheck| {
            let by = lookup.replacer(&early, effect_check);
            by.is_some_and(|by| by.app == key.app && ran.contains(by))
        };
        let (replaced, kept): (Vec<&EffectCheck>, Vec<&EffectCheck>) =
            own.iter().partition(is_replaced);
        if !replaced.is_empty() && kept.iter().all(|effect_check| effect_check.is_there()) {
            let replaced: Vec<EffectCheck> = replaced.into_iter().cloned().collect();
            told.pending.remove(key);
            told.replaced.insert(key.clone(), early.replaced(&replaced));
        }
    }
}

/// Whether all that tells of a candidate may be the work of another one.
fn is_open(
    with: &Compared<'_>,
    recorded: &Compared<'_>,
    key: &MigrationKey,
    own: &[EffectCheck],
) -> bool {
    let mut proofs = own
        .iter()
        .filter(|effect_check| with.proves(effect_check, recorded));
    proofs.all(|effect_check| with.is_shared(effect_check, key, recorded))
}
