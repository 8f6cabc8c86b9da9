//! One plan, tried: replayed, and held against what the catalog holds.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::Readings;
use super::layout::{Destination, Layout};
use super::view::View;
use crate::catalog::Target;
use crate::compare::{self, Comparison, Surroundings};
use crate::migration::MigrationKey;
use crate::name::{Name, QualifiedName};
use crate::record::{Plan, Role, Step, StepState};
use crate::replay::{Expected, Replay};
use crate::schema::{ObjectId, Schema};
use crate::verdict::{Compared, EffectCheck, EffectChecks, Status, effect_checks};

/// A plan that was replayed and compared.
pub(super) struct Tried<'a> {
    pub(super) expected: Expected,
    /// What it was compared with.
    pub(super) live: Cow<'a, Schema>,
    pub(super) comparison: Comparison,
}

impl Tried<'_> {
    /// The effect checks of all its migrations.
    pub(super) fn effect_checks(&self) -> EffectChecks {
        effect_checks(&self.expected, &self.comparison)
    }

    /// How much of the plan the catalog contradicts.
    pub(super) fn faults(&self) -> usize {
        let effect_checks = self.effect_checks();
        let bad = |effect_check: &&EffectCheck| effect_check.status > Status::Undecided;
        effect_checks.values().flatten().filter(bad).count()
            + self.comparison.unexpected.len()
            + self.expected.complaints.len()
    }

    pub(super) fn lookup(&self) -> Compared<'_> {
        Compared::new(&self.expected, &self.comparison)
    }
}

/// What plans are tried on.
pub(super) struct PlanTrial<'a> {
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

impl<'a> PlanTrial<'a> {
    /// Replays a plan without the migrations that are skipped, and compares.
    pub(super) fn tried(&self, plan: &Plan, skipped: &BTreeSet<MigrationKey>) -> Tried<'a> {
        let expected = self.replay(plan, skipped);
        let live = self.view.of(&expected);
        self.hold(expected, live, self.inherited.clone())
    }

    /// Compares; what of the live side is `inherited` needs no migration of its own.
    pub(super) fn hold(
        &self,
        expected: Expected,
        live: Cow<'a, Schema>,
        inherited: BTreeSet<ObjectId>,
    ) -> Tried<'a> {
        let surroundings = self.surroundings(&expected, inherited);
        let comparison = compare::compare(&expected, &live, &surroundings);
        Tried {
            expected,
            live,
            comparison,
        }
    }

    fn replay(&self, plan: &Plan, skipped: &BTreeSet<MigrationKey>) -> Expected {
        let path = search_path(self.target, self.layout);
        let mut replay = Replay::new(path.clone());
        for step in &plan.steps {
            let Some(Ok(reading)) = self.readings.get(&step.migration) else {
                continue;
            };
            let destination = self.destination(step);
            let left_out = step.state == StepState::NoLedger || skipped.contains(&step.migration);
            let here = (destination.here && !left_out).then_some((&path[..], false));
            let shared = destination.shared.then(|| (&path[1..], true));
            for (path, context_only) in shared.into_iter().chain(here) {
                replay.begin_migration_on(path.to_vec(), context_only);
                for statement in &reading.statements {
                    replay.apply(&statement.location, statement.steps());
                }
            }
        }
        replay.finish()
    }

    /// What a step does. What was applied in the shared schema or for this one is there to be referred to.
    fn destination(&self, step: &Step) -> Destination {
        let Some(layout) = self.layout else {
            return Destination {
                here: true,
                shared: false,
            };
        };
        let role = self.shared.and_then(|plan| plan.role(&step.migration));
        let applied = step.state == StepState::Replayed || matches!(role, Some(Role::Replayed));
        let destination = layout.destination(&step.migration.app, &self.target.schema);
        Destination {
            shared: destination.shared && applied,
            ..destination
        }
    }

    fn surroundings(&self, expected: &Expected, inherited: BTreeSet<ObjectId>) -> Surroundings {
        let home = self.home(expected);
        let connection = || self.target.search_path.iter().map(|it| Name::exact(it));
        Surroundings {
            own: own(&home),
            home,
            inherited,
            search_path: match self.layout {
                Some(_) => search_path(self.target, self.layout),
                None => connection().collect(),
            },
        }
    }

    /// The schemas in which tables of the ledger live.
    fn home(&self, expected: &Expected) -> BTreeSet<Name> {
        let tables = expected.schema.tables.iter();
        let tables = tables.filter(|(_, table)| !expected.origins.is_context(table.id));
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
