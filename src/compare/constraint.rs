//! Constraints.

use super::align::Alignment;
use super::answer::{Answer, AttributeAnswer, Attributes};
use super::attributes::{At, Rule, SETTLED};
use super::index;
use super::site::{Columns, Site};
use crate::name::Name;
use crate::schema::{Attribute, Constraint, ConstraintBody, Exclusion, ForeignKey};

pub(super) fn compare(
    expected: &Constraint,
    live: &Constraint,
    table: Columns<'_>,
    alignment: &Alignment<'_>,
) -> Vec<AttributeAnswer> {
    let mut attributes = Attributes::default();
    let at = At::site(Site::condition(table));
    compare_body(
        &mut attributes,
        (&expected.body, &live.body),
        &at,
        table,
        alignment,
    );
    at.compare_but(
        expected,
        live,
        &mut attributes,
        |attribute| match attribute {
            // What is not enforced was never validated.
            Attribute::Validated if !(expected.enforced && live.enforced) => SETTLED,
            _ => Rule::ByValue,
        },
    );
    attributes.0
}

fn compare_body(
    attributes: &mut Attributes,
    bodies: (&ConstraintBody, &ConstraintBody),
    at: &At<'_>,
    table: Columns<'_>,
    alignment: &Alignment<'_>,
) {
    use ConstraintBody as B;
    match bodies {
        (B::PrimaryKey(expected), B::PrimaryKey(live)) | (B::Unique(expected), B::Unique(live)) => {
            at.compare(expected, live, attributes);
        }
        (B::Exclude(expected), B::Exclude(live)) => exclusion(attributes, expected, live, table),
        (B::Check(expected), B::Check(live)) => at.compare(expected, live, attributes),
        (B::ForeignKey(expected), B::ForeignKey(live)) => {
            foreign_key(attributes, expected, live, (at, alignment));
        }
        (expected, live) => {
            let kinds = (expected.kind(), live.kind());
            attributes.push(Attribute::Kind, Answer::Different, kinds.0, kinds.1);
        }
    }
}

fn exclusion(
    attributes: &mut Attributes,
    expected: &Exclusion,
    live: &Exclusion,
    table: Columns<'_>,
) {
    let Exclusion {
        index: body,
        operators,
    } = expected;
    attributes
        .0
        .extend(index::compare(body, &live.index, table));
    attributes.same(
        Attribute::Expression,
        operators,
        &live.operators,
        |operators| format!("WITH {}", operators.join(", ")),
    );
}

fn foreign_key(
    attributes: &mut Attributes,
    expected: &ForeignKey,
    live: &ForeignKey,
    (at, alignment): (&At<'_>, &Alignment<'_>),
) {
    at.compare_but(expected, live, attributes, |attribute| {
        Rule::Own(match attribute {
            Attribute::Enabled => triggers(expected, live),
            Attribute::References => {
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
