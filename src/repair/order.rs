//! In which order objects are mended, and which of them are made by others.

use std::collections::{BTreeMap, BTreeSet};

use super::step::{self, Open, Part, Step};
use super::{How, Mending, Phase, Piece, Risk, Statement};
use crate::report::{Caution, MigrationKey};
use crate::schema::{Attribute, ObjectKey, ObjectKind};

/// What mends one object, for all findings on it.
pub(super) struct Task<'a> {
    findings: Vec<String>,
    migrations: Vec<MigrationKey>,
    mending: &'a Mending,
    needs: Vec<ObjectKey>,
    refers: Vec<ObjectKey>,
}

/// Adds a finding: two migrations may have made one object.
pub(super) fn add<'a>(tasks: &mut Vec<Task<'a>>, open: &Open<'a>, mending: &'a Mending) {
    let same = |task: &&mut Task<'a>| *task.mending == *mending;
    let id = open.finding.id.clone();
    let migration = open.finding.migration.clone();
    if let Some(task) = tasks.iter_mut().find(same) {
        task.findings.push(id);
        task.migrations.extend(migration);
        return;
    }
    tasks.push(Task {
        findings: vec![id],
        migrations: migration.into_iter().collect(),
        mending,
        needs: open.needs.clone(),
        refers: open.refers.clone(),
    });
}

/// What is by its kind alone before what.
fn rank(mending: &Mending) -> (u8, u8) {
    use ObjectKind as K;
    let of_kind = match mending.key.kind {
        K::Schema => 1,
        K::Extension => 2,
        K::Collation => 3,
        K::Type | K::Domain => 4,
        K::Sequence => 5,
        K::Function => 6,
        K::Table => 7,
        K::Column => 8,
        K::Constraint => 9,
        K::Index => 10,
        K::View => 11,
        K::MaterializedView => 12,
        K::Trigger => 13,
        K::Rule => 14,
        K::Policy => 15,
        _ => 16,
    };
    match mending.how {
        How::Return(_) => (0, of_kind),
        How::Alter(Attribute::Comment) => (4, of_kind),
        // Behind what the column is to have no more, and NULL that it is not to take.
        How::Alter(Attribute::Identity | Attribute::ReplicaIdentity) => (3, of_kind),
        How::Make => (1, of_kind),
        How::Alter(_) | How::Enforce | How::Drop => (2, of_kind),
    }
}

/// Each behind what it needs, and else by kind.
pub(super) fn sorted(mut tasks: Vec<Task<'_>>) -> Vec<Task<'_>> {
    tasks.sort_by(|a, b| {
        let place = |it: &Task<'_>| (rank(it.mending), it.mending.key.clone());
        place(a).cmp(&place(b))
    });
    let mut ordered = Vec::new();
    while !tasks.is_empty() {
        let ready = tasks
            .iter()
            .position(|one| !tasks.iter().any(|other| one.waits_for(other)));
        // What waits in a circle is run in the order of kinds.
        ordered.push(tasks.remove(ready.unwrap_or(0)));
    }
    ordered
}

impl Task<'_> {
    pub(super) fn key(&self) -> &ObjectKey {
        &self.mending.key
    }

    pub(super) fn how(&self) -> &How {
        &self.mending.how
    }

    pub(super) fn closes(&self, id: &str) -> bool {
        self.findings.iter().any(|it| it == id)
    }

    /// Whether its object is there after it.
    pub(super) fn brings(&self) -> bool {
        matches!(self.mending.how, How::Make | How::Return(_))
    }

    pub(super) fn needs_any(&self, keys: &BTreeSet<ObjectKey>) -> bool {
        let mut needs = self.needs.iter().chain(&self.refers);
        needs.any(|it| keys.contains(it))
    }

    pub(super) fn first_finding(&self) -> &str {
        &self.findings[0]
    }

    /// Whether all statements of a mend are among its own.
    pub(super) fn runs_all_of(&self, mending: &Mending) -> bool {
        let statements = &mending.mend.statements;
        let is_own = |it: &Statement| self.texts().any(|text| text == it.text);
        !statements.is_empty() && statements.iter().all(is_own)
    }

    fn waits_for(&self, other: &Self) -> bool {
        let (own, others) = (&self.mending.key, &other.mending.key);
        if own == others {
            return rank(other.mending) < rank(self.mending);
        }
        if matches!(self.mending.how, How::Return(_)) && others.kind != ObjectKind::Schema {
            return false;
        }
        // A materialized view is filled from those that it reads.
        let is_filled =
            others.kind == ObjectKind::MaterializedView && other.mending.how == How::Enforce;
        let is_there_after = matches!(other.mending.how, How::Make | How::Return(_)) || is_filled;
        let of_table = own.table_name().map(|it| ObjectKey::table(&it));
        is_there_after && (self.needs.contains(others) || of_table.as_ref() == Some(others))
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let statements = &self.mending.mend.statements;
        statements.iter().map(|it| it.text.as_str())
    }
}

/// The tasks that would run each statement, in their order.
struct Runners<'a>(BTreeMap<&'a str, Vec<usize>>);

impl<'a> Runners<'a> {
    fn of(tasks: &'a [Task<'_>]) -> Self {
        let mut all: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, task) in tasks.iter().enumerate() {
            for text in task.texts() {
                all.entry(text).or_default().push(at);
            }
        }
        Self(all)
    }

    /// Where several would, the last of them does, when all is there that it needs.
    fn runs(&self, at: usize, statement: &Statement) -> bool {
        let all = self.0.get(statement.text.as_str());
        all.and_then(|all| all.last()) == Some(&at)
    }

    /// Another task that runs all statements of one.
    fn maker(&self, tasks: &[Task<'_>], at: usize) -> Option<usize> {
        let own: Vec<&str> = tasks[at].texts().collect();
        let others = self.0.get(own.first()?)?;
        let mut others = others.iter().copied().filter(|other| *other != at);
        others.find(|other| {
            let theirs: Vec<&str> = tasks[*other].texts().collect();
            let first = theirs.len() > own.len() || *other < at;
            first && own.iter().all(|text| theirs.contains(text))
        })
    }
}

/// The findings whose object is made with another one, with a finding on that.
pub(super) fn made_by_others(tasks: &[Task<'_>]) -> Vec<(String, String)> {
    let runners = Runners::of(tasks);
    let mut pairs = Vec::new();
    for (at, task) in tasks.iter().enumerate() {
        if let Some(other) = runners.maker(tasks, at) {
            let of = &tasks[other].findings[0];
            pairs.extend(task.findings.iter().map(|id| (id.clone(), of.clone())));
        }
    }
    pairs
}

/// The steps: no statement twice, and none that another one makes.
pub(super) fn steps(tasks: Vec<Task<'_>>) -> Vec<Step> {
    let runners = Runners::of(&tasks);
    let made = (0..tasks.len()).map(|at| runners.maker(&tasks, at).is_some());
    let made: Vec<bool> = made.collect();
    let kept: Vec<Task<'_>> = tasks
        .into_iter()
        .zip(made)
        .filter_map(|(task, made)| (!made).then_some(task))
        .collect();
    let runners = Runners::of(&kept);
    let awaited: Vec<&ObjectKey> = kept
        .iter()
        .flat_map(|task| task.needs.iter().chain(&task.refers))
        .collect();
    let mut steps: Vec<Step> = Vec::new();
    let mut late: Vec<Step> = Vec::new();
    for (at, task) in kept.iter().enumerate() {
        let at_once = match task.mending.how {
            How::Alter(Attribute::Nullable) => is_taken_for_filled(&kept, task),
            _ => awaited.contains(&&task.mending.key),
        };
        let statements = task.mending.mend.statements.iter();
        let own = statements.filter(|it| runners.runs(at, it));
        let (after, own): (Vec<&Statement>, Vec<&Statement>) = own.partition(|it| it.after_tables);
        let is_both = !own.is_empty() && !after.is_empty();
        let own = parts_of(task, &own, at_once);
        let mut after = parts_of(task, &after, at_once);
        if is_both {
            for step in &mut after {
                step.part = Part::ForeignKeys;
            }
        }
        if points_at_table(task) {
            late.extend(own);
        } else {
            steps.extend(own);
        }
        late.extend(after);
    }
    steps.extend(late);
    steps.sort_by_key(|it| (it.phase, it.is_alone()));
    hold_locks(&mut steps);
    steps
}

/// Whether something else is set that the server only takes where a column takes no NULL.
fn is_taken_for_filled(tasks: &[Task<'_>], of: &Task<'_>) -> bool {
    let table = of.key().table_name();
    tasks.iter().any(|it| {
        let sets = [Attribute::Identity, Attribute::ReplicaIdentity];
        let is_set = sets.iter().any(|sets| *it.how() == How::Alter(*sets));
        is_set && it.key().table_name() == table
    })
}

/// What only reads rows keeps others out where it waits for the end of a transaction that changes tables.
fn hold_locks(steps: &mut [Step]) {
    let together = steps.iter_mut().filter(|it| it.phase == Phase::Together);
    let mut together: Vec<&mut Step> = together.collect();
    let is_alone = together.iter().map(|it| it.pieces.len()).sum::<usize>() == 1;
    let pieces = together.iter_mut().flat_map(|it| &mut it.pieces);
    for piece in pieces.filter(|it| !is_alone && it.risk == Risk::Scan) {
        piece.risk = Risk::LongLock;
    }
}

/// Foreign keys are added when all tables are there.
fn points_at_table(task: &Task<'_>) -> bool {
    let key = &task.mending.key;
    let is_target = |it: &ObjectKey| it.is_table() && it.table_name() != key.table_name();
    key.kind == ObjectKind::Constraint && task.needs.iter().any(is_target)
}

/// One step a phase. What to look at first is said of the first; what rows may break, of the one that reads them.
fn parts_of(task: &Task<'_>, statements: &[&Statement], at_once: bool) -> Vec<Step> {
    let mend = &task.mending.mend;
    let parts = step::by_phase(statements, at_once);
    let reads = |(_, _, pieces): &(Phase, Part, Vec<Piece>)| {
        pieces.iter().any(|it| it.risk > Risk::Instant)
    };
    let is_apart = parts.iter().any(|(phase, ..)| *phase == Phase::Apart);
    // What is built CONCURRENTLY keeps nobody out.
    let caution = mend.caution;
    let caution = caution.filter(|it| !(is_apart && *it == Caution::LocksWrites));
    let is_instant = !parts.iter().any(reads);
    let caution = caution.filter(|it| !(is_instant && *it == Caution::Rewrites));
    let warned = match caution {
        Some(Caution::RowsMustHold) => parts.iter().position(reads).unwrap_or(0),
        _ => 0,
    };
    let parts = parts.into_iter().enumerate();
    let steps = parts.map(|(at, (phase, part, pieces))| Step {
        findings: task.findings.clone(),
        migrations: task.migrations.clone(),
        key: task.mending.key.clone(),
        how: task.mending.how.clone(),
        part,
        phase,
        path: mend.path.clone(),
        pieces,
        caution: caution.filter(|_| at == warned),
        size: None,
    });
    steps.collect()
}
