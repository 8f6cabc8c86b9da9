//! What runs share: answers of servers that are kept, and what goes when old runs are taken out.

use super::seal::{four, tamper, verified};
use super::*;
use crate::history::shared::{get_joined, put, put_json};

fn kept(place: &Place, answers: &Answers) {
    let inputs = Inputs {
        answers: answers.clone(),
        ..inputs()
    };
    let mut history = place.open();
    history.store(&mut sample::clean(), &inputs, 0).unwrap();
}

fn answers() -> Answers {
    let mut answers = Answers::default();
    answers.insert(AnswerKey::of(&["a", "b"]), true);
    answers.insert(AnswerKey::of(&["ab", ""]), false);
    answers
}

#[test]
fn answers_are_kept_with_the_run_that_used_them() {
    let place = Place::new();
    kept(&place, &answers());
    kept(&place, &Answers::default());
    let read = place.open().answers().unwrap();
    assert_eq!(read, answers());
    assert_eq!(read.get(&AnswerKey::of(&["a", "b"])), Some(true));
    assert_eq!(read.get(&AnswerKey::of(&["ab", ""])), Some(false));
    assert_eq!(read.get(&AnswerKey::of(&["", "ab"])), None);
}

#[test]
fn an_answer_that_was_tampered_with_is_not_believed() {
    let place = Place::new();
    kept(&place, &answers());
    let damage = "UPDATE blob SET content = replace(content, 'false', 'true')";
    place.open().connection.execute_batch(damage).unwrap();
    let problem = place.open().answers().unwrap_err().problem;
    assert!(
        matches!(problem, Problem::Altered(Fault::Text { .. })),
        "{problem:?}"
    );
}

#[test]
fn the_answers_of_the_newest_runs_are_taken_up_as_far_as_there_is_room() {
    let place = Place::new();
    kept(&place, &answers());
    let mut newer = Answers::default();
    newer.insert(AnswerKey::of(&["a", "b"]), false);
    kept(&place, &newer);
    let history = place.open();
    assert_eq!(history.newest_answers(1).unwrap(), newer);
    let all = history.newest_answers(9).unwrap();
    assert_eq!(all.get(&AnswerKey::of(&["a", "b"])), Some(false));
    assert_eq!(all.get(&AnswerKey::of(&["ab", ""])), Some(false));
}

#[test]
fn pruning_keeps_the_chain_and_frees_what_nothing_needs() {
    let place = Place::new();
    let mut history = four(&place);
    let keep = Keep { last: 1, weekly: 0 };
    // The incident is of another scope than the clean runs.
    assert_eq!(history.prunable(keep).unwrap(), [1, 2]);
    assert_eq!(history.prune(keep).unwrap(), [1, 2]);
    let found = history.verify().unwrap();
    assert_eq!((found.runs, found.pruned, found.fault), (2, 2, None));
    let texts = "SELECT count(*) FROM blob WHERE content = 'a'";
    let left: i64 = history
        .connection
        .query_row(texts, [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 0);
    assert_eq!(history.prune(keep).unwrap(), [0_u64; 0]);
    let mut report = sample::clean();
    assert_eq!(history.store(&mut report, &inputs(), 0).unwrap(), 5);
    assert_eq!(history.verify().unwrap().fault, None);
    drop(history);
    tamper(
        &place,
        "UPDATE link SET note = '[1,2,3]' WHERE note IS NOT NULL",
    );
    assert_eq!(
        verified(&place).fault,
        Some(Fault::Pruning { after: Some(4) })
    );
}

#[test]
fn the_newest_run_of_a_week_is_kept() {
    let place = Place::new();
    let mut history = place.open();
    for day in ["01", "02", "07", "08", "13", "20"] {
        let mut report = sample::clean();
        report.run.started_at = format!("2026-06-{day}T09:00:00Z").parse().unwrap();
        history.store(&mut report, &inputs(), 0).unwrap();
    }
    // Monday was the 1st, the 8th and the 15th.
    let of = |last, weekly| history.prunable(Keep { last, weekly }).unwrap();
    assert_eq!(of(0, 3), [1, 2, 4]);
    assert_eq!(of(0, 2), [1, 2, 3, 4]);
    assert_eq!(of(3, 0), [1, 2, 3]);
    assert_eq!(of(100, 0), [0_u64; 0]);
}

/// A report of so much that it is stored in several texts.
fn large() -> Report {
    let mut report = sample::incident();
    let all = report.findings.clone();
    report.findings = (0..1_000)
        .map(|at| {
            let mut finding = all[at % all.len()].clone();
            finding.id = format!("{at:016x}");
            finding
        })
        .collect();
    report
}

fn bytes(history: &History) -> i64 {
    let sql = "SELECT sum(length(content)) FROM blob";
    history
        .connection
        .query_row(sql, [], |row| row.get(0))
        .unwrap()
}

#[test]
fn of_a_large_report_what_changed_is_stored_and_the_rest_is_shared() {
    let place = Place::new();
    let mut history = place.open();
    history.store(&mut large(), &inputs(), 1).unwrap();
    let before = bytes(&history);
    let mut later = large();
    later.findings[500].message.push_str(" still");
    later.findings.remove(200);
    history.store(&mut later, &inputs(), 1).unwrap();
    let added = bytes(&history) - before;
    assert!(added * 10 < before, "{added} of {before}");
    for (run, due) in [(1, large()), (2, later)] {
        let read = history.load(RunSelector::Id(run)).unwrap();
        let text = |report: &Report| -> Vec<(String, String)> {
            let findings = report.findings.iter();
            findings
                .map(|it| (it.id.clone(), it.message.clone()))
                .collect()
        };
        assert_eq!(text(&read), text(&due));
    }
    assert_eq!(history.verify().unwrap().fault, None);
    let keep = Keep { last: 1, weekly: 0 };
    assert_eq!(history.prune(keep).unwrap(), [1]);
    assert!(bytes(&history) < before);
    assert_eq!(history.verify().unwrap().fault, None);
    assert_eq!(
        history.load(RunSelector::Latest).unwrap().findings.len(),
        999
    );
}

#[test]
fn a_piece_of_a_large_report_that_was_tampered_with_is_not_believed() {
    let place = Place::new();
    place.open().store(&mut large(), &inputs(), 1).unwrap();
    tamper(
        &place,
        "UPDATE blob SET content = replace(content, '00000000000001f4', '00000000000001f5')",
    );
    let fault = verified(&place).fault;
    let what = "what it found";
    assert_eq!(fault, Some(Fault::Changed { run: 1, what }));
    let problem = place.open().load(RunSelector::Latest).unwrap_err().problem;
    assert!(
        matches!(problem, Problem::Altered(Fault::Text { .. })),
        "{problem:?}"
    );
}

#[test]
fn a_large_text_that_is_named_ever_again_fills_no_memory() {
    let place = Place::new();
    let history = place.open();
    let large = format!("{{{}", "x".repeat(1 << 20));
    let transaction = history.begin().unwrap();
    let digest = put(&transaction, &large).unwrap();
    let list = |times: usize| put_json(&transaction, &vec![&digest; times]).unwrap();
    let read = |times: usize| get_joined(&transaction, &list(times));
    assert_eq!(read(2).unwrap().len(), 2 * large.len());
    assert!(matches!(read(100), Err(Problem::Damaged)));
}
