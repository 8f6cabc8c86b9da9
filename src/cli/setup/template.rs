//! The file that `init` writes. It is also where the program looks up which settings there are.

use std::path::Path;

const TEMPLATE: &str = include_str!("reconcile.toml");

/// The line of the template that names the usual ledger.
const LEDGER: &str = "#ledger = \"ledgers\"\n";

/// The file, with a ledger elsewhere than usual where there is one.
pub(in crate::cli) fn text(ledger: Option<&Path>) -> String {
    match ledger.and_then(Path::to_str) {
        Some(path) if path != "ledgers" => {
            let quoted = toml::Value::from(path);
            TEMPLATE.replacen(LEDGER, &format!("ledger = {quoted}\n"), 1)
        }
        Some(_) | None => TEMPLATE.to_owned(),
    }
}

/// Every table with each of its keys; the keys outside of tables have none.
pub(in crate::cli) fn keys() -> impl Iterator<Item = (Option<&'static str>, &'static str)> {
    let mut table = None;
    TEMPLATE.lines().filter_map(move |line| {
        let setting = setting(line)?;
        if setting.starts_with('[') {
            table = Some(setting);
            return None;
        }
        setting.split_once(" = ").map(|(key, _)| (table, key))
    })
}

/// A line that would be one of the settings, without its comment sign.
fn setting(line: &'static str) -> Option<&'static str> {
    let setting = line.strip_prefix('#')?;
    let is_one = setting.starts_with(|first: char| first == '[' || first.is_ascii_lowercase());
    is_one.then_some(setting)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    use super::*;
    use crate::cli::config::Config;
    use crate::cli::error::CliError;

    fn parse(text: &str) -> Result<Config, CliError> {
        Config::parse(PathBuf::from("reconcile.toml"), text)
    }

    fn without_comments() -> String {
        let lines = TEMPLATE.lines();
        lines.filter_map(setting).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_file_loads_as_it_is_and_with_every_setting_in_force() {
        assert!(parse(TEMPLATE).is_ok());
        let all = without_comments();
        assert!(all.lines().count() > 20, "{all}");
        if let Err(error) = parse(&all) {
            panic!("{error}\n{all}");
        }
    }

    #[test]
    fn every_setting_that_is_read_stands_in_the_file() {
        let written: BTreeSet<_> = keys().collect();
        for (table, line) in [
            (None, "zz = 1"),
            (
                Some("[databases.default]"),
                "[databases.default]\nurl = 'x'\nzz = 1",
            ),
            (Some("[apps]"), "[apps]\nzz = 1"),
            (Some("[report]"), "[report]\nzz = 1"),
            (Some("[[owners]]"), "[[owners]]\nzz = 1"),
            (Some("[[waivers]]"), "[[waivers]]\nzz = 1"),
        ] {
            let Some(CliError::ConfigWord { unknown, .. }) = parse(line).err() else {
                panic!("{line} was read");
            };
            let known = unknown.known;
            let tables = [
                "apps",
                "stand_ins",
                "report",
                "databases",
                "owners",
                "waivers",
            ];
            for key in known.iter().filter(|key| !tables.contains(&key.as_str())) {
                let there = written.contains(&(table, key.as_str()));
                assert!(there, "{table:?} {key} is not in the file");
            }
            assert!(!known.is_empty());
        }
    }

    #[test]
    fn a_table_that_is_read_stands_in_the_file() {
        let Some(CliError::ConfigWord { unknown, .. }) = parse("zz = 1").err() else {
            panic!("it was read");
        };
        let named = |key: &str| {
            keys().any(|(table, name)| {
                let table = table.unwrap_or_default().trim_matches(['[', ']']);
                name == key || table.split('.').next() == Some(key)
            })
        };
        let missing: Vec<_> = unknown.known.iter().filter(|key| !named(key)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn defaults_in_the_file_are_those_of_the_program() {
        for said in [
            "#history = \".reconcile/history.sqlite3\"\n",
            "#fail_on = \"error\"\n",
            "#server_arbiter = true\n",
            "#search_siblings = false\n",
            "#timeout = \"10min\"\n",
            "#search = true\n",
            "#shared_schema = \"public\"\n",
            LEDGER,
        ] {
            assert!(TEMPLATE.contains(said), "{said}");
        }
    }

    #[test]
    fn a_ledger_elsewhere_is_written_and_its_name_is_only_a_name() {
        assert_eq!(text(Some(Path::new("ledgers"))), TEMPLATE);
        let odd = "a\"\n[databases.default]\nurl = \"x/ledger";
        let config = parse(&text(Some(Path::new(odd)))).ok().unwrap();
        assert_eq!(config.ledger(), Some(PathBuf::from(odd)));
        assert!(config.databases.is_empty());
    }
}
