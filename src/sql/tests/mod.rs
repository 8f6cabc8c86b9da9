mod do_blocks;
mod grammar;
mod guards;
mod limits;
mod objects;
mod properties;
mod scripts;

use super::*;

/// The syntax of one statement.
fn one(text: &str) -> Syntax {
    let mut script = read(text);
    assert_eq!(script.statements.len(), 1, "{text}");
    script.statements.remove(0).syntax
}

/// The statement as our grammar reads it.
fn extra(text: &str) -> Extra {
    match one(text) {
        Syntax::Extra(extra) => *extra,
        other => panic!("{text}: {other:?}"),
    }
}

/// Why a statement is unreadable.
fn reason(text: &str) -> String {
    match one(text) {
        Syntax::Unreadable { reason } => reason,
        other => panic!("{text}: {other:?}"),
    }
}

fn texts(script: &Script) -> Vec<&str> {
    let all = script.statements.iter();
    all.map(|statement| statement.text.as_str()).collect()
}
