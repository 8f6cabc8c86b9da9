//! `CREATE AGGREGATE`.

use std::collections::BTreeMap;

use sqlparser::tokenizer::Token;

use super::action::Action;
use super::routine::parallel;
use super::vocabulary::{Effect, NewParameter, NewRoutine, RoutineOptions, RoutineType};
use super::{data_type, names, setting};
use crate::name::Name;
use crate::schema::{DataType, ParameterMode, Routine, RoutineBody, RoutineKind, Volatility};
use crate::sql;
use crate::sql::reader::{Read, Reader};

/// What `CREATE [OR REPLACE] AGGREGATE` means, after these words (`DefineAggregate` of `aggregatecmds.c`).
pub(super) fn create(r: &mut Reader<'_>, or_replace: bool) -> Read<Vec<Action>> {
    let name = names::take_reference(r)?;
    let first = r.index();
    r.skip()?;
    let old_syntax = *r.peek() != Token::LParen;
    r.back(first);
    let any = *r.peek_nth(1) == Token::Mul;
    let arguments = (!old_syntax)
        .then(|| NewParameter::take_ordered(r))
        .transpose()?;
    let (parameters, direct) = arguments.unwrap_or_default();
    let parameters = if any {
        Vec::new()
    } else {
        aggregated(parameters, direct)
    };
    let Some(definition) = setting::pairs(&r.text_in_parentheses()?) else {
        return Ok(vec![Action::opaque(
            "the definition of this aggregate is not read",
        )]);
    };
    let values = Routine {
        kind: RoutineKind::Aggregate,
        language: Name::exact("internal"),
        // AggregateCreate of pg_aggregate.c.
        volatility: Volatility::Immutable,
        ..Routine::default()
    };
    let mut new = NewRoutine {
        name,
        or_replace,
        parameters,
        returns: None,
        options: RoutineOptions {
            values,
            ..RoutineOptions::default()
        },
    };
    let opaque = define(&mut new, definition, direct);
    let create = Action::Effect(Effect::CreateRoutine(Box::new(new)));
    Ok(std::iter::once(create).chain(opaque).collect())
}

/// Adds what the definition says; what of it is not modelled comes back.
fn define(
    routine: &mut NewRoutine,
    definition: BTreeMap<String, String>,
    direct: Option<usize>,
) -> Vec<Action> {
    let mut support = BTreeMap::new();
    if let Some(direct) = direct {
        support.insert(DIRECT.to_owned(), direct.to_string());
    }
    let mut opaque = Vec::new();
    for (word, value) in definition {
        match word.as_str() {
            "parallel" => routine.options.values.parallel = parallel(&value),
            "basetype" => routine.parameters = of_base(&value),
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
                let usual = match direct {
                    None => "read_only",
                    Some(_) => "read_write",
                };
                if value != usual {
                    support.insert(word, value);
                }
            }
            "sortop" => drop(support.insert(word, operator(&value))),
            known if PLAIN.split_whitespace().any(|it| it == known) => {
                drop(support.insert(word, value));
            }
            word => opaque.push(Action::Opaque(format!(
                "{} of an aggregate is not modelled",
                word.to_uppercase()
            ))),
        }
    }
    routine.options.values.body = RoutineBody::Aggregate(support);
    opaque
}

/// How many arguments of an ordered-set aggregate are direct; no word of `CREATE AGGREGATE`.
const DIRECT: &str = "direct_arguments";

/// The words of `CREATE AGGREGATE` whose value is kept as it is written.
const PLAIN: &str = "
    sfunc sspace finalfunc combinefunc serialfunc deserialfunc initcond msfunc minvfunc
    msspace mfinalfunc minitcond
";

/// The direct and the aggregated arguments; where the last direct one is VARIADIC, it stands for the
/// aggregated one too (`makeOrderedSetArgs` of gram.y).
fn aggregated(mut all: Vec<NewParameter>, direct: Option<usize>) -> Vec<NewParameter> {
    if let Some(last) = direct.and_then(|direct| direct.checked_sub(1))
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
        data_type: RoutineType::Named(data_type_of(value)),
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
