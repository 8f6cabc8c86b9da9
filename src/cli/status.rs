//! `reconcile status`: what the newest run of each database, schema and scope said, from the history alone.

use jiff::Timestamp;

use super::Context;
use super::error::CliError;
use super::exit::Exit;
use super::options::{FormatArgs, HistoryArgs};
use crate::history::{self, Mode, RunSummary};
use crate::report::words::{count, list, minute};
use crate::report::{escape, whole_days};

#[derive(clap::Args)]
pub(super) struct StatusArgs {
    #[command(flatten)]
    history: HistoryArgs,
    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(wanted: &StatusArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let history = context.history(&wanted.history, Mode::Read)?;
    let newest = history::standing(history.runs(None)?);
    let now = Timestamp::now();
    let text = wanted.format.print(&newest, |newest| {
        newest.iter().map(|run| line(run, now) + "\n").collect()
    })?;
    context.write(&text)?;
    let worst = newest.iter().map(|run| run.exit_status).max();
    Ok(match worst {
        Some(0) => Exit::Agrees,
        Some(1) => Exit::Findings,
        Some(_) | None => Exit::NotMeasured,
    })
}

/// `shop.public: 2 errors, 1 waived, 1 new since run 4 (run 5, 2026-11-29 04:13 UTC, 3 days ago)`.
fn line(run: &RunSummary, now: Timestamp) -> String {
    let (number, at) = (run.id, minute(run.started_at));
    let days = u64::try_from(whole_days(run.started_at, now)).unwrap_or_default();
    let ago = match days {
        0 => String::new(),
        days => format!(", {} ago", count(days, "day")),
    };
    let apps = match run.scope.apps.as_slice() {
        [] => String::new(),
        apps => format!(", {}", apps.join(",")),
    };
    let schema = run.scope.schemas.as_deref().unwrap_or(&run.schema);
    let text = format!(
        "{}.{schema}{apps}: {} (run {number}, {at}{ago})",
        run.database,
        answer(run)
    );
    escape(&text).into_owned()
}

fn answer(run: &RunSummary) -> String {
    let waived = run.waived.total();
    let found = match run.findings.without(run.waived).words() {
        words if !words.is_empty() => list(&words),
        _ if waived > 0 => "nothing open".to_owned(),
        _ if run.is_blind() => "nothing found where it looked".to_owned(),
        _ => "agrees".to_owned(),
    };
    let waived = match waived {
        0 => String::new(),
        number => format!(", {number} waived"),
    };
    let new = run.change.filter(|change| change.new > 0);
    let new = new.map_or_else(String::new, |change| {
        format!(", {} new since run {}", change.new, change.against)
    });
    let pending = run.verdicts.get(&crate::report::Verdict::Pending);
    let pending = pending.map_or_else(String::new, |number| {
        format!(", {} not applied", count(*number, "migration"))
    });
    let measured = if run.is_blind() {
        "NOT ALL MEASURED: "
    } else {
        ""
    };
    format!("{measured}{found}{waived}{new}{pending}")
}
