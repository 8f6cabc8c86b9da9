//! Kinds of object, each against what a real server makes of its statements: what was run is no
//! finding, and whatever is changed by hand is exactly one.

mod aggregates;
mod arbiter;
mod code;
mod collations;
mod names;
mod others;
mod parts;
mod printed;
mod rules;
mod settings;
mod sites;
mod spatial;
mod types;
