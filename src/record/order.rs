//! In which order the chosen steps are replayed.

use std::collections::{BTreeMap, BTreeSet};

use super::StepState;
use super::choice::{Basis, Choice};
use super::graph::Graph;
use crate::migration::MigrationKey;

/// Where the rows put a step: a row's place among all rows, whether the step stands directly before that row (0)
/// or at it (1), and 1 for a squash that follows those of its parts which are replayed.
type Rank = (i64, u8, u8);

/// The steps in replay order, and the migrations whose dependencies run in a circle. Of each pair of
/// `needs` the first comes before the second, unless a dependency says otherwise.
pub(super) fn order(
    basis: &Basis,
    choice: &Choice,
    needs: &BTreeSet<(usize, usize)>,
) -> (Vec<usize>, Vec<usize>) {
    let links = Links { basis, choice };
    let mut graph = links.graph();
    let ranks = Ranks::new(basis, choice).all();
    let mut first = by_rank(&graph, &ranks);
    let mut circle = Vec::new();
    if first.len() < basis.index.len() {
        circle = graph.untangle();
        first = by_rank(&graph, &ranks);
    }
    for &(before, after) in needs {
        if !graph.leads(after, before) {
            graph.add(before, after);
        }
    }
    if !needs.is_empty() {
        first = by_rank(&graph, &ranks);
    }
    let positions = positions(basis, choice, &graph, &first);
    let is_step = |node: &usize| choice.state[*node].is_some();
    let applied = |node: usize| ranks[node].is_some();
    let order = graph.order(|node| (positions[node], applied(node), node));
    (order.into_iter().filter(is_step).collect(), circle)
}

/// Applied steps by their rank; everything else as soon as it can come, because it must not hold
/// up anything.
fn by_rank(graph: &Graph, ranks: &[Option<Rank>]) -> Vec<usize> {
    graph.order(|node| (ranks[node], node))
}

/// For each node the position, among the applied steps, before which it stands; for an applied
/// step its own. `first` is any order that respects the graph.
fn positions(basis: &Basis, choice: &Choice, graph: &Graph, first: &[usize]) -> Vec<usize> {
    let applied = |node: usize| choice.state[node].is_some_and(StepState::is_applied);
    let mut position = vec![None; first.len()];
    let steps = first.iter().filter(|&&node| applied(node));
    for (place, &node) in steps.enumerate() {
        position[node] = Some(place);
    }
    let end = position.iter().flatten().count();
    let mut latest = vec![end; first.len()];
    for &node in first.iter().rev() {
        let after = graph.next(node).iter().map(|&after| latest[after]).min();
        latest[node] = position[node].or(after).unwrap_or(end);
    }
    let follower = smallest_from(basis, &position);
    let mut positions = vec![0; first.len()];
    for &node in first {
        let wanted = match choice.state[node] {
            Some(_) => follower[node].unwrap_or(end).min(latest[node]),
            None => 0,
        };
        positions[node] = position[node].unwrap_or(positions[node].max(wanted));
        let floor = position[node].map_or(positions[node], |place| place + 1);
        for &after in graph.next(node) {
            positions[after] = positions[after].max(floor);
        }
    }
    positions
}

/// For each node, the smallest value of that migration and of those that follow it in its app.
fn smallest_from(basis: &Basis, values: &[Option<usize>]) -> Vec<Option<usize>> {
    let mut smallest = values.to_vec();
    let sequence = basis.squashes.sequence(&basis.index);
    let app = |node: usize| &basis.index.key(node).app;
    for pair in sequence.windows(2).rev() {
        let &[node, next] = pair else { continue };
        if app(node) == app(next) {
            let both = [smallest[node], smallest[next]];
            smallest[node] = both.into_iter().flatten().min();
        }
    }
    smallest
}

impl StepState {
    fn is_applied(self) -> bool {
        match self {
            Self::Replayed | Self::NoLedger => true,
            Self::Candidate => false,
        }
    }
}

/// What the rows say of the place of each step.
struct Ranks<'a> {
    basis: &'a Basis,
    choice: &'a Choice,
    /// For each ordinary migration without a row, the rank of the earliest squash that holds it.
    vouched: Vec<Option<Rank>>,
}

impl<'a> Ranks<'a> {
    fn new(basis: &'a Basis, choice: &'a Choice) -> Self {
        let mut ranks = Self {
            basis,
            choice,
            vouched: vec![None; basis.index.len()],
        };
        for squash in &basis.squashes.list {
            let row = ranks.row(squash.node);
            for &leaf in &squash.cover {
                let earliest = [ranks.vouched[leaf], row].into_iter().flatten().min();
                ranks.vouched[leaf] = earliest;
            }
        }
        ranks
    }

    /// The rank of each applied step.
    fn all(&self) -> Vec<Option<Rank>> {
        (0..self.vouched.len())
            .map(|node| match self.choice.state[node]? {
                StepState::Replayed => self.of_cover(node),
                StepState::NoLedger => self.row(node),
                StepState::Candidate => None,
            })
            .collect()
    }

    /// The rank of the first row that says that something of `node` is applied.
    fn of_cover(&self, node: usize) -> Option<Rank> {
        let cover = self.basis.squashes.cover(node).iter();
        let ranks = cover.filter_map(|&leaf| self.row(leaf).or(self.vouched[leaf]));
        ranks.map(|(rank, at, _)| (rank, at, 0)).min()
    }

    /// The rank of the row of `node`. Django may write the row of a squash at the end of a
    /// `migrate`, after those of later migrations (`MigrationExecutor.check_replacements`): so it
    /// stands before the first row of what came after it in its app.
    fn row(&self, node: usize) -> Option<Rank> {
        let rank = self.basis.index.rank(node)?;
        let Some(squash) = self.basis.squashes.get(node) else {
            return Some((rank, 1, 0));
        };
        let followers = squash.followers.iter();
        let first = followers.filter_map(|&it| self.basis.index.rank(it)).min();
        Some(match first {
            Some(first) if first < rank => (first, 0, 1),
            _ => (rank, 1, 1),
        })
    }
}

/// The manifest's dependencies, as edges between steps. Where a squash is replayed it takes over
/// those of what it replaces, and where its parts are replayed they answer for it, as in
/// Django's `MigrationGraph.remove_replaced_nodes` and `remove_replacement_node`.
struct Links<'a> {
    basis: &'a Basis,
    choice: &'a Choice,
}

impl Links<'_> {
    fn graph(&self) -> Graph {
        let index = &self.basis.index;
        let mut graph = Graph::new(index.len());
        let ends = Ends::new(self.basis);
        for node in 0..index.len() {
            let Some(entry) = index.entry(node) else {
                continue;
            };
            for dependency in &entry.dependencies {
                if let Some(before) = ends.resolve(self.basis, dependency, &entry.key.app) {
                    self.link(&mut graph, before, node);
                }
            }
            for child in &entry.run_before {
                if let Some(after) = ends.resolve(self.basis, child, &entry.key.app) {
                    self.link(&mut graph, node, after);
                }
            }
        }
        graph
    }

    fn link(&self, graph: &mut Graph, before: usize, after: usize) {
        let targets = self.bound(after);
        for source in self.answering(before) {
            for &target in &targets {
                // What a squash holds cannot come after it.
                if !self.basis.squashes.holds(source, target) {
                    graph.add(source, target);
                }
            }
        }
    }

    /// The nodes that have to be done so that `node` is: the steps that hold its effects, or
    /// itself, so that what stands between two steps links them.
    fn answering(&self, node: usize) -> Vec<usize> {
        let units = self.choice.units(self.basis, node);
        if units.is_empty() { vec![node] } else { units }
    }

    /// The nodes that wait for what `node` waits for. Parts that are replayed instead of their
    /// squash wait for what they name themselves; those that the manifest does not know can only
    /// wait for what the squash names.
    fn bound(&self, node: usize) -> Vec<usize> {
        let units = self.choice.units(self.basis, node);
        let coarser = units
            .first()
            .is_some_and(|&unit| self.basis.squashes.holds(unit, node));
        if coarser {
            return units;
        }
        let known = |unit: &usize| self.basis.index.entry(*unit).is_some();
        let unknown = units.iter().copied().filter(|unit| !known(unit));
        if units.is_empty() || self.choice.state[node].is_some() {
            vec![node]
        } else {
            unknown.collect()
        }
    }
}

/// What `__first__` and `__latest__` mean for each app of the manifest.
struct Ends<'a> {
    first: BTreeMap<&'a str, usize>,
    latest: BTreeMap<&'a str, usize>,
}

impl<'a> Ends<'a> {
    /// The first root and the first leaf of each app, as `MigrationGraph.root_nodes` and
    /// `leaf_nodes` sort them.
    fn new(basis: &'a Basis) -> Self {
        let index = &basis.index;
        let entries = || (0..index.len()).filter_map(|node| Some((node, index.entry(node)?)));
        let mut has_child = vec![false; index.len()];
        for (_, entry) in entries() {
            let same_app = |key: &&MigrationKey| key.app == entry.key.app;
            let parents = entry.dependencies.iter().filter(same_app);
            for parent in parents.filter_map(|key| index.find(key)) {
                has_child[parent] = true;
            }
        }
        let mut ends = Self {
            first: BTreeMap::new(),
            latest: BTreeMap::new(),
        };
        for (node, entry) in entries() {
            let app = entry.key.app.as_str();
            if !entry
                .dependencies
                .iter()
                .any(|key| key.app == app && index.find(key).is_some())
            {
                ends.first.entry(app).or_insert(node);
            }
            if !has_child[node] {
                ends.latest.entry(app).or_insert(node);
            }
        }
        ends
    }

    /// The migration that `key` means in an entry of `app` (`MigrationLoader.check_key`): an app's
    /// own `__first__`, and what no source knows, mean nothing.
    fn resolve(&self, basis: &Basis, key: &MigrationKey, app: &str) -> Option<usize> {
        basis.index.find(key).or_else(|| {
            let ends = match key.name.as_str() {
                "__first__" => &self.first,
                "__latest__" => &self.latest,
                _ => return None,
            };
            let other = key.app.as_str();
            ends.get(other).copied().filter(|_| other != app)
        })
    }
}
