//! What the rows leave open, decided by what the catalog holds.
//!
//! A stored migration without a row either ran (then it is unrecorded) or did not (then it is
//! pending); a recorded squash ran itself or stands for what it replaces. Each possibility is
//! replayed and compared, and the one that the catalog bears out is kept.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::Readings;
use super::layout::{Landing, Layout};
use super::view::View;
use crate::catalog::Target;
use crate::compare::{self, Comparison, Surroundings};
use crate::migration::MigrationKey;
use crate::name::{Name, QualifiedName};
use crate::record::{Plan, Role, Standing, Step};
use crate::replay::{Expected, Replay};
use crate::schema::{ObjectId, Schema};
use crate::verdict::{Claim, Status, claims, is_unrecorded};

/// A plan that was replayed and compared.
pub(super) struct Hypothesis<'a> {
    pub(super) plan: Plan,
    pub(super) expected: Expected,
    /// What it was compared with.
    pub(super) live: Cow<'a, Schema>,
    pub(super) comparison: Comparison,
    /// The candidates whose effects are not in the catalog.
    pub(super) pending: BTreeSet<MigrationKey>,
}

/// What plans are tried on.
pub(super) struct Trial<'a> {
    pub(super) readings: &'a Readings,
    pub(super) view: &'a View<'a>,
    /// See [`Surroundings::inherited`].
    pub(super) inherited: &'a BTreeSet<ObjectId>,
    /// The database as the schema sees it.
    pub(super) target: &'a Target,
    /// Which app lives where, if that is known.
    pub(super) layout: Option<&'a Layout>,
    /// What is applied in the shared schema, if there are records of it.
    pub(super) shared: Option<&'a Plan>,
}

/// The best of the possible plans; the first where none is better.
pub(super) fn choose<'a>(plan: Plan, trial: &Trial<'a>) -> Hypothesis<'a> {
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

/// Where names are looked for when migrations of a schema, or of the shared one, run.
pub(super) fn search_path(target: &Target, layout: Option<&Layout>) -> Vec<Name> {
    let shared = layout.map(|layout| &layout.shared_schema);
    let own = std::iter::once(&target.schema);
    let mut path: Vec<Name> = Vec::new();
    for schema in own.chain(shared).chain(&target.search_path) {
        let schema = Name::exact(schema);
        if !path.contains(&schema) {
            path.push(schema);
        }
    }
    path
}

impl<'a> Trial<'a> {
    /// Takes candidates for unrecorded until the catalog refutes them. Candidates that left no trace
    /// of their own (a later one replaced it) are asked again once the refuted ones are out.
    fn settle(&self, plan: Plan) -> Hypothesis<'a> {
        let candidates: Vec<MigrationKey> = plan
            .steps
            .iter()
            .filter(|step| step.standing == Standing::Candidate)
            .map(|step| step.migration.clone())
            .collect();
        let mut pending = BTreeSet::new();
        loop {
            let expected = self.replay(&plan, &pending);
            let live = self.view.of(&expected);
            let comparison = compare::compare(&expected, &live, &self.surroundings(&expected));
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
                    live,
                    comparison,
                    pending,
                };
            }
            pending.extend(refuted);
        }
    }

    fn replay(&self, plan: &Plan, pending: &BTreeSet<MigrationKey>) -> Expected {
        let path = search_path(self.target, self.layout);
        let mut replay = Replay::new(path.clone());
        for step in &plan.steps {
            let Some(Ok(reading)) = self.readings.get(&step.migration) else {
                continue;
            };
            let landing = self.landing(step);
            let skipped = step.standing == Standing::NoLedger || pending.contains(&step.migration);
            let here = (landing.here && !skipped).then_some((&path[..], false));
            let shared = landing.shared.then(|| (&path[1..], true));
            for (path, aside) in shared.into_iter().chain(here) {
                replay.begin_migration_on(path.to_vec(), aside);
                for statement in &reading.statements {
                    replay.apply(&statement.place, statement.steps());
                }
            }
        }
        replay.finish()
    }

    /// What a step does. What was applied in the shared schema or for this one is there to be referred to.
    fn landing(&self, step: &Step) -> Landing {
        let Some(layout) = self.layout else {
            return Landing {
                here: true,
                shared: false,
            };
        };
        let role = self.shared.and_then(|plan| plan.role(&step.migration));
        let applied = step.standing == Standing::Replayed || matches!(role, Some(Role::Replayed));
        let landing = layout.landing(&step.migration.app, &self.target.schema);
        Landing {
            shared: landing.shared && applied,
            ..landing
        }
    }

    fn surroundings(&self, expected: &Expected) -> Surroundings {
        let home = self.home(expected);
        let connection = || self.target.search_path.iter().map(|it| Name::exact(it));
        Surroundings {
            own: own(&home),
            home,
            inherited: self.inherited.clone(),
            search_path: match self.layout {
                Some(_) => search_path(self.target, self.layout),
                None => connection().collect(),
            },
        }
    }

    /// The schemas in which tables of the ledger live.
    fn home(&self, expected: &Expected) -> BTreeSet<Name> {
        let tables = expected.schema.tables.iter();
        let tables = tables.filter(|(_, table)| !expected.origins.is_aside(table.id));
        tables
            .map(|(name, _)| name.schema.clone())
            .chain([Name::exact(&self.target.schema)])
            .collect()
    }
}

/// Django's own table, which no migration makes.
fn own(home: &BTreeSet<Name>) -> BTreeSet<QualifiedName> {
    let name = Name::exact("django_migrations");
    home.iter()
        .map(|schema| QualifiedName::new(schema.clone(), name.clone()))
        .collect()
}

fn is_refuted(claims: &BTreeMap<MigrationKey, Vec<Claim>>, key: &MigrationKey) -> bool {
    let own = claims.get(key).map_or(&[][..], Vec::as_slice);
    !own.is_empty() && !is_unrecorded(own)
}

impl Hypothesis<'_> {
    /// How much of the plan the catalog contradicts.
    fn faults(&self) -> usize {
        let claims = claims(&self.expected, &self.comparison);
        let bad = |claim: &&Claim| claim.status > Status::Undecided;
        claims.values().flatten().filter(bad).count()
            + self.comparison.unexpected.len()
            + self.expected.complaints.len()
    }
}
