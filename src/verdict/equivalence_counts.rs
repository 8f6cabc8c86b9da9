//! How the sameness of two spellings was settled.

use super::Case;
use crate::compare::{Answer, AspectAnswer, BY_MEMORY, BY_SERVER, ObjectComparison};
use crate::report::EquivalenceCounts;
use crate::schema::Aspect;

/// Counts the expressions and queries that both sides write differently.
pub(super) fn count(case: &Case<'_>) -> EquivalenceCounts {
    let mut settled = EquivalenceCounts::default();
    for object in &case.comparison.objects {
        for one in object.aspects.iter().filter(|one| is_text(one)) {
            if !is_in_scope(case, object, one) {
                continue;
            }
            match one.answer {
                Answer::Equivalent(BY_SERVER) => settled.server += 1,
                Answer::Equivalent(BY_MEMORY) => settled.cached += 1,
                Answer::Equivalent(_) => settled.normal_form += 1,
                Answer::Undecided(_) => settled.undecided += 1,
                Answer::Skew(_)
                | Answer::CaptureGap(_)
                | Answer::NotInForce
                | Answer::Different
                | Answer::Unmeasured(_) => {}
            }
        }
    }
    settled
}

/// Whether the aspect is an expression or a query.
fn is_text(one: &AspectAnswer) -> bool {
    matches!(
        one.aspect,
        Aspect::Default
            | Aspect::Generated
            | Aspect::Expression
            | Aspect::Predicate
            | Aspect::Condition
            | Aspect::Using
            | Aspect::Check
            | Aspect::Body
            | Aspect::Bound
            | Aspect::PartitionKey
    )
}

fn is_in_scope(case: &Case<'_>, object: &ObjectComparison, one: &AspectAnswer) -> bool {
    case.expected.origins.of(object.id).is_some_and(|origin| {
        let place = origin.aspects.get(&one.aspect).copied();
        let place = case.expected.origins.at(place.unwrap_or(origin.created));
        case.in_scope(&place.migration)
    })
}
