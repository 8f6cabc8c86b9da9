//! Functions, procedures and aggregates.

use std::collections::BTreeMap;

use super::answer::{Answer, AspectAnswer, Aspects, flag};
use super::column::NO_DEFAULT;
use super::site::Site;
use crate::effect;
use crate::name::Name;
use crate::schema::{
    Aspect, DataType, Expression, Parameter, ParameterMode, Returned, Routine, RoutineBody, Schema,
    TypeName,
};

/// A snapshot of an older release names functions only.
pub(super) fn aspects(
    expected: &Routine,
    live: Option<&Routine>,
    schema: &Schema,
) -> Vec<AspectAnswer> {
    if let Some(live) = live {
        return compare(expected, live, schema);
    }
    let answer = Answer::Unmeasured("the snapshot does not hold the definitions of functions");
    vec![AspectAnswer::new(Aspect::Body, answer, "", "")]
}

fn compare(expected: &Routine, live: &Routine, schema: &Schema) -> Vec<AspectAnswer> {
    let Routine {
        kind,
        parameters,
        returns,
        language,
        volatility,
        strict,
        security_definer,
        leakproof,
        parallel,
        cost,
        rows,
        settings,
        body: _,
    } = expected;
    let mut aspects = Aspects::default();
    aspects.same(Aspect::Kind, kind, &live.kind, |kind| {
        kind.as_str().to_owned()
    });
    compare_parameters(&mut aspects, parameters, live, schema);
    compare_returns(&mut aspects, returns.as_ref(), live.returns.as_ref());
    aspects.same(
        Aspect::Language,
        language,
        &live.language,
        ToString::to_string,
    );
    aspects.same(
        Aspect::Volatility,
        volatility,
        &live.volatility,
        |volatility| volatility.as_str().to_owned(),
    );
    aspects.same(Aspect::Strict, strict, &live.strict, |strict| {
        flag(*strict, "STRICT", "CALLED ON NULL INPUT")
    });
    aspects.same(
        Aspect::Security,
        security_definer,
        &live.security_definer,
        |definer| flag(*definer, "SECURITY DEFINER", "SECURITY INVOKER"),
    );
    aspects.same(Aspect::Leakproof, leakproof, &live.leakproof, |leakproof| {
        flag(*leakproof, "LEAKPROOF", "NOT LEAKPROOF")
    });
    aspects.same(Aspect::Parallel, parallel, &live.parallel, |parallel| {
        parallel.as_str().to_owned()
    });
    aspects.same(Aspect::Cost, cost, &live.cost, Clone::clone);
    aspects.same(Aspect::Rows, rows, &live.rows, Clone::clone);
    compare_settings(&mut aspects, settings, live);
    compare_body(&mut aspects, expected, live, schema);
    aspects.0
}

fn compare_parameters(
    aspects: &mut Aspects,
    expected: &[Parameter],
    live: &Routine,
    schema: &Schema,
) {
    let same = |(expected, live): (&Parameter, &Parameter)| {
        let Parameter {
            mode,
            name,
            data_type,
            default: _,
        } = expected;
        mode == &live.mode && name == &live.name && same_type(data_type, &live.data_type)
    };
    let actual = &live.parameters;
    if expected.len() != actual.len() || !expected.iter().zip(actual).all(same) {
        let text = |parameters: &[Parameter]| {
            let words: Vec<String> = parameters.iter().map(words).collect();
            format!("({})", words.join(", "))
        };
        return aspects.push(
            Aspect::Arguments,
            Answer::Different,
            text(expected),
            text(actual),
        );
    }
    for (expected, live) in expected.iter().zip(actual) {
        let site = Site::alone(schema, Some(live.data_type.clone()));
        let defaults = [expected.default.as_ref(), live.default.as_ref()];
        site.hold(aspects, Aspect::Default, defaults, NO_DEFAULT);
    }
}

fn words(parameter: &Parameter) -> String {
    let mode = match parameter.mode {
        ParameterMode::In => String::new(),
        mode => format!("{} ", mode.as_str()),
    };
    let name = parameter.name.iter().map(|name| format!("{name} "));
    format!("{mode}{}{}", name.collect::<String>(), parameter.data_type)
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

fn compare_returns(aspects: &mut Aspects, expected: Option<&Returned>, live: Option<&Returned>) {
    let same = match (expected, live) {
        (None, None) => true,
        (Some(Returned { set, data_type }), Some(live)) => {
            set == &live.set && same_type(data_type, &live.data_type)
        }
        _ => false,
    };
    if !same {
        let text = |returned: Option<&Returned>| match returned {
            None => "nothing".to_owned(),
            Some(Returned { set, data_type }) => {
                format!("{}{data_type}", if *set { "SETOF " } else { "" })
            }
        };
        aspects.push(
            Aspect::Returns,
            Answer::Different,
            text(expected),
            text(live),
        );
    }
}

/// `SET ... FROM CURRENT` took a value that the ledger does not tell.
fn compare_settings(
    aspects: &mut Aspects,
    expected: &BTreeMap<String, Option<Vec<String>>>,
    live: &Routine,
) {
    let same = |(name, value): (&String, &Option<Vec<String>>)| {
        let actual = live.settings.get(name);
        actual.is_some_and(|actual| value.is_none() || value == actual)
    };
    if expected.len() == live.settings.len() && expected.iter().all(same) {
        return;
    }
    let text = |settings: &BTreeMap<String, Option<Vec<String>>>| {
        let one = |(name, value): (&String, &Option<Vec<String>>)| match value {
            Some(value) => format!("SET {name} = {}", value.join(", ")),
            None => format!("SET {name} FROM CURRENT"),
        };
        let all: Vec<String> = settings.iter().map(one).collect();
        if all.is_empty() {
            "no settings".to_owned()
        } else {
            all.join(" ")
        }
    };
    aspects.push(
        Aspect::Options,
        Answer::Different,
        text(expected),
        text(&live.settings),
    );
}

fn compare_body(aspects: &mut Aspects, expected: &Routine, live: &Routine, schema: &Schema) {
    use RoutineBody as B;
    match (&expected.body, &live.body) {
        (B::Source(wanted), B::Source(actual)) => {
            compare_source(aspects, wanted, actual, &live.language);
        }
        (B::Sql(wanted), B::Sql(actual)) => compare_sql(aspects, wanted, actual, live, schema),
        (B::Aggregate(wanted), B::Aggregate(actual)) => {
            compare_aggregate(aspects, wanted, actual);
        }
        (wanted, actual) if wanted == actual => {}
        (wanted, actual) => {
            aspects.push(
                Aspect::Body,
                Answer::Different,
                body_words(wanted),
                body_words(actual),
            );
        }
    }
}

fn body_words(body: &RoutineBody) -> String {
    match body {
        RoutineBody::Source(text) | RoutineBody::Sql(text) => shortened(text.trim()),
        RoutineBody::Linked { file, symbol } => format!("{symbol} in {file}"),
        RoutineBody::Aggregate(pairs) => {
            let pairs: Vec<String> = pairs.iter().map(|(k, v)| format!("{k} = {v}")).collect();
            format!("({})", pairs.join(", "))
        }
    }
}

/// In SQL and PL/pgSQL white space and comments mean nothing; in other languages they may.
fn compare_source(aspects: &mut Aspects, expected: &str, live: &str, language: &Name) {
    if expected == live {
        return;
    }
    let sql = ["sql", "plpgsql"].contains(&language.as_str());
    let answer = if sql && effect::body::squeezed(expected) == effect::body::squeezed(live) {
        Answer::Equivalent("only white space and comments differ")
    } else {
        Answer::Different
    };
    let (expected, actual) = first_difference(expected, live);
    aspects.push(Aspect::Body, answer, expected, actual);
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
        Some(text) => format!("`{}` in line {}", shortened(text.trim()), at + 1),
        None => format!("no line {}", at + 1),
    };
    (text(&wanted), text(&actual))
}

fn shortened(text: &str) -> String {
    const ROOM: usize = 80;
    match text.char_indices().nth(ROOM) {
        Some((end, _)) => format!("{} ...", &text[..end]),
        None => text.to_owned(),
    }
}

/// `RETURN expression` is compared as one; a body of statements is printed anew by the server.
fn compare_sql(
    aspects: &mut Aspects,
    expected: &str,
    live: &str,
    routine: &Routine,
    schema: &Schema,
) {
    if effect::body::squeezed(expected) == effect::body::squeezed(live) {
        return;
    }
    let (Some(wanted), Some(actual)) = (returned(expected), returned(live)) else {
        let answer = if returned(expected).is_some() == returned(live).is_some() {
            Answer::Unmeasured("the server prints the statements of a BEGIN ATOMIC body anew")
        } else {
            Answer::Different
        };
        return aspects.push(Aspect::Body, answer, shortened(expected), shortened(live));
    };
    let result = routine.returns.as_ref().map(|it| it.data_type.clone());
    let site = Site::body(schema, &routine.parameters, result);
    site.hold(aspects, Aspect::Body, [Some(&wanted), Some(&actual)], "");
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
    aspects: &mut Aspects,
    expected: &BTreeMap<String, String>,
    live: &BTreeMap<String, String>,
) {
    let same = |(word, value): (&String, &String)| {
        let named = RoutineBody::names_in(word);
        live.get(word)
            .is_some_and(|actual| value == actual || named && same_name(value, actual))
    };
    if expected.len() != live.len() || !expected.iter().all(same) {
        let text =
            |pairs: &BTreeMap<String, String>| body_words(&RoutineBody::Aggregate(pairs.clone()));
        aspects.push(Aspect::Body, Answer::Different, text(expected), text(live));
    }
}

/// A name that the ledger may write without its schema.
fn same_name(expected: &str, live: &str) -> bool {
    let (expected, live) = (&*expected.replace('"', ""), &*live.replace('"', ""));
    expected == live
        || (!expected.contains('.') && live.rsplit_once('.').is_some_and(|(_, it)| it == expected))
        || expected.strip_prefix("pg_catalog.") == Some(live)
}
