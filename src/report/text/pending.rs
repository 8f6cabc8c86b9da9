//! Stored migrations that are not recorded, and of which nothing is there: the commonest reason of a relation
//! that does not exist.

use super::Detail;
use crate::report::finding::MigrationKey;
use crate::report::migration::named;
use crate::report::model::Report;
use crate::report::vocabulary::Verdict;
use crate::report::words::list;

/// So many migrations are named, and so many effects of each; more are counted.
const MIGRATIONS: usize = 3;
const EFFECTS: usize = 2;

/// `not recorded, and not there: cms.0002_faq (table cms_faq), cms.0003_more and 4 more (-v lists them)`.
pub(in crate::report) fn pending(report: &Report, detail: Detail) -> Option<String> {
    let verbose = detail == Detail::Verbose;
    let mut told: Vec<(MigrationKey, String)> = Vec::new();
    let pending = report.migrations.iter();
    for migration in pending.filter(|it| it.verdict == Verdict::Pending) {
        let key = migration.key();
        // Several schemas may wait for the same one.
        if told.iter().all(|(known, _)| *known != key) {
            let most = if verbose { usize::MAX } else { EFFECTS };
            told.push((key, named(&migration.unrecorded, most)));
        }
    }
    let shown = if verbose { told.len() } else { MIGRATIONS };
    let mut names: Vec<String> = told
        .iter()
        .take(shown)
        .map(|(key, effects)| match effects.as_str() {
            "" => key.to_string(),
            effects => format!("{key} ({effects})"),
        })
        .collect();
    let more = told.len().saturating_sub(shown);
    names.extend((more > 0).then(|| format!("{more} more (-v lists them)")));
    // Of one without an effect to show, nothing tells that it is not there.
    let is_awaited = told
        .iter()
        .take(shown)
        .all(|(_, effects)| !effects.is_empty());
    let title = if is_awaited {
        "not recorded, and not there"
    } else {
        "not recorded"
    };
    (!names.is_empty()).then(|| format!("{title}: {}", list(&names)))
}
