//! A plan that is replayed before it is asked for: the rows are read first, and replaying needs no more of the database.

use std::sync::Mutex;

use super::Readings;
use super::course::{alone, replay, search_path};
use crate::name::Name;
use crate::record::read::Records;
use crate::record::{Plan, Record, Step};
use crate::replay::Expected;

/// What is known of a database before its catalog is read.
pub(super) struct Early {
    pub(super) records: Vec<Record>,
    schema: String,
    search_path: Vec<String>,
}

impl Early {
    pub(super) fn new(records: &Records, search_path: &[String]) -> Self {
        Self {
            records: records.records(),
            schema: records.schema.clone(),
            search_path: search_path.to_vec(),
        }
    }
}

/// What replaying made, and of what.
pub(super) struct Ahead {
    steps: Vec<Step>,
    path: Vec<Name>,
    expected: Mutex<Option<Expected>>,
}

impl Ahead {
    /// Replays what is planned.
    pub(super) fn of(early: &Early, plan: Plan, readings: &Readings) -> Self {
        let path = search_path(&early.schema, &early.search_path, None);
        let expected = replay(readings, &path, &plan.steps, alone);
        Self {
            steps: plan.steps,
            path,
            expected: Mutex::new(Some(expected)),
        }
    }

    /// What replaying these steps makes, where they were replayed. It is given away once.
    pub(super) fn take(&self, steps: &[Step], path: &[Name]) -> Option<Expected> {
        let same = self.steps == steps && self.path == path;
        let expected = same.then(|| self.expected.lock().ok())?;
        expected?.take()
    }
}
