//! What each squash replaces, by the manifest or by what names, rows and files tell, and what came after
//! it.

use std::collections::{BTreeMap, BTreeSet};

use super::migration_index::MigrationIndex;
use super::named::Named;

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
