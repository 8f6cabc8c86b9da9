//! `CREATE`, `ALTER` and `DROP` of functions, procedures and aggregates.

use sqlparser::ast::DataType as Parsed;

use super::alter::Action;
use super::setting::{self, SettingChange};
use super::vocabulary::Effect;
use super::{Reference, data_type, expression, names};
use crate::name::Name;
use crate::schema::{
    DataType, Expression, ObjectKind, ParallelSafety, ParameterMode, RoutineBody, RoutineKind,
    Volatility,
};
use crate::sql::grammar::{
    self, AlterObject, Argument, ArgumentMode, CreateRoutine, Drop, NamedKind, OF_COLUMN,
    ObjectAction, ObjectRef, Returns, RoutineOption,
};

/// What is done to a function, procedure or aggregate.
#[derive(Debug, Clone, PartialEq)]
pub enum RoutineEffect {
    /// `CREATE`.
    Create {
        /// Its name.
        name: Reference,
        /// `OR REPLACE`.
        or_replace: bool,
        /// What it is.
        routine: NewRoutine,
    },
    /// `ALTER`.
    Alter {
        /// Which one.
        target: RoutineTarget,
        /// How.
        change: RoutineChange,
    },
    /// `DROP`.
    Drop {
        /// Which one.
        target: RoutineTarget,
        /// `IF EXISTS`.
        if_exists: bool,
        /// `CASCADE`.
        cascade: bool,
    },
}

/// A function as a statement names it.
#[derive(Debug, Clone, PartialEq)]
pub struct RoutineTarget {
    /// Its name.
    pub name: Reference,
    /// The types of its arguments and how they are passed, where they are given.
    pub arguments: Option<Vec<(ParameterMode, NewType)>>,
}

/// What `ALTER` does.
#[derive(Debug, Clone, PartialEq)]
pub enum RoutineChange {
    /// `RENAME TO`.
    Rename(Name),
    /// `SET SCHEMA`.
    Move(Name),
    /// Options.
    Options(RoutineOptions),
}

/// A function as `CREATE` makes it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRoutine {
    /// Function, procedure, aggregate, window function.
    pub kind: RoutineKind,
    /// Its arguments, the columns of `RETURNS TABLE` last.
    pub parameters: Vec<NewParameter>,
    /// `RETURNS [SETOF]`; what it does not say, its output arguments tell.
    pub returns: Option<(bool, NewType)>,
    /// `LANGUAGE`; `sql` where the body is SQL itself.
    pub language: Name,
    /// The other options.
    pub options: RoutineOptions,
    /// What it does.
    pub body: RoutineBody,
}

/// One argument.
#[derive(Debug, Clone, PartialEq)]
pub struct NewParameter {
    /// How it is passed.
    pub mode: ParameterMode,
    /// Its name.
    pub name: Option<Name>,
    /// Its type.
    pub data_type: NewType,
    /// Its default.
    pub default: Option<Expression>,
}

/// A type as a function names it.
#[derive(Debug, Clone, PartialEq)]
pub enum NewType {
    /// By its name.
    Named(DataType),
    /// `table.column%TYPE`.
    OfColumn(Reference, Name),
}

/// Options of a function; what a statement does not say is `None`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RoutineOptions {
    /// `IMMUTABLE`, `STABLE`, `VOLATILE`.
    pub volatility: Option<Volatility>,
    /// `STRICT`.
    pub strict: Option<bool>,
    /// `SECURITY DEFINER`.
    pub security_definer: Option<bool>,
    /// `LEAKPROOF`.
    pub leakproof: Option<bool>,
    /// `PARALLEL`.
    pub parallel: Option<ParallelSafety>,
    /// `COST`.
    pub cost: Option<String>,
    /// `ROWS`.
    pub rows: Option<String>,
    /// `SET`, `RESET`, in order.
    pub settings: Vec<SettingChange>,
}

/// Whether `DROP` and `ALTER` of this kind are of a function.
pub(super) fn is_routine(named: NamedKind) -> bool {
    named.object() == Some(ObjectKind::Function)
}

pub(super) fn effect(effect: RoutineEffect) -> Action {
    Action::Effect(Effect::Routine(Box::new(effect)))
}

/// What `CREATE FUNCTION` and `CREATE PROCEDURE` mean.
pub(super) fn create(parsed: &CreateRoutine) -> Vec<Action> {
    let (options, opaque) = options(&parsed.options);
    let reference = names::reference(&parsed.name);
    let mut parameters: Vec<NewParameter> = parsed.arguments.iter().map(parameter).collect();
    let returns = returns(parsed.returns.as_ref(), &mut parameters);
    let create = effect(RoutineEffect::Create {
        routine: NewRoutine {
            kind: kind(parsed),
            parameters,
            returns,
            language: language(&parsed.options),
            options,
            body: body(&parsed.options, &reference.name),
        },
        name: reference,
        or_replace: parsed.or_replace,
    });
    std::iter::once(create).chain(opaque).collect()
}

fn kind(parsed: &CreateRoutine) -> RoutineKind {
    match parsed.kind {
        grammar::RoutineKind::Procedure => RoutineKind::Procedure,
        grammar::RoutineKind::Function if parsed.options.contains(&RoutineOption::Window) => {
            RoutineKind::Window
        }
        grammar::RoutineKind::Function => RoutineKind::Function,
    }
}

/// The columns of `RETURNS TABLE` are output arguments too.
fn returns(
    parsed: Option<&Returns>,
    parameters: &mut Vec<NewParameter>,
) -> Option<(bool, NewType)> {
    match parsed? {
        Returns::Type { set_of, data_type } => Some((*set_of, new_type(data_type))),
        Returns::Table(columns) => {
            parameters.extend(columns.iter().map(|column| NewParameter {
                mode: ParameterMode::Table,
                ..parameter(column)
            }));
            let returned = match columns.as_slice() {
                [only] => new_type(&only.data_type),
                _ => NewType::Named(DataType::builtin("record")),
            };
            Some((true, returned))
        }
    }
}

pub(super) fn parameter(parsed: &Argument) -> NewParameter {
    NewParameter {
        mode: mode(parsed.mode),
        name: parsed.name.as_ref().map(names::name),
        data_type: new_type(&parsed.data_type),
        default: parsed.default.as_ref().map(expression::expression),
    }
}

fn mode(parsed: ArgumentMode) -> ParameterMode {
    match parsed {
        ArgumentMode::In => ParameterMode::In,
        ArgumentMode::Out => ParameterMode::Out,
        ArgumentMode::InOut => ParameterMode::InOut,
        ArgumentMode::Variadic => ParameterMode::Variadic,
    }
}

fn new_type(parsed: &Parsed) -> NewType {
    if let Parsed::Custom(name, modifiers) = parsed
        && modifiers.first().is_some_and(|first| first == OF_COLUMN)
    {
        let mut table = name.clone();
        let column = table.0.pop();
        if let Some(column) = column.as_ref().and_then(|part| part.as_ident()) {
            return NewType::OfColumn(names::reference(&table), names::name(column));
        }
    }
    NewType::Named(DataType {
        modifiers: String::new(),
        ..data_type::read(parsed)
    })
}

/// The last of each option holds; PostgreSQL refuses two of one kind.
fn language(options: &[RoutineOption]) -> Name {
    let named = options.iter().rev().find_map(|option| match option {
        RoutineOption::Language(name) => Some(name.as_str()),
        _ => None,
    });
    Name::exact(named.unwrap_or("sql"))
}

/// A C function without a symbol has its own name for one.
fn body(options: &[RoutineOption], name: &Name) -> RoutineBody {
    let found = options.iter().find_map(|option| match option {
        RoutineOption::As { body, symbol } => Some(match symbol {
            None if language(options).as_str() != "c" => RoutineBody::Source(body.clone()),
            symbol => RoutineBody::Linked {
                file: body.clone(),
                symbol: symbol.clone().unwrap_or_else(|| name.to_string()),
            },
        }),
        RoutineOption::SqlBody(text) => Some(RoutineBody::Sql(text.clone())),
        _ => None,
    });
    found.unwrap_or_else(|| RoutineBody::Source(String::new()))
}

/// What the options say, and what of them is not modelled.
fn options(parsed: &[RoutineOption]) -> (RoutineOptions, Vec<Action>) {
    let mut options = RoutineOptions::default();
    let mut opaque = Vec::new();
    for option in parsed {
        match option {
            RoutineOption::Volatility(volatility) => {
                options.volatility = Some(match volatility {
                    grammar::Volatility::Immutable => Volatility::Immutable,
                    grammar::Volatility::Stable => Volatility::Stable,
                    grammar::Volatility::Volatile => Volatility::Volatile,
                });
            }
            RoutineOption::Strict(strict) => options.strict = Some(*strict),
            RoutineOption::SecurityDefiner(definer) => options.security_definer = Some(*definer),
            RoutineOption::Leakproof(leakproof) => options.leakproof = Some(*leakproof),
            RoutineOption::Parallel(word) => options.parallel = Some(parallel(word)),
            RoutineOption::Cost(number) => options.cost = Some(float4(number)),
            RoutineOption::Rows(number) => options.rows = Some(float4(number)),
            RoutineOption::Parameter(text) => match setting::read(text) {
                Some(change) => options.settings.push(change),
                None => opaque.push(Action::Opaque(format!("{text} is not read"))),
            },
            RoutineOption::Support(_) | RoutineOption::Transform(_) => {
                opaque.push(Action::Opaque(
                    "support functions and transforms are not modelled".to_owned(),
                ));
            }
            RoutineOption::Language(_)
            | RoutineOption::Window
            | RoutineOption::As { .. }
            | RoutineOption::SqlBody(_) => {}
        }
    }
    (options, opaque)
}

pub(super) fn parallel(word: &str) -> ParallelSafety {
    match word {
        "safe" => ParallelSafety::Safe,
        "restricted" => ParallelSafety::Restricted,
        _ => ParallelSafety::Unsafe,
    }
}

/// The number as a `float4` column prints it.
fn float4(number: &str) -> String {
    number
        .replace('_', "")
        .parse::<f32>()
        .map_or_else(|_| number.to_owned(), |value| value.to_string())
}

/// What `DROP FUNCTION` and its like mean, function by function.
pub(super) fn drop(parsed: &Drop) -> Vec<Action> {
    let one = |object: &ObjectRef| {
        effect(RoutineEffect::Drop {
            target: target(object),
            if_exists: parsed.if_exists,
            cascade: parsed.cascade,
        })
    };
    parsed.objects.iter().map(one).collect()
}

pub(super) fn target(object: &ObjectRef) -> RoutineTarget {
    let argument = |argument: &Argument| (mode(argument.mode), new_type(&argument.data_type));
    let arguments = object.arguments.as_ref();
    RoutineTarget {
        name: names::reference(&object.name),
        arguments: arguments.map(|arguments| arguments.iter().map(argument).collect()),
    }
}

/// What `ALTER FUNCTION` and its like mean.
pub(super) fn alter(parsed: &AlterObject) -> Vec<Action> {
    let change = |change| {
        vec![effect(RoutineEffect::Alter {
            target: target(&parsed.object),
            change,
        })]
    };
    match &parsed.action {
        ObjectAction::RenameTo(to) => change(RoutineChange::Rename(names::name(to))),
        ObjectAction::SetSchema(to) => change(RoutineChange::Move(names::name(to))),
        ObjectAction::Routine(list) => {
            let (options, opaque) = options(list);
            let mut actions = opaque;
            if options != RoutineOptions::default() {
                actions.extend(change(RoutineChange::Options(options)));
            }
            actions
        }
        ObjectAction::OwnerTo(_) | ObjectAction::DependsOnExtension { .. } => Vec::new(),
        ObjectAction::UpdateExtension(_)
        | ObjectAction::ExtensionMember(_)
        | ObjectAction::RefreshVersion
        | ObjectAction::SetStatistics(_)
        | ObjectAction::Other(_) => vec![Action::Opaque(
            "this change of a function is not modelled".to_owned(),
        )],
    }
}
