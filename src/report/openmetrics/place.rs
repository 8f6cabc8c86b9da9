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
    /// None where its schemas have theirs.
    pub(super) summary: Option<&'a Summary>,
    pub(super) is_measured: bool,
    findings: Vec<&'a Finding>,
}

/// Each place once: two samples of a metric with the same labels make a file invalid.
pub(super) fn places<'a>(runs: &'a [Standing<'a>]) -> Vec<Place<'a>> {
    let all = runs.iter().flat_map(|run| {
        let mut findings = by_schema(run.report);
        let whole = Place::run(run, findings.remove("").unwrap_or_default());
        let parts = run.report.parts.iter();
        let parts = parts.map(move |part| Place {
            labels: labels(run.report, &part.schema),
            run: None,
            counted: Some(Counted {
                summary: Some(&part.summary),
                is_measured: part.not_measured.is_none(),
                findings: findings.remove(&*part.schema).unwrap_or_default(),
            }),
        });
        std::iter::once(whole).chain(parts)
    });
    let mut seen = BTreeSet::new();
    let once = all.map(|mut place| {
        let mut is_new = |of_run: bool| seen.insert((of_run, place.labels.clone()));
        place.run = place.run.filter(|_| is_new(true));
        place.counted = place.counted.filter(|_| is_new(false));
        place
    });
    once.collect()
}

/// The findings of each schema of a run over several; those of none of them, such as that a schema is gone, under "".
fn by_schema(report: &Report) -> BTreeMap<&str, Vec<&Finding>> {
    let mut all: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    let parts: BTreeSet<&str> = report.parts.iter().map(|part| &*part.schema).collect();
    for finding in &report.findings {
        let schema = finding.schema.as_deref();
        let schema = schema.filter(|schema| parts.contains(schema));
        let schema = schema.unwrap_or_default();
        all.entry(schema).or_default().push(finding);
    }
    all
}

fn labels(report: &Report, schema: &str) -> Vec<(&'static str, String)> {
    let target = &report.target;
    vec![
        ("server", target.address.clone().unwrap_or_default()),
        ("database", target.database.clone()),
        ("identity", target.identity.clone()),
        ("schema", schema.to_owned()),
        ("apps", report.scope.apps.join(",")),
    ]
}

impl<'a> Place<'a> {
    /// What is counted in a schema of the run is not counted in the run again.
    fn run(run: &'a Standing<'a>, findings: Vec<&'a Finding>) -> Self {
        let report = run.report;
        let pattern = report.scope.schemas.as_deref();
        Self {
            labels: labels(report, pattern.unwrap_or(&report.target.schema)),
            run: Some(run),
            counted: Some(Counted {
                summary: pattern.is_none().then_some(&report.summary),
                is_measured: report.is_measured(),
                findings,
            }),
        }
    }

    pub(super) fn of_run(&self, value: impl FnOnce(&Standing<'_>) -> Option<Value>) -> Vec<Sample> {
        let value = self.run.and_then(value);
        value.map(|value| (Vec::new(), value)).into_iter().collect()
    }

    pub(super) fn one(&self, count: impl FnOnce(&Counted<'_>) -> Option<u64>) -> Vec<Sample> {
        let value = self.counted.as_ref().and_then(count);
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
        let summary = self.counted.iter().filter_map(|it| it.summary);
        let verdicts = summary.flat_map(|it| &it.verdicts);
        verdicts
            .map(|(verdict, number)| (vec![("verdict", verdict.as_str())], Value::Count(*number)))
            .collect()
    }

    pub(super) fn statements(&self) -> Vec<Sample> {
        let Some(summary) = self.counted.as_ref().and_then(|it| it.summary) else {
            return Vec::new();
        };
        let coverage = &summary.coverage;
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
