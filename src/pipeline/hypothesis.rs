//! What the rows leave open, decided by what the catalog holds.
//!
//! A stored migration without a row either ran (then it is unrecorded) or did not (then it is
//! pending); a recorded squash ran itself or stands for what it replaces. Each possibility is
//! replayed and compared, and the one that the catalog bears out is kept.

use std::collections::{BTreeMap, BTreeSet};

use super::Readings;
use crate::catalog::Target;
use crate::catalog::assemble::Catalog;
use crate::compare::{self, Comparison, Surroundings};
use crate::migration::MigrationKey;
use crate::name::{Name, QualifiedName};
use crate::record::{Plan, Standing};
use crate::replay::{Expected, Replay};
use crate::verdict::{Claim, Status, claims, is_unrecorded};

/// A plan that was replayed and compared.
pub(super) struct Hypothesis {
    pub(super) plan: Plan,
    pub(super) expected: Expected,
    pub(super) comparison: Comparison,
    /// The candidates whose effects are not in the catalog.
    pub(super) pending: BTreeSet<MigrationKey>,
}

/// The best of the possible plans; the first where none is better.
pub(super) fn choose(
    plan: Plan,
    readings: &Readings,
    catalog: &Catalog,
    target: &Target,
) -> Hypothesis {
    let trial = Trial {
        readings,
        catalog,
        target,
    };
    let mut best = trial.settle(plan);
    for alternative in 0..best.plan.alternatives.len() {
        let faults = best.faults();
        if faults == 0 {
            break;
        }
        let other = trial.settle(best.plan.with_alternative(alternative));
        if other.faults() < faults {
            best = other;
        }
    }
    best
}

struct Trial<'a> {
    readings: &'a Readings,
    catalog: &'a Catalog,
    target: &'a Target,
}

impl Trial<'_> {
    /// Takes candidates for unrecorded until the catalog refutes them. Candidates that left no trace
    /// of their own (a later one replaced it) are asked again once the refuted ones are out.
    fn settle(&self, plan: Plan) -> Hypothesis {
        let candidates: Vec<MigrationKey> = plan
            .steps
            .iter()
            .filter(|step| step.standing == Standing::Candidate)
            .map(|step| step.migration.clone())
            .collect();
        let mut pending = BTreeSet::new();
        loop {
            let (expected, comparison) = self.replay(&plan, &pending);
            let claims = if candidates.is_empty() {
                BTreeMap::new()
            } else {
                claims(&expected, &comparison)
            };
            let refuted: Vec<MigrationKey> = candidates
                .iter()
                .filter(|key| !pending.contains(*key))
                .filter(|key| is_refuted(&claims, key))
                .cloned()
                .collect();
            if refuted.is_empty() {
                return Hypothesis {
                    plan,
                    expected,
                    comparison,
                    pending,
                };
            }
            pending.extend(refuted);
        }
    }

    fn replay(&self, plan: &Plan, pending: &BTreeSet<MigrationKey>) -> (Expected, Comparison) {
        let mut replay = Replay::new(self.search_path());
        for step in &plan.steps {
            let skipped = step.standing == Standing::NoLedger || pending.contains(&step.migration);
            let Some(Ok(reading)) = self.readings.get(&step.migration).filter(|_| !skipped) else {
                continue;
            };
            replay.begin_migration();
            for statement in &reading.statements {
                replay.apply(&statement.place, statement.steps());
            }
        }
        let expected = replay.finish();
        let live = &self.catalog.schema;
        let surroundings = Surroundings {
            home: self.home(&expected),
            own: self.own(),
            inherited: self.catalog.inherited.clone(),
            search_path: self
                .target
                .search_path
                .iter()
                .map(|schema| Name::exact(schema))
                .collect(),
        };
        let comparison = compare::compare(&expected, live, &surroundings);
        (expected, comparison)
    }

    /// The target schema first, then the rest of the connection's own path.
    fn search_path(&self) -> Vec<Name> {
        let target = Name::exact(&self.target.schema);
        let rest = self
            .target
            .search_path
            .iter()
            .map(|schema| Name::exact(schema));
        let rest = rest.filter(|schema| schema != &target);
        std::iter::once(target.clone()).chain(rest).collect()
    }

    /// The schemas in which tables of the ledger live.
    fn home(&self, expected: &Expected) -> BTreeSet<Name> {
        let tables = expected
            .schema
            .tables
            .keys()
            .map(|name| name.schema.clone());
        tables.chain([Name::exact(&self.target.schema)]).collect()
    }

    /// Django's own table, which no migration makes.
    fn own(&self) -> BTreeSet<QualifiedName> {
        let name = Name::exact("django_migrations");
        let schemas = self.catalog.schema.namespaces.keys();
        schemas
            .map(|schema| QualifiedName::new(schema.clone(), name.clone()))
            .collect()
    }
}

fn is_refuted(claims: &BTreeMap<MigrationKey, Vec<Claim>>, key: &MigrationKey) -> bool {
    let own = claims.get(key).map_or(&[][..], Vec::as_slice);
    !own.is_empty() && !is_unrecorded(own)
}

impl Hypothesis {
    /// How much of the plan the catalog contradicts.
    fn faults(&self) -> usize {
        let claims = claims(&self.expected, &self.comparison);
        let bad = |claim: &&Claim| claim.status > Status::Undecided;
        claims.values().flatten().filter(bad).count()
            + self.comparison.unexpected.len()
            + self.expected.complaints.len()
    }
}
