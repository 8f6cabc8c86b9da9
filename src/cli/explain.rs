//! `reconcile explain`: what a word means, what a finding says, and what is known of a name.

use super::Context;
use super::error::CliError;
use super::exit::Exit;
use super::story::{self, SourceArgs};
use crate::history::{History, Mode, Problem, RunSelector};
use crate::report::Report;
use crate::report::explain;
use crate::report::explain::question::{Question, is_kind, is_nameless};
use crate::report::text::{self, Detail};

#[derive(clap::Args)]
pub(super) struct ExplainArgs {
    /// A word of the report, a finding's id, a name, or the message of an error
    ///
    /// In this order: a kind of finding, a verdict, a cause or a sort of evidence; the id of a finding, of which the
    /// first four digits are enough where no other begins so; a migration (`shop.0008`, `shop 0008_order`); a table,
    /// column, index, type ... (`shop_order`, `shop_order.note`, `public.shop_order`); the message of PostgreSQL or
    /// SQLite, as psycopg or Django show it, pasted whole: `relation "shop_order" does not exist`, `no such table: shop_order`; a word of the glossary. The sort in front says which is meant: kind:,
    /// verdict:, cause:, evidence:, word:, id:, migration:, table:, column: ..., message:.
    #[arg(value_name = "WORD|ID|NAME|MESSAGE")]
    what: Vec<String>,
    #[command(flatten)]
    sources: SourceArgs,
}

pub(super) fn run(wanted: &ExplainArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    context.write(&answer(wanted, context)?)?;
    Ok(Exit::Agrees)
}

fn answer(wanted: &ExplainArgs, context: &Context<'_>) -> Result<String, CliError> {
    let (format, options) = (&wanted.sources.format, context.layout(Detail::Normal));
    if wanted.what.is_empty() {
        let all = explain::topics();
        return Ok(format.print(&all, |all| text::explain::index(all, options))?);
    }
    let what = wanted.what.join(" ");
    let (sort, what) = Sort::of(&what);
    if matches!(sort, Sort::Any | Sort::Word(_)) {
        let mut found = explain::topics_of(what);
        found.retain(|topic| !matches!(sort, Sort::Word(only) if only != topic.sort));
        // Tables and columns are called by such words, and who asks means those.
        let common = !found.is_empty() && found.iter().all(|it| it.sort == explain::Sort::Word);
        let named =
            (common && sort == Sort::Any).then(|| by_name(what, sort, &wanted.sources, context));
        if let Some(Ok(story)) = named {
            return Ok(story);
        }
        if !found.is_empty() {
            return Ok(format.print(&found, |found| text::explain::topics(found, options))?);
        }
    }
    if matches!(sort, Sort::Any | Sort::Id)
        && let Some(prefix) = prefix(what)
    {
        let found = by_id(&prefix, &wanted.sources, context);
        // What looks like an id may be a name.
        if found.is_ok() || sort == Sort::Id || !is_unknown(&found) {
            return found;
        }
        return by_name(what, sort, &wanted.sources, context).or(found);
    }
    by_name(what, sort, &wanted.sources, context)
}

/// What the text in front says that is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort<'a> {
    Any,
    Word(explain::Sort),
    Id,
    Name,
    /// `table`, `column` ...: as a message has it.
    Object(&'a str),
}

impl<'a> Sort<'a> {
    /// `kind:missing`, `table:missing`: the sort, and the rest.
    fn of(what: &'a str) -> (Self, &'a str) {
        let Some((sort, rest)) = what.split_once(':') else {
            return (Self::Any, what);
        };
        let mut words = explain::Sort::ALL.into_iter();
        let sort = match sort {
            "id" => Self::Id,
            "migration" | "message" => Self::Name,
            sort => match words.find(|one| one.as_str() == sort) {
                Some(word) => Self::Word(word),
                None if is_kind(sort) => Self::Object(sort),
                None => return (Self::Any, what),
            },
        };
        (sort, rest.trim_start())
    }
}

/// The story of what is called so.
fn by_name(
    what: &str,
    sort: Sort<'_>,
    sources: &SourceArgs,
    context: &Context<'_>,
) -> Result<String, CliError> {
    let question = match sort {
        Sort::Object(kind) => Question::read(&format!("{kind} {what}")),
        Sort::Any | Sort::Name => Question::read(what),
        Sort::Word(_) | Sort::Id => Question::default(),
    };
    if question.is_empty() && is_nameless(what) {
        return Err(CliError::NamesNothing);
    }
    if question.is_empty() {
        let word = what.to_owned();
        return Err(CliError::UnknownWord { word });
    }
    story::answer(what, &question, sources, context)
}

fn by_id(prefix: &str, sources: &SourceArgs, context: &Context<'_>) -> Result<String, CliError> {
    let options = context.layout(Detail::Normal);
    let history = context.history(&sources.history, Mode::Read)?;
    let (report, id) = find(&history, prefix, sources.run)?;
    let explained = explain::explain(&report, &id);
    Ok(sources.format.print(&explained, |explained| {
        text::explain::findings(&report, explained, options)
    })?)
}

/// Whether nothing has that id, or there is no history.
fn is_unknown(found: &Result<String, CliError>) -> bool {
    match found {
        Err(CliError::History(error)) => matches!(
            error.problem,
            Problem::NotThere | Problem::NoSuchFinding { .. } | Problem::NoSuchRun { .. }
        ),
        _ => false,
    }
}

/// The beginning of an id: at least four of its sixteen hexadecimal digits.
pub(super) fn prefix(what: &str) -> Option<String> {
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
