//! Live PostgreSQL, 13 to 18: one read-only transaction, a fixed number of queries.

pub mod access;
pub mod arbiter;
mod bulk;
mod column;
pub mod connect;
mod index;
mod moment;
mod present;
mod print;
mod query;
mod read;
mod relation;
mod session;

pub use read::{open, siblings, visit};
