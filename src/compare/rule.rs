//! Rules.

use super::answer::{Answer, AspectAnswer, Aspects, flag};
use super::expression::Sameness;
use super::site::{Columns, Site};
use super::trigger::compare_state;
use crate::schema::{Aspect, Expr, Expression, Literal, Rule, RuleDefinition, Schema};

pub(super) fn compare(expected: &Rule, live: &Rule, columns: Columns<'_>) -> Vec<AspectAnswer> {
    let Rule {
        id: _,
        state,
        definition,
    } = expected;
    let mut aspects = Aspects::default();
    match (definition, &live.definition) {
        (Some(definition), Some(actual)) => {
            compare_state(&mut aspects, *state, live.state);
            compare_definition(&mut aspects, definition, actual, columns);
        }
        (Some(_), None) => {
            let reason = "the snapshot does not hold the definitions of rules";
            aspects.push(Aspect::Body, Answer::Unmeasured(reason), "", "");
        }
        (None, _) => {}
    }
    aspects.0
}

fn compare_definition(
    aspects: &mut Aspects,
    expected: &RuleDefinition,
    live: &RuleDefinition,
    columns: Columns<'_>,
) {
    let RuleDefinition {
        event,
        instead,
        condition,
        actions,
    } = expected;
    aspects.same(Aspect::Events, event, &live.event, |event| {
        event.as_str().to_owned()
    });
    aspects.same(Aspect::Timing, instead, &live.instead, |instead| {
        flag(*instead, "DO INSTEAD", "DO ALSO")
    });
    let conditions = [condition.as_ref(), live.condition.as_ref()];
    Site::change(columns).hold(aspects, Aspect::Condition, conditions, "none");
    compare_actions(aspects, actions, &live.actions, columns.schema);
}

/// The server prints commands anew. What cannot be proved of them is not measured.
fn compare_actions(
    aspects: &mut Aspects,
    expected: &[Expression],
    live: &[Expression],
    schema: &Schema,
) {
    let words = |actions: &[Expression]| {
        let texts: Vec<&str> = actions.iter().map(|action| action.text.as_str()).collect();
        if texts.is_empty() {
            "NOTHING".to_owned()
        } else {
            texts.join("; ")
        }
    };
    let unread = |actions: &[Expression]| actions.iter().any(|action| action.tree.has_opaque());
    let site = Site::alone(schema, None);
    let pairs = expected.iter().zip(live);
    let mut answers = pairs.map(|(one, other)| {
        let mut one = one.clone();
        lend_types(&mut one.tree, &other.tree);
        site.compare(&one, other)
    });
    let counted = expected.len() == live.len() || unread(expected) || unread(live);
    let answer = if !counted || answers.clone().any(|it| it == Sameness::Different) {
        Answer::Different
    } else if expected.len() != live.len() || answers.any(|it| matches!(it, Sameness::Undecided(_)))
    {
        Answer::Unmeasured("the server prints a command in words of its own")
    } else {
        return;
    };
    aspects.push(Aspect::Body, answer, words(expected), words(live));
}

/// A string takes the type of the column that it is written to; the server prints which.
fn lend_types(expected: &mut Expr, live: &Expr) {
    let lent = match (&*expected, live) {
        (Expr::Literal(Literal::Text(_)), Expr::Cast(inner, data_type)) => {
            matches!(**inner, Expr::Literal(_)).then_some(data_type)
        }
        _ => None,
    };
    if let Some(data_type) = lent {
        *expected = Expr::Cast(Box::new(expected.clone()), data_type.clone());
        return;
    }
    match (expected, live) {
        (Expr::Call(_, parts), Expr::Call(_, others)) | (Expr::Row(parts), Expr::Row(others)) => {
            for (part, other) in parts.iter_mut().zip(others) {
                lend_types(part, other);
            }
        }
        _ => {}
    }
}
