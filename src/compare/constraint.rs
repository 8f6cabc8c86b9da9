//! Constraints.

use super::align::Alignment;
use super::answer::{Answer, AspectAnswer, Aspects};
use super::attributes::{At, Rule, SETTLED};
use super::index;
use super::site::{Columns, Site};
use crate::name::Name;
use crate::schema::{Aspect, Constraint, ConstraintBody, Exclusion, ForeignKey};

pub(super) fn compare(
    expected: &Constraint,
    live: &Constraint,
    table: Columns<'_>,
    alignment: &Alignment<'_>,
) -> Vec<AspectAnswer> {
    let mut aspects = Aspects::default();
    let at = At::site(Site::condition(table));
    compare_body(
        &mut aspects,
        (&expected.body, &live.body),
        &at,
        table,
        alignment,
    );
    at.compare_but(expected, live, &mut aspects, |aspect| match aspect {
        // What is not enforced was never validated.
        Aspect::Validated if !(expected.enforced && live.enforced) => SETTLED,
        _ => Rule::ByValue,
    });
    aspects.0
}

fn compare_body(
    aspects: &mut Aspects,
    bodies: (&ConstraintBody, &ConstraintBody),
    at: &At<'_>,
    table: Columns<'_>,
    alignment: &Alignment<'_>,
) {
    use ConstraintBody as B;
    match bodies {
        (B::PrimaryKey(expected), B::PrimaryKey(live)) | (B::Unique(expected), B::Unique(live)) => {
            at.compare(expected, live, aspects);
        }
        (B::Exclude(expected), B::Exclude(live)) => exclusion(aspects, expected, live, table),
        (B::Check(expected), B::Check(live)) => at.compare(expected, live, aspects),
        (B::ForeignKey(expected), B::ForeignKey(live)) => {
            foreign_key(aspects, expected, live, (at, alignment));
        }
        (expected, live) => {
            let kinds = (expected.kind(), live.kind());
            aspects.push(Aspect::Kind, Answer::Different, kinds.0, kinds.1);
        }
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
    (at, alignment): (&At<'_>, &Alignment<'_>),
) {
    at.compare_but(expected, live, aspects, |aspect| {
        Rule::Own(match aspect {
            Aspect::Enabled => triggers(expected, live),
            Aspect::References => {
                let same = &expected.table == alignment.target(&live.table)
                    && same_columns(&expected.referenced, live, alignment);
                (!same).then_some(Answer::Different)
            }
            _ => return Rule::ByValue,
        })
    });
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

/// The referenced columns, under the expected names where a rename did not happen, or happened by
/// hand.
fn same_columns(expected: &[Name], live: &ForeignKey, alignment: &Alignment<'_>) -> bool {
    let target = alignment.of(alignment.target(&live.table));
    let named = |name| target.map_or(name, |target| target.column_target(name));
    expected.iter().eq(live.referenced.iter().map(named))
}
