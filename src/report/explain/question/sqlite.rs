//! The messages of SQLite, with whatever stands before them: `django.db.utils.OperationalError: `, `Parse error: `.

use std::collections::BTreeSet;

use super::{Complaint, Question, Wanted};
use crate::kind::ObjectKind;

/// What is in SQLite's message when a row would point at nothing: it names no table and no key.
const NAMELESS: &str = "FOREIGN KEY constraint failed";

/// Whether the text is a message of SQLite that names nothing.
#[must_use]
pub fn is_nameless(text: &str) -> bool {
    text.contains(NAMELESS)
}

/// What a line complains of; none where SQLite does not say such a thing.
pub(super) fn complaint(line: &str) -> Option<Question> {
    let line = without_code(line);
    let (complaint, objects) = no_such(line)
        .or_else(|| there(line))
        .or_else(|| refused(line))?;
    Some(Question {
        complaint: Some(complaint),
        objects,
        migrations: Vec::new(),
    })
}

type Read = (Complaint, Vec<Wanted>);

/// The shell of SQLite puts the number of the error behind: ` (19)`.
fn without_code(line: &str) -> &str {
    let open = line.strip_suffix(')').and_then(|it| it.rsplit_once(" ("));
    match open {
        Some((before, code)) if code.bytes().all(|it| it.is_ascii_digit()) => before,
        _ => line,
    }
}

fn no_such(line: &str) -> Option<Read> {
    let not_there = |objects| Some((Complaint::NotThere, objects));
    if let Some((before, column)) = line.split_once(" has no column named ") {
        let table = before.rsplit_once("table ")?.1;
        return not_there(vec![column_of(Some(table), column)]);
    }
    let (kind, name) = line.split_once("no such ")?.1.split_once(": ")?;
    match kind {
        "table" => not_there(vec![wanted(name, &[ObjectKind::Table, ObjectKind::View])]),
        "view" => not_there(vec![wanted(name, &[ObjectKind::View])]),
        "trigger" => not_there(vec![wanted(name, &[ObjectKind::Trigger])]),
        "index" => not_there(vec![wanted(name, &[ObjectKind::Index])]),
        "column" => {
            // `no such column: "y" - should this be a string literal in single-quotes?`
            let name = name.split_once(" - should").map_or(name, |it| it.0);
            not_there(vec![column(name)])
        }
        _ => None,
    }
}

fn there(line: &str) -> Option<Read> {
    let there = |objects| Some((Complaint::AlreadyThere, objects));
    if let Some((_, name)) = line.split_once("duplicate column name: ") {
        return there(vec![column_of(None, name)]);
    }
    let (_, named) = line.split_once("there is already ")?;
    let relation = [ObjectKind::Table, ObjectKind::View, ObjectKind::Index];
    let (_, name) = named
        .split_once(" named ")
        .or_else(|| named.split_once(" with this name: "))?;
    there(vec![wanted(name, &relation)])
}

fn refused(line: &str) -> Option<Read> {
    let refused = |objects| Some((Complaint::Refused, objects));
    if let Some((_, columns)) = line.split_once("UNIQUE constraint failed: ") {
        return refused(unique(columns));
    }
    if let Some((_, name)) = line.split_once("NOT NULL constraint failed: ") {
        return refused(vec![column(name)]);
    }
    if let Some((_, what)) = line.split_once("CHECK constraint failed: ") {
        return refused(check(what));
    }
    // Django's own, where it looks for what SQLite let pass.
    let (_, behind) = line.split_once(" has an invalid foreign key: ")?;
    let (name, _) = behind.split_once(" contains ")?;
    refused(vec![column(name)])
}

/// `t.c, t.d`, or `index 'i'`: what is unique has its columns for a name where nobody gave it one.
fn unique(what: &str) -> Vec<Wanted> {
    if let Some(index) = what.strip_prefix("index ") {
        return vec![wanted(index, &[ObjectKind::Index])];
    }
    let columns: Vec<Wanted> = what.split(", ").map(column).collect();
    let names: Vec<&str> = columns.iter().map(|one| &*one.name).collect();
    let key = Wanted {
        table: columns.first().and_then(|one| one.table.clone()),
        name: format!("UNIQUE ({})", names.join(", ")),
        kinds: vec![ObjectKind::Constraint],
        ..Wanted::default()
    };
    columns.iter().cloned().chain([key]).collect()
}

/// The name of a check; of one that has none its expression, which names columns.
fn check(what: &str) -> Vec<Wanted> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    if what.chars().all(is_name) {
        return vec![wanted(what, &[ObjectKind::Constraint])];
    }
    let quoted = what.split('"').skip(1).step_by(2);
    let columns: BTreeSet<&str> = quoted.collect();
    columns
        .into_iter()
        .map(|name| column_of(None, name))
        .collect()
}

/// `t.c`, `main.t.c` or `c`.
fn column(name: &str) -> Wanted {
    match name.rsplit_once('.') {
        Some((table, name)) => column_of(Some(table), name),
        None => column_of(None, name),
    }
}

fn column_of(table: Option<&str>, name: &str) -> Wanted {
    Wanted {
        table: table.map(|table| wanted(table, &[]).name),
        ..wanted(name, &[ObjectKind::Column])
    }
}

/// A name as the ledger has it: in lower case, and without the one schema.
fn wanted(name: &str, kinds: &[ObjectKind]) -> Wanted {
    let name = name.trim().trim_matches(['"', '\'', '`']);
    let name = name.strip_prefix("main.").unwrap_or(name);
    Wanted {
        name: name.to_ascii_lowercase(),
        kinds: kinds.to_vec(),
        ..Wanted::default()
    }
}
