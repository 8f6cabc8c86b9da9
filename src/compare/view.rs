//! Views and materialized views.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::align::{Alignment, Counterpart};
use super::answer::{Answer, AttributeAnswer, Presence};
use super::site::{Rule, SETTLED, Site};
use super::verbatim;
use crate::engine::Engine;
use crate::name::Name;
use crate::schema::{Attribute, Expression, ObjectKey, Schema, View};

pub(super) fn compare(
    expected: &View,
    live: &View,
    alignment: &Alignment<'_>,
) -> Vec<AttributeAnswer> {
    let site = Site::alone(alignment, None);
    // A database that keeps the text has no names for them but those that stand there.
    let named =
        expected.columns.is_some() && live.columns.is_some() || alignment.engine == Engine::Sqlite;
    let mut attributes = site.attributes_but(expected, live, |attribute| match attribute {
        Attribute::Columns if !named => SETTLED,
        Attribute::Body if alignment.engine == Engine::Sqlite => {
            Rule::Own(verbatim(expected, live))
        }
        Attribute::Body => Rule::Own(query(&expected.query, &live.query, alignment)),
        _ => Rule::ByValue,
    });
    if !named {
        let reason = "the ledger's text does not tell their names";
        attributes.push(AttributeAnswer::unmeasured(Attribute::Columns, reason));
    }
    attributes.extend(compare_defaults(expected, live, alignment));
    attributes
}

/// The live view that stands for an expected one.
pub(super) fn counterpart<'a>(
    live: &'a Schema,
    key: &ObjectKey,
    presence: &Presence,
) -> Option<Counterpart<'a>> {
    let found = match presence {
        Presence::Here => key.clone(),
        Presence::Unrenamed(former) => (**former).clone(),
        Presence::Elsewhere(places) => key.in_schema(&places.first()?.place.schema),
        Presence::Variant(_) | Presence::Nowhere | Presence::Hanging { .. } => return None,
    };
    Some(Counterpart {
        name: found.qualified(),
        table: Cow::Borrowed(&live.view(&found)?.parts),
        unrenamed: Vec::new(),
        supposed: Vec::new(),
        presence: presence.clone(),
    })
}

/// Defaults of its own, one after the other. A column that is called otherwise is told as that.
fn compare_defaults(
    expected: &View,
    live: &View,
    alignment: &Alignment<'_>,
) -> Vec<AttributeAnswer> {
    let defaults = live.defaults.iter();
    let actual: BTreeMap<&Name, &Expression> = defaults
        .map(|(name, default)| (expected_name(expected, live, name), default))
        .collect();
    let surplus = actual.keys().copied();
    let surplus = surplus.filter(|name| !expected.defaults.contains_key(*name));
    let names = expected.defaults.keys().chain(surplus);
    let compared = names.filter_map(|name| {
        let (one, other) = (expected.defaults.get(name), actual.get(name).copied());
        let column = live.parts.column(name);
        let site = Site::alone(alignment, column.map(|column| column.data_type.clone()));
        let answer = site.expressions(Attribute::Default, [one, other], "")?;
        let words = |default| default_words(name, default);
        Some(AttributeAnswer::new(
            answer.attribute,
            answer.answer,
            words(one),
            words(other),
        ))
    });
    compared.collect()
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

/// What a rename made of the text is not always told.
fn verbatim(expected: &View, live: &View) -> Option<Answer> {
    let answer = verbatim::compare(&expected.query, &live.query).noted();
    match answer {
        Some(Answer::Different) if expected.stale_text => Some(Answer::Undecided(
            "what it reads was renamed since, which changed its text",
        )),
        answer => answer,
    }
}

/// The server prints a query anew. What cannot be proved of it is not measured.
fn query(expected: &Expression, live: &Expression, alignment: &Alignment<'_>) -> Option<Answer> {
    let relation = expected.relations().into_iter().next();
    let table = relation.and_then(|name| alignment.live.tables.get(&name));
    let site = match table {
        Some(table) => Site::row(alignment, table, None),
        None => Site::alone(alignment, None),
    };
    match site.compare(expected, live).noted() {
        Some(Answer::Undecided(_)) => Some(Answer::Unmeasured(
            "the server prints a query in words of its own",
        )),
        answer => answer,
    }
}
