//! Reports and differences made by hand, for the tests of the renderings and of the history.

pub(crate) mod difference;
pub(crate) mod sample;
