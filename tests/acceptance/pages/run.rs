//! What can be run as it stands on a page is run, in a Django project with a database that lacks a column.

use std::fs;

use super::blocks;
use crate::examples::Shop;

/// What is not run here: a page, how a line of it begins, and who runs it, or why nobody can.
const NOT_HERE: &[(&str, &str, &str)] = &[
    (
        "CONTRIBUTING.md",
        "sudo apt-get",
        "whoever sets up a machine",
    ),
    ("CONTRIBUTING.md", "cargo ", "documents, and .ci/run"),
    ("CONTRIBUTING.md", "tests/", ".ci/run"),
    ("README.md", "pip install", "tests/wheel/run"),
    (
        "README.md",
        "cargo install",
        "tests/wheel/run builds the same sources",
    ),
    ("README.md", "docker build", "release/"),
    ("README.md", "reconcile init", "setup"),
    ("README.md", "reconcile --database-url sqlite:", "sqlite"),
    ("README.md", "reconcile explain 'relation", "story"),
    (
        "docs/ci.md",
        "reconcile --fail-on new",
        "examples::what_is_new_is_told_in_the_chat",
    ),
    ("docs/ci.md", "reconcile waive", "waive"),
    ("docs/dashboard.md", "reconcile dashboard --serve", "served"),
    (
        "docs/django.md",
        "python manage.py check",
        "tests/wheel/run",
    ),
    ("docs/django.md", "pytest", "tests/wheel/run"),
    ("docs/install.md", "sha256sum", "who has a release"),
    ("docs/install.md", "gh ", "who has a release"),
    ("docs/install.md", "tar ", "who has a release"),
    ("docs/install.md", "sudo ", "who has a release"),
    ("docs/install.md", "docker run", "who has a release"),
    ("docs/install.md", "brew ", "who has a release"),
    ("docs/install.md", "cp ", "who has a release"),
    (
        "docs/django.md",
        "python manage.py reconcile",
        "tests/wheel/run",
    ),
    (
        "docs/repair.md",
        "reconcile repair 6385a873",
        "repair::incident",
    ),
    ("docs/repair.md", "reconcile repair 17", "repair"),
    (
        "docs/repair.md",
        "reconcile repair --app teams",
        "documents: it is the README's, too",
    ),
    (
        "docs/repair.md",
        "reconcile repair --format django",
        "repair",
    ),
    (
        "docs/repair.md",
        "python manage.py migrate",
        "repair: what the program printed",
    ),
    ("docs/sqlite.md", "reconcile repair", "sqlite"),
    ("docs/start.md", "reconcile init", "setup"),
    (
        "docs/sqlite.md",
        "python manage.py shell",
        "sqlite: tests/sqlite/mend.py does the same",
    ),
    ("docs/tenants.md", "reconcile --schema", "tenants"),
    ("docs/tenants.md", "reconcile waive", "waive"),
    (
        "docs/tenants.md",
        "reconcile capture --app customers",
        "tenants",
    ),
    ("docs/tenants.md", "reconcile capture --app shop", "tenants"),
    ("fuzz/README.md", "fuzz/run", ".ci/run"),
];

/// The commands of a script as they stand, without lines that are blank or say something.
fn commands(script: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in script
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
    {
        match found.last_mut() {
            Some(last) if goes_on => last.extend(["\n", line]),
            _ => found.push(line.to_owned()),
        }
        goes_on = line.ends_with(['\\', '|']);
    }
    found
}

fn runner(page: &str, command: &str) -> Option<usize> {
    NOT_HERE
        .iter()
        .position(|(of, start, _)| *of == page && command.starts_with(start))
}

/// A command with the places of the page replaced by those of the test.
fn here(command: &str, shop: &Shop) -> String {
    let dir = shop.dir().display().to_string();
    let history = format!("{dir}/.reconcile/history.sqlite3");
    command
        .replace("postgres://auditor@db.internal/shop", &shop.url())
        .replace("/mnt/shop.sqlite3", &history)
        .replace("/mnt/billing.sqlite3", &history)
        .replace("/srv/www", &dir)
        .replace("/var/lib/node_exporter/textfile", &dir)
}

#[test]
fn what_can_be_run_as_it_stands_is_run() {
    let shop = Shop::migrated();
    for folder in [
        ".zfunc",
        ".config/fish/completions",
        ".local/share/bash-completion/completions",
    ] {
        fs::create_dir_all(shop.dir().join(folder)).expect("a folder");
    }
    shop.damage();
    let variables = [
        ("DATABASE_URL".to_owned(), shop.url()),
        ("PGPASSWORD".to_owned(), "right-horse".to_owned()),
    ];
    let first = shop.run("reconcile --database production", &variables);
    assert_eq!(first.status, Some(1), "{first:#?}");
    let mut ran = 0;
    let mut wrong = Vec::new();
    let mut elsewhere = vec![false; NOT_HERE.len()];
    for block in blocks(&["sh"]) {
        for command in commands(&block.text) {
            if let Some(which) = runner(&block.page, &command) {
                elsewhere[which] = true;
                continue;
            }
            let done = shop.run(&here(&command, &shop), &variables);
            let is_well = matches!(done.status, Some(0 | 1)) && !done.stderr.contains("error:");
            if !is_well {
                wrong.push(format!("{}: {command}: {done:#?}", block.at()));
            }
            ran += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(ran >= 15, "only {ran} commands were run");
    for ((page, start, _), is_used) in NOT_HERE.iter().zip(elsewhere) {
        assert!(is_used, "no line of {page} begins with '{start}' any more");
    }
}
