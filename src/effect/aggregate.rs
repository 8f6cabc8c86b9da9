//! `CREATE AGGREGATE`.

use std::collections::BTreeMap;

use super::alter::Action;
use super::routine::{NewRoutine, RoutineEffect, RoutineOptions, effect, parallel, parameter};
use super::{data_type, names, setting};
use crate::name::Name;
use crate::schema::{DataType, RoutineBody, RoutineKind, Volatility};
use crate::sql::grammar::CreateAggregate;

/// What `CREATE AGGREGATE` means.
pub(super) fn create(parsed: &CreateAggregate) -> Vec<Action> {
    let Some(definition) = setting::pairs(&parsed.definition) else {
        return vec![Action::Opaque(
            "the definition of this aggregate is not read".to_owned(),
        )];
    };
    if definition.contains_key("basetype") {
        return vec![Action::Opaque(
            "aggregates of the old syntax are not modelled".to_owned(),
        )];
    }
    let arguments = parsed.arguments.iter().flatten().map(parameter);
    // AggregateCreate of pg_aggregate.c.
    let mut options = RoutineOptions {
        volatility: Some(Volatility::Immutable),
        ..RoutineOptions::default()
    };
    let mut support = BTreeMap::new();
    let mut opaque = Vec::new();
    for (word, value) in definition {
        match word.as_str() {
            "parallel" => options.parallel = Some(parallel(&value)),
            "stype" => {
                support.insert(word, state_type(&value));
            }
            word if SUPPORT.contains(&word) => {
                support.insert(word.to_owned(), value);
            }
            word => opaque.push(Action::Opaque(format!(
                "{} of an aggregate is not modelled",
                word.to_uppercase()
            ))),
        }
    }
    let create = effect(RoutineEffect::Create {
        name: names::reference(&parsed.name),
        or_replace: parsed.or_replace,
        routine: NewRoutine {
            kind: RoutineKind::Aggregate,
            parameters: arguments.collect(),
            returns: None,
            language: Name::exact("internal"),
            options,
            body: RoutineBody::Aggregate(support),
        },
    });
    std::iter::once(create).chain(opaque).collect()
}

/// The words of `CREATE AGGREGATE` that are compared.
const SUPPORT: [&str; 7] = [
    "sfunc",
    "sspace",
    "finalfunc",
    "combinefunc",
    "serialfunc",
    "deserialfunc",
    "initcond",
];

/// The type as `format_type` prints it without modifiers.
fn state_type(text: &str) -> String {
    let dialect = sqlparser::dialect::PostgreSqlDialect {};
    let parsed = sqlparser::parser::Parser::new(&dialect)
        .try_with_sql(text)
        .and_then(|mut parser| parser.parse_data_type());
    parsed.map_or_else(
        |_| text.to_owned(),
        |parsed| {
            DataType {
                modifiers: String::new(),
                ..data_type::read(&parsed)
            }
            .to_string()
        },
    )
}
