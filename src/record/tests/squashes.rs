use std::collections::BTreeMap;

use super::{key, line, node, record, replaced, rows, squash, stored};
use crate::migration::MigrationKey;
use crate::record::{Node, Plan, PlanProblem, Record, Role, StepState, plan};

const M1: &str = "a.0001_i";
const M2: &str = "a.0002_x";
const M3: &str = "a.0003_y";
const S2: &str = "a.0001_squashed_0002_x";
const S3: &str = "a.0001_squashed_0003_y";

fn simple_manifest() -> Vec<Node> {
    vec![node(M1, &[]), node(M2, &[M1]), squash(S2, &[], &[M1, M2])]
}

/// What rows and files make, in one line, with and without a manifest: both must agree.
fn told(recorded: &[&str], files: &[&str]) -> String {
    let bare = plan(&rows(recorded), &stored(files), None);
    let known = plan(&rows(recorded), &stored(files), Some(&simple_manifest()));
    assert_eq!(line(&bare), line(&known));
    assert_eq!(replaced(&bare), replaced(&known));
    let others = known.alternatives.iter().map(|other| {
        assert_eq!(other.squash, key(S2));
        format!(" or {}", line(&known.with_alternative(0)))
    });
    let others: String = others.collect();
    format!("{}; {}{others}", line(&known), replaced(&known))
        .replace(S2, "S")
        .replace(M1, "1")
        .replace(M2, "2")
}

#[test]
fn the_replaced_ones_are_replayed_where_they_are_recorded_and_stored() {
    assert_eq!(told(&[M1, M2], &[M1, M2, S2]), "1 2; S=1+2");
    assert_eq!(told(&[M1, M2], &[M1, M2]), "1 2; ");
    assert_eq!(told(&[M1, M2, S2], &[M1, M2]), "1 2; S=1+2");
}

#[test]
fn the_squash_is_replayed_where_a_replaced_file_is_absent() {
    assert_eq!(told(&[M1, M2, S2], &[M1, S2]), "S; 1=S 2=S");
    assert_eq!(told(&[M1, M2], &[M2, S2]), "S; 1=S 2=S");
    assert_eq!(told(&[M1, M2], &[S2]), "S; 1=S 2=S");
}

#[test]
fn the_replaced_files_stand_for_a_pruned_squash_without_a_file() {
    assert_eq!(told(&[S2], &[M1, M2]), "1 2; S=1+2");
}

#[test]
fn a_pruned_squash_is_replayed_and_its_replaced_files_are_not_pending() {
    assert_eq!(told(&[S2], &[M1, M2, S2]), "S; 1=S 2=S or 1 2");
    assert_eq!(told(&[S2], &[S2]), "S; ");
}

#[test]
fn an_unrecorded_squash_is_left_out_where_some_replaced_ones_are_recorded() {
    assert_eq!(told(&[M1], &[M1, M2, S2]), "1 2?; S=1+2");
    assert_eq!(told(&[M1], &[S2]), "1!; S=1");
}

#[test]
fn where_nothing_is_recorded_the_candidates_come_once() {
    assert_eq!(told(&[], &[M1, M2, S2]), "1? 2?; S=1+2");
    assert_eq!(told(&[], &[M1, S2]), "S?; 1=S");
    assert_eq!(told(&[], &[M1, M2]), "1? 2?; ");
}

#[test]
fn a_recorded_squash_with_everything_stored_leaves_the_other_choice_open() {
    assert_eq!(told(&[M1, M2, S2], &[M1, M2, S2]), "1 2; S=1+2 or S");
}

#[test]
fn what_no_file_holds_has_no_ledger_behind_what_one_holds() {
    assert_eq!(told(&[S2], &[M1]), "1 S!; ");
    assert_eq!(told(&[M1, M2, S2], &[M1]), "1 2!; S=1+2");
    assert_eq!(told(&[M1, M2, S2], &[]), "1! 2!; S=1+2");
}

#[test]
fn an_alternative_names_what_it_exchanges_and_can_be_taken_back() {
    let first = plan(&rows(&[M1, M2, S2]), &stored(&[M1, M2, S2]), None);
    assert_eq!(first.alternatives[0].takes_out, [key(M1), key(M2)]);
    assert_eq!(first.alternatives[0].brings_in, [key(S2)]);
    let second = first.with_alternative(0);
    assert_eq!(second.alternatives[0].takes_out, [key(S2)]);
    assert_eq!(second.alternatives[0].brings_in, [key(M1), key(M2)]);
    assert_eq!(second.with_alternative(0), first);
    assert_eq!(first.with_alternative(1), first);
}

#[test]
fn a_squash_recorded_beside_only_some_of_what_it_replaces_is_a_problem() {
    let plan = plan(&rows(&[M1, S2]), &stored(&[M1, M2]), None);
    assert_eq!(line(&plan), format!("{M1} {M2}"));
    let (squash, unrecorded) = (key(S2), vec![key(M2)]);
    assert_eq!(
        plan.problems,
        [PlanProblem::PartlyRecorded { squash, unrecorded }]
    );
}

#[test]
fn a_squash_that_became_an_ordinary_migration_still_stands_for_the_old_files() {
    let manifest = [node(S2, &[]), node(M3, &[S2])];
    let plan = plan(
        &rows(&[S2, M3]),
        &stored(&[M1, M2, S2, M3]),
        Some(&manifest),
    );
    assert_eq!(line(&plan), format!("{S2} {M3}"));
    assert_eq!(replaced(&plan), format!("{M1}={S2} {M2}={S2}"));
}

#[test]
fn a_step_of_a_squash_stands_in_the_place_of_the_first_replaced() {
    let records = rows(&[M1, "b.0001", M2, M3, S2]);
    let plan = plan(&records, &stored(&[S2, M3, "b.0001"]), None);
    assert_eq!(line(&plan), format!("{S2} b.0001 {M3}"));
    assert_eq!(plan.record(&key(M2)), Some(&record(3, M2)));
    assert_eq!(plan.role(&key(M2)), Some(Role::StoodForBy(&[key(S2)])));
    assert_eq!(plan.recorded().count(), 5);
}

#[test]
fn squashes_that_replace_each_other_are_taken_for_ordinary_migrations() {
    let manifest = [squash("a.x", &[], &["a.y"]), squash("a.y", &[], &["a.x"])];
    let plan = plan(
        &rows(&["a.y", "a.x"]),
        &stored(&["a.x", "a.y"]),
        Some(&manifest),
    );
    assert_eq!(line(&plan), "a.y a.x");
    let members = vec![key("a.x"), key("a.y")];
    assert_eq!(plan.problems, [PlanProblem::ReplacementCycle { members }]);
}

#[test]
fn an_app_full_of_squash_names_is_read_as_ordinary_migrations() {
    let names: Vec<String> = (0..101)
        .map(|place| format!("a.0001_squashed_9999_x{place:03}"))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let plan = plan(&rows(&names), &stored(&[M1]), None);
    assert_eq!(plan.steps.len(), 102);
    assert_eq!(plan.role(&key(M1)), Some(Role::Candidate));
    let (app, squashes) = ("a".to_owned(), 101);
    assert_eq!(
        plan.problems,
        [PlanProblem::TooManySquashes { app, squashes }]
    );
}

/// Which effects each migration holds, by number.
type Held = BTreeMap<&'static str, &'static [u8]>;

fn held_by(held: &Held, migration: &MigrationKey) -> &'static [u8] {
    held[migration.to_string().as_str()]
}

/// Every subset of rows (each in the place where Django writes it) and of files.
fn each_combination(held: &Held, check: impl Fn(&[Record], &[&str])) {
    let mut all: Vec<&str> = held.keys().copied().collect();
    all.sort_by_key(|name| (held[name].len(), *name));
    let chosen = |bits: u32| -> Vec<usize> {
        (0..all.len())
            .filter(|place| bits >> place & 1 == 1)
            .collect()
    };
    for rows in 0..1 << all.len() {
        let rows = chosen(rows).into_iter();
        let rows: Vec<Record> = rows
            .map(|at| record(at.try_into().unwrap(), all[at]))
            .collect();
        for files in 0..1 << all.len() {
            let files: Vec<&str> = chosen(files).into_iter().map(|at| all[at]).collect();
            check(&rows, &files);
        }
    }
}

fn effects(held: &Held, plan: &Plan, state: StepState) -> Vec<u8> {
    let steps = plan.steps.iter().filter(|step| step.state == state);
    let mut effects: Vec<u8> = steps
        .flat_map(|step| held_by(held, &step.migration))
        .copied()
        .collect();
    effects.sort_unstable();
    effects
}

/// Each effect that is applied and that a usable file holds is replayed once; each that is not
/// applied is a candidate once; an applied effect that no file holds is in a step that says so.
fn check(held: &Held, rows: &[Record], files: &[&str], plan: &Plan) {
    let told = format!("rows {rows:?}, files {files:?}: {}", line(plan));
    let row_of = |effect: &u8| {
        rows.iter()
            .any(|row| held_by(held, &row.migration).contains(effect))
    };
    let all: Vec<u8> = {
        let mut all: Vec<u8> = held.values().copied().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    for applied in [true, false] {
        let usable = |file: &&&str| held[**file].iter().all(|effect| row_of(effect) == applied);
        let usable: Vec<&&str> = files.iter().filter(usable).collect();
        let expected: Vec<u8> = all
            .iter()
            .copied()
            .filter(|effect| usable.iter().any(|file| held[**file].contains(effect)))
            .collect();
        let state = if applied {
            StepState::Replayed
        } else {
            StepState::Candidate
        };
        assert_eq!(effects(held, plan, state), expected, "{told}");
    }
    let unknown = effects(held, plan, StepState::NoLedger);
    let replayed = effects(held, plan, StepState::Replayed);
    for effect in all.iter().filter(|effect| row_of(effect)) {
        let once = replayed.contains(effect) || unknown.contains(effect);
        assert!(once, "effect {effect} is lost: {told}");
    }
    for name in held.keys() {
        let known = files.contains(name) || rows.iter().any(|row| row.migration == key(name));
        check_role(plan, &key(name), known, &told);
    }
}

fn check_role(plan: &Plan, migration: &MigrationKey, known: bool, told: &str) {
    let is_step = |key: &MigrationKey| plan.steps.iter().any(|step| step.migration == *key);
    match plan.role(migration) {
        Some(Role::StoodForBy(steps)) => {
            assert!(
                !steps.is_empty() && steps.iter().all(is_step),
                "{migration}: {told}"
            );
        }
        Some(_) => assert!(is_step(migration), "{migration}: {told}"),
        None => assert!(!known, "{migration} is lost: {told}"),
    }
}

/// Whether `migrate` leaves such rows. What a squash replaces is recorded before the last of it is, and
/// before the squash is; and pruning leaves nothing of it. Other rows leave open whether a name between
/// the ends is that of a migration which came later.
fn are_possible(held: &Held, rows: &[Record]) -> bool {
    let row = |name: &str| rows.iter().any(|row| row.migration == key(name));
    let mut squashes = held.iter().filter(|(_, effects)| effects.len() > 1);
    squashes.all(|(squash, effects)| {
        let parts = held
            .iter()
            .filter(|(_, own)| own.len() == 1 && effects.contains(&own[0]));
        let recorded: Vec<bool> = parts.map(|(name, _)| row(name)).collect();
        let whole = row(squash) || recorded.last() == Some(&true);
        let some = recorded.contains(&true);
        !whole || !some || !recorded.contains(&false)
    })
}

fn check_all(held: &Held, manifest: Option<&[Node]>) {
    each_combination(held, |rows, files| {
        if manifest.is_none() && !are_possible(held, rows) {
            return;
        }
        let plan = plan(rows, &stored(files), manifest);
        check(held, rows, files, &plan);
        for index in 0..plan.alternatives.len() {
            let other = plan.with_alternative(index);
            check(held, rows, files, &other);
            for second in 0..other.alternatives.len() {
                check(held, rows, files, &other.with_alternative(second));
            }
        }
    });
}

#[test]
fn every_combination_of_a_squash_yields_each_effect_once() {
    let held: Held = [(M1, &[1][..]), (M2, &[2]), (S2, &[1, 2])].into();
    check_all(&held, None);
    check_all(&held, Some(&simple_manifest()));
}

#[test]
fn every_combination_of_a_squash_within_a_squash_yields_each_effect_once() {
    let held: Held = [
        (M1, &[1][..]),
        (M2, &[2]),
        (M3, &[3]),
        (S2, &[1, 2]),
        (S3, &[1, 2, 3]),
    ]
    .into();
    let mut manifest = simple_manifest();
    manifest.push(node(M3, &[S2]));
    for replaces in [&[S2, M3][..], &[M1, M2, M3]] {
        manifest.push(squash(S3, &[], replaces));
        check_all(&held, Some(&manifest));
        manifest.pop();
    }
}

#[test]
fn nested_squashes_known_by_name_yield_each_effect_once() {
    let held: Held = [
        (M1, &[1][..]),
        (M2, &[2]),
        (M3, &[3]),
        (S2, &[1, 2]),
        (S3, &[1, 2, 3]),
    ]
    .into();
    check_all(&held, None);
}

#[test]
fn a_gap_in_the_numbers_of_an_unpruned_squash_is_no_missing_file() {
    let recorded = rows(&[M1, M3, S3]);
    let plan = plan(&recorded, &stored(&[M1, M3, S3]), None);
    assert_eq!(line(&plan), format!("{M1} {M3}"));
    assert_eq!(line(&plan.with_alternative(0)), S3);
}

#[test]
fn crossing_squashes_are_reported_and_double_nothing() {
    let crossing = "a.0002_x_squashed_0003_y";
    let held: Held = [
        (M1, &[1][..]),
        (M2, &[2]),
        (M3, &[3]),
        (S2, &[1, 2]),
        (crossing, &[2, 3]),
    ]
    .into();
    let manifest = [squash(S2, &[], &[M1, M2]), squash(crossing, &[], &[M2, M3])];
    each_combination(&held, |rows, files| {
        let plan = plan(rows, &stored(files), Some(&manifest));
        assert_eq!(
            plan.problems
                .first()
                .map(|problem| matches!(problem, PlanProblem::CrossingSquashes { .. })),
            Some(true)
        );
        for state in [StepState::Replayed, StepState::Candidate] {
            let yielded = effects(&held, &plan, state);
            assert!(yielded.is_sorted_by(|a, b| a < b), "{}", line(&plan));
        }
        for row in rows {
            check_role(&plan, &row.migration, true, &line(&plan));
        }
    });
}
