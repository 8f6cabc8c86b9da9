//! Triggers and rules.

use super::align::Alignment;
use super::answer::{Answer, AttributeAnswer};
use super::expression::Sameness;
use super::site::{Rule as By, Site, same_object};
use super::verbatim;
use crate::schema::{
    Attribute, Expr, Expression, Literal, Rule, Table, Trigger, TriggerDefinition,
};

pub(super) fn compare(
    expected: &Trigger,
    live: &Trigger,
    table: &Table,
    alignment: &Alignment<'_>,
) -> Vec<AttributeAnswer> {
    let site = Site::change(alignment, table);
    let mut attributes = site.attributes(expected, live);
    let (wanted, actual) = (&expected.definition, &live.definition);
    attributes.extend(site.attributes_but(wanted, actual, |attribute| {
        match attribute {
            Attribute::References => {}
            Attribute::Body => return By::Own(statements(wanted, actual)),
            _ => return By::ByValue,
        }
        let (expected, live) = (wanted.from.as_ref(), actual.from.as_ref());
        let mut meant = expected.zip(live).into_iter();
        By::same(
            same_object(expected, live)
                || meant.any(|(expected, live)| alignment.stands_for(live, expected)),
        )
    }));
    attributes
}

/// SQLite keeps their text; what a rename made of it is not always told.
fn statements(expected: &TriggerDefinition, live: &TriggerDefinition) -> Option<Answer> {
    let (Some(one), Some(other)) = (&expected.body, &live.body) else {
        return (expected.body.is_some() != live.body.is_some()).then_some(Answer::Different);
    };
    match verbatim::compare(one, other).noted() {
        Some(Answer::Different) if expected.stale_body => Some(Answer::Undecided(
            "what it reads was renamed since, which changed its text",
        )),
        answer => answer,
    }
}

pub(super) fn compare_rule(
    expected: &Rule,
    live: &Rule,
    table: &Table,
    alignment: &Alignment<'_>,
) -> Vec<AttributeAnswer> {
    let site = Site::change(alignment, table);
    match (&expected.definition, &live.definition) {
        (Some(wanted), Some(actual)) => {
            let mut attributes = site.attributes(expected, live);
            attributes.extend(
                site.attributes_but(wanted, actual, |attribute| match attribute {
                    Attribute::Body => {
                        By::Own(actions(&wanted.actions, &actual.actions, alignment))
                    }
                    _ => By::ByValue,
                }),
            );
            attributes
        }
        (Some(_), None) => {
            let reason = "its definition is not read";
            vec![AttributeAnswer::unmeasured(Attribute::Body, reason)]
        }
        (None, _) => Vec::new(),
    }
}

/// The server prints commands anew. What cannot be proved of them is not measured.
fn actions(
    expected: &[Expression],
    live: &[Expression],
    alignment: &Alignment<'_>,
) -> Option<Answer> {
    let unread = |actions: &[Expression]| actions.iter().any(|action| action.tree.has_opaque());
    let site = Site::alone(alignment, None);
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
    match (expected, live) {
        (node @ Expr::Literal(Literal::Text(_)), Expr::Cast(inner, data_type)) => {
            if matches!(**inner, Expr::Literal(_)) {
                *node = Expr::Cast(Box::new(node.clone()), data_type.clone());
            }
        }
        (Expr::Call(_, parts), Expr::Call(_, others)) | (Expr::Row(parts), Expr::Row(others)) => {
            for (part, other) in parts.iter_mut().zip(others) {
                lend_types(part, other);
            }
        }
        _ => {}
    }
}
