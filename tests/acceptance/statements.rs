//! `docs/statements.md` says of every command of PostgreSQL what the code makes of it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use reconcile::rooms::effect::{self, Meaning};
use reconcile::rooms::sql;

/// The commands of PostgreSQL 18's manual, with the forms of their synopses.
const FORMS: &str = include_str!("../data/statements.sql");

/// Set to write the page instead of holding it against the code.
const WRITE: &str = "RECONCILE_WRITE_DOCS";

const HEAD: &str = "\
# Every statement of PostgreSQL

What `reconcile` makes of each command of PostgreSQL 18's manual. The table is made from the code, by reading each form
of the command as if it stood in a stored output:

- **modelled**: its effect is replayed, and compared with the catalog;
- **data**: it changes nothing that is compared: rows, privileges, owners, roles, settings of a session or of the server;
- **opaque**: it may change the schema in a way that is not replayed. It is counted and listed in every report, and it
  is no finding. So is every statement that calls a function which is not of `pg_catalog`: it is told by name.

A statement of no known form is a finding of its own, `unreadable`: see [findings.md](findings.md).

| command | forms | meaning |
|---|--:|---|
";

const FOOT: &str = "
## What is opaque, form by form

| form | why |
|---|---|
";

struct Command<'a> {
    name: &'a str,
    forms: Vec<Form>,
}

struct Form {
    text: String,
    word: &'static str,
    reason: Option<String>,
}

fn commands() -> Vec<Command<'static>> {
    let sections = FORMS.split("-- ## ").skip(1);
    let command = |section: &'static str| {
        let (name, forms) = section.split_once('\n').expect("a command and its forms");
        let script = sql::read(forms);
        Command {
            name,
            forms: script.statements.iter().map(form).collect(),
        }
    };
    sections.map(command).collect()
}

fn form(statement: &sql::Statement) -> Form {
    let (word, reason) = match effect::read(statement) {
        Meaning::Schema(_) => ("modelled", None),
        Meaning::Data | Meaning::Transaction => ("data", None),
        Meaning::Opaque { reason, .. } => ("opaque", Some(reason)),
        Meaning::Unreadable { reason } => ("unreadable", Some(reason)),
    };
    Form {
        text: statement.text.clone(),
        word,
        reason,
    }
}

/// `modelled`, or `7 modelled, 2 data` where the forms mean different things.
fn words(command: &Command<'_>) -> String {
    let count = |word: &str| {
        command
            .forms
            .iter()
            .filter(|form| form.word == word)
            .count()
    };
    let counts: Vec<(&str, usize)> = ["modelled", "data", "opaque", "unreadable"]
        .map(|word| (word, count(word)))
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .collect();
    match counts.as_slice() {
        [(word, _)] => (*word).to_owned(),
        several => {
            let parts = several
                .iter()
                .map(|(word, count)| format!("{count} {word}"));
            parts.collect::<Vec<_>>().join(", ")
        }
    }
}

fn written() -> String {
    let commands = commands();
    let mut page = HEAD.to_owned();
    for command in &commands {
        let forms = command.forms.len();
        writeln!(
            page,
            "| `{}` | {forms} | {} |",
            command.name,
            words(command)
        )
        .expect("a line");
    }
    page.push_str(FOOT);
    for form in commands.iter().flat_map(|command| &command.forms) {
        if let Some(reason) = &form.reason {
            let text = form.text.replace('|', "\\|");
            writeln!(page, "| `{text}` | {reason} |").expect("a line");
        }
    }
    page.push_str("\nThe words are in [glossary.md](glossary.md).\n");
    page
}

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/statements.md")
}

#[test]
fn the_page_of_statements_says_what_the_code_makes_of_each() {
    let written = written();
    if std::env::var_os(WRITE).is_some() {
        fs::write(page(), &written).expect("the page is written");
    }
    let kept = fs::read_to_string(page()).expect("the page");
    assert!(
        kept == written,
        "docs/statements.md is not what the code says; make it anew: {WRITE}=1 cargo test page_of_statements\n{}",
        similar_lines(&kept, &written)
    );
}

/// The lines that only one side has.
fn similar_lines(kept: &str, written: &str) -> String {
    let (old, new): (BTreeSet<_>, BTreeSet<_>) =
        (kept.lines().collect(), written.lines().collect());
    let gone = old.difference(&new).map(|line| format!("- {line}\n"));
    gone.chain(new.difference(&old).map(|line| format!("+ {line}\n")))
        .collect()
}

#[test]
fn every_form_of_every_command_can_be_read() {
    let commands = commands();
    let unread: Vec<&str> = commands
        .iter()
        .flat_map(|command| &command.forms)
        .filter(|form| form.word == "unreadable")
        .map(|form| form.text.as_str())
        .collect();
    assert_eq!(unread, Vec::<&str>::new());
    assert!(commands.iter().all(|command| !command.forms.is_empty()));
    assert_eq!(commands.len(), 183);
}
