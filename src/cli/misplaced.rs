//! Passwords where none belongs: what an option or a setting takes may be printed, and stored with the run,
//! so that a URL with a password in the wrong place is refused before anything is done, and not repeated.

use clap::{ArgMatches, Command};
use toml::{Table, Value};

use crate::redact::{holds_password, redact_url};

/// The arguments that may hold a password: the program never prints them. A new one is refused like any
/// other until it is named here.
const TAKES_PASSWORD: [&str; 3] = ["database_url", "scratch_url", "command"];

/// What is wrong with a command line on which a password stands where it would be printed.
pub(super) fn refuse(command: &Command, matches: &ArgMatches) -> Result<(), String> {
    for argument in command.get_arguments() {
        let id = argument.get_id().as_str();
        if TAKES_PASSWORD.contains(&id) {
            continue;
        }
        let values = matches.try_get_raw(id).ok().flatten();
        let mut values = values.into_iter().flatten();
        if values.any(|value| is_url(&value.to_string_lossy())) {
            return Err(format!(
                "the value of '{argument}' holds a password, and would be printed: a database is named with \
                 '--database-url', in DATABASE_URL or in reconcile.toml"
            ));
        }
    }
    match matches.subcommand() {
        Some((job, matches)) => match command.find_subcommand(job) {
            Some(command) => refuse(command, matches),
            None => Ok(()),
        },
        None => Ok(()),
    }
}

fn is_url(value: &str) -> bool {
    redact_url(value) != value
}

/// The line of the first setting that holds a password where it would be printed: anywhere but in `url`
/// below `[databases.ALIAS]`. What is no TOML is not looked at.
/// The settings are those of the table `own`.
pub(super) fn line(text: &str, own: &[&str]) -> Option<usize> {
    let file: Table = text.parse().ok()?;
    let mut settings = &file;
    for table in own {
        settings = settings.get(*table)?.as_table()?;
    }
    let found = in_table(settings, &mut Vec::new())?;
    // Escapes stand in the file for what was found: the line may not be known.
    let at = found.lines().next().and_then(|first| text.find(first));
    Some(text[..at.unwrap_or(0)].matches('\n').count() + 1)
}

fn in_table<'a>(table: &'a Table, path: &mut Vec<&'a str>) -> Option<&'a str> {
    for (key, value) in table {
        if is_url(key) {
            return Some(key);
        }
        path.push(key);
        let found = match path.as_slice() {
            ["databases", _, "url"] if value.is_str() => None,
            _ => in_value(value, path),
        };
        if found.is_some() {
            return found;
        }
        path.pop();
    }
    None
}

fn in_value<'a>(value: &'a Value, path: &mut Vec<&'a str>) -> Option<&'a str> {
    match value {
        Value::String(text) => holds_password(text).then_some(text),
        Value::Array(values) => values.iter().find_map(|value| in_value(value, path)),
        Value::Table(table) => in_table(table, path),
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use clap::CommandFactory;

    use super::*;
    use crate::cli::args::{Args, parse};
    use crate::cli::console::safe;

    const URLS: [&str; 3] = [
        "postgres://me:s3cret@db/shop",
        "host=db password='a s3cret' user=me",
        "postgres://me:a s3cret@db/shop",
    ];

    /// What is said of a command line; nothing where it is taken.
    fn said(arguments: &[&str]) -> String {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        match parse(&arguments) {
            Ok(_) => String::new(),
            Err(error) => safe(&error.to_string(), &arguments),
        }
    }

    /// Each job, and nothing for the main one.
    fn jobs() -> Vec<(Vec<String>, Command)> {
        let mut main = Args::command();
        main.build();
        let jobs = main
            .get_subcommands()
            .map(|job| (vec![job.get_name().to_owned()], job.clone()));
        let jobs: Vec<_> = jobs.collect();
        [(Vec::new(), main.clone())]
            .into_iter()
            .chain(jobs)
            .collect()
    }

    #[test]
    fn no_option_of_any_job_takes_or_prints_a_password_but_those_that_are_for_a_url() {
        let mut tried = 0;
        for (job, command) in jobs() {
            for argument in command.get_arguments() {
                let id = argument.get_id().as_str();
                if !argument.get_action().takes_values() || TAKES_PASSWORD.contains(&id) {
                    continue;
                }
                for url in URLS {
                    let option = argument.get_long().map(|long| format!("--{long}"));
                    for glued in [false, true] {
                        let value = match (&option, glued) {
                            (Some(option), true) => vec![format!("{option}={url}")],
                            (Some(option), false) => vec![option.clone(), url.to_owned()],
                            (None, _) => vec![url.to_owned()],
                        };
                        let words = [vec!["reconcile".to_owned()], job.clone(), value].concat();
                        let words: Vec<&str> = words.iter().map(String::as_str).collect();
                        let said = said(&words);
                        assert!(!said.is_empty(), "{words:?} is taken");
                        assert!(!said.contains("cret"), "{words:?}: {said}");
                        tried += 1;
                    }
                }
            }
        }
        assert!(tried > 200, "{tried}");
    }

    #[test]
    fn what_is_no_option_and_no_job_is_not_printed_with_its_password() {
        for url in URLS {
            for words in [
                &["reconcile", url][..],
                &["reconcile", "show", "1", url],
                &["reconcile", &format!("--{url}")],
                &["reconcile", "--url", url],
                &["reconcile", "--database-url", "x", "--database-url", url],
                &["reconcile", "--scratch-url", url],
                &["reconcile", "capture", "--scratch-url", url],
                &["reconcile", "runs", url],
            ] {
                let said = said(words);
                assert!(
                    !said.is_empty() && !said.contains("cret"),
                    "{words:?}: {said}"
                );
            }
        }
    }

    #[test]
    fn what_is_for_a_url_takes_one() {
        assert_eq!(said(&["reconcile", "--database-url", URLS[0]]), "");
        assert_eq!(
            said(&["reconcile", "snapshot", "--database-url", URLS[1]]),
            ""
        );
        let said = said(&["reconcile", "-o", "me:s3cret@db"]);
        assert!(
            said.contains("'--output <FILE>' holds a password"),
            "{said}"
        );
    }

    #[test]
    fn a_setting_or_a_name_that_holds_a_password_is_found_with_its_line() {
        for (text, due) in [
            (
                "schema = \"public\"\nfail_on = \"postgres://me:s3cret@db\"\n",
                Some(2),
            ),
            (
                "[databases.\"postgres://me:s3cret@db\"]\nurl = \"x\"\n",
                Some(1),
            ),
            ("\"me:s3cret@db\" = 1\n", Some(1)),
            (
                "[apps]\nshared = [\"a\", \"host=x password=s3cret\"]\n",
                Some(2),
            ),
            (
                "[[waivers]]\nreason = \"see https://me:s3cret@wiki\"\n",
                Some(2),
            ),
            (
                "[databases.default]\nurl = [\"postgres://me:s3cret@db\"]\n",
                Some(2),
            ),
            (
                "[databases.default]\nurl = \"postgres://me:s3cret@db\"\n",
                None,
            ),
            ("[[waivers]]\nowner = \"team:db@corp\"\n", None),
            ("no toml", None),
        ] {
            assert_eq!(line(text, &[]), due, "{text}");
        }
    }
}
