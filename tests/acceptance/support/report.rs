//! The JSON report, cut down to what a test compares.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// A report of `--format json`.
pub(crate) struct Report(Value);

impl Report {
    pub(crate) fn parse(text: &str) -> Self {
        let value: Value =
            serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(value["format"], 1);
        Self(value)
    }

    pub(crate) fn value(&self) -> &Value {
        &self.0
    }

    /// Every finding of severity error or warning, one line each, sorted:
    /// `error missing column teams_teammembership.left_at < teams.0021_add_left_at_field`.
    pub(crate) fn alarms(&self) -> Vec<String> {
        let mut lines: Vec<String> = self
            .findings()
            .filter(|finding| finding["severity"] != "info")
            .map(line)
            .collect();
        lines.sort();
        lines
    }

    /// The findings as they are.
    pub(crate) fn findings(&self) -> impl Iterator<Item = &Value> {
        self.0["findings"].as_array().expect("findings").iter()
    }

    /// What the findings say to run next, as it is typed.
    pub(crate) fn next(&self) -> Vec<String> {
        let next = self
            .findings()
            .filter_map(|finding| finding["next"].as_array());
        let texts = next
            .flatten()
            .map(|it| it["run"].as_str().expect("a text").to_owned());
        texts.collect()
    }

    /// The verdict of each migration, by `app.name`.
    pub(crate) fn verdicts(&self) -> BTreeMap<String, String> {
        let pairs = self.migrations().map(|migration| {
            let verdict = migration["verdict"].as_str().expect("a verdict");
            (name_of(migration), verdict.to_owned())
        });
        pairs.collect()
    }

    /// The verdict of one migration.
    pub(crate) fn verdict(&self, migration: &str) -> String {
        let mut verdicts = self.verdicts();
        verdicts
            .remove(migration)
            .unwrap_or_else(|| panic!("no verdict on {migration}: {verdicts:#?}"))
    }

    /// The migrations with one of these verdicts.
    pub(crate) fn judged(&self, wanted: &[&str]) -> BTreeSet<String> {
        let verdicts = self.verdicts().into_iter();
        verdicts
            .filter(|(_, verdict)| wanted.contains(&verdict.as_str()))
            .map(|(name, _)| name)
            .collect()
    }

    /// One entry of `migrations`.
    pub(crate) fn migration(&self, name: &str) -> &Value {
        let found = self
            .migrations()
            .find(|migration| name_of(migration) == name);
        found.unwrap_or_else(|| panic!("{name} is not in the report"))
    }

    fn migrations(&self) -> impl Iterator<Item = &Value> {
        self.0["migrations"].as_array().expect("migrations").iter()
    }
}

fn line(finding: &Value) -> String {
    let object = &finding["object"];
    let (table, name) = (text(&object["table"]), text(&object["name"]));
    let object_name = match (table, name) {
        ("", only) => only.to_owned(),
        (table, name) if table == name => table.to_owned(),
        (table, name) => format!("{table}.{name}"),
    };
    let aspect = match text(&finding["aspect"]) {
        "" => String::new(),
        aspect => format!(" ({aspect})"),
    };
    let migration = match &finding["migration"] {
        Value::Null => "-".to_owned(),
        migration => name_of(migration),
    };
    let [severity, kind] = [&finding["severity"], &finding["kind"]].map(text);
    format!(
        "{severity} {kind} {} {object_name}{aspect} < {migration}",
        text(&object["type"])
    )
}

fn name_of(migration: &Value) -> String {
    format!("{}.{}", text(&migration["app"]), text(&migration["name"]))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
