//! What mends the findings of one schema, in an order in which it can be run: each open finding is closed by a step, asks
//! a question, follows from another one, or is mended elsewhere than in SQL.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::blocked::Blocked;
use super::order::{self, Task};
use super::question::{self, Question};
use super::size::{self, Sizes};
use super::step::{Open, Step};
use super::{How, Mending, Risk};
use crate::engine::Engine;
use crate::report::{Caution, Command, Kind, MigrationKey, Severity, is_of_rows};
use crate::schema::ObjectKey;

/// What mends the findings of one schema.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The schema.
    pub schema: String,
    /// What sort of database it is for.
    pub engine: Engine,
    /// What is run, in this order.
    pub steps: Vec<Step>,
    /// What a person decides.
    pub questions: Vec<Question>,
    /// The findings that go with another one: its id, and that of the other.
    pub follow: Vec<(String, String)>,
    /// What is done elsewhere than in SQL.
    pub elsewhere: Vec<Elsewhere>,
    /// What Django would do instead of some steps.
    pub rerun: Option<Rerun>,
    /// How many findings are waived, and left as they are.
    pub waived: usize,
    /// The schema whose plan stands before this one and does the same.
    pub like: Option<String>,
}

/// Migrations that are recorded and of which nothing is there, and that `migrate` can run: nothing stands in their way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rerun {
    /// In the order in which they run.
    pub migrations: Vec<MigrationKey>,
    /// The findings that are closed by it.
    pub findings: Vec<String>,
    /// What is typed, in this order.
    pub commands: Vec<Command>,
}

/// A finding that no SQL mends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Elsewhere {
    /// Its id.
    pub finding: String,
    /// Its sentence.
    pub message: String,
    /// What to look at first.
    pub caution: Option<Caution>,
    /// Whether that is only done when the steps that name it are done.
    pub after_steps: bool,
    /// What is typed instead.
    pub commands: Vec<Command>,
}

impl Plan {
    /// Plans what mends these findings of a schema.
    #[must_use]
    pub fn of(schema: &str, open: &[Open<'_>], sizes: &Sizes) -> Self {
        let mut plan = Self {
            schema: schema.to_owned(),
            ..Self::default()
        };
        let (returned, replaced) = (returned(open), replaced(open));
        let back: BTreeSet<ObjectKey> = all_returned(open).map(|(_, key)| key.clone()).collect();
        let mut tasks: Vec<Task<'_>> = Vec::new();
        for one in open {
            match Fate::of(one, &returned, &back) {
                Fate::Step(mending)
                    if mending.how == How::Make && replaced.contains(one.finding.id.as_str()) =>
                {
                    let asked = question::ask(one.finding, Some(mending), question::REPLACED);
                    plan.questions.push(asked);
                }
                Fate::Waived => plan.waived += 1,
                Fate::Known => {}
                Fate::Follows(root) => plan.follow.push((one.finding.id.clone(), root)),
                Fate::Elsewhere => plan.elsewhere.push(Elsewhere {
                    finding: one.finding.id.clone(),
                    message: one.finding.message.clone(),
                    caution: one.finding.caution,
                    after_steps: false,
                    commands: one.finding.next.clone(),
                }),
                Fate::Question(_) if is_of_rows(one.finding) => {
                    let asked = question::ask_of_rows(schema, one.finding);
                    plan.questions.push(asked);
                }
                Fate::Question(why) => {
                    let asked = question::ask(one.finding, one.mending, why);
                    plan.questions.push(asked);
                }
                Fate::Step(mending) => order::add(&mut tasks, one, mending),
            }
        }
        let tasks = plan.unblocked(tasks, open);
        let tasks = order::sorted(tasks);
        plan.unask(&tasks, open);
        plan.follow.extend(order::made_by_others(&tasks));
        plan.steps = order::steps(tasks);
        size::note(&mut plan.steps, sizes);
        plan
    }

    /// Asks nothing about what a step brings anyway.
    fn unask(&mut self, tasks: &[Task<'_>], open: &[Open<'_>]) {
        let brought = open.iter().filter_map(|one| {
            let mending = one.mending.filter(|it| it.how == How::Make)?;
            let with = tasks.iter().find(|it| it.runs_all_of(mending))?;
            Some((one.finding.id.as_str(), with.first_finding()))
        });
        let brought: BTreeMap<&str, &str> = brought.collect();
        let asked = std::mem::take(&mut self.questions).into_iter();
        let (gone, asked) = asked.partition(|it| brought.contains_key(&*it.finding));
        self.questions = asked;
        let gone: Vec<Question> = gone;
        let follow = gone.into_iter().map(|it| {
            let with = brought[&*it.finding].to_owned();
            (it.finding, with)
        });
        self.follow.extend(follow);
    }

    /// Asks about what builds on something that is asked about.
    fn unblocked<'a>(&mut self, mut tasks: Vec<Task<'a>>, open: &[Open<'a>]) -> Vec<Task<'a>> {
        let mut blocked = Blocked::of(&tasks, open);
        loop {
            let (waiting, ready): (Vec<_>, Vec<_>) =
                tasks.into_iter().partition(|it| blocked.why(it).is_some());
            tasks = ready;
            let whys = waiting
                .iter()
                .filter_map(|task| Some((task, blocked.why(task)?)));
            let whys: Vec<_> = whys.collect();
            if whys.is_empty() {
                return tasks;
            }
            for (task, why) in whys {
                blocked.add(task);
                let own = open.iter().filter(|it| task.closes(&it.finding.id));
                let asked = own.map(|it| question::ask(it.finding, it.mending, why));
                self.questions.extend(asked);
            }
        }
    }

    /// The findings that follow from one, by their ids.
    pub(super) fn following<'a>(&'a self, id: &'a str) -> Vec<&'a str> {
        let mut all = vec![id];
        let mut at = 0;
        while let Some(&of) = all.get(at) {
            let more = self.follow.iter().filter(|(_, root)| root == of);
            let more = more
                .map(|(id, _)| id.as_str())
                .filter(|id| !all.contains(id));
            let more: Vec<&str> = more.collect();
            all.extend(more);
            at += 1;
        }
        all.split_off(1)
    }

    /// Whether there is nothing to do or to decide.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.questions.is_empty() && self.elsewhere.is_empty()
    }

    /// The findings that its steps close, those that follow included.
    #[must_use]
    pub fn closed(&self) -> BTreeSet<&str> {
        // What is left of a migration without a row is closed by its row.
        let elsewhere: BTreeSet<&String> = self.elsewhere.iter().map(|it| &it.finding).collect();
        let own = self.steps.iter().flat_map(|step| &step.findings);
        let own = own.filter(|it| !elsewhere.contains(it));
        let mut closed: BTreeSet<&str> = own.map(String::as_str).collect();
        loop {
            let more = self.follow.iter();
            let more = more
                .filter(|(id, of)| closed.contains(of.as_str()) && !closed.contains(id.as_str()));
            let more: Vec<&str> = more.map(|(id, _)| id.as_str()).collect();
            if more.is_empty() {
                return closed;
            }
            closed.extend(more);
        }
    }
}

/// What becomes of a finding.
enum Fate<'a> {
    Waived,
    /// Worth knowing, and nothing to do.
    Known,
    Follows(String),
    Elsewhere,
    Question(&'static str),
    Step(&'a Mending),
}

impl<'a> Fate<'a> {
    fn of(open: &Open<'a>, returned: &BTreeSet<&str>, back: &BTreeSet<ObjectKey>) -> Self {
        let finding = open.finding;
        let root = finding.root_cause.as_deref();
        let follows = |root: &str| Self::Follows(root.to_owned());
        if finding.waived.is_some() {
            return Self::Waived;
        }
        match finding.kind {
            _ if finding.severity == Severity::Info => return Self::Known,
            Kind::Unrecorded
            | Kind::NoLedger
            | Kind::Unreadable
            | Kind::Edited
            | Kind::Shadowed => return Self::Elsewhere,
            _ => {}
        }
        let Some(mending) = open.mending else {
            // What gets its name back brings along what hangs on it and what names it.
            return match root.filter(|root| returned.contains(root)) {
                Some(root) if finding.kind != Kind::Missing => follows(root),
                _ if question::key(finding).is_some_and(|it| back.contains(&it)) => {
                    Self::Question(question::BACK_FIRST)
                }
                _ => Self::Question(question::of(finding)),
            };
        };
        match root {
            // What names it names it again.
            Some(root) if returned.contains(root) && matches!(mending.how, How::Alter(_)) => {
                follows(root)
            }
            _ => match question::why(finding, mending) {
                Some(why) => Self::Question(why),
                None => Self::Step(mending),
            },
        }
    }
}

/// The findings on what gets its name or its schema back.
fn returned<'a>(open: &[Open<'a>]) -> BTreeSet<&'a str> {
    all_returned(open).map(|(id, _)| id).collect()
}

/// The same, each with the object.
fn all_returned<'a>(open: &[Open<'a>]) -> impl Iterator<Item = (&'a str, &'a ObjectKey)> {
    open.iter().filter_map(|one| {
        let mending = one.mending?;
        let is = matches!(mending.how, How::Return(_));
        is.then_some((one.finding.id.as_str(), &mending.key))
    })
}

/// The findings on what is missing while what named it names something else: it may be called otherwise by now.
fn replaced<'a>(open: &[Open<'a>]) -> BTreeSet<&'a str> {
    let all = open
        .iter()
        .filter(|one| one.finding.kind == Kind::Different);
    all.filter_map(|one| one.finding.root_cause.as_deref())
        .collect()
}

/// So many steps cost so much.
#[must_use]
pub fn risks(steps: &[Step]) -> BTreeMap<Risk, usize> {
    let mut counts = BTreeMap::new();
    for step in steps {
        *counts.entry(step.risk()).or_default() += 1;
    }
    counts
}
