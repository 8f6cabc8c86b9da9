//! Findings, counted in one pass: how many of each severity and kind are open or waived, and since when.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::finding::Finding;
use super::model::{FindingCounts, Report};
use super::vocabulary::{Kind, Severity};

/// What findings come to.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) open: FindingCounts,
    pub(super) waived: FindingCounts,
    /// The open ones of each kind, the gravest of it first.
    pub(super) by_kind: BTreeMap<(Kind, Reverse<Severity>), u64>,
    /// When the oldest open one of a severity was first told, the gravest first.
    pub(super) oldest: BTreeMap<Reverse<Severity>, Timestamp>,
}

impl Tally {
    fn add(&mut self, finding: &Finding) {
        let severity = finding.severity;
        if finding.waived.is_some() {
            self.waived.add(severity);
            return;
        }
        self.open.add(severity);
        *self
            .by_kind
            .entry((finding.kind, Reverse(severity)))
            .or_default() += 1;
        if let Some(told) = finding.first_seen {
            let first = self.oldest.entry(Reverse(severity)).or_insert(told);
            *first = (*first).min(told);
        }
    }
}

/// What the findings of each schema of a run over several come to; those of none of them, such as that a schema is gone,
/// under "".
pub(super) fn by_schema(report: &Report) -> BTreeMap<&str, Tally> {
    let mut all: BTreeMap<&str, Tally> = BTreeMap::new();
    let parts: BTreeSet<&str> = report.parts.iter().map(|part| &*part.schema).collect();
    for finding in &report.findings {
        let schema = finding.schema.as_deref();
        let schema = schema.filter(|schema| parts.contains(schema));
        all.entry(schema.unwrap_or_default())
            .or_default()
            .add(finding);
    }
    all
}
