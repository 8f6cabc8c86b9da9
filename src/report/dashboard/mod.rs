//! The dashboard: how things are now in every database, schema and scope that histories tell of, on one page. Pure data
//! and its page; the history fills it.

mod model;
mod page;
mod places;
mod schemas;
mod told;

pub use model::{Dashboard, Place, Schema, Silence, Sort, Source, Standing, State};
pub use page::{PAGE, html};

#[cfg(test)]
mod tests;
