//! What the model prints otherwise than the server does is not modelled: nothing it says of such an
//! object counts as measured.

use crate::catalog::Reading;
use crate::catalog::assemble::Catalog;
use crate::catalog::definition::{self, Unlike};
use crate::compare::{Answer, AspectAnswer, Comparison};
use crate::report::SelfCheck;
use crate::schema::Aspect;

/// Prints the live objects, where the server's prints were read, and marks those that are unlike.
pub(super) fn hold(
    reading: &Reading,
    catalog: &Catalog,
    comparison: &mut Comparison,
) -> Option<SelfCheck> {
    let definitions = reading.definitions.as_ref()?;
    let check = definition::check(&catalog.schema, definitions);
    for object in &mut comparison.objects {
        let unlike = object.live.and_then(|id| check.unlike.get(&id));
        object.aspects.extend(unlike.map(answer));
    }
    Some(SelfCheck {
        printed: check.printed as u64,
        unlike: check.unlike.len() as u64,
    })
}

fn answer(unlike: &Unlike) -> AspectAnswer {
    let reason = "the model does not print it as the server does";
    let Unlike { printed, server } = unlike;
    AspectAnswer::new(
        Aspect::Definition,
        Answer::Unmeasured(reason),
        printed.as_str(),
        server.as_str(),
    )
}
