//! What the rows leave open, decided by what the catalog holds.
//!
//! A stored migration without a row either ran (then it is unrecorded) or did not (then it is
//! pending); a recorded squash ran itself or stands for what it replaces. Each possibility is
//! replayed and compared, and the one that the catalog bears out is kept.

use std::collections::{BTreeMap, BTreeSet};

use super::trial::{PlanTrial, Tried};
use crate::migration::MigrationKey;
use crate::record::{Plan, StepState};
use crate::replay::Problem;
use crate::verdict::{Candidates, Compared, EffectCheck};

/// A plan, what it makes of the schema, and which of its candidates ran.
pub(super) struct Hypothesis<'a> {
    pub(super) plan: Plan,
    pub(super) tried: Tried<'a>,
    /// What became of the stored migrations without a row.
    pub(super) candidates: Candidates,
}

/// The best of the possible plans; the first where none is better.
pub(super) fn choose<'a>(plan: Plan, trial: &PlanTrial<'a>) -> Hypothesis<'a> {
    let mut best = trial.in_order(plan);
    for alternative in 0..best.plan.alternatives.len() {
        let faults = best.tried.faults();
        if faults == 0 {
            break;
        }
        let other = trial.in_order(best.plan.with_alternative(alternative));
        if other.tried.faults() < faults {
            best = other;
        }
    }
    best
}

/// How often an order is mended: what waits for one table may make another wait.
const MENDED: usize = 4;

impl<'a> PlanTrial<'a> {
    /// Replays what makes a table before what needs it. Rows leave open where a squash stands that is
    /// replayed in the place of many: some of them ran before, and others after, migrations of other apps.
    fn in_order(&self, plan: Plan) -> Hypothesis<'a> {
        let mut best = self.settle(plan);
        let mut needs = best.too_early();
        for _ in 0..MENDED {
            if needs.is_empty() {
                break;
            }
            let other = self.settle(best.plan.with_needs(&needs));
            needs.extend(other.too_early());
            if other.tried.expected.complaints.len() < best.tried.expected.complaints.len() {
                best = other;
            }
        }
        best
    }

    /// Takes candidates for unrecorded until the catalog refutes them. Candidates that left no trace
    /// of their own (a later one replaced it) are asked again once the refuted ones are out.
    fn settle(&self, plan: Plan) -> Hypothesis<'a> {
        let steps = plan.steps.iter();
        let candidates: Vec<MigrationKey> = steps
            .filter(|step| step.state == StepState::Candidate)
            .map(|step| step.migration.clone())
            .collect();
        let all: BTreeSet<MigrationKey> = candidates.iter().cloned().collect();
        let recorded = (!all.is_empty()).then(|| self.tried(&plan, &all));
        let mut skipped = BTreeSet::new();
        let mut told = Candidates::default();
        loop {
            let tried = self.tried(&plan, &skipped);
            let refuted = recorded.as_ref().map(|recorded| {
                let court = Court {
                    trial: self,
                    plan: &plan,
                    tried: &tried,
                    recorded,
                };
                court.refuted(&candidates, &skipped, &mut told)
            });
            let refuted = refuted.unwrap_or_default();
            if refuted.is_empty() {
                let tried = ask_again(self, &plan, &candidates, skipped, tried, &mut told);
                find_replaced(self, &plan, &candidates, &tried, &mut told);
                return Hypothesis {
                    plan,
                    tried,
                    candidates: told,
                };
            }
            skipped.extend(refuted);
        }
    }
}

impl Hypothesis<'_> {
    /// Pairs of migrations: one that makes a table, and one that was replayed before it and needs the table.
    fn too_early(&self) -> Vec<(MigrationKey, MigrationKey)> {
        let origins = &self.tried.expected.origins;
        let mut makers: BTreeMap<String, &MigrationKey> = BTreeMap::new();
        for (name, table) in &self.tried.expected.schema.tables {
            if let Some(origin) = origins.of(table.id) {
                let maker = &origins.at(origin.created).migration;
                makers.insert(name.to_string(), maker);
                makers.insert(name.name.to_string(), maker);
            }
        }
        let complaints = self.tried.expected.complaints.iter();
        let pairs = complaints.filter_map(|complaint| {
            let Problem::NoRelation(name) = &complaint.problem else {
                return None;
            };
            let (maker, needs) = (
                *makers.get(name.as_str())?,
                &origins.at(complaint.location).migration,
            );
            (maker != needs).then(|| (maker.clone(), needs.clone()))
        });
        pairs.collect()
    }
}

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
    if candidates.is_empty() {
        return;
    }
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
        let is_replaced = |effect_check: &&EffectCheck<'_>| {
            let by = lookup.replacer(&early, effect_check);
            by.is_some_and(|by| by.app == key.app && ran.contains(by))
        };
        let (replaced, kept): (Vec<&EffectCheck<'_>>, Vec<&EffectCheck<'_>>) =
            own.iter().partition(is_replaced);
        if !replaced.is_empty() && kept.iter().all(|effect_check| effect_check.is_there()) {
            let replaced: Vec<EffectCheck<'_>> = replaced.into_iter().cloned().collect();
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
    own: &[EffectCheck<'_>],
) -> bool {
    let mut proofs = own
        .iter()
        .filter(|effect_check| with.proves(effect_check, recorded));
    proofs.all(|effect_check| with.is_shared(effect_check, key, recorded))
}
