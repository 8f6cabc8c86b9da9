use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{line, record};
use crate::migration::MigrationKey;
use crate::record::{Node, Plan, PlanProblem, Record, Role, StepState, plan};

/// How a random migration is known: (has a row, is stored, its row's id).
type Known = (bool, bool, i64);

fn name(place: usize) -> String {
    format!("{}.{:04}", ["a", "b", "c"][place % 3], place * 7919 % 1000)
}

/// Random facts; an edge goes from the smaller number to the larger one.
fn facts() -> impl Strategy<Value = (Vec<Known>, Vec<(usize, usize)>)> {
    let known = (any::<bool>(), any::<bool>(), 0..50_i64);
    prop::collection::vec(known, 1..24).prop_flat_map(|known| {
        let len = known.len();
        let edges = prop::collection::vec((0..len, 0..len), 0..40);
        (Just(known), edges)
    })
}

fn sources(known: &[Known]) -> (Vec<Record>, BTreeSet<MigrationKey>) {
    let mut rows = Vec::new();
    let mut files = BTreeSet::new();
    for (place, &(recorded, stored, id)) in known.iter().enumerate() {
        let row = record(id, &name(place));
        if stored {
            files.insert(row.migration.clone());
        }
        if recorded {
            rows.push(row);
        }
    }
    (rows, files)
}

fn manifest(len: usize, edges: &[(usize, usize)]) -> Vec<Node> {
    let mut nodes: Vec<Node> = (0..len)
        .map(|place| super::node(&name(place), &[]))
        .collect();
    for &(before, after) in edges {
        let key = super::key(&name(before));
        nodes[after].dependencies.push(key);
    }
    nodes
}

fn places(plan: &Plan) -> BTreeMap<String, usize> {
    let steps = plan.steps.iter().enumerate();
    steps
        .map(|(place, step)| (step.migration.to_string(), place))
        .collect()
}

fn assert_edges_hold(plan: &Plan, len: usize, edges: &[(usize, usize)]) {
    let places = places(plan);
    // The last place among the steps before each node, through nodes that are no steps.
    let mut before: Vec<Option<usize>> = vec![None; len];
    for after in 0..len {
        for &(parent, _) in edges.iter().filter(|edge| edge.1 == after) {
            let parent = places.get(&name(parent)).copied().or(before[parent]);
            before[after] = before[after].max(parent);
        }
        if let Some(&place) = places.get(&name(after)) {
            assert!(
                before[after].is_none_or(|last| last < place),
                "{}",
                line(plan)
            );
        }
    }
}

fn assert_complete(plan: &Plan, rows: &[Record], files: &BTreeSet<MigrationKey>) {
    let known: BTreeSet<&MigrationKey> =
        rows.iter().map(|row| &row.migration).chain(files).collect();
    let steps: BTreeSet<&MigrationKey> = plan.steps.iter().map(|step| &step.migration).collect();
    assert_eq!(
        steps.len(),
        plan.steps.len(),
        "a step comes twice: {}",
        line(plan)
    );
    assert_eq!(steps, known);
}

/// What `migration` replaces in the end, itself where it replaces nothing.
fn leaves(
    nodes: &[Node],
    migration: &MigrationKey,
    seen: &mut BTreeSet<MigrationKey>,
) -> BTreeSet<MigrationKey> {
    let entry = nodes.iter().find(|node| node.key == *migration);
    let replaces = entry.map_or(&[][..], |node| &node.replaces);
    let replaces: Vec<_> = replaces.iter().filter(|key| *key != migration).collect();
    if replaces.is_empty() {
        return [migration.clone()].into();
    }
    if !seen.insert(migration.clone()) {
        return BTreeSet::new();
    }
    replaces
        .into_iter()
        .flat_map(|key| leaves(nodes, key, seen))
        .collect()
}

fn assert_accounted(plan: &Plan, rows: &[Record], files: &BTreeSet<MigrationKey>, nodes: &[Node]) {
    for migration in rows.iter().map(|row| &row.migration).chain(files) {
        let role = plan
            .role(migration)
            .expect("every known migration has a role");
        if let Role::StoodForBy(steps) = role {
            assert!(!steps.is_empty(), "{migration}: {}", line(plan));
        }
    }
    let circular = |problem: &PlanProblem| matches!(problem, PlanProblem::ReplacementCycle { .. });
    if plan.problems.iter().any(circular) {
        return;
    }
    let mut held = BTreeSet::new();
    for step in plan
        .steps
        .iter()
        .filter(|step| step.state != StepState::NoLedger)
    {
        for leaf in leaves(nodes, &step.migration, &mut BTreeSet::new()) {
            assert!(
                held.insert(leaf.clone()),
                "{leaf} comes twice: {}",
                line(plan)
            );
        }
    }
}

proptest! {
    #[test]
    fn any_graph_gives_an_order_that_respects_every_edge_and_holds_each_once(
        (known, edges) in facts()
    ) {
        let edges: Vec<_> = edges.into_iter().filter(|(a, b)| a != b)
            .map(|(a, b)| (a.min(b), a.max(b))).collect();
        let (rows, files) = sources(&known);
        let plan = plan(&rows, &files, Some(&manifest(known.len(), &edges)));
        prop_assert!(plan.problems.is_empty());
        assert_edges_hold(&plan, known.len(), &edges);
        assert_complete(&plan, &rows, &files);
    }

    #[test]
    fn a_graph_with_circles_still_holds_each_migration_once((known, edges) in facts()) {
        let (rows, files) = sources(&known);
        let plan = plan(&rows, &files, Some(&manifest(known.len(), &edges)));
        assert_complete(&plan, &rows, &files);
    }

    #[test]
    fn any_squashes_hold_no_migration_twice_and_lose_none(
        (known, edges) in facts(),
        groups in prop::collection::vec((0..24_usize, 0..24_usize, 1..6_usize), 0..6),
    ) {
        let (rows, files) = sources(&known);
        let mut nodes = manifest(known.len(), &edges);
        for &(at, first, len) in &groups {
            let squash = &mut nodes[at % known.len()];
            squash.replaces = (first..first + len).map(|it| super::key(&name(it))).collect();
        }
        let plan = plan(&rows, &files, Some(&nodes));
        assert_accounted(&plan, &rows, &files, &nodes);
        for index in 0..plan.alternatives.len() {
            let other = plan.with_alternative(index);
            assert_accounted(&other, &rows, &files, &nodes);
            prop_assert_eq!(&other.with_alternative(index), &plan);
            prop_assert_eq!(other.alternatives.len(), plan.alternatives.len());
        }
    }

    #[test]
    fn without_a_manifest_the_rows_keep_the_order_of_their_ids((known, _) in facts()) {
        let (mut rows, files) = sources(&known);
        let first = plan(&rows, &files, None);
        rows.reverse();
        prop_assert_eq!(line(&first), line(&plan(&rows, &files, None)));
        let recorded = first.steps.iter().filter_map(|step| step.recorded.as_ref());
        let ids: Vec<i64> = recorded.map(|row| row.id).collect();
        prop_assert!(ids.is_sorted());
        assert_complete(&first, &rows, &files);
    }
}
