//! `reconcile explain`: what a word means, or what a finding says, at length.

use super::Context;
use super::error::CliError;
use super::exit::Exit;
use super::options::{FormatArgs, HistoryArgs, run_selector};
use crate::history::{History, Mode, RunSelector};
use crate::report::Report;
use crate::report::explain;
use crate::report::text::{self, Detail};

#[derive(clap::Args)]
pub(super) struct ExplainArgs {
    /// A kind of finding, a verdict, a cause, a sort of evidence, or a finding's id
    ///
    /// Of an id, the first four digits are enough where no other begins so.
    #[arg(value_name = "WORD|ID")]
    what: Option<String>,
    /// The run that holds the finding [default: the newest that does]
    #[arg(long, value_name = "RUN", requires = "what", value_parser = run_selector)]
    run: Option<RunSelector>,
    #[command(flatten)]
    history: HistoryArgs,
    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(wanted: &ExplainArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    context.write(&answer(wanted, context)?)?;
    Ok(Exit::Agrees)
}

fn answer(wanted: &ExplainArgs, context: &Context<'_>) -> Result<String, CliError> {
    let (format, options) = (&wanted.format, context.layout(Detail::Normal));
    let Some(what) = &wanted.what else {
        let all = explain::topics();
        return Ok(format.print(&all, |all| text::explain::index(all, options))?);
    };
    let found = explain::topics_of(what);
    if !found.is_empty() {
        return Ok(format.print(&found, |found| text::explain::topics(found, options))?);
    }
    let Some(prefix) = prefix(what) else {
        return Err(CliError::UnknownWord { word: what.clone() });
    };
    let history = context.history(&wanted.history, Mode::Read)?;
    let (report, id) = find(&history, &prefix, wanted.run)?;
    let explained = explain::explain(&report, &id);
    Ok(format.print(&explained, |explained| {
        text::explain::findings(&report, explained, options)
    })?)
}

/// The beginning of an id: at least four of its sixteen hexadecimal digits.
fn prefix(what: &str) -> Option<String> {
    let fits = (4..=16).contains(&what.len()) && what.chars().all(|c| c.is_ascii_hexdigit());
    fits.then(|| what.to_ascii_lowercase())
}

/// The newest run that holds the one finding whose id begins so, or the run that is asked for.
fn find(
    history: &History,
    prefix: &str,
    within: Option<RunSelector>,
) -> Result<(Report, String), CliError> {
    let mut held = history.holding(prefix, within)?;
    match (held.pop(), held.is_empty()) {
        (None, _) => Err(history.no_such_finding(prefix, within).into()),
        (Some(one), true) => Ok((history.load(RunSelector::Id(one.run))?, one.id)),
        (Some(last), false) => {
            held.push(last);
            Err(CliError::SeveralFindings {
                prefix: prefix.to_owned(),
                held,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_at_least_four_hexadecimal_digits() {
        assert_eq!(prefix("9F2c").as_deref(), Some("9f2c"));
        assert_eq!(prefix("9f2"), None);
        assert_eq!(prefix("faked"), None);
        assert_eq!(prefix(&"a".repeat(17)), None);
    }
}
