//! A report in two parts: what every run says anew, and what stays the same as long as nothing changes.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::report::{Finding, Migration, Part, Report};

/// What every run says anew; `settled` counts what was asked, which only the first run has to.
const HEADER: &[&str] = &["format", "tool", "run", "target", "scope", "ledger"];

/// A report, taken apart.
pub(super) struct Parts {
    /// What every run says anew.
    pub(super) header: String,
    /// The rest: two runs that found the same have the same.
    pub(super) body: String,
}

/// Takes a report apart.
pub(super) fn split(report: &Report) -> Result<Parts, serde_json::Error> {
    let mut body = serde_json::to_value(report)?;
    let mut header = Map::new();
    if let Value::Object(fields) = &mut body {
        for key in HEADER {
            header.extend(fields.remove(*key).map(|value| ((*key).to_owned(), value)));
        }
    }
    if let Some(settled) = coverage(&mut body).and_then(|coverage| coverage.remove("settled")) {
        header.insert("settled".to_owned(), settled);
    }
    Ok(Parts {
        header: Value::Object(header).to_string(),
        body: body.to_string(),
    })
}

/// Puts a report together. A body that is a whole report needs no header.
pub(super) fn join(header: &str, body: &str) -> Result<Report, serde_json::Error> {
    let mut whole: Value = serde_json::from_str(body)?;
    let mut header: Map<String, Value> = serde_json::from_str(header)?;
    if let (Some(settled), Some(coverage)) = (header.remove("settled"), coverage(&mut whole)) {
        coverage.insert("settled".to_owned(), settled);
    }
    if let Value::Object(fields) = &mut whole {
        fields.extend(header);
    }
    serde_json::from_value(whole)
}

fn coverage(body: &mut Value) -> Option<&mut Map<String, Value>> {
    body.get_mut("summary")?
        .get_mut("coverage")?
        .as_object_mut()
}

/// What a body says, in the rows that are searched.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    /// App, name and verdict.
    pub(super) verdicts: Vec<[String; 3]>,
    /// Id, kind, severity, whether it is waived, and what it is about.
    pub(super) findings: Vec<FindingRow>,
}

/// The columns of a finding, from `id` on.
pub(super) type FindingRow = (String, String, String, bool, [Option<String>; 7]);

#[derive(Deserialize)]
struct Told {
    migrations: Vec<Migration>,
    findings: Vec<Finding>,
}

/// The rows of a body.
pub(super) fn index(body: &str) -> Result<Index, serde_json::Error> {
    let Told {
        migrations,
        findings,
    } = serde_json::from_str(body)?;
    let verdict = |one: Migration| [one.app, one.name, one.verdict.to_string()];
    Ok(Index {
        verdicts: migrations.into_iter().map(verdict).collect(),
        findings: findings.into_iter().map(finding).collect(),
    })
}

/// The schemas of a body in which nothing was measured.
pub(super) fn unmeasured(body: &str) -> Result<BTreeSet<String>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Body {
        #[serde(default)]
        parts: Vec<Part>,
    }
    let body: Body = serde_json::from_str(body)?;
    let blind = body.parts.into_iter();
    let blind = blind.filter(|part| part.not_measured.is_some());
    Ok(blind.map(|part| part.schema).collect())
}

fn finding(finding: Finding) -> FindingRow {
    let object = finding.object;
    let migration = finding.migration;
    let about = [
        object.as_ref().map(|object| object.object_type.to_string()),
        object.as_ref().and_then(|object| object.schema.clone()),
        object.as_ref().and_then(|object| object.table.clone()),
        object.map(|object| object.name),
        finding.aspect,
        migration.as_ref().map(|key| key.app.clone()),
        migration.map(|key| key.name),
    ];
    let waived = finding.waived.is_some();
    let (kind, severity) = (finding.kind.to_string(), finding.severity.to_string());
    (finding.id, kind, severity, waived, about)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_report_is_the_same_after_it_was_taken_apart() {
        let report = sample::incident();
        let parts = split(&report).unwrap();
        assert_eq!(join(&parts.header, &parts.body).unwrap(), report);
        let whole = serde_json::to_string(&report).unwrap();
        assert_eq!(join("{}", &whole).unwrap(), report);
    }

    #[test]
    fn another_run_that_finds_the_same_has_the_same_body() {
        let mut later = sample::incident();
        later.run.id = Some(99);
        later.run.duration_ms += 1;
        later.summary.coverage.settled.asked += 1;
        let [one, other] = [sample::incident(), later].map(|report| split(&report).unwrap());
        assert_eq!(one.body, other.body);
        assert_ne!(one.header, other.header);
    }
}
