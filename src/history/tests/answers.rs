//! Answers of servers that are kept.

use super::*;

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
    assert_eq!(history.try_answers(1).unwrap(), newer);
    let all = history.try_answers(9).unwrap();
    assert_eq!(all.get(&AnswerKey::of(&["a", "b"])), Some(false));
    assert_eq!(all.get(&AnswerKey::of(&["ab", ""])), Some(false));
}
