//! Live PostgreSQL, 13 to 18: one read-only transaction, a fixed number of queries.

mod access;
pub mod arbiter;
mod cells;
pub mod connect;
mod definition;
mod distrust;
mod index;
mod moment;
mod query;
mod read;
mod session;

pub use read::{open, siblings, visit};
