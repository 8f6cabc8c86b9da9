//! What is left of migrations that ran by half and have no row.

use std::collections::{BTreeMap, BTreeSet};

use super::{How, Plan, Step};
use crate::report::words::{count, list};
use crate::report::{Caution, Command, Prompt};

impl Plan {
    /// Steps about what is left of a migration without a row are told to be of the finding that says so (`stand_for`), and
    /// its row is written behind them (`rows`; `half` are all such findings). Nobody recorded it, so nothing that is in use
    /// is altered for it: where what is left is not all made new, or its row cannot be written then, there are no steps for
    /// it, and a person decides.
    pub fn record_after(
        &mut self,
        stand_for: &BTreeMap<&str, &str>,
        half: &BTreeSet<String>,
        rows: &BTreeMap<&str, Command>,
    ) {
        let mut completed = self.completed(stand_for);
        completed.retain(|id| rows.contains_key(id));
        let is_left = |id: &String| {
            let of = stand_for.get(&**id);
            of.is_some_and(|of| !completed.contains(of))
        };
        self.steps.retain(|it| !it.findings.iter().all(is_left));
        self.questions.retain(|it| !is_left(&it.finding));
        self.follow
            .retain(|(id, with)| !is_left(id) && !is_left(with));
        self.rename(stand_for);
        for one in &mut self.elsewhere {
            let id = one.finding.as_str();
            let is_completed = completed.contains(id);
            let row = rows.get(id).filter(|_| is_completed || !half.contains(id));
            if let Some(command) = row {
                one.caution = (command.prompt == Prompt::Shell).then_some(Caution::FakesMore);
                one.commands = vec![command.clone()];
                one.after_steps = is_completed;
            }
        }
    }

    /// The findings on missing rows whose migrations the steps complete: all that is left of them is made new.
    fn completed<'a>(&self, stand_for: &BTreeMap<&str, &'a str>) -> BTreeSet<&'a str> {
        let of = |id: &String| stand_for.get(&**id).copied();
        let mut made = BTreeSet::new();
        let mut other: BTreeSet<&str> = BTreeSet::new();
        for step in &self.steps {
            let all = step.findings.iter().filter_map(of);
            if step.how == How::Make {
                made.extend(all);
            } else {
                other.extend(all);
            }
        }
        other.extend(self.questions.iter().filter_map(|it| of(&it.finding)));
        made.retain(|id| !other.contains(id));
        made
    }

    fn rename(&mut self, stand_for: &BTreeMap<&str, &str>) {
        let told = |id: &mut String| {
            if let Some(of) = stand_for.get(&**id) {
                (*of).clone_into(id);
            }
        };
        for step in &mut self.steps {
            step.findings.iter_mut().for_each(told);
            step.findings.dedup();
        }
        for (id, with) in &mut self.follow {
            told(id);
            told(with);
        }
        self.follow.retain(|(id, with)| id != with);
    }

    /// How many findings are closed by how many steps. A migration's row closes its finding, and no step does that makes
    /// what is left of it.
    pub(super) fn done(&self) -> String {
        let steps = |number: usize| count(number as u64, "step");
        let half = self.half();
        let is_of_half = |it: &&Step| it.findings.iter().all(|id| half.contains(id));
        let towards = self.steps.iter().filter(is_of_half).count();
        let closing = self.steps.len() - towards;
        let closed = count(self.closed().len() as u64, "finding");
        let own =
            (closing > 0 || towards == 0).then(|| format!("{closed} closed by {}", steps(closing)));
        let rest = (towards > 0).then(|| {
            let migrations = count(half.len() as u64, "migration");
            let by = steps(towards);
            format!("what is left of {migrations} without a row made by {by}")
        });
        list(&own.into_iter().chain(rest).collect::<Vec<_>>())
    }

    /// The findings on migrations that ran by half and are completed by steps.
    fn half(&self) -> BTreeSet<&String> {
        let half = self.elsewhere.iter().filter(|it| it.after_steps);
        half.map(|it| &it.finding).collect()
    }

    /// With the steps alone that a migration can run: `migrate` runs what has no row before it, and that fails on what is
    /// there of it.
    pub(super) fn of_migrate(&self) -> Self {
        let mut plan = self.clone();
        let half = self.half();
        plan.steps
            .retain(|it| !it.findings.iter().all(|id| half.contains(id)));
        plan
    }
}
