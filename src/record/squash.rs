//! Which migrations are squashes, and what each of them replaces.

use std::collections::BTreeSet;

use super::PlanProblem;
use super::graph::Graph;
use super::span::Span;
use super::universe::Universe;

/// One squash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Squash {
    /// Its own number.
    pub(super) node: usize,
    /// What it replaces directly, squashes among them.
    pub(super) members: Vec<usize>,
    /// The ordinary migrations whose effects it holds, in ascending order.
    pub(super) cover: Vec<usize>,
    /// What it is made of: the largest smaller squashes within it, and the migrations that none
    /// of them covers. Empty where it crosses another squash.
    pub(super) children: Vec<usize>,
}

/// All squashes; those within another come before it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Squashes {
    /// The squashes, smaller ones first.
    pub(super) list: Vec<Squash>,
    tops: Vec<usize>,
    position: Vec<Option<usize>>,
    nodes: Vec<usize>,
}

impl Squashes {
    /// Finds the squashes of `universe`; says in `problems` what could not be used.
    pub(super) fn new(universe: &Universe, problems: &mut Vec<PlanProblem>) -> Self {
        let crowded = universe.crowded().iter();
        problems.extend(crowded.map(|(app, &squashes)| PlanProblem::CrowdedApp {
            app: app.clone(),
            squashes,
        }));
        let mut members: Vec<Vec<usize>> = (0..universe.len())
            .map(|node| members(universe, node))
            .collect();
        let mut inside = Graph::new(universe.len());
        for (squash, members) in members.iter().enumerate() {
            for &member in members {
                inside.add(member, squash);
            }
        }
        let circle = inside.untangle();
        for &node in &circle {
            members[node].clear();
        }
        if !circle.is_empty() {
            let members = universe.keys(&circle);
            problems.push(PlanProblem::ReplacementCycle { members });
        }
        let list = with_covers(members, &inside.order(|node| node));
        Self::nested(list, universe, problems)
    }

    /// Builds the forest: each squash over the smaller ones within it.
    fn nested(mut list: Vec<Squash>, universe: &Universe, problems: &mut Vec<PlanProblem>) -> Self {
        let mut squashes = Self {
            list: Vec::new(),
            tops: (0..universe.len()).collect(),
            position: vec![None; universe.len()],
            nodes: (0..universe.len()).collect(),
        };
        for mut squash in list.drain(..) {
            let mut children: Vec<usize> = squash
                .cover
                .iter()
                .map(|&leaf| squashes.tops[leaf])
                .collect();
            children.sort_unstable();
            children.dedup();
            if let Some(other) = squashes.outside(&children, &squash.cover) {
                problems.push(PlanProblem::CrossingSquashes {
                    squash: universe.key(squash.node).clone(),
                    other: universe.key(other).clone(),
                });
            } else {
                for &leaf in &squash.cover {
                    squashes.tops[leaf] = squash.node;
                }
                squash.children = children;
            }
            squashes.position[squash.node] = Some(squashes.list.len());
            squashes.list.push(squash);
        }
        squashes
    }

    /// The first of `children` that covers something outside `cover`.
    fn outside(&self, children: &[usize], cover: &[usize]) -> Option<usize> {
        let within = |leaf: &usize| cover.binary_search(leaf).is_ok();
        children
            .iter()
            .copied()
            .find(|&child| !self.cover(child).iter().all(within))
    }

    /// What is left when every squash stands for what it replaces: the outermost squashes, and
    /// the migrations that none of them holds. Crossing squashes are not among them.
    pub(super) fn tops(&self) -> BTreeSet<usize> {
        let ordinary = self.nodes.iter().filter(|&&node| self.get(node).is_none());
        ordinary.map(|&node| self.tops[node]).collect()
    }

    /// The squash with the number `node`, if it is one.
    pub(super) fn get(&self, node: usize) -> Option<&Squash> {
        self.position[node].map(|position| &self.list[position])
    }

    /// Where `node` stands in [`Squashes::list`], if it is a squash.
    pub(super) fn position(&self, node: usize) -> Option<usize> {
        self.position[node]
    }

    /// The ordinary migrations whose effects `node` holds: itself, unless it is a squash.
    pub(super) fn cover(&self, node: usize) -> &[usize] {
        self.get(node)
            .map_or(&self.nodes[node..=node], |squash| &squash.cover)
    }

    /// Whether everything that `inner` holds is held by `outer` too.
    pub(super) fn holds(&self, outer: usize, inner: usize) -> bool {
        let cover = self.cover(outer);
        self.cover(inner)
            .iter()
            .all(|leaf| cover.binary_search(leaf).is_ok())
    }
}

/// The squashes with their covers, smaller ones first. `order` holds what is replaced before
/// what replaces it.
fn with_covers(mut members: Vec<Vec<usize>>, order: &[usize]) -> Vec<Squash> {
    let mut covers: Vec<Vec<usize>> = vec![Vec::new(); members.len()];
    let mut list = Vec::new();
    for &node in order {
        if members[node].is_empty() {
            covers[node] = vec![node];
            continue;
        }
        let members = std::mem::take(&mut members[node]);
        let mut cover: Vec<usize> = members
            .iter()
            .flat_map(|&member| &covers[member])
            .copied()
            .collect();
        cover.sort_unstable();
        cover.dedup();
        covers[node].clone_from(&cover);
        list.push(Squash {
            node,
            members,
            cover,
            children: Vec::new(),
        });
    }
    list.sort_by_key(|squash| squash.cover.len());
    list
}

/// What `node` replaces: its `replaces` where the manifest has one, else what its name says.
fn members(universe: &Universe, node: usize) -> Vec<usize> {
    let entry = universe.entry(node);
    let listed = entry.map_or(&[][..], |entry| &entry.replaces);
    if listed.is_empty() {
        return members_by_name(universe, node);
    }
    let found = listed.iter().filter_map(|key| universe.find(key));
    let mut members: Vec<usize> = found.filter(|&member| member != node).collect();
    members.sort_unstable();
    members.dedup();
    members
}

/// What the name of `node` says that it replaces. A squash that was made an ordinary migration
/// (Django asks to delete the replaced files, then its `replaces`) is still in the manifest, and
/// what it replaced is not: so a migration that the manifest knows replaces by name only what
/// the manifest does not know.
fn members_by_name(universe: &Universe, node: usize) -> Vec<usize> {
    let key = universe.key(node);
    let Some(span) = Span::of(&key.name) else {
        return Vec::new();
    };
    if universe.crowded().contains_key(&key.app) {
        return Vec::new();
    }
    let known = universe.entry(node).is_some();
    universe
        .of_app(&key.app)
        .filter(|&other| other != node && !(known && universe.entry(other).is_some()))
        .filter(|&other| span.holds(&universe.key(other).name))
        .collect()
}
