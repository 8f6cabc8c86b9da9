use super::{key, line, node, record, rows, squash, stored};
use crate::record::{Duplicate, Node, PlanProblem, plan};

#[test]
fn without_a_manifest_rows_are_replayed_by_id() {
    let records = [
        record(3, "a.0001"),
        record(1, "b.0001"),
        record(2, "a.0002"),
    ];
    let plan = plan(&records, &stored(&["a.0001", "a.0002", "b.0001"]), None);
    assert_eq!(line(&plan), "b.0001 a.0002 a.0001");
}

#[test]
fn without_a_manifest_an_unrecorded_migration_stands_before_its_follower() {
    let records = rows(&["a.0001", "b.0001", "a.0003", "a.0005"]);
    let files = stored(&[
        "a.0001", "a.0002", "a.0003", "a.0004", "a.0006", "b.0001", "c.1", "b.2",
    ]);
    assert_eq!(
        line(&plan(&records, &files, None)),
        "a.0001 b.0001 a.0002? a.0003 a.0004? a.0005! a.0006? b.2? c.1?"
    );
}

#[test]
fn a_recorded_migration_without_stored_output_keeps_its_place() {
    let records = rows(&["a.0001", "a.0002", "a.0003"]);
    let plan = plan(&records, &stored(&["a.0001", "a.0003"]), None);
    assert_eq!(line(&plan), "a.0001 a.0002! a.0003");
}

#[test]
fn a_dependency_wins_over_the_ids_and_nothing_else_does() {
    let records = rows(&["a.0002", "b.0001", "a.0001", "c.0001"]);
    let manifest = [node("a.0002", &["a.0001"]), node("a.0001", &[])];
    let plan = plan(&records, &stored(&[]), Some(&manifest));
    assert_eq!(line(&plan), "b.0001! a.0001! a.0002! c.0001!");
}

#[test]
fn a_dependency_holds_through_a_migration_that_is_neither_recorded_nor_stored() {
    let records = rows(&["a.0003", "a.0001"]);
    let manifest = [node("a.0003", &["a.0002"]), node("a.0002", &["a.0001"])];
    let plan = plan(&records, &stored(&[]), Some(&manifest));
    assert_eq!(line(&plan), "a.0001! a.0003!");
}

#[test]
fn run_before_is_a_dependency_of_the_other() {
    let records = rows(&["b.0001", "a.0001"]);
    let before = Node {
        run_before: vec![key("b.0001"), key("z.unknown")],
        ..node("a.0001", &[])
    };
    let plan = plan(&records, &stored(&[]), Some(&[before, node("b.0001", &[])]));
    assert_eq!(line(&plan), "a.0001! b.0001!");
}

#[test]
fn first_and_latest_mean_the_ends_of_the_other_app() {
    let records = rows(&["b.0001", "c.0001", "a.0001", "a.0002"]);
    let manifest = [
        node("a.0001", &["a.__first__", "z.__first__"]),
        node("a.0002", &["a.0001"]),
        node("b.0001", &["a.__first__"]),
        node("c.0001", &["a.__latest__"]),
    ];
    let plan = plan(&records, &stored(&[]), Some(&manifest));
    assert_eq!(line(&plan), "a.0001! b.0001! a.0002! c.0001!");
}

#[test]
fn an_unrecorded_migration_stands_before_the_recorded_one_that_depends_on_it() {
    let records = rows(&["a.0001", "b.0001", "b.0002"]);
    let manifest = [
        node("a.0001", &[]),
        node("a.0002", &["a.0001"]),
        node("a.0003", &["a.0002"]),
        node("b.0001", &[]),
        node("b.0002", &["b.0001", "a.0003"]),
    ];
    let plan = plan(&records, &stored(&["a.0002", "a.0003"]), Some(&manifest));
    assert_eq!(line(&plan), "a.0001! b.0001! a.0002? a.0003? b.0002!");
}

#[test]
fn an_unrecorded_migration_never_stands_before_what_it_depends_on() {
    let records = rows(&["a.0005", "b.0001", "c.0001"]);
    let manifest = [node("a.0002", &["b.0001"]), node("a.0001", &["a.0002"])];
    let plan = plan(&records, &stored(&["a.0001", "a.0002"]), Some(&manifest));
    assert_eq!(line(&plan), "a.0005! b.0001! a.0002? a.0001? c.0001!");
}

#[test]
fn a_circle_is_reported_and_its_members_follow_their_ids() {
    let records = rows(&["a.0003", "a.0002", "a.0001", "a.0000"]);
    let manifest = [
        node("a.0001", &["a.0002"]),
        node("a.0002", &["a.0001"]),
        node("a.0003", &["a.0002"]),
    ];
    let plan = plan(&records, &stored(&[]), Some(&manifest));
    assert_eq!(line(&plan), "a.0002! a.0003! a.0001! a.0000!");
    let members = vec![key("a.0001"), key("a.0002")];
    assert_eq!(plan.problems, [PlanProblem::DependencyCycle { members }]);
}

#[test]
fn of_duplicate_rows_the_first_id_counts() {
    let records = [
        record(9, "a.0001"),
        record(2, "a.0002"),
        record(1, "a.0001"),
    ];
    let plan = plan(&records, &stored(&["a.0001", "a.0002"]), None);
    assert_eq!(line(&plan), "a.0001 a.0002");
    assert_eq!(plan.steps[0].recorded, Some(record(1, "a.0001")));
    let migration = key("a.0001");
    let ids = vec![1, 9];
    assert_eq!(plan.duplicates, [Duplicate { migration, ids }]);
}

#[test]
fn an_entry_listed_twice_is_reported_and_the_first_counts() {
    let records = rows(&["a.0002", "a.0001"]);
    let manifest = [node("a.0002", &["a.0001"]), node("a.0002", &[])];
    let plan = plan(&records, &stored(&[]), Some(&manifest));
    assert_eq!(line(&plan), "a.0001! a.0002!");
    let migration = key("a.0002");
    assert_eq!(plan.problems, [PlanProblem::RepeatedEntry { migration }]);
}

#[test]
fn a_pruned_squash_stands_before_the_rows_that_follow_it_in_its_app() {
    let records = [
        record(3, "b.0001"),
        record(4, "a.0003"),
        record(7, "a.0001_squashed_0002_x"),
    ];
    let files = stored(&["a.0001_squashed_0002_x", "a.0003", "b.0001"]);
    let plan = plan(&records, &files, None);
    assert_eq!(line(&plan), "b.0001 a.0001_squashed_0002_x a.0003");
}

#[test]
fn a_squash_takes_over_the_dependencies_on_and_of_what_it_replaces() {
    let records = [
        record(1, "b.0001"),
        record(2, "c.0001"),
        record(3, "a.0001_squashed_0002_x"),
    ];
    let manifest = [
        squash("a.0001_squashed_0002_x", &[], &["a.0001_i", "a.0002_x"]),
        node("a.0002_x", &["a.0001_i", "c.0001"]),
        node("b.0001", &["a.0001_i"]),
    ];
    let plan = plan(
        &records,
        &stored(&["a.0001_squashed_0002_x"]),
        Some(&manifest),
    );
    assert_eq!(line(&plan), "c.0001! a.0001_squashed_0002_x b.0001!");
}

#[test]
fn a_dependency_on_a_squash_means_its_parts_where_they_are_replayed() {
    let records = rows(&["b.0001", "a.0001_i", "a.0002_x"]);
    let manifest = [
        squash(
            "a.0001_squashed_0002_x",
            &["z.0001"],
            &["a.0001_i", "a.0002_x"],
        ),
        node("a.0001_i", &[]),
        node("a.0002_x", &["a.0001_i"]),
        node("b.0001", &["a.0001_squashed_0002_x"]),
    ];
    let plan = plan(
        &records,
        &stored(&["a.0001_i", "a.0002_x"]),
        Some(&manifest),
    );
    assert_eq!(line(&plan), "a.0001_i a.0002_x b.0001!");
}

#[test]
fn nothing_makes_an_empty_plan() {
    let plan = plan(&[], &stored(&[]), None);
    assert!(plan.steps.is_empty() && plan.problems.is_empty());
}
