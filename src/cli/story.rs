//! `reconcile explain NAME`: the whole story of a table, column, migration ..., from the ledger and the history.

use std::path::PathBuf;

use super::Context;
use super::error::CliError;
use super::options::{FormatArgs, HistoryArgs, run_selector};
use super::settings;
use crate::history::{History, HistoryError, Mode, Past, PastRun, Problem, RunSelector};
use crate::ledger::LedgerError;
use crate::pipeline::PipelineError;
use crate::pipeline::story::{Ask, Told, tell};
use crate::report::explain;
use crate::report::explain::question::Question;
use crate::report::explain::story::{
    Act, Deed, Facts, Known, State, Story, Stretch, Subject, called, findings,
};
use crate::report::text::{self, Detail};
use crate::report::{Report, Verdict};

/// What is asked.
#[derive(clap::Args)]
pub(super) struct SourceArgs {
    /// The run that is asked [default: the newest, of a finding the newest that holds it]
    #[arg(long, value_name = "RUN", requires = "what", value_parser = run_selector)]
    pub(super) run: Option<RunSelector>,
    /// The folder of stored sqlmigrate outputs, which knows the names [default: ledgers]
    #[arg(long, value_name = "DIR")]
    ledger: Option<PathBuf>,
    #[command(flatten)]
    pub(super) history: HistoryArgs,
    #[command(flatten)]
    pub(super) format: FormatArgs,
}

/// The answer to a question; what is not known is an error with what is called nearly so.
pub(super) fn answer(
    asked: &str,
    question: &Question,
    sources: &SourceArgs,
    context: &Context<'_>,
) -> Result<String, CliError> {
    let past = past(sources, context)?;
    let report = past.as_ref().map(|past| &past.report);
    let own = report.and_then(|report| part(report, question));
    let schema = own
        .or_else(|| report.map(|report| &*report.target.schema))
        .unwrap_or_else(|| settings::one_schema(context.environment));
    let told = tell(&Ask {
        ledger: &settings::ledger(sources.ledger.as_ref(), context.environment),
        schema,
        records: past.as_ref().map(|past| &*past.records),
        question,
    })
    .map_err(|error| slip(asked, error))?;
    let Told {
        known,
        near,
        mentioned,
    } = told;
    if known.is_empty() {
        return Err(CliError::UnknownName {
            word: asked.to_owned(),
            near,
            mentioned,
        });
    }
    let stories: Vec<Story<'_>> = known
        .iter()
        .map(|known| {
            let facts = Facts {
                complaint: question.complaint,
                report,
                schema: own,
                runs: past
                    .as_ref()
                    .map_or_else(Vec::new, |past| stretches(past, known)),
                findings: report.map_or_else(Vec::new, |report| findings(report, known, own)),
            };
            explain::tell(known, facts)
        })
        .collect();
    let options = context.layout(Detail::Normal);
    Ok(sources.format.print(&stories, |stories| {
        text::story::stories(report, stories, options)
    })?)
}

/// Where there is no ledger, what looks like a word of the report is taken for one.
fn slip(asked: &str, error: PipelineError) -> CliError {
    match error {
        PipelineError::Ledger(LedgerError::Missing { .. })
            if !explain::nearest(asked).is_empty() =>
        {
            CliError::UnknownWord {
                word: asked.to_owned(),
            }
        }
        error => error.into(),
    }
}

/// The newest run, or the one that is named; none where no history is there yet.
fn past(sources: &SourceArgs, context: &Context<'_>) -> Result<Option<Past>, CliError> {
    let history = context.history(&sources.history, Mode::Read);
    let past = history.and_then(|history: History| {
        let run = sources.run.unwrap_or(RunSelector::Latest);
        Ok(history.past(run)?)
    });
    match past {
        Ok(past) => Ok(Some(past)),
        Err(CliError::History(error)) if sources.run.is_none() && is_empty(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

fn is_empty(error: &HistoryError) -> bool {
    matches!(
        error.problem,
        Problem::NotThere | Problem::NoSuchRun { newest: None, .. }
    )
}

/// Of a run over several schemas the one that is asked about: that which the question names, else the first.
fn part<'a>(report: &'a Report, question: &'a Question) -> Option<&'a str> {
    let named = |name: &str| {
        let mut objects = question.objects.iter();
        objects.any(|one| one.schema.as_deref() == Some(name))
    };
    let mut parts = report.parts.iter().map(|part| &*part.schema);
    let first = parts.clone().next();
    parts.find(|name| named(name)).or(first)
}

/// What the runs said, those that said the same together. Where a run is over several schemas, this is not told.
fn stretches(past: &Past, known: &Known) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    if !past.report.parts.is_empty() {
        return all;
    }
    for run in &past.runs {
        let state = state(run, known);
        match all.last_mut() {
            Some(last) if last.state == state => {
                (last.to, last.until) = (run.id, run.started_at);
            }
            _ => all.push(Stretch {
                from: run.id,
                since: run.started_at,
                to: run.id,
                until: run.started_at,
                state,
            }),
        }
    }
    all
}

fn state(run: &PastRun, known: &Known) -> State {
    match &known.subject {
        Subject::Migration(key) if run.has_behind(key) => State::Wrong,
        Subject::Migration(key) => said(run.verdict(key)),
        Subject::Object(_) if called(known).is_some_and(|object| run.has_about(object)) => {
            State::Wrong
        }
        Subject::Object(_) => state_of_object(run, known),
    }
}

/// By the verdicts on what makes it and drops it.
fn state_of_object(run: &PastRun, known: &Known) -> State {
    let said_of = |deed: &Deed| said(run.verdict(&deed.migration));
    let mut deeds = known.deeds.iter().rev();
    let is_applied = |deed: &&Deed| !matches!(said_of(deed), State::NotRecorded | State::NotJudged);
    let mut applied = deeds.clone().filter(is_applied);
    let mut steps = applied.clone().filter(|deed| deed.act != Act::Changes);
    if steps.next().is_some_and(|deed| deed.act == Act::Drops) {
        return State::Dropped;
    }
    match applied.find(|deed| deed.act == Act::Makes) {
        Some(maker) => said_of(maker),
        None if deeds.any(|deed| said_of(deed) == State::NotJudged) => State::NotJudged,
        None => State::NotRecorded,
    }
}

fn said(verdict: Option<&str>) -> State {
    match verdict {
        None | Some("no_ledger") => State::NotJudged,
        Some("pending" | "unrecorded") => State::NotRecorded,
        Some(word) if is_bad(word) => State::Wrong,
        Some(_) => State::Fine,
    }
}

/// Whether a verdict says that something is wrong.
fn is_bad(word: &str) -> bool {
    let mut all = Verdict::ALL.iter();
    all.any(|verdict| verdict.as_str() == word && verdict.is_bad())
}
