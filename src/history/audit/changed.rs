//! What came and went from each run to the next.

use std::collections::{BTreeMap, BTreeSet, btree_map};

use super::Head;
use crate::history::diff::{Measured, other};
use crate::history::edited::{digests, times};
use crate::history::error::HistoryError;
use crate::history::rows::Found;
use crate::history::{History, LedgerFile, RecordRow, shared};
use crate::report::audit::{Changes, LedgerChange, Resolved};
use crate::report::{MigrationKey, Report, whole_days};

impl History {
    /// What a run had and the next one had not, unless the last run has it again.
    pub(super) fn resolved(
        &self,
        heads: &[Head],
        known: &mut BTreeMap<u64, Report>,
    ) -> Result<Vec<Resolved>, HistoryError> {
        let Some(last) = heads.last() else {
            return Ok(Vec::new());
        };
        let mut gone: BTreeMap<&String, (u64, &Head)> = BTreeMap::new();
        for pair in heads.windows(2) {
            let left = pair[0].findings.difference(&pair[1].findings);
            gone.extend(left.map(|id| (id, (pair[0].id, &pair[1]))));
        }
        let mut ages = BTreeMap::new();
        let mut resolved = Vec::new();
        for (id, (last_seen, gone)) in gone {
            if last.findings.contains(id) {
                continue;
            }
            let now = self.report(gone.id, known)?.clone();
            let then = self.report(last_seen, known)?;
            let mut findings = then.findings.iter();
            if let Some(finding) = findings.find(|finding| &finding.id == id) {
                if let btree_map::Entry::Vacant(free) = ages.entry(last_seen) {
                    free.insert(self.attempt(|history| history.ages(last_seen, then))?);
                }
                let (since, gone_at) = (ages[&last_seen].of(finding), gone.at);
                resolved.push(Resolved {
                    first_seen: since.run,
                    since: since.started_at,
                    gone_at,
                    days: whole_days(since.started_at, gone_at),
                    not_proved: Measured::new(then, &now).why_not_resolved(finding),
                    finding: finding.clone(),
                    last_seen,
                    gone_in: gone.id,
                });
            }
        }
        resolved.sort_by_key(|one| (one.gone_in, std::cmp::Reverse(one.finding.severity)));
        Ok(resolved)
    }

    /// Which stored outputs changed.
    pub(super) fn ledger_changes(&self, heads: &[Head]) -> Found<Changes> {
        let digests = |files: &String| -> Found<_> {
            let files: Vec<LedgerFile> = shared::get_json(&self.connection, files)?;
            let digests = digests(&files).into_iter();
            Ok(digests
                .map(|(key, digest)| (changed(None, key), digest))
                .collect())
        };
        changes(heads, |head| &head.files, digests)
    }

    /// Which rows of `django_migrations` changed.
    pub(super) fn record_changes(&self, heads: &[Head]) -> Found<Changes> {
        let times = |records: &String| -> Found<_> {
            let records: Vec<RecordRow> = shared::get_json(&self.connection, records)?;
            let times = times(&records).into_iter();
            Ok(times
                .map(|((schema, key), times)| (changed(schema, key), times))
                .collect())
        };
        changes(heads, |head| &head.records, times)
    }
}

/// What changed from each run to the next, in a text that each names: what was changed and changed back is told as well.
fn changes<V: PartialEq>(
    heads: &[Head],
    named: impl Fn(&Head) -> &String,
    read: impl Fn(&String) -> Found<BTreeMap<LedgerChange, V>>,
) -> Found<Changes> {
    let [mut added, mut removed, mut edited] = [const { BTreeSet::new() }; 3];
    for pair in heads.windows(2) {
        let [then, now] = [named(&pair[0]), named(&pair[1])];
        if then == now {
            continue;
        }
        for (key, old, new) in other(read(then)?, read(now)?) {
            match (old, new) {
                (None, _) => added.insert(key),
                (_, None) => removed.insert(key),
                (Some(_), Some(_)) => edited.insert(key),
            };
        }
    }
    let [added, removed, edited] = [added, removed, edited].map(|set| set.into_iter().collect());
    Ok(Changes {
        added,
        removed,
        edited,
    })
}

fn changed(schema: Option<String>, key: MigrationKey) -> LedgerChange {
    let MigrationKey { app, name } = key;
    LedgerChange { schema, app, name }
}
