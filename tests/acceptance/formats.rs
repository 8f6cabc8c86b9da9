//! The formats for machines, each read as its readers read it.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::support::browser::look_and_filter;
use crate::support::cli::{Outcome, Tool};
use crate::support::incident::{ledger, state_a, state_c};
use crate::support::validate::read;

/// A name that would act in XML, Markdown, SARIF or a workflow, if it were printed as it is.
const HOSTILE: &str = "]]>\"'<b>&[a](http://e.vil){0}::error::@ann|`%0A,x=1:#1";

const FORMATS: [&str; 4] = ["junit", "sarif", "github", "markdown"];

/// `--format F --output F.out` for each of the formats.
fn every_format() -> Vec<String> {
    let each = FORMATS.iter().flat_map(|format| {
        let file = format!("{format}.out");
        ["--format".into(), (*format).into(), "--output".into(), file]
    });
    each.collect()
}

#[test]
fn each_format_is_what_its_readers_take_whatever_the_names_are() {
    let database = state_a();
    let name = HOSTILE.replace('"', "\"\"");
    database.execute(&format!(
        "CREATE INDEX \"{name}\" ON user_profile_userprofile (id)"
    ));
    let tool = Tool::new(&database.url(), &ledger());
    let formats = every_format();
    let mut args: Vec<&str> = formats.iter().map(String::as_str).collect();
    args.extend(["--format", "json"]);
    let printed = tool.run(&args).report(1);
    let found: BTreeMap<&str, Value> = FORMATS
        .iter()
        .map(|format| {
            let file = tool.dir().join(format!("{format}.out"));
            (*format, read(format, &file))
        })
        .collect();

    let findings = printed.value()["findings"].as_array().expect("findings");
    let kinds = findings.iter().map(|finding| &finding["kind"]);
    let migrations = printed.value()["migrations"]
        .as_array()
        .expect("migrations");
    let verdicts = migrations.iter().map(|migration| &migration["verdict"]);
    let pending = verdicts.filter(|verdict| *verdict == "pending");
    let kinds: Vec<&Value> = kinds.chain(pending).collect();
    assert!(kinds.iter().any(|kind| *kind == "pending"), "{kinds:?}");
    let rules = found["sarif"].as_array().expect("results");
    assert_eq!(rules.iter().collect::<Vec<_>>(), kinds);

    let cases = found["junit"].as_object().expect("cases");
    for migration in printed.value()["migrations"]
        .as_array()
        .expect("migrations")
    {
        let word = |key: &str| migration[key].as_str().expect("a word").to_owned();
        let outcome = &cases[&format!("{}.{}", word("app"), word("name"))];
        let expected = match &*word("verdict") {
            "verified" | "superseded" | "state_only" => "passed",
            "misrouted" | "faked" | "partial" | "drifted" => "failure",
            _ => "skipped",
        };
        assert_eq!(outcome, expected, "{migration}");
    }
    let hostile = format!("(no migration).unexpected index user_profile_userprofile.{HOSTILE}");
    assert_eq!(cases[&hostile], "passed", "{cases:?}");

    let commands = found["github"].as_array().expect("commands");
    let title = format!("unexpected index user_profile_userprofile.{HOSTILE}");
    let told = commands
        .iter()
        .filter(|one| one["properties"]["title"] == title.as_str());
    assert_eq!(told.count(), 1, "{commands:?}");
    let codes = found["markdown"].as_array().expect("codes");
    let named = codes.iter().any(|code| {
        let code = code.as_str().unwrap_or_default().replace("\\|", "|");
        code == format!("index user_profile_userprofile.{HOSTILE}")
    });
    assert!(named, "{codes:?}");
}

#[test]
fn the_page_of_a_run_can_be_filtered_whatever_the_names_are() {
    let database = state_a();
    database.execute("CREATE INDEX \"<img src=x onerror=alert(1)>\" ON teams_teammembership (id)");
    let tool = Tool::new(&database.url(), &ledger());
    let page = tool.dir().join("run.html");
    let args = [
        "--format",
        "html",
        "-o",
        page.to_str().expect("a plain path"),
    ];
    let printed = tool.run(&args);
    assert_eq!((printed.status, &*printed.stdout), (Some(1), ""));
    look_and_filter(&page, "stream_config");
}

#[test]
fn a_stored_run_is_shown_in_each_format_as_it_was_printed() {
    let database = state_a();
    let tool = Tool::new(&database.url(), &ledger());
    let formats = every_format();
    let args: Vec<&str> = formats.iter().map(String::as_str).collect();
    let printed = tool.run(&args);
    assert_eq!((printed.status, &*printed.stdout), (Some(1), ""));
    for format in FORMATS {
        let shown = tool.run_plain(&["show", "--format", format]);
        assert_eq!((shown.status, shown.stderr.as_str()), (Some(0), ""));
        let file = tool.dir().join(format!("{format}.out"));
        assert_eq!(shown.stdout, fs::read_to_string(file).expect("the file"));
    }
}

#[test]
fn github_gets_its_step_summary_behind_what_is_there() {
    let database = state_c();
    let tool = Tool::new(&database.url(), &ledger());
    let page = tool.dir().join("summary.md");
    fs::write(&page, "before\n").expect("the page");
    let mut command = tool.command(&["--format", "github"]);
    let printed = Outcome::of(command.env("GITHUB_STEP_SUMMARY", &page));
    assert_eq!(printed.status, Some(0), "{printed:?}");
    assert!(
        printed.stdout.starts_with("::notice title=reconcile::"),
        "{printed:?}"
    );
    let text = fs::read_to_string(&page).expect("the page");
    let summary = text.strip_prefix("before\n").expect("what was there");
    let shown = tool.run_plain(&["show", "--format", "markdown"]);
    assert_eq!(shown.stdout, summary);
}

/// A run with these waivers: its exit status and output.
fn waived(tool: &Tool, waivers: &str, args: &[&str]) -> Outcome {
    fs::write(tool.dir().join("reconcile.toml"), waivers).expect("the settings");
    tool.run(args)
}

#[test]
fn what_is_waived_does_not_gate_and_is_shown() {
    let database = state_c();
    database.execute("ALTER TABLE teams_team ALTER name DROP NOT NULL");
    let tool = Tool::new(&database.url(), &ledger());
    let open = tool.report(&[], 1);
    let id = open.value()["findings"][0]["id"].as_str().expect("an id");
    let waiver = format!("[[waivers]]\nfinding = \"{id}\"\nreason = \"agreed\"\nowner = \"ann\"\n");
    let text = waived(&tool, &waiver, &["--fail-on", "warning"]);
    assert_eq!((text.status, &*text.stderr), (Some(0), ""), "{text:?}");
    assert!(
        text.stdout.contains("error (waived): different column"),
        "{text:?}"
    );
    assert!(text.stdout.contains("agreed, by ann"), "{text:?}");
    let shown = tool.run_plain(&["show", "--format", "json"]).report(0);
    assert_eq!(shown.value()["findings"][0]["waived"]["reason"], "agreed");
    assert_eq!(shown.value()["waivers"][0]["state"], "in_force");
    assert_eq!(shown.value()["waivers"][0]["findings"][0], id);

    let object =
        "[[waivers]]\nobject = \"public.teams_*\"\nkind = \"different\"\nreason = \"agreed\"\n";
    assert_eq!(waived(&tool, object, &[]).status, Some(0));
    let over = format!("{object}expires = 2026-01-01\n");
    let text = waived(&tool, &over, &[]);
    assert_eq!(text.status, Some(1), "{text:?}");
    assert!(text.stdout.contains("expired on 2026-01-01"), "{text:?}");
}

#[test]
fn a_waiver_that_waives_nothing_is_a_warning_where_it_could_have() {
    let database = state_c();
    let tool = Tool::new(&database.url(), &ledger());
    let waiver = "[[waivers]]\nobject = \"public.teams_*\"\nkind = \"missing\"\nreason = \"old\"\n";
    let text = waived(&tool, waiver, &[]);
    assert_eq!(text.status, Some(0), "{text:?}");
    assert!(
        text.stdout.contains("waives nothing that this run"),
        "{text:?}"
    );
    assert_eq!(
        waived(&tool, waiver, &["--fail-on", "warning"]).status,
        Some(1)
    );
    let one = waived(
        &tool,
        waiver,
        &["--fail-on", "warning", "--app", "accounts"],
    );
    assert_eq!(one.status, Some(0), "{one:?}");
    for format in FORMATS {
        let file = format!("{format}.warned");
        let printed = waived(&tool, waiver, &["--format", format, "-o", &file]);
        assert_eq!(printed.status, Some(0), "{printed:?}");
        let file = tool.dir().join(file);
        read(format, &file);
        let text = fs::read_to_string(file).expect("the file");
        assert!(text.contains("waives nothing that this run"), "{text}");
    }
}

#[test]
fn one_answer_that_cannot_be_written_takes_no_other_with_it() {
    let database = state_c();
    let tool = Tool::new(&database.url(), &ledger());
    let args = [
        "--format",
        "sarif",
        "-o",
        "no/such/folder",
        "--format",
        "text",
    ];
    let printed = tool.run(&args);
    assert_eq!(printed.status, Some(2), "{printed:?}");
    assert!(printed.stdout.contains("AGREES"), "{printed:?}");
    assert!(printed.stderr.contains("no/such/folder"), "{printed:?}");
}
