//! `reconcile status`: what the newest run of each database, schema and scope said, from the history alone.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Context;
use super::error::CliError;
use super::exit::Exit;
use super::options::{FormatArgs, HistoryArgs};
use crate::history::{Mode, RunSummary};
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
    let newest = newest(history.runs(None)?);
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

/// The first of each line: the newest come first. A run of some apps says nothing any more once all apps were measured.
fn newest(runs: Vec<RunSummary>) -> Vec<RunSummary> {
    let mut known = BTreeSet::new();
    let mut whole = BTreeSet::new();
    let mut is_first = |run: &RunSummary| {
        let place = (
            run.identity.clone(),
            run.schema.clone(),
            run.scope.schemas.clone(),
        );
        let all = run.scope.apps.is_empty();
        if !all && whole.contains(&place) {
            return false;
        }
        if all && run.exit_status != Exit::NotMeasured.status() {
            whole.insert(place.clone());
        }
        let scope = format!("{:?}", run.scope);
        known.insert((place, scope))
    };
    runs.into_iter().filter(|run| is_first(run)).collect()
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
        _ if run.exit_status > 1 => "nothing found where it looked".to_owned(),
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
    let measured = if run.exit_status > 1 {
        "NOT ALL MEASURED: "
    } else {
        ""
    };
    format!("{measured}{found}{waived}{new}{pending}")
}
