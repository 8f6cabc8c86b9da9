//! Whether what a recorded migration should have changed is as it was before: the ledger is replayed without
//! the migration, and the catalog is asked whether it looks like that.

use std::collections::BTreeSet;

use super::hypothesis::{Hypothesis, Trial};
use crate::migration::MigrationKey;
use crate::record::Role;
use crate::verdict::{Claim, Former, Status};

/// So often a ledger is replayed for this, at most.
const REPLAYS: usize = 24;

/// Looks at each recorded migration with an effect that is there and is not as it should be.
pub(super) fn look(
    trial: &Trial<'_>,
    chosen: &Hypothesis<'_>,
    concerns: impl Fn(&MigrationKey) -> bool,
) -> Former {
    let mut former = Former::default();
    let mut left = REPLAYS;
    let with = chosen.tried.lookup();
    for (migration, claims) in &chosen.tried.claims() {
        let recorded = matches!(chosen.plan.role(migration), Some(Role::Replayed));
        let open: Vec<&Claim> = claims
            .iter()
            .filter(|claim| with.may_be_former(claim))
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
    trial: &Trial<'_>,
    chosen: &Hypothesis<'_>,
    (migration, mut open): (&MigrationKey, Vec<&Claim>),
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
        open.retain(|claim| match lookup.setter(&with, claim) {
            Some((Status::Present, setter)) => {
                former.add(
                    migration,
                    (claim.object.clone(), claim.aspect),
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
