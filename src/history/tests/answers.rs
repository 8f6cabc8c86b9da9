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
fn an_answer_that_was_tampered_with_is_none() {
    for damage in [
        "UPDATE answer SET alike = 1 - alike",
        "UPDATE answer SET alike = 7",
        "UPDATE answer SET seal = 'x'",
        "UPDATE answer SET key = key || '0'",
        "UPDATE answer SET key = CAST(x'ff' AS TEXT) WHERE alike; DELETE FROM answer WHERE NOT alike",
    ] {
        let place = Place::new();
        kept(&place, &answers());
        place.open().connection.execute_batch(damage).unwrap();
        assert_eq!(
            place.open().answers().unwrap(),
            Answers::default(),
            "{damage}"
        );
        kept(&place, &answers());
        let read = place.open().answers().unwrap();
        assert_eq!(read, answers(), "{damage}");
    }
}

#[test]
fn a_file_of_the_first_version_has_no_answers_and_takes_some() {
    let place = Place::new();
    std::fs::create_dir(place.path().parent().unwrap()).unwrap();
    std::fs::File::create(place.path()).unwrap();
    let mut old = History::connect(&place.path(), WAIT).unwrap();
    old.upgrade(&upgrade::STEPS[..1]).unwrap();
    drop(old);
    assert_eq!(place.open().answers().unwrap(), Answers::default());
    kept(&place, &answers());
    assert_eq!(place.open().answers().unwrap(), answers());
}
