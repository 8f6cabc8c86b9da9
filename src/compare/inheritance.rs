//! How a table is partitioned, and what it belongs to.

use std::collections::BTreeSet;

use super::align::Alignment;
use super::answer::{Answer, Attributes};
use super::expression::Sameness;
use super::site::{Columns, Site, noted};
use crate::name::QualifiedName;
use crate::schema::{
    Attribute, Bound, DataType, Expr, Expression, IndexKey, Inheritance, KeyItem, Limit,
    PartitionKey, RowType, Schema, Table,
};

const MADE_THEN: &str = "the server keeps the value that it had when the partition was made";

pub(super) fn compare(
    attributes: &mut Attributes,
    expected: &Inheritance,
    live: &Table,
    tables: &Schema,
    alignment: &Alignment<'_>,
) {
    let Inheritance {
        key,
        bound,
        parents: _,
        of_type,
        unknown_columns,
    } = expected;
    let columns = alignment.columns(live);
    compare_key(
        attributes,
        key.as_ref(),
        live.inheritance.key.as_ref(),
        columns,
    );
    let partition = |inheritance: &Inheritance| inheritance.partitioned().cloned();
    let actual = partition(&live.inheritance);
    let actual = actual.map(|parent| alignment.target(&parent).clone());
    let expected_parent = partition(expected);
    attributes.same(Attribute::Partition, &expected_parent, &actual, |parent| {
        parent.as_ref().map_or_else(
            || "no partition".to_owned(),
            |parent| format!("a partition of {parent}"),
        )
    });
    if let (Some(bound), Some(actual), Some(parent)) =
        (bound, &live.inheritance.bound, expected_parent)
        && Some(&parent)
            == partition(&live.inheritance)
                .map(|it| alignment.target(&it).clone())
                .as_ref()
    {
        let keys = tables.tables.get(&parent);
        let keys = keys.and_then(|parent| parent.inheritance.key.as_ref());
        compare_bound(attributes, bound, actual, keys, columns);
    }
    let names = |inheritance: &Inheritance, live: bool| -> BTreeSet<QualifiedName> {
        let parents = inheritance.inherits().iter();
        let name = |parent| {
            if live {
                alignment.target(parent)
            } else {
                parent
            }
        };
        parents.map(name).cloned().collect()
    };
    attributes.same(
        Attribute::Inherits,
        &names(expected, false),
        &names(&live.inheritance, true),
        |parents| {
            let parents: Vec<String> = parents.iter().map(ToString::to_string).collect();
            format!("({})", parents.join(", "))
        },
    );
    compare_type(attributes, of_type, &live.inheritance.of_type);
    if let Some(unknown_columns) = unknown_columns {
        let answer = Answer::Unmeasured(unknown_columns.reason());
        attributes.push(Attribute::Columns, answer, "unknown", "");
    }
}

fn compare_type(attributes: &mut Attributes, expected: &RowType, live: &RowType) {
    let words = |of: &RowType| match of {
        RowType::Of(name) => format!("OF {name}"),
        RowType::Own => "of no type".to_owned(),
    };
    match (expected, live) {
        (RowType::Own, RowType::Own) => {}
        (RowType::Of(one), RowType::Of(other)) if super::column::same_name(one, other) => {}
        _ => attributes.push(
            Attribute::OfType,
            Answer::Different,
            words(expected),
            words(live),
        ),
    }
}

fn compare_key(
    attributes: &mut Attributes,
    expected: Option<&PartitionKey>,
    live: Option<&PartitionKey>,
    columns: Columns<'_>,
) {
    let words = |key: Option<&PartitionKey>| key.map_or_else(|| "not partitioned".to_owned(), text);
    let answer = match (expected, live) {
        (None, None) => return,
        (Some(expected), Some(live)) => match noted(same_keys(expected, live, columns)) {
            Some(answer) => answer,
            None => return,
        },
        _ => Answer::Different,
    };
    attributes.push(
        Attribute::PartitionKey,
        answer,
        words(expected),
        words(live),
    );
}

fn same_keys(expected: &PartitionKey, live: &PartitionKey, columns: Columns<'_>) -> Sameness {
    if expected.strategy != live.strategy || expected.keys.len() != live.keys.len() {
        return Sameness::Different;
    }
    let pairs = expected.keys.iter().zip(&live.keys);
    worst(pairs.map(|(expected, live)| same_key(expected, live, columns)))
}

/// `pg_get_partkeydef` leaves out the operator class that is the type's own.
fn same_key(expected: &IndexKey, live: &IndexKey, columns: Columns<'_>) -> Sameness {
    let named = |key: &IndexKey| key.opclass.as_ref().map(|opclass| opclass.name.clone());
    let collation = match (&expected.collation, &live.collation) {
        (None, None) => true,
        (Some(one), Some(other)) => {
            one.name == other.name
                && (one.schema.is_none() || other.schema.is_none() || one.schema == other.schema)
        }
        _ => false,
    };
    let items = match (&expected.item, &live.item) {
        (KeyItem::Column(one), KeyItem::Column(other)) if one == other => Sameness::Exact,
        (KeyItem::Expression(one), KeyItem::Expression(other)) => {
            Site::row(columns, None).compare(one, other)
        }
        _ => Sameness::Different,
    };
    match (named(expected), named(live)) {
        _ if !collation => Sameness::Different,
        (Some(_), None) => worst([
            items,
            Sameness::Equivalent("the server does not print the type's own operator class"),
        ]),
        (one, other) if one == other => items,
        _ => Sameness::Different,
    }
}

fn worst(all: impl IntoIterator<Item = Sameness>) -> Sameness {
    let rank = |one: &Sameness| match one {
        Sameness::Exact => 0,
        Sameness::Equivalent(_) => 1,
        Sameness::Undecided(_) => 2,
        Sameness::Different => 3,
    };
    all.into_iter().max_by_key(rank).unwrap_or(Sameness::Exact)
}

fn text(key: &PartitionKey) -> String {
    let items = key.keys.iter().map(|key| {
        let item = match &key.item {
            KeyItem::Column(name) => name.to_string(),
            KeyItem::Expression(expression) => format!("({})", expression.text),
        };
        let collation = key.collation.as_ref();
        let collation = collation.map_or_else(String::new, |name| format!(" COLLATE {name}"));
        let opclass = key.opclass.as_ref();
        let opclass = opclass.map_or_else(String::new, |opclass| format!(" {}", opclass.name));
        format!("{item}{collation}{opclass}")
    });
    let items: Vec<String> = items.collect();
    format!("{} ({})", key.strategy.as_str(), items.join(", "))
}

fn compare_bound(
    attributes: &mut Attributes,
    expected: &Bound,
    live: &Bound,
    key: Option<&PartitionKey>,
    columns: Columns<'_>,
) {
    let keys = key.map_or(&[][..], |key| key.keys.as_slice());
    let of = |position: usize| keys.get(position).and_then(|key| type_of_key(key, columns));
    let pairs = |one: &[Limit], other: &[Limit]| {
        let pairs = one.iter().zip(other).enumerate();
        worst(pairs.map(|(at, (one, other))| same_limit(one, other, of(at), columns)))
    };
    let sameness = match (expected, live) {
        (Bound::Default, Bound::Default) => Sameness::Exact,
        (Bound::Hash(..), Bound::Hash(..)) if expected == live => Sameness::Exact,
        (Bound::Range(from, to), Bound::Range(live_from, live_to))
            if from.len() == live_from.len() && to.len() == live_to.len() =>
        {
            worst([pairs(from, live_from), pairs(to, live_to)])
        }
        (Bound::List(values), Bound::List(others)) => same_list(values, others, &|| of(0), columns),
        (_, Bound::Unread(_)) | (Bound::Unread(_), _) => {
            Sameness::Undecided("the bound could not be read")
        }
        _ => Sameness::Different,
    };
    let answer = match sameness {
        Sameness::Exact | Sameness::Equivalent(_) => return,
        Sameness::Undecided(reason) if reason == MADE_THEN => Answer::Unmeasured(reason),
        Sameness::Undecided(reason) => Answer::Undecided(reason),
        Sameness::Different => Answer::Different,
    };
    attributes.push(Attribute::Bound, answer, words(expected), words(live));
}

fn type_of_key(key: &IndexKey, columns: Columns<'_>) -> Option<DataType> {
    match &key.item {
        KeyItem::Column(name) => Some(columns.table.column(name)?.data_type.clone()),
        KeyItem::Expression(_) => None,
    }
}

fn same_limit(
    expected: &Limit,
    live: &Limit,
    data_type: Option<DataType>,
    columns: Columns<'_>,
) -> Sameness {
    match (expected, live) {
        (Limit::Min, Limit::Min) | (Limit::Max, Limit::Max) => Sameness::Exact,
        (Limit::Value(one), Limit::Value(other)) => same_value(one, other, data_type, columns),
        _ => Sameness::Different,
    }
}

fn same_value(
    expected: &Expression,
    live: &Expression,
    data_type: Option<DataType>,
    columns: Columns<'_>,
) -> Sameness {
    if !is_constant(&expected.tree) {
        return Sameness::Undecided(MADE_THEN);
    }
    let untyped = data_type.is_none();
    match Site::row(columns, data_type).compare(expected, live) {
        Sameness::Different if untyped => {
            Sameness::Undecided("only the server knows the type of the key")
        }
        sameness => sameness,
    }
}

/// What is worth the same whenever it is asked.
fn is_constant(tree: &Expr) -> bool {
    match tree {
        Expr::Literal(_) => true,
        Expr::Cast(inner, _) | Expr::Unary(_, inner) => is_constant(inner),
        _ => false,
    }
}

/// The order of a list means nothing, and a value that comes twice is kept once.
fn same_list(
    expected: &[Expression],
    live: &[Expression],
    of: &dyn Fn() -> Option<DataType>,
    columns: Columns<'_>,
) -> Sameness {
    let best = |value: &Expression, others: &[Expression], forth: bool| {
        let each = others.iter().map(|other| {
            let (one, other) = if forth {
                (value, other)
            } else {
                (other, value)
            };
            same_value(one, other, of(), columns)
        });
        each.min_by_key(|one| match one {
            Sameness::Exact => 0,
            Sameness::Equivalent(_) => 1,
            Sameness::Undecided(_) => 2,
            Sameness::Different => 3,
        })
        .unwrap_or(Sameness::Different)
    };
    let forth = expected.iter().map(|value| best(value, live, true));
    let back = live.iter().map(|value| best(value, expected, false));
    worst(forth.chain(back))
}

fn words(bound: &Bound) -> String {
    let limits = |limits: &[Limit]| {
        let limits = limits.iter().map(|limit| match limit {
            Limit::Min => "MINVALUE",
            Limit::Max => "MAXVALUE",
            Limit::Value(value) => value.text.as_str(),
        });
        limits.collect::<Vec<_>>().join(", ")
    };
    match bound {
        Bound::Default => "DEFAULT".to_owned(),
        Bound::List(values) => {
            let values: Vec<&str> = values.iter().map(|value| value.text.as_str()).collect();
            format!("FOR VALUES IN ({})", values.join(", "))
        }
        Bound::Range(from, to) => {
            format!("FOR VALUES FROM ({}) TO ({})", limits(from), limits(to))
        }
        Bound::Hash(modulus, remainder) => {
            format!("FOR VALUES WITH (MODULUS {modulus}, REMAINDER {remainder})")
        }
        Bound::Unread(text) => text.clone(),
    }
}
