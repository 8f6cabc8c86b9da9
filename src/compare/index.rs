//! Indexes, and constraints, of which some have one.

use super::align::Alignment;
use super::answer::{Answer, AttributeAnswer};
use super::expression::Sameness;
use super::site::{Rule, SETTLED, Site, same_object};
use crate::engine::Engine;
use crate::schema::described::in_brackets;
use crate::schema::{
    Attribute, Constraint, ConstraintBody, Expression, ForeignKey, Index, IndexKey, KeyItem,
    Opclass, Table, TypeName,
};

pub(super) fn compare(
    expected: &Index,
    live: &Index,
    table: &Table,
    alignment: &Alignment<'_>,
) -> Vec<AttributeAnswer> {
    let site = Site::condition(alignment, table);
    let mut attributes = site.attributes_but(expected, live, |attribute| match attribute {
        Attribute::Columns => SETTLED,
        Attribute::Method if expected.method == live.method => SETTLED,
        _ => Rule::ByValue,
    });
    let items = same_items(&expected.keys, &live.keys, table, alignment);
    let keys = [&expected.keys, &live.keys];
    if let Some(answer) = items.noted() {
        let columns = answer == Answer::Different && !keys.iter().any(|it| read_expressions(it));
        let attribute = if columns {
            Attribute::Columns
        } else {
            Attribute::Expression
        };
        let [expected, actual] = keys.map(|it| in_brackets(it.iter().map(|key| key.item.words())));
        attributes.push(AttributeAnswer::new(attribute, answer, expected, actual));
    }
    if items != Sameness::Different {
        let pairs = expected.keys.iter().zip(&live.keys);
        attributes.extend(
            pairs.flat_map(|(expected, live)| compare_key(expected, live, table, alignment.engine)),
        );
    }
    attributes
}

fn read_expressions(keys: &[IndexKey]) -> bool {
    keys.iter().any(|key| key.expression().is_some())
}

/// What the keys of an index or of a partitioned table read.
pub(super) fn same_items(
    expected: &[IndexKey],
    live: &[IndexKey],
    table: &Table,
    alignment: &Alignment<'_>,
) -> Sameness {
    if expected.len() != live.len() {
        return Sameness::Different;
    }
    let pairs = expected.iter().zip(live);
    Sameness::worst(
        pairs.map(|(expected, live)| match (&expected.item, &live.item) {
            (KeyItem::Column(one), KeyItem::Column(other)) if one == other => Sameness::Exact,
            (KeyItem::Expression(one), KeyItem::Expression(other)) => {
                Site::row(alignment, table, None).compare(one, other)
            }
            _ => Sameness::Different,
        }),
    )
}

fn compare_key(
    expected: &IndexKey,
    live: &IndexKey,
    table: &Table,
    engine: Engine,
) -> Vec<AttributeAnswer> {
    let keys = [expected, live];
    let mut attributes = Vec::new();
    let mut tell = |attribute, answer: Option<Answer>, [expected, actual]: [String; 2]| {
        if let Some(answer) = answer {
            attributes.push(AttributeAnswer::new(attribute, answer, expected, actual));
        }
    };
    let unless = |same: bool| (!same).then_some(Answer::Different);
    let named = |name: Option<String>, absent: &str| name.unwrap_or_else(|| absent.to_owned());
    let classes = keys.map(|key| key.opclass.as_ref());
    let words = classes.map(|it| named(it.map(|it| it.name.to_string()), "the type's default"));
    tell(Attribute::Opclass, unless(same_opclass(classes)), words);
    let collations = keys.map(|key| key.collation.as_ref());
    let words = collations.map(|it| named(it.map(TypeName::to_string), "default"));
    let answer = unless(same_object(collations[0], collations[1]));
    let answer = match (collations, &expected.item) {
        ([Some(named), None], KeyItem::Expression(it)) if may_have(it, named, table) => {
            Some(Answer::Undecided(OWN_COLLATION))
        }
        _ => answer,
    };
    tell(Attribute::Collation, answer, words);
    let orders = keys.map(|key| {
        let direction = if key.descending { "DESC" } else { "ASC" };
        let nulls = if key.nulls_first { "FIRST" } else { "LAST" };
        match engine {
            Engine::PostgreSql => format!("{direction} NULLS {nulls}"),
            // An index of SQLite has no say in it.
            Engine::Sqlite => direction.to_owned(),
        }
    });
    tell(Attribute::Order, unless(orders[0] == orders[1]), orders);
    attributes
}

const OWN_COLLATION: &str =
    "the server leaves out a collation that the expression has by itself, and this one may have it";

/// Whether an expression may have a collation by what it is made of: that of a column, or one that stands in it.
fn may_have(expression: &Expression, collation: &TypeName, table: &Table) -> bool {
    let columns = expression.columns();
    let mut own = columns
        .iter()
        .filter_map(|name| table.column(name)?.collation.as_ref());
    own.any(|it| collation.may_be(it)) || expression.text.to_uppercase().contains("COLLATE")
}

/// What the ledger does not name is the default of the key's type, which the live side knows.
fn same_opclass(classes: [Option<&Opclass>; 2]) -> bool {
    match classes {
        [None, None] => true,
        [None, Some(live)] => live.default && live.parameters.is_empty(),
        [Some(_), None] => false,
        [Some(expected), Some(live)] => {
            let Opclass {
                name,
                default: _,
                parameters,
            } = expected;
            name == &live.name && parameters == &live.parameters
        }
    }
}

pub(super) fn compare_constraint(
    expected: &Constraint,
    live: &Constraint,
    table: &Table,
    alignment: &Alignment<'_>,
) -> Vec<AttributeAnswer> {
    let mut attributes = compare_body(&expected.body, &live.body, table, alignment);
    let site = Site::condition(alignment, table);
    attributes.extend(
        site.attributes_but(expected, live, |attribute| match attribute {
            // What is not enforced was never validated.
            Attribute::Validated if !(expected.enforced && live.enforced) => SETTLED,
            _ => Rule::ByValue,
        }),
    );
    attributes
}

fn compare_body(
    expected: &ConstraintBody,
    live: &ConstraintBody,
    table: &Table,
    alignment: &Alignment<'_>,
) -> Vec<AttributeAnswer> {
    use ConstraintBody as B;
    let site = Site::condition(alignment, table);
    let differ = |attribute, expected: String, actual: String| {
        AttributeAnswer::new(attribute, Answer::Different, expected, actual)
    };
    match (expected, live) {
        (B::PrimaryKey(expected), B::PrimaryKey(live)) | (B::Unique(expected), B::Unique(live)) => {
            // Most are, and columns are written out to be held against each other.
            if expected == live {
                return Vec::new();
            }
            site.attributes(expected, live)
        }
        (B::Check(expected), B::Check(live)) => site.attributes(expected, live),
        (B::ForeignKey(expected), B::ForeignKey(live)) => {
            site.attributes_but(expected, live, |attribute| match attribute {
                Attribute::Enabled => Rule::Own(triggers(expected, live)),
                Attribute::References => Rule::same(same_target(expected, live, alignment)),
                Attribute::Columns
                    if (&expected.columns, expected.period) == (&live.columns, live.period) =>
                {
                    SETTLED
                }
                _ => Rule::ByValue,
            })
        }
        (B::Exclude(expected), B::Exclude(live)) => {
            let mut attributes = compare(&expected.index, &live.index, table, alignment);
            if expected.operators != live.operators {
                let [expected, actual] = [expected, live].map(|it| it.operators.join(", "));
                let sides = [format!("WITH {expected}"), format!("WITH {actual}")];
                let [expected, actual] = sides;
                attributes.push(differ(Attribute::Expression, expected, actual));
            }
            attributes
        }
        (expected, live) => {
            let [expected, actual] = [expected, live].map(|it| it.kind().to_owned());
            vec![differ(Attribute::Kind, expected, actual)]
        }
    }
}

/// A foreign key whose triggers are disabled, on its own table or the one that it points at, is not in
/// force.
fn triggers(expected: &ForeignKey, live: &ForeignKey) -> Option<Answer> {
    let off = |key: &ForeignKey| [key.unchecked, key.unguarded];
    let mut sides = off(expected).into_iter().zip(off(live));
    if sides.clone().any(|(expected, live)| live && !expected) {
        Some(Answer::NotInForce)
    } else if sides.any(|(expected, live)| expected != live) {
        let reason = "its triggers were enabled after its migration";
        Some(Answer::Equivalent(reason))
    } else {
        None
    }
}

/// The table and columns that a key points at, under the expected names where a rename did not happen, or
/// happened by hand.
fn same_target(expected: &ForeignKey, live: &ForeignKey, alignment: &Alignment<'_>) -> bool {
    let table = alignment.target(&live.table);
    let target = alignment.of(table);
    let named = |name| target.map_or(name, |target| target.column_target(name));
    let columns = live.referenced.iter().map(named);
    &expected.table == table && expected.referenced.iter().eq(columns)
}
