mod ordering;
mod properties;
mod squashes;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::{Node, Plan, PlanProblem, Record, StepState, plan};
use crate::migration::MigrationKey;

/// `a.0001` as a key.
fn key(text: &str) -> MigrationKey {
    let (app, name) = text.split_once('.').unwrap();
    MigrationKey::new(app, name)
}

fn keys(list: &[&str]) -> Vec<MigrationKey> {
    list.iter().map(|text| key(text)).collect()
}

fn stored(list: &[&str]) -> BTreeSet<MigrationKey> {
    keys(list).into_iter().collect()
}

fn record(id: i64, text: &str) -> Record {
    Record {
        id,
        migration: key(text),
        applied: Some(Timestamp::UNIX_EPOCH),
        xmin: None,
        follows_aborted: false,
        committed: None,
    }
}

/// Rows with ids 1, 2, 3 ... in the order given.
fn rows(list: &[&str]) -> Vec<Record> {
    (1..).zip(list).map(|(id, text)| record(id, text)).collect()
}

fn node(text: &str, dependencies: &[&str]) -> Node {
    Node {
        key: key(text),
        dependencies: keys(dependencies),
        run_before: Vec::new(),
        replaces: Vec::new(),
    }
}

fn squash(text: &str, dependencies: &[&str], replaces: &[&str]) -> Node {
    Node {
        replaces: keys(replaces),
        ..node(text, dependencies)
    }
}

/// The steps in one line: `a.1` is replayed, `a.1!` has no ledger, `a.1?` is a candidate.
fn line(plan: &Plan) -> String {
    let steps = plan.steps.iter().map(|step| match step.state {
        StepState::Replayed => step.migration.to_string(),
        StepState::NoLedger => format!("{}!", step.migration),
        StepState::Candidate => format!("{}?", step.migration),
    });
    steps.collect::<Vec<_>>().join(" ")
}

/// Who stands for whom in one line: `a.1=a.2+a.3`.
fn replaced(plan: &Plan) -> String {
    let pairs = plan.replaced.iter().map(|(migration, by)| {
        let by: Vec<String> = by.iter().map(ToString::to_string).collect();
        format!("{migration}={}", by.join("+"))
    });
    pairs.collect::<Vec<_>>().join(" ")
}

// Squashes without a manifest whose numbers later migrations bear again.

const OLD: [&str; 3] = ["a.0001_i", "a.0002_x", "a.0003_y"];
const SQUASH: &str = "a.0001_squashed_0003_y";
const LATER: [&str; 2] = ["a.0002_e", "a.0003_f"];
const NEXT: &str = "a.0001_squashed_0003_f";

fn planned(recorded: &[&[&str]], files: &[&[&str]]) -> Plan {
    plan(&rows(&recorded.concat()), &stored(&files.concat()), None)
}

#[test]
fn what_was_recorded_after_a_squash_is_replayed_after_it() {
    let plan = planned(&[&[SQUASH], &LATER], &[&[SQUASH], &LATER]);
    assert_eq!(line(&plan), format!("{SQUASH} {} {}", LATER[0], LATER[1]));
    assert_eq!((replaced(&plan), plan.problems), (String::new(), vec![]));
}

#[test]
fn the_row_of_the_last_that_is_replaced_decides_where_it_is_kept() {
    for recorded in [[&OLD[..], &LATER, &[SQUASH]], [&OLD, &[SQUASH], &LATER]] {
        let plan = planned(&recorded, &[&[SQUASH], &LATER]);
        assert_eq!(line(&plan), format!("{SQUASH} {} {}", LATER[0], LATER[1]));
        assert_eq!(plan.problems, []);
    }
}

#[test]
fn a_name_of_its_own_ends_at_its_number() {
    let squash = "a.0001_squashed_0003_z_all";
    let plan = planned(&[&OLD, &[squash], &LATER], &[&[squash], &LATER]);
    assert_eq!(line(&plan), format!("{squash} {} {}", LATER[0], LATER[1]));
}

#[test]
fn a_name_of_its_own_that_sorts_before_its_last_holds_that_too() {
    let squash = "a.0001_squashed_0003_all";
    let plan = planned(&[&OLD, &[squash], &LATER], &[&OLD, &[squash], &LATER]);
    let parts = [&OLD[..], &LATER].concat().join(" ");
    assert_eq!(line(&plan), parts);
    assert_eq!(
        line(&plan.with_alternative(0)),
        format!("{squash} {} {}", LATER[0], LATER[1])
    );
    assert_eq!(plan.problems, []);
    let plan = planned(&[&OLD, &[squash], &LATER], &[&[squash], &LATER]);
    assert_eq!(line(&plan), format!("{squash} {} {}", LATER[0], LATER[1]));
    assert!(replaced(&plan).contains("a.0003_y=a.0001_squashed_0003_all"));
}

#[test]
fn a_migration_to_come_that_bears_an_old_number_is_a_candidate() {
    for recorded in [[&OLD[..], &[SQUASH]], [&[SQUASH], &LATER[1..]]] {
        let plan = planned(&recorded, &[&[SQUASH], &LATER]);
        assert!(
            line(&plan).contains(&format!(" {}?", LATER[0])),
            "{}",
            line(&plan)
        );
        assert_eq!(plan.problems, []);
    }
}

#[test]
fn a_squash_of_what_bears_the_numbers_again_holds_the_first_squash() {
    let recorded: [&[&str]; 3] = [&[SQUASH], &LATER, &[NEXT]];
    assert_eq!(line(&planned(&recorded, &[&[NEXT]])), NEXT);
    let plan = planned(&recorded, &[&[SQUASH], &LATER, &[NEXT]]);
    assert_eq!(line(&plan), format!("{SQUASH} {} {}", LATER[0], LATER[1]));
    assert_eq!(line(&plan.with_alternative(0)), NEXT);
    assert_eq!(plan.problems, []);
}

#[test]
fn rows_that_were_given_other_ids_follow_their_times() {
    let names = [&OLD[..], &[SQUASH], &LATER, &["b.0001"]].concat();
    let shuffled = [4, 6, 1, 7, 2, 5, 3];
    let records = (1..)
        .zip(names.iter().zip(shuffled))
        .map(|(time, (name, id))| Record {
            applied: record(id, name)
                .applied
                .map(|epoch| epoch + SignedDuration::from_secs(time)),
            ..record(id, name)
        });
    let records: Vec<Record> = records.collect();
    let files = stored(&[&[SQUASH, "b.0001"][..], &LATER].concat());
    let plan = plan(&records, &files, None);
    assert_eq!(
        line(&plan),
        format!("{SQUASH} {} {} b.0001", LATER[0], LATER[1])
    );
}

#[test]
fn what_neither_rows_nor_files_tell_is_a_problem_and_no_step() {
    let files: [&[&str]; 2] = [&OLD, &LATER];
    let plan = planned(&[&[SQUASH], &LATER[1..]], &files);
    let (squash, migrations) = (key(SQUASH), keys(&[LATER[0], OLD[1]]));
    assert_eq!(
        plan.problems,
        [PlanProblem::OpenSquash { squash, migrations }]
    );
    let steps = line(&plan);
    assert!(
        !steps.contains(LATER[0]) && !steps.contains(OLD[1]),
        "{steps}"
    );
}

#[test]
fn what_is_needed_comes_first_unless_a_dependency_says_otherwise() {
    let first = plan(
        &rows(&["a.1", "b.1", "c.1"]),
        &stored(&["a.1", "b.1", "c.1"]),
        None,
    );
    let needs = |pairs: &[[&str; 2]]| {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|[one, other]| (key(one), key(other)))
            .collect();
        line(&first.with_needs(&pairs))
    };
    assert_eq!(needs(&[["c.1", "a.1"]]), "b.1 c.1 a.1");
    assert_eq!(needs(&[["b.1", "a.1"], ["a.1", "b.1"]]), line(&first));
}
