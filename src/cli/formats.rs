//! In which formats a report is printed, and where each of them goes.
//!
//! `--format` and `--output` may be given several times, and their order counts: an `--output`
//! belongs to the `--format` before it. Only clap's matches know the order, so that these two are
//! read from them by hand.

use std::path::PathBuf;

use clap::error::Error;
use clap::{ArgMatches, Args, Command, FromArgMatches, ValueEnum};

use super::options::Color;

/// How a report is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For a person
    #[default]
    Text,
    /// For a program: format 1 of docs/json.md
    Json,
    /// For a comment on a change, or a wiki
    Markdown,
    /// One page that needs nothing else, to keep or to pass on
    Html,
    /// One test case a migration, for the test reports of Jenkins, GitLab and others
    Junit,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of a GitHub workflow, and its step summary
    Github,
    /// Metrics for Prometheus, as `status --format openmetrics` has them, without what other runs tell
    Openmetrics,
    /// A message for a webhook of Slack
    Slack,
    /// A message for a webhook of Teams' workflows
    Teams,
}

/// One format, and the file that it goes to; without one it goes to standard output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) format: ReportFormat,
    pub(super) path: Option<PathBuf>,
}

/// The formats of a report, in the order in which they were given.
#[derive(Default)]
pub(super) struct ReportFormats {
    answers: Vec<Answer>,
    /// Why they are none that can be written.
    wrong: Option<String>,
}

#[derive(Args)]
#[command(next_help_heading = "Output and history")]
struct Options {
    /// How the answer is printed [default: text] (may be given several times)
    ///
    /// Each format takes the --output after it: `--format text --format sarif --output run.sarif`.
    /// One of them may go to standard output.
    #[arg(id = FORMAT, long = "format", value_name = "F", value_enum)]
    formats: Vec<ReportFormat>,
    /// The same as --format json
    #[arg(id = JSON, long)]
    json: bool,
}

/// Where the answer goes, and what every job understands.
#[derive(Default)]
pub(super) struct OutputArgs {
    /// The file that was named, the first where there are several.
    pub(super) output: Option<PathBuf>,
    /// Whether several were named, which only a job with several formats has a use for.
    pub(super) several: bool,
    pub(super) color: Color,
}

#[derive(Args)]
#[command(next_help_heading = "Output and history")]
struct OutputOptions {
    /// Write the answer to FILE, whole or not at all
    #[arg(id = OUTPUT, short, long, value_name = "FILE", global = true, action = clap::ArgAction::Append)]
    output: Vec<PathBuf>,
    /// When to use colours; `NO_COLOR` is honoured
    #[arg(long, value_name = "W", value_enum, default_value_t, global = true)]
    color: Color,
    /// The same as --color never
    #[arg(long, global = true)]
    no_color: bool,
}

const FORMAT: &str = "formats";
const JSON: &str = "json";
const OUTPUT: &str = "output";

impl ReportFormats {
    /// What is to be printed: at least one answer.
    pub(super) fn answers(&self) -> &[Answer] {
        &self.answers
    }

    /// Refuses what cannot be written. Not while clap reads: the main job's options are read in
    /// front of every other job, with that job's files.
    pub(super) fn validated(&mut self) -> Result<(), String> {
        self.wrong.take().map_or(Ok(()), Err)
    }

    fn of(matches: &ArgMatches) -> Self {
        let mut formats = placed::<ReportFormat>(matches, FORMAT);
        if matches.get_flag(JSON) {
            let at = matches.indices_of(JSON).into_iter().flatten();
            formats.extend(at.map(|at| (at, ReportFormat::Json)));
            formats.sort_by_key(|(at, _)| *at);
        }
        let outputs = placed::<PathBuf>(matches, OUTPUT);
        let answers = match (formats.as_slice(), outputs.as_slice()) {
            // With one of each there is nothing to tell apart, whichever comes first.
            ([] | [_], [] | [_]) => Ok(vec![Answer {
                format: formats.first().map_or_else(Default::default, |one| one.1),
                path: outputs.into_iter().next().map(|one| one.1),
            }]),
            _ => paired(&formats, outputs).and_then(checked),
        };
        match answers {
            Ok(answers) => Self {
                answers,
                wrong: None,
            },
            Err(error) => Self {
                answers: Vec::new(),
                wrong: Some(error),
            },
        }
    }
}

/// The values of an option, each with its place on the command line.
fn placed<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, id: &str) -> Vec<(usize, T)> {
    let indices = matches.indices_of(id).into_iter().flatten();
    let values = matches.get_many::<T>(id).into_iter().flatten();
    indices.zip(values.cloned()).collect()
}

fn paired(
    formats: &[(usize, ReportFormat)],
    outputs: Vec<(usize, PathBuf)>,
) -> Result<Vec<Answer>, String> {
    let mut answers: Vec<Answer> = formats
        .iter()
        .map(|(_, format)| Answer {
            format: *format,
            path: None,
        })
        .collect();
    for (at, path) in outputs {
        let before = formats.iter().filter(|(place, _)| *place < at).count();
        let Some(answer) = before.checked_sub(1).and_then(|at| answers.get_mut(at)) else {
            return Err(format!(
                "'--output {}' stands before the first '--format', and belongs to none",
                path.display()
            ));
        };
        if let Some(first) = &answer.path {
            return Err(format!(
                "'--format {}' has two files: {} and {}",
                word(answer.format),
                first.display(),
                path.display()
            ));
        }
        answer.path = Some(path);
    }
    Ok(answers)
}

/// Refuses what would be written over each other.
fn checked(answers: Vec<Answer>) -> Result<Vec<Answer>, String> {
    for (at, answer) in answers.iter().enumerate() {
        let Some(other) = answers[..at].iter().find(|other| other.path == answer.path) else {
            continue;
        };
        let formats = format!("{} and {}", word(other.format), word(answer.format));
        return Err(match &answer.path {
            Some(path) => format!("{formats} would both go to {}", path.display()),
            None => format!(
                "{formats} would both go to standard output: name a file with '--output FILE' after one '--format'"
            ),
        });
    }
    Ok(answers)
}

fn word(format: ReportFormat) -> String {
    let value = format.to_possible_value();
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}

impl Args for ReportFormats {
    fn augment_args(command: Command) -> Command {
        Options::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Options::augment_args_for_update(command)
    }
}

impl FromArgMatches for ReportFormats {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        Ok(Self::of(matches))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::of(matches);
        Ok(())
    }
}

impl Args for OutputArgs {
    fn augment_args(command: Command) -> Command {
        OutputOptions::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        OutputOptions::augment_args_for_update(command)
    }
}

impl FromArgMatches for OutputArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let OutputOptions {
            mut output,
            color,
            no_color,
        } = OutputOptions::from_arg_matches(matches)?;
        let several = output.len() > 1;
        output.truncate(1);
        Ok(Self {
            output: output.pop(),
            several,
            color: if no_color { Color::Never } else { color },
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::super::args::{self, Command as Job};
    use super::*;

    /// `format>file` for each answer, or what is wrong.
    fn answers(line: &str) -> String {
        let words = std::iter::once("reconcile").chain(line.split_whitespace());
        let words: Vec<OsString> = words.map(OsString::from).collect();
        let parsed = match args::parse(&words) {
            Ok(parsed) => parsed,
            Err(error) => return error.to_string().lines().next().unwrap().to_owned(),
        };
        let formats = match &parsed.command {
            Some(Job::Show(show)) => &show.format,
            _ => &parsed.main.format,
        };
        let said = |one: &Answer| match &one.path {
            Some(path) => format!("{}>{}", word(one.format), path.display()),
            None => word(one.format),
        };
        let all: Vec<String> = formats.answers().iter().map(said).collect();
        all.join(" ")
    }

    #[test]
    fn one_format_and_one_file_belong_together_in_any_order() {
        assert_eq!(answers(""), "text");
        assert_eq!(answers("-o f"), "text>f");
        assert_eq!(answers("--format json -o f"), "json>f");
        assert_eq!(answers("-o f --format json"), "json>f");
        assert_eq!(answers("-o f show --format json"), "json>f");
        assert_eq!(answers("show 3 --format junit -o f"), "junit>f");
    }

    #[test]
    fn each_file_belongs_to_the_format_before_it() {
        assert_eq!(
            answers("--format text --format sarif -o s --format junit -o j"),
            "text sarif>s junit>j"
        );
        assert_eq!(
            answers("show --format sarif -o s --format text"),
            "sarif>s text"
        );
        assert_eq!(
            answers("show --format sarif -o s --format junit -o j"),
            "sarif>s junit>j"
        );
    }

    #[test]
    fn two_answers_never_go_to_one_place() {
        insta::assert_snapshot!(answers("--format text --format json"), @"error: text and json would both go to standard output: name a file with '--output FILE' after one '--format'");
        insta::assert_snapshot!(answers("--format text -o f --format json -o f"), @"error: text and json would both go to f");
        insta::assert_snapshot!(answers("show --format text -o f -o g"), @"error: '--format text' has two files: f and g");
        insta::assert_snapshot!(answers("-o f --format text --format json -o g"), @"error: '--output f' stands before the first '--format', and belongs to none");
        insta::assert_snapshot!(answers("runs -o f -o g"), @"error: 'runs' prints one answer, and takes one '--output'");
    }
}
