//! What comparing leaves open, put to the server that the catalog came from.

use crate::catalog::assemble::Catalog;
use crate::catalog::postgres::arbiter::{Arbiter, Reply};
use crate::compare::{Comparison, Ruling, questions};
use crate::replay::Expected;

/// Asks once for all that is open, and writes the answers back.
pub(super) fn settle(
    expected: &Expected,
    catalog: &Catalog,
    comparison: &mut Comparison,
    arbiter: &mut Arbiter,
) {
    let questions = questions(expected, &catalog.schema, comparison);
    if questions.is_empty() {
        return;
    }
    let asked: Vec<_> = questions
        .iter()
        .filter_map(|question| question.asked.as_ref().ok())
        .collect();
    let mut replies = arbiter.ask(&asked).into_iter();
    for question in &questions {
        match &question.asked {
            Err(refusal) => comparison.refuse(question, *refusal),
            Ok(_) => {
                if let Some(reply) = replies.next() {
                    comparison.settle(question, ruling(reply));
                }
            }
        }
    }
}

fn ruling(reply: Reply) -> Ruling {
    match reply {
        Reply::Same => Ruling::Same,
        Reply::Apart => Ruling::Apart,
        Reply::Nothing(silence) => Ruling::Unanswered(silence.reason()),
    }
}
