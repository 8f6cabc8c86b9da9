//! The course of a plan: its steps replayed, one after the other.

use super::Readings;
use super::layout::{Destination, Layout};
use crate::name::Name;
use crate::record::{Step, StepState};
use crate::replay::{Expected, Replay};

/// Where names are looked for when migrations of a schema, or of the shared one, run.
pub(super) fn search_path(
    schema: &String,
    connection: &[String],
    layout: Option<&Layout>,
) -> Vec<Name> {
    let shared = layout.map(|layout| &layout.shared_schema);
    let mut path: Vec<Name> = Vec::new();
    for schema in [schema].into_iter().chain(shared).chain(connection) {
        let schema = Name::exact(schema);
        if !path.contains(&schema) {
            path.push(schema);
        }
    }
    path
}

/// What a step does where all apps live in one schema.
pub(super) fn alone(step: &Step) -> Destination {
    Destination {
        here: step.state != StepState::NoLedger,
        shared: false,
    }
}

/// What the steps make of an empty schema, each of them where `destination` says.
pub(super) fn replay(
    readings: &Readings,
    path: &[Name],
    steps: &[Step],
    destination: impl Fn(&Step) -> Destination,
) -> Expected {
    let mut replay = Replay::new(path.to_vec());
    for step in steps {
        let Some(Ok(reading)) = readings.get(&step.migration) else {
            continue;
        };
        let destination = destination(step);
        let here = destination.here.then_some((path, false));
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
