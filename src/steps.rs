//! How many steps a search took: a test counts them, where a clock would lie.

use std::cell::Cell;

thread_local! {
    static STEPS: Cell<usize> = const { Cell::new(0) };
}

/// So many more.
pub(crate) fn count(steps: usize) {
    STEPS.set(STEPS.get() + steps);
}

/// The steps of this thread since the last call.
pub(crate) fn taken() -> usize {
    STEPS.take()
}
