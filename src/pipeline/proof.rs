//! What statements would make of the database, before anybody runs them: they are replayed on top of what the catalog
//! holds, and the ledger is held against that.

use std::collections::BTreeSet;

use crate::effect::vocabulary::Meaning;
use crate::effect::{Reading, beyond};
use crate::engine::Engine;
use crate::migration::MigrationKey;
use crate::name::Name;
use crate::repair::sqlite::file::STOP;
use crate::replay::{Complaint, Expected, Problem, Replay};
use crate::report::{Finding, Outcome, Report, Severity, fingerprint};
use crate::schema::Schema;

/// What would be told after the statements.
pub struct Proof {
    /// The schema's outcome then.
    pub outcome: Outcome,
    /// The statements of which it cannot be told what they do, in order. Where there are any, `outcome` is not sure.
    pub doubts: Vec<Doubt>,
}

impl Proof {
    /// What of the findings on `schema` in a report would be left, and what would be new.
    #[must_use]
    pub fn against<'a>(&'a self, report: &'a Report, schema: &str) -> Difference<'a> {
        let own = report.findings.iter();
        let own = own.filter(|it| it.schema.as_ref().is_none_or(|own| own == schema));
        let own = own.filter(|it| is_told(it));
        let before: Vec<&Finding> = own.collect();
        let after = self.outcome.findings.iter().filter(|it| is_told(it));
        let after: Vec<&Finding> = after.collect();
        let known: [BTreeSet<String>; 2] =
            [&before, &after].map(|all| all.iter().map(|it| identity(it)).collect());
        let (left, closed) = before
            .into_iter()
            .partition(|it| known[1].contains(&identity(it)));
        let new = after.into_iter();
        let waived = report.findings.iter().filter(|it| it.waived.is_some());
        let waived: BTreeSet<String> = waived.map(identity).collect();
        let new = new.filter(|it| {
            let own = identity(it);
            !known[0].contains(&own) && !waived.contains(&own)
        });
        Difference {
            closed,
            left,
            new: new.collect(),
        }
    }
}

/// What statements would make of the findings on one schema.
pub struct Difference<'a> {
    /// Those that would be gone.
    pub closed: Vec<&'a Finding>,
    /// Those that would still be told.
    pub left: Vec<&'a Finding>,
    /// Those that would be told then and are not now.
    pub new: Vec<&'a Finding>,
}

/// Whether there is something to do about it.
fn is_told(finding: &Finding) -> bool {
    finding.severity > Severity::Info && finding.waived.is_none()
}

/// By what a finding is known in whatever schema's run.
fn identity(finding: &Finding) -> String {
    let (object, aspect) = (finding.object.as_ref(), finding.aspect.as_deref());
    fingerprint(finding.kind, object, aspect, finding.migration.as_ref())
}

/// A statement that would not do what it is there for, or of which that is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The line of its first word, from 1.
    pub line: u32,
    /// Why the server would refuse it, or why it is not understood.
    pub reason: String,
}

/// What the statements of `text` make of the live side, and which of them that cannot be told of. What they do in schemas
/// that are `unseen` here is told where these are judged.
pub(super) fn replayed(
    text: &str,
    live: Schema,
    path: Vec<Name>,
    unseen: &BTreeSet<&Name>,
    engine: Engine,
) -> (Expected, Vec<Doubt>) {
    let nobody = MigrationKey::new("", "");
    let reading = match engine {
        Engine::PostgreSql => Reading::of(&nobody, "", text),
        // The line of a plan that is for the program that runs it.
        Engine::Sqlite => {
            let text = text.replace(&format!("\n{STOP}\n"), "\n\n");
            Reading::of_sqlite(&nobody, "", &text)
        }
    };
    let before = super::emptied::holders(&live);
    let made = Replay::on(live, path).then(&reading);
    let mut doubts = doubts(&reading, &made, unseen);
    let anew = super::emptied::doubts(&before, &made);
    let beyond = match engine {
        Engine::PostgreSql => beyond::doubts(text),
        Engine::Sqlite => Vec::new(),
    };
    let beyond = beyond.into_iter().chain(anew);
    doubts.extend(beyond.map(|(line, reason)| Doubt { line, reason }));
    doubts.sort_by(|a, b| (a.line, &a.reason).cmp(&(b.line, &b.reason)));
    doubts.dedup();
    (made, doubts)
}

fn doubts(reading: &Reading, repaired: &Expected, unseen: &BTreeSet<&Name>) -> Vec<Doubt> {
    let is_unseen = |complaint: &&Complaint| match &complaint.problem {
        // `the type tenant.mood`
        Problem::NoRelation(what) | Problem::NoObject(what) => {
            let what = format!(" {what}");
            let mut schemas = unseen.iter().map(|schema| format!(" {schema}."));
            schemas.any(|schema| what.contains(&schema))
        }
        Problem::Unknown { schema, .. } => schema.iter().any(|it| unseen.contains(it)),
        _ => false,
    };
    let complaints = repaired.complaints.iter().filter(|it| !is_unseen(it));
    let refused = complaints.map(|complaint| Doubt {
        line: repaired.origins.at(complaint.location).line,
        reason: match &complaint.problem {
            Problem::NoRelation(what) | Problem::NoObject(what) => {
                format!("there is no {}", what.strip_prefix("the ").unwrap_or(what))
            }
            other => other.to_string(),
        },
    });
    let unknown = reading.statements.iter().filter_map(|statement| {
        let reason = match &statement.meaning {
            Meaning::Opaque { reason, .. } | Meaning::Unreadable { reason } => reason.clone(),
            Meaning::Schema(_) | Meaning::Data | Meaning::Transaction => return None,
        };
        let line = statement.location.line;
        Some(Doubt { line, reason })
    });
    refused.chain(unknown).collect()
}

#[cfg(test)]
mod tests;
