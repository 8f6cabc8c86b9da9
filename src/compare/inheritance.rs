//! How a table is partitioned, and what it belongs to.

use std::collections::BTreeSet;

use super::align::Alignment;
use super::answer::{Answer, AttributeAnswer};
use super::expression::Sameness;
use super::index::same_items;
use super::site::Site;
use crate::name::QualifiedName;
use crate::schema::described::in_brackets;
use crate::schema::{
    Attribute, Bound, DataType, Expr, Expression, IndexKey, Inheritance, KeyItem, Limit,
    PartitionKey, RowType, Table, TypeName,
};

const MADE_THEN: &str = "the server keeps the value that it had when the partition was made";

pub(super) fn compare(
    expected: &Inheritance,
    live: &Table,
    alignment: &Alignment<'_>,
) -> Vec<AttributeAnswer> {
    let Inheritance {
        key,
        bound,
        parents: _,
        of_type,
        unknown_columns,
    } = expected;
    let actual = &live.inheritance;
    let mut attributes = Vec::new();
    let mut note = |attribute, answer: Option<Answer>, [expected, actual]: [String; 2]| {
        let answer = answer.map(|it| AttributeAnswer::new(attribute, it, expected, actual));
        attributes.extend(answer);
    };
    let both = [key, &actual.key].map(Option::as_ref);
    let words = both.map(|it| it.map_or("not partitioned".to_owned(), PartitionKey::to_string));
    note(
        Attribute::PartitionKey,
        key_answer(both, live, alignment),
        words,
    );
    let different = |is: bool| is.then_some(Answer::Different);
    let found = actual.partitioned().map(|it| alignment.target(it));
    let parents = [expected.partitioned(), found];
    let belongs = parents[0] == parents[1];
    let words = parents.map(|it| {
        it.map_or("no partition".to_owned(), |it| {
            format!("a partition of {it}")
        })
    });
    note(Attribute::Partition, different(!belongs), words);
    if let (Some(bound), Some(other), Some(parent), true) =
        (bound, &actual.bound, parents[0], belongs)
    {
        let parent = alignment.expected.schema.tables.get(parent);
        let keys = parent.and_then(|parent| parent.inheritance.key.as_ref());
        let answer = bound_answer(bound, other, keys, live, alignment);
        note(
            Attribute::Bound,
            answer,
            [bound.to_string(), other.to_string()],
        );
    }
    let ours: BTreeSet<&QualifiedName> = expected.inherits().iter().collect();
    let theirs = actual.inherits().iter().map(|it| alignment.target(it));
    let inherits = [ours, theirs.collect()];
    let words = inherits.clone().map(|it| in_brackets(it.into_iter()));
    note(
        Attribute::Inherits,
        different(inherits[0] != inherits[1]),
        words,
    );
    let types = [of_type, &actual.of_type].map(row_type);
    let same = super::site::same_object(types[0], types[1]);
    let words = types.map(|it| it.map_or("of no type".to_owned(), |name| format!("OF {name}")));
    note(Attribute::OfType, different(!same), words);
    if let Some(unknown_columns) = unknown_columns {
        let answer = Answer::Unmeasured(unknown_columns.reason());
        note(
            Attribute::Columns,
            Some(answer),
            ["unknown".to_owned(), String::new()],
        );
    }
    attributes
}

fn row_type(of: &RowType) -> Option<&TypeName> {
    match of {
        RowType::Of(name) => Some(name),
        RowType::Own => None,
    }
}

fn key_answer(
    keys: [Option<&PartitionKey>; 2],
    table: &Table,
    alignment: &Alignment<'_>,
) -> Option<Answer> {
    match keys {
        [None, None] => None,
        [Some(expected), Some(live)] if expected.strategy == live.strategy => {
            let items = same_items(&expected.keys, &live.keys, table, alignment);
            let pairs = expected.keys.iter().zip(&live.keys);
            let orders = pairs.map(|(expected, live)| same_order(expected, live));
            Sameness::worst(orders.chain([items])).noted()
        }
        _ => Some(Answer::Different),
    }
}

/// By what the values of a key are told apart: `pg_get_partkeydef` leaves out the operator class that is the
/// type's own.
fn same_order(expected: &IndexKey, live: &IndexKey) -> Sameness {
    let named = |key: &IndexKey| key.opclass.as_ref().map(|opclass| opclass.name.clone());
    let collation = match (&expected.collation, &live.collation) {
        (None, None) => true,
        (Some(one), Some(other)) => one.may_be(other) || other.may_be(one),
        _ => false,
    };
    match (named(expected), named(live)) {
        _ if !collation => Sameness::Different,
        (Some(_), None) => {
            Sameness::Equivalent("the server does not print the type's own operator class")
        }
        (one, other) if one == other => Sameness::Exact,
        _ => Sameness::Different,
    }
}

fn bound_answer(
    expected: &Bound,
    live: &Bound,
    key: Option<&PartitionKey>,
    table: &Table,
    alignment: &Alignment<'_>,
) -> Option<Answer> {
    let keys = key.map_or(&[][..], |key| key.keys.as_slice());
    let site = |position: usize| {
        let data_type = keys.get(position).and_then(|key| type_of_key(key, table));
        Site::row(alignment, table, data_type)
    };
    let pairs = |one: &[Limit], other: &[Limit]| {
        let pairs = one.iter().zip(other).enumerate();
        Sameness::worst(pairs.map(|(at, (one, other))| same_limit(one, other, &site(at))))
    };
    let sameness = match (expected, live) {
        (Bound::Default, Bound::Default) => Sameness::Exact,
        (Bound::Hash(..), Bound::Hash(..)) if expected == live => Sameness::Exact,
        (Bound::Range(from, to), Bound::Range(live_from, live_to))
            if from.len() == live_from.len() && to.len() == live_to.len() =>
        {
            Sameness::worst([pairs(from, live_from), pairs(to, live_to)])
        }
        (Bound::List(values), Bound::List(others)) => same_list(values, others, &site(0)),
        (_, Bound::Unread(_)) | (Bound::Unread(_), _) => {
            Sameness::Undecided("the bound could not be read")
        }
        _ => Sameness::Different,
    };
    match sameness {
        Sameness::Equivalent(_) => None,
        Sameness::Undecided(MADE_THEN) => Some(Answer::Unmeasured(MADE_THEN)),
        other => other.noted(),
    }
}

fn type_of_key(key: &IndexKey, table: &Table) -> Option<DataType> {
    match &key.item {
        KeyItem::Column(name) => Some(table.column(name)?.data_type.clone()),
        KeyItem::Expression(_) => None,
    }
}

fn same_limit(expected: &Limit, live: &Limit, site: &Site<'_>) -> Sameness {
    match (expected, live) {
        (Limit::Min, Limit::Min) | (Limit::Max, Limit::Max) => Sameness::Exact,
        (Limit::Value(one), Limit::Value(other)) => same_value(one, other, site),
        _ => Sameness::Different,
    }
}

fn same_value(expected: &Expression, live: &Expression, site: &Site<'_>) -> Sameness {
    if !is_constant(&expected.tree) {
        return Sameness::Undecided(MADE_THEN);
    }
    match site.compare(expected, live) {
        Sameness::Different if site.is_untyped() => {
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
fn same_list(expected: &[Expression], live: &[Expression], site: &Site<'_>) -> Sameness {
    let same = |one: &Expression, other: &Expression| same_value(one, other, site);
    let forth = expected
        .iter()
        .map(|one| Sameness::best(live.iter().map(|other| same(one, other))));
    let back = live
        .iter()
        .map(|other| Sameness::best(expected.iter().map(|one| same(one, other))));
    Sameness::worst(forth.chain(back))
}
