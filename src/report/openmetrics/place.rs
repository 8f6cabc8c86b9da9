//! What metrics are told of: a run, and each schema of a run over several.

use std::collections::BTreeSet;

use super::{Sample, Standing, Value};
use crate::report::tally::{Tally, by_schema};
use crate::report::vocabulary::Severity;
use crate::report::{FindingCounts, Report, Summary};

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
    tally: Tally,
}

/// Each place once: two samples of a metric with the same labels make a file invalid.
pub(super) fn places<'a>(runs: &'a [Standing<'a>]) -> Vec<Place<'a>> {
    let all = runs.iter().flat_map(|run| {
        let mut tallies = by_schema(run.report);
        let whole = Place::run(run, tallies.remove("").unwrap_or_default());
        let parts = run.report.parts.iter();
        let parts = parts.map(move |part| Place {
            labels: labels(run.report, &part.schema),
            run: None,
            counted: Some(Counted {
                summary: Some(&part.summary),
                is_measured: part.not_measured.is_none(),
                tally: tallies.remove(&*part.schema).unwrap_or_default(),
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
    fn run(run: &'a Standing<'a>, tally: Tally) -> Self {
        let report = run.report;
        let pattern = report.scope.schemas.as_deref();
        Self {
            labels: labels(report, pattern.unwrap_or(&report.target.schema)),
            run: Some(run),
            counted: Some(Counted {
                summary: pattern.is_none().then_some(&report.summary),
                is_measured: report.is_measured(),
                tally,
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

    fn tally(&self) -> Option<&Tally> {
        self.counted.as_ref().map(|counted| &counted.tally)
    }

    /// None is a count, too.
    pub(super) fn by_severity(&self, counts: impl Fn(&Tally) -> FindingCounts) -> Vec<Sample> {
        let counts = self.tally().map(counts).into_iter();
        let counts = counts.flat_map(|counts| {
            SEVERITIES.map(|severity| {
                let number = counts.number(severity);
                (vec![("severity", severity.as_str())], Value::Count(number))
            })
        });
        counts.collect()
    }

    pub(super) fn by_kind(&self) -> Vec<Sample> {
        let counts = self.tally().into_iter().flat_map(|it| &it.by_kind);
        let counts = counts.map(|((kind, severity), number)| {
            let labels = vec![("kind", kind.as_str()), ("severity", severity.0.as_str())];
            (labels, Value::Count(*number))
        });
        counts.collect()
    }

    pub(super) fn oldest(&self) -> Vec<Sample> {
        let oldest = self.tally().into_iter().flat_map(|it| &it.oldest);
        let oldest = oldest.map(|(severity, first)| {
            let labels = vec![("severity", severity.0.as_str())];
            (labels, Value::Moment(*first))
        });
        oldest.collect()
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
