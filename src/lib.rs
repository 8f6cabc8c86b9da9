//! `reconcile`: does the database hold what `django_migrations` says was done to it?
//!
//! Data flows one way; imports follow it backwards. [`pipeline`] joins the rooms, and `docs/architecture.md`
//! says what each does and what must stay true.
//!
//! ```text
//! records + ledger -> statements -> effects -> expected schema -.
//!                                                                >- compare -> findings -> verdicts -> history -> report
//!                                     live catalog -> catalog --'
//! ```

pub mod catalog;
pub mod cli;
pub mod compare;
pub mod effect;
pub mod history;
pub mod io_error;
pub mod kind;
pub mod ledger;
pub mod migration;
pub mod name;
pub mod pipeline;
pub mod record;
pub mod redact;
pub mod regular_file;
pub mod replay;
pub mod report;
pub mod schema;
pub mod sql;
#[cfg(test)]
mod steps;
pub mod verdict;
