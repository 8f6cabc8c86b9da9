//! Reports as metrics: `OpenMetrics` 1.0 of gauges alone, which is Prometheus' text format 0.0.4 too.
//!
//! Names and labels follow Prometheus' conventions: base units, moments instead of ages, and no sample for what is not
//! known. <https://prometheus.io/docs/practices/naming/>

mod place;
#[cfg(test)]
mod tests;

use std::fmt::{self, Write as _};

use jiff::Timestamp;

use self::place::{Place, places};
use super::audit::Schedule;
use super::escape::escape;
use super::model::Report;

/// What is told of a history, or of a run alone.
pub struct Metrics<'a> {
    /// The runs, of two of one place the newer one first.
    pub runs: Vec<Standing<'a>>,
    /// Whether the history is as its seals say; none where no history was looked at.
    pub intact: Option<bool>,
}

/// A run, and what the runs before it tell.
pub struct Standing<'a> {
    /// What it found.
    pub report: &'a Report,
    /// When a run of the same place last measured all of it and found no error; none where none did, or nobody looked.
    pub last_success: Option<Timestamp>,
    /// The runs of the last days against the schedule; none where there is none.
    pub schedule: Option<Schedule>,
}

impl<'a> Metrics<'a> {
    /// What a run tells by itself.
    #[must_use]
    pub fn of(report: &'a Report) -> Self {
        Self {
            runs: vec![Standing {
                report,
                last_success: None,
                schedule: None,
            }],
            intact: None,
        }
    }
}

/// A metric: all of its samples stand together.
struct Family {
    /// Without the prefix. What is a time ends with its unit.
    name: &'static str,
    help: &'static str,
    samples: fn(&Place<'_>) -> Vec<Sample>,
}

/// A value, and the labels by which it differs from the others of its place.
type Sample = (Vec<(&'static str, &'static str)>, Value);

#[derive(Clone, Copy)]
enum Value {
    Count(u64),
    Seconds(f64),
    Moment(Timestamp),
}

const PREFIX: &str = "reconcile";

const FAMILIES: &[Family] = &[
    Family {
        name: "run_timestamp_seconds",
        help: "When the newest run began, or its snapshot was taken, as seconds since 1970.",
        samples: |place| {
            place.of_run(|run| {
                let at = run.report.target.taken_at;
                Some(Value::Moment(at.unwrap_or(run.report.run.started_at)))
            })
        },
    },
    Family {
        name: "run_duration_seconds",
        help: "How long the newest run took.",
        samples: |place| {
            place.of_run(|run| {
                #[expect(clippy::cast_precision_loss, reason = "no run takes 285,000 years")]
                let milliseconds = run.report.run.duration_ms as f64;
                Some(Value::Seconds(milliseconds / 1000.0))
            })
        },
    },
    Family {
        name: "last_success_timestamp_seconds",
        help: "When a run last looked everywhere, had the stored output of each migration, and found no error that nobody waived, as seconds since 1970.",
        samples: |place| place.of_run(|run| run.last_success.map(Value::Moment)),
    },
    Family {
        name: "missed_runs",
        help: "Runs that the schedule expected in the last seven days, and that were not made.",
        samples: |place| place.of_run(|run| Some(Value::Count(run.schedule.as_ref()?.missed()))),
    },
    Family {
        name: "measured",
        help: "1 if the newest run could measure it, else 0: then an absence of findings says nothing.",
        samples: |place| place.one(|counted| Some(u64::from(counted.is_measured))),
    },
    Family {
        name: "open_findings",
        help: "Findings of the newest run that nobody waived.",
        samples: |place| place.by_severity(|tally| tally.open),
    },
    Family {
        name: "waived_findings",
        help: "Findings of the newest run that somebody waived.",
        samples: |place| place.by_severity(|tally| tally.waived),
    },
    Family {
        name: "open_findings_by_kind",
        help: "Findings of the newest run that nobody waived, by what is wrong.",
        samples: |place| place.by_kind(),
    },
    Family {
        name: "oldest_open_finding_timestamp_seconds",
        help: "When the oldest of the findings that nobody waived was first told, as seconds since 1970.",
        samples: |place| place.oldest(),
    },
    Family {
        name: "migrations",
        help: "Migrations by what the newest run says of them.",
        samples: |place| place.by_verdict(),
    },
    Family {
        name: "statements",
        help: "Statements in the stored outputs of recorded migrations, by how far they were understood.",
        samples: |place| place.statements(),
    },
    Family {
        name: "effects_expected",
        help: "What recorded migrations should have left in the schema.",
        samples: |place| place.one(|counted| Some(counted.summary?.coverage.effects)),
    },
    Family {
        name: "effects_checked",
        help: "Of these, what was held against the catalog with an answer.",
        samples: |place| place.one(|counted| Some(counted.summary?.coverage.checked)),
    },
];

/// The text, whole: it ends with `# EOF`.
#[must_use]
pub fn render(metrics: &Metrics<'_>) -> String {
    let places = places(&metrics.runs);
    let mut text = String::new();
    let version = vec![("version", env!("CARGO_PKG_VERSION"))];
    head(&mut text, "build_info", "The program that wrote this.");
    sample(&mut text, "build_info", &[], &(version, Value::Count(1)));
    if let Some(intact) = metrics.intact {
        let name = "history_intact";
        head(
            &mut text,
            name,
            "1 if the history is as its seals say, else 0: then nothing that it tells is told here.",
        );
        let value = Value::Count(u64::from(intact));
        sample(&mut text, name, &[], &(Vec::new(), value));
    }
    for family in FAMILIES {
        let told = places.iter().flat_map(|place| {
            let samples = (family.samples)(place).into_iter();
            samples.map(move |one| (&place.labels, one))
        });
        let mut told = told.peekable();
        if told.peek().is_some() {
            head(&mut text, family.name, family.help);
        }
        for (labels, one) in told {
            sample(&mut text, family.name, labels, &one);
        }
    }
    text + "# EOF\n"
}

/// The names of the metrics, as they are printed.
#[cfg(test)]
fn names() -> impl Iterator<Item = String> {
    let own = ["build_info", "history_intact"].into_iter();
    let names = own.chain(FAMILIES.iter().map(|family| family.name));
    names.map(|name| format!("{PREFIX}_{name}"))
}

fn head(text: &mut String, name: &str, help: &str) {
    // Writing into a String cannot fail.
    let _ = writeln!(text, "# HELP {PREFIX}_{name} {help}");
    let _ = writeln!(text, "# TYPE {PREFIX}_{name} gauge");
    if name.ends_with("_seconds") {
        let _ = writeln!(text, "# UNIT {PREFIX}_{name} seconds");
    }
}

fn sample(text: &mut String, name: &str, place: &[(&str, String)], (own, value): &Sample) {
    let place = place.iter().map(|(label, value)| (*label, value.as_str()));
    let labels = place.chain(own.iter().copied());
    let labels: Vec<String> = labels
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| format!("{label}=\"{}\"", quoted(value)))
        .collect();
    let labels = match labels.as_slice() {
        [] => String::new(),
        labels => format!("{{{}}}", labels.join(",")),
    };
    let _ = writeln!(text, "{PREFIX}_{name}{labels} {value}");
}

/// A value of a label: what could reach a terminal is made harmless first.
fn quoted(value: &str) -> String {
    escape(value).replace('\\', "\\\\").replace('"', "\\\"")
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(number) => write!(f, "{number}"),
            Self::Seconds(seconds) => write!(f, "{seconds}"),
            Self::Moment(at) => write!(f, "{}", at.as_second()),
        }
    }
}
