//! Which migrations are squashes, what each of them replaces, by the manifest or by what names, rows and files tell,
//! and what came after it.

use std::collections::{BTreeMap, BTreeSet};

use super::PlanProblem;
use super::clues::Named;
use super::graph::Graph;
use super::migration_index::MigrationIndex;

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
    /// What came after it in its app, by number or by rows, in ascending order.
    pub(super) followers: Vec<usize>,
    /// What it may replace or not: only a manifest would tell. In ascending order.
    pub(super) open: Vec<usize>,
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
    /// Finds the squashes of `index`; says in `problems` what could not be used.
    pub(super) fn new(index: &MigrationIndex, problems: &mut Vec<PlanProblem>) -> Self {
        let too_many_squashes = index.clues().too_many_squashes().iter();
        problems.extend(
            too_many_squashes.map(|(app, &squashes)| PlanProblem::TooManySquashes {
                app: app.clone(),
                squashes,
            }),
        );
        let told = Members::new(index);
        let mut members: Vec<Vec<usize>> = (0..index.len()).map(|node| told.of(node)).collect();
        let mut inside = Graph::new(index.len());
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
            let members = index.keys(&circle);
            problems.push(PlanProblem::ReplacementCycle { members });
        }
        let list = with_covers(members, &inside.order(|node| node));
        Self::nested(list, &told, index, problems)
    }

    /// Builds the forest: each squash over the smaller ones within it.
    fn nested(
        mut list: Vec<Squash>,
        told: &Members<'_>,
        index: &MigrationIndex,
        problems: &mut Vec<PlanProblem>,
    ) -> Self {
        let mut squashes = Self {
            list: Vec::new(),
            tops: (0..index.len()).collect(),
            position: vec![None; index.len()],
            nodes: (0..index.len()).collect(),
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
                    squash: index.key(squash.node).clone(),
                    other: index.key(other).clone(),
                });
            } else {
                for &leaf in &squash.cover {
                    squashes.tops[leaf] = squash.node;
                }
                squash.children = children;
            }
            squash.open = told.open(squash.node);
            squash.followers = told.followers(squash.node, &squash.cover);
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

    /// All migrations, each app's in the order in which they were written: by name, but what came
    /// after a squash after what it replaces.
    pub(super) fn sequence(&self, index: &MigrationIndex) -> Vec<usize> {
        let mut squashes_before = vec![0_usize; index.len()];
        for &follower in self.list.iter().flat_map(|squash| &squash.followers) {
            squashes_before[follower] += 1;
        }
        let mut sequence = self.nodes.clone();
        sequence.sort_by_key(|&node| (&index.key(node).app, squashes_before[node], node));
        sequence
    }

    /// The squash with the number `node`, if it is one.
    pub(super) fn get(&self, node: usize) -> Option<&Squash> {
        self.position[node].map(|position| &self.list[position])
    }

    /// Whether it stays open if a squash replaces `node`.
    pub(super) fn is_open(&self, node: usize) -> bool {
        let mut squashes = self.list.iter();
        squashes.any(|squash| squash.open.binary_search(&node).is_ok())
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
            followers: Vec::new(),
            open: Vec::new(),
        });
    }
    list.sort_by_key(|squash| squash.cover.len());
    list
}

/// The squashes that names tell of.
pub(super) struct Members<'a> {
    index: &'a MigrationIndex,
    named: BTreeMap<usize, Told<'a>>,
}

/// One of them.
struct Told<'a> {
    squash: Named<'a>,
    /// What came after it, though its name stands between the ends.
    followed: BTreeSet<usize>,
}

impl<'a> Members<'a> {
    pub(super) fn new(index: &'a MigrationIndex) -> Self {
        let clues = index.clues();
        let named = (0..index.len()).filter_map(|node| {
            let key = index.key(node);
            let squash = clues.squash(key)?;
            let others = index.of_app(&key.app).filter(|&other| other != node);
            let followed = others.filter(|&other| squash.is_followed_by(index.key(other), clues));
            let followed = followed.collect();
            Some((node, Told { squash, followed }))
        });
        Self {
            named: named.collect(),
            index,
        }
    }

    /// What `node` replaces: its `replaces` where the manifest has one, else what its name says.
    pub(super) fn of(&self, node: usize) -> Vec<usize> {
        let entry = self.index.entry(node);
        let listed = entry.map_or(&[][..], |entry| &entry.replaces);
        if listed.is_empty() {
            let told = self.named.get(&node);
            return told.map_or_else(Vec::new, |told| self.by_name(node, &told.squash));
        }
        let found = listed.iter().filter_map(|key| self.index.find(key));
        let mut members: Vec<usize> = found.filter(|&member| member != node).collect();
        members.sort_unstable();
        members.dedup();
        members
    }

    /// What name and rows of a squash say that it replaces. One that was made an ordinary migration
    /// (Django asks to delete the replaced files, then its `replaces`) is still in the manifest, and
    /// what it replaced is not: so a migration that the manifest knows replaces by name only what
    /// the manifest does not know.
    fn by_name(&self, node: usize, squash: &Named<'_>) -> Vec<usize> {
        let index = self.index;
        let clues = index.clues();
        let app = index.of_app(&squash.key.app);
        let known = |node: usize| index.entry(node).is_some();
        let others = app
            .clone()
            .filter(|&other| other != node && !(known(node) && known(other)));
        let told: Vec<(usize, &Told<'_>)> = self
            .named
            .range(app)
            .map(|(&other, told)| (other, told))
            .filter(|(other, told)| *other != node && told.squash.is_told())
            .collect();
        // What came after a squash that holds this one, came after this one.
        let wider = told
            .iter()
            .filter(|it| it.1.squash.holds(squash.key, clues));
        let after: BTreeSet<usize> = wider.flat_map(|it| &it.1.followed).copied().collect();
        let holds =
            |&other: &usize| squash.holds(index.key(other), clues) && !after.contains(&other);
        let (held, others): (Vec<usize>, Vec<usize>) = others.partition(holds);
        let mut members: BTreeSet<usize> = held.into_iter().collect();
        // A squash whose numbers were used again by what this one replaces, is replaced too.
        let saw = |member: &usize| squash.saw(index.key(*member), clues);
        let seen: BTreeSet<usize> = members.iter().filter(|it| saw(it)).copied().collect();
        let reused = told.iter().filter(|(other, told)| {
            let starts = squash.span.starts_before(&told.squash.span);
            starts && others.contains(other) && !told.followed.is_disjoint(&seen)
        });
        members.extend(reused.map(|it| it.0));
        members.into_iter().collect()
    }

    /// The stored migrations of which it stays open whether the squash `node` replaces them.
    pub(super) fn open(&self, node: usize) -> Vec<usize> {
        let index = self.index;
        let by_name = index
            .entry(node)
            .is_none_or(|entry| entry.replaces.is_empty());
        let Some(told) = self.named.get(&node).filter(|_| by_name) else {
            return Vec::new();
        };
        let app = index.of_app(&told.squash.key.app);
        app.filter(|&other| index.is_stored(other) && index.entry(other).is_none())
            .filter(|&other| told.squash.leaves_open(index.key(other), index.clues()))
            .collect()
    }

    /// What came after the squash `node`, which holds `cover`, in its app: what follows the last that it
    /// replaces by name, and what rows tell of. In ascending order.
    pub(super) fn followers(&self, node: usize, cover: &[usize]) -> Vec<usize> {
        let app = self.index.of_app(&self.index.key(node).app);
        let holds = |other: &usize| cover.binary_search(other).is_ok();
        let last = app.clone().rfind(holds);
        let followed = |other: usize| {
            let told = self.named.get(&node);
            told.is_some_and(|told| told.followed.contains(&other))
        };
        let others = app.filter(|other| !holds(other) && *other != node);
        others
            .filter(|&other| last.is_some_and(|last| other > last) || followed(other))
            .collect()
    }
}
