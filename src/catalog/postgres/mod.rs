//! Live PostgreSQL, 13 to 18: one read-only transaction, a fixed number of queries.

pub mod access;
pub mod arbiter;
pub mod connect;
mod index;
mod moment;
mod query;
mod read;
mod session;

pub use read::{open, siblings, visit};
