//! Constraints.

use super::align::Alignment;
use super::answer::{Answer, AspectAnswer, Aspects, flag, list};
use super::index;
use super::site::{Columns, Site};
use crate::name::Name;
use crate::schema::{
    Aspect, Constraint, ConstraintBody, Deferral, Exclusion, ForeignKey, Key, MatchType,
    ReferentialAction,
};

pub(super) fn compare(
    expected: &Constraint,
    live: &Constraint,
    table: Columns<'_>,
    alignment: &Alignment<'_>,
) -> Vec<AspectAnswer> {
    let Constraint {
        id: _,
        body,
        deferral,
        validated,
        enforced,
    } = expected;
    let mut aspects = Aspects::default();
    compare_body(&mut aspects, body, &live.body, table, alignment);
    aspects.same(
        Aspect::Deferrable,
        deferral,
        &live.deferral,
        |deferral: &Deferral| deferral.as_str().to_owned(),
    );
    in_force(
        &mut aspects,
        Aspect::Enabled,
        *enforced,
        live.enforced,
        ["enforced", "NOT ENFORCED"],
    );
    if *enforced && live.enforced {
        let words = ["validated", "NOT VALID"];
        in_force(
            &mut aspects,
            Aspect::Validated,
            *validated,
            live.validated,
            words,
        );
    }
    aspects.0
}

/// What is weaker than expected is not in force. A constraint that is valid though the ledger left
/// it NOT VALID is stronger: somebody validated it, and nothing contradicts the ledger.
pub(super) fn in_force(
    aspects: &mut Aspects,
    aspect: Aspect,
    expected: bool,
    live: bool,
    words: [&str; 2],
) {
    let [yes, no] = words;
    match (expected, live) {
        (true, false) => aspects.push(aspect, Answer::NotInForce, yes, no),
        (false, true) => {
            let reason = "it was validated after its migration";
            aspects.push(aspect, Answer::Equivalent(reason), no, yes);
        }
        (true, true) | (false, false) => {}
    }
}

fn compare_body(
    aspects: &mut Aspects,
    expected: &ConstraintBody,
    live: &ConstraintBody,
    table: Columns<'_>,
    alignment: &Alignment<'_>,
) {
    use ConstraintBody as B;
    match (expected, live) {
        (B::PrimaryKey(expected), B::PrimaryKey(live)) | (B::Unique(expected), B::Unique(live)) => {
            key(aspects, expected, live);
        }
        (B::Exclude(expected), B::Exclude(live)) => exclusion(aspects, expected, live, table),
        (
            B::Check {
                expression,
                no_inherit,
            },
            B::Check {
                expression: actual,
                no_inherit: live_no_inherit,
            },
        ) => {
            let pair = [Some(expression), Some(actual)];
            Site::condition(table).hold(aspects, Aspect::Expression, pair, "");
            aspects.same(
                Aspect::NoInherit,
                no_inherit,
                live_no_inherit,
                |no_inherit| flag(*no_inherit, "NO INHERIT", "inherited"),
            );
        }
        (B::ForeignKey(expected), B::ForeignKey(live)) => {
            foreign_key(aspects, expected, live, alignment);
        }
        (expected, live) => {
            aspects.push(
                Aspect::Kind,
                Answer::Different,
                expected.kind(),
                live.kind(),
            );
        }
    }
}

fn key(aspects: &mut Aspects, expected: &Key, live: &Key) {
    let Key {
        columns,
        include,
        nulls_not_distinct,
        without_overlaps,
        index_valid,
    } = expected;
    let columns_of = |columns: &[_], overlaps: bool| {
        let words = if overlaps { " WITHOUT OVERLAPS" } else { "" };
        format!("{}{words}", list(columns))
    };
    if (columns, without_overlaps) != (&live.columns, &live.without_overlaps) {
        let expected = columns_of(columns, *without_overlaps);
        let actual = columns_of(&live.columns, live.without_overlaps);
        aspects.push(Aspect::Columns, Answer::Different, expected, actual);
    }
    aspects.same(Aspect::Include, include, &live.include, |names| list(names));
    index::nulls(aspects, *nulls_not_distinct, live.nulls_not_distinct);
    if *index_valid && !live.index_valid {
        aspects.push(Aspect::Valid, Answer::NotInForce, "valid", "INVALID index");
    }
}

fn exclusion(aspects: &mut Aspects, expected: &Exclusion, live: &Exclusion, table: Columns<'_>) {
    let Exclusion {
        index: body,
        operators,
    } = expected;
    aspects.0.extend(index::compare(body, &live.index, table));
    aspects.same(
        Aspect::Expression,
        operators,
        &live.operators,
        |operators| format!("WITH {}", operators.join(", ")),
    );
}

fn foreign_key(
    aspects: &mut Aspects,
    expected: &ForeignKey,
    live: &ForeignKey,
    alignment: &Alignment<'_>,
) {
    let ForeignKey {
        columns,
        table,
        referenced,
        match_type,
        on_delete,
        on_update,
        on_delete_columns,
        unchecked,
        unguarded,
    } = expected;
    triggers(
        aspects,
        [*unchecked, *unguarded],
        [live.unchecked, live.unguarded],
    );
    aspects.same(Aspect::Columns, columns, &live.columns, |names| list(names));
    let target = alignment.target(&live.table);
    if table != target || !same_columns(referenced, live, alignment) {
        let words = |table: &_, columns: &[_]| format!("{table} {}", list(columns));
        let actual = words(&live.table, &live.referenced);
        aspects.push(
            Aspect::References,
            Answer::Different,
            words(table, referenced),
            actual,
        );
    }
    aspects.same(
        Aspect::Match,
        match_type,
        &live.match_type,
        |match_type| match match_type {
            MatchType::Simple => "MATCH SIMPLE".to_owned(),
            MatchType::Full => "MATCH FULL".to_owned(),
        },
    );
    let action = |action: &ReferentialAction, columns: &[Name]| {
        let columns = if columns.is_empty() {
            String::new()
        } else {
            format!(" {}", list(columns))
        };
        format!("{}{columns}", action.as_str())
    };
    if (on_delete, on_delete_columns) != (&live.on_delete, &live.on_delete_columns) {
        let actual = action(&live.on_delete, &live.on_delete_columns);
        let expected = action(on_delete, on_delete_columns);
        aspects.push(Aspect::OnDelete, Answer::Different, expected, actual);
    }
    aspects.same(Aspect::OnUpdate, on_update, &live.on_update, |a| {
        action(a, &[])
    });
}

/// A foreign key whose triggers are disabled, on its own table or the one that it points at, is not in
/// force.
fn triggers(aspects: &mut Aspects, expected: [bool; 2], live: [bool; 2]) {
    let words = |[unchecked, unguarded]: [bool; 2]| match (unchecked, unguarded) {
        (false, false) => "enabled",
        (true, false) => "its triggers disabled",
        (false, true) => "triggers disabled on the table it points at",
        (true, true) => "triggers disabled on both tables",
    };
    let weaker = (0..2).any(|side| live[side] && !expected[side]);
    if weaker {
        aspects.push(
            Aspect::Enabled,
            Answer::NotInForce,
            words(expected),
            words(live),
        );
    } else if expected != live {
        let reason = "its triggers were enabled after its migration";
        aspects.push(
            Aspect::Enabled,
            Answer::Equivalent(reason),
            words(expected),
            words(live),
        );
    }
}

/// The referenced columns, under the expected names where a rename did not happen, or happened by
/// hand.
fn same_columns(expected: &[Name], live: &ForeignKey, alignment: &Alignment<'_>) -> bool {
    let target = alignment.of(alignment.target(&live.table));
    let named = |name| target.map_or(name, |target| target.column_target(name));
    expected.iter().eq(live.referenced.iter().map(named))
}
