//! Waivers: decisions of people that a finding shall not gate.
//!
//! A waived finding keeps its place and is always shown. A waiver that has expired, or that waives
//! nothing, is a warning, so that none outlives its reason unseen.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::finding::{Finding, Object, Waiver};
use super::model::{FindingCounts, Report};
use super::vocabulary::{Kind, WaiverState};
use super::words::matches;

/// What a waiver is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Waives {
    /// One finding.
    Finding {
        /// Its id, or the beginning of it.
        finding: String,
    },
    /// Every finding of one kind about some objects.
    Objects {
        /// A pattern with `*` and `?` over `schema.table` and `schema.table.part`.
        object: String,
        /// The kind.
        kind: Kind,
    },
}

/// A waiver as it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What it is about.
    pub waives: Waives,
    /// Why, who answers for it, and until when.
    pub waiver: Waiver,
    /// Whether it may be meant for another database than the one that is measured: that it waives nothing
    /// here says nothing then.
    pub or_elsewhere: bool,
}

/// A waiver as it was written down, and what became of it in a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverUse {
    /// What it is about.
    #[serde(flatten)]
    pub waives: Waives,
    /// Why, who answers for it, and until when.
    #[serde(flatten)]
    pub waiver: Waiver,
    /// What became of it.
    pub state: WaiverState,
    /// The ids of the findings that it waives, or would if it had not expired.
    pub findings: Vec<String>,
}

impl Waives {
    fn covers(&self, finding: &Finding) -> bool {
        match self {
            Self::Finding { finding: id } => finding.id.starts_with(id.as_str()),
            Self::Objects { object, kind } => {
                let named = finding.object.as_ref();
                *kind == finding.kind && named.is_some_and(|it| matches(object, &full_name(it)))
            }
        }
    }

    /// Whether a run of everything in these schemas would have seen what it is about.
    fn is_seen_in(&self, report: &Report) -> bool {
        let Self::Objects { object, .. } = self else {
            return true;
        };
        let pattern = object.split('.').next().unwrap_or_default();
        let parts = report.parts.iter().map(|part| &*part.schema);
        let mut schemas = parts.chain([&*report.target.schema]);
        schemas.any(|schema| matches(pattern, schema))
    }
}

/// `schema.table.part`, as far as the object has them.
pub(super) fn full_name(object: &Object) -> String {
    let schema = object.schema.as_deref();
    let table = object
        .table
        .as_deref()
        .filter(|table| *table != object.name);
    let names = schema.into_iter().chain(table).chain([&*object.name]);
    names.collect::<Vec<_>>().join(".")
}

impl fmt::Display for Waives {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Finding { finding } => write!(f, "finding {finding}"),
            Self::Objects { object, kind } => write!(f, "{kind} {object}"),
        }
    }
}

/// `unexpected public.legacy_*: known, by Ann, until 2027-01-01`.
impl fmt::Display for WaiverUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.waives, self.waiver)
    }
}

impl WaiverUse {
    /// Whether it can be about one of these findings: one that expired and named another one is not.
    #[must_use]
    pub fn concerns<'a>(&self, mut ids: impl Iterator<Item = &'a str>) -> bool {
        match &self.waives {
            Waives::Finding { finding } if self.state == WaiverState::Expired => {
                !self.findings.is_empty() || ids.any(|id| id.starts_with(finding.as_str()))
            }
            Waives::Finding { .. } | Waives::Objects { .. } => true,
        }
    }

    /// What is wrong with the waiver, in one sentence; nothing where it is in force, or could not
    /// have been of use in this run.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        let (what, why) = (&self.waives, &self.waiver.reason);
        match (self.state, self.waiver.expires) {
            (WaiverState::InForce | WaiverState::OutOfScope, _) => None,
            (WaiverState::Expired, Some(day)) => Some(format!(
                "the waiver of {what} expired on {day} and waives nothing any more ({why})"
            )),
            (WaiverState::Expired, None) => Some(format!("the waiver of {what} expired ({why})")),
            (WaiverState::Unused, _) => Some(format!(
                "the waiver of {what} waives nothing that this run found: take it out ({why})"
            )),
        }
    }
}

impl Report {
    /// Waives what these decisions cover on a day, and keeps what became of each of them.
    ///
    /// Where several cover one finding, the first says why. A waiver that covers nothing is unused
    /// only where it is meant for this database, every app was judged, in a schema that it is about, and
    /// something was measured.
    pub fn waive(&mut self, decisions: Vec<Decision>, today: Date) {
        for decision in decisions {
            let Decision {
                waives,
                waiver,
                or_elsewhere,
            } = decision;
            let expired = waiver.expires.is_some_and(|last| last < today);
            let mut covered = Vec::new();
            for finding in &mut self.findings {
                if waives.covers(finding) {
                    covered.push(finding.id.clone());
                    if !expired && finding.waived.is_none() {
                        finding.waived = Some(waiver.clone());
                    }
                }
            }
            let whole = !or_elsewhere && self.scope.apps.is_empty() && self.is_measured();
            let state = match (expired, covered.is_empty()) {
                (true, _) => WaiverState::Expired,
                (false, false) => WaiverState::InForce,
                (false, true) if whole && waives.is_seen_in(self) => WaiverState::Unused,
                (false, true) => WaiverState::OutOfScope,
            };
            self.waivers.push(WaiverUse {
                waives,
                waiver,
                state,
                findings: covered,
            });
        }
    }

    /// The findings that nobody waived.
    #[must_use]
    pub fn open(&self) -> FindingCounts {
        FindingCounts::of(self.findings.iter().filter(|it| it.waived.is_none()))
    }

    /// The findings that somebody waived.
    #[must_use]
    pub fn waived(&self) -> FindingCounts {
        FindingCounts::of(self.findings.iter().filter(|it| it.waived.is_some()))
    }

    /// What is wrong with waivers: each is a warning.
    pub fn waiver_problems(&self) -> impl Iterator<Item = String> {
        self.waivers.iter().filter_map(WaiverUse::problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn decided(waives: Waives, expires: Option<&str>) -> Decision {
        Decision {
            waives,
            waiver: Waiver {
                reason: "known".into(),
                owner: None,
                expires: expires.and_then(|day| day.parse().ok()),
            },
            or_elsewhere: false,
        }
    }

    fn objects(object: &str, kind: Kind) -> Waives {
        let object = object.to_owned();
        Waives::Objects { object, kind }
    }

    fn whole() -> Report {
        let mut report = sample::incident();
        report.scope.apps.clear();
        report
    }

    /// The state, the waived findings, and what is said.
    fn waive(report: &mut Report, decision: Decision) -> (WaiverState, usize) {
        report.waive(vec![decision], "2027-01-01".parse().unwrap());
        let waived = report.findings.iter().filter(|it| it.waived.is_some());
        (report.waivers[0].state, waived.count())
    }

    #[test]
    fn a_waiver_covers_one_finding_or_some_objects_of_a_kind() {
        let id = sample::contract().findings[0].id[..8].to_owned();
        let one = Waives::Finding { finding: id };
        let waived = waive(&mut whole(), decided(one, None));
        assert_eq!(waived, (WaiverState::InForce, 1));
        let some = objects("public.user_profile_stream_*", Kind::Misplaced);
        let waived = waive(&mut whole(), decided(some, None));
        assert_eq!(waived, (WaiverState::InForce, 2));
        let other = objects("public.user_profile_stream_*", Kind::Missing);
        assert_eq!(waive(&mut whole(), decided(other, None)).1, 0);
    }

    #[test]
    fn it_holds_on_its_last_day_and_not_after_it() {
        let of = |day| decided(objects("*", Kind::Misplaced), Some(day));
        assert_eq!(
            waive(&mut whole(), of("2027-01-01")),
            (WaiverState::InForce, 2)
        );
        let mut report = whole();
        assert_eq!(
            waive(&mut report, of("2026-12-31")),
            (WaiverState::Expired, 0)
        );
        let said: Vec<String> = report.waiver_problems().collect();
        assert_eq!(
            said,
            ["the waiver of misplaced * expired on 2026-12-31 and waives nothing any more (known)"]
        );
    }

    #[test]
    fn one_that_expired_concerns_no_database_that_never_had_its_finding() {
        let mut report = whole();
        let id = "0a0b0c0d".to_owned();
        let one = Waives::Finding { finding: id };
        waive(&mut report, decided(one, Some("2026-12-31")));
        let expired = &report.waivers[0];
        assert!(!expired.concerns(["1a0b0c0d00000000"].into_iter()));
        assert!(expired.concerns(["0a0b0c0d00000000"].into_iter()));
    }

    #[test]
    fn it_is_unused_only_where_it_could_have_been_of_use() {
        let of = |object| decided(objects(object, Kind::Shadowed), None);
        let mut report = whole();
        assert_eq!(waive(&mut report, of("public.*")).0, WaiverState::Unused);
        assert_eq!(report.waiver_problems().count(), 1);
        let state = |mut report: Report, object| waive(&mut report, of(object)).0;
        assert_eq!(state(whole(), "other.*"), WaiverState::OutOfScope);
        let mut elsewhere = of("public.*");
        elsewhere.or_elsewhere = true;
        assert_eq!(waive(&mut whole(), elsewhere).0, WaiverState::OutOfScope);
        assert_eq!(
            state(sample::incident(), "public.*"),
            WaiverState::OutOfScope
        );
        assert_eq!(
            state(sample::unmeasured(), "public.*"),
            WaiverState::OutOfScope
        );
    }

    #[test]
    fn what_was_written_down_reads_back_from_json() {
        let mut report = whole();
        waive(
            &mut report,
            decided(objects("public.*", Kind::Missing), Some("2027-02-01")),
        );
        let text = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report);
    }
}
