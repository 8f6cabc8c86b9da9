//! What the model prints otherwise than the server does is not modelled: nothing it says of such an
//! object counts as measured.

use crate::compare::Comparison;
use crate::definition::SelfCheck;
use crate::report;

/// Marks the objects whose prints are unlike.
pub(super) fn hold(check: &SelfCheck, comparison: &mut Comparison) {
    comparison.doubt_definitions(|id| {
        let unlike = check.unlike.get(&id)?;
        Some((unlike.printed.as_str(), unlike.server.as_str()))
    });
}

/// The figures for the report.
pub(super) fn counts(check: &SelfCheck) -> report::SelfCheck {
    report::SelfCheck {
        printed: check.printed as u64,
        unlike: check.unlike.len() as u64,
    }
}
