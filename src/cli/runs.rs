//! `reconcile runs`: the history as a list.

use super::args::{Args, Format, RunsArgs};
use super::error::CliError;
use super::exit::Exit;
use super::output;
use super::settings::{self, Environment, HISTORY_WAIT};
use crate::history::{History, Mode, RunSummary};
use crate::report::words::count;
use crate::report::{escape, json};

pub(super) fn run(
    args: &Args,
    runs: &RunsArgs,
    environment: &Environment,
) -> Result<Exit, CliError> {
    let path = settings::history(&runs.history, environment);
    let found = History::open(&path, Mode::Read, HISTORY_WAIT)?.runs(runs.limit)?;
    let text = match runs.format.get() {
        Format::Json => json::render(&found)?,
        Format::Text => lines(&found),
    };
    output::write(args.output.output.as_deref(), &text)?;
    Ok(Exit::Agrees)
}

/// One line a run, its number first, as `git log --oneline` does.
fn lines(runs: &[RunSummary]) -> String {
    runs.iter().map(|run| line(run) + "\n").collect()
}

fn line(run: &RunSummary) -> String {
    let scope = match run.scope.apps.as_slice() {
        [] => "all apps".to_owned(),
        apps => apps.join(","),
    };
    let at = run.started_at.strftime("%Y-%m-%d %H:%M:%SZ");
    let text = format!(
        "{:>4}  {at}  exit {}  {}, {}, {} info  {}.{}  {scope}",
        run.id,
        run.exit_status,
        count(run.findings.error, "error"),
        count(run.findings.warning, "warning"),
        run.findings.info,
        run.database,
        run.schema,
    );
    escape(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{FindingCounts, Scope};

    #[test]
    fn a_run_is_one_line_whatever_its_names_hold() {
        let run = RunSummary {
            id: 17,
            started_at: "2026-01-14T20:52:03Z".parse().unwrap(),
            duration_ms: 84,
            previous: None,
            database: "shop\n\u{1b}[2J".into(),
            schema: "public".into(),
            address: None,
            identity: "1:2".into(),
            scope: Scope {
                apps: vec!["a".into(), "b".into()],
                ..Scope::default()
            },
            recorded: 3,
            findings: FindingCounts {
                error: 1,
                warning: 2,
                info: 0,
            },
            exit_status: 1,
        };
        insta::assert_snapshot!(lines(&[run]), @r"  17  2026-01-14 20:52:03Z  exit 1  1 error, 2 warnings, 0 info  shop\u{a}\u{1b}[2J.public  a,b");
    }
}
