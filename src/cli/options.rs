//! Options that several jobs have, and times as they are typed. `settings` adds the environment and the file to what
//! was typed.

use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;
use clap::builder::NonEmptyStringValueParser;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::history::RunSelector;
use crate::report::json;
use crate::report::text::Detail;

/// Which database, and how it is asked.
#[derive(clap::Args, Default)]
#[command(next_help_heading = "Database")]
pub(super) struct ConnectionArgs {
    /// The database: postgres://..., a key=value DSN, sqlite:PATH, or snapshot:PATH
    ///
    /// Without it: --database, then the environment's `DATABASE_URL`, then reconcile.toml, then
    /// libpq's PG* variables.
    #[arg(long, value_name = "URL", conflicts_with = "database")]
    pub(super) database_url: Option<String>,
    /// A database that reconcile.toml names [default: default]
    #[arg(long, value_name = "ALIAS")]
    pub(super) database: Option<String>,
    /// The schema that migrations are expected to land in, or a pattern for several
    ///
    /// Without it: where the connection's own `search_path` finds `django_migrations` first, else
    /// public. Each schema that a pattern ('tenant_*') matches answers for its own records.
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(super) schema: Option<String>,
    /// Reconcile every schema that has a `django_migrations` of its own
    #[arg(long, conflicts_with = "schema")]
    pub(super) all_schemas: bool,
    /// How long one statement may take on the server [default: 60s]
    ///
    /// A number of seconds, or a number with ms, s or min.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(super) statement_timeout: Option<Duration>,
}

/// The role of the application.
#[derive(clap::Args, Default)]
#[command(next_help_heading = "Database")]
pub(super) struct RoleArgs {
    /// The role that the application connects as: does it find and may it read what is there?
    ///
    /// Tables that its `search_path` does not lead to, and that it has no SELECT on, are findings. The
    /// path is what the server gives that role in this database.
    #[arg(long, value_name = "ROLE", value_parser = NonEmptyStringValueParser::new())]
    pub(super) as_role: Option<String>,
    /// The `search_path` that the application's own connection sets, in its OPTIONS
    #[arg(long, value_name = "PATH")]
    pub(super) search_path: Option<String>,
}

/// Where the history is.
#[derive(clap::Args, Default)]
#[command(next_help_heading = "Output and history")]
pub(super) struct HistoryArgs {
    /// The history of runs [default: .reconcile/history.sqlite3]
    #[arg(long = "history", value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
}

/// For whom an answer may be printed; where nobody says it, for the first of them.
pub(super) trait Medium: ValueEnum + Default + Send + Sync + 'static {
    /// For a program.
    const JSON: Self;
}

/// For whom the answer is printed.
#[derive(clap::Args)]
#[command(next_help_heading = "Output and history")]
pub(super) struct FormatArgs<F: Medium = Format> {
    /// How the answer is printed [default: the first of these]
    #[arg(long = "format", value_name = "F", value_enum)]
    chosen: Option<F>,
    /// The same as --format json
    #[arg(long, conflicts_with = "chosen")]
    json: bool,
}

/// How much is printed.
#[derive(clap::Args, Default)]
#[command(next_help_heading = "Output and history")]
pub(super) struct DetailArgs {
    /// Only the answer, and one line for each finding that follows from no other
    #[arg(short, long, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Every migration's verdict, evidence and equivalents too, and on a server the self-check
    #[arg(short, long)]
    pub(super) verbose: bool,
}

impl<F: Medium> FormatArgs<F> {
    /// What was typed, in either way.
    pub(super) fn typed(&self) -> Option<F> {
        self.json.then_some(F::JSON).or_else(|| self.chosen.clone())
    }

    /// The one that is meant.
    pub(super) fn get(&self) -> F {
        self.typed().unwrap_or_default()
    }
}

impl FormatArgs {
    /// An answer as it was asked for, or for a person.
    pub(super) fn print<T: Serialize>(
        &self,
        answer: &T,
        as_text: impl FnOnce(&T) -> String,
    ) -> Result<String, serde_json::Error> {
        match self.get() {
            Format::Json => json::render(answer),
            Format::Text => Ok(as_text(answer)),
        }
    }
}

impl DetailArgs {
    pub(super) const fn get(&self) -> Detail {
        match (self.quiet, self.verbose) {
            (true, _) => Detail::Quiet,
            (false, false) => Detail::Normal,
            (false, true) => Detail::Verbose,
        }
    }
}

#[derive(clap::Args, Default)]
pub(super) struct DeadlineArgs {
    /// The settings, instead of the nearest reconcile.toml (or pyproject.toml with [tool.reconcile])
    #[arg(
        id = "config",
        long,
        value_name = "FILE",
        global = true,
        help_heading = "Output and history"
    )]
    pub(super) config: Option<PathBuf>,
    /// How long the whole run may take until its answer is written [default: 10min]
    ///
    /// A number of seconds, or a number with ms, s or min. `capture` takes as long as the project's command does,
    /// and ends that after this time where it is given.
    #[arg(id = "deadline", long = "timeout", value_name = "TIME", value_parser = duration, global = true)]
    pub(super) timeout: Option<Duration>,
}

/// How the answer is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For a person
    #[default]
    Text,
    /// For a program: format 1 of docs/json.md
    Json,
}

impl Medium for Format {
    const JSON: Self = Self::Json;
}

/// From which findings on the exit status is 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum FailOn {
    /// An error
    #[default]
    Error,
    /// A warning or an error
    Warning,
    /// Any finding that the previous run of the same database and scope did not have
    New,
    /// No finding
    Never,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

pub(super) fn run_selector(text: &str) -> Result<RunSelector, String> {
    RunSelector::read(text, jiff::Timestamp::now()).map_err(|error| error.to_string())
}

/// `30`, `30s`, `500ms`, `2min`; 0 is no time at all and is refused.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let wrong = || format!("'{text}' is no time; write 30, 30s, 500ms or 2min");
    let number: u64 = digits.parse().map_err(|_| wrong())?;
    let unit = match &text[digits.len()..] {
        "ms" => 1,
        "" | "s" => 1_000,
        "min" => 60_000,
        _ => return Err(wrong()),
    };
    match number.checked_mul(unit) {
        // PostgreSQL keeps the timeout as a 32-bit number of milliseconds.
        Some(all @ 1..=2_147_483_647) => Ok(Duration::from_millis(all)),
        _ => Err(wrong()),
    }
}

/// As it would be typed.
pub(super) fn words(time: Duration) -> String {
    match time.as_millis() {
        all if all % 60_000 == 0 => format!("{}min", all / 60_000),
        all if all % 1_000 == 0 => format!("{}s", all / 1_000),
        all => format!("{all}ms"),
    }
}

/// `7d`, `12h`, `4w`.
pub(super) fn ago(text: &str) -> Option<SignedDuration> {
    let hours = match text.chars().last()? {
        'h' => 1,
        'd' => 24,
        'w' => 7 * 24,
        _ => return None,
    };
    let number: i64 = text[..text.len() - 1].parse().ok()?;
    let all = number
        .checked_mul(hours)
        .filter(|all| (1..=24 * 366 * 100).contains(all))?;
    Some(SignedDuration::from_hours(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_unit_or_is_in_seconds() {
        assert_eq!(duration("30"), Ok(Duration::from_secs(30)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("2min"), Ok(Duration::from_mins(2)));
        for text in ["500ms", "30s", "2min"] {
            assert_eq!(duration(text).map(words), Ok(text.to_owned()));
        }
        for wrong in ["", "0", "-1", "1h", "s", "99999999999s", "1.5"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
