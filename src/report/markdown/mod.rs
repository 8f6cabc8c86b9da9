//! The report as Markdown (GitHub's, which is `CommonMark` with tables), for a comment on a change, a
//! step summary or a wiki.
//!
//! The answer comes first, then the findings by migration in ledger order with causes before what
//! follows from them, then what was measured and what was not.

pub(super) mod page;

use self::page::{cell, code, prose};
use super::finding::Finding;
use super::model::Report;
use super::summary_line;
use super::text::follow::Following;
use super::text::pending::pending;
use super::text::{Detail, Group, groups, leave_out, parts, summary};
use super::words::{count, list};

/// So many statements are listed, and so many schemas named; more are counted.
const SHOWN: usize = 10;

/// The report, ending in a line feed. No name in it is a link, a mention, an element or a table.
#[must_use]
pub fn render(report: &Report) -> String {
    let mut lines = Vec::new();
    answer(&mut lines, report);
    schemas(&mut lines, report);
    if report.parts.is_empty() {
        findings(&mut lines, report);
    } else {
        for (title, one) in parts::told(report, Detail::Verbose) {
            lines.extend([String::new(), format!("### {}", prose(&title))]);
            findings(&mut lines, &one);
        }
    }
    coverage(&mut lines, report);
    lines.join("\n") + "\n"
}

/// The report, cut at a line where it is longer than `bytes`, and said so.
#[must_use]
pub fn render_within(report: &Report, bytes: usize) -> String {
    let text = render(report);
    if text.len() <= bytes {
        return text;
    }
    let mut kept = String::new();
    for line in text.split_inclusive('\n') {
        if kept.len() + line.len() > bytes {
            break;
        }
        kept.push_str(line);
    }
    kept + "\n**Cut here: the whole report is longer than this page may be.**\n"
}

fn answer(lines: &mut Vec<String>, report: &Report) {
    let (verdict, rest) = summary::answer(report);
    let target = &report.target;
    lines.push(format!(
        "## {}: {verdict} {}",
        code(&target.database),
        prose(&rest)
    ));
    lines.extend(["", "| | |", "|---|---|"].map(str::to_owned));
    let mut row = |label: &str, text: String| lines.push(format!("| {label} | {} |", cell(&text)));
    let at = target.address.as_ref();
    let at = at.map_or_else(String::new, |at| format!(" at {}", code(at)));
    let schema = match report.parts.len() {
        0 => format!("schema {}", code(&target.schema)),
        number => format!(
            "{} ({})",
            count(number as u64, "schema"),
            code(&target.schema)
        ),
    };
    let (engine, version) = (target.engine.as_str(), code(&target.server_version));
    row(
        "database",
        format!(
            "{}{at}, {schema}, {engine} {version}",
            code(&target.database)
        ),
    );
    if let Some(lag) = target.lag() {
        row("standby", prose(&lag));
    }
    if !report.scope.apps.is_empty() {
        let apps: Vec<String> = report.scope.apps.iter().map(|app| code(app)).collect();
        row("apps", list(&apps));
    }
    let outputs = count(report.ledger.migrations, "stored output");
    row(
        "ledger",
        format!("{}, {outputs}", code(&report.ledger.path)),
    );
    row("recorded", summary::verdicts(report));
    if let Some(waiting) = pending(report, Detail::Normal) {
        row("pending", prose(&waiting));
    }
    row("run", summary::run(report));
    for problem in report.waiver_problems() {
        row("warning", prose(&problem));
    }
}

/// Which schemas are alike, and which could not be measured.
fn schemas(lines: &mut Vec<String>, report: &Report) {
    let blind = report.parts.iter().filter_map(|part| {
        let reason = part.not_measured.as_ref()?;
        let schema = code(&part.schema);
        Some(format!("- {schema}: **not measured**: {}", prose(reason)))
    });
    let blind: Vec<String> = blind.collect();
    let alike = report.groups.iter().map(|group| {
        let names = group.schemas.iter().take(SHOWN).map(|name| code(name));
        let mut names: Vec<String> = names.collect();
        let left = group.schemas.len().saturating_sub(SHOWN);
        names.extend((left > 0).then(|| format!("{left} more")));
        let found = match group.findings.len() {
            0 => "agree".to_owned(),
            number => count(number as u64, "finding"),
        };
        format!("- {}: {found}", list(&names))
    });
    let alike: Vec<String> = alike.collect();
    if !report.parts.is_empty() {
        lines.extend(["", "### Schemas", ""].map(str::to_owned));
        lines.extend(blind.into_iter().chain(alike));
    }
}

fn findings(lines: &mut Vec<String>, report: &Report) {
    let following = Following::of(report);
    let mut groups = groups(report);
    let suffering = leave_out(&mut groups, &following);
    for group in &groups {
        heading(lines, group);
        for finding in &group.findings {
            item(lines, finding, &following);
        }
    }
    if suffering.is_empty() {
        return;
    }
    let names = suffering.iter().take(SHOWN);
    let mut names: Vec<String> = names
        .map(|migration| {
            format!(
                "{} ({})",
                code(&migration.key().to_string()),
                migration.verdict
            )
        })
        .collect();
    let left = suffering.len().saturating_sub(SHOWN);
    names.extend((left > 0).then(|| format!("{left} more")));
    let names = list(&names);
    lines.push(String::new());
    lines.push(format!(
        "Affected by the above, and to be repaired after it: {names}"
    ));
}

fn heading(lines: &mut Vec<String>, group: &Group<'_>) {
    lines.push(String::new());
    lines.push(match (&group.key, group.migration) {
        (None, _) => "#### Of no migration".to_owned(),
        (Some(key), None) => format!("#### {}", code(&key.to_string())),
        (Some(key), Some(migration)) => {
            let verdict = migration.verdict;
            let meaning = migration.told();
            format!("#### {} **{verdict}**: {meaning}", code(&key.to_string()))
        }
    });
    lines.push(String::new());
    let causes = group
        .migration
        .iter()
        .flat_map(|migration| &migration.causes);
    let causes: Vec<String> = causes
        .map(|cause| format!("likely **{}**: {}", cause.code, prose(&cause.text)))
        .collect();
    if !causes.is_empty() {
        lines.extend([causes.join("; or "), String::new()]);
    }
}

/// One finding as an item, and what belongs to it as items under it.
fn item(lines: &mut Vec<String>, finding: &Finding, following: &Following<'_>) {
    let waived = finding.waived.as_ref().map_or("", |_| " (waived)");
    let about = finding.object.as_ref();
    let about = about.map_or_else(String::new, |object| {
        format!(" {}", code(&object.to_string()))
    });
    let aspect = finding.aspect.as_ref();
    let aspect = aspect.map_or_else(String::new, |aspect| format!(" {}", code(aspect)));
    let said = Some(&finding.message).filter(|message| !message.is_empty());
    let said = said.map_or_else(String::new, |message| format!(": {}", prose(message)));
    let (severity, kind) = (finding.severity, finding.kind);
    lines.push(format!(
        "- **{severity}{waived}: {kind}**{about}{aspect}{said}"
    ));
    for (label, text) in summary_line::fields(finding) {
        let text = match label {
            "is in" | "with it" | "but" | "because of" | "waived" => prose(&text),
            _ => code(&text),
        };
        lines.push(format!("  - {label}: {text}"));
    }
    let those = following.those(finding).len();
    if those > 0 {
        lines.push(format!("  - and {those} that follow from it"));
    }
}

fn coverage(lines: &mut Vec<String>, report: &Report) {
    let it = &report.summary.coverage;
    lines.extend(["", "### Coverage", ""].map(str::to_owned));
    lines.push("| | |\n|---|---|".to_owned());
    for (label, number) in [
        ("statements", it.statements),
        ("modelled", it.modelled),
        ("data only", it.data),
        ("opaque", it.opaque),
        ("unreadable", it.unreadable),
        ("effects", it.effects),
        ("checked", it.checked),
        ("undecided", it.undecided),
    ] {
        lines.push(format!("| {label} | {number} |"));
    }
    let gaps = it.gaps();
    if gaps.is_empty() {
        return;
    }
    lines.extend(["", "Not measured:", ""].map(str::to_owned));
    let left = gaps.len().saturating_sub(SHOWN);
    let shown = gaps.into_iter().take(SHOWN);
    lines.extend(shown.map(|(what, reason)| format!("- {}: {}", code(&what), prose(reason))));
    lines.extend((left > 0).then(|| format!("- and {left} more, which the JSON report lists")));
}

#[cfg(test)]
mod tests;
