//! What metrics are told of: a run, and each schema of a run over several.

use std::collections::{BTreeMap, BTreeSet};

use super::{Sample, Standing, Value};
use crate::report::vocabulary::{Kind, Severity};
use crate::report::{Finding, Report, Summary};

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

/// What is told of by itself: a run, and each schema of a run over several.
pub(super) struct Place<'a> {
    pub(super) labels: Vec<(&'static str, String)>,
    /// The run; none for a schema of it.
    run: Option<&'a Standing<'a>>,
    counted: Option<Counted<'a>>,
}

pub(super) struct Counted<'a> {
    pub(super) summary: &'a Summary,
    pub(super) is_measured: bool,
    findings: Vec<&'a Finding>,
}

/// Each place once: two samples of a metric with the same labels make a file invalid.
pub(super) fn places<'a>(runs: &'a [Standing<'a>]) -> Vec<Place<'a>> {
    let mut seen = BTreeSet::new();
    let all = runs.iter().flat_map(|run| {
        let whole = Place::run(run);
        let mut findings = by_schema(run.report);
        let parts = run.report.parts.iter();
        let parts = parts.map(move |part| Place {
            labels: labels(run.report, &part.schema),
            run: None,
            counted: Some(Counted {
                summary: &part.summary,
                is_measured: part.not_measured.is_none(),
                findings: findings.remove(&*part.schema).unwrap_or_default(),
            }),
        });
        std::iter::once(whole).chain(parts)
    });
    all.filter(|place| seen.insert((place.run.is_some(), place.labels.clone())))
        .collect()
}

fn by_schema(report: &Report) -> BTreeMap<&str, Vec<&Finding>> {
    let mut all: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        let schema = finding.schema.as_deref().unwrap_or_default();
        all.entry(schema).or_default().push(finding);
    }
    all
}

fn labels(report: &Report, schema: &str) -> Vec<(&'static str, String)> {
    let target = &report.target;
    vec![
        ("server", target.address.clone().unwrap_or_default()),
        ("database", target.database.clone()),
        ("schema", schema.to_owned()),
        ("apps", report.scope.apps.join(",")),
    ]
}

impl<'a> Place<'a> {
    fn run(run: &'a Standing<'a>) -> Self {
        let report = run.report;
        let pattern = report.scope.schemas.as_deref();
        Self {
            labels: labels(report, pattern.unwrap_or(&report.target.schema)),
            run: Some(run),
            counted: pattern.is_none().then(|| Counted {
                summary: &report.summary,
                is_measured: report.is_measured(),
                findings: report.findings.iter().collect(),
            }),
        }
    }

    pub(super) fn of_run(&self, value: impl FnOnce(&Standing<'_>) -> Option<Value>) -> Vec<Sample> {
        let value = self.run.and_then(value);
        value.map(|value| (Vec::new(), value)).into_iter().collect()
    }

    pub(super) fn one(&self, count: impl FnOnce(&Counted<'_>) -> u64) -> Vec<Sample> {
        let value = self.counted.as_ref().map(count);
        let value = value.map(|number| (Vec::new(), Value::Count(number)));
        value.into_iter().collect()
    }

    fn findings(&self) -> impl Iterator<Item = &'a Finding> {
        let counted = self.counted.iter();
        counted.flat_map(|counted| counted.findings.iter().copied())
    }

    fn open(&self) -> impl Iterator<Item = &'a Finding> {
        self.findings().filter(|one| one.waived.is_none())
    }

    /// None is a count, too.
    pub(super) fn by_severity(&self, is_meant: impl Fn(&Finding) -> bool) -> Vec<Sample> {
        if self.counted.is_none() {
            return Vec::new();
        }
        let count = |severity: Severity| {
            let of = |one: &&Finding| one.severity == severity && is_meant(one);
            let number = self.findings().filter(of).count();
            (
                vec![("severity", severity.as_str())],
                Value::Count(number as u64),
            )
        };
        SEVERITIES.into_iter().map(count).collect()
    }

    pub(super) fn by_kind(&self) -> Vec<Sample> {
        let pairs = Kind::ALL.iter();
        let pairs = pairs.flat_map(|kind| SEVERITIES.map(|severity| (*kind, severity)));
        let counts = pairs.map(|(kind, severity)| {
            let of = |one: &&Finding| (one.kind, one.severity) == (kind, severity);
            let number = self.open().filter(of).count();
            let labels = vec![("kind", kind.as_str()), ("severity", severity.as_str())];
            (number, (labels, Value::Count(number as u64)))
        });
        let some = counts.filter(|(number, _)| *number > 0);
        some.map(|(_, sample)| sample).collect()
    }

    pub(super) fn oldest(&self) -> Vec<Sample> {
        let of = |severity: Severity| {
            let of = self.open().filter(move |one| one.severity == severity);
            let first = of.filter_map(|one| one.first_seen).min()?;
            Some((vec![("severity", severity.as_str())], Value::Moment(first)))
        };
        SEVERITIES.into_iter().filter_map(of).collect()
    }

    pub(super) fn by_verdict(&self) -> Vec<Sample> {
        let verdicts = self.counted.iter().flat_map(|it| &it.summary.verdicts);
        verdicts
            .map(|(verdict, number)| (vec![("verdict", verdict.as_str())], Value::Count(*number)))
            .collect()
    }

    pub(super) fn statements(&self) -> Vec<Sample> {
        let Some(counted) = &self.counted else {
            return Vec::new();
        };
        let coverage = &counted.summary.coverage;
        let numbers = [
            ("modelled", coverage.modelled),
            ("data", coverage.data),
            ("opaque", coverage.opaque),
            ("unreadable", coverage.unreadable),
        ];
        let samples =
            numbers.map(|(reading, number)| (vec![("reading", reading)], Value::Count(number)));
        samples.into()
    }
}
