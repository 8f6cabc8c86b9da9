//! The report as `JUnit` XML, for the test reports of Jenkins, GitLab and others: one suite an app,
//! one case a migration.
//!
//! Only what was measured passes. What could not be is skipped with the reason, and where nothing
//! was, there is an error, as readers of this format take a file without a failure for a success.

mod case;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use self::case::{Case, Outcome};
use super::escape::escape;
use super::migration::Migration;
use super::model::Report;
use super::summary_line;

/// The apps and the schemas that have cases, in the order of their names.
type Suites = BTreeMap<String, Vec<Case>>;

/// XML 1.0 with a line feed at the end. Every character that XML forbids, and every one that would
/// act on a terminal, is written as `\u{..}`.
#[must_use]
pub fn render(report: &Report) -> String {
    let suites = suites(report);
    let all: Vec<&Case> = suites.values().flatten().collect();
    let mut xml = Xml::default();
    let time = seconds(report);
    let mut attributes = counts(&all);
    // Which the schema has for a suite alone.
    attributes.retain(|(name, _)| *name != "skipped");
    attributes.extend([("name", "reconcile".to_owned()), ("time", time)]);
    xml.open("testsuites", &attributes);
    for (name, cases) in &suites {
        suite(&mut xml, report, name, cases);
    }
    xml.close("testsuites");
    xml.finish()
}

fn suites(report: &Report) -> Suites {
    let mut suites = Suites::new();
    for migration in &report.migrations {
        let case = case::of_migration(report, migration);
        suites.entry(app(migration)).or_default().push(case);
    }
    let listed = |finding: &&super::Finding| {
        let own = |migration: &Migration| {
            finding.migration.as_ref() == Some(&migration.key())
                && finding.schema == migration.schema
        };
        !report.migrations.iter().any(own)
    };
    for finding in report.findings.iter().filter(listed) {
        let case = case::of_finding(report, finding);
        suites
            .entry(NO_MIGRATION.to_owned())
            .or_default()
            .push(case);
    }
    let whole = case::unmeasured(report).into_iter();
    for case in whole.chain(case::waivers(report)) {
        suites.entry("reconcile".to_owned()).or_default().push(case);
    }
    suites
}

/// Where findings stand that are about no migration of the list.
const NO_MIGRATION: &str = "(no migration)";

/// The app, with its schema in front where the run was over several.
fn app(migration: &Migration) -> String {
    match &migration.schema {
        Some(schema) => format!("{schema}.{}", migration.app),
        None => migration.app.clone(),
    }
}

fn suite(xml: &mut Xml, report: &Report, name: &str, cases: &[Case]) {
    let mut attributes = counts(&cases.iter().collect::<Vec<_>>());
    let at = report.run.started_at.strftime("%Y-%m-%dT%H:%M:%S");
    attributes.extend([
        ("name", name.to_owned()),
        ("timestamp", at.to_string()),
        ("time", "0".to_owned()),
    ]);
    xml.open("testsuite", &attributes);
    xml.open("properties", &[]);
    for (name, value) in properties(report) {
        xml.empty("property", &[("name", name.to_owned()), ("value", value)]);
    }
    xml.close("properties");
    for case in cases {
        test_case(xml, name, case);
    }
    xml.close("testsuite");
}

fn test_case(xml: &mut Xml, suite: &str, case: &Case) {
    let attributes = [
        ("classname", suite.to_owned()),
        ("name", case.name.clone()),
        ("time", "0".to_owned()),
    ];
    xml.open("testcase", &attributes);
    match &case.outcome {
        Outcome::Passed => {}
        Outcome::Skipped(reason) => xml.empty("skipped", &[("message", reason.clone())]),
        Outcome::Failed { kind, message } => {
            let attributes = [("message", message.clone()), ("type", kind.to_string())];
            xml.text("failure", &attributes, &case.lines);
        }
        Outcome::NotMeasured(reason) => {
            let attributes = [
                ("message", reason.clone()),
                ("type", "not_measured".to_owned()),
            ];
            xml.text("error", &attributes, &[]);
        }
    }
    if !case.lines.is_empty() && !matches!(case.outcome, Outcome::Failed { .. }) {
        xml.text("system-out", &[], &case.lines);
    }
    xml.close("testcase");
}

fn counts(cases: &[&Case]) -> Vec<(&'static str, String)> {
    let of = |is: fn(&Outcome) -> bool| {
        let number = cases.iter().filter(|case| is(&case.outcome)).count();
        number.to_string()
    };
    vec![
        ("tests", cases.len().to_string()),
        ("failures", of(|it| matches!(it, Outcome::Failed { .. }))),
        ("errors", of(|it| matches!(it, Outcome::NotMeasured(_)))),
        ("skipped", of(|it| matches!(it, Outcome::Skipped(_)))),
    ]
}

fn properties(report: &Report) -> Vec<(&'static str, String)> {
    let (target, coverage) = (&report.target, &report.summary.coverage);
    let run = report
        .run
        .id
        .map_or("not kept".to_owned(), |id| id.to_string());
    let mut all = vec![
        ("reconcile.version", report.tool.version.clone()),
        ("run", run),
        ("database", target.database.clone()),
        ("schema", target.schema.clone()),
        ("ledger", report.ledger.path.clone()),
        ("effects", coverage.effects.to_string()),
        ("effects.checked", coverage.checked.to_string()),
        ("effects.undecided", coverage.undecided.to_string()),
        ("statements.opaque", coverage.opaque.to_string()),
        ("statements.unreadable", coverage.unreadable.to_string()),
    ];
    if coverage.unmeasured > 0 {
        all.push(("unmeasured", coverage.unmeasured.to_string()));
    }
    let address = target.address.iter();
    all.extend(address.map(|address| ("address", address.clone())));
    all
}

fn seconds(report: &Report) -> String {
    let milliseconds = report.run.duration_ms;
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}

/// A finding over several lines: its title, and under it what it says and what helps.
fn lines(report: &Report, finding: &super::Finding) -> Vec<String> {
    let title = summary_line::news(report, finding);
    let title = format!("{}: {title}", finding.severity);
    let below = summary_line::lines(report, finding).into_iter();
    let below = below.map(|line| format!("  {line}"));
    std::iter::once(title).chain(below).collect()
}

/// A document that is being written.
struct Xml {
    text: String,
    depth: usize,
}

impl Default for Xml {
    fn default() -> Self {
        Self {
            text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(),
            depth: 0,
        }
    }
}

impl Xml {
    /// Begins an element that others stand in.
    fn open(&mut self, name: &str, attributes: &[(&str, String)]) {
        self.begin(name, attributes);
        self.text.push_str(">\n");
        self.depth += 1;
    }

    /// Ends an element that [`Self::open`] began.
    fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.indent();
        self.end(name);
    }

    /// An element without content.
    fn empty(&mut self, name: &str, attributes: &[(&str, String)]) {
        self.begin(name, attributes);
        self.text.push_str("/>\n");
    }

    /// An element that holds lines of text.
    fn text(&mut self, name: &str, attributes: &[(&str, String)], lines: &[String]) {
        if lines.is_empty() {
            return self.empty(name, attributes);
        }
        self.begin(name, attributes);
        self.text.push('>');
        let lines: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
        self.text.push_str(&lines.join("\n"));
        self.end(name);
    }

    /// The whole document.
    fn finish(self) -> String {
        self.text
    }

    fn begin(&mut self, name: &str, attributes: &[(&str, String)]) {
        self.indent();
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            // Writing into a String cannot fail.
            let _ = write!(self.text, " {name}=\"{}\"", escaped(value));
        }
    }

    fn end(&mut self, name: &str) {
        let _ = writeln!(self.text, "</{name}>");
    }

    fn indent(&mut self) {
        self.text.push_str(&"  ".repeat(self.depth));
    }
}

/// What XML 1.0 forbids is a control character, which [`escape`] writes out, or one of the last two
/// of the plane.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in escape(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' => out.push_str("\\u{fffe}"),
            '\u{ffff}' => out.push_str("\\u{ffff}"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests;
