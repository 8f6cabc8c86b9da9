//! Statements to effects: what each does to a schema, in the model's own words. The last room that
//! sees sqlparser's types; everything after it speaks the small [`vocabulary`].

#![cfg_attr(not(test), warn(clippy::indexing_slicing, clippy::string_slice))]

mod action;
mod aggregate;
mod alter;
pub mod beyond;
pub mod calls;
mod clause;
mod collation;
mod column;
mod constraint;
pub mod data_type;
pub mod explain;
pub mod expression;
mod grammar;
mod guarded;
mod index;
pub mod inheritance;
mod meaning;
mod names;
mod object;
pub mod other;
pub mod policy;
pub mod property;
pub mod query;
pub mod query_reads;
mod reading;
mod recurring;
mod respell;
pub mod routine;
pub mod rule;
mod sequence;
pub mod setting;
pub mod sqlite;
pub mod statistics;
mod table;
pub mod trigger;
mod types;
pub mod view;
pub mod vocabulary;
mod whole;

pub use crate::sql::STACK;
pub use meaning::read;
pub use reading::{ReadStatement, Reading};
pub use vocabulary::{Effect, Meaning, Reference, Step};

#[cfg(test)]
mod tests;
