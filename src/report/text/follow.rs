//! What follows from what: the cause has to be repaired first, so what follows is counted under it, and
//! not told at length.

use std::collections::{BTreeMap, BTreeSet};

use super::style;
use super::writer::{Page, Span};
use crate::report::finding::Finding;
use crate::report::migration::Migration;
use crate::report::model::Report;
use crate::report::vocabulary::ObjectKind;
use crate::report::words::{count, count_as, list};

/// So many that follow are named, and so many migrations; more are counted.
const NAMED: usize = 2;
const MIGRATIONS: usize = 12;

/// The findings that follow from another one, by the one that all of them go back to.
pub(in crate::report) struct Following<'a> {
    by_root: BTreeMap<&'a str, Vec<&'a Finding>>,
    all: BTreeSet<&'a str>,
}

impl<'a> Following<'a> {
    pub(in crate::report) fn of(report: &'a Report) -> Self {
        let by_id: BTreeMap<&str, &Finding> = report
            .findings
            .iter()
            .map(|finding| (finding.id.as_str(), finding))
            .collect();
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
    pub(in crate::report) fn holds(&self, finding: &Finding) -> bool {
        self.all.contains(finding.id.as_str())
    }

    /// What is counted under it.
    pub(in crate::report) fn those(&self, finding: &Finding) -> &[&'a Finding] {
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

/// The migrations that only suffer from findings of others.
pub(super) fn migrations(page: &mut Page, suffering: &[&Migration]) {
    if suffering.is_empty() {
        return;
    }
    let mut names: Vec<String> = suffering
        .iter()
        .take(MIGRATIONS)
        .map(|migration| format!("{} ({})", migration.key(), migration.verdict))
        .collect();
    if let Some(rest) = suffering
        .len()
        .checked_sub(MIGRATIONS)
        .filter(|rest| *rest > 0)
    {
        names.push(format!("{rest} more"));
    }
    page.gap();
    page.paragraph(
        0,
        2,
        &[
            Span::new(
                style::BOLD,
                "Affected by the above, and to be repaired after it:",
            ),
            Span::plain(list(&names)),
        ],
    );
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
