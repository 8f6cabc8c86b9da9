//! What is not run as something that it builds on is asked about: the server would refuse it, and with it all that is run in
//! its transaction, or it would do something else.

use std::collections::BTreeSet;

use super::order::Task;
use super::{How, Mending, Open, question};
use crate::report::Kind;
use crate::schema::{Attribute, ObjectKey, ObjectKind};

/// What is not as it is expected, and stays so.
pub(super) struct Blocked {
    /// What is not there.
    absent: BTreeSet<ObjectKey>,
    /// The columns of another type.
    retyped: BTreeSet<ObjectKey>,
    /// What does another thing.
    other: BTreeSet<ObjectKey>,
}

impl Blocked {
    /// By what no task mends.
    pub(super) fn of(tasks: &[Task<'_>], open: &[Open<'_>]) -> Self {
        let keys = |is: &dyn Fn(&Open<'_>) -> bool| -> BTreeSet<ObjectKey> {
            let own = open.iter().filter(|it| is(it));
            own.filter_map(|it| question::key(it.finding)).collect()
        };
        let mut absent = keys(&|it| matches!(it.finding.kind, Kind::Missing | Kind::Misplaced));
        for task in tasks.iter().filter(|it| it.brings()) {
            absent.remove(task.key());
        }
        Self {
            absent,
            retyped: keys(&is_retyped),
            other: keys(&is_other),
        }
    }

    /// Why a task is not run.
    pub(super) fn why(&self, task: &Task<'_>) -> Option<&'static str> {
        if task.needs_any(&self.absent) {
            return Some("what it needs is not there, and is asked about");
        }
        match task.how() {
            How::Return(_) | How::Drop | How::Alter(Attribute::Comment) => None,
            How::Alter(Attribute::Default | Attribute::Identity)
                if self.retyped.contains(task.key()) =>
            {
                Some("its type is another one, which is asked about")
            }
            How::Alter(Attribute::Enabled | Attribute::Columns)
                if self.other.contains(task.key()) =>
            {
                Some("it is another one, which is asked about")
            }
            How::Alter(_) | How::Make | How::Enforce => task
                .needs_any(&self.retyped)
                .then_some("a column that it needs is of another type, which is asked about"),
        }
    }

    /// What a task would have brought is not there.
    pub(super) fn add(&mut self, task: &Task<'_>) {
        if task.brings() {
            self.absent.insert(task.key().clone());
        }
    }
}

/// Whether a column has a type that the server does not take over by itself.
fn is_retyped(open: &Open<'_>) -> bool {
    let finding = open.finding;
    let aspect = finding.aspect.as_deref();
    finding.kind == Kind::Different
        && aspect == Some(Attribute::Type.as_str())
        && open.mending.is_none()
}

/// Whether an object would be made anew, or may be another one.
fn is_other(open: &Open<'_>) -> bool {
    use ObjectKind as K;
    let finding = open.finding;
    let kind = finding.object.as_ref().map(|it| it.object_type);
    let runs = matches!(
        kind,
        Some(K::Rule | K::Trigger | K::View | K::MaterializedView)
    );
    let beside = [Attribute::Enabled, Attribute::Comment, Attribute::Options];
    let aspect = finding.aspect.as_deref();
    let is_beside = beside.iter().any(|it| aspect == Some(it.as_str()));
    let is_different = open.mending.map_or(!is_beside, Mending::replaces);
    runs && matches!(finding.kind, Kind::Different | Kind::Undecided) && is_different
}
