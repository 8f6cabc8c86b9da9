//! Why nothing could be measured.

use crate::catalog::CatalogError;
use crate::catalog::postgres::connect::ConnectError;
use crate::engine::Engine;
use crate::ledger::LedgerError;
use crate::report::words::nearest;

/// Why nothing could be measured.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The ledger cannot be used.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Records or catalog could not be read.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// `--app` names an app that neither the ledger nor the records know.
    #[error("neither the ledger nor django_migrations knows an app '{app}'")]
    UnknownApp {
        /// The app label that was asked for.
        app: String,
        /// The app labels that are known.
        known: Vec<String>,
    },
    /// No schema that matches has a `django_migrations`.
    #[error("no schema that matches '{pattern}' has a django_migrations")]
    NoSchemaMatches {
        /// The pattern.
        pattern: String,
        /// The schemas that have one.
        found_in: Vec<String>,
    },
    /// A snapshot holds the records of some schemas only.
    #[error(
        "the snapshot does not hold the records of {number} schemas, which were too many for it"
    )]
    RecordsLeftOut {
        /// How many schemas were left out.
        number: usize,
    },
    /// The ledger was printed for another sort of database.
    #[error("the ledger was printed for {}, and the database is {}", .ledger.name(), .database.name())]
    OtherEngine {
        /// What it was printed for.
        ledger: Engine,
        /// What was measured.
        database: Engine,
    },
    /// Both are of one vendor, and stand-ins were asked for.
    #[error("ledger and database are both {}: nothing stands in for anything", .engine.name())]
    NothingStandsIn {
        /// Of which.
        engine: Engine,
    },
    /// What the ledger has is no statement for a database of another vendor.
    #[error("the ledger was printed for {}, and says nothing that mends a database of {}", .ledger.name(), .database.name())]
    RepairAcross {
        /// What it was printed for.
        ledger: Engine,
        /// What was measured.
        database: Engine,
    },
    /// A part of the program stopped before it had answered.
    #[error("a part of the program stopped before it had answered")]
    ReaderStopped,
}

/// How many names a hint lists.
const LISTED: usize = 12;

impl PipelineError {
    /// What to do about it, where the sentence itself does not say so.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::UnknownApp { app, known } => Some(near(app, known, "app labels")),
            Self::NoSchemaMatches { pattern, found_in } => {
                Some(near(pattern, found_in, "schemas that have one"))
            }
            Self::RecordsLeftOut { .. } => {
                Some("take it again with `reconcile snapshot --all-schemas`".to_owned())
            }
            Self::Catalog(CatalogError::UnknownRole { role, known }) => {
                Some(near_role(role, known))
            }
            Self::Catalog(CatalogError::Changing { .. }) => {
                Some("run it again after the migration".to_owned())
            }
            Self::Catalog(CatalogError::Sqlite(error)) => error.hint().map(str::to_owned),
            Self::NothingStandsIn { .. } => Some("leave out --compare-as".to_owned()),
            Self::OtherEngine { database, .. } | Self::RepairAcross { database, .. } => {
                Some(format!(
                    "capture it with the settings of the {} database: `reconcile capture --ledger ledgers-{} -- python manage.py`",
                    database.name(),
                    database.as_str()
                ))
            }
            Self::Ledger(_) | Self::Catalog(_) | Self::ReaderStopped => None,
        }
    }
}

/// The names that look like it, else the first of all.
fn near(app: &str, known: &[String], what: &str) -> String {
    let alike = |label: &&String| label.contains(app) || app.contains(label.as_str());
    let mut listed: Vec<&str> = known.iter().filter(alike).map(String::as_str).collect();
    if listed.is_empty() {
        listed = known.iter().take(LISTED).map(String::as_str).collect();
        let more = if known.len() > LISTED { " ..." } else { "" };
        return format!("the {what} are {}{more}", listed.join(", "));
    }
    format!("did you mean {}?", listed.join(" or "))
}

/// The roles that look like it, else the first of all.
fn near_role(role: &str, known: &[String]) -> String {
    let near = nearest(role, known.iter().map(String::as_str));
    if !near.is_empty() {
        return format!("did you mean {}?", near.join(" or "));
    }
    let first: Vec<&str> = known.iter().take(LISTED).map(String::as_str).collect();
    let more = if known.len() > LISTED { " ..." } else { "" };
    format!("the roles are {}{more}", first.join(", "))
}

impl From<ConnectError> for PipelineError {
    fn from(error: ConnectError) -> Self {
        Self::Catalog(CatalogError::Connect(error))
    }
}
