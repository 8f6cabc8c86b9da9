//! Views and materialized views.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::align::Counterpart;
use super::answer::{Answer, AttributeAnswer, Attributes, Presence};
use super::attributes::{At, Rule, SETTLED};
use super::site::{Columns, Site, noted};
use crate::name::{Name, QualifiedName};
use crate::schema::{Attribute, Expression, ObjectKey, Schema, View};

pub(super) fn compare(expected: &View, live: &View, schema: &Schema) -> Vec<AttributeAnswer> {
    let mut attributes = Attributes::default();
    let at = At::site(Site::alone(schema, None));
    let named = expected.columns.is_some() && live.columns.is_some();
    at.compare_but(
        expected,
        live,
        &mut attributes,
        |attribute| match attribute {
            Attribute::Columns if !named => SETTLED,
            Attribute::Body => Rule::Own(query(&expected.query, &live.query, schema)),
            _ => Rule::ByValue,
        },
    );
    if !named {
        let reason = "the ledger's text does not tell their names";
        attributes.push(Attribute::Columns, Answer::Unmeasured(reason), "", "");
    }
    compare_defaults(&mut attributes, expected, live, schema);
    attributes.0
}

/// The name of a view.
pub(super) fn name(key: &ObjectKey) -> QualifiedName {
    let schema = key.schema.clone().unwrap_or_else(|| Name::exact(""));
    QualifiedName::new(schema, key.name.clone())
}

/// The live view that stands for an expected one.
pub(super) fn counterpart<'a>(
    live: &'a Schema,
    key: &ObjectKey,
    presence: &Presence,
) -> Option<Counterpart<'a>> {
    let found = match presence {
        Presence::Here => key.clone(),
        Presence::Unrenamed(former) => former.clone(),
        Presence::Elsewhere(places) => ObjectKey {
            schema: Some(places.first()?.place.schema.clone()),
            ..key.clone()
        },
        Presence::Variant(_) | Presence::Nowhere | Presence::Hanging { .. } => return None,
    };
    Some(Counterpart {
        name: name(&found),
        table: Cow::Borrowed(&live.views.get(&found)?.parts),
        unrenamed: Vec::new(),
        supposed: Vec::new(),
        presence: presence.clone(),
    })
}

/// Defaults of its own, one after the other. A column that is called otherwise is told as that.
fn compare_defaults(attributes: &mut Attributes, expected: &View, live: &View, schema: &Schema) {
    let defaults = live.defaults.iter();
    let actual: BTreeMap<&Name, &Expression> = defaults
        .map(|(name, default)| (expected_name(expected, live, name), default))
        .collect();
    let mut names: Vec<&Name> = expected.defaults.keys().collect();
    names.extend(
        actual
            .keys()
            .filter(|name| !expected.defaults.contains_key(**name)),
    );
    for name in names {
        let (one, other) = (expected.defaults.get(name), actual.get(name).copied());
        let column = live.parts.column(name);
        let site = Site::alone(schema, column.map(|column| column.data_type.clone()));
        let answer = match (one, other) {
            (Some(one), Some(other)) => match site.answer(one, other) {
                Some(answer) => answer,
                None => continue,
            },
            _ => Answer::Different,
        };
        let words = |default| default_words(name, default);
        attributes.push(Attribute::Default, answer, words(one), words(other));
    }
}

/// What is told of the default of a column.
pub(super) fn default_words(name: &Name, default: Option<&Expression>) -> String {
    match default {
        Some(default) => format!("{name} DEFAULT {}", default.text),
        None => format!("{name} without a default"),
    }
}

/// What the column at the place of a live one should be called.
fn expected_name<'a>(expected: &'a View, live: &'a View, name: &'a Name) -> &'a Name {
    let (Some(wanted), Some(there)) = (&expected.columns, &live.columns) else {
        return name;
    };
    let at = there.iter().position(|column| column == name);
    let same = wanted.len() == there.len() && !wanted.contains(name);
    at.filter(|_| same)
        .and_then(|at| wanted.get(at))
        .unwrap_or(name)
}

/// The server prints a query anew. What cannot be proved of it is not measured.
fn query(expected: &Expression, live: &Expression, schema: &Schema) -> Option<Answer> {
    let relation = expected.relations().into_iter().next();
    let table = relation.and_then(|name| schema.tables.get(&name));
    let site = match table {
        Some(table) => Site::row(Columns { table, schema }, None),
        None => Site::alone(schema, None),
    };
    match noted(site.compare(expected, live)) {
        Some(Answer::Undecided(_)) => Some(Answer::Unmeasured(
            "the server prints a query in words of its own",
        )),
        answer => answer,
    }
}
