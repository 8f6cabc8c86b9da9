//! The line from end to end: records, ledger and catalog in, a report out. Every room does its own
//! work; this one only hands over.

mod across;
mod ahead;
mod arbiter;
mod audit;
mod connection;
mod course;
mod emptied;
mod error;
mod evidence;
mod former;
mod hypothesis;
mod inputs;
mod layout;
mod lost;
mod made;
mod parts;
mod proof;
mod reach;
mod repair;
mod rerun;
mod rest;
mod role_visibility;
mod schema_run;
mod self_check;
mod siblings;
mod stored;
pub mod story;
mod trial;
mod view;

use std::any::Any;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Instant;

use jiff::Timestamp;

use across::Across;
pub use across::CompareAs;
use ahead::{Ahead, Early};
use audit::Auditor;
pub use audit::tool;
pub use connection::{Connection, Place, Source};
pub use error::PipelineError;
pub use layout::Layout;
pub use lost::SchemasThere;
use made::Made;
pub use parts::Schemas;
pub use proof::{Difference, Doubt, Proof};
pub use repair::{Mendings, Propose, Purpose, plans};
use role_visibility::RoleView;
use schema_run::Facts;
pub use siblings::Places;
use siblings::SiblingSearch;
use stored::{Stored, read_ledger, readings_of};
use view::LiveView;

pub use crate::catalog::Application;
use crate::catalog::postgres::arbiter::Arbiter;
use crate::catalog::postgres::connect::ConnectSettings;
use crate::catalog::rows::CatalogRows;
use crate::catalog::{self, CatalogError, ReadOptions, Reading as CatalogReading, Snapshot};
use crate::definition;
use crate::effect::Reading;
pub use crate::effect::STACK;
use crate::engine::Engine;
pub use crate::history::Answers;
use crate::history::{Inputs, Sightings};
use crate::migration::MigrationKey;
use crate::repair::Sizes;
use crate::repair::django::Leaves;
use crate::report::{Report, json};
use crate::threads::beside;
use crate::verdict::{self, Seen};

/// What is to be measured, with everything that only the command line may know: the clock, the
/// environment and the settings.
pub struct Request {
    /// The database, and how it is asked.
    pub connection: Connection,
    /// The ledger's folder.
    pub ledger: PathBuf,
    /// The app labels that are judged and printed; empty means all.
    pub apps: Vec<String>,
    /// Where else to look for what is missing.
    pub places: Places,
    /// Which app lives in which schema; none where every app lives in every schema.
    pub layout: Option<Layout>,
    /// The role that the application connects as, if what it sees is to be looked at.
    pub application: Option<Application>,
    /// Whether a ledger of another vendor is held against the database.
    pub compare_as: CompareAs,
    /// Which types of SQLite stand for one of PostgreSQL, beside those that are known.
    pub stand_ins: BTreeMap<String, Vec<String>>,
    /// Whether the server is asked what the texts leave undecided.
    pub arbiter: bool,
    /// Whether the definitions of live objects are wanted for a history.
    pub keep_objects: bool,
    /// When the run began.
    pub started_at: Timestamp,
    /// Whether the model has to print every object back, to be held against the server's own print.
    pub self_check: bool,
    /// Statements that somebody means to run: what each schema would be told after them is wanted, too.
    pub proposed: Option<String>,
    /// What for.
    pub purpose: Purpose,
}

/// A report, and what it was made from.
pub struct Measured {
    /// The report; `run.id` and `run.previous` are none.
    pub report: Report,
    /// What the history keeps beside it.
    pub inputs: Inputs,
    /// What would be told after the proposed statements, by schema; empty where none were.
    pub proofs: Vec<(String, Proof)>,
    /// The schemas that there are, whatever was judged.
    pub schemas: SchemasThere,
    /// What mends the findings of each schema, where that was asked for.
    pub mendings: BTreeMap<String, Mendings>,
    /// What the server last counted of each table.
    pub sizes: Sizes,
    /// The last migrations of each app, as far as the ledger knows.
    pub leaves: Leaves,
    /// Both schemas and what made them, which nobody needs any more. To take them apart takes a tenth of the time of a
    /// run: a process that ends can save it.
    pub rest: Option<Box<dyn Any + Send>>,
}

/// Told what is being done, so that a person who waits can be told too.
pub trait Progress: Sync {
    /// A new stage begins.
    fn stage(&self, what: &str);
}

/// The stored outputs, read: one that is no text holds the reason.
pub(crate) type Readings = BTreeMap<MigrationKey, Result<Reading, String>>;

/// How often a run begins anew where the schema was changed while the server was asked. After that what it was asked
/// stays undecided.
const TIMES: usize = 3;

/// Reconciles. The ledger and the catalog are read at the same time. What `known` answers is not asked.
///
/// # Errors
///
/// Where it could not be measured.
pub fn run(
    request: &Request,
    known: &Answers,
    progress: &dyn Progress,
) -> Result<Measured, PipelineError> {
    run_and_prove(request, known, progress, &mut |_| None)
}

/// The same, with what would be told after statements that are made of it: both by one reading.
///
/// # Errors
///
/// Where it could not be measured.
pub fn run_and_prove(
    request: &Request,
    known: &Answers,
    progress: &dyn Progress,
    propose: &mut Propose<'_>,
) -> Result<Measured, PipelineError> {
    let clock = Instant::now();
    let (mut measured, mut moved) = once(request, known, progress, propose)?;
    for _ in 1..TIMES {
        if moved {
            (measured, moved) = once(request, known, progress, propose)?;
        }
    }
    let clock = clock.elapsed().as_millis();
    measured.report.run.duration_ms = u64::try_from(clock).unwrap_or(u64::MAX);
    Ok(measured)
}

/// One run, and whether the schema was changed while the server was asked.
fn once(
    request: &Request,
    known: &Answers,
    progress: &dyn Progress,
    propose: &mut Propose<'_>,
) -> Result<(Measured, bool), PipelineError> {
    let (tell, told) = mpsc::channel();
    let (ledger, reading) = beside(
        || read_and_replay(request, told),
        || read_catalog(request, tell, progress),
    );
    let (stored, ahead) = ledger?;
    let Stored {
        ledger,
        engine,
        readings,
    } = stored;
    let (reading, made, arbiter) = reading?;
    let across = Across::of(request, engine, reading.target.engine)?;
    let Made {
        mut catalog,
        sizes,
        objects,
    } = made;
    let sibling_search = SiblingSearch::new(
        &request.places,
        &request.connection,
        &reading.target,
        progress,
    );
    let definitions = reading.definitions.as_ref();
    let self_check = definitions.map(|all| definition::check(&catalog.schema, all));
    let past = Arc::new(evidence::past(&reading.records, &mut catalog));
    let live_view = LiveView::new(catalog.schema, &reading.records);
    let facts = Facts {
        proposed: request.proposed.as_deref(),
        purpose: request.purpose,
        readings: &readings,
        captures: inputs::captures(&ledger),
        apps: request.apps.iter().cloned().collect(),
        layout: request.layout.as_ref(),
        role_view: RoleView::of(request, &reading),
        shared: trial::shared(request, &ledger, &reading),
        across,
        ahead,
        self_check,
        past,
        live_view: &live_view,
        inherited: catalog.inherited,
        unmeasured: catalog.unmeasured,
    };
    let auditor = Auditor {
        request,
        ledger: &ledger,
        reading: &reading,
        facts,
        sibling_search,
        arbiter: arbiter.map(Mutex::new),
        known,
    };
    let (mut measured, mut moved, made) = auditor.audit(progress)?;
    let files = inputs::migration_files(&ledger);
    for migration in &mut measured.report.migrations {
        migration.file = files.get(&migration.key()).map(|path| (*path).to_owned());
    }
    measured.report.suggest();
    measured.leaves = inputs::leaves(&ledger);
    measured.sizes = sizes;
    measured.inputs.objects = objects;
    if let Some(text) = propose(&mut measured) {
        let auditor = auditor.proving(&text, &measured.inputs.answers);
        let (proved, moved_since, _) = auditor.audit(progress)?;
        measured.proofs = proved.proofs;
        moved |= moved_since;
    }
    measured.rest = Some(Box::new((made, live_view, readings)));
    Ok((measured, moved))
}

/// Judges a report anew by what earlier runs saw.
pub fn recall(report: &mut Report, sightings: Sightings) {
    let seen = sightings.into_iter().map(|(key, sighting)| {
        let seen = Seen {
            run: sighting.seen,
            whole: sighting.whole,
            missed: sighting.missed,
        };
        (key, seen)
    });
    verdict::recall(report, &seen.collect());
}

/// Records and catalog as the text of a snapshot file, which does no harm to a terminal.
///
/// # Errors
///
/// Where they could not be read.
pub fn snapshot(
    connection: &Connection,
    taken_at: Timestamp,
    progress: &dyn Progress,
) -> Result<String, PipelineError> {
    let opened = open_catalog(connection, None, false, progress, &|_, _| {}, |rows| rows)?;
    let (mut reading, rows, _) = opened;
    reading.rows = rows;
    let snapshot = Snapshot::new(reading, taken_at);
    let mut text = Vec::new();
    snapshot
        .write(&mut text)
        .map_err(|_| PipelineError::ReaderStopped)?;
    let text = String::from_utf8(text).map_err(|_| PipelineError::ReaderStopped)?;
    Ok(json::harmless(text))
}

/// Reads a catalog; its rows become what `finish` makes of them.
fn open_catalog<T>(
    connection: &Connection,
    application: Option<&Application>,
    definitions: bool,
    progress: &dyn Progress,
    early: catalog::Early<'_>,
    finish: impl Fn(CatalogRows) -> T,
) -> Result<(CatalogReading, T, Option<Arbiter>), PipelineError> {
    let options = ReadOptions {
        schema: connection.schemas.name().map(str::to_owned),
        all_records: connection.schemas.pattern().is_some(),
        statement_timeout: connection.statement_timeout,
        definitions,
        application: application.cloned(),
    };
    let source = connection.source.open(None)?;
    progress.stage(&format!("reading the catalog of {source}"));
    Ok(catalog::open(&source, &options, early, finish)?)
}

impl Source {
    /// What sort of database it is; a snapshot is of PostgreSQL for the most part.
    fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres { .. } | Self::Snapshot(_) => Engine::PostgreSql,
        }
    }

    /// With the settings gathered; `database` is another one of the same server.
    fn open(&self, database: Option<&str>) -> Result<catalog::Source, CatalogError> {
        match self {
            Self::Postgres { url, environment } => {
                let lookup = |name: &str| environment.get(name).cloned();
                let written = url.as_deref();
                let settings = match database {
                    Some(database) => ConnectSettings::resolve_sibling(written, database, &lookup)?,
                    None => ConnectSettings::resolve(written, &lookup)?,
                };
                Ok(catalog::Source::Live(Box::new(settings)))
            }
            Self::Sqlite(path) => Ok(catalog::Source::Sqlite(path.clone())),
            Self::Snapshot(path) => Ok(catalog::Source::Snapshot(path.clone())),
        }
    }
}

/// Reads the catalog, and makes the live side of it. The rows of the records are told as soon as they are read.
fn read_catalog(
    request: &Request,
    tell: mpsc::Sender<Early>,
    progress: &dyn Progress,
) -> Result<(CatalogReading, Made, Option<Arbiter>), PipelineError> {
    let (connection, application) = (&request.connection, request.application.as_ref());
    let one = connection.schemas.pattern().is_none() && request.layout.is_none();
    let (reading, sized, arbiter) = open_catalog(
        connection,
        application,
        request.self_check,
        progress,
        &|records, path| {
            // Nobody listens any more where the ledger cannot be read.
            let _ = one.then(|| tell.send(Early::new(records, path)));
        },
        |rows| Made::of(rows, request),
    )?;
    // Whoever waits for more waits in vain.
    drop(tell);
    Ok((reading, sized, arbiter.filter(|_| request.arbiter)))
}

/// Reads the ledger, and replays it as soon as it is known what is recorded.
fn read_and_replay(
    request: &Request,
    told: mpsc::Receiver<Early>,
) -> Result<(Stored, Option<Ahead>), PipelineError> {
    let stored = read_ledger(request)?;
    let early = told.into_iter().next();
    let ahead = early.map(|early| {
        let plan = inputs::plan(&early.records, &stored.ledger);
        Ahead::of(&early, plan, &stored.readings)
    });
    Ok((stored, ahead))
}

#[cfg(test)]
mod tests;
