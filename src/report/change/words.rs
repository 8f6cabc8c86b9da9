//! What is different between two runs, in half sentences that every rendering uses.

use jiff::Timestamp;

use super::{Difference, RecordChange, RunHead, Since, VerdictChange, Way};
use crate::report::finding::Finding;
use crate::report::model::FindingCounts;
use crate::report::vocabulary::Verdict;
use crate::report::words::{count, list};

impl RunHead {
    /// `run 17`.
    #[must_use]
    pub fn name(&self) -> String {
        let id = self.run.id.map(|id| id.to_string());
        format!("run {}", id.unwrap_or_default())
    }

    /// `run 17, 2026-01-14 20:52:03 UTC, shop schema public, all apps`.
    #[must_use]
    pub fn words(&self) -> String {
        let at = self.run.started_at.strftime("%Y-%m-%d %H:%M:%S UTC");
        let target = &self.target;
        let apps = match self.scope.apps.as_slice() {
            [] => "all apps".to_owned(),
            apps => list(apps),
        };
        format!(
            "{}, {at}, {}, schema {}, {apps}",
            self.name(),
            target.database,
            target.schema
        )
    }
}

impl Difference {
    /// The answer in one sentence: how many findings are new, resolved and so on.
    #[must_use]
    pub fn headline(&self) -> String {
        let findings = &self.findings;
        let mut parts = vec![match FindingCounts::of(&findings.new) {
            new if new.total() == 0 => "no new finding".to_owned(),
            new => format!("{} new ({})", new.total(), counts(new)),
        }];
        for (number, word) in [
            (findings.resolved.len(), "resolved"),
            (findings.lapsed.len(), "no longer told"),
            (findings.changed.len(), "changed"),
            (findings.persisting.len(), "persisting"),
        ] {
            if number > 0 {
                parts.push(format!("{number} {word}"));
            }
        }
        parts.join(", ")
    }

    /// What could not be compared, and what else than the database may have made a difference: one
    /// sentence each.
    #[must_use]
    pub fn caveats(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for head in [&self.old, &self.new] {
            if !head.measured {
                let what =
                    "could not be measured as a whole, and what it does not tell is not proved";
                found.push(format!("{} {what}", head.name()));
            }
        }
        let new = self.new.name();
        found.extend(self.unlike.iter().map(|what| format!("in {new} {what}")));
        let not_kept = self.objects.not_kept.iter().map(|run| format!("run {run}"));
        let not_kept: Vec<String> = not_kept.collect();
        if !not_kept.is_empty() {
            let runs = list(&not_kept);
            found.push(format!(
                "{runs} kept no definitions of objects: they could not be compared"
            ));
        }
        found
    }
}

/// `1 error, 2 warnings`; what there is none of is left out.
fn counts(found: FindingCounts) -> String {
    let parts = [
        (found.error, count(found.error, "error")),
        (found.warning, count(found.warning, "warning")),
        (found.info, format!("{} info", found.info)),
    ];
    let parts = parts.into_iter().filter(|(number, _)| *number > 0);
    parts.map(|(_, words)| words).collect::<Vec<_>>().join(", ")
}

impl Since {
    /// `since run 3, 12 days`.
    #[must_use]
    pub fn words(self) -> String {
        let days = u64::try_from(self.days).unwrap_or(0);
        format!("since run {}, {}", self.run, count(days, "day"))
    }
}

impl VerdictChange {
    /// `verified -> misrouted`.
    #[must_use]
    pub fn words(&self) -> String {
        let [old, new] =
            [self.old, self.new].map(|verdict| verdict.map_or("not listed", Verdict::as_str));
        format!("{old} -> {new}")
    }
}

impl RecordChange {
    /// The times of its rows, before and after.
    #[must_use]
    pub fn words(&self) -> String {
        match self.way() {
            Way::Added => times(&self.new),
            Way::Removed => times(&self.old),
            Way::Changed => format!("{} -> {}", times(&self.old), times(&self.new)),
        }
    }
}

fn times(times: &[Option<Timestamp>]) -> String {
    let times = times.iter().map(|time| match time {
        Some(time) => time.to_string(),
        None => "no time".to_owned(),
    });
    times.collect::<Vec<_>>().join(", ")
}

/// The field of a finding, for a person.
#[must_use]
pub fn field(finding: &Finding, field: &str) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
    match field {
        "kind" => finding.kind.to_string(),
        "severity" => finding.severity.to_string(),
        "waived" => match &finding.waived {
            Some(waiver) => format!("waived: {}", waiver.reason),
            None => "not waived".to_owned(),
        },
        "expected" => text(&finding.expected),
        "actual" => text(&finding.actual),
        "found_in" if finding.found_in.is_empty() => "nowhere".to_owned(),
        "found_in" => list(&finding.found_in),
        "matches" => {
            let places = finding.matches.iter();
            let places = places.map(|at| format!("{}: {} of {}", at.place, at.matching, at.of));
            places.collect::<Vec<_>>().join(", ")
        }
        "covers" => finding.covers.to_string(),
        "root_cause" => text(&finding.root_cause),
        "doubt" => match &finding.doubt {
            Some(doubt) => format!("{} ({})", doubt.reason, doubt.migration),
            None => "none".to_owned(),
        },
        _ => String::new(),
    }
}

/// `app.name`, with the schema of whose records it is, where there are several.
#[must_use]
pub fn migration(schema: Option<&str>, app: &str, name: &str) -> String {
    match schema {
        Some(schema) => format!("{app}.{name} in {schema}"),
        None => format!("{app}.{name}"),
    }
}
