//! Functions, procedures and aggregates.

use std::collections::BTreeMap;

use super::answer::{Answer, AttributeAnswer, Attributes};
use super::attributes::{At, Rule, SETTLED};
use super::site::Site;
use crate::effect;
use crate::name::Name;
use crate::schema::{
    Attribute, DataType, Expression, Parameter, Returned, Routine, RoutineBody, Schema, TypeName,
    beginning,
};

/// A live one may have types that are not read.
pub(super) fn attributes(
    expected: &Routine,
    live: Option<&Routine>,
    schema: &Schema,
) -> Vec<AttributeAnswer> {
    if let Some(live) = live {
        return compare(expected, live, schema);
    }
    let answer = Answer::Unmeasured("its definition is not read");
    vec![AttributeAnswer::new(Attribute::Body, answer, "", "")]
}

fn compare(expected: &Routine, live: &Routine, schema: &Schema) -> Vec<AttributeAnswer> {
    let mut attributes = Attributes::default();
    let at = At::site(Site::alone(schema, None));
    at.compare_but(expected, live, &mut attributes, |attribute| {
        let same = match attribute {
            Attribute::Arguments => same_parameters(expected, live),
            Attribute::Returns => same_result(expected.returns.as_ref(), live.returns.as_ref()),
            Attribute::Options => same_settings(expected, live),
            Attribute::Body => return SETTLED,
            _ => return Rule::ByValue,
        };
        Rule::Own((!same).then_some(Answer::Different))
    });
    if same_parameters(expected, live) {
        compare_defaults(&mut attributes, expected, live, schema);
    }
    compare_body(&mut attributes, expected, live, schema);
    attributes.0
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

fn compare_defaults(
    attributes: &mut Attributes,
    expected: &Routine,
    live: &Routine,
    schema: &Schema,
) {
    for (expected, live) in expected.parameters.iter().zip(&live.parameters) {
        let site = Site::alone(schema, Some(live.data_type.clone()));
        let defaults = [expected.default.as_ref(), live.default.as_ref()];
        site.hold(attributes, Attribute::Default, defaults, "no default");
    }
}

/// The same type, or one whose schema the ledger does not tell.
fn same_type(expected: &DataType, live: &DataType) -> bool {
    let DataType {
        base: TypeName { schema, name },
        modifiers: _,
        array,
    } = expected;
    array == &live.array
        && name == &live.base.name
        && (schema.is_none() || schema == &live.base.schema)
}

fn same_result(expected: Option<&Returned>, live: Option<&Returned>) -> bool {
    match (expected, live) {
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

fn compare_body(attributes: &mut Attributes, expected: &Routine, live: &Routine, schema: &Schema) {
    use RoutineBody as B;
    match (&expected.body, &live.body) {
        (B::Source(wanted), B::Source(actual)) => {
            compare_source(attributes, wanted, actual, &live.language);
        }
        (B::Sql(wanted), B::Sql(actual)) => compare_sql(attributes, wanted, actual, live, schema),
        (B::Aggregate(wanted), B::Aggregate(actual)) => {
            compare_aggregate(attributes, wanted, actual);
        }
        (wanted, actual) if wanted == actual => {}
        (wanted, actual) => {
            attributes.push(
                Attribute::Body,
                Answer::Different,
                wanted.words(),
                actual.words(),
            );
        }
    }
}

/// In SQL and PL/pgSQL white space and comments mean nothing; in other languages they may.
fn compare_source(attributes: &mut Attributes, expected: &str, live: &str, language: &Name) {
    if expected == live {
        return;
    }
    let sql = ["sql", "plpgsql"].contains(&language.as_str());
    let answer = if sql && effect::routine::squeezed(expected) == effect::routine::squeezed(live) {
        Answer::Equivalent("only white space and comments differ")
    } else {
        Answer::Different
    };
    let (expected, actual) = first_difference(expected, live);
    attributes.push(Attribute::Body, answer, expected, actual);
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

/// `RETURN expression` is compared as one; a body of statements is printed anew by the server.
fn compare_sql(
    attributes: &mut Attributes,
    expected: &str,
    live: &str,
    routine: &Routine,
    schema: &Schema,
) {
    if effect::routine::squeezed(expected) == effect::routine::squeezed(live) {
        return;
    }
    let (Some(wanted), Some(actual)) = (returned(expected), returned(live)) else {
        let answer = if returned(expected).is_some() == returned(live).is_some() {
            Answer::Unmeasured("the server prints the statements of a BEGIN ATOMIC body anew")
        } else {
            Answer::Different
        };
        return attributes.push(
            Attribute::Body,
            answer,
            beginning(expected),
            beginning(live),
        );
    };
    let result = routine.returns.as_ref().map(|it| it.data_type.clone());
    let site = Site::body(schema, &routine.parameters, result);
    site.hold(
        attributes,
        Attribute::Body,
        [Some(&wanted), Some(&actual)],
        "",
    );
}

/// The expression of a body that is `RETURN expression`.
pub(super) fn returned(body: &str) -> Option<Expression> {
    let body = body.trim();
    let (word, rest) = body.split_at_checked("RETURN".len())?;
    let separate = rest.starts_with(|c: char| c.is_whitespace() || c == '(');
    (word.eq_ignore_ascii_case("RETURN") && separate)
        .then(|| effect::expression::read(rest.trim().trim_end_matches(';')))
}

fn compare_aggregate(
    attributes: &mut Attributes,
    expected: &BTreeMap<String, String>,
    live: &BTreeMap<String, String>,
) {
    let same = |(word, value): (&String, &String)| {
        let named = RoutineBody::names_in(word);
        live.get(word)
            .is_some_and(|actual| value == actual || named && same_name(value, actual))
    };
    if expected.len() != live.len() || !expected.iter().all(same) {
        let text = |pairs: &BTreeMap<String, String>| RoutineBody::Aggregate(pairs.clone()).words();
        attributes.push(
            Attribute::Body,
            Answer::Different,
            text(expected),
            text(live),
        );
    }
}

/// A name that the ledger may write without its schema.
fn same_name(expected: &str, live: &str) -> bool {
    let (expected, live) = (&*expected.replace('"', ""), &*live.replace('"', ""));
    expected == live
        || (!expected.contains('.') && live.rsplit_once('.').is_some_and(|(_, it)| it == expected))
        || expected.strip_prefix("pg_catalog.") == Some(live)
}
