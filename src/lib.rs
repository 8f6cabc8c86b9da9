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
//!
//! What others may use is [`pipeline`], which measures, and [`report`], which tells what was measured:
//!
//! ```
//! use std::collections::BTreeMap;
//! use std::time::Duration;
//!
//! use reconcile::pipeline::{self, Answers, CompareAs, Connection, Places, Progress, Purpose, Request, Schemas, Source};
//!
//! struct Silent;
//! impl Progress for Silent {
//!     fn stage(&self, _: &str) {}
//! }
//!
//! let request = Request {
//!     connection: Connection {
//!         source: Source::Snapshot("ledgers/incident.snapshot.json".into()),
//!         schemas: Schemas::Found,
//!         alias: None,
//!         statement_timeout: Duration::from_secs(30),
//!     },
//!     ledger: "ledgers".into(),
//!     apps: vec!["user_profile".to_owned()],
//!     places: Places::default(),
//!     layout: None,
//!     application: None,
//!     compare_as: CompareAs::Auto,
//!     stand_ins: BTreeMap::new(),
//!     arbiter: false,
//!     keep_objects: false,
//!     started_at: "2026-01-01T00:00:00Z".parse()?,
//!     self_check: false,
//!     proposed: None,
//!     purpose: Purpose::Report,
//! };
//! let measured = pipeline::run(&request, &Answers::default(), &Silent)?;
//! assert!(!measured.report.findings.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

/// The program, which `main.rs` starts. No promise is made of it but the command line's.
#[doc(hidden)]
pub mod cli;
pub mod pipeline;
pub mod report;

mod catalog;
mod compare;
mod definition;
mod effect;
mod engine;
mod history;
mod io_error;
mod kind;
mod ledger;
mod migration;
mod name;
mod recent;
mod record;
mod redact;
mod regular_file;
mod repair;
mod replay;
mod schema;
mod sql;
mod stand_ins;
#[cfg(test)]
mod steps;
mod threads;
mod verdict;

/// What the tests beside the crate and the fuzzing see of the rooms. No promise is made of it.
#[doc(hidden)]
pub mod rooms {
    pub mod catalog {
        pub use crate::catalog::{ReadOptions, Snapshot, Source, open, read};
        pub mod assemble {
            pub use crate::catalog::assemble::{Catalog, assemble};
        }
        pub mod postgres {
            pub mod arbiter {
                pub use crate::catalog::postgres::arbiter::{Arbiter, Reply};
            }
            pub mod connect {
                pub use crate::catalog::postgres::connect::ConnectSettings;
            }
        }
    }
    pub mod compare {
        pub use crate::compare::{
            Answer, AttributeAnswer, Comparison, Presence, Surroundings, compare, questions,
        };
    }
    pub mod definition {
        pub use crate::definition::{check, whole};
    }
    pub mod engine {
        pub use crate::engine::Engine;
    }
    pub mod effect {
        pub use crate::effect::{Meaning, Reading, read};
        pub mod calls {
            pub use crate::effect::calls::{KEYWORDS, PG_CATALOG};
        }
        pub mod explain {
            pub use crate::effect::explain::{
                Explain, Question, Refusal, Scope, expressions, queries,
            };
        }
        pub mod expression {
            pub use crate::effect::expression::read;
        }
    }
    pub mod history {
        pub use crate::history::{Anchor, Answers, History, Mode, RunSelector};
    }
    pub mod ledger {
        pub use crate::ledger::{Ledger, Manifest};
    }
    pub mod migration {
        pub use crate::migration::MigrationKey;
    }
    pub mod name {
        pub use crate::name::{Name, QualifiedName};
    }
    pub mod record {
        pub use crate::record::{Node, Plan, Record, plan};
    }
    pub mod redact {
        pub use crate::redact::{redact, redact_url};
    }
    pub mod replay {
        pub use crate::replay::{Expected, Replay};
    }
    pub mod schema {
        pub use crate::schema::{Attribute, Check, Constraint, ConstraintBody, Schema};
    }
    pub mod sql {
        pub use crate::sql::{Script, Statement, do_block, is_one_piece, read, without_comments};
    }
}
