//! What a shell offers where a name is to be typed: runs, findings, apps, migrations and aliases, from the settings, the
//! history and the ledger's folder alone. A shell asks at each key, so no server is asked, no report of an old run is read,
//! and what cannot be read offers nothing and says nothing.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::Command;
use clap::builder::StyledStr;
use clap_complete::engine::CompletionCandidate;
use clap_complete::env::Shells;
use clap_complete::{ArgValueCandidates, CompleteEnv};

use super::environment::Environment;
use super::options::HistoryArgs;
use super::settings;
use crate::history::{Held, History, Mode};
use crate::ledger::Ledger;
use crate::migration::MigrationKey;
use crate::report::words::minute;
use crate::report::{escape, explain, shell_word};

/// By this variable the script of a shell says which one asks.
const VARIABLE: &str = "COMPLETE";

/// So many runs are offered: whoever wants an older one knows its number.
const RUNS: u64 = 30;

/// So many digits of an id reports print.
const DIGITS: usize = 8;

type Offer = fn() -> Vec<CompletionCandidate>;

/// What is offered for a value that the help calls so.
const OFFERS: [(&str, Offer); 7] = [
    ("RUN", runs),
    ("OLD", runs),
    ("NEW", runs),
    ("ID", findings),
    ("LABEL", apps),
    ("ALIAS", aliases),
    ("WORD|ID|NAME|MESSAGE", explained),
];

/// Answers a shell that asks what can be typed; none where nobody asks. The variable alone does not make a run
/// something else: a shell says `--` first, which no job of ours begins with.
pub(super) fn answer(arguments: &[OsString], program: fn() -> Command) -> Option<bool> {
    if arguments.get(1).is_none_or(|first| first != "--") {
        return None;
    }
    let folder = std::env::current_dir().ok();
    let asked = CompleteEnv::with_factory(|| with_offers(program()))
        .var(VARIABLE)
        .try_complete(arguments.iter().cloned(), folder.as_deref());
    match asked {
        Ok(false) => None,
        asked => Some(asked.is_ok()),
    }
}

fn with_offers(command: Command) -> Command {
    let command = command.mut_args(|argument| {
        let called = argument.get_value_names().and_then(|names| names.first());
        let mut offers = OFFERS.iter();
        let offer = offers.find(|(name, _)| called.is_some_and(|called| called == name));
        match offer {
            Some((_, offer)) => argument.add(ArgValueCandidates::new(offer)),
            None => argument,
        }
    });
    command.mut_subcommands(with_offers)
}

/// What makes a shell ask, each time for what is there then.
pub(super) fn script(shell: &str, name: &str) -> String {
    let mut script = Vec::new();
    // Writing to memory cannot fail.
    let written = Shells::builtins()
        .completer(shell)
        .map(|shell| shell.write_registration(VARIABLE, name, name, name, &mut script));
    debug_assert!(matches!(written, Some(Ok(()))));
    let mut script = String::from_utf8_lossy(&script).into_owned();
    if shell == "zsh" {
        // A file in `$fpath` is run at the first completion, which is to be answered, too.
        script += &ZSH_AUTOLOADED.replace("NAME", name);
    }
    script
}

const ZSH_AUTOLOADED: &str = r#"if [[ "$funcstack[1]" = _NAME ]]; then _clap_dynamic_completer_NAME "$@"; fi
"#;

/// Words that name a run, and the newest runs by their numbers.
fn runs() -> Vec<CompletionCandidate> {
    let words = [
        ("latest", "the newest run"),
        ("previous", "the run before it"),
    ];
    let words = words
        .into_iter()
        .map(|(word, help)| (word.to_owned(), help.to_owned()));
    let runs = history().and_then(|history| history.newest(RUNS).ok());
    let numbers = runs.into_iter().flatten().map(|run| {
        let found = match run.findings.words() {
            words if words.is_empty() => "no findings".to_owned(),
            words => words.join(", "),
        };
        let help = format!(
            "{} {}.{}: {found}",
            minute(run.started_at),
            run.database,
            run.schema
        );
        (run.id.to_string(), help)
    });
    offered(words.chain(numbers))
}

/// The findings of the newest runs, by their ids.
fn findings() -> Vec<CompletionCandidate> {
    offered(open().iter().map(by_id))
}

/// The apps of the ledger.
fn apps() -> Vec<CompletionCandidate> {
    let apps: BTreeSet<String> = stored().into_iter().map(|key| key.app).collect();
    offered(apps.into_iter().map(|app| (app, String::new())))
}

/// The databases of the settings.
fn aliases() -> Vec<CompletionCandidate> {
    let environment = environment();
    let aliases = environment
        .iter()
        .flat_map(|it| it.config().databases.keys());
    offered(aliases.map(|alias| (alias.clone(), String::new())))
}

/// What can be explained: the findings of the newest runs and what they are about, migrations, and the words of reports.
fn explained() -> Vec<CompletionCandidate> {
    let open = open();
    let objects = open
        .iter()
        .filter_map(|one| Some((one.object.clone()?, one.what.clone())));
    let migrations = stored()
        .into_iter()
        .map(|key| (key.to_string(), String::new()));
    let words = explain::topics().into_iter();
    let words = words.map(|topic| (topic.word.to_owned(), topic.sort.as_str().to_owned()));
    offered(
        open.iter()
            .map(by_id)
            .chain(objects)
            .chain(migrations)
            .chain(words),
    )
}

fn by_id(one: &Held) -> (String, String) {
    (one.id.chars().take(DIGITS).collect(), one.what.clone())
}

/// Each once, and only what every shell takes for a word as it stands: bash would act on what is none, and a person
/// could not see that.
fn offered(all: impl Iterator<Item = (String, String)>) -> Vec<CompletionCandidate> {
    let mut known = BTreeSet::new();
    let candidates = all.filter_map(|(value, help)| {
        let is_new = shell_word(&value).is_some() && known.insert(value.clone());
        let help = (!help.is_empty()).then(|| StyledStr::from(escape(&help).into_owned()));
        is_new.then(|| CompletionCandidate::new(value).help(help))
    });
    candidates.collect()
}

fn open() -> Vec<Held> {
    let open = history().and_then(|history| history.open_findings().ok());
    open.unwrap_or_default()
}

fn history() -> Option<History> {
    let file = typed("--history").map(PathBuf::from);
    let path = settings::history(&HistoryArgs { file }, &environment()?);
    History::open(&path, Mode::Read, Duration::ZERO).ok()
}

fn stored() -> BTreeSet<MigrationKey> {
    let folder = typed("--ledger").map(PathBuf::from);
    let folder = environment().map(|environment| settings::ledger(folder.as_ref(), &environment));
    let names = folder.and_then(|folder| Ledger::names(&folder).ok());
    names.unwrap_or_default()
}

fn environment() -> Option<Environment> {
    let file = typed("--config").map(PathBuf::from);
    Environment::of_process(file.as_deref()).ok()
}

/// What was typed after an option so far.
fn typed(option: &str) -> Option<OsString> {
    let mut words = std::env::args_os();
    let joined = format!("{option}=");
    while let Some(word) = words.next() {
        if let Some(value) = word.to_str().and_then(|word| word.strip_prefix(&joined)) {
            return Some(value.into());
        }
        if word == option {
            return words.next().filter(|value| !value.is_empty());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::args::Args;

    fn value_names(command: &Command) -> BTreeSet<String> {
        let arguments = command.get_arguments();
        let own = arguments.filter_map(|it| it.get_value_names()?.first());
        let below = command.get_subcommands().flat_map(value_names);
        own.map(ToString::to_string).chain(below).collect()
    }

    #[test]
    fn every_offer_is_for_a_value_that_is_called_so() {
        let names = value_names(&Args::command());
        for (name, _) in OFFERS {
            assert!(names.contains(name), "{name}");
        }
    }

    #[test]
    fn what_a_shell_would_act_on_is_not_offered() {
        let hostile = [
            "",
            "-o",
            "a b",
            "$(touch x)",
            "`x`",
            "a;b",
            "*",
            "a\"b",
            "a'b",
            "a\u{1b}[2J",
            "a\nb",
            "~",
            "a&b",
            "a|b",
            "{a,b}",
        ];
        let all = hostile
            .into_iter()
            .chain(["shop.0001_initial", "shop.0001_initial"]);
        let found = offered(all.map(|it| (it.to_owned(), "a\u{1b}b".to_owned())));
        let found: Vec<_> = found
            .iter()
            .map(|it| {
                (
                    it.get_value().to_str().unwrap(),
                    it.get_help().unwrap().to_string(),
                )
            })
            .collect();
        assert_eq!(found, [("shop.0001_initial", "a\\u{1b}b".to_owned())]);
    }
}
