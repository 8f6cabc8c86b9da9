//! The report as SARIF 2.1.0 (OASIS), for code scanning: one result a finding, at its line of the
//! stored output; and one a migration that is not applied, as a note.

mod pending;

use serde_json::{Value, json};

use super::escape::{escape, uri};
use super::explain::{Topic, topics_of};
use super::finding::{Finding, SourceLocation};
use super::json;
use super::model::Report;
use super::page::Block;
use super::summary_line;
use super::vocabulary::{Kind, Severity};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const PAGE: &str = "docs/findings.md";

/// One log with one run, and a line feed at the end.
///
/// # Errors
///
/// Where it cannot be written as JSON, which no report brings about.
pub fn render(report: &Report) -> Result<String, serde_json::Error> {
    let findings = report.findings.iter();
    let findings = findings.map(|finding| result(report, finding));
    let mut rules = rules();
    let pending = pending::results(report, rules.len());
    rules.push(pending::rule());
    let results: Vec<Value> = findings.chain(pending).collect();
    json::render(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": report.tool.name,
                "version": report.tool.version,
                "semanticVersion": report.tool.version,
                "rules": rules,
            }},
            "automationDetails": {"id": category(report)},
            "invocations": [invocation(report)],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

/// What tells the runs of one database and scope from those of others.
fn category(report: &Report) -> String {
    let target = &report.target;
    let apps = match report.scope.apps.as_slice() {
        [] => String::new(),
        apps => format!("{}/", apps.join(",")),
    };
    format!("reconcile/{}/{}/{apps}", target.database, target.schema)
}

/// Each kind of finding, in the order of the vocabulary: a result names its rule by that too.
fn rules() -> Vec<Value> {
    let kinds = Kind::ALL.iter();
    let topics = kinds.filter_map(|kind| {
        let mut topics = topics_of(kind.as_str()).into_iter();
        topics.find(|topic| topic.severity.is_some())
    });
    topics.map(|topic| rule(&topic)).collect()
}

fn rule(topic: &Topic) -> Value {
    let text = topic.text;
    let (means, act) = (plain(text.means), plain(text.act));
    let short = means.split_once(". ").map_or(&*means, |(first, _)| first);
    let usually = text
        .usually
        .map(|usually| format!("\n\nUsually: {usually}"));
    let usually = usually.unwrap_or_default();
    let help = format!("{}{usually}\n\nDo: {}", text.means, text.act);
    json!({
        "id": topic.word,
        "name": topic.word,
        "shortDescription": {"text": short.trim_end_matches('.').to_owned() + "."},
        "fullDescription": {"text": means},
        "help": {"text": format!("{}\n\nDo: {act}", plain(text.means)), "markdown": help},
        "defaultConfiguration": {"level": topic.severity.map_or("none", level)},
        "properties": {"tags": ["django", "migrations", "postgresql"], "page": format!("{PAGE}#{}", topic.word)},
    })
}

/// Without the marks around what is typed.
fn plain(text: &str) -> String {
    text.replace('`', "")
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result(report: &Report, finding: &Finding) -> Value {
    let rule = Kind::ALL.iter().position(|kind| *kind == finding.kind);
    let schema = finding.schema.as_deref().unwrap_or_default();
    let id = format!(
        "{schema}{}{}",
        if schema.is_empty() { "" } else { "/" },
        finding.id
    );
    let suppressions = finding.waived.iter().map(|waiver| {
        json!({"kind": "external", "status": "accepted", "justification": escape(&waiver.to_string())})
    });
    // Of a finding with a line in its stored output the file that people wrote is told beside it.
    let related = migration_file(report, finding).filter(|_| finding.place.is_some());
    let related = related.map(
        |file| json!({"physicalLocation": physical(file, 1), "message": {"text": "the migration"}}),
    );
    let mut result = json!({
        "relatedLocations": related.into_iter().collect::<Vec<_>>(),
        "ruleId": finding.kind,
        "ruleIndex": rule,
        "level": level(finding.severity),
        "message": {"text": message(&told(report, finding)), "markdown": markdown(report, finding)},
        "locations": [location(report, finding)],
        // The first is the tool's own; by the second GitHub tells two findings on one line apart.
        "partialFingerprints": {"reconcileFinding/v1": id, "primaryLocationLineHash": id},
        "suppressions": suppressions.collect::<Vec<_>>(),
        "properties": properties(finding),
    });
    if report.run.new.is_some() {
        let new = finding.is_new(report);
        result["baselineState"] = json!(if new { "new" } else { "unchanged" });
    }
    result
}

fn told(report: &Report, finding: &Finding) -> String {
    let title = summary_line::news(report, finding);
    let lines = summary_line::lines(report, finding).join("\n");
    format!("{title}\n{lines}")
}

/// The same, with what is typed marked as code. Braces would be placeholders here too (3.11.5).
fn markdown(report: &Report, finding: &Finding) -> String {
    let item = super::markdown::item(report, finding, 0);
    let text = super::markdown::blocks(&[Block::List(vec![item])]);
    text.replace('{', "{{").replace('}', "}}")
}

fn properties(finding: &Finding) -> Value {
    let of = finding.migration.as_ref();
    json!({
        "migration": of.map(ToString::to_string),
        "rootCause": finding.root_cause,
        "doubt": summary_line::doubt(finding),
        "firstSeen": finding.first_seen.map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
        "next": finding.next,
    })
}

/// A message as SARIF wants it (3.11.5 and 3.11.6): brackets and braces would be links and
/// placeholders.
fn message(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let lines = text.split('\n').map(escape);
    for character in lines.collect::<Vec<_>>().join("\n").chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '[' => out.push_str("\\["),
            ']' => out.push_str("\\]"),
            '{' => out.push_str("{{"),
            '}' => out.push_str("}}"),
            other => out.push(other),
        }
    }
    out
}

/// The migration's own file in the project, where the manifest knows it.
fn migration_file<'a>(report: &'a Report, finding: &Finding) -> Option<&'a str> {
    let key = finding.migration.as_ref()?;
    let mut migrations = report.migrations.iter();
    let migration = migrations.find(|one| one.app == key.app && one.name == key.name)?;
    migration.file.as_deref()
}

/// The line of the stored output; else the migration's file; else where its output belongs; else the
/// ledger. There always is one, as readers drop results without.
fn location(report: &Report, finding: &Finding) -> Value {
    let ledger = &report.ledger.path;
    let file = migration_file(report, finding);
    let (path, line) = match (&finding.place, file, &finding.migration) {
        (Some(SourceLocation { file, line, .. }), _, _) => (format!("{ledger}/{file}"), *line),
        (None, Some(file), _) => (file.to_owned(), 1),
        (None, None, Some(key)) => (format!("{ledger}/{}/{}.sql", key.app, key.name), 1),
        (None, None, None) => (ledger.clone(), 1),
    };
    let mut location = json!({"physicalLocation": physical(&path, line)});
    let object = finding.object.as_ref();
    if let (Some(object), Some(what)) = (object, finding.subject()) {
        let schema = object.schema.iter().map(String::as_str);
        let names = schema.chain(object.table.as_deref()).chain([&*object.name]);
        let mut names: Vec<&str> = names.collect();
        names.dedup();
        location["logicalLocations"] = json!([{
            "name": escape(&object.name),
            "fullyQualifiedName": escape(&names.join(".")),
            "decoratedName": escape(&what),
            "kind": object.object_type,
        }]);
    }
    location
}

fn physical(path: &str, line: u64) -> Value {
    json!({
        "artifactLocation": {"uri": uri(path)},
        "region": {"startLine": line.max(1)},
    })
}

/// Whether anything was measured, and what was not.
fn invocation(report: &Report) -> Value {
    let run = &report.run;
    let time = |at: jiff::Timestamp| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let took = jiff::SignedDuration::from_millis(run.duration_ms.try_into().unwrap_or(0));
    // A stored run holds whole seconds, and is to be printed as it was.
    let start = jiff::Timestamp::from_second(run.started_at.as_second());
    let start = start.unwrap_or(run.started_at);
    let end = start.checked_add(took).unwrap_or(start);
    json!({
        "executionSuccessful": report.is_measured(),
        "startTimeUtc": time(start),
        "endTimeUtc": time(end),
        "toolExecutionNotifications": notifications(report),
    })
}

fn notifications(report: &Report) -> Vec<Value> {
    let coverage = &report.summary.coverage;
    let note =
        |level: &str, text: String| json!({"level": level, "message": {"text": message(&text)}});
    let mut all = Vec::new();
    for part in &report.parts {
        let reason = part.not_measured.iter();
        let text =
            reason.map(|reason| format!("schema {} was not measured: {reason}", part.schema));
        all.extend(text.map(|text| note("error", text)));
    }
    if all.is_empty() && !report.is_measured() {
        let text = "nothing was checked: no recorded migration in scope has a stored output";
        all.push(note("error", text.to_owned()));
    }
    for statement in &coverage.opaque_statements {
        let text = format!("not measured: {}: {}", statement.place, statement.reason);
        let path = format!("{}/{}", report.ledger.path, statement.place.file);
        let mut note = note("note", text);
        note["locations"] = json!([{"physicalLocation": physical(&path, statement.place.line)}]);
        all.push(note);
    }
    for one in &coverage.searched {
        let reason = one.not_searched.iter();
        let text = reason.map(|reason| format!("not looked into: {}: {reason}", one.name));
        all.extend(text.map(|text| note("warning", text)));
    }
    all.extend(report.waiver_problems().map(|text| note("warning", text)));
    let sight = coverage.sight.iter();
    let sight = sight.filter_map(|it| Some((&it.role, it.not_measured.as_ref()?)));
    all.extend(sight.map(|(role, why)| note("warning", format!("not measured as {role}: {why}"))));
    all
}

#[cfg(test)]
mod tests;
