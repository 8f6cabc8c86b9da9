//! Whether `manage.py migrate` does in what is measured what a command of ours means.

use std::collections::{BTreeMap, BTreeSet};

use super::{Connection, Schemas};
use crate::migration::MigrationKey;
use crate::record::{Node, Record};
use crate::report::Reach;

/// Which schema `migrate` writes to is only known where none was named.
pub(super) fn of(connection: &Connection, nodes: &[Node], records: &[Record]) -> Reach {
    if !matches!(connection.schemas, Schemas::Found) || is_refused(nodes, records) {
        return Reach::Never;
    }
    match &connection.alias {
        Some(alias) => Reach::Alias(alias.clone()),
        None => Reach::Default,
    }
}

/// Whether a recorded migration depends on one that is not: `migrate` then stops before it does anything
/// (`InconsistentMigrationHistory`).
fn is_refused(nodes: &[Node], records: &[Record]) -> bool {
    let recorded: BTreeSet<&MigrationKey> = records.iter().map(|it| &it.migration).collect();
    let by_key: BTreeMap<&MigrationKey, &Node> = nodes.iter().map(|it| (&it.key, it)).collect();
    let replaced = nodes.iter().filter(|it| recorded.contains(&it.key));
    let replaced: BTreeSet<&MigrationKey> = replaced.flat_map(|it| &it.replaces).collect();
    // What the project does not have is not asked for.
    let is_absent = |key: &MigrationKey| {
        by_key.get(key).is_some_and(|node| {
            let all = node.replaces.iter().all(|it| recorded.contains(it));
            let stands_for_all = !node.replaces.is_empty() && all;
            !recorded.contains(key) && !replaced.contains(key) && !stands_for_all
        })
    };
    nodes.iter().any(|node| {
        let is_recorded = recorded.contains(&node.key);
        let mut after = node.run_before.iter();
        is_recorded && node.dependencies.iter().any(is_absent)
            || is_absent(&node.key) && after.any(|it| recorded.contains(it))
    })
}
