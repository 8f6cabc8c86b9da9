//! `CREATE AGGREGATE`.

use std::collections::BTreeMap;

use super::alter::Action;
use super::routine::{
    NewParameter, NewRoutine, NewType, RoutineEffect, RoutineOptions, effect, parallel, parameter,
};
use super::{data_type, names, setting};
use crate::name::Name;
use crate::schema::{DataType, ParameterMode, RoutineBody, RoutineKind, Volatility};
use crate::sql;
use crate::sql::grammar::CreateAggregate;

/// What `CREATE AGGREGATE` means (`DefineAggregate` of `aggregatecmds.c`).
pub(super) fn create(parsed: &CreateAggregate) -> Vec<Action> {
    let Some(definition) = setting::pairs(&parsed.definition) else {
        return vec![Action::Opaque(
            "the definition of this aggregate is not read".to_owned(),
        )];
    };
    // AggregateCreate of pg_aggregate.c.
    let mut options = RoutineOptions {
        volatility: Some(Volatility::Immutable),
        ..RoutineOptions::default()
    };
    let mut parameters = arguments(parsed);
    let mut support = BTreeMap::new();
    if let Some(direct) = parsed.direct {
        support.insert(DIRECT.to_owned(), direct.to_string());
    }
    let mut opaque = Vec::new();
    for (word, value) in definition {
        match word.as_str() {
            "parallel" => options.parallel = Some(parallel(&value)),
            "basetype" => parameters = of_base(&value),
            // The obsolete spellings.
            "sfunc1" => drop(support.insert("sfunc".to_owned(), value)),
            "initcond1" => drop(support.insert("initcond".to_owned(), value)),
            "stype" | "stype1" => drop(support.insert("stype".to_owned(), type_name(&value))),
            "mstype" => drop(support.insert(word, type_name(&value))),
            "sspace" | "msspace" if value == "0" => {}
            "finalfunc_extra" | "mfinalfunc_extra" | "hypothetical" => {
                if is_true(&value) {
                    support.insert(word, String::new());
                }
            }
            "finalfunc_modify" | "mfinalfunc_modify" => {
                let usual = match parsed.direct {
                    None => "read_only",
                    Some(_) => "read_write",
                };
                if value != usual {
                    support.insert(word, value);
                }
            }
            "sortop" => drop(support.insert(word, operator(&value))),
            known if PLAIN.contains(&known) => drop(support.insert(word, value)),
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
            parameters,
            returns: None,
            language: Name::exact("internal"),
            options,
            body: RoutineBody::Aggregate(support),
        },
    });
    std::iter::once(create).chain(opaque).collect()
}

/// How many arguments of an ordered-set aggregate are direct; no word of `CREATE AGGREGATE`.
const DIRECT: &str = "direct_arguments";

/// The words of `CREATE AGGREGATE` whose value is kept as it is written.
const PLAIN: [&str; 12] = [
    "sfunc",
    "sspace",
    "finalfunc",
    "combinefunc",
    "serialfunc",
    "deserialfunc",
    "initcond",
    "msfunc",
    "minvfunc",
    "msspace",
    "mfinalfunc",
    "minitcond",
];

/// The direct and the aggregated arguments; where the last direct one is VARIADIC, it stands for the
/// aggregated one too (`makeOrderedSetArgs` of gram.y).
fn arguments(parsed: &CreateAggregate) -> Vec<NewParameter> {
    let all = parsed.arguments.iter().flatten().map(parameter);
    let mut all: Vec<NewParameter> = all.collect();
    if let Some(last) = parsed.direct.and_then(|direct| direct.checked_sub(1))
        && all
            .get(last)
            .is_some_and(|it| it.mode == ParameterMode::Variadic)
    {
        all.truncate(last + 1);
    }
    all
}

/// `BASETYPE` of the syntax before 8.2: `ANY` stands for no argument.
fn of_base(value: &str) -> Vec<NewParameter> {
    if value.eq_ignore_ascii_case("any") {
        return Vec::new();
    }
    vec![NewParameter {
        mode: ParameterMode::In,
        name: None,
        data_type: NewType::Named(data_type_of(value)),
        default: None,
    }]
}

/// `defGetBoolean` of `define.c`.
fn is_true(value: &str) -> bool {
    !["false", "off", "0"].contains(&value)
}

/// `=`, `schema.=` or `OPERATOR(schema.=)`, without the word.
fn operator(value: &str) -> String {
    let inner = value.strip_prefix("operator").map(str::trim_start);
    let inner = inner.and_then(|it| it.strip_prefix('(')?.strip_suffix(')'));
    inner.unwrap_or(value).replace(' ', "")
}

/// The type as `format_type` prints it without modifiers.
fn type_name(text: &str) -> String {
    data_type_of(text).to_string()
}

fn data_type_of(text: &str) -> DataType {
    let parsed = sql::parser(text).and_then(|mut parser| parser.parse_data_type());
    parsed.map_or_else(
        |_| DataType::builtin(text),
        |parsed| DataType {
            modifiers: String::new(),
            ..data_type::read(&parsed)
        },
    )
}
