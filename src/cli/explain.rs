//! `reconcile explain`: what a word means, or what a finding says, at length.

use super::args::{Args, Format, FormatArgs, HistoryArgs, run_selector};
use super::console::Console;
use super::environment::Environment;
use super::error::CliError;
use super::exit::Exit;
use super::output;
use super::settings::{self, HISTORY_WAIT};
use crate::history::{History, Mode, RunSelector};
use crate::report::explain::{self, Topic};
use crate::report::text::{self, Detail, Options};
use crate::report::{Report, json};

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

pub(super) fn run(
    args: &Args,
    wanted: &ExplainArgs,
    environment: &Environment,
    console: &Console,
) -> Result<Exit, CliError> {
    let to_file = args.output.output.is_some();
    let how = How {
        format: wanted.format.get(),
        options: Options {
            width: Console::width(to_file),
            colour: console.colour(to_file),
            detail: Detail::Normal,
        },
    };
    let answer = answer(wanted, environment, &how)?;
    output::write(args.output.output.as_deref(), &answer)?;
    Ok(Exit::Agrees)
}

struct How {
    format: Format,
    options: Options,
}

fn answer(wanted: &ExplainArgs, environment: &Environment, how: &How) -> Result<String, CliError> {
    let Some(what) = &wanted.what else {
        return words(&explain::topics(), how, text::explain::index);
    };
    let found = explain::topics_of(what);
    if !found.is_empty() {
        return words(&found, how, text::explain::topics);
    }
    let Some(prefix) = prefix(what) else {
        return Err(CliError::UnknownWord { word: what.clone() });
    };
    let path = settings::history(&wanted.history, environment);
    let history = History::open(&path, Mode::Read, HISTORY_WAIT)?;
    let (report, id) = find(&history, &prefix, wanted.run)?;
    let explained = explain::explain(&report, &id);
    match how.format {
        Format::Json => Ok(json::render(&explained)?),
        Format::Text => Ok(text::explain::findings(&report, &explained, how.options)),
    }
}

fn words(
    topics: &[Topic],
    how: &How,
    as_text: impl Fn(&[Topic], Options) -> String,
) -> Result<String, CliError> {
    match how.format {
        Format::Json => Ok(json::render(&topics)?),
        Format::Text => Ok(as_text(topics, how.options)),
    }
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
