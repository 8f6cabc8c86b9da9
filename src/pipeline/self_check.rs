//! What the model prints otherwise than the server does is not modelled: nothing it says of such an
//! object counts as measured.

use crate::catalog::Reading;
use crate::catalog::assemble::Catalog;
use crate::catalog::definition;
use crate::compare::Comparison;
use crate::report::SelfCheck;

/// Prints the live objects, where the server's prints were read, and marks those that are unlike.
pub(super) fn hold(
    reading: &Reading,
    catalog: &Catalog,
    comparison: &mut Comparison,
) -> Option<SelfCheck> {
    let definitions = reading.definitions.as_ref()?;
    let check = definition::check(&catalog.schema, definitions);
    comparison.doubt_definitions(|id| {
        let unlike = check.unlike.get(&id)?;
        Some((unlike.printed.as_str(), unlike.server.as_str()))
    });
    Some(SelfCheck {
        printed: check.printed as u64,
        unlike: check.unlike.len() as u64,
    })
}
