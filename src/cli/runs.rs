//! `reconcile runs`: the history as a list.

use super::args::{Args, Format, RunsArgs};
use super::environment::Environment;
use super::error::CliError;
use super::exit::Exit;
use super::output;
use super::settings::{self, HISTORY_WAIT};
use crate::history::{History, Mode, RunSummary};
use crate::report::words::count;
use crate::report::{FindingCounts, Verdict, escape, json};

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
    let at = run.started_at.strftime("%Y-%m-%d %H:%M:%SZ");
    let text = format!(
        "{:>4}  {at}  {}.{}  {}  {}  {}  {}",
        run.id,
        run.database,
        run.schema,
        scope(run),
        verdicts(run),
        findings(run.findings),
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
        verdict => format!("{verdict} {number}"),
    });
    let words = words.collect::<Vec<_>>().join(", ");
    match run.exit_status {
        NOT_MEASURED => format!("NOT ALL CHECKED: {words}"),
        _ => words,
    }
}

/// What a run that could not be measured, as a whole or in a part, ended with.
const NOT_MEASURED: u8 = Exit::NotMeasured.status();

fn findings(found: FindingCounts) -> String {
    let parts = [
        (found.error, count(found.error, "error")),
        (found.warning, count(found.warning, "warning")),
        (found.info, format!("{} info", found.info)),
    ];
    let parts = parts.into_iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts.map(|(_, words)| words).collect();
    match parts.as_slice() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::RunChange;
    use crate::report::Scope;

    fn summary() -> RunSummary {
        RunSummary {
            id: 17,
            started_at: "2026-01-14T20:52:03Z".parse().unwrap(),
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
            exit_status: 1,
            verdicts: [(Verdict::Faked, 1), (Verdict::Verified, 2)].into(),
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
    fn all_verified_is_said_of_nothing_less() {
        let mut run = summary();
        run.verdicts = [(Verdict::Verified, 2), (Verdict::Pending, 1)].into();
        assert_eq!(verdicts(&run), "all verified, pending 1");
        run.verdicts.insert(Verdict::Opaque, 1);
        assert_eq!(verdicts(&run), "opaque 1, verified 2, pending 1");
        run.exit_status = 2;
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
