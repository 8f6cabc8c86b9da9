//! Rows of the driver to rows of ours. The order of cells is that of the query's file.

pub(super) mod constraint;
pub(super) mod definition;
pub(super) mod function;
pub(super) mod index;
pub(super) mod other;
pub(super) mod policy;
pub(super) mod property;
pub(super) mod relation;
pub(super) mod standing;
pub(super) mod types;
pub(super) mod user_type;
