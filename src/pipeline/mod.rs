//! The line from end to end: records, ledger and catalog in, a report out. Every room does its own
//! work; this one only hands over.

mod account;
mod arbiter;
mod error;
mod evidence;
mod hypothesis;
mod inputs;
mod layout;
mod places;
mod self_check;
mod view;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use account::Facts;
pub use error::PipelineError;
pub use layout::Layout;
use places::Lookout;
pub use places::Places;
use view::Ground;

use crate::catalog::assemble::{Catalog, assemble};
use crate::catalog::postgres::arbiter::Arbiter;
use crate::catalog::postgres::connect::ConnectSettings;
use crate::catalog::{
    self, CatalogError, ReadOptions, Reading as CatalogReading, Snapshot, definition,
};
use crate::compare::CANONICALISER;
use crate::effect::Reading;
use crate::history::{Answers, Inputs};
use crate::ledger::Ledger;
use crate::migration::MigrationKey;
use crate::record::read::RecordRow;
use crate::record::{self, Plan, Record};
use crate::report::{self, FORMAT, Report, Run, Scope, Summary, Tool};
use crate::verdict::Judgement;

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
    /// Whether the server is asked what the texts leave undecided.
    pub arbiter: bool,
    /// When the run began.
    pub started_at: Timestamp,
    /// Whether the model has to print every object back, to be held against the server's own print.
    pub self_check: bool,
}

/// A database, and how it is asked. It holds passwords, so it has no `Debug`.
pub struct Connection {
    /// The database or its snapshot.
    pub source: Source,
    /// The schema that migrations are expected to land in, if the user names it.
    pub schema: Option<String>,
    /// How long one statement may take on the server.
    pub statement_timeout: Duration,
}

/// Where records and catalog come from. It holds passwords, so it has no `Debug`.
pub enum Source {
    /// A server.
    Postgres {
        /// The URL or `key=value` DSN; none means the environment alone.
        url: Option<String>,
        /// `PG*`, `HOME` and `USER` of the environment, as libpq would read them.
        environment: BTreeMap<String, String>,
    },
    /// A file that `reconcile snapshot` wrote.
    Snapshot(PathBuf),
}

/// A report, and what it was made from.
pub struct Measured {
    /// The report; `run.id` and `run.previous` are none.
    pub report: Report,
    /// What the history keeps beside it.
    pub inputs: Inputs,
}

/// Told what is being done, so that a person who waits can be told too.
pub trait Progress: Sync {
    /// A new stage begins.
    fn stage(&self, what: &str);
}

/// The stored outputs, read: one that is no text holds the reason.
pub(crate) type Readings = BTreeMap<MigrationKey, Result<Reading, String>>;

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
    let clock = Instant::now();
    progress.stage("reading the ledger and the catalog");
    let (ledger, reading) = std::thread::scope(|scope| {
        let ledger = scope.spawn(|| read_ledger(request));
        let opened = open_catalog(&request.connection, request.self_check);
        let reading = opened.map(|(mut reading, arbiter)| {
            // The rows weigh as much as the catalog that is made of them.
            let catalog = assemble(&std::mem::take(&mut reading.rows));
            (reading, catalog, arbiter.filter(|_| request.arbiter))
        });
        (ledger.join(), reading)
    });
    let (ledger, readings) = ledger.map_err(|_| PipelineError::ReaderStopped)??;
    let (reading, catalog, mut arbiter) = reading?;
    let records = reading.records.records();
    check_apps(request, &ledger, &records)?;
    progress.stage("replaying and comparing");
    let lookout = Lookout::new(
        &request.places,
        &request.connection,
        &reading.target,
        progress,
    );
    let facts = facts(request, &ledger, &readings, &reading, catalog);
    let plan = plan(&records, &ledger);
    let (judgement, asked) = facts.judge(plan, &reading.target, arbiter.as_mut(), known, &lookout);
    let mut report = report(request, &ledger, &reading, judgement);
    report.summary.coverage.self_check = facts.self_check.as_ref().map(self_check::counts);
    report.run.duration_ms = u64::try_from(clock.elapsed().as_millis()).unwrap_or(u64::MAX);
    report.summary.coverage.settled.asked = asked.count;
    let inputs = Inputs {
        answers: asked.answers,
        ..inputs::of(&records, &ledger)
    };
    Ok(Measured { report, inputs })
}

/// Records and catalog as the text of a snapshot file.
///
/// # Errors
///
/// Where they could not be read.
pub fn snapshot(
    connection: &Connection,
    taken_at: Timestamp,
    progress: &dyn Progress,
) -> Result<String, PipelineError> {
    progress.stage("reading the catalog");
    let snapshot = Snapshot::new(open_catalog(connection, false)?.0, taken_at);
    let mut text = Vec::new();
    snapshot
        .write(&mut text)
        .map_err(|_| PipelineError::ReaderStopped)?;
    String::from_utf8(text).map_err(|_| PipelineError::ReaderStopped)
}

fn open_catalog(
    connection: &Connection,
    definitions: bool,
) -> Result<(CatalogReading, Option<Arbiter>), PipelineError> {
    let options = ReadOptions {
        schema: connection.schema.clone(),
        statement_timeout: connection.statement_timeout,
        definitions,
    };
    Ok(catalog::open(&connection.source.open(None)?, &options)?)
}

impl Source {
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
            Self::Snapshot(path) => Ok(catalog::Source::Snapshot(path.clone())),
        }
    }
}

fn read_ledger(request: &Request) -> Result<(Ledger, Readings), PipelineError> {
    let ledger = Ledger::open(&request.ledger)?;
    let readings = ledger.entries.iter().map(|(key, entry)| {
        let reading = match &entry.text {
            Ok(text) => Ok(Reading::of(key, &entry.file, text)),
            Err(problem) => Err(problem.to_string()),
        };
        (key.clone(), reading)
    });
    let readings = readings.collect();
    Ok((ledger, readings))
}

fn plan(records: &[Record], ledger: &Ledger) -> Plan {
    let stored: BTreeSet<MigrationKey> = ledger.entries.keys().cloned().collect();
    let nodes = ledger.manifest.as_ref().map(inputs::nodes);
    record::plan(records, &stored, nodes.as_deref())
}

/// An app that neither the ledger nor the records know is a slip of the pen, not a clean app.
fn check_apps(request: &Request, ledger: &Ledger, records: &[Record]) -> Result<(), PipelineError> {
    let recorded = records.iter().map(|record| &record.migration.app);
    let stored = ledger.entries.keys().map(|key| &key.app);
    let known: BTreeSet<&String> = recorded.chain(stored).collect();
    let unknown = request.apps.iter().find(|app| !known.contains(app));
    match unknown {
        None => Ok(()),
        Some(app) => Err(PipelineError::UnknownApp {
            app: app.clone(),
            known: known.into_iter().cloned().collect(),
        }),
    }
}

fn facts<'a>(
    request: &'a Request,
    ledger: &Ledger,
    readings: &'a Readings,
    reading: &CatalogReading,
    mut catalog: Catalog,
) -> Facts<'a> {
    let layout = request.layout.as_ref();
    let shared = layout.and_then(|layout| reading.records.of(&layout.shared_schema));
    let records = |rows: &[RecordRow]| rows.iter().map(RecordRow::record).collect::<Vec<_>>();
    let definitions = reading.definitions.as_ref();
    Facts {
        readings,
        capture_errors: inputs::capture_errors(ledger),
        apps: request.apps.iter().cloned().collect(),
        layout,
        shared: shared.map(|rows| plan(&records(rows), ledger)),
        self_check: definitions.map(|all| definition::check(&catalog.schema, all)),
        past: Arc::new(evidence::past(&reading.records, &mut catalog)),
        ground: Ground::new(catalog.schema, &reading.records),
        inherited: catalog.inherited,
    }
}

fn report(
    request: &Request,
    ledger: &Ledger,
    reading: &CatalogReading,
    judgement: Judgement,
) -> Report {
    let summary = Summary::count(
        &judgement.migrations,
        &judgement.findings,
        judgement.coverage,
    );
    Report {
        format: FORMAT,
        tool: Tool::current(CANONICALISER),
        run: Run {
            id: None,
            started_at: request.started_at,
            duration_ms: 0,
            previous: None,
        },
        target: inputs::target(&reading.target),
        scope: Scope::of(request.apps.clone()),
        ledger: report::Ledger {
            path: request.ledger.display().to_string(),
            migrations: ledger.entries.len() as u64,
            digest: ledger.digest.clone(),
        },
        summary,
        migrations: judgement.migrations,
        findings: judgement.findings,
        equivalents: judgement.equivalents,
    }
}
