//! Indexes.

use super::answer::{Answer, AspectAnswer, Aspects, flag, list};
use super::column::compare_collation;
use super::expression::Sameness;
use super::site::{Columns, Site};
use crate::schema::{Aspect, Index, IndexKey, KeyItem, Opclass};

pub(super) fn compare(expected: &Index, live: &Index, table: Columns<'_>) -> Vec<AspectAnswer> {
    let Index {
        id: _,
        method,
        keys,
        include,
        unique,
        nulls_not_distinct,
        predicate,
        options,
        valid,
    } = expected;
    let mut aspects = Aspects::default();
    aspects.same(Aspect::Method, method, &live.method, ToString::to_string);
    aspects.same(Aspect::Unique, unique, &live.unique, |unique| {
        flag(*unique, "UNIQUE", "not unique")
    });
    compare_keys(&mut aspects, keys, &live.keys, table);
    aspects.same(Aspect::Include, include, &live.include, |names| list(names));
    nulls(&mut aspects, *nulls_not_distinct, live.nulls_not_distinct);
    let predicates = [predicate.as_ref(), live.predicate.as_ref()];
    Site::condition(table).hold(&mut aspects, Aspect::Predicate, predicates, "none");
    aspects.same(Aspect::Options, options, &live.options, |options| {
        let pairs: Vec<String> = options.iter().map(|(k, v)| format!("{k}={v}")).collect();
        format!("({})", pairs.join(", "))
    });
    if *valid && !live.valid {
        aspects.push(Aspect::Valid, Answer::NotInForce, "valid", "INVALID");
    }
    aspects.0
}

pub(super) fn nulls(aspects: &mut Aspects, expected: bool, live: bool) {
    aspects.same(Aspect::NullsNotDistinct, &expected, &live, |not_distinct| {
        flag(*not_distinct, "NULLS NOT DISTINCT", "NULLS DISTINCT")
    });
}

fn compare_keys(
    aspects: &mut Aspects,
    expected: &[IndexKey],
    live: &[IndexKey],
    table: Columns<'_>,
) {
    let sameness = items(expected, live, table);
    match sameness {
        Items::Same => {}
        Items::Different => {
            let aspect = if expected.iter().chain(live).any(is_expression) {
                Aspect::Expression
            } else {
                Aspect::Columns
            };
            aspects.push(aspect, Answer::Different, words(expected), words(live));
            return;
        }
        Items::Other(answer) => {
            aspects.push(Aspect::Expression, answer, words(expected), words(live));
        }
    }
    for (expected, live) in expected.iter().zip(live) {
        compare_key(aspects, expected, live);
    }
}

enum Items {
    Same,
    Other(Answer),
    Different,
}

fn items(expected: &[IndexKey], live: &[IndexKey], table: Columns<'_>) -> Items {
    if expected.len() != live.len() {
        return Items::Different;
    }
    let mut result = Items::Same;
    for (expected, live) in expected.iter().zip(live) {
        match (&expected.item, &live.item) {
            (KeyItem::Column(expected), KeyItem::Column(live)) if expected == live => {}
            (KeyItem::Expression(expected), KeyItem::Expression(live)) => {
                match Site::row(table, None).compare(expected, live) {
                    Sameness::Exact => {}
                    Sameness::Equivalent(reason) => {
                        if matches!(result, Items::Same) {
                            result = Items::Other(Answer::Equivalent(reason));
                        }
                    }
                    Sameness::Undecided(reason) => {
                        result = Items::Other(Answer::Undecided(reason));
                    }
                    Sameness::Different => return Items::Different,
                }
            }
            _ => return Items::Different,
        }
    }
    result
}

fn is_expression(key: &IndexKey) -> bool {
    matches!(key.item, KeyItem::Expression(_))
}

fn words(keys: &[IndexKey]) -> String {
    let items: Vec<String> = keys
        .iter()
        .map(|key| match &key.item {
            KeyItem::Column(name) => name.to_string(),
            KeyItem::Expression(expression) => format!("({})", expression.text),
        })
        .collect();
    format!("({})", items.join(", "))
}

fn compare_key(aspects: &mut Aspects, expected: &IndexKey, live: &IndexKey) {
    let IndexKey {
        item: _,
        opclass,
        collation,
        descending,
        nulls_first,
    } = expected;
    compare_opclass(aspects, opclass.as_ref(), live.opclass.as_ref());
    compare_collation(
        aspects,
        Aspect::Collation,
        collation.as_ref(),
        live.collation.as_ref(),
    );
    if (descending, nulls_first) != (&live.descending, &live.nulls_first) {
        let expected = order(*descending, *nulls_first);
        let actual = order(live.descending, live.nulls_first);
        aspects.push(Aspect::Order, Answer::Different, expected, actual);
    }
}

fn order(descending: bool, nulls_first: bool) -> String {
    let direction = if descending { "DESC" } else { "ASC" };
    let nulls = if nulls_first {
        "NULLS FIRST"
    } else {
        "NULLS LAST"
    };
    format!("{direction} {nulls}")
}

/// What the ledger does not name is the default of the key's type, which the live side knows.
fn compare_opclass(aspects: &mut Aspects, expected: Option<&Opclass>, live: Option<&Opclass>) {
    let same = match (expected, live) {
        (None, None) => true,
        (None, Some(live)) => live.default && live.parameters.is_empty(),
        (Some(_), None) => false,
        (
            Some(Opclass {
                name,
                default: _,
                parameters,
            }),
            Some(live),
        ) => name == &live.name && parameters == &live.parameters,
    };
    if !same {
        let text = |opclass: Option<&Opclass>| {
            opclass.map_or_else(|| "the type's default".to_owned(), |o| o.name.to_string())
        };
        aspects.push(
            Aspect::Opclass,
            Answer::Different,
            text(expected),
            text(live),
        );
    }
}
