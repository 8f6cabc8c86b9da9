//! All findings, one verdict a migration, and what was measured.

use std::collections::{BTreeMap, BTreeSet};

use super::candidate::Compared;
use super::doubt::Doubts;
use super::effect_check::{EffectCheck, EffectChecks, Judged, equivalences};
use super::evidence::{Witness, show_that_it_was};
use super::finding::Findings;
use super::gap::Gaps;
use super::{Case, Mends, causes};
use crate::compare::databases::places;
use crate::effect::vocabulary::Meaning;
use crate::migration::MigrationKey;
use crate::record::{Record, Role, StepState};
use crate::report::{
    Coverage, EffectCounts, Evidence, Finding, Migration, OpaqueStatement, Outcome,
    UnrecordedEffect, Verdict,
};
use crate::schema::ObjectKey;
use crate::threads::beside;

/// Judges a case by its effect checks; tells what mends its findings.
#[must_use]
pub fn judge(case: &Case<'_>, mut checks: EffectChecks<'_>) -> (Outcome, Mends) {
    let doubts = Doubts::of(case);
    case.candidates.mark(&mut checks);
    let mut judged = Judged::new(checks);
    let gaps = Gaps::of(case, &judged);
    let places = places(case.comparison);
    let is_abroad = |object: &ObjectKey| places.get(object).is_some_and(|at| at.database.is_some());
    judged.doubt(&doubts, is_abroad);
    let (mut migrations, findings) =
        beside(|| migrations(case, &judged), || Findings::of(case, &doubts));
    let Findings {
        mut list,
        equivalents,
        shared,
        mends,
        ..
    } = findings;
    list.extend(gaps.findings);
    sort(&mut list, case);
    drop_loose_causes(&mut list);
    let mut own = by_migration(&list);
    for migration in &mut migrations {
        let key = migration.key();
        migration.findings = own.remove(&key).unwrap_or_default();
        for id in shared.get(&key).into_iter().flatten() {
            if !migration.findings.contains(id) {
                migration.findings.push(id.clone());
            }
        }
    }
    let coverage = coverage(case, &judged, gaps.opaque);
    let outcome = Outcome {
        migrations,
        findings: list,
        equivalents,
        coverage,
    };
    (outcome, mends)
}

/// The findings of each migration, by their ids.
fn by_migration(findings: &[Finding]) -> BTreeMap<MigrationKey, Vec<String>> {
    let mut all: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for finding in findings {
        #[cfg(test)]
        crate::steps::count(1);
        if let Some(migration) = &finding.migration {
            let ids = all.entry(migration.clone()).or_default();
            ids.push(finding.id.clone());
        }
    }
    all
}

/// In ledger order, then by place; what belongs to no migration comes last.
fn sort(findings: &mut [Finding], case: &Case<'_>) {
    let steps = case.plan.steps.iter().enumerate();
    let position: BTreeMap<String, usize> = steps
        .map(|(position, step)| (step.migration.to_string(), position))
        .collect();
    findings.sort_by_cached_key(|finding| {
        let migration = finding.migration.as_ref().map(ToString::to_string);
        let position = migration.as_ref().and_then(|key| position.get(key));
        let position = position.copied().unwrap_or(usize::MAX);
        let line = finding.place.as_ref().map(|place| place.line);
        let object = finding.object.clone();
        (position, migration, line, object, finding.aspect.clone())
    });
}

/// A cause outside the scope is not in the report, and not pointed at.
fn drop_loose_causes(findings: &mut [Finding]) {
    let ids = findings.iter().map(|finding| finding.id.clone());
    let ids: BTreeSet<String> = ids.collect();
    for finding in findings {
        finding.root_cause = finding.root_cause.take().filter(|id| ids.contains(id));
    }
}

fn migrations(case: &Case<'_>, judged: &Judged<'_>) -> Vec<Migration> {
    let witness = Witness::of(case, judged);
    let compared = Compared::new(case.expected, case.comparison);
    let complained = complained(case);
    let stands_for = stands_for(case);
    let recorded = |key: &MigrationKey| recorded(case, judged, &complained, key);
    let steps = case.plan.steps.iter().map(|step| {
        let key = &step.migration;
        let verdict = match step.state {
            StepState::Candidate => candidate(case, judged, key),
            StepState::Replayed | StepState::NoLedger => recorded(key),
        };
        (key.clone(), record_of(case, &stands_for, key), verdict)
    });
    let replaced = case.plan.replaced.keys().filter_map(|key| {
        let record = case.plan.record(key)?;
        Some((key.clone(), Some(record), recorded(key)))
    });
    steps
        .chain(replaced)
        .filter(|(key, ..)| case.in_scope(key))
        .map(|(key, record, verdict)| {
            let observations = witness.observations(&key, judged.effect_checks_of(&key));
            let verdict = match verdict {
                Verdict::Faked if show_that_it_was(&observations) => Verdict::Removed,
                other => other,
            };
            Migration {
                schema: None,
                app: key.app.clone(),
                name: key.name.clone(),
                file: None,
                recorded_at: record.and_then(|record| record.applied),
                verdict,
                effects: judged.counts(&key),
                evidence: observations.iter().map(Evidence::from).collect(),
                causes: causes::of(verdict, &observations),
                unrecorded: unrecorded(case, judged, &compared, (&key, verdict)),
                findings: Vec::new(),
            }
        })
        .collect()
}

/// What a migration without a row does; nothing for a recorded one.
fn unrecorded(
    case: &Case<'_>,
    judged: &Judged<'_>,
    compared: &Compared<'_>,
    (key, verdict): (&MigrationKey, Verdict),
) -> Vec<UnrecordedEffect> {
    let pending = case.candidates.pending.get(key);
    let replaced = case.candidates.replaced.get(key);
    match (verdict, replaced) {
        (Verdict::Pending, _) => pending.cloned().unwrap_or_default(),
        (Verdict::Unrecorded, Some(replaced)) => replaced.clone(),
        (Verdict::Unrecorded, None) => {
            compared.effects(judged.effect_checks_of(key), &BTreeSet::new())
        }
        _ => Vec::new(),
    }
}

/// Of the steps that stand for others, the first of those.
fn stands_for<'a>(case: &'a Case<'_>) -> BTreeMap<&'a MigrationKey, &'a MigrationKey> {
    let mut first = BTreeMap::new();
    for (replaced, steps) in &case.plan.replaced {
        for step in steps {
            #[cfg(test)]
            crate::steps::count(1);
            first.entry(step).or_insert(replaced);
        }
    }
    first
}

/// The migration's own row, or that of the recorded one it stands for.
fn record_of<'a>(
    case: &'a Case<'_>,
    stands_for: &BTreeMap<&MigrationKey, &MigrationKey>,
    key: &MigrationKey,
) -> Option<&'a Record> {
    let replaced = || case.plan.record(stands_for.get(key)?);
    let is_candidate = matches!(case.plan.role(key), Some(Role::Candidate));
    let own = case.plan.record(key);
    own.or_else(|| if is_candidate { None } else { replaced() })
}

fn candidate(case: &Case<'_>, judged: &Judged<'_>, key: &MigrationKey) -> Verdict {
    let candidates = case.candidates;
    // One of its effects is in the catalog, and nothing that is recorded accounts for it.
    let mut checks = judged.effect_checks_of(key).iter();
    let shows = !candidates.pending.contains_key(key) && checks.any(EffectCheck::is_proof);
    if shows || candidates.replaced.contains_key(key) {
        Verdict::Unrecorded
    } else {
        Verdict::Pending
    }
}

fn coverage(case: &Case<'_>, judged: &Judged<'_>, opaque: Vec<OpaqueStatement>) -> Coverage {
    let mut coverage = Coverage {
        opaque_statements: opaque,
        settled: equivalences(case),
        ..Coverage::default()
    };
    for step in &case.plan.steps {
        let key = &step.migration;
        if step.state != StepState::Replayed || !case.in_scope(key) {
            continue;
        }
        if let Some(Ok(reading)) = case.readings.get(key) {
            coverage.opaque += reading.unwritable.len() as u64;
            coverage.statements += (reading.statements.len() + reading.unwritable.len()) as u64;
            for statement in &reading.statements {
                coverage.unmeasured += u64::from(statement.may_reach_further());
                match &statement.meaning {
                    Meaning::Schema(_) => coverage.modelled += 1,
                    Meaning::Data | Meaning::Transaction => coverage.data += 1,
                    Meaning::Opaque { .. } => coverage.opaque += 1,
                    Meaning::Unreadable { .. } => coverage.unreadable += 1,
                }
            }
        }
        let counts = judged.counts(key);
        coverage.effects += counts.total;
        coverage.undecided += counts.undecided;
        coverage.unmeasured += counts.unmeasured;
        coverage.checked += counts.total - counts.undecided - counts.unmeasured;
    }
    coverage
}

/// The verdict on a migration that is recorded, or that a recorded one stands on.
fn recorded(
    case: &Case<'_>,
    judged: &Judged<'_>,
    complained: &BTreeSet<&MigrationKey>,
    key: &MigrationKey,
) -> Verdict {
    match case.plan.role(key) {
        Some(Role::StoodForBy(_)) => return Verdict::Superseded,
        Some(Role::NoLedger) | None => return Verdict::NoLedger,
        Some(Role::Replayed | Role::Candidate) => {}
    }
    let reading = match case.readings.get(key) {
        None => return Verdict::NoLedger,
        Some(Err(_)) => return Verdict::Undecided,
        Some(Ok(reading)) => reading,
    };
    if reading.is_empty() {
        return Verdict::StateOnly;
    }
    let mut statements = reading.statements.iter();
    let unreadable = statements.any(|it| matches!(it.meaning, Meaning::Unreadable { .. }));
    by_effects(judged.counts(key))
        .or_else(|| (unreadable || complained.contains(key)).then_some(Verdict::Undecided))
        .or_else(|| (!reading.has_effects()).then_some(Verdict::Opaque))
        .unwrap_or_else(|| match judged.counts(key).total {
            0 if case.unheld.is_some_and(|unheld| unheld.contains(key)) => Verdict::Opaque,
            0 => Verdict::Superseded,
            // Beside what is there, it may have done what nothing was held against.
            _ if reading.may_reach_further() => Verdict::Undecided,
            _ => Verdict::Verified,
        })
}

fn by_effects(counts: EffectCounts) -> Option<Verdict> {
    let EffectCounts {
        total,
        present: _,
        misplaced,
        missing,
        different,
        surviving,
        invalid,
        undecided,
        unmeasured,
    } = counts;
    if misplaced > 0 {
        Some(Verdict::Misrouted)
    } else if missing > 0 && missing == total {
        Some(Verdict::Faked)
    } else if missing > 0 {
        Some(Verdict::Partial)
    } else if different + surviving + invalid > 0 {
        Some(Verdict::Drifted)
    } else if undecided + unmeasured > 0 {
        Some(Verdict::Undecided)
    } else {
        None
    }
}

/// The migrations of which a statement could not be applied.
fn complained<'a>(case: &Case<'a>) -> BTreeSet<&'a MigrationKey> {
    let expected = case.expected;
    let complaints = expected.complaints.iter();
    complaints
        .map(|complaint| &expected.origins.at(complaint.location).migration)
        .collect()
}
