//! `reconcile explain NAME`: the whole story of a table, column, migration ..., from the ledger and the history.

mod choice;
mod stretches;

use std::path::PathBuf;

use self::choice::{Choice, Chosen, Runs, chosen};
use self::stretches::stretches;

use super::Context;
use super::error::CliError;
use super::options::{FormatArgs, HistoryArgs, run_selector};
use super::settings;
use crate::history::{HistoryError, Mode, Past, Problem, RunSelector};
use crate::ledger::LedgerError;
use crate::pipeline::PipelineError;
use crate::pipeline::story::{Ask, tell};
use crate::report::Report;
use crate::report::explain;
use crate::report::explain::question::Question;
use crate::report::explain::story::{Facts, Story, findings, seen};
use crate::report::text::{self, Detail};

/// What is asked.
#[derive(clap::Args)]
pub(super) struct SourceArgs {
    /// The run that is asked [default: the newest that judged it, of a finding the newest that holds it]
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
    let ledger = settings::ledger(sources.ledger.as_ref(), context.environment);
    let tell = |past: Option<&Past>| {
        let report = past.map(|past| &past.report);
        let schema = report.map(|report| part(report, question).unwrap_or(&report.target.schema));
        tell(&Ask {
            ledger: &ledger,
            schema: schema.unwrap_or_else(|| settings::one_schema(context.environment)),
            records: past.map(|past| &*past.records),
            seen: report.map_or_else(Vec::new, |report| seen(report, question)),
            question,
        })
        .map_err(|error| slip(asked, error))
    };
    let Choice { newest, all } = chosen(asked, question, runs(sources, context)?.as_ref(), tell)?;
    let stories: Vec<Story<'_>> = all
        .iter()
        .map(|one| story(question, newest.as_deref(), one))
        .collect();
    let options = context.layout(Detail::Normal);
    Ok(sources
        .format
        .print(&stories, |stories| text::story::stories(stories, options))?)
}

fn story<'a>(question: &'a Question, newest: Option<&'a Past>, chosen: &'a Chosen) -> Story<'a> {
    let known = &chosen.known;
    let past = chosen.past.as_deref();
    let report = past.map(|past| &past.report);
    let schema = report.and_then(|report| part(report, question));
    let newer = newest.map(|newest| &newest.report);
    let facts = Facts {
        complaint: question.complaint,
        report,
        newer: newer.filter(|newer| report.is_some_and(|report| report.run.id != newer.run.id)),
        schema,
        runs: past.map_or_else(Vec::new, |past| stretches(past, known)),
        findings: report.map_or_else(Vec::new, |report| findings(report, known, schema)),
    };
    explain::tell(known, facts)
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

/// The newest run, and of every other scope the newest, the newest first; or the one that is named. None where no
/// history is there yet.
fn runs(sources: &SourceArgs, context: &Context<'_>) -> Result<Option<Runs>, CliError> {
    let history = context.history(&sources.history, Mode::Read);
    let runs = history.and_then(|history| {
        let selected = if let Some(run) = sources.run {
            vec![run]
        } else {
            let newest = history.newest_of_each_scope(RunSelector::Latest)?;
            newest.into_iter().map(RunSelector::Id).collect()
        };
        Ok(Runs { history, selected })
    });
    match runs {
        Ok(runs) => Ok(Some(runs)),
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
