//! Live PostgreSQL, 13 to 18: one read-only transaction, a fixed number of queries.

mod access;
pub mod arbiter;
pub mod connect;
mod index;
mod moment;
mod query;
mod read;
mod row_reader;
mod session;

pub use read::{open, siblings, visit};
