//! What a monitoring reads: by Prometheus' own tools, of real runs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::forge::tamper;
use crate::support::incident::{ledger, state_a, state_c};
use crate::support::validate::read;

/// One sample.
struct Sample(Value);

/// The samples of a file, which `promtool` and Prometheus' client took.
fn samples(file: &Path) -> Vec<Sample> {
    let text = fs::File::open(file).expect("what was written");
    let checked = promtool(&["check", "metrics"], text.into());
    assert_eq!(checked, "", "what promtool says of it");
    let found = read("openmetrics", file);
    let found = found.as_array().expect("samples").iter();
    found.cloned().map(Sample).collect()
}

/// What `promtool` prints, where it succeeds.
fn promtool(args: &[&str], input: Stdio) -> String {
    let mut command = Command::new("promtool");
    let done = command.args(args).stdin(input).output();
    let done = done.expect("promtool: run tests/run");
    let [out, err] = [&done.stdout, &done.stderr].map(|text| String::from_utf8_lossy(text));
    let told = format!("{out}{err}");
    assert!(done.status.success(), "{args:?}: {told}");
    told
}

impl Sample {
    fn is(&self, name: &str, labels: &[(&str, &str)]) -> bool {
        let has = |(label, value): &(&str, &str)| self.0["labels"][label] == *value;
        self.0["name"] == format!("reconcile_{name}") && labels.iter().all(has)
    }
}

/// The one value of a metric with these labels; none where it has no sample.
fn value(samples: &[Sample], name: &str, labels: &[(&str, &str)]) -> Option<f64> {
    let mut found = samples.iter().filter(|one| one.is(name, labels));
    let value = found.next()?.0["value"].as_f64();
    assert!(found.next().is_none(), "{name} {labels:?} has several");
    value
}

/// What `status` tells of the history.
fn status(tool: &Tool, exit: i32) -> Vec<Sample> {
    let file = tool.dir().join("metrics.prom");
    let name = file.to_str().expect("a plain path");
    let done = tool.run_plain(&["status", "--format", "openmetrics", "--output", name]);
    assert_eq!(
        (done.status, done.stderr.as_str()),
        (Some(exit), ""),
        "{done:#?}"
    );
    samples(&file)
}

#[test]
fn a_damage_is_told_and_the_last_success_stays() {
    let database = state_c();
    let tool = Tool::new(&database.url(), &ledger());
    let first = tool.report(&[], 0);
    let at = |samples: &[Sample]| value(samples, "last_success_timestamp_seconds", &[]);
    let before = status(&tool, 0);
    let began = first.value()["run"]["started_at"].as_str().expect("a time");
    let began: jiff::Timestamp = began.parse().expect("a time");
    #[expect(clippy::cast_precision_loss, reason = "seconds of this century")]
    let seconds = began.as_second() as f64;
    assert_eq!(at(&before), Some(seconds));
    assert_eq!(value(&before, "history_intact", &[]), Some(1.0));
    assert_eq!(value(&before, "measured", &[]), Some(1.0));
    let errors = [("severity", "error")];
    assert_eq!(value(&before, "open_findings", &errors), Some(0.0));
    assert_eq!(
        value(&before, "oldest_open_finding_timestamp_seconds", &errors),
        None
    );

    database.execute("DROP TABLE teams_teammembership CASCADE");
    let damaged = tool.report(&[], 1);
    let after = status(&tool, 1);
    let findings = damaged.findings().filter(|it| it["severity"] == "error");
    #[expect(clippy::cast_precision_loss, reason = "a few")]
    let number = findings.count() as f64;
    assert_eq!(value(&after, "open_findings", &errors), Some(number));
    let missing = [("kind", "missing"), ("severity", "error")];
    assert!(value(&after, "open_findings_by_kind", &missing) >= Some(1.0));
    assert!(value(&after, "oldest_open_finding_timestamp_seconds", &errors) >= at(&before));
    assert_eq!(at(&after), at(&before));
    let verdicts = damaged.value()["summary"]["verdicts"].as_object();
    for (verdict, number) in verdicts.expect("verdicts") {
        let labels = [("verdict", verdict.as_str())];
        assert_eq!(
            value(&after, "migrations", &labels),
            number.as_f64(),
            "{verdict}"
        );
    }
}

#[test]
fn runs_that_were_missed_are_counted_where_a_schedule_is_set() {
    let database = state_c();
    let tool = Tool::new(&database.url(), &ledger());
    tool.report(&[], 0);
    let missed = |samples: &[Sample]| value(samples, "missed_runs", &[]);
    assert_eq!(missed(&status(&tool, 0)), None);
    let settings = tool.dir().join("reconcile.toml");
    fs::write(settings, "[report]\nevery = \"1d\"\n").expect("settings");
    assert_eq!(missed(&status(&tool, 0)), Some(6.0));
}

#[test]
fn a_waived_finding_is_counted_apart() {
    let database = state_a();
    let tool = Tool::new(&database.url(), &ledger());
    let report = tool.report(&[], 1);
    let waivers = report.findings().filter(|it| it["severity"] == "error");
    let waivers: Vec<String> = waivers
        .map(|it| format!("[[waivers]]\nfinding = {}\nreason = \"known\"\n", it["id"]))
        .collect();
    fs::write(tool.dir().join("reconcile.toml"), waivers.concat()).expect("reconcile.toml");
    tool.report(&[], 0);
    let samples = status(&tool, 0);
    let errors = [("severity", "error")];
    assert_eq!(value(&samples, "open_findings", &errors), Some(0.0));
    #[expect(clippy::cast_precision_loss, reason = "a few")]
    let number = waivers.len() as f64;
    assert_eq!(value(&samples, "waived_findings", &errors), Some(number));
    assert!(value(&samples, "last_success_timestamp_seconds", &[]).is_some());
}

#[test]
fn one_run_is_told_without_a_history_too() {
    let database = state_a();
    let tool = Tool::new(&database.url(), &ledger());
    let file = tool.dir().join("run.prom");
    let name = file.to_str().expect("a plain path");
    let done = tool.run(&["--no-history", "--format", "openmetrics", "--output", name]);
    assert_eq!(
        (done.status, done.stderr.as_str()),
        (Some(1), ""),
        "{done:#?}"
    );
    let samples = samples(&file);
    assert!(value(&samples, "open_findings", &[("severity", "error")]) > Some(0.0));
    for of_history in ["last_success_timestamp_seconds", "history_intact"] {
        assert_eq!(value(&samples, of_history, &[]), None);
    }
}

#[test]
fn of_an_altered_history_nothing_but_that_is_told() {
    let database = state_c();
    let tool = Tool::new(&database.url(), &ledger());
    tool.report(&[], 0);
    tamper(&tool, "UPDATE run SET errors = 7");
    let samples = status(&tool, 1);
    assert_eq!(value(&samples, "history_intact", &[]), Some(0.0));
    assert_eq!(value(&samples, "run_timestamp_seconds", &[]), None);
}

#[test]
fn each_schema_is_told_by_itself_whatever_it_is_called() {
    let hostile = "a\"} 1\nb\\c";
    let database = Database::create();
    let ledger = TempDir::new().expect("a temporary folder");
    fs::create_dir(ledger.path().join("shop")).expect("a folder");
    let sql = "CREATE TABLE \"shop_item\" (\"id\" bigint NOT NULL PRIMARY KEY);";
    fs::write(ledger.path().join("shop/0001_initial.sql"), sql).expect("a stored output");
    for schema in ["ta", hostile] {
        let quoted = format!("\"{}\"", schema.replace('"', "\"\""));
        database.execute(&format!(
            "CREATE SCHEMA {quoted}; SET search_path = {quoted};
             CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
                 name varchar(255) NOT NULL, applied timestamptz NOT NULL DEFAULT now());
             INSERT INTO django_migrations (app, name) VALUES ('shop', '0001_initial'); {sql}"
        ));
    }
    database.execute("DROP TABLE ta.shop_item");
    let tool = Tool::new(&database.url(), ledger.path());
    tool.report(&["--all-schemas"], 1);
    let samples = status(&tool, 1);
    let of = |schema| {
        value(
            &samples,
            "open_findings",
            &[("schema", schema), ("severity", "error")],
        )
    };
    assert_eq!(of("ta"), Some(1.0));
    assert_eq!(of("a\"} 1\\u{a}b\\c"), Some(0.0));
    // When the run was is told of it as a whole.
    assert!(value(&samples, "run_timestamp_seconds", &[("schema", "*")]).is_some());
    assert_eq!(
        value(&samples, "run_timestamp_seconds", &[("schema", "ta")]),
        None
    );
}

#[test]
fn a_schema_that_is_gone_and_one_looked_at_alone_are_told_once() {
    let database = Database::create();
    let ledger = TempDir::new().expect("a temporary folder");
    fs::create_dir(ledger.path().join("shop")).expect("a folder");
    let sql = "CREATE TABLE \"shop_item\" (\"id\" bigint NOT NULL PRIMARY KEY, \"name\" text);";
    fs::write(ledger.path().join("shop/0001_initial.sql"), sql).expect("a stored output");
    for schema in ["ta", "tb"] {
        database.execute(&format!(
            "CREATE SCHEMA {schema}; SET search_path = {schema};
             CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
                 name varchar(255) NOT NULL, applied timestamptz NOT NULL DEFAULT now());
             INSERT INTO django_migrations (app, name) VALUES ('shop', '0001_initial'); {sql}"
        ));
    }
    let tool = Tool::new(&database.url(), ledger.path());
    tool.report(&["--all-schemas"], 0);
    database.execute("DROP SCHEMA tb CASCADE; ALTER TABLE ta.shop_item DROP COLUMN name");
    tool.report(&["--all-schemas"], 1);
    let errors = |samples: &[Sample], schema| {
        value(
            samples,
            "open_findings",
            &[("schema", schema), ("severity", "error")],
        )
    };
    let samples = status(&tool, 1);
    assert_eq!(errors(&samples, "ta"), Some(1.0));
    assert_eq!(errors(&samples, "*"), Some(1.0));
    database.execute("ALTER TABLE ta.shop_item ADD COLUMN name text");
    tool.report(&["--schema", "ta"], 0);
    let samples = status(&tool, 1);
    assert_eq!(errors(&samples, "ta"), Some(0.0));
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs/examples")
        .join(name)
}

#[test]
fn the_rules_wake_somebody_when_they_should() {
    let [rules, tests] = ["alerts.yml", "alerts_test.yml"].map(example);
    let [rules, tests] = [&rules, &tests].map(|path| path.to_str().expect("a plain path"));
    promtool(&["check", "rules", rules], Stdio::null());
    promtool(&["test", "rules", tests], Stdio::null());
}

/// What begins like a metric of ours.
fn named(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words
        .filter(|word| word.starts_with("reconcile_"))
        .collect()
}

#[test]
fn rules_and_dashboard_ask_for_what_is_told() {
    let database = state_a();
    let tool = Tool::new(&database.url(), &ledger());
    tool.report(&[], 1);
    let mut told: BTreeSet<String> = status(&tool, 1)
        .iter()
        .filter_map(|one| one.0["name"].as_str().map(str::to_owned))
        .collect();
    // Told once a run has succeeded.
    told.insert("reconcile_last_success_timestamp_seconds".to_owned());
    // Told where a schedule is set.
    told.insert("reconcile_missed_runs".to_owned());
    for name in ["alerts.yml", "grafana.json"] {
        let text = fs::read_to_string(example(name)).expect(name);
        let asked = named(&text);
        assert!(asked.len() > 3, "{name}: {asked:?}");
        for metric in asked {
            assert!(told.contains(metric), "{name} asks for {metric}");
        }
    }
    let board = fs::read_to_string(example("grafana.json")).expect("the dashboard");
    let board: Value = serde_json::from_str(&board).expect("JSON");
    assert!(
        board["panels"]
            .as_array()
            .is_some_and(|panels| panels.len() > 5)
    );
}
