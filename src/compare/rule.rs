//! Rules.

use super::answer::{Answer, AttributeAnswer, Attributes};
use super::attributes::{At, Rule as By};
use super::expression::Sameness;
use super::site::{Columns, Site};
use crate::schema::{Attribute, Expr, Expression, Literal, Rule, Schema};

pub(super) fn compare(expected: &Rule, live: &Rule, columns: Columns<'_>) -> Vec<AttributeAnswer> {
    let mut attributes = Attributes::default();
    let at = At::site(Site::change(columns));
    match (&expected.definition, &live.definition) {
        (Some(wanted), Some(actual)) => {
            at.compare(expected, live, &mut attributes);
            at.compare_but(
                wanted,
                actual,
                &mut attributes,
                |attribute| match attribute {
                    Attribute::Body => {
                        By::Own(actions(&wanted.actions, &actual.actions, columns.schema))
                    }
                    _ => By::ByValue,
                },
            );
        }
        (Some(_), None) => {
            let reason = "its definition is not read";
            attributes.push(Attribute::Body, Answer::Unmeasured(reason), "", "");
        }
        (None, _) => {}
    }
    attributes.0
}

/// The server prints commands anew. What cannot be proved of them is not measured.
fn actions(expected: &[Expression], live: &[Expression], schema: &Schema) -> Option<Answer> {
    let unread = |actions: &[Expression]| actions.iter().any(|action| action.tree.has_opaque());
    let site = Site::alone(schema, None);
    let pairs = expected.iter().zip(live);
    let mut answers = pairs.map(|(one, other)| {
        let mut one = one.clone();
        lend_types(&mut one.tree, &other.tree);
        site.compare(&one, other)
    });
    let counted = expected.len() == live.len() || unread(expected) || unread(live);
    if !counted || answers.clone().any(|it| it == Sameness::Different) {
        Some(Answer::Different)
    } else if expected.len() != live.len() || answers.any(|it| matches!(it, Sameness::Undecided(_)))
    {
        Some(Answer::Unmeasured(
            "the server prints a command in words of its own",
        ))
    } else {
        None
    }
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
