//! `reconcile runs` and `reconcile prune`: the history as a list, and old runs out of it.

use super::Context;
use super::deadline;
use super::error::CliError;
use super::exit::Exit;
use super::options::{FormatArgs, HistoryArgs};
use crate::history::{Keep, Mode, RunSummary};
use crate::report::words::{count, list};
use crate::report::{Verdict, escape};

#[derive(clap::Args)]
pub(super) struct RunsArgs {
    /// List at most this many
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<u64>,
    #[command(flatten)]
    history: HistoryArgs,
    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(runs: &RunsArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let history = context.history(&runs.history, Mode::Read)?;
    let found = history.runs(runs.limit)?;
    let text = runs.format.print(&found, |found| lines(found))?;
    context.write(&text)?;
    Ok(Exit::Agrees)
}

/// One line a run, its number first, as `git log --oneline` does.
fn lines(runs: &[RunSummary]) -> String {
    runs.iter().map(|run| line(run) + "\n").collect()
}

fn line(run: &RunSummary) -> String {
    let at = run.started_at.strftime("%Y-%m-%d %H:%M:%SZ");
    let text = format!(
        "{:>4}  {at}  {}.{}  {}  {}  {}  {}",
        run.id,
        run.database,
        run.schema,
        scope(run),
        verdicts(run),
        findings(run),
        change(run),
    );
    escape(&text).into_owned()
}

fn scope(run: &RunSummary) -> String {
    match run.scope.apps.as_slice() {
        [] => "all apps".to_owned(),
        apps => apps.join(","),
    }
}

/// `misrouted 4, verified 16`; `all verified` where no other verdict was given on what is recorded.
fn verdicts(run: &RunSummary) -> String {
    let is_pending = |verdict: Verdict| verdict == Verdict::Pending;
    let mut judged = run.verdicts.keys().filter(|one| !is_pending(**one));
    let all = match (judged.next(), judged.next()) {
        (None, _) => return "NOTHING CHECKED".to_owned(),
        (Some(Verdict::Verified), None) => true,
        (Some(_), _) => false,
    };
    let words = run.verdicts.iter().map(|(verdict, number)| match verdict {
        Verdict::Verified if all => "all verified".to_owned(),
        verdict => format!("{} {number}", verdict.called()),
    });
    let words = words.collect::<Vec<_>>().join(", ");
    if run.is_blind() {
        format!("NOT ALL CHECKED: {words}")
    } else {
        words
    }
}

/// `2 errors, 1 waived`: what is waived is not counted as open.
fn findings(run: &RunSummary) -> String {
    let mut words = run.findings.without(run.waived).words();
    let waived = run.waived.total();
    words.extend((waived > 0).then(|| format!("{waived} waived")));
    match words.as_slice() {
        [] => "no findings".to_owned(),
        parts => parts.join(", "),
    }
}

/// `+2 -1`: findings that are new, and that are no longer reported.
fn change(run: &RunSummary) -> String {
    match (run.change, run.previous) {
        (None, None) => "first".to_owned(),
        (None, Some(pruned)) => format!("after run {pruned}, pruned"),
        (Some(change), _) => match (change.new, change.gone) {
            (0, 0) => "=".to_owned(),
            (new, 0) => format!("+{new}"),
            (0, gone) => format!("-{gone}"),
            (new, gone) => format!("+{new} -{gone}"),
        },
    }
}

#[derive(clap::Args)]
pub(super) struct PruneArgs {
    /// Keep the newest N runs of each database, schema and scope
    #[arg(long, value_name = "N", default_value_t = 20)]
    keep_last: usize,
    /// Keep the newest run of a week, for the newest N weeks that have runs
    #[arg(long, value_name = "N", default_value_t = 52)]
    keep_weekly: usize,
    /// Only say which runs would go
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    history: HistoryArgs,
}

pub(super) fn prune(prune: &PruneArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let keep = Keep {
        last: prune.keep_last,
        weekly: prune.keep_weekly,
    };
    let (runs, done) = if prune.dry_run {
        let history = context.history(&prune.history, Mode::Read)?;
        (history.prunable(keep)?, "would go")
    } else {
        // A history that is not there is not made in order to be pruned.
        drop(context.history(&prune.history, Mode::Read)?);
        let mut history = context.history(&prune.history, Mode::Write)?;
        deadline::answering();
        (history.prune(keep)?, "went")
    };
    let numbers: Vec<String> = runs.iter().map(ToString::to_string).collect();
    let text = match numbers.as_slice() {
        [] => "no run is too old\n".to_owned(),
        _ => format!(
            "{} {done}: {}\n",
            count(runs.len() as u64, "run"),
            list(&numbers)
        ),
    };
    context.write(&text)?;
    Ok(Exit::Agrees)
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::history::RunChange;
    use crate::report::FindingCounts;
    use crate::report::Scope;

    pub(in crate::cli) fn summary() -> RunSummary {
        RunSummary {
            id: 17,
            started_at: "2026-01-14T20:52:03Z".parse().unwrap(),
            as_of: None,
            duration_ms: 84,
            previous: Some(16),
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
            waived: FindingCounts::default(),
            exit_status: 1,
            verdicts: [(Verdict::Faked, 1), (Verdict::Verified, 2)].into(),
            is_measured: true,
            measured: BTreeSet::new(),
            not_measured: BTreeSet::new(),
            change: Some(RunChange {
                against: 16,
                new: 2,
                gone: 1,
            }),
        }
    }

    #[test]
    fn a_run_is_one_line_whatever_its_names_hold() {
        insta::assert_snapshot!(lines(&[summary()]), @r"  17  2026-01-14 20:52:03Z  shop\u{a}\u{1b}[2J.public  a,b  faked 1, verified 2  1 error, 2 warnings  +2 -1");
    }

    #[test]
    fn what_is_waived_is_not_open() {
        let mut run = summary();
        run.waived.warning = 2;
        assert_eq!(findings(&run), "1 error, 2 waived");
        run.findings = run.waived;
        assert_eq!(findings(&run), "2 waived");
        run.waived = FindingCounts::default();
        run.findings = FindingCounts::default();
        assert_eq!(findings(&run), "no findings");
    }

    #[test]
    fn all_verified_is_said_of_nothing_less() {
        let mut run = summary();
        run.verdicts = [(Verdict::Verified, 2), (Verdict::Pending, 1)].into();
        assert_eq!(verdicts(&run), "all verified, not applied 1");
        run.verdicts.insert(Verdict::Opaque, 1);
        assert_eq!(verdicts(&run), "opaque 1, verified 2, not applied 1");
        run.exit_status = 2;
        assert!(verdicts(&run).starts_with("NOT ALL CHECKED: "));
        run.exit_status = 1;
        assert!(!verdicts(&run).contains("NOT ALL CHECKED"));
        run.not_measured.insert("tenant_02".into());
        assert!(verdicts(&run).starts_with("NOT ALL CHECKED: "));
        run.verdicts = [(Verdict::Pending, 1)].into();
        assert_eq!(verdicts(&run), "NOTHING CHECKED");
    }

    #[test]
    fn the_change_is_against_the_run_before() {
        let mut run = summary();
        assert_eq!(change(&run), "+2 -1");
        run.change = None;
        assert_eq!(change(&run), "after run 16, pruned");
        run.previous = None;
        assert_eq!(change(&run), "first");
    }
}
