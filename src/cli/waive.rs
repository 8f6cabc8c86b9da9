//! `reconcile waive ID`: a waiver into the settings file, whose comments and order stay.

use std::fmt;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use toml_edit::{DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::Context;
use super::config::{Config, FILE, is_of_project};
use super::error::CliError;
use super::exit::Exit;
use super::options::HistoryArgs;
use super::output;
use crate::history::{Held, History, Mode, RunSelector};
use crate::regular_file::{self, SMALL};
use crate::report::{Finding, Waiver, escape};

#[derive(clap::Args)]
pub(super) struct WaiveArgs {
    /// The finding: the first digits of its id are enough, where no other begins so
    #[arg(value_name = "ID", value_parser = prefix)]
    id: String,
    /// Why it is known and shall not gate
    #[arg(long, value_name = "R", value_parser = reason)]
    reason: String,
    /// Who answers for it
    #[arg(long, value_name = "O", value_parser = owner)]
    owner: Option<String>,
    /// The last day on which it holds, such as 2027-01-01
    #[arg(long, value_name = "DATE", value_parser = day)]
    expires: Option<Date>,
    /// The only database that it is meant for, where the settings name several
    #[arg(long, value_name = "ALIAS")]
    database: Option<String>,
    #[command(flatten)]
    history: HistoryArgs,
}

fn prefix(text: &str) -> Result<String, String> {
    let fits = (4..=16).contains(&text.len()) && text.chars().all(|c| c.is_ascii_hexdigit());
    fits.then(|| text.to_ascii_lowercase())
        .ok_or_else(|| "an id is 4 to 16 hexadecimal digits".to_owned())
}

/// What the settings would refuse later is refused where it was typed.
fn reason(text: &str) -> Result<String, String> {
    words(text).ok_or_else(|| "a waiver needs its reason".to_owned())
}

fn owner(text: &str) -> Result<String, String> {
    words(text).ok_or_else(|| "an owner has a name".to_owned())
}

fn words(text: &str) -> Option<String> {
    let said = text.trim();
    (!said.is_empty()).then(|| said.to_owned())
}

fn day(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| "a waiver expires on a day, such as 2027-01-01".to_owned())
}

pub(super) fn run(wanted: &WaiveArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    check(wanted, context.environment.config())?;
    let history = context.history(&wanted.history, Mode::Read)?;
    let (run, finding) = find(&history, &wanted.id)?;
    let path = path(context.environment.config());
    let there = path.exists();
    let before = if there {
        regular_file::read_text(&path, SMALL).map_err(|source| CliError::ConfigRead {
            path: path.clone(),
            source,
        })?
    } else {
        String::new()
    };
    let (text, old) = written(&before, &path, wanted, &finding)?;
    // What was not said anew stays as it was, and a day that is over would waive nothing.
    let expires = wanted.expires.or_else(|| old.as_ref()?.expires);
    check_day(expires)?;
    // What is written must mean what was asked for.
    Config::parse(path.clone(), &text)?;
    if there {
        output::write(Some(&path), &text)?;
    } else {
        output::create(&path, &text)?;
    }
    let said = Said {
        path: &path,
        run,
        finding: &finding,
        waiver: Waiver {
            reason: wanted.reason.clone(),
            owner: wanted.owner.clone().or_else(|| old.as_ref()?.owner.clone()),
            expires,
        },
        old,
    };
    context.write(&escape_lines(&said.to_string()))?;
    Ok(Exit::Agrees)
}

fn escape_lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(escape).collect();
    lines.join("\n") + "\n"
}

/// Refuses what would waive nothing.
fn check(wanted: &WaiveArgs, config: &Config) -> Result<(), CliError> {
    check_day(wanted.expires)?;
    match &wanted.database {
        Some(alias) if !config.databases.contains_key(alias) => Err(CliError::UnknownDatabase {
            alias: alias.clone(),
            known: config.databases.keys().cloned().collect(),
            path: config.path.clone(),
        }),
        _ => Ok(()),
    }
}

fn check_day(expires: Option<Date>) -> Result<(), CliError> {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    match expires.filter(|day| *day < today) {
        Some(day) => Err(CliError::WaiverOver { day }),
        None => Ok(()),
    }
}

/// The file that counts here; a new one in the working folder where there is none.
fn path(config: &Config) -> PathBuf {
    config.path.clone().unwrap_or_else(|| PathBuf::from(FILE))
}

/// The finding, and the newest run of its database and scope, which must hold it.
fn find(history: &History, prefix: &str) -> Result<(u64, Finding), CliError> {
    let mut held: Vec<Held> = history.holding(prefix, None)?;
    let one = match (held.pop(), held.is_empty()) {
        (None, _) => return Err(history.no_such_finding(prefix, None).into()),
        (Some(one), true) => one,
        (Some(last), false) => {
            held.push(last);
            return Err(CliError::SeveralFindings {
                prefix: prefix.to_owned(),
                held,
            });
        }
    };
    let newest = history.newest_of_its_kind(one.run)?;
    if newest != one.run {
        let Held { run, id, what, .. } = one;
        return Err(CliError::Resolved {
            id,
            what,
            run,
            newest,
        });
    }
    let report = history.load(RunSelector::Id(one.run))?;
    let mut findings = report.findings.into_iter();
    let found = findings.find(|finding| finding.id == one.id);
    match found {
        Some(finding) => Ok((one.run, finding)),
        None => Err(history.no_such_finding(prefix, None).into()),
    }
}

/// The text of the file with the waiver, and the one that stood there of the finding before.
fn written(
    before: &str,
    path: &Path,
    wanted: &WaiveArgs,
    finding: &Finding,
) -> Result<(String, Option<Waiver>), CliError> {
    let table = if is_of_project(path) {
        "tool.reconcile.waivers"
    } else {
        "waivers"
    };
    let parsed = before.parse::<DocumentMut>();
    let mut file = parsed.map_err(|error| CliError::ConfigParse {
        path: path.to_owned(),
        line: 1 + before[..error.span().map_or(0, |span| span.start)]
            .matches('\n')
            .count(),
        message: "this is no TOML".to_owned(),
    })?;
    let done = match waivers(file.as_table_mut(), table) {
        Some(item) => in_place(item, wanted, finding),
        None => Done::Nothing,
    };
    Ok(match done {
        Done::Changed(old) => (file.to_string(), Some(old)),
        Done::Added => (file.to_string(), None),
        Done::Nothing => (
            before.to_owned() + &block(before, table, wanted, finding),
            None,
        ),
    })
}

/// What was done among the waivers that are there.
enum Done {
    /// One said otherwise before.
    Changed(Waiver),
    /// It stands in their list.
    Added,
    /// It is to be written behind all else.
    Nothing,
}

fn in_place(item: &mut Item, wanted: &WaiveArgs, finding: &Finding) -> Done {
    match item {
        Item::ArrayOfTables(tables) => {
            let mut all = tables.iter_mut();
            let own = all.find(|one| names(*one, wanted, finding));
            own.map_or(Done::Nothing, |own| Done::Changed(change(own, wanted)))
        }
        Item::Value(Value::Array(array)) => {
            for one in array.iter_mut().filter_map(Value::as_inline_table_mut) {
                if names(one, wanted, finding) {
                    return Done::Changed(change(one, wanted));
                }
            }
            array.push(fields(wanted, finding).into_iter().collect::<InlineTable>());
            Done::Added
        }
        _ => Done::Nothing,
    }
}

/// What the file holds under that name.
fn waivers<'a>(file: &'a mut Table, name: &str) -> Option<&'a mut Item> {
    let mut parts = name.split('.');
    let mut item = file.get_mut(parts.next()?)?;
    for part in parts {
        item = item.as_table_like_mut()?.get_mut(part)?;
    }
    Some(item)
}

/// Behind all that is there: so nothing of it moves.
fn block(before: &str, table: &str, wanted: &WaiveArgs, finding: &Finding) -> String {
    let gap = match before {
        "" => "",
        before if before.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let lines = fields(wanted, finding).into_iter();
    let lines: Vec<String> = lines
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
    let lines = lines.join("\n");
    format!("{gap}[[{table}]]\n{lines}\n")
}

fn fields(wanted: &WaiveArgs, finding: &Finding) -> Vec<(&'static str, Value)> {
    let text = |text: &String| Value::from(text.as_str());
    let all = [
        ("finding", Some(text(&finding.id))),
        ("database", wanted.database.as_ref().map(text)),
        ("reason", Some(text(&wanted.reason))),
        ("owner", wanted.owner.as_ref().map(text)),
        ("expires", wanted.expires.map(date)),
    ];
    let said = all.into_iter();
    said.filter_map(|(key, value)| Some((key, value?)))
        .collect()
}

fn date(day: Date) -> Value {
    // A day is written alike by both.
    let day = day.to_string().parse::<toml_edit::Datetime>();
    day.map_or_else(|_| Value::from(""), Value::from)
}

/// Whether an entry is of this finding, and meant for the same databases.
fn names(entry: &dyn TableLike, wanted: &WaiveArgs, finding: &Finding) -> bool {
    let text = |key: &str| entry.get(key).and_then(Item::as_str);
    let id = text("finding").map(str::to_ascii_lowercase);
    id.is_some_and(|id| !id.is_empty() && finding.id.starts_with(&id))
        && text("database") == wanted.database.as_deref()
}

/// Says anew what was said, where it stands; tells how it was before.
fn change(entry: &mut dyn TableLike, wanted: &WaiveArgs) -> Waiver {
    let text = |key: &str| entry.get(key).and_then(Item::as_str).map(str::to_owned);
    let expires = entry.get("expires").and_then(Item::as_datetime);
    let old = Waiver {
        reason: text("reason").unwrap_or_default(),
        owner: text("owner"),
        expires: expires.and_then(|day| day.to_string().parse().ok()),
    };
    set(entry, "reason", Some(Value::from(wanted.reason.as_str())));
    set(entry, "owner", wanted.owner.as_deref().map(Value::from));
    set(entry, "expires", wanted.expires.map(date));
    old
}

/// A comment behind the value stays.
fn set(entry: &mut dyn TableLike, key: &str, new: Option<Value>) {
    let Some(mut new) = new else { return };
    match entry.get_mut(key).and_then(Item::as_value_mut) {
        Some(there) => {
            *new.decor_mut() = there.decor().clone();
            *there = new;
        }
        None => {
            entry.insert(key, Item::Value(new));
        }
    }
}

/// What was done.
struct Said<'a> {
    path: &'a Path,
    run: u64,
    finding: &'a Finding,
    waiver: Waiver,
    old: Option<Waiver>,
}

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            run,
            finding,
            waiver,
            old,
        } = self;
        let object = finding.object.as_ref().map(|object| format!(" {object}"));
        let what = format!("{}{}", finding.kind, object.unwrap_or_default());
        let verb = if old.is_some() { "changed" } else { "written" };
        writeln!(
            f,
            "{}: {verb}, the waiver of {} ({what}), which run {run} found",
            path.display(),
            finding.id
        )?;
        writeln!(f, "  it says  {waiver}")?;
        if let Some(old) = old {
            writeln!(f, "  it said  {old}")?;
        } else if let Some(other) = &finding.waived {
            writeln!(
                f,
                "  another waiver covered it already, and its reason counts where it stands first: {other}"
            )?;
        }
        writeln!(
            f,
            "From the next run on the finding is shown and does not gate."
        )
    }
}
