mod do_blocks;
mod guards;
mod limits;
mod objects;
mod tables;

use super::action::Action;
use super::syntax::{self, Syntax};
use super::vocabulary::{Effect, TableChange};
use crate::sql::{DoBlock, Guard, Script, Statement, read};

fn statement(text: &str) -> Statement {
    let mut script = read(text);
    assert_eq!(script.statements.len(), 1, "{text}");
    script.statements.remove(0)
}

/// The syntax of one statement, or why it is unreadable.
fn one(text: &str) -> Result<Syntax, String> {
    syntax::read(&statement(text))
}

/// What a statement means that our grammar reads.
fn actions(text: &str) -> Vec<Action> {
    match one(text) {
        Ok(Syntax::Ours(actions)) => actions,
        other => panic!("{text}: {other:?}"),
    }
}

/// The only effect of a statement.
fn effect(text: &str) -> Effect {
    match actions(text).as_slice() {
        [Action::Effect(effect)] => effect.clone(),
        other => panic!("{text}: {other:?}"),
    }
}

/// The only action of an `ALTER TABLE`.
fn change(text: &str) -> TableChange {
    match effect(text) {
        Effect::AlterTable { change, .. } => *change,
        other => panic!("{text}: {other:?}"),
    }
}

/// Why a statement is unreadable.
fn reason(text: &str) -> String {
    match one(text) {
        Err(reason) => reason,
        Ok(other) => panic!("{text}: {other:?}"),
    }
}

fn texts(script: &Script) -> Vec<&str> {
    let all = script.statements.iter();
    all.map(|statement| statement.text.as_str()).collect()
}

/// Names as a list of words.
fn words<T: ToString>(names: &[T]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}
