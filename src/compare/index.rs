//! Indexes.

use super::answer::{Answer, AttributeAnswer, Attributes};
use super::attributes::{At, Rule, SETTLED, same_object};
use super::expression::Sameness;
use super::site::{Columns, Site};
use crate::schema::described::in_brackets;
use crate::schema::{Attribute, Index, IndexKey, KeyItem, Opclass, TypeName};

pub(super) fn compare(expected: &Index, live: &Index, table: Columns<'_>) -> Vec<AttributeAnswer> {
    let mut attributes = Attributes::default();
    let at = At::site(Site::condition(table));
    at.compare_but(
        expected,
        live,
        &mut attributes,
        |attribute| match attribute {
            Attribute::Columns => SETTLED,
            _ => Rule::ByValue,
        },
    );
    compare_keys(&mut attributes, &expected.keys, &live.keys, table);
    attributes.0
}

fn compare_keys(
    attributes: &mut Attributes,
    expected: &[IndexKey],
    live: &[IndexKey],
    table: Columns<'_>,
) {
    let sameness = items(expected, live, table);
    match sameness {
        Items::Same => {}
        Items::Different => {
            let attribute = if expected.iter().chain(live).any(is_expression) {
                Attribute::Expression
            } else {
                Attribute::Columns
            };
            attributes.push(attribute, Answer::Different, words(expected), words(live));
            return;
        }
        Items::Other(answer) => {
            attributes.push(Attribute::Expression, answer, words(expected), words(live));
        }
    }
    for (expected, live) in expected.iter().zip(live) {
        compare_key(attributes, expected, live);
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
    key.expression().is_some()
}

fn words(keys: &[IndexKey]) -> String {
    in_brackets(keys.iter().map(|key| key.item.words()))
}

fn compare_key(attributes: &mut Attributes, expected: &IndexKey, live: &IndexKey) {
    let IndexKey {
        item: _,
        opclass,
        collation,
        descending,
        nulls_first,
    } = expected;
    compare_opclass(attributes, opclass.as_ref(), live.opclass.as_ref());
    if !same_object(collation.as_ref(), live.collation.as_ref()) {
        let words =
            |name: Option<&TypeName>| name.map_or("default".to_owned(), TypeName::to_string);
        let sides = (words(collation.as_ref()), words(live.collation.as_ref()));
        attributes.push(Attribute::Collation, Answer::Different, sides.0, sides.1);
    }
    if (descending, nulls_first) != (&live.descending, &live.nulls_first) {
        let expected = order(*descending, *nulls_first);
        let actual = order(live.descending, live.nulls_first);
        attributes.push(Attribute::Order, Answer::Different, expected, actual);
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
fn compare_opclass(
    attributes: &mut Attributes,
    expected: Option<&Opclass>,
    live: Option<&Opclass>,
) {
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
        attributes.push(
            Attribute::Opclass,
            Answer::Different,
            text(expected),
            text(live),
        );
    }
}
