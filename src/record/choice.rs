//! Which of a squash and of what it replaces is replayed, so that each effect comes once.
//!
//! Django's `MigrationLoader.build_graph` uses a squash where all or none of what it replaces is
//! applied, and `MigrationExecutor.check_replacements` then records it as well. What was
//! *executed* may be either, and stored outputs of either may be missing; so the choice here
//! follows what is stored, and names the other one where rows cannot tell.

use std::collections::BTreeSet;

use super::migration_index::MigrationIndex;
use super::squash::{Squash, Squashes};
use super::{PlanProblem, StepState};

/// Everything that is known before choosing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Basis {
    pub(super) index: MigrationIndex,
    pub(super) squashes: Squashes,
}

/// A recorded squash of which everything is stored: rows cannot tell what ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Open {
    /// The squash.
    pub(super) squash: usize,
    /// What would be replayed in its stead.
    pub(super) parts: Vec<usize>,
    /// Whether the squash itself was chosen.
    pub(super) whole: bool,
}

/// What was chosen.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    /// For each ordinary migration, the step that holds its effects (or says that they are
    /// unknown).
    pub(super) unit: Vec<Option<usize>>,
    /// For each migration that is a step, how it stands.
    pub(super) state: Vec<Option<StepState>>,
    /// Every open choice, larger squashes first.
    pub(super) open: Vec<Open>,
}

/// The state of an ordinary migration, or of all those that a squash holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Applied,
    NotApplied,
    Mixed,
}

/// The best way to replay one squash, and how many ordinary migrations it covers.
#[derive(Debug, Clone, Default)]
struct Best {
    units: Vec<usize>,
    covered: usize,
}

impl Choice {
    /// The steps that hold the effects of `node`, in ascending order.
    pub(super) fn units(&self, basis: &Basis, node: usize) -> Vec<usize> {
        let cover = basis.squashes.cover(node).iter();
        let mut units: Vec<usize> = cover.filter_map(|&leaf| self.unit[leaf]).collect();
        units.sort_unstable();
        units.dedup();
        units
    }
}

struct Chooser<'a> {
    basis: &'a Basis,
    applied: Vec<bool>,
    best: Vec<Best>,
    choice: Choice,
}

impl Basis {
    /// Chooses the steps. `flipped` names the squashes for which the less likely of two open
    /// choices is taken.
    pub(super) fn choose(&self, flipped: &BTreeSet<usize>) -> Choice {
        let mut chooser = Chooser::new(self);
        for squash in &self.squashes.list {
            let best = chooser.best_of(squash, flipped);
            chooser.best.push(best);
        }
        chooser.take_tops();
        chooser.take_crossing();
        chooser.take_gaps();
        chooser.choice.open.reverse();
        chooser.choice
    }

    /// The squashes that are recorded beside some, but not all, of what they replace. What only a name
    /// tells of may never have been.
    pub(super) fn partly_recorded(&self) -> impl Iterator<Item = PlanProblem> {
        let squashes = self.squashes.list.iter();
        squashes.filter_map(move |squash| {
            let has_row = |member: &usize| {
                let own = self.squashes.cover(*member);
                self.index.is_recorded(*member)
                    || own.iter().all(|leaf| self.is_told(*leaf, squash.node))
            };
            let (with, without): (Vec<usize>, Vec<usize>) =
                squash.members.iter().copied().partition(has_row);
            let is_known = |node: &usize| {
                self.index.is_stored(*node) || self.index.entry(squash.node).is_some()
            };
            let without: Vec<usize> = without.into_iter().filter(is_known).collect();
            let recorded = self.index.is_recorded(squash.node);
            let partly = recorded && !with.is_empty() && !without.is_empty();
            partly.then(|| PlanProblem::PartlyRecorded {
                squash: self.index.key(squash.node).clone(),
                unrecorded: self.index.keys(&without),
            })
        })
    }

    /// The squashes of which it stays open what they replace.
    pub(super) fn open_squashes(&self) -> impl Iterator<Item = PlanProblem> {
        let open = self
            .squashes
            .list
            .iter()
            .filter(|squash| !squash.open.is_empty());
        open.map(|squash| PlanProblem::OpenSquash {
            squash: self.index.key(squash.node).clone(),
            migrations: self.index.keys(&squash.open),
        })
    }

    /// Whether an ordinary migration has a row, or a squash that holds it, other than `outer`, has one.
    fn is_told(&self, leaf: usize, outer: usize) -> bool {
        let others = self.squashes.list.iter().filter(|it| it.node != outer);
        let holds =
            |it: &Squash| self.index.is_recorded(it.node) && it.cover.binary_search(&leaf).is_ok();
        self.index.is_recorded(leaf) || others.into_iter().any(holds)
    }

    /// An ordinary migration is applied when it is recorded, or a squash that holds it is.
    fn applied(&self) -> Vec<bool> {
        let index = &self.index;
        let mut applied: Vec<bool> = (0..index.len())
            .map(|node| index.is_recorded(node))
            .collect();
        for squash in &self.squashes.list {
            if index.is_recorded(squash.node) {
                for &leaf in &squash.cover {
                    applied[leaf] = true;
                }
            }
        }
        applied
    }

    /// Whether the rows of what `squash` replaces were pruned (or never written).
    fn is_pruned(&self, squash: &Squash) -> bool {
        let mut below = squash.members.iter().chain(&squash.cover);
        !below.any(|&node| self.index.is_recorded(node))
    }
}

impl<'a> Chooser<'a> {
    fn new(basis: &'a Basis) -> Self {
        let len = basis.index.len();
        Self {
            applied: basis.applied(),
            best: Vec::with_capacity(basis.squashes.list.len()),
            choice: Choice {
                unit: vec![None; len],
                state: vec![None; len],
                open: Vec::new(),
            },
            basis,
        }
    }

    fn state(&self, cover: &[usize]) -> State {
        let applied = cover.iter().filter(|&&leaf| self.applied[leaf]).count();
        match applied {
            0 => State::NotApplied,
            all if all == cover.len() => State::Applied,
            _ => State::Mixed,
        }
    }

    /// The best way for `node`, whose smaller squashes have been decided.
    fn best(&self, node: usize) -> Best {
        match self.basis.squashes.position(node) {
            Some(position) => self.best[position].clone(),
            None if self.is_usable(node) => Best {
                units: vec![node],
                covered: 1,
            },
            None => Best::default(),
        }
    }

    /// Whether the stored output of an ordinary migration can stand for a part of a squash.
    fn is_usable(&self, node: usize) -> bool {
        self.basis.index.is_stored(node) && !self.basis.squashes.is_open(node)
    }

    fn best_of(&mut self, squash: &Squash, flipped: &BTreeSet<usize>) -> Best {
        let mut parts = Best::default();
        for &child in &squash.children {
            let best = self.best(child);
            parts.units.extend(best.units);
            parts.covered += best.covered;
        }
        let usable = self.basis.index.is_stored(squash.node)
            && !squash.children.is_empty()
            && self.state(&squash.cover) != State::Mixed;
        let complete = parts.covered == squash.cover.len();
        let whole = usable && (!complete || self.prefers_whole(squash, &parts, flipped));
        if whole {
            return Best {
                units: vec![squash.node],
                covered: squash.cover.len(),
            };
        }
        parts
    }

    /// Decides between a squash and its parts where both are stored in full.
    fn prefers_whole(&mut self, squash: &Squash, parts: &Best, flipped: &BTreeSet<usize>) -> bool {
        if !self.basis.index.is_recorded(squash.node) {
            return false;
        }
        let whole = self.basis.is_pruned(squash) != flipped.contains(&squash.node);
        self.choice.open.push(Open {
            squash: squash.node,
            parts: parts.units.clone(),
            whole,
        });
        whole
    }

    fn take_tops(&mut self) {
        for top in self.basis.squashes.tops() {
            for unit in self.best(top).units {
                self.take(unit);
            }
        }
    }

    fn take(&mut self, unit: usize) {
        let cover = self.basis.squashes.cover(unit);
        for &leaf in cover {
            self.choice.unit[leaf] = Some(unit);
        }
        let applied = self.state(cover) == State::Applied;
        self.choice.state[unit] = Some(if applied {
            StepState::Replayed
        } else {
            StepState::Candidate
        });
    }

    /// A squash that crosses another is used where it alone holds all that it replaces.
    fn take_crossing(&mut self) {
        let basis = self.basis;
        let crossing = basis
            .squashes
            .list
            .iter()
            .filter(|it| it.children.is_empty());
        for squash in crossing {
            let free = squash
                .cover
                .iter()
                .all(|&leaf| self.choice.unit[leaf].is_none());
            let uniform = self.state(&squash.cover) != State::Mixed;
            if free && uniform && basis.index.is_stored(squash.node) {
                self.take(squash.node);
            }
        }
    }

    /// Applied migrations that nothing stored holds: their own row stands for them, or that of
    /// the smallest recorded squash.
    fn take_gaps(&mut self) {
        let index = &self.basis.index;
        for leaf in 0..index.len() {
            let ordinary = self.basis.squashes.get(leaf).is_none();
            if ordinary && self.choice.unit[leaf].is_none() && index.is_recorded(leaf) {
                self.choice.unit[leaf] = Some(leaf);
                self.choice.state[leaf] = Some(StepState::NoLedger);
            }
        }
        let squashes = self.basis.squashes.list.iter();
        for squash in squashes.filter(|it| index.is_recorded(it.node)) {
            for &leaf in &squash.cover {
                if self.choice.unit[leaf].is_none() {
                    self.choice.unit[leaf] = Some(squash.node);
                    self.choice.state[squash.node] = Some(StepState::NoLedger);
                }
            }
        }
    }
}
