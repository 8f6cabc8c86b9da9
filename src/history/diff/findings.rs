//! What became of each finding.

use std::collections::BTreeMap;

use super::age::Ages;
use super::not_rechecked::Measured;
use crate::history::PreviousRun;
use crate::report::change::{ChangedFinding, FindingChanges, NotRechecked, Persisting};
use crate::report::{Finding, Report};

pub(super) fn compare(
    then: &Report,
    now: &Report,
    known: &PreviousRun,
    ages: &Ages,
) -> FindingChanges {
    let mut open: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &then.findings {
        open.entry(&finding.id).or_default().push(finding);
    }
    let mut found = FindingChanges::default();
    for finding in &now.findings {
        if !known.knows(finding) {
            found.new.push(finding.clone());
            continue;
        }
        let since = ages.of(finding);
        let old = known
            .id_of(finding)
            .and_then(|id| take(&mut open, &id, finding));
        let fields = old.map_or_else(Vec::new, |old| differing(old, finding));
        if old.is_some() && fields.is_empty() {
            let finding = finding.clone();
            found.persisting.push(Persisting { finding, since });
        } else {
            found.changed.push(ChangedFinding {
                old: old.cloned(),
                new: finding.clone(),
                fields,
                since,
            });
        }
    }
    let measured = Measured::new(then, now);
    let left = |finding: &&Finding| {
        let open = open.get(finding.id.as_str());
        open.is_some_and(|open| open.iter().any(|one| std::ptr::eq(*one, *finding)))
    };
    for finding in then.findings.iter().filter(left).cloned() {
        match measured.why_not_resolved(&finding) {
            Some(why) => found.lapsed.push(NotRechecked { finding, why }),
            None => found.resolved.push(finding),
        }
    }
    found
}

/// The finding of the old run that this one is: of the same schema's account, where several have the id.
fn take<'a>(
    open: &mut BTreeMap<&str, Vec<&'a Finding>>,
    id: &str,
    finding: &Finding,
) -> Option<&'a Finding> {
    let those = open.get_mut(id)?;
    let same = those.iter().position(|one| one.schema == finding.schema);
    let at = same.or(if those.is_empty() { None } else { Some(0) })?;
    Some(those.remove(at))
}

/// The fields that say something else. Wording, place and evidence may change between releases and files
/// without a change of what is found.
fn differing(old: &Finding, new: &Finding) -> Vec<&'static str> {
    let fields = [
        ("kind", old.kind != new.kind),
        ("severity", old.severity != new.severity),
        ("waived", old.waived != new.waived),
        ("expected", old.expected != new.expected),
        ("actual", old.actual != new.actual),
        ("found_in", old.found_in != new.found_in),
        ("matches", old.matches != new.matches),
        ("covers", old.covers != new.covers),
        ("root_cause", old.root_cause != new.root_cause),
        ("doubt", old.doubt != new.doubt),
    ];
    let differing = fields.into_iter().filter(|(_, differs)| *differs);
    differing.map(|(field, _)| field).collect()
}
