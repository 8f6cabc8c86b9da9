//! What the rows leave open, decided by what the catalog holds.
//!
//! A stored migration without a row either ran (then it is unrecorded) or did not (then it is
//! pending); a recorded squash ran itself or stands for what it replaces. Each possibility is
//! replayed and compared, and the one that the catalog bears out is kept.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::Readings;
use super::candidates::{Court, ask_again, find_replaced};
use super::layout::{Destination, Layout};
use super::view::View;
use crate::catalog::Target;
use crate::compare::{self, Comparison, Surroundings};
use crate::migration::MigrationKey;
use crate::name::{Name, QualifiedName};
use crate::record::{Plan, Role, Step, StepState};
use crate::replay::{Expected, Problem, Replay};
use crate::schema::{ObjectId, Schema};
use crate::verdict::{Candidates, Compared, EffectCheck, Status, effect_checks};

/// A plan, what it makes of the schema, and which of its candidates ran.
pub(super) struct Hypothesis<'a> {
    pub(super) plan: Plan,
    pub(super) tried: Tried<'a>,
    /// What became of the stored migrations without a row.
    pub(super) candidates: Candidates,
}

/// A plan that was replayed and compared.
pub(super) struct Tried<'a> {
    pub(super) expected: Expected,
    /// What it was compared with.
    pub(super) live: Cow<'a, Schema>,
    pub(super) comparison: Comparison,
}

impl Tried<'_> {
    /// The effect checks of all its migrations.
    pub(super) fn effect_checks(&self) -> BTreeMap<MigrationKey, Vec<EffectCheck>> {
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

/// The best of the possible plans; the first where none is better.
pub(super) fn choose<'a>(plan: Plan, trial: &PlanTrial<'a>) -> Hypothesis<'a> {
    let mut best = trial.in_order(plan);
    for alternative in 0..best.plan.alternatives.len() {
        let faults = best.faults();
        if faults == 0 {
            break;
        }
        let other = trial.in_order(best.plan.with_alternative(alternative));
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

    /// Replays a plan without the migrations that are skipped, and compares.
    pub(super) fn tried(&self, plan: &Plan, skipped: &BTreeSet<MigrationKey>) -> Tried<'a> {
        let expected = self.replay(plan, skipped);
        let live = self.view.of(&expected);
        let comparison = compare::compare(&expected, &live, &self.surroundings(&expected));
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

    fn faults(&self) -> usize {
        self.tried.faults()
    }
}
