//! What may be behind a name that nothing stored makes.

use crate::ledger::Ledger;
use crate::migration::MigrationKey;
use crate::record::{Step, StepState};
use crate::report::explain::question::{Question, WantedMigration};

/// So many lines, and so many names, are told at most.
pub(super) const MOST: usize = 5;

/// Where a name stands in statements that make nothing of that name, or that are not understood.
pub(super) fn mentioned(ledger: &Ledger, question: &Question) -> Vec<String> {
    let names: Vec<&str> = question.objects.iter().map(|one| &*one.name).collect();
    let mut found = Vec::new();
    for entry in ledger.entries.values() {
        let text = entry.text.as_deref().unwrap_or_default();
        let lines = (1..).zip(text.lines());
        let holding = lines.filter(|(_, line)| names.iter().any(|name| holds(line, name)));
        found.extend(holding.map(|(number, _)| format!("{}:{number}", entry.file)));
        if found.len() >= MOST {
            break;
        }
    }
    found.truncate(MOST);
    found
}

/// Whether a name stands in a line as a whole word.
fn holds(line: &str, name: &str) -> bool {
    let is_inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    name.len() > 2
        && line.match_indices(name).any(|(at, _)| {
            let (before, behind) = (&line[..at], &line[at + name.len()..]);
            !is_inside(before.chars().next_back()) && !is_inside(behind.chars().next())
        })
}

/// Recorded, without a stored output, and of an app that the name of what is asked for begins with.
pub(super) fn unstored(question: &Question, steps: &[Step]) -> Vec<MigrationKey> {
    let objects = question.objects.iter();
    let names = objects.flat_map(|one| one.table.iter().chain([&one.name]));
    let names: Vec<&String> = names.collect();
    let is_near = |key: &&MigrationKey| {
        let of_app = |name: &&String| {
            let rest = name.strip_prefix(&*key.app);
            rest.is_some_and(|rest| rest.starts_with('_'))
        };
        let is_meant = |wanted: &WantedMigration| {
            wanted.app == *key.app && !wanted.among(&[&*key.name]).is_empty()
        };
        names.iter().any(of_app) || question.migrations.iter().any(is_meant)
    };
    let unstored = steps.iter();
    let unstored = unstored.filter(|step| step.state == StepState::NoLedger);
    let near = unstored.map(|step| &step.migration).filter(is_near);
    near.take(MOST).cloned().collect()
}
