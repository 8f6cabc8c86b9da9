//! `SET` and `RESET` of what decides where later statements make things.

use sqlparser::ast::{self, Expr, Reset};

use super::names;
use super::vocabulary::{Effect, Meaning, Reach, Step};
use crate::name::Name;

/// What a `SET` means.
pub(super) fn set(set: &ast::Set, text: &str) -> Meaning {
    let ast::Set::SingleAssignment {
        variable, values, ..
    } = set
    else {
        return Meaning::Data;
    };
    let name = names::reference(variable).name;
    let Some(effect) = effect(name.as_str()) else {
        return Meaning::Data;
    };
    let values: Option<Vec<Name>> = values.iter().map(value).collect();
    match values {
        Some(values) => {
            let default = matches!(values.as_slice(), [one] if one.as_str() == "default");
            one(effect((!default).then_some(values)))
        }
        None => Meaning::Opaque {
            reason: format!("the {name} of {text} is not read"),
            steps: Vec::new(),
            reach: Reach::Schema,
        },
    }
}

/// What a `RESET` means.
pub(super) fn reset(reset: &Reset) -> Meaning {
    match reset {
        Reset::ALL => Meaning::Schema(
            SETTINGS
                .iter()
                .filter_map(|name| Some(step(effect(name)?(None))))
                .collect(),
        ),
        Reset::ConfigurationParameter(name) => {
            let name = names::reference(name).name;
            effect(name.as_str()).map_or(Meaning::Data, |effect| one(effect(None)))
        }
        Reset::SessionAuthorization => Meaning::Data,
    }
}

const SETTINGS: [&str; 3] = [
    "search_path",
    "default_tablespace",
    "default_table_access_method",
];

type OfValues = fn(Option<Vec<Name>>) -> Effect;

fn effect(setting: &str) -> Option<OfValues> {
    Some(match setting {
        "search_path" => Effect::SearchPath,
        "default_tablespace" => |values| Effect::DefaultTablespace(first(values)),
        "default_table_access_method" => |values| Effect::DefaultAccessMethod(first(values)),
        _ => return None,
    })
}

fn first(values: Option<Vec<Name>>) -> Option<Name> {
    values?.into_iter().next()
}

fn one(effect: Effect) -> Meaning {
    Meaning::Schema(vec![step(effect)])
}

fn step(effect: Effect) -> Step {
    Step {
        effect,
        guarded: false,
        unless: None,
    }
}

fn value(value: &Expr) -> Option<Name> {
    match value {
        Expr::Identifier(ident) => Some(names::name(ident)),
        Expr::Value(value) => value
            .value
            .clone()
            .into_string()
            .map(|text| Name::exact(&text)),
        _ => None,
    }
}
