//! `reconcile show`: a stored run again.

use super::Context;
use super::environment::Environment;
use super::error::CliError;
use super::exit::Exit;
use super::formats::{Answer, ReportFormat, ReportFormats};
use super::options::{DetailArgs, HistoryArgs, run_selector};
use super::output;
use crate::history::{Mode, RunSelector};
use crate::report::openmetrics::Metrics;
use crate::report::text::{Detail, Options};
use crate::report::{Report, chat, github, html, json, junit, markdown, openmetrics, sarif, text};

#[derive(clap::Args)]
pub(super) struct ShowArgs {
    /// `latest`, `previous`, a number, a day, a time, or an age: @{7d}
    #[arg(value_name = "RUN", default_value = "latest", value_parser = run_selector)]
    run: RunSelector,
    #[command(flatten)]
    history: HistoryArgs,
    #[command(flatten)]
    pub(super) format: ReportFormats,
    #[command(flatten)]
    detail: DetailArgs,
}

pub(super) fn run(show: &ShowArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let history = context.history(&show.history, Mode::Read)?;
    let report = history.load(show.run)?;
    print(&report, &show.format, show.detail.get(), context)?;
    Ok(Exit::Agrees)
}

/// Prints a report in every format that was asked for. Where one cannot be written, the others are
/// all the same.
pub(super) fn print(
    report: &Report,
    formats: &ReportFormats,
    detail: Detail,
    context: &Context<'_>,
) -> Result<(), CliError> {
    let answers = formats.answers().iter();
    let written: Vec<Result<(), CliError>> = answers
        .map(|answer| {
            let options = context.console.layout(answer.path.as_deref(), detail);
            let text = render(report, answer.format, options)?;
            output::write(answer.path.as_deref(), &text)?;
            summarise(report, answer, context.environment)
        })
        .collect();
    written.into_iter().collect()
}

/// The page that GitHub shows of a step, where the step has one.
fn summarise(report: &Report, answer: &Answer, environment: &Environment) -> Result<(), CliError> {
    match (answer.format, environment.step_summary()) {
        (ReportFormat::Github, Some(path)) => {
            output::append(path, &markdown::render_within(report, STEP_SUMMARY))
        }
        (_, _) => Ok(()),
    }
}

/// GitHub drops a step summary of more than 1 MiB; other steps' text may stand before it.
const STEP_SUMMARY: usize = 900 * 1024;

/// The report in one format.
fn render(report: &Report, format: ReportFormat, options: Options) -> Result<String, CliError> {
    Ok(match format {
        ReportFormat::Json => json::render(report)?,
        ReportFormat::Text => text::render(report, options),
        ReportFormat::Markdown => markdown::render(report),
        ReportFormat::Html => html::render(report),
        ReportFormat::Junit => junit::render(report),
        ReportFormat::Sarif => sarif::render(report)?,
        ReportFormat::Github => github::render(report),
        ReportFormat::Slack => chat::slack(report),
        ReportFormat::Teams => chat::teams(report),
        ReportFormat::Openmetrics => openmetrics::render(&Metrics::of(report)),
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clap::Parser;

    use super::*;
    use crate::cli::args::{Args, Command};
    use crate::cli::console::Console;
    use crate::cli::options::Color;
    use crate::history::{History, Inputs};
    use crate::report::sample;

    fn shown(options: &[&str]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let (history, answer) = (path("h.sqlite3"), path("answer"));
        let mut kept = History::open(history.as_ref(), Mode::Write, Duration::ZERO).unwrap();
        kept.store(&mut sample::incident(), &Inputs::default(), 1)
            .unwrap();
        let fixed = [
            "reconcile",
            "show",
            "1",
            "--history",
            &history,
            "-o",
            &answer,
        ];
        let args = Args::try_parse_from(fixed.iter().chain(options)).unwrap();
        let Some(Command::Show(show)) = &args.command else {
            panic!("not show")
        };
        assert_eq!(show.run, RunSelector::Id(1));
        let context = Context {
            environment: &Environment::of_process(None).unwrap(),
            console: &Console::new(Color::Never),
            output: None,
            timeout: None,
        };
        let exit = run(show, &context).unwrap();
        assert_eq!(exit, Exit::Agrees);
        std::fs::read_to_string(&answer).unwrap()
    }

    #[test]
    fn a_stored_run_is_printed_as_it_was_printed_then() {
        let mut report = sample::incident();
        report.run.id = Some(1);
        let at = report.run.started_at;
        for finding in &mut report.findings {
            finding.date(at, at);
        }
        assert_eq!(shown(&["--format", "json"]), json::render(&report).unwrap());
    }

    #[test]
    fn quiet_and_verbose_are_less_and_more() {
        let lines = |options: &[&str]| shown(options).lines().count();
        assert!(lines(&["-q"]) < lines(&[]));
        assert!(lines(&[]) < lines(&["-v"]));
    }
}
