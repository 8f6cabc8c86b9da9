//! What is replayed, in which order, and who stands for whom; and what is wrong with the facts that it is made from.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::choice::{Basis, Choice, Open};
use super::migration_index::{MigrationIndex, duplicates, repeated_entries};
use super::order::order;
use super::squash::Squashes;
use super::{Node, Record};
use crate::migration::MigrationKey;

/// What [`plan`] makes of rows, ledger and manifest.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What is replayed, and what cannot be or need not be, in replay order. No effect comes
    /// twice.
    pub steps: Vec<Step>,
    /// Migrations with more than one row.
    pub duplicates: Vec<Duplicate>,
    /// Recorded or stored migrations that are no step, and the steps that stand for them.
    pub replaced: BTreeMap<MigrationKey, Vec<MigrationKey>>,
    /// Choices that rows cannot make. The list is the same, in the same order, in every plan that
    /// [`Plan::with_alternative`] makes of this one.
    pub alternatives: Vec<Alternative>,
    /// What was wrong with the facts.
    pub problems: Vec<PlanProblem>,
    states: BTreeMap<MigrationKey, StepState>,
    basis: Arc<Basis>,
    flipped: BTreeSet<usize>,
    needs: BTreeSet<(usize, usize)>,
}

/// One migration in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The migration.
    pub migration: MigrationKey,
    /// Its own row. A replayed step may have none: then it stands for migrations that have.
    pub recorded: Option<Record>,
    /// Whether it is replayed.
    pub state: StepState,
}

/// What a step is to the expected schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StepState {
    /// Applied, and its stored output is replayed.
    Replayed,
    /// Recorded, and nothing stored holds (all of) its effects.
    NoLedger,
    /// Stored, and neither recorded nor stood for: unrecorded or pending.
    Candidate,
}

/// What became of one recorded or stored migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role<'a> {
    /// A step that is replayed.
    Replayed,
    /// A step without a stored output.
    NoLedger,
    /// A step that is stored and not applied.
    Candidate,
    /// No step: these hold its effects.
    StoodForBy(&'a [MigrationKey]),
}

/// A migration with several rows; the first id counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The migration.
    pub migration: MigrationKey,
    /// The ids of all its rows, in ascending order.
    pub ids: Vec<i64>,
}

/// A squash is recorded, and both it and what it replaces are stored: a fresh database ran the
/// squash, an older one what it replaces, and the rows look the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// The squash.
    pub squash: MigrationKey,
    /// The steps that [`Plan::with_alternative`] takes out. Empty, as is `brings_in`, while the
    /// choice about a larger squash leaves nothing to choose here.
    pub takes_out: Vec<MigrationKey>,
    /// The steps that it brings in.
    pub brings_in: Vec<MigrationKey>,
}

/// Plans the replay.
///
/// `records` are the rows in any order, `stored` the migrations with a stored output, `manifest`
/// the manifest's entries where there is a manifest. Nothing fails: contradictions are reported
/// in [`Plan::problems`].
#[must_use]
pub fn plan(
    records: &[Record],
    stored: &BTreeSet<MigrationKey>,
    manifest: Option<&[Node]>,
) -> Plan {
    let manifest = manifest.unwrap_or_default();
    let mut problems = repeated_entries(manifest);
    let index = MigrationIndex::new(records, stored, manifest);
    let squashes = Squashes::new(&index, &mut problems);
    let basis = Arc::new(Basis { index, squashes });
    problems.extend(basis.partly_recorded());
    problems.extend(basis.open_squashes());
    Draft {
        basis,
        duplicates: duplicates(records),
        problems,
        flipped: BTreeSet::new(),
        needs: BTreeSet::new(),
    }
    .finish()
}

impl Plan {
    /// The plan with the other choice for `alternatives[index]`; applied twice, this plan again.
    /// An index beyond the list changes nothing.
    #[must_use]
    pub fn with_alternative(&self, index: usize) -> Self {
        let squash = self.alternatives.get(index).map(|other| &other.squash);
        let Some(node) = squash.and_then(|key| self.basis.index.find(key)) else {
            return self.clone();
        };
        let mut flipped = self.flipped.clone();
        if !flipped.remove(&node) {
            flipped.insert(node);
        }
        self.again(flipped, self.needs.clone())
    }

    /// The plan in which, of each pair, the first is replayed before the second, as far as that
    /// contradicts no dependency. Pairs given before still hold.
    #[must_use]
    pub fn with_needs(&self, pairs: &[(MigrationKey, MigrationKey)]) -> Self {
        let find = |key: &MigrationKey| self.basis.index.find(key);
        let found = pairs
            .iter()
            .filter_map(|(before, after)| Some((find(before)?, find(after)?)));
        let needs = self.needs.iter().copied().chain(found).collect();
        self.again(self.flipped.clone(), needs)
    }

    fn again(&self, flipped: BTreeSet<usize>, needs: BTreeSet<(usize, usize)>) -> Self {
        let is_cycle = |it: &&PlanProblem| matches!(it, PlanProblem::DependencyCycle { .. });
        let problems = self.problems.iter().filter(|it| !is_cycle(it));
        Draft {
            basis: Arc::clone(&self.basis),
            duplicates: self.duplicates.clone(),
            problems: problems.cloned().collect(),
            flipped,
            needs,
        }
        .finish()
    }

    /// What became of `migration`; `None` if it is neither recorded nor stored.
    #[must_use]
    pub fn role(&self, migration: &MigrationKey) -> Option<Role<'_>> {
        let step = self.states.get(migration).map(|state| match state {
            StepState::Replayed => Role::Replayed,
            StepState::NoLedger => Role::NoLedger,
            StepState::Candidate => Role::Candidate,
        });
        let others = self.replaced.get(migration);
        step.or_else(|| others.map(|others| Role::StoodForBy(others)))
    }

    /// The row of `migration`, be it a step or stood for; of several rows the first.
    #[must_use]
    pub fn record(&self, migration: &MigrationKey) -> Option<&Record> {
        let node = self.basis.index.find(migration)?;
        self.basis.index.record(node)
    }

    /// Every recorded migration in (app, name) order: each of them gets a verdict.
    pub fn recorded(&self) -> impl Iterator<Item = &Record> {
        let index = &self.basis.index;
        (0..index.len()).filter_map(|node| index.record(node))
    }
}

/// All that a plan is made from.
struct Draft {
    basis: Arc<Basis>,
    duplicates: Vec<Duplicate>,
    problems: Vec<PlanProblem>,
    flipped: BTreeSet<usize>,
    needs: BTreeSet<(usize, usize)>,
}

impl Draft {
    fn finish(mut self) -> Plan {
        let choice = self.basis.choose(&self.flipped);
        let (order, circle) = order(&self.basis, &choice, &self.needs);
        if !circle.is_empty() {
            let members = self.basis.index.keys(&circle);
            self.problems.push(PlanProblem::DependencyCycle { members });
        }
        let steps: Vec<Step> = order
            .into_iter()
            .filter_map(|node| Some(self.step(node, choice.state[node]?)))
            .collect();
        let states = steps.iter().map(|it| (it.migration.clone(), it.state));
        Plan {
            states: states.collect(),
            steps,
            replaced: self.replaced(&choice),
            alternatives: self.alternatives(&choice),
            duplicates: self.duplicates,
            problems: self.problems,
            flipped: self.flipped,
            needs: self.needs,
            basis: self.basis,
        }
    }

    fn step(&self, node: usize, state: StepState) -> Step {
        let index = &self.basis.index;
        Step {
            migration: index.key(node).clone(),
            recorded: index.record(node).cloned(),
            state,
        }
    }

    fn replaced(&self, choice: &Choice) -> BTreeMap<MigrationKey, Vec<MigrationKey>> {
        let index = &self.basis.index;
        let known = |node: &usize| index.is_recorded(*node) || index.is_stored(*node);
        let others = (0..index.len()).filter(known);
        others
            .filter(|&node| choice.state[node].is_none())
            .map(|node| {
                let units = choice.units(&self.basis, node);
                (index.key(node).clone(), index.keys(&units))
            })
            .collect()
    }

    fn alternatives(&self, choice: &Choice) -> Vec<Alternative> {
        let open = choice.open.iter();
        open.map(|open| self.alternative(open, choice)).collect()
    }

    fn alternative(&self, open: &Open, choice: &Choice) -> Alternative {
        let squash = self.basis.index.keys(&[open.squash]);
        let parts = self.basis.index.keys(&open.parts);
        let chosen = |node: &usize| choice.state[*node].is_some();
        let (takes_out, brings_in) = match open.whole {
            true if chosen(&open.squash) => (squash.clone(), parts),
            false if open.parts.iter().all(chosen) => (parts, squash.clone()),
            _ => (Vec::new(), Vec::new()),
        };
        Alternative {
            squash: self.basis.index.key(open.squash).clone(),
            takes_out,
            brings_in,
        }
    }
}

/// A contradiction in the rows or in the manifest. The plan is complete all the same; the
/// problem says what it had to leave aside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum PlanProblem {
    /// The manifest holds two entries for one migration. The first one counts.
    #[error("the manifest lists {migration} twice; the first counts")]
    RepeatedEntry {
        /// The migration.
        migration: MigrationKey,
    },
    /// Migrations that depend on each other in a circle (or stand between two circles). The
    /// dependencies among them are left aside: they are replayed in the order of their rows.
    #[error("the manifest's dependencies run in a circle through {}; these are replayed in \
                 the order of their rows; capture the manifest again", Listed(.members))]
    DependencyCycle {
        /// All of them, sorted.
        members: Vec<MigrationKey>,
    },
    /// An app has so many migrations with the name of a squash that the names are not believed:
    /// only the manifest tells which of them are squashes.
    #[error(
        "{squashes} migrations of {app} have the name of a squash, too many to be believed; \
                 what they replace is taken from the manifest alone"
    )]
    TooManySquashes {
        /// The app.
        app: String,
        /// How many names look like a squash.
        squashes: usize,
    },
    /// Squashes that replace each other in a circle. Each is taken for an ordinary migration.
    #[error("the manifest says that {} replace each other; each is taken for an ordinary \
                 migration; capture the manifest again", Listed(.members))]
    ReplacementCycle {
        /// All of them, sorted.
        members: Vec<MigrationKey>,
    },
    /// Two squashes share some of what they replace, and neither holds all of the other.
    #[error(
        "the squashes {squash} and {other} overlap, and neither holds the other; {squash} \
                 is replayed only where nothing else covers what it replaces"
    )]
    CrossingSquashes {
        /// The one that is used only where the other leaves everything open.
        squash: MigrationKey,
        /// The one that it crosses.
        other: MigrationKey,
    },
    /// A squash is recorded with some, but not all, of the migrations that it replaces. All
    /// of them are taken as applied, because the squash's own row says so; Django would run those
    /// without a row again.
    #[error("the squash {squash} is recorded, but not {}, which it replaces; Django would run \
                 what has no row again", Listed(.unrecorded))]
    PartlyRecorded {
        /// The recorded squash.
        squash: MigrationKey,
        /// What it replaces and `django_migrations` does not hold, sorted.
        unrecorded: Vec<MigrationKey>,
    },
    /// A squash whose numbers are in use again, of which files of what it replaced are kept and rows are
    /// not: what is stored and has no row may be replaced or new. It is replayed in neither case.
    #[error("neither rows nor files tell whether the squash {squash} replaced {}, or they are \
                 newer and not applied; `reconcile capture` writes a manifest, which does", Listed(.migrations))]
    OpenSquash {
        /// The recorded squash.
        squash: MigrationKey,
        /// Of what it stays open, sorted.
        migrations: Vec<MigrationKey>,
    },
}

impl PlanProblem {
    /// Whether nothing is wrong, but something could not be told.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self, Self::OpenSquash { .. })
    }
}

/// How many names a sentence holds before the rest is only counted.
const NAMED: usize = 5;

/// Migrations as a list within a sentence.
struct Listed<'a>(&'a [MigrationKey]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, migration) in self.0.iter().take(NAMED).enumerate() {
            let comma = if position == 0 { "" } else { ", " };
            write!(f, "{comma}{migration}")?;
        }
        match self.0.len().saturating_sub(NAMED) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PlanProblem;
    use crate::migration::MigrationKey;

    #[test]
    fn a_long_list_is_cut_and_counted() {
        let members = (1..=7).map(|number| MigrationKey::new("a", number.to_string()));
        let problem = PlanProblem::DependencyCycle {
            members: members.collect(),
        };
        assert_eq!(
            problem.to_string(),
            "the manifest's dependencies run in a circle through a.1, a.2, a.3, a.4, a.5 and 2 \
             more; these are replayed in the order of their rows; capture the manifest again"
        );
    }
}
