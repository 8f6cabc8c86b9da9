//! Extended statistics.

use super::align::Alignment;
use super::answer::{Answer, AttributeAnswer, Attributes, Presence};
use super::attributes::{At, Rule, SETTLED};
use super::site::Site;
use crate::name::{Name, QualifiedName};
use crate::schema::{Attribute, Expression, ObjectKey, ObjectKind, Statistics};

pub(super) fn compare(
    expected: &Statistics,
    live: Option<&Statistics>,
    alignment: &Alignment<'_>,
) -> Vec<AttributeAnswer> {
    let mut attributes = Attributes::default();
    let Some(live) = live else {
        let reason = "its definition is not read";
        attributes.push(Attribute::Kinds, Answer::Unmeasured(reason), "", "");
        return attributes.0;
    };
    let live = aligned(live, alignment);
    let Some(counterpart) = alignment.of(&expected.table) else {
        return attributes.0;
    };
    let site = Site::row(alignment.columns(&counterpart.table), None);
    let wanted = &expected.expressions;
    let counted = wanted.len() == live.expressions.len();
    At::site(site.clone()).compare_but(
        expected,
        &live,
        &mut attributes,
        |attribute| match attribute {
            Attribute::Expression if counted => SETTLED,
            _ => Rule::ByValue,
        },
    );
    if counted {
        for (expected, live) in wanted.iter().zip(&live.expressions) {
            site.hold(
                &mut attributes,
                Attribute::Expression,
                [Some(expected), Some(live)],
                "",
            );
        }
    }
    attributes.0.dedup_by_key(|answer| answer.attribute);
    attributes.0
}

/// The live statistics under the expected names of their table and columns.
fn aligned(live: &Statistics, alignment: &Alignment<'_>) -> Statistics {
    let mut live = live.clone();
    live.table = alignment.expected_name(&live.table).clone();
    if let Some(counterpart) = alignment.of(&live.table) {
        for (from, to) in counterpart.unrenamed.iter().chain(&counterpart.supposed) {
            live.rename_column(from, to);
        }
    }
    live
}

/// They are gone with their table, and with each of their columns: that is told there.
pub(super) fn presence(
    expected: &Statistics,
    alignment: &Alignment<'_>,
    is_table: impl Fn(&QualifiedName) -> bool,
) -> Option<Presence> {
    let hanging = |on| Some(Presence::Hanging { on, there: false });
    if !is_table(&expected.table) {
        return None;
    }
    let Some(counterpart) = alignment.of(&expected.table) else {
        return hanging(ObjectKey::table(&expected.table));
    };
    let missing = |name: &&Name| counterpart.table.column(name).is_none();
    let used = expected.expressions.iter().flat_map(Expression::columns);
    let used: Vec<Name> = used.chain(expected.columns.iter().cloned()).collect();
    let column = used.iter().find(missing)?;
    hanging(ObjectKey::part(
        &expected.table,
        ObjectKind::Column,
        column.clone(),
    ))
}
