//! `reconcile capture` on real projects: what it prints, stores, finds edited, and refuses.

mod address;
mod changes;
mod executed;
mod project;
mod refusals;
mod sources;
