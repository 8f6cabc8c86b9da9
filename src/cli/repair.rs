//! `reconcile repair`: what would close the findings, printed for a person to run.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use clap::builder::NonEmptyStringValueParser;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::Context;
use super::console::Spinner;
use super::error::CliError;
use super::exit::Exit;
use super::explain::prefix;
use super::options::{ConnectionArgs, FormatArgs, HistoryArgs, Medium};
use super::proof::{self, Lines};
use super::settings;
use crate::history::{Answers, Mode, RunSelector};
use crate::pipeline::{self, CompareAs, Measured, Purpose, Request};
use crate::repair::Plan;
use crate::repair::django::{self, Place};
use crate::repair::json::PlanPage;
use crate::repair::sql::{self, Head};
use crate::report::text::Detail;
use crate::report::words::{count_as, list, minute};
use crate::report::{self, Engine, FORMAT, Report, Scope, Severity, Target, Tool, Verdict, escape};

#[derive(clap::Args)]
pub(super) struct RepairArgs {
    /// Findings by the first digits of their ids, or a run: only what of it is still open [default: all that is open]
    ///
    /// A run is named as for `show`: `latest`, a number, a day. What is closed by now is said so.
    #[arg(value_name = "RUN|ID")]
    what: Vec<String>,
    /// Plan nothing: say what would be told after the statements of FILE; `-` reads standard input
    ///
    /// Nothing is run: the statements are replayed in memory on what the database holds now. A Django migration is checked
    /// by what it would run: `python manage.py sqlmigrate APP NAME | reconcile repair --check -`. Exit status 0 where
    /// nothing would be left. The answer is text or JSON.
    #[arg(long, value_name = "FILE", conflicts_with = "what")]
    check: Option<PathBuf>,
    /// Mend only what this app's migrations made (may be given several times)
    #[arg(long = "app", value_name = "LABEL", value_parser = NonEmptyStringValueParser::new())]
    apps: Vec<String>,
    /// The folder of stored sqlmigrate outputs [default: ledgers]
    #[arg(long, value_name = "DIR")]
    ledger: Option<PathBuf>,
    #[command(flatten)]
    format: FormatArgs<PlanFormat>,
    #[command(flatten)]
    connection: ConnectionArgs,
    #[command(flatten)]
    history: HistoryArgs,
}

/// How a plan is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum PlanFormat {
    /// SQL with comments, for psql or sqlite3
    #[default]
    Text,
    /// The same
    Sql,
    /// A migration for the project: it runs in every environment, and does nothing where all is well
    Django,
    /// For a program, as docs/json.md says
    Json,
}

/// What a program is told.
#[derive(Serialize)]
struct Page<'a> {
    format: u64,
    tool: &'a Tool,
    target: &'a Target,
    measured_at: Timestamp,
    closed_already: &'a [String],
    proof: proof::Page<'a>,
    plans: Vec<PlanPage<'a>>,
}

impl Medium for PlanFormat {
    const JSON: Self = Self::Json;
}

pub(super) fn run(args: &RepairArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    if args.check.is_some()
        && matches!(
            args.format.typed(),
            Some(PlanFormat::Django | PlanFormat::Sql)
        )
    {
        return Err(CliError::CheckIsNoPlan);
    }
    let checked = args.check.as_deref().map(proof::statements).transpose()?;
    if let Some(text) = checked {
        return check(text, args, context);
    }
    let mut planned = None;
    let measured = measure(args, None, context, &mut |measured| {
        let (head, plans) = planned
            .insert(plan(args, measured, context))
            .as_ref()
            .ok()?;
        (!plans.is_empty()).then(|| sql::render(head, plans))
    })?;
    let planned = planned.unwrap_or_else(|| plan(args, &measured, context));
    let (mut head, plans) = planned?;
    if !plans.is_empty() {
        let by = match args.format.get() {
            PlanFormat::Django => Lines::Nowhere,
            PlanFormat::Text | PlanFormat::Sql | PlanFormat::Json => Lines::Below,
        };
        head.lines.extend(proof::told(&measured, by).lines);
    }
    let text = match args.format.get() {
        PlanFormat::Json => report::json::render(&Page {
            format: FORMAT,
            tool: &measured.report.tool,
            target: &measured.report.target,
            measured_at: measured.report.run.started_at,
            closed_already: &head.closed,
            proof: proof::page(&measured),
            plans: plans.iter().map(PlanPage::from).collect(),
        })?,
        PlanFormat::Text | PlanFormat::Sql => sql::render(&head, &plans),
        PlanFormat::Django => migration(args, &head, &plans, (&measured, context.output))?,
    };
    context.write(&text)?;
    Ok(exit(&measured, &plans))
}

/// What mends what is measured, and what is said above it.
fn plan(
    args: &RepairArgs,
    measured: &Measured,
    context: &Context<'_>,
) -> Result<(Head, Vec<Plan>), CliError> {
    let chosen = chosen(args, &measured.report, context)?;
    let wanted = (!args.what.is_empty()).then_some(&chosen.open);
    let plans = pipeline::plans(measured, wanted);
    let head = Head {
        lines: lines(&measured.report, &plans),
        closed: chosen.closed,
    };
    Ok((head, plans))
}

/// Measures what is there, and what would be told after statements that are proposed or made of it.
fn measure(
    args: &RepairArgs,
    proposed: Option<String>,
    context: &Context<'_>,
    make: &mut dyn FnMut(&Measured) -> Option<String>,
) -> Result<Measured, CliError> {
    let environment = context.environment;
    let request = Request {
        connection: settings::connection(&args.connection, environment)?,
        application: None,
        ledger: settings::ledger(args.ledger.as_ref(), environment),
        apps: Scope::of(args.apps.clone()).apps,
        places: settings::places(&args.connection, environment)?,
        layout: settings::layout(environment),
        compare_as: CompareAs::Auto,
        stand_ins: environment.config().stand_ins.clone(),
        arbiter: environment.config().server_arbiter.unwrap_or(true),
        keep_objects: false,
        started_at: Timestamp::now(),
        self_check: false,
        proposed,
        purpose: Purpose::Repair,
    };
    let today = request.started_at.to_zoned(TimeZone::UTC).date();
    let decisions = settings::waivers(&args.connection, environment);
    let spinner = Spinner::start(Detail::Normal);
    let measured =
        pipeline::run_and_prove(&request, &Answers::default(), &spinner, &mut |measured| {
            measured.report.waive(decisions.clone(), today);
            make(measured)
        })?;
    Ok(measured)
}

/// Says what would be told after statements that somebody wrote.
fn check(text: String, args: &RepairArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let measured = measure(args, Some(text), context, &mut |_| None)?;
    let told = proof::told(&measured, Lines::Own);
    if args.format.get() == PlanFormat::Json {
        context.write(&report::json::render(&proof::page(&measured))?)?;
        return Ok(checked(&measured, &told));
    }
    let mut lines = vec![database(&measured.report)];
    lines.extend(told.lines.iter().cloned());
    let lines = lines.iter().map(|line| format!("{}\n", escape(line)));
    context.write(&lines.collect::<String>())?;
    Ok(checked(&measured, &told))
}

/// Whether nothing would be left.
fn checked(measured: &Measured, told: &proof::Told) -> Exit {
    if !measured.report.is_measured() {
        Exit::NotMeasured
    } else if told.is_whole {
        Exit::Agrees
    } else {
        Exit::Findings
    }
}

/// The plan as a migration. The folder that it is written to may be that of an app.
fn migration(
    args: &RepairArgs,
    head: &Head,
    plans: &[Plan],
    (measured, output): (&Measured, Option<&Path>),
) -> Result<String, CliError> {
    if measured.report.target.engine == Engine::Sqlite {
        return Err(CliError::MigrationOfSqlite);
    }
    let plan = match plans {
        [] => return Ok(django::nothing(head)),
        [only] => only,
        several => {
            let schemas = several.iter().map(|it| it.schema.clone()).collect();
            return Err(CliError::SeveralSchemas { schemas });
        }
    };
    let folder = output.and_then(Path::parent).and_then(Path::parent);
    let folder = folder.and_then(Path::file_name).and_then(OsStr::to_str);
    let folder = folder.filter(|it| measured.leaves.contains_key(*it));
    let typed = match args.apps.as_slice() {
        [only] => Some(only.as_str()),
        _ => None,
    };
    let app = folder.or(typed);
    let place = Place::of(plan, &measured.leaves, app);
    let migrations = measured.report.migrations.iter();
    let pending = migrations.filter(|it| it.verdict == Verdict::Pending);
    let pending: Vec<String> = pending.map(|it| it.key().to_string()).collect();
    let mut lines = head.lines.clone();
    if !pending.is_empty() {
        let pending = list(&pending);
        lines.push(format!(
            "`migrate` runs what is pending before it: {pending}"
        ));
    }
    let head = Head {
        lines,
        closed: head.closed.clone(),
    };
    Ok(django::render(&head, plan, &place, &measured.leaves))
}

/// Nothing measured is never green.
fn exit(measured: &Measured, plans: &[Plan]) -> Exit {
    let mut findings = measured.report.findings.iter();
    if !plans.is_empty() || findings.any(|it| it.gates_at(Severity::Error)) {
        Exit::Findings
    } else if measured.report.is_measured() {
        Exit::Agrees
    } else {
        Exit::NotMeasured
    }
}

/// What is said of the database and of the moment.
fn lines(report: &Report, plans: &[Plan]) -> Vec<String> {
    let mut lines = vec![database(report)];
    if let Some(taken) = report.target.taken_at {
        let taken = minute(taken);
        lines.push(format!(
            "measured in a snapshot that was taken {taken}: the database may have changed since"
        ));
    }
    let unmeasured = report.summary.coverage.unmeasured;
    if unmeasured > 0 {
        lines.push(format!(
            "{unmeasured} could not be measured, and no plan is about that: `reconcile` says what"
        ));
    }
    if plans.is_empty() {
        let waived = report.findings.iter().filter(|it| it.waived.is_some());
        lines.push(match waived.count() as u64 {
            0 => "nothing to repair".to_owned(),
            number => {
                let waived = count_as(number, "finding is waived", "findings are waived");
                format!("nothing to repair: {waived}")
            }
        });
    }
    lines
}

fn database(report: &Report) -> String {
    let target = &report.target;
    let address = target.address.as_deref();
    let address = address.map_or_else(String::new, |it| format!(" at {it}"));
    let at = minute(report.run.started_at);
    let tool = &report.tool;
    format!(
        "database {}{address}, measured {at} by {} {}",
        target.database, tool.name, tool.version
    )
}

/// The findings that are asked for.
#[derive(Default)]
struct Chosen {
    open: BTreeSet<String>,
    /// Those that are no more.
    closed: Vec<String>,
}

fn chosen(args: &RepairArgs, report: &Report, context: &Context<'_>) -> Result<Chosen, CliError> {
    let mut chosen = Chosen::default();
    for word in &args.what {
        let digits = prefix(word);
        let begins = |id: &str| {
            digits
                .as_deref()
                .is_some_and(|digits| id.starts_with(digits))
        };
        let open = report.findings.iter().filter(|it| begins(&it.id));
        let open: Vec<String> = open.map(|it| it.id.clone()).collect();
        if open.is_empty() {
            of_history(word, report, &mut chosen, args, context)?;
        }
        chosen.open.extend(open);
    }
    chosen.closed.sort();
    chosen.closed.dedup();
    Ok(chosen)
}

/// The findings of a run, or one that an earlier run has.
fn of_history(
    word: &str,
    report: &Report,
    chosen: &mut Chosen,
    args: &RepairArgs,
    context: &Context<'_>,
) -> Result<(), CliError> {
    let history = context.history(&args.history, Mode::Read)?;
    let held = match prefix(word) {
        Some(digits) => history.holding(&digits, None)?,
        None => Vec::new(),
    };
    if let Some(one) = held.first() {
        chosen.closed.push(one.id.clone());
        return Ok(());
    }
    let run = RunSelector::read(word, Timestamp::now());
    let run = run.map_err(|_| CliError::NoFindingOrRun {
        word: word.to_owned(),
    })?;
    for finding in history.load(run)?.findings {
        if report.findings.iter().any(|it| it.id == finding.id) {
            chosen.open.insert(finding.id);
        } else {
            chosen.closed.push(finding.id);
        }
    }
    Ok(())
}
