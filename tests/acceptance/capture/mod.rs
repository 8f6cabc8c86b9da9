//! `reconcile capture` on real projects: what it prints, stores, finds edited, and refuses.

mod changes;
mod project;
mod refusals;
mod sources;
