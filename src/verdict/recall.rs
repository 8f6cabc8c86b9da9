//! What earlier runs saw, brought to bear on the verdicts: the best evidence of all that something was there.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::migration::MigrationKey;
use crate::report::{Cause, CauseCode, Evidence, EvidenceCode, Migration, Report, Verdict};

/// The newest run that saw of a migration what is not there, or not so, any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The run, and of which time it tells.
    pub run: (u64, Timestamp),
    /// Whether it saw all of it.
    pub whole: bool,
    /// The first run after it that did not; none where the present one is the first.
    pub missed: Option<(u64, Timestamp)>,
}

/// Migrations, each of a schema where a run is over several.
pub type Memory = BTreeMap<(Option<String>, MigrationKey), Seen>;

/// Judges a report anew by what earlier runs saw: what was there was not faked.
pub fn recall(report: &mut Report, memory: &Memory) {
    if memory.is_empty() {
        return;
    }
    for migration in &mut report.migrations {
        if let Some(seen) = memory.get(&(migration.schema.clone(), migration.key())) {
            judge(migration, seen);
        }
    }
    for finding in &mut report.findings {
        let key = finding.migration.clone();
        let recalled = key.is_some_and(|key| memory.contains_key(&(finding.schema.clone(), key)));
        if recalled {
            drop_refuted(&mut finding.evidence);
        }
    }
    report.count_verdicts();
}

fn judge(migration: &mut Migration, seen: &Seen) {
    if migration.verdict == Verdict::Faked {
        migration.verdict = Verdict::Removed;
    }
    drop_refuted(&mut migration.evidence);
    let evidence = Evidence {
        code: EvidenceCode::SeenInRun,
        text: text(migration.verdict, seen),
    };
    migration.evidence.insert(0, evidence);
    let code = match migration.verdict {
        Verdict::Removed | Verdict::Partial => CauseCode::RemovedLater,
        _ => CauseCode::MadeByHandLater,
    };
    let of_records = |cause: &Cause| {
        matches!(
            cause.code,
            CauseCode::RecordsAlone | CauseCode::RestoredFromDump
        )
    };
    let mut causes = std::mem::take(&mut migration.causes);
    let known = causes.iter().position(|cause| cause.code == code);
    let known = known.map(|at| causes.remove(at));
    let mut evidence = vec![EvidenceCode::SeenInRun];
    evidence.extend(known.into_iter().flat_map(|cause| cause.evidence));
    causes.retain(of_records);
    causes.push(Cause {
        code,
        text: code.told().to_owned(),
        evidence,
    });
    migration.causes = causes;
}

/// What is as before was undone: that it never ran is not so.
fn drop_refuted(evidence: &mut Vec<Evidence>) {
    evidence.retain(|one| one.code != EvidenceCode::AsBefore);
}

fn text(verdict: Verdict, seen: &Seen) -> String {
    let what = if seen.whole { "all" } else { "a part" };
    let missed = if verdict == Verdict::Removed || verdict == Verdict::Partial {
        "missed"
    } else {
        "found otherwise"
    };
    let first = match seen.missed {
        None => "in this run".to_owned(),
        Some((run, at)) => format!("in run {run} ({})", minute(at)),
    };
    let (run, at) = seen.run;
    format!(
        "{what} of it was last seen in run {run} ({}), and was first {missed} {first}",
        minute(at)
    )
}

fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
