//! A report in two parts: what every run says anew, and what stays the same as long as nothing changes.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::Connection;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::rows::Found;
use super::{History, shared};
use crate::report::{EffectCounts, Finding, FindingCounts, MigrationKey, Report};

/// What the runs before tell of a finding, and no run has to keep.
const TOLD_BY_OTHERS: &[&str] = &["first_seen", "age_days"];

/// A report, taken apart.
pub(super) struct Parts {
    /// What every run says anew.
    pub(super) header: String,
    /// The rest, piece by piece: two runs that found the same have the same.
    pub(super) body: Vec<String>,
}

/// Takes a report apart.
pub(super) fn split(report: &Report) -> Result<Parts, serde_json::Error> {
    let Report {
        format,
        tool,
        run,
        target,
        scope,
        ledger,
        summary,
        migrations,
        findings,
        equivalents,
        parts,
        groups,
        waivers,
    } = report;
    let mut summary = serde_json::to_value(summary)?;
    // It counts what was asked, which only the first run has to.
    let settled = coverage(&mut summary).and_then(|coverage| coverage.remove("settled"));
    let findings = findings.iter().map(without_ages);
    let mut body = Pieces(vec![format!("{{\"summary\":{summary}")]);
    body.list("migrations", migrations)?;
    body.list("findings", &findings.collect::<Result<Vec<_>, _>>()?)?;
    body.list("equivalents", equivalents)?;
    body.list("parts", parts)?;
    body.list("groups", groups)?;
    body.list("waivers", waivers)?;
    body.0.push("}".to_owned());
    let header = json!({
        "format": format,
        "tool": tool,
        "run": run,
        "target": target,
        "scope": scope,
        "ledger": ledger,
        "settled": settled,
    });
    Ok(Parts {
        header: header.to_string(),
        body: body.0,
    })
}

fn without_ages(finding: &Finding) -> Result<Value, serde_json::Error> {
    let mut finding = serde_json::to_value(finding)?;
    if let Some(fields) = finding.as_object_mut() {
        for key in TOLD_BY_OTHERS {
            fields.remove(*key);
        }
    }
    Ok(finding)
}

/// An object of JSON in pieces: one an entry of a list, so that what changed in one is new in one.
struct Pieces(Vec<String>);

impl Pieces {
    fn list<T: Serialize>(&mut self, key: &str, entries: &[T]) -> Result<(), serde_json::Error> {
        self.0.push(format!(",\"{key}\":["));
        for (at, entry) in entries.iter().enumerate() {
            let entry = serde_json::to_string(entry)?;
            let comma = if at == 0 { "" } else { "," };
            self.0.push(format!("{comma}{entry}"));
        }
        self.0.push("]".to_owned());
        Ok(())
    }
}

/// Puts a report together.
pub(super) fn join(header: &str, body: &str) -> Result<Report, serde_json::Error> {
    let mut whole: Value = serde_json::from_str(body)?;
    let mut header: Map<String, Value> = serde_json::from_str(header)?;
    let summary = whole.get_mut("summary").and_then(coverage);
    if let (Some(settled), Some(coverage)) = (header.remove("settled"), summary) {
        coverage.insert("settled".to_owned(), settled);
    }
    if let Value::Object(fields) = &mut whole {
        fields.extend(header);
    }
    serde_json::from_value(whole)
}

fn coverage(summary: &mut Value) -> Option<&mut Map<String, Value>> {
    summary.get_mut("coverage")?.as_object_mut()
}

/// What a body says, for those who search: no more of it than releases have in common.
#[derive(Default, Deserialize)]
pub(super) struct Told {
    pub(super) migrations: Vec<MigrationTold>,
    pub(super) findings: Vec<FindingTold>,
    #[serde(default)]
    parts: Vec<PartTold>,
}

/// A migration and its verdict.
#[derive(Deserialize)]
pub(super) struct MigrationTold {
    #[serde(default)]
    pub(super) schema: Option<String>,
    app: String,
    name: String,
    pub(super) verdict: String,
    /// When its row says that it was applied.
    #[serde(default)]
    pub(super) recorded_at: Option<Timestamp>,
    /// None where it was counted otherwise then.
    #[serde(default, deserialize_with = "counts")]
    pub(super) effects: Option<EffectCounts>,
}

fn counts<'de, D: serde::Deserializer<'de>>(told: D) -> Result<Option<EffectCounts>, D::Error> {
    let told = serde_json::Value::deserialize(told)?;
    Ok(serde_json::from_value(told).ok())
}

/// A finding, and what it is about.
#[derive(Deserialize)]
pub(super) struct FindingTold {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) severity: String,
    waived: Option<IgnoredAny>,
    pub(super) object: Option<ObjectTold>,
    pub(super) migration: Option<MigrationKey>,
}

/// The object that a finding is about.
#[derive(Deserialize)]
pub(super) struct ObjectTold {
    #[serde(rename = "type")]
    pub(super) object_type: String,
    pub(super) table: Option<String>,
    pub(super) name: String,
}

/// A schema, and whether nothing was measured in it.
#[derive(Deserialize)]
struct PartTold {
    schema: String,
    not_measured: Option<IgnoredAny>,
}

impl Told {
    /// What the body of a digest says, for those who ask once.
    pub(super) fn of(connection: &Connection, digest: &str) -> Found<Self> {
        Ok(Self::read(&shared::get_joined(connection, digest)?))
    }

    /// Reads a body. One of a newer release that cannot be read so tells nothing.
    pub(super) fn read(body: &str) -> Self {
        serde_json::from_str(body).unwrap_or_default()
    }

    /// Whether the run measured anything.
    pub(super) fn is_measured(&self) -> bool {
        let mut verdicts = self.migrations.iter().map(|one| one.verdict.as_str());
        verdicts.any(|verdict| !matches!(verdict, "no_ledger" | "pending" | "unrecorded"))
    }

    /// The ids of its findings.
    pub(super) fn ids(&self) -> BTreeSet<&str> {
        self.findings.iter().map(|one| one.id.as_str()).collect()
    }

    /// How many findings of each severity were waived.
    pub(super) fn waived(&self) -> FindingCounts {
        let mut counts = FindingCounts::default();
        for finding in self.findings.iter().filter(|one| one.is_waived()) {
            match finding.severity.as_str() {
                "error" => counts.error += 1,
                "warning" => counts.warning += 1,
                _ => counts.info += 1,
            }
        }
        counts
    }

    /// The schemas of a run over several: those in which something was measured, and the others.
    pub(super) fn schemas(&self) -> (BTreeSet<String>, BTreeSet<String>) {
        let (measured, blind): (Vec<_>, Vec<_>) = self
            .parts
            .iter()
            .partition(|one| one.not_measured.is_none());
        let names =
            |parts: Vec<&PartTold>| parts.into_iter().map(|one| one.schema.clone()).collect();
        (names(measured), names(blind))
    }

    /// Whether nothing was measured in a schema.
    pub(super) fn is_blind_in(&self, schema: &str) -> bool {
        let mut blind = self.parts.iter().filter(|one| one.not_measured.is_some());
        blind.any(|one| one.schema == schema)
    }

    /// Whether a migration had no stored output.
    pub(super) fn is_blind_to(&self, key: &MigrationKey) -> bool {
        let mut blind = self
            .migrations
            .iter()
            .filter(|one| one.verdict == "no_ledger");
        blind.any(|one| (&one.app, &one.name) == (&key.app, &key.name))
    }
}

impl MigrationTold {
    pub(super) fn key(&self) -> MigrationKey {
        MigrationKey::new(&*self.app, &*self.name)
    }
}

impl FindingTold {
    pub(super) const fn is_waived(&self) -> bool {
        self.waived.is_some()
    }
}

/// What bodies say, each read once: runs that found the same share it, and one run is asked many things.
#[derive(Default)]
pub(super) struct Bodies(RefCell<BTreeMap<String, Arc<Told>>>);

impl History {
    /// What the body of a digest says. It is kept for whoever asks next.
    pub(super) fn told(&self, digest: &str) -> Found<Arc<Told>> {
        let known = self.bodies.0.borrow().get(digest).cloned();
        if let Some(told) = known {
            return Ok(told);
        }
        let told = Arc::new(Told::of(&self.connection, digest)?);
        let kept = Arc::clone(&told);
        self.bodies.0.borrow_mut().insert(digest.to_owned(), kept);
        Ok(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_report_is_the_same_after_it_was_taken_apart() {
        let report = sample::incident();
        let parts = split(&report).unwrap();
        assert_eq!(join(&parts.header, &parts.body.concat()).unwrap(), report);
    }

    #[test]
    fn another_run_that_finds_the_same_has_the_same_body() {
        let mut later = sample::incident();
        later.run.id = Some(99);
        later.run.duration_ms += 1;
        let at = later.run.started_at;
        for finding in &mut later.findings {
            finding.date(at, at);
        }
        later.summary.coverage.settled.asked += 1;
        let [one, other] = [sample::incident(), later].map(|report| split(&report).unwrap());
        assert_eq!(one.body, other.body);
        assert_ne!(one.header, other.header);
    }

    #[test]
    fn what_is_searched_is_what_the_report_says() {
        let report = sample::incident();
        let told = Told::read(&split(&report).unwrap().body.concat());
        let verdicts: Vec<_> = told
            .migrations
            .iter()
            .map(|one| one.verdict.as_str())
            .collect();
        let due: Vec<_> = report
            .migrations
            .iter()
            .map(|one| one.verdict.as_str())
            .collect();
        assert_eq!(verdicts, due);
        assert!(told.is_measured() && !Told::default().is_measured());
        for (told, due) in told.findings.iter().zip(&report.findings) {
            assert_eq!(
                (&told.id, told.is_waived()),
                (&due.id, due.waived.is_some())
            );
            assert_eq!(told.kind, due.kind.to_string());
            assert_eq!(told.severity, due.severity.as_str());
            assert_eq!(told.migration, due.migration);
        }
        assert_eq!(told.findings.len(), report.findings.len());
    }
}
