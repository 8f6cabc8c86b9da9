//! One plan, tried: replayed, and held against what the catalog holds.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::across::{Across, Told};
use super::ahead::Ahead;
use super::course::{alone, replay, search_path};
use super::inputs::plan;
use super::layout::{Destination, Layout};
use super::view::View;
use super::{Readings, Request};
use crate::catalog::{Reading, Target};
use crate::compare::{self, Comparison, Surroundings};
use crate::ledger::Ledger;
use crate::migration::MigrationKey;
use crate::name::{Name, QualifiedName};
use crate::record::read::RecordRow;
use crate::record::{Plan, Record, Role, Step, StepState};
use crate::replay::Expected;
use crate::schema::{ObjectId, Schema};
use crate::verdict::{Compared, EffectCheck, EffectChecks, Status, effect_checks};

/// A plan that was replayed and compared.
pub(super) struct Tried<'a> {
    pub(super) expected: Expected,
    /// What it was compared with.
    pub(super) live: Cow<'a, Schema>,
    pub(super) comparison: Comparison,
    /// What is told of it where the two are of different vendors.
    pub(super) across: Option<Told>,
}

impl Tried<'_> {
    /// The effect checks of all its migrations.
    pub(super) fn effect_checks(&self) -> EffectChecks<'_> {
        effect_checks(&self.expected, &self.comparison)
    }

    /// How much of the plan the catalog contradicts.
    pub(super) fn faults(&self) -> usize {
        let effect_checks = self.effect_checks();
        let bad = |effect_check: &&EffectCheck<'_>| effect_check.status > Status::Undecided;
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
    /// By what a ledger of another vendor is held against the database.
    pub(super) across: Option<&'a Across>,
    /// What is replayed already.
    pub(super) ahead: Option<&'a Ahead>,
}

/// What is planned for the shared schema, if it has records.
pub(super) fn shared(request: &Request, ledger: &Ledger, reading: &Reading) -> Option<Plan> {
    let layout = request.layout.as_ref()?;
    let rows = reading.records.of(&layout.shared_schema)?;
    let records: Vec<Record> = rows.iter().map(RecordRow::record).collect();
    Some(plan(&records, ledger))
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
        let home = Name::exact(&self.target.schema);
        let (expected, live, across) = match self.across {
            None => (expected, live, None),
            Some(across) => {
                let (expected, live, told) = across.together(expected, &live, &home);
                (expected, live, Some(told))
            }
        };
        let surroundings = self.surroundings(&expected, inherited);
        let comparison = compare::compare(&expected, &live, &surroundings);
        Tried {
            expected,
            live,
            comparison,
            across,
        }
    }

    fn replay(&self, plan: &Plan, skipped: &BTreeSet<MigrationKey>) -> Expected {
        let path = self.path();
        let whole = self.layout.is_none() && skipped.is_empty();
        let ahead = self.ahead.filter(|_| whole);
        if let Some(expected) = ahead.and_then(|ahead| ahead.take(&plan.steps, &path)) {
            return expected;
        }
        replay(self.readings, &path, &plan.steps, |step| {
            let left_out = skipped.contains(&step.migration);
            let destination = self.destination(step);
            Destination {
                here: destination.here && !left_out,
                ..destination
            }
        })
    }

    /// Where names are looked for.
    pub(super) fn path(&self) -> Vec<Name> {
        let target = self.target;
        search_path(&target.schema, &target.search_path, self.layout)
    }

    /// What a step does. What was applied in the shared schema or for this one is there to be referred to.
    fn destination(&self, step: &Step) -> Destination {
        let alone = alone(step);
        let Some(layout) = self.layout else {
            return alone;
        };
        let role = self.shared.and_then(|plan| plan.role(&step.migration));
        let applied = step.state == StepState::Replayed || matches!(role, Some(Role::Replayed));
        let destination = layout.destination(&step.migration.app, &self.target.schema);
        Destination {
            here: destination.here && alone.here,
            shared: destination.shared && applied,
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
                Some(_) => self.path(),
                None => connection().collect(),
            },
            engine: self.target.engine,
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
