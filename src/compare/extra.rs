//! What is there and should not be, and what another table of the same name hides.

use std::collections::BTreeSet;

use super::align::Alignment;
use super::answer::Presence;
use super::generated::pattern_index;
use super::{Comparison, Surroundings, view};
use crate::name::{Name, QualifiedName};
use crate::schema::{Domain, ObjectId, ObjectKey, ObjectKind, Sequence, Table, UnknownColumns};

/// Finds what a recorded migration dropped or renamed away and is still there, and parts of
/// expected tables that nothing accounts for.
pub(super) fn find(
    alignment: &Alignment<'_>,
    surroundings: &Surroundings,
    comparison: &mut Comparison,
) {
    let search = Search {
        alignment,
        surroundings,
        claimed: claimed(comparison),
    };
    for key in alignment.expected.tombstones.keys() {
        if search.is_still_there(key) && !search.is_inherited(key) {
            comparison.surviving.insert(key.clone());
        }
    }
    search.parts_of_tables(comparison);
    search.parts_of_views(comparison);
    search.checks_of_domains(comparison);
    search.unmanaged(comparison);
}

struct Search<'a> {
    alignment: &'a Alignment<'a>,
    surroundings: &'a Surroundings,
    /// Live objects that stand for an expected one under another name.
    claimed: BTreeSet<ObjectKey>,
}

impl Search<'_> {
    fn parts_of_tables(&self, comparison: &mut Comparison) {
        let expected = self.alignment.expected;
        let paired = paired(comparison);
        for (name, table) in &expected.schema.tables {
            let Some(counterpart) = self.alignment.of(name) else {
                continue;
            };
            for (kind, part, id) in counterpart.table.parts() {
                let key = ObjectKey::part(name, kind, part.clone());
                // An expected unique constraint that is there as a unique index only is missing, and told once.
                let of_constraint =
                    kind == ObjectKind::Index && table.constraints.contains_key(part);
                if self.surroundings.inherited.contains(&id)
                    || self.is_unknown(table, &key)
                    || self.is_accounted_for(table, &key, comparison)
                    || paired.contains(&id)
                    || of_constraint
                {
                    continue;
                }
                let index = counterpart.table.indexes.get(part);
                let index = index.filter(|_| kind == ObjectKind::Index);
                match index.and_then(|it| pattern_index(expected, table, part, it)) {
                    Some(reason) => drop(comparison.explained.insert(key, reason)),
                    None => drop(comparison.unexpected.insert(key)),
                }
            }
        }
    }

    /// Whether a part of an expected table or view is expected, or stands for what is, or was dropped.
    fn is_accounted_for(&self, table: &Table, key: &ObjectKey, comparison: &Comparison) -> bool {
        table.part(key.kind, &key.name).is_some()
            || self.claimed.contains(key)
            || comparison.surviving.contains(key)
    }

    /// Indexes, triggers and rules of expected views that nothing accounts for.
    fn parts_of_views(&self, comparison: &mut Comparison) {
        for (key, view) in self.alignment.expected.schema.views() {
            let object = self.alignment.standalone(key.clone(), view.parts.id);
            let counterpart = view::counterpart(self.alignment.live, key, &object.presence);
            let Some(counterpart) = counterpart else {
                continue;
            };
            for (kind, part, _) in counterpart.table.parts() {
                let part = ObjectKey::part(&key.qualified(), kind, part.clone());
                let known = kind == ObjectKind::Column
                    || self.is_accounted_for(&view.parts, &part, comparison);
                if !known {
                    comparison.unexpected.insert(part);
                }
            }
        }
    }

    /// Whether a live part came with a parent that the table was given by hand: that is told of the table.
    fn is_inherited(&self, key: &ObjectKey) -> bool {
        let table = key.table_name();
        let table = table.and_then(|name| self.alignment.live.tables.get(&name));
        let id = table.and_then(|table| table.part(key.kind, &key.name));
        id.is_some_and(|id| self.surroundings.inherited.contains(&id))
    }

    /// Whether nothing is known of the part, and so nothing against it: the columns of a query, all of a
    /// table of which only the name is known, the check that `DETACH CONCURRENTLY` leaves behind.
    fn is_unknown(&self, table: &Table, key: &ObjectKey) -> bool {
        let detached = &self.alignment.expected.inherited.detached;
        match table.inheritance.unknown_columns {
            Some(UnknownColumns::Query) => key.kind == ObjectKind::Column,
            Some(UnknownColumns::Unknown) => true,
            None => {
                detached.contains(&table.id)
                    && key.kind == ObjectKind::Constraint
                    && key.name.as_str().contains("_check")
            }
        }
    }

    /// Checks of expected domains that nothing accounts for.
    fn checks_of_domains(&self, comparison: &mut Comparison) {
        for (name, of) in &self.alignment.expected.schema.types {
            let (Some(domain), Some(live)) = (of.domain(), self.live_domain(name)) else {
                continue;
            };
            for check in live.checks.keys() {
                let key = ObjectKey::part(name, ObjectKind::Constraint, check.clone());
                let known = domain.checks.contains_key(check)
                    || self.claimed.contains(&key)
                    || comparison.surviving.contains(&key);
                if !known {
                    comparison.unexpected.insert(key);
                }
            }
        }
    }

    /// The live domain that stands for an expected one, or has this name.
    fn live_domain(&self, name: &QualifiedName) -> Option<&Domain> {
        let pair = self.alignment.types.of(name);
        let found = pair.map_or(name, |(found, _)| found);
        self.alignment.live.types.get(found)?.domain()
    }

    fn is_still_there(&self, key: &ObjectKey) -> bool {
        use ObjectKind as K;
        let (live, name) = (self.alignment.live, key.qualified());
        let there = || live.id_of(key).is_some();
        match key.kind {
            K::Table => there() && !self.stands_for_another(&name),
            K::Column | K::Constraint | K::Index | K::Trigger | K::Policy | K::Rule => {
                self.is_part_still_there(key)
            }
            K::Sequence => {
                let found = live.sequences.get(&name);
                found.is_some_and(|it| !self.is_of_identity(it))
            }
            K::Type | K::Domain => {
                let there = live.types.get(&name);
                let alias = self.alignment.types.expected_name(&name);
                there.is_some_and(|of| of.kind() == key.kind)
                    && alias.is_none_or(|target| target.schema == name.schema)
            }
            _ => there(),
        }
    }

    fn is_part_still_there(&self, key: &ObjectKey) -> bool {
        let Some(name) = key.table_name() else {
            return false;
        };
        if key.kind == ObjectKind::Constraint
            && let Some(domain) = self.live_domain(&name)
        {
            return domain.checks.contains_key(&key.name);
        }
        let counterpart = self.alignment.of(&name);
        let is_column = key.kind == ObjectKind::Column;
        let mut unrenamed = counterpart.into_iter().flat_map(|it| &it.unrenamed);
        let table = counterpart.map(|counterpart| &*counterpart.table);
        let table = table.or_else(|| self.alignment.live.relation(&name));
        is_column && unrenamed.any(|(live, _)| live == &key.name)
            || table.is_some_and(|table| table.part(key.kind, &key.name).is_some())
    }

    /// The sequence of an identity column that should be none: that is told of the column.
    fn is_of_identity(&self, sequence: &Sequence) -> bool {
        let owner = sequence.owner.as_ref().filter(|owner| owner.identity);
        owner.is_some_and(|owner| {
            let table = self.alignment.expected_name(&owner.table);
            let table = self.alignment.expected.schema.tables.get(table);
            table.is_some_and(|table| table.column(&owner.column).is_some())
        })
    }

    /// A table that was moved away and now stands for an expected one of its former name's schema is
    /// told as misplaced, not as surviving too.
    fn stands_for_another(&self, name: &QualifiedName) -> bool {
        let target = self.alignment.expected_name(name);
        let expected = &self.alignment.expected.schema.tables;
        target != name && target.schema != name.schema && expected.contains_key(target)
    }

    /// Tables of the home schemas that nothing in the ledger accounts for.
    fn unmanaged(&self, comparison: &mut Comparison) {
        let tables = self.alignment.live.tables.keys();
        for name in tables.filter(|name| self.surroundings.home.contains(&name.schema)) {
            let key = ObjectKey::table(name);
            let expected = self.alignment.expected_name(name);
            let known = self.alignment.expected.schema.tables.contains_key(expected)
                || comparison.surviving.contains(&key)
                || self.surroundings.own.contains(name);
            if !known {
                comparison.unmanaged.insert(key);
            }
        }
    }
}

/// Live parts of a table that is elsewhere, which stand for expected ones, whatever they are called.
fn paired(comparison: &Comparison) -> BTreeSet<ObjectId> {
    let objects = comparison.objects.iter();
    let there = objects.filter(|it| matches!(it.presence, Presence::Hanging { there: true, .. }));
    there.filter_map(|it| it.live).collect()
}

fn claimed(comparison: &Comparison) -> BTreeSet<ObjectKey> {
    let objects = comparison.objects.iter();
    let claimed = objects.filter_map(|object| match &object.presence {
        Presence::Variant(variant) => Some(ObjectKey {
            name: variant.name.clone(),
            ..object.key.clone()
        }),
        Presence::Unrenamed(key) => Some((**key).clone()),
        // One that is the same as a missing one but for its name is told with that one.
        Presence::Nowhere => {
            let alike = object.alike.as_deref().cloned();
            alike.filter(|it| matches!(it.kind, ObjectKind::Index | ObjectKind::Constraint))
        }
        _ => None,
    });
    claimed.collect()
}

/// Finds the expected tables that are there, and behind a namesake on the search path
/// (`RelnameGetRelid` of `namespace.c` takes the first).
pub(super) fn find_shadowed(
    alignment: &Alignment<'_>,
    surroundings: &Surroundings,
    comparison: &mut Comparison,
) {
    let path = &surroundings.search_path;
    for name in alignment.expected.schema.tables.keys() {
        let table = alignment.of(name);
        let here = table.is_some_and(|table| table.presence == Presence::Here);
        if let Some(schema) = here.then(|| earlier(path, alignment, name)).flatten() {
            comparison.shadowed.insert(ObjectKey::table(name), schema);
        }
    }
}

fn earlier(path: &[Name], alignment: &Alignment<'_>, name: &QualifiedName) -> Option<Name> {
    let position = path.iter().position(|schema| schema == &name.schema)?;
    let mut before = path[..position].iter();
    let hides = |schema: &&Name| {
        let mut namesakes = alignment.namesakes(&name.name);
        namesakes.any(|other| &other.schema == *schema)
    };
    before.find(hides).cloned()
}
