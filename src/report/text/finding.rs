//! One finding, and the findings of one migration.

use anstyle::Style;

use super::Detail;
use super::writer::{self as style, BOLD, DIM, Page, Span};
use crate::report::finding::Finding;
use crate::report::groups::{Following, Group};
use crate::report::migration::Migration;
use crate::report::model::Report;
use crate::report::overview::is_of_schema;
use crate::report::summary_line;
use crate::report::vocabulary::{Kind, ObjectKind, ToldBy};
use crate::report::words::{count, list, minute};

/// The findings of one migration under its name and verdict.
pub(super) fn group(
    page: &mut Page,
    report: &Report,
    group: &Group<'_>,
    following: &Following<'_>,
    detail: Detail,
) {
    page.gap();
    heading(page, group, detail);
    for finding in &group.shared {
        page.item(
            2,
            &[Span::plain(format!("follows from: {}", in_short(finding)))],
        );
    }
    for finding in &group.findings {
        body(page, report, finding, detail);
        if let Some(those) = following
            .from(finding)
            .filter(|_| detail != Detail::Verbose)
        {
            page.field(4, "and", those);
        }
    }
}

fn heading(page: &mut Page, group: &Group<'_>, detail: Detail) {
    let Some(key) = &group.key else {
        page.item(0, &[Span::new(BOLD, "Of no migration")]);
        return;
    };
    let mut spans = vec![Span::new(BOLD, format!("{key}:"))];
    let Some(migration) = group.migration else {
        page.item(0, &spans);
        return;
    };
    let recorded = migration.recorded_at.map(minute);
    let recorded = recorded.map(|at| format!(", recorded {at}"));
    let verdict = migration.verdict;
    spans.push(Span::new(
        BOLD,
        format!("{}{}", verdict.called(), recorded.unwrap_or_default()),
    ));
    page.item(0, &spans);
    let told = migration.told();
    if !group.said.contains(&told) {
        page.text(2, told);
    }
    for evidence in migration.evidence.iter().filter(|one| {
        !group.said.contains(&one.text) && (detail == Detail::Verbose || one.code.is_plain())
    }) {
        page.field(2, "seen", &evidence.text);
    }
    for (rank, cause) in migration.causes.iter().enumerate() {
        let word = if rank == 0 { "likely" } else { "or" };
        let said = group.said.contains(cause.code.as_str());
        let text = if said {
            cause.code.to_string()
        } else {
            format!("{}: {}", cause.code, cause.text)
        };
        page.field(2, word, text);
    }
}

/// One line of a list of what several schemas have in common.
pub(super) fn short(page: &mut Page, report: &Report, finding: &Finding) {
    let mut spans = title(finding);
    let migration = finding.owner();
    let said = match (&finding.expected, &finding.actual) {
        _ if !finding.found_in.is_empty() => format!(": in {}", summary_line::found(finding)),
        (Some(expected), Some(actual)) => format!(": {actual}, where {expected} is expected"),
        (_, _) => String::new(),
    };
    spans.push(Span::plain(format!("({migration}){said}")));
    spans.extend(finding.is_new(report).then(|| Span::new(BOLD, "NEW")));
    spans.push(id(finding));
    page.item(4, &spans);
}

/// The first digits of its id, which name it everywhere.
pub(super) fn id(finding: &Finding) -> Span {
    Span::new(DIM, format!("id {}", finding.short_id()))
}

pub(super) fn title(finding: &Finding) -> Vec<Span> {
    let words = format!("{}: {}", finding.severity_words(), finding.kind);
    let mut spans = vec![Span::new(style::of_severity(finding.severity), words)];
    if let Some(object) = &finding.object {
        spans.push(Span::new(BOLD, object.to_string()));
    }
    if let Some(aspect) = &finding.aspect {
        spans.push(Span::plain(format!("[{}]", told(finding.kind, aspect))));
    }
    spans
}

/// What is edited may be a row and no file: the words of JSON do not say so.
fn told(kind: Kind, aspect: &str) -> &str {
    match (kind, aspect) {
        (Kind::Edited, "removed") => "its row is gone",
        (Kind::Edited, "applied") => "its row tells another time",
        (Kind::Edited, "inserted") => "its row is new and tells an old time",
        (_, aspect) => aspect,
    }
}

fn body(page: &mut Page, report: &Report, finding: &Finding, detail: Detail) {
    let mut head = title(finding);
    if finding.is_new(report) {
        head.push(Span::new(BOLD, "NEW"));
    }
    head.push(id(finding));
    page.item(2, &head);
    let sides_say_it = match finding.kind.row().told_by {
        _ if finding.message.is_empty() => true,
        ToldBy::Sentence | ToldBy::SentenceAndSides => false,
        ToldBy::Sides => finding.expected.is_some() && finding.actual.is_some(),
        ToldBy::Places => !is_of_schema(finding) && !finding.found_in.is_empty(),
    };
    if !sides_say_it {
        page.text(4, &finding.message);
    }
    if sides_say_it || finding.kind.row().told_by == ToldBy::SentenceAndSides {
        sides(page, finding, detail);
    }
    for line in &finding.diff {
        page.line(6, unified(line), line);
    }
    if finding.covers > 0 && finding.matches.is_empty() {
        page.field(4, "with it", covered(finding));
    }
    if let Some(place) = &finding.place {
        page.field(4, "from", place.to_string());
    }
    reasons(page, report, finding, detail);
    if let Some(caution) = finding.caution {
        page.field(4, "first", caution.words());
    }
    for command in &finding.next {
        page.typed(4, command);
    }
    if let Some(since) = summary_line::since(finding) {
        page.field(4, "since", since);
    }
    if detail == Detail::Verbose {
        page.field(4, "id", &finding.id);
    }
}

/// How a line of a unified diff looks.
fn unified(line: &str) -> Style {
    match line.as_bytes().first() {
        Some(b'-') => style::REMOVED,
        Some(b'+') => style::ADDED,
        Some(b'@') => DIM,
        _ => Style::new(),
    }
}

/// What is under it: parts of a table, or tables of a schema that the role may not use.
fn covered(finding: &Finding) -> String {
    match finding.kind {
        Kind::Shadowed => count(finding.covers, "table"),
        Kind::Misplaced if is_of_schema(finding) => count(finding.covers, "table"),
        _ => count(finding.covers, "part") + " (columns, indexes, constraints)",
    }
}

/// What is expected and what is there.
fn sides(page: &mut Page, finding: &Finding, detail: Detail) {
    if !finding.found_in.is_empty() {
        return page.field(4, "is in", elsewhere(finding, detail));
    }
    if let Some(text) = &finding.expected {
        page.field(4, "expected", text);
    }
    if let Some(text) = &finding.actual {
        page.field(4, "there is", text);
    }
}

fn elsewhere(finding: &Finding, detail: Detail) -> String {
    let whole = finding.matches.iter().all(|it| it.matching == it.of);
    let found = match detail {
        Detail::Quiet | Detail::Normal if whole => list(&finding.found_in),
        _ => summary_line::found(finding),
    };
    match &finding.expected {
        Some(schema) => format!("{found}, and belongs in {schema}"),
        None => found,
    }
}

fn reasons(page: &mut Page, report: &Report, finding: &Finding, detail: Detail) {
    if let Some(id) = &finding.root_cause {
        page.field(4, "because", root(report, id));
    }
    if let Some(doubt) = summary_line::doubt(finding) {
        page.field(4, "but", doubt);
    }
    let seen = finding.evidence.iter();
    for evidence in seen.filter(|one| detail == Detail::Verbose || one.code.is_plain()) {
        page.field(4, "seen", &evidence.text);
    }
    if let Some(waiver) = &finding.waived {
        page.field(4, "waived", waiver.to_string());
    }
}

/// `misplaced table user_profile_stream_config (user_profile.0034_p0_media_models)`.
fn in_short(finding: &Finding) -> String {
    let object = finding
        .object
        .as_ref()
        .map_or_else(String::new, ToString::to_string);
    let migration = finding.owner();
    format!("{} {object} ({migration})", finding.kind)
}

fn root(report: &Report, id: &str) -> String {
    let Some(root) = report.findings.iter().find(|finding| finding.id == id) else {
        return format!("of finding {id}, outside this scope");
    };
    let what = root.object.as_ref().map_or_else(String::new, |object| {
        // The root is most often a table; its type goes without saying in a short line.
        match object.object_type {
            ObjectKind::Table => format!("table {} ", object.name),
            _ => object.to_string() + " ",
        }
    });
    format!("{what}is {} ({})", root.kind, root.owner())
}

/// So many migrations are named; more are counted.
const MIGRATIONS: usize = 6;

/// The migrations that only suffer from findings of others.
pub(super) fn affected(page: &mut Page, suffering: &[&Migration]) {
    if suffering.is_empty() {
        return;
    }
    let mut names: Vec<String> = suffering
        .iter()
        .take(MIGRATIONS)
        .map(|migration| format!("{} ({})", migration.key(), migration.verdict.called()))
        .collect();
    if let Some(rest) = suffering
        .len()
        .checked_sub(MIGRATIONS)
        .filter(|rest| *rest > 0)
    {
        names.push(format!("{rest} more"));
    }
    page.gap();
    page.item(
        0,
        &[
            Span::new(BOLD, "Affected by the above, and to be repaired after it:"),
            Span::plain(list(&names)),
        ],
    );
}
