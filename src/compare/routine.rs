//! Functions, procedures and aggregates.

use std::collections::BTreeMap;

use super::align::Alignment;
use super::answer::{Answer, AttributeAnswer};
use super::site::{Rule, SETTLED, Site};
use crate::effect;
use crate::schema::{Attribute, DataType, Parameter, Returned, Routine, RoutineBody, beginning};

pub(super) fn compare(
    expected: &Routine,
    live: &Routine,
    alignment: &Alignment<'_>,
) -> Vec<AttributeAnswer> {
    let site = Site::alone(alignment, None);
    let mut attributes = site.attributes_but(expected, live, |attribute| match attribute {
        Attribute::Arguments => Rule::same(same_parameters(expected, live)),
        Attribute::Returns => Rule::same(same_result(expected, live)),
        Attribute::Options => Rule::same(same_settings(expected, live)),
        Attribute::Body => SETTLED,
        _ => Rule::ByValue,
    });
    if same_parameters(expected, live) {
        let pairs = expected.parameters.iter().zip(&live.parameters);
        attributes.extend(pairs.filter_map(|(expected, live)| {
            let site = Site::alone(alignment, Some(live.data_type.clone()));
            let defaults = [expected.default.as_ref(), live.default.as_ref()];
            site.expressions(Attribute::Default, defaults, "no default")
        }));
    }
    attributes.extend(compare_body(expected, live, alignment));
    attributes
}

fn same_parameters(expected: &Routine, live: &Routine) -> bool {
    let same = |(expected, live): (&Parameter, &Parameter)| {
        let Parameter {
            mode,
            name,
            data_type,
            default: _,
        } = expected;
        mode == &live.mode && name == &live.name && same_type(data_type, &live.data_type)
    };
    let (expected, live) = (&expected.parameters, &live.parameters);
    expected.len() == live.len() && expected.iter().zip(live).all(same)
}

/// The same type, or one whose schema the ledger does not tell. Functions keep no modifiers.
fn same_type(expected: &DataType, live: &DataType) -> bool {
    expected.array == live.array && expected.base.may_be(&live.base)
}

fn same_result(expected: &Routine, live: &Routine) -> bool {
    match (&expected.returns, &live.returns) {
        (None, None) => true,
        (Some(Returned { set, data_type }), Some(live)) => {
            set == &live.set && same_type(data_type, &live.data_type)
        }
        _ => false,
    }
}

/// `SET ... FROM CURRENT` took a value that the ledger does not tell.
fn same_settings(expected: &Routine, live: &Routine) -> bool {
    let same = |(name, value): (&String, &Option<Vec<String>>)| {
        let actual = live.settings.get(name);
        actual.is_some_and(|actual| value.is_none() || value == actual)
    };
    expected.settings.len() == live.settings.len() && expected.settings.iter().all(same)
}

fn compare_body(
    expected: &Routine,
    live: &Routine,
    alignment: &Alignment<'_>,
) -> Option<AttributeAnswer> {
    use RoutineBody as B;
    let note = |answer, expected: String, actual: String| {
        Some(AttributeAnswer::new(
            Attribute::Body,
            answer,
            expected,
            actual,
        ))
    };
    let (wanted, actual) = (&expected.body, &live.body);
    match (wanted, actual) {
        _ if wanted == actual => None,
        // In SQL and PL/pgSQL white space and comments mean nothing; in other languages they may.
        (B::Source(one), B::Source(other)) => {
            let sql = ["sql", "plpgsql"].contains(&live.language.as_str());
            let answer = if sql && same_words(one, other) {
                Answer::Equivalent("only white space and comments differ")
            } else {
                Answer::Different
            };
            let (expected, actual) = first_difference(one, other);
            note(answer, expected, actual)
        }
        (B::Return(expected), B::Return(actual)) => {
            let result = live.returns.as_ref().map(|it| it.data_type.clone());
            let site = Site::body(alignment, &live.parameters, result);
            let values = [Some(&**expected), Some(&**actual)];
            site.expressions(Attribute::Body, values, "")
        }
        (B::Atomic(one), B::Atomic(other)) if same_words(one, other) => None,
        (B::Atomic(one), B::Atomic(other)) => {
            let reason = "the server prints the statements of a BEGIN ATOMIC body anew";
            note(Answer::Unmeasured(reason), beginning(one), beginning(other))
        }
        (B::Aggregate(one), B::Aggregate(other)) if same_aggregate(one, other) => None,
        _ => note(Answer::Different, wanted.words(), actual.words()),
    }
}

fn same_words(expected: &str, live: &str) -> bool {
    effect::routine::squeezed(expected) == effect::routine::squeezed(live)
}

/// The first line that differs, since bodies are long.
fn first_difference(expected: &str, live: &str) -> (String, String) {
    let (wanted, actual): (Vec<&str>, Vec<&str>) =
        (expected.lines().collect(), live.lines().collect());
    let longest = wanted.len().max(actual.len());
    let at = (0..longest)
        .find(|&at| wanted.get(at) != actual.get(at))
        .unwrap_or_default();
    let text = |lines: &[&str]| match lines.get(at) {
        Some(text) => format!("`{}` in line {}", beginning(text.trim()), at + 1),
        None => format!("no line {}", at + 1),
    };
    (text(&wanted), text(&actual))
}

fn same_aggregate(expected: &BTreeMap<String, String>, live: &BTreeMap<String, String>) -> bool {
    let same = |(word, value): (&String, &String)| {
        let named = RoutineBody::names_in(word);
        live.get(word)
            .is_some_and(|actual| value == actual || named && same_name(value, actual))
    };
    expected.len() == live.len() && expected.iter().all(same)
}

/// A name that the ledger may write without its schema.
fn same_name(expected: &str, live: &str) -> bool {
    let (expected, live) = (&*expected.replace('"', ""), &*live.replace('"', ""));
    expected == live
        || (!expected.contains('.') && live.rsplit_once('.').is_some_and(|(_, it)| it == expected))
        || expected.strip_prefix("pg_catalog.") == Some(live)
}
