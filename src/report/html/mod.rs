//! Pages as HTML, and the page of a run, for a CI to keep or a mail to pass on: a page asks nothing of a network,
//! prints, and follows light and dark. Every word goes through `maud`, which escapes it.
//!
//! Of a run the answer comes first, then what is likely to have happened, then the findings with causes before what
//! follows from them, then every migration, then what was measured and what was not.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::escape::escape;
use super::facts::{Answer, answer, coverage, facts, schemas, warnings};
use super::finding::Finding;
use super::groups::groups;
use super::migration::Migration;
use super::model::Report;
use super::page::{Block, Line, Row, Span, Table, Tone, own, text};
use super::parts;
use super::summary_line::{finding_cell, finding_class, finding_owner, likely};
use super::text::Detail;
use super::vocabulary::{Meaning, Verdict};
use super::words::{list, minute};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Whether a page has tables to filter and sort. Without the script it says the same.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    No,
    Tables,
}

/// The whole document, ending in a line feed.
pub(super) fn document(title: &str, script: Script, main: &Markup) -> String {
    let policy = match script {
        Script::No => "default-src 'none'; style-src 'unsafe-inline'",
        Script::Tables => {
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
        }
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main { (main) }
                @if script == Script::Tables { script { (PreEscaped(SCRIPT)) } }
            }
        }
    };
    page.into_string() + "\n"
}

/// What stands on a page.
pub(super) fn blocks(blocks: &[Block]) -> Markup {
    html! { @for one in blocks { (block(one)) } }
}

fn block(block: &Block) -> Markup {
    match block {
        Block::Heading(1, words) => html! { h1 { (line(words)) } },
        Block::Heading(2, words) => html! { h2 { (line(words)) } },
        Block::Heading(_, words) => html! { h3 { (line(words)) } },
        Block::Paragraph(tone, words) => html! { p class=[class(*tone)] { (line(words)) } },
        Block::Fields(fields) => html! {
            dl {
                @for field in fields { dt { (capital(field.label)) } dd class=[class(field.tone)] { (line(&field.line)) } }
            }
        },
        Block::List(items) => html! {
            ul {
                @for item in items {
                    li {
                        (line(&item.line))
                        @if !item.below.is_empty() { ul { @for one in &item.below { li { (line(one)) } } } }
                    }
                }
            }
        },
        Block::Table(of) => html! { div.scroll { (table(of)) } },
        Block::Section(inside) => html! { section { (blocks(inside)) } },
        Block::Details(title, items) => html! {
            details open { summary { (line(title)) } ul { @for item in items { li { (line(item)) } } } }
        },
        Block::Picture(picture) => picture.clone(),
    }
}

const fn class(tone: Tone) -> Option<&'static str> {
    match tone {
        Tone::Plain => None,
        Tone::Dim => Some("dim"),
        Tone::Good => Some("good-text"),
        Tone::Doubtful => Some("doubtful-text"),
        Tone::Bad => Some("bad-text"),
        Tone::Conclusion => Some("conclusion"),
    }
}

fn table(table: &Table) -> Markup {
    html! {
        table data-filter=[table.filter] {
            @if !table.head.is_empty() { thead { tr { @for label in &table.head { th { (label) } } } } }
            tbody { @for one in &table.rows { (row(one, &table.head)) } }
        }
    }
}

fn row(row: &Row, head: &[&str]) -> Markup {
    html! {
        tr id=[row.id.as_ref()] class=[row.class] {
            @for (at, cell) in row.cells.iter().enumerate() {
                td data-label=[head.get(at)] { (line(cell)) }
            }
        }
    }
}

fn line(line: &Line) -> Markup {
    html! { @for one in &line.0 { (span(one)) } }
}

fn span(span: &Span) -> Markup {
    match span {
        Span::Own(words) | Span::Text(words) | Span::Name(words) => html! { (plain(words)) },
        Span::Strong(words) => html! { b { (plain(words)) } },
        Span::Dim(words) => html! { span.dim { (plain(words)) } },
        Span::Code(words) => html! { code { (plain(words)) } },
        Span::Digest(words) => html! { code.digest { (plain(words)) } },
        Span::Marked(class, words) => html! { span class=(class) { (plain(words)) } },
        Span::Break => html! { br; },
    }
}

fn capital(label: &str) -> String {
    let (first, rest) = label.split_at(label.len().min(1));
    first.to_ascii_uppercase() + rest
}

/// Without characters that turn the direction of text or take no room.
pub(super) fn plain(text: &str) -> String {
    escape(text).into_owned()
}

/// The report as a page, light or dark as the reader has it, ending in a line feed.
#[must_use]
pub fn render(report: &Report) -> String {
    let Answer { verdict, rest, .. } = answer(report);
    let database = &report.target.database;
    let title = text(database)
        .own(": ")
        .marked(answer_class(report), verdict);
    let mut page = vec![Block::Heading(1, title.own(" ").text(rest)), head(report)];
    if !report.parts.is_empty() {
        page.push(titled("Schemas", report.parts.len()));
        page.push(schemas(report, usize::MAX));
    }
    if !report.findings.is_empty() {
        page.push(titled("Findings", report.findings.len()));
        page.push(findings(report));
    }
    page.push(titled("Migrations", report.migrations.len()));
    page.push(migrations(report));
    page.push(Block::Heading(2, own("What was measured")));
    page.extend(coverage(&report.summary.coverage));
    let title = format!("{}: {verdict}", plain(database));
    document(&title, Script::Tables, &blocks(&page))
}

fn titled(title: &str, number: usize) -> Block {
    Block::Heading(2, own(format!("{title} ({number})")))
}

fn answer_class(report: &Report) -> &'static str {
    let open = report.open();
    match (report.is_measured() && open.error == 0, open.warning) {
        (false, _) => "bad-text",
        (true, 0) => "good-text",
        (true, _) => "doubtful-text",
    }
}

fn head(report: &Report) -> Block {
    let fields = facts(report, Detail::Verbose).into_iter();
    Block::Fields(fields.chain(warnings(report)).collect())
}

/// In the order of a repair, which is the order in which the text report tells them.
fn findings(report: &Report) -> Block {
    let told = parts::told(report, Detail::Verbose).into_iter();
    let schemas: Vec<Report> = match report.parts.len() {
        0 => vec![report.clone()],
        _ => told.map(|(_, one)| one).collect(),
    };
    let rows = schemas.iter().flat_map(groups).flat_map(|group| {
        let migration = group.migration;
        group
            .findings
            .into_iter()
            .map(move |one| finding_row(one, migration))
    });
    Block::Table(Table {
        filter: Some("findings"),
        head: vec![
            "Severity",
            "Finding",
            "Migration",
            "Expected",
            "There is",
            "Place",
        ],
        rows: rows.collect(),
    })
}

fn finding_row(one: &Finding, migration: Option<&Migration>) -> Row {
    let place = one.place.as_ref().map(ToString::to_string);
    let there = if one.found_in.is_empty() {
        one.actual.clone().unwrap_or_default()
    } else {
        format!("in {}", list(&one.found_in))
    };
    Row {
        id: Some(one.id.clone()),
        class: Some(finding_class(one)),
        cells: vec![
            own(one.severity_words()),
            finding_cell(one),
            finding_owner(one).with_some(migration, |line, it| line.line_break().own(it.verdict)),
            text(one.expected.as_deref().unwrap_or_default()),
            text(there),
            text(place.unwrap_or_default()),
        ],
    }
}

fn migrations(report: &Report) -> Block {
    let rows = report.migrations.iter().map(|one| {
        let schema = one.schema.as_ref().map(|schema| format!("{schema}: "));
        let recorded = match one.recorded_at {
            Some(at) => minute(at),
            None if one.is_recorded() => "no time".to_owned(),
            None => "no".to_owned(),
        };
        let cells = vec![
            own(one.verdict),
            text(schema.unwrap_or_default()).text(one.key()),
            own(recorded),
            own(format!(
                "{} of {} there",
                one.effects.present, one.effects.total
            )),
            story(one),
        ];
        Row {
            class: Some(mark(one.verdict)),
            cells,
            ..Row::default()
        }
    });
    Block::Table(Table {
        filter: Some("migrations"),
        head: vec![
            "Verdict",
            "Migration",
            "Recorded",
            "Effects",
            "What is likely, and what was seen",
        ],
        rows: rows.collect(),
    })
}

fn story(migration: &Migration) -> Line {
    let causes = migration.causes.iter().map(likely);
    let line = causes.fold(Line::default(), |line, one| line.and(one).line_break());
    let seen = migration
        .evidence
        .iter()
        .map(|one| format!("seen: {}", one.text));
    seen.fold(line, |line, told| line.dim(told).line_break())
}

fn mark(verdict: Verdict) -> &'static str {
    match verdict.row().meaning {
        Meaning::Bad => "error",
        // What leaves no trace asks nothing of anybody.
        Meaning::Unproved if verdict != Verdict::Opaque => "warning",
        Meaning::Unproved | Meaning::Good | Meaning::Waiting => "",
    }
}

#[cfg(test)]
mod tests;
