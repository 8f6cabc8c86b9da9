//! Squashes that neither the manifest nor their names tell: what is stored shows that two migrations do
//! the same, and only the manifest says which of them stands for the other.

use std::collections::BTreeMap;

use super::Case;
use crate::effect::ReadStatement;
use crate::effect::vocabulary::{Effect, NewTable};
use crate::migration::{MigrationKey, SourceLocation};
use crate::name::QualifiedName;
use crate::record::StepState;
use crate::replay::{Complaint, Problem};
use crate::report::words::count;

/// The end of each sentence: what would tell.
const WAY_OUT: &str = "`reconcile capture` writes a manifest, which tells";

/// A recorded migration that makes a table which another one of its app made before it. PostgreSQL refuses
/// that: one of them stands for the other, or did not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Double {
    /// The one that made the table before.
    pub(super) first: MigrationKey,
    table: QualifiedName,
    /// The first statement that could not be applied.
    pub(super) location: SourceLocation,
    /// How many of its statements could not.
    statements: u64,
}

/// All of a case, by the one that comes second.
pub(super) fn doubles(case: &Case<'_>) -> BTreeMap<MigrationKey, Double> {
    let origins = &case.expected.origins;
    let mut all: BTreeMap<MigrationKey, Double> = BTreeMap::new();
    for complaint in &case.expected.complaints {
        let location = origins.at(complaint.location);
        let known = all.get_mut(&location.migration);
        if let Some(double) = known {
            double.statements += 1;
        } else if let Some((table, first)) = made_before(case, complaint) {
            let double = Double {
                first,
                table,
                location: location.clone(),
                statements: 1,
            };
            all.insert(location.migration.clone(), double);
        }
    }
    all
}

/// The table that a refused statement makes, and the migration of the same app that made it.
fn made_before(case: &Case<'_>, complaint: &Complaint) -> Option<(QualifiedName, MigrationKey)> {
    let origins = &case.expected.origins;
    let location = origins.at(complaint.location);
    let own = &location.migration;
    let is_taken = matches!(complaint.problem, Problem::Exists(_));
    if !is_taken || case.captures.contains_key(own) {
        return None;
    }
    let reading = case.readings.get(own)?.as_ref().ok()?;
    let at = |it: &&ReadStatement| it.location.line == location.line;
    let made = new_tables(reading.statements.iter().filter(at));
    made.into_iter().find_map(|new| {
        let mut tables = case.expected.schema.tables.iter();
        let (name, table) = tables.find(|(name, _)| {
            let schema = new.name.schema.as_ref();
            name.name == new.name.name && schema.is_none_or(|schema| *schema == name.schema)
        })?;
        let maker = &origins.at(origins.of(table.id)?.created).migration;
        (maker != own && maker.app == own.app).then(|| (name.clone(), maker.clone()))
    })
}

fn new_tables<'a>(statements: impl Iterator<Item = &'a ReadStatement>) -> Vec<&'a NewTable> {
    let steps = statements.flat_map(ReadStatement::steps);
    steps
        .filter_map(|step| match &step.effect {
            Effect::CreateTable(new) => Some(new.as_ref()),
            _ => None,
        })
        .collect()
}

impl Double {
    /// What is told of it, instead of each statement that could not be applied.
    pub(super) fn message(&self, own: &MigrationKey) -> String {
        let Self { first, table, .. } = self;
        format!(
            "{own} makes the table {table}, which {first} makes, too, and both are recorded: one may be a squash of \
             the other. {} of {own} {} left aside; {WAY_OUT}",
            count(self.statements, "statement"),
            if self.statements == 1 { "was" } else { "were" }
        )
    }
}

/// Of a stored migration without a row, the recorded one without a stored output that it may stand for.
/// `squashmigrations` gives a squash the number of the first that it replaces, whatever the rest of its
/// name is; and a squash is in force without a row of its own where all that it replaces has one.
pub(super) fn may_replace<'a>(
    case: &'a Case<'_>,
    candidate: &MigrationKey,
) -> Option<&'a MigrationKey> {
    let reading = case.readings.get(candidate)?.as_ref().ok()?;
    if case.captures.contains_key(candidate) || new_tables(reading.statements.iter()).is_empty() {
        return None;
    }
    let number = |key: &MigrationKey| key.name.split('_').next().map(str::to_owned);
    let mut steps = case.plan.steps.iter();
    let first = steps.find(|step| {
        step.state == StepState::NoLedger
            && step.migration.app == candidate.app
            && number(&step.migration) == number(candidate)
    });
    first.map(|step| &step.migration)
}

/// What is told of a migration that may stand for `first`; `told` is what its effects tell.
pub(super) fn may_replace_message(told: &str, first: &MigrationKey) -> String {
    format!(
        "{told}. It may be a squash of {first}, which is recorded and has no stored output; {WAY_OUT}"
    )
}
