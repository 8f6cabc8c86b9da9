//! What the pages say is what the program does.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use reconcile::report::explain::{self, Sort};
use serde_json::Value;

use crate::support::cli::{Outcome, Tool};

/// Set to write the page instead of holding it against the program.
const WRITE: &str = "RECONCILE_WRITE_DOCS";

const EXAMPLE: &str = "$ cargo run -- ";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join(name)).expect(name)
}

/// What the README's command prints, on the settings of the repository.
fn example(typed: &[&str]) -> Outcome {
    let tool = Tool::bare();
    let mut command = tool.plain(typed);
    command.arg("--history").arg(tool.history());
    Outcome::of(command.current_dir(root()))
}

/// Times differ from run to run.
fn without_time(text: &str) -> String {
    let lines = text.lines().map(|line| match line.split_once(" UTC") {
        Some((run, rest)) if run.starts_with("  run 1 (the first), ") => format!("  run {rest}\n"),
        Some((at, rest)) if at.starts_with("-- database ") => {
            let (database, _) = at.split_once(", measured ").expect("when");
            format!("{database}, measured{rest}\n")
        }
        _ => format!("{line}\n"),
    });
    lines.collect()
}

/// What a page prints of a run, with `[...]` for what it leaves out, is what the program prints.
fn is_printed(shown: &str, printed: &str) {
    let parts: Vec<&str> = shown
        .split("[...]\n")
        .filter(|part| !part.is_empty())
        .collect();
    assert!(
        printed.starts_with(parts[0]),
        "{}\nis not\n{printed}",
        parts[0]
    );
    let mut rest = printed;
    for part in parts {
        let found = rest.split_once(part);
        rest = found
            .unwrap_or_else(|| panic!("{part}\nis not in\n{rest}"))
            .1;
    }
}

#[test]
fn the_examples_of_the_readme_are_what_the_program_prints() {
    let readme = page("README.md");
    let examples: Vec<&str> = readme.split(EXAMPLE).skip(1).collect();
    assert_eq!(examples.len(), 3);
    for example in examples {
        let (typed, after) = example.split_once('\n').expect("a command");
        let (shown, _) = after.split_once("```").expect("the example's end");
        let printed = self::example(&typed.split(' ').collect::<Vec<_>>());
        assert_eq!((printed.status, printed.stderr.as_str()), (Some(1), ""));
        is_printed(&without_time(shown), &without_time(&printed.stdout));
    }
}

#[test]
fn every_field_of_the_report_is_explained() {
    let printed = example(&["--app", "user_profile", "--format", "json"]).report(1);
    let words = quoted_words(&page("docs/json.md"));
    let report = printed.value();
    let parts = [
        report,
        &report["run"],
        &report["target"],
        &report["scope"],
        &report["ledger"],
        &report["summary"],
        &report["summary"]["coverage"],
        &report["summary"]["coverage"]["opaque_statements"][0],
        &report["migrations"][0],
        &report["migrations"][0]["effects"],
        &report["findings"][0],
        &report["findings"][0]["object"],
        &report["findings"][0]["place"],
        &report["findings"][0]["matches"][0],
    ];
    for part in parts {
        for field in part.as_object().expect("an object").keys() {
            assert!(
                words.contains(field.as_str()),
                "{field} is not in docs/json.md"
            );
        }
    }
    assert!(report["equivalents"].as_array().is_some_and(|all| {
        all.iter()
            .flat_map(fields)
            .all(|field| words.contains(field))
    }));
}

fn fields(value: &Value) -> impl Iterator<Item = &String> {
    value.as_object().expect("an object").keys()
}

/// The words of everything between backquotes.
fn quoted_words(page: &str) -> BTreeSet<String> {
    let quoted = page.split('`').skip(1).step_by(2);
    let words =
        quoted.flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'));
    words.map(str::to_owned).collect()
}

#[test]
fn every_option_is_explained() {
    let pages = page("docs/commands.md") + &page("docs/history.md") + &page("docs/capture.md");
    for option in options() {
        assert!(
            pages.contains(&format!("`{option}")),
            "{option} is explained nowhere"
        );
    }
}

/// The options of all jobs.
pub(crate) fn options() -> BTreeSet<String> {
    let tool = Tool::bare();
    let mut options = BTreeSet::new();
    for job in [
        &["--help"][..],
        &["runs", "--help"],
        &["show", "--help"],
        &["snapshot", "--help"],
        &["verify", "--help"],
        &["report", "--help"],
        &["prune", "--help"],
        &["explain", "--help"],
        &["diff", "--help"],
        &["init", "--help"],
        &["completions", "--help"],
        &["man", "--help"],
        &["capture", "--help"],
        &["check", "--help"],
        &["status", "--help"],
        &["dashboard", "--help"],
        &["waive", "--help"],
        &["repair", "--help"],
    ] {
        let help = tool.run_plain(job);
        assert_eq!((help.status, help.stderr.as_str()), (Some(0), ""));
        let lines = help.stdout.lines().map(str::trim_start);
        options.extend(
            lines
                .filter(|line| line.starts_with('-'))
                .flat_map(long_options),
        );
    }
    assert!(options.len() > 12, "{options:?}");
    options
}

fn long_options(line: &str) -> Vec<String> {
    let words = line.split([' ', ',']).filter(|word| word.starts_with("--"));
    words.map(str::to_owned).collect()
}

#[test]
fn every_job_and_every_room_is_named() {
    let commands = page("docs/commands.md");
    for job in [
        "runs",
        "show",
        "diff",
        "snapshot",
        "explain",
        "repair",
        "waive",
        "status",
        "dashboard",
        "check",
        "help",
        "init",
        "completions",
        "man",
        "capture",
    ] {
        assert!(commands.contains(&format!("`reconcile {job}")), "{job}");
    }
    let architecture = page("docs/architecture.md");
    for entry in fs::read_dir(root().join("src")).expect("src").flatten() {
        let name = entry.file_name().into_string().expect("a plain name");
        let ending = if entry.path().is_dir() { "/" } else { "" };
        assert!(
            architecture.contains(&format!("`src/{name}{ending}`")),
            "src/{name}"
        );
    }
}

/// The glossary, as `reconcile explain` says it.
fn glossary() -> String {
    let section = |sort: Sort, title: &str, more: &str| {
        let topics = explain::topics();
        let rows = topics.iter().filter(|it| it.sort == sort).map(|it| {
            let (word, means, act) = (it.word, it.text.means, it.text.act);
            format!("| {word} | {means} | {act} |\n")
        });
        let rows: String = rows.collect();
        format!("## {title}\n\n{more}\n\n| word | meaning | do, or see |\n|---|---|---|\n{rows}\n")
    };
    let sections = [
        (Sort::Word, "Words", "Those that every page uses."),
        (
            Sort::Verdict,
            "Verdicts",
            "The first that holds is told: see [findings.md](findings.md#verdicts).",
        ),
        (
            Sort::Kind,
            "Kinds of findings",
            "At length in [findings.md](findings.md#findings).",
        ),
    ];
    let sections = sections.map(|(sort, title, more)| section(sort, title, more));
    let head = "# Glossary\n\nEach word in a line, as `reconcile explain WORD` says it. Django's and PostgreSQL's own words \
                mean here what they mean\nthere. Causes and sorts of evidence are in [causes.md](causes.md).\n\n";
    format!("{head}{}\n", sections.concat().trim_end())
}

#[test]
fn the_glossary_says_what_explain_says_and_every_page_leads_to_it() {
    let path = root().join("docs/glossary.md");
    let written = glossary();
    if std::env::var_os(WRITE).is_some() {
        fs::write(&path, &written).expect("the page is written");
    }
    assert!(
        page("docs/glossary.md") == written,
        "docs/glossary.md is not what `reconcile explain` says: run the tests with {WRITE}=1"
    );
    let tool = Tool::bare();
    let list = tool.run_plain(&["explain"]).stdout;
    for topic in explain::topics() {
        assert!(
            list.contains(&format!("  {} ", topic.word)),
            "{}",
            topic.word
        );
        let said = tool.run_plain(&["explain", topic.word]);
        assert_eq!(said.status, Some(0), "{}", topic.word);
        let title = format!("{} ({})", topic.word, topic.sort.as_str());
        assert!(said.stdout.contains(&title), "{}", said.stdout);
    }
    for entry in fs::read_dir(root().join("docs")).expect("docs").flatten() {
        let name = entry.file_name().into_string().expect("a plain name");
        let other = name
            .strip_suffix(".md")
            .filter(|name| !["glossary", "SUMMARY"].contains(name));
        if let Some(other) = other {
            let page = page(&format!("docs/{other}.md"));
            assert!(page.contains("](glossary.md)"), "{other}");
        }
    }
}
