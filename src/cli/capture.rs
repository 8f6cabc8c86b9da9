//! `reconcile capture`: from a Django project to a ledger.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use clap::builder::NonEmptyStringValueParser;

use super::Context;
use super::address;
use super::console::Counter;
use super::deadline;
use super::error::CliError;
use super::exit::Exit;
use super::options::DetailArgs;
use super::settings;
use crate::ledger::Ledger;
use crate::ledger::capture::{self, Comparison, Edit, Fate, Kept, Request, Way};
use crate::migration::MigrationKey;
use crate::report::text::captured::{self, CaptureOutcome, Captured, EditedOutput};

#[derive(clap::Args)]
pub(super) struct CaptureArgs {
    /// Capture only this app (may be given several times)
    #[arg(long = "app", value_name = "LABEL", value_parser = NonEmptyStringValueParser::new())]
    apps: Vec<String>,
    /// The folder of stored outputs [default: ledgers]
    #[arg(long, value_name = "DIR")]
    ledger: Option<PathBuf>,
    /// The database of the project's settings
    #[arg(long, value_name = "ALIAS", default_value = "default", value_parser = NonEmptyStringValueParser::new())]
    database: String,
    /// How the SQL comes about
    #[arg(long, value_name = "SOURCE", value_enum, default_value_t)]
    source: Source,
    /// The empty database that --source migrate migrates: postgres://...
    ///
    /// As the project sees it: in a container, from there.
    #[arg(long, value_name = "URL", required_if_eq("source", "migrate"), value_parser = scratch_url)]
    scratch_url: Option<ScratchUrl>,
    /// Write nothing: exit with 1 if the ledger is not what the project prints now
    #[arg(long, conflicts_with = "accept")]
    check: bool,
    /// Replace what was edited since it was stored, and take note of what is gone
    #[arg(long)]
    accept: bool,
    #[command(flatten)]
    detail: DetailArgs,
    /// How you call manage.py: -- python manage.py
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// How the SQL comes about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Source {
    /// As `migrate` would run it, without running it; only reads
    #[default]
    Plan,
    /// Exactly what `manage.py sqlmigrate` prints; only reads, and is faster in a project of many models
    Sqlmigrate,
    /// What `migrate` executes, on the empty database of --scratch-url
    Migrate,
    /// What `migrate` executes, on the database that the project's test runner makes and removes
    TestRun,
}

/// The address of a scratch database. It may hold a password, so it has no `Debug`.
#[derive(Clone)]
struct ScratchUrl(String);

fn scratch_url(text: &str) -> Result<ScratchUrl, String> {
    let rest = text
        .strip_prefix("postgres://")
        .or_else(|| text.strip_prefix("postgresql://"));
    let named = rest.and_then(|rest| rest.split_once('/'));
    let is_named = named.is_some_and(|(_, name)| !name.is_empty() && !name.starts_with('?'));
    if is_named && !text.contains(char::is_whitespace) {
        Ok(ScratchUrl(text.to_owned()))
    } else {
        Err("write postgres://USER@HOST/DATABASE".to_owned())
    }
}

impl Source {
    /// What a person may do who does not want to wait.
    fn advice(self) -> Option<&'static str> {
        let advice = "It takes as long as `migrate` on an empty database. --source sqlmigrate is faster where there are many \
                      models, but forgets foreign keys to apps that a migration does not depend on.";
        (self == Self::Plan).then_some(advice)
    }

    const fn way(self) -> Way {
        match self {
            Self::Plan => Way::Plan,
            Self::Sqlmigrate => Way::Sqlmigrate,
            Self::Migrate => Way::Migrate,
            Self::TestRun => Way::TestRun,
        }
    }
}

pub(super) fn run(wanted: &CaptureArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let folder = settings::ledger(wanted.ledger.as_ref(), context.environment);
    let ledger = Ledger::open_or_empty(&folder)?;
    let captured = {
        let mut counter = Counter::start(wanted.detail.get(), wanted.source.advice());
        let request = request(wanted, context.timeout);
        capture::print(&request, &mut counter)?
    };
    captured.fits(&ledger)?;
    let found = capture::compare(&captured, &ledger, &wanted.apps);
    let outcome = if wanted.check {
        CaptureOutcome::Checked
    } else {
        deadline::answering();
        let stored = capture::store(&captured, &found, &ledger, wanted.accept)?;
        CaptureOutcome::Stored {
            files: stored.files,
            manifest: stored.manifest,
            accepted: wanted.accept,
        }
    };
    let database = match &captured.project.address {
        Some(address) if !wanted.check => {
            address::take_over(address, &wanted.database, context.environment)?
        }
        _ => None,
    };
    let told = Captured {
        database,
        ..told(&captured, &found, &folder, outcome)
    };
    let options = context.layout(wanted.detail.get());
    context.write(&captured::render(&told, options))?;
    Ok(if told.needs_a_person() {
        Exit::Findings
    } else {
        Exit::Agrees
    })
}

fn request(wanted: &CaptureArgs, timeout: Option<Duration>) -> Request {
    Request {
        command: wanted.command.clone(),
        way: wanted.source.way(),
        apps: wanted.apps.clone(),
        alias: wanted.database.clone(),
        timeout,
        scratch: wanted
            .scratch_url
            .as_ref()
            .filter(|_| wanted.source == Source::Migrate)
            .map(|url| url.0.clone()),
    }
}

/// What was found, in the report's words.
fn told(
    captured: &capture::Captured,
    found: &Comparison,
    folder: &Path,
    outcome: CaptureOutcome,
) -> Captured {
    let keys = |wanted: fn(&Fate) -> bool| -> Vec<MigrationKey> {
        let changes = found.of(wanted);
        changes.map(|change| change.printed.entry.key()).collect()
    };
    let failed = captured.migrations.iter().filter_map(|printed| {
        let error = printed.entry.error.clone()?;
        Some((printed.entry.key(), error))
    });
    Captured {
        ledger: folder.display().to_string(),
        by: by(captured),
        migrations: captured.migrations.len(),
        same: keys(|fate| matches!(fate, Fate::Same)).len(),
        new: keys(|fate| matches!(fate, Fate::New)),
        facts: keys(|fate| matches!(fate, Fate::Facts)),
        kept: kept(found),
        edited: edited(found),
        gone: found.gone.clone(),
        failed: failed.collect(),
        caveats: caveats(captured, found),
        database: None,
        outcome,
    }
}

fn by(captured: &capture::Captured) -> String {
    let project = &captured.project;
    let version = project
        .server_version
        .as_deref()
        .unwrap_or("of no known version");
    format!(
        "Django {} for {} {version}, --source {}",
        project.django,
        project.vendor,
        captured.way.word()
    )
}

fn caveats(captured: &capture::Captured, found: &Comparison) -> Vec<String> {
    let vendor = &captured.project.vendor;
    let other = (!["postgresql", "sqlite"].contains(&&**vendor)).then(|| {
        format!(
            "reconcile compares PostgreSQL and SQLite only: SQL for {vendor} is stored, and cannot be held against a database"
        )
    });
    // Said when it is stored, and not again at each check.
    let changed = found.of(|fate| matches!(fate, Fate::New | Fate::Edited { .. }));
    other
        .into_iter()
        .chain(changed.filter_map(unstable))
        .collect()
}

/// What to do where a stored output holds a place in memory, which is another one each time.
fn unstable(change: &capture::Change) -> Option<String> {
    let entry = &change.printed.entry;
    let addresses = entry.volatile.iter().filter(|one| one.starts_with("0x"));
    let address = addresses.min_by_key(|one| change.printed.sql.as_ref()?.find(one.as_str()))?;
    let lines = change.printed.sql.as_ref()?.lines();
    let line = lines
        .take_while(|line| !line.contains(address.as_str()))
        .count()
        + 1;
    Some(format!(
        "{}/{}.sql is unstable: its statement at line {line} holds a memory address ({address}), another one in \
         each process; --check does not compare it. Give the migration a plain value, or the object's class a \
         __str__",
        entry.app, entry.name
    ))
}

fn kept(found: &Comparison) -> BTreeMap<&'static str, Vec<MigrationKey>> {
    let mut kept: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for change in &found.changes {
        if let Fate::Kept(why) = change.fate {
            let reason = match why {
                Kept::Source => "another --source printed it; --accept replaces it",
                Kept::Release => "another release of Django printed it; --accept replaces it",
                Kept::Database => {
                    "sqlmigrate prints what the database of the moment lets it; --accept replaces it"
                }
                Kept::Unprintable => "it cannot be printed now",
            };
            let migration = change.printed.entry.key();
            kept.entry(reason).or_default().push(migration);
        }
    }
    kept
}

fn edited(found: &Comparison) -> Vec<EditedOutput> {
    let edited = found.changes.iter().filter_map(|change| {
        let Fate::Edited { edit, stored } = &change.fate else {
            return None;
        };
        Some(EditedOutput {
            migration: change.printed.entry.key(),
            reason: match edit {
                Edit::File => "its file was changed since it was captured",
                Edit::Otherwise => {
                    "its file is as it was captured, but a setting, an earlier migration or what it imports is not"
                }
                Edit::Stored => "the stored output was changed since it was captured",
                Edit::Unknown => "the manifest does not say from which file it was captured",
            },
            old: stored.clone(),
            new: change.printed.sql.clone(),
        })
    });
    edited.collect()
}
