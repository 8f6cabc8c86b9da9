//! In which order findings are told: by migration, and what follows from another one under that. The cause has to
//! be repaired first, so what follows is counted under it, and not told at length.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Finding, MigrationKey};
use super::migration::Migration;
use super::model::Report;
use super::vocabulary::ObjectKind;
use super::words::{count, count_as, list};

/// The findings of one migration, or of none.
pub(super) struct Group<'a> {
    pub(super) key: Option<MigrationKey>,
    pub(super) migration: Option<&'a Migration>,
    pub(super) findings: Vec<&'a Finding>,
    /// Findings of other migrations that this one's verdict follows from.
    pub(super) shared: Vec<&'a Finding>,
    /// What earlier groups have said of what there is to say of this migration.
    pub(super) said: BTreeSet<String>,
}

/// Groups in ledger order; then those of migrations that the report does not list; then the one of
/// no migration. Within a group the gravest come first, and root causes before what follows.
pub(super) fn groups(report: &Report) -> Vec<Group<'_>> {
    let mut by_key: BTreeMap<Place<'_>, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        let place = (finding.migration.clone(), finding.schema.as_deref());
        by_key.entry(place).or_default().push(finding);
    }
    let by_id = by_id(report);
    let mut groups = Vec::new();
    let mut said = BTreeSet::new();
    for migration in &report.migrations {
        let place = (Some(migration.key()), migration.schema.as_deref());
        let findings = sorted(by_key.remove(&place).unwrap_or_default());
        let shared = shared(&by_id, migration, &findings);
        if !findings.is_empty() || !shared.is_empty() {
            groups.push(Group {
                key: place.0,
                migration: Some(migration),
                findings,
                shared,
                said: words(migration).filter(|it| said.contains(it)).collect(),
            });
            said.extend(words(migration));
        }
    }
    let (of_none, listed): (Vec<_>, Vec<_>) =
        by_key.into_iter().partition(|((key, _), _)| key.is_none());
    groups.extend(listed.into_iter().chain(of_none).map(unlisted));
    groups
}

fn by_id(report: &Report) -> BTreeMap<&str, &Finding> {
    let findings = report.findings.iter();
    findings.map(|one| (one.id.as_str(), one)).collect()
}

/// What its verdict means, the codes of its causes, and the sentences of its evidence.
fn words(migration: &Migration) -> impl Iterator<Item = String> {
    let causes = migration.causes.iter().map(|cause| cause.code.to_string());
    let evidence = migration.evidence.iter().map(|one| one.text.clone());
    std::iter::once(migration.told())
        .chain(causes)
        .chain(evidence)
}

/// Takes out what is counted under another finding; tells the migrations of which nothing is left.
pub(super) fn leave_out<'a>(
    groups: &mut Vec<Group<'a>>,
    following: &Following<'_>,
) -> Vec<&'a Migration> {
    for group in groups.iter_mut() {
        group.findings.retain(|finding| !following.holds(finding));
    }
    let (kept, empty): (Vec<_>, Vec<_>) = std::mem::take(groups)
        .into_iter()
        .partition(|group| !group.findings.is_empty());
    *groups = kept;
    empty.iter().filter_map(|group| group.migration).collect()
}

/// A migration, or none, in one of the schemas of a run over several.
type Place<'a> = (Option<MigrationKey>, Option<&'a str>);

fn unlisted<'a>(((key, _), findings): (Place<'a>, Vec<&'a Finding>)) -> Group<'a> {
    Group {
        key,
        migration: None,
        findings: sorted(findings),
        shared: Vec::new(),
        said: BTreeSet::new(),
    }
}

/// What a verdict that needs a person follows from, and no finding of the migration itself says.
fn shared<'a>(
    by_id: &BTreeMap<&str, &'a Finding>,
    migration: &Migration,
    own: &[&Finding],
) -> Vec<&'a Finding> {
    if !migration.verdict.needs_a_person() {
        return Vec::new();
    }
    let said = |id: &str| {
        own.iter()
            .any(|finding| finding.id == id || finding.root_cause.as_deref() == Some(id))
    };
    let ids = migration.findings.iter().map(String::as_str);
    ids.filter(|id| !said(id))
        .filter_map(|id| by_id.get(id).copied())
        .collect()
}

fn sorted(mut findings: Vec<&Finding>) -> Vec<&Finding> {
    findings.sort_by_key(|finding| {
        (
            finding.root_cause.is_some(),
            std::cmp::Reverse(finding.severity),
        )
    });
    findings
}

/// So many that follow are named; more are counted.
const NAMED: usize = 2;

/// The findings that follow from another one, by the one that all of them go back to.
pub(super) struct Following<'a> {
    by_root: BTreeMap<&'a str, Vec<&'a Finding>>,
    all: BTreeSet<&'a str>,
}

impl<'a> Following<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let by_id = by_id(report);
        let mut following = Self {
            by_root: BTreeMap::new(),
            all: BTreeSet::new(),
        };
        for finding in &report.findings {
            let root = root(&by_id, finding);
            // What is graver than its cause is told by itself.
            // So is what was waived, or only its cause.
            let waived = root.waived.is_some() || finding.waived.is_some();
            if root.id != finding.id && root.severity >= finding.severity && !waived {
                let of_root = following.by_root.entry(&root.id).or_default();
                of_root.push(finding);
                following.all.insert(&finding.id);
            }
        }
        following
    }

    /// Whether it is counted under another finding.
    pub(super) fn holds(&self, finding: &Finding) -> bool {
        self.all.contains(finding.id.as_str())
    }

    /// What is counted under it.
    pub(super) fn those(&self, finding: &Finding) -> &[&'a Finding] {
        let following = self.by_root.get(finding.id.as_str());
        following.map_or(&[], Vec::as_slice)
    }

    /// `12 that follow: 10 constraints and 2 views of 9 migrations (-v lists them)`.
    pub(super) fn from(&self, finding: &Finding) -> Option<String> {
        let following = self.by_root.get(finding.id.as_str())?;
        let number = following.len();
        if number <= NAMED {
            let named: Vec<String> = following.iter().map(|one| named(one)).collect();
            let verb = if number == 1 { "follows" } else { "follow" };
            return Some(format!("{number} that {verb}: {}", list(&named)));
        }
        let mut kinds: BTreeMap<ObjectKind, u64> = BTreeMap::new();
        for object in following.iter().filter_map(|one| one.object.as_ref()) {
            *kinds.entry(object.object_type).or_default() += 1;
        }
        let kinds: Vec<String> = kinds
            .into_iter()
            .map(|(kind, number)| count_as(number, &kind.words(), kind.plural()))
            .collect();
        let migrations: BTreeSet<_> = following.iter().map(|one| &one.migration).collect();
        let of = count(migrations.len() as u64, "migration");
        Some(format!(
            "{number} that follow: {} of {of} (-v lists them)",
            list(&kinds)
        ))
    }
}

/// The finding that it goes back to: itself, where it has no cause, or where causes lead round in a
/// circle.
fn root<'a>(by_id: &BTreeMap<&str, &'a Finding>, finding: &'a Finding) -> &'a Finding {
    let mut seen = BTreeSet::from([finding.id.as_str()]);
    let mut current = finding;
    while let Some(&cause) = current.root_cause.as_deref().and_then(|id| by_id.get(id)) {
        if !seen.insert(&cause.id) {
            return finding;
        }
        current = cause;
    }
    current
}

fn named(finding: &Finding) -> String {
    let object = finding.object.as_ref();
    let object = object.map_or_else(|| finding.kind.to_string(), ToString::to_string);
    format!("{object} ({})", finding.owner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use crate::report::{Kind, Severity};

    fn chain(causes: &[Option<usize>]) -> Report {
        let mut report = sample::clean();
        report.findings = causes
            .iter()
            .enumerate()
            .map(|(at, _)| Finding::new(Kind::Missing, None, Some(&at.to_string()), None))
            .collect();
        for (at, cause) in causes.iter().enumerate() {
            report.findings[at].root_cause = cause.map(|cause| report.findings[cause].id.clone());
        }
        report
    }

    #[test]
    fn a_chain_goes_back_to_its_beginning() {
        let report = chain(&[None, Some(0), Some(1)]);
        let following = Following::of(&report);
        let held: Vec<bool> = report
            .findings
            .iter()
            .map(|one| following.holds(one))
            .collect();
        assert_eq!(held, [false, true, true]);
        let said = following.from(&report.findings[0]).unwrap();
        assert!(said.starts_with("2 that follow: "), "{said}");
    }

    #[test]
    fn nothing_hides_in_a_circle_or_behind_a_lesser_finding() {
        let mut report = chain(&[Some(1), Some(0), None, Some(2)]);
        report.findings[2].severity = Severity::Warning;
        let following = Following::of(&report);
        assert!(report.findings.iter().all(|one| !following.holds(one)));
    }
}
