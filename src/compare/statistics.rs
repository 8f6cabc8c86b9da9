//! Extended statistics.

use super::align::Alignment;
use super::answer::{Answer, AspectAnswer, Aspects, Presence};
use super::site::Site;
use crate::name::{Name, QualifiedName};
use crate::schema::{Aspect, Expression, ObjectKey, ObjectKind, Statistics};

pub(super) fn compare(
    expected: &Statistics,
    live: Option<&Statistics>,
    alignment: &Alignment<'_>,
) -> Vec<AspectAnswer> {
    let mut aspects = Aspects::default();
    let Some(live) = live else {
        let reason = "a file of an older version holds its name only";
        aspects.push(Aspect::Kinds, Answer::Unmeasured(reason), "", "");
        return aspects.0;
    };
    let Statistics {
        table,
        kinds,
        columns,
        expressions: wanted,
    } = expected;
    let live = aligned(live, alignment);
    aspects.same(Aspect::References, table, &live.table, ToString::to_string);
    aspects.same(Aspect::Kinds, kinds, &live.kinds, |kinds| {
        list(kinds.iter().cloned())
    });
    aspects.same(Aspect::Columns, columns, &live.columns, |columns| {
        list(columns.iter().map(ToString::to_string))
    });
    if wanted.len() != live.expressions.len() {
        let words = |all: &[Expression]| list(all.iter().map(|it| it.text.clone()));
        let (expected, live) = (words(wanted), words(&live.expressions));
        aspects.push(Aspect::Expression, Answer::Different, expected, live);
        return aspects.0;
    }
    let Some(counterpart) = alignment.of(table) else {
        return aspects.0;
    };
    for (expected, live) in wanted.iter().zip(&live.expressions) {
        let site = Site::row(alignment.columns(&counterpart.table), None);
        let pair = [Some(expected), Some(live)];
        site.hold(&mut aspects, Aspect::Expression, pair, "");
    }
    aspects.0.dedup_by_key(|answer| answer.aspect);
    aspects.0
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

fn list(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    format!("({})", words.join(", "))
}
