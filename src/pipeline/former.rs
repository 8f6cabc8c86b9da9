//! Whether what a recorded migration should have changed is as it was before: the ledger is replayed without
//! the migration, and the catalog is asked whether it looks like that.

use std::collections::BTreeSet;

use super::hypothesis::Hypothesis;
use super::trial::PlanTrial;
use crate::migration::MigrationKey;
use crate::record::Role;
use crate::verdict::{EffectCheck, EffectChecks, Former, Status};

/// So often a ledger is replayed for this, at most.
const REPLAYS: usize = 24;

/// Looks at each recorded migration with an effect that is there and is not as it should be.
pub(super) fn look(
    trial: &PlanTrial<'_>,
    chosen: &Hypothesis<'_>,
    effect_checks: &EffectChecks<'_>,
    concerns: impl Fn(&MigrationKey) -> bool,
) -> Former {
    let mut former = Former::default();
    let mut left = REPLAYS;
    let with = chosen.tried.lookup();
    for (migration, effect_checks) in effect_checks {
        let recorded = matches!(chosen.plan.role(migration), Some(Role::Replayed));
        let open: Vec<&EffectCheck<'_>> = effect_checks
            .iter()
            .filter(|effect_check| with.may_be_former(effect_check))
            .collect();
        if open.is_empty() || !recorded || !concerns(migration) {
            continue;
        }
        let mut without: BTreeSet<MigrationKey> =
            chosen.candidates.pending.keys().cloned().collect();
        without.insert(migration.clone());
        left = one(trial, chosen, (migration, open), without, left, &mut former);
    }
    former
}

/// Takes out the migration, and then, as long as the catalog is not like that, the one that set the same
/// before it: several may have been faked in a row.
fn one(
    trial: &PlanTrial<'_>,
    chosen: &Hypothesis<'_>,
    (migration, mut open): (&MigrationKey, Vec<&EffectCheck<'_>>),
    mut without: BTreeSet<MigrationKey>,
    mut left: usize,
    former: &mut Former,
) -> usize {
    let with = chosen.tried.lookup();
    while !open.is_empty() && left > 0 {
        left -= 1;
        let tried = trial.tried(&chosen.plan, &without);
        let lookup = tried.lookup();
        let mut setters = BTreeSet::new();
        open.retain(|effect_check| match lookup.setter(&with, effect_check) {
            Some((Status::Present, setter)) => {
                former.add(
                    migration,
                    (effect_check.object.clone(), effect_check.attribute),
                    setter.clone(),
                );
                false
            }
            Some((_, setter)) => {
                setters.insert(setter.clone());
                true
            }
            None => false,
        });
        setters.retain(|setter| !without.contains(setter));
        if setters.is_empty() {
            break;
        }
        without.extend(setters);
    }
    left
}
