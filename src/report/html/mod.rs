//! Pages as HTML, and the page of a run, for a CI to keep or a mail to pass on: a page asks nothing of a network,
//! prints, and follows light and dark. Every word goes through `maud`, which escapes it.
//!
//! Of a run the answer comes first, then what is wrong by weight, with what is likely and what to type, then the
//! findings in that order, then every migration, those that need a person first, then what was measured and what was not.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::escape::escape;
use super::facts::{Answer, answer, coverage, facts, not_applied, schemas, warnings};
use super::finding::Finding;
use super::groups::Following;
use super::migration::Migration;
use super::mistake::mistake;
use super::model::Report;
use super::overview::{moves, problems};
use super::page::{Block, Item, Line, Row, Span, Table, Tone, own, text};
use super::parts;
use super::summary_line::{self, finding_cell, finding_class, finding_owner, likely, with_next};
use super::text::Detail;
use super::vocabulary::{Meaning, Severity, Verdict};
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
        Block::Figures(figures) => html! {
            dl.figures {
                @for one in figures {
                    div {
                        dt { (one.label) }
                        dd.value { (line(&one.value)) }
                        @for note in &one.notes { dd { (line(note)) } }
                    }
                }
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
        Block::Script(lines) => html! {
            pre data-copy { @for line in lines { (plain(line)) "\n" } }
        },
        Block::Section(inside) => html! { section { (blocks(inside)) } },
        Block::Details(title, items) => html! {
            details open { summary { (line(title)) } ul { @for item in items { li { (line(item)) } } } }
        },
        Block::Picture { picture, words: _ } => picture.clone(),
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
        Span::Typed(command) => html! {
            span.typed { span.dim { (command.prompt.as_str()) } " " code data-copy { (lines(&command.text)) } }
        },
        Span::Break => html! { br; },
    }
}

/// What may be typed on several lines.
fn lines(text: &str) -> String {
    let lines = text.lines().map(plain);
    lines.collect::<Vec<_>>().join("\n")
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
    page.extend(mistake(report).map(|it| Block::Paragraph(Tone::Conclusion, text(it.says))));
    page.extend(overview(report));
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
    let fields = facts(report).into_iter();
    let fields = fields.chain(not_applied(report, Detail::Verbose));
    Block::Fields(fields.chain(warnings(report)).collect())
}

/// What is wrong by weight, with what is likely and what to type, and all moves in one block.
fn overview(report: &Report) -> Vec<Block> {
    let following = Following::of(report);
    let problems = problems(report, &following);
    if problems.is_empty() {
        return Vec::new();
    }
    let doubtful = mistake(report).is_some();
    let items = problems.iter().map(|problem| {
        let first = problem.first();
        let line = Line::default().marked(text_class(first), first.severity_words());
        let line = line
            .own(": ")
            .and(problem.headline())
            .with_some(problem.news(), |line, new| line.own(" ").strong(new));
        let likely = problem.cause.map(likely);
        let commands = problem.commands(report).into_iter();
        // Moves stand in the block below.
        let commands = commands.filter(|_| problem.moves() < 2 && !doubtful);
        let commands = commands.take(COMMANDS).map(|it| Line::default().typed(&it));
        Item {
            line,
            below: likely.into_iter().chain(commands).collect(),
        }
    });
    let moves = moves(&problems);
    let items = Block::List(items.collect());
    let mut blocks = vec![Block::Heading(2, own("What is wrong")), items];
    if !moves.is_empty() && !doubtful {
        blocks.push(Block::paragraph(own("All moves at once:")));
        blocks.push(Block::Script(moves));
    }
    blocks
}

/// So many commands stand under what is wrong in one way; each finding has its own.
const COMMANDS: usize = 3;

fn text_class(finding: &Finding) -> &'static str {
    match (finding.severity, &finding.waived) {
        (Severity::Error, None) => "bad-text",
        (Severity::Warning, None) => "doubtful-text",
        (_, _) => "dim",
    }
}

/// The gravest first, and what follows from others last.
fn findings(report: &Report) -> Block {
    let told = parts::told(report, Detail::Verbose).into_iter();
    let schemas: Vec<Report> = match report.parts.len() {
        0 => vec![report.clone()],
        _ => told.map(|(_, one)| one).collect(),
    };
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
        rows: schemas.iter().flat_map(finding_rows).collect(),
    })
}

fn finding_rows(report: &Report) -> Vec<Row> {
    let following = Following::of(report);
    let problems = problems(report, &following);
    let roots = problems.iter().flat_map(|one| one.findings.iter().copied());
    let followers = report.findings.iter().filter(|one| following.holds(one));
    roots
        .chain(followers)
        .map(|one| finding_row(report, one))
        .collect()
}

fn finding_row(report: &Report, one: &Finding) -> Row {
    let place = one.place.as_ref().map(ToString::to_string);
    let there = if one.found_in.is_empty() {
        one.actual.clone().unwrap_or_default()
    } else {
        format!("in {}", list(&one.found_in))
    };
    let mut migrations = report.migrations.iter();
    let migration = migrations.find(|it| one.migration.as_ref() == Some(&it.key()));
    let since = if one.is_new(report) {
        Some("NEW".to_owned())
    } else {
        summary_line::since(one).map(|it| format!("since {it}"))
    };
    let cause = summary_line::cause(report, one);
    let cause = cause.map(|it| own("likely ").strong(it.code));
    let cell = finding_cell(one).with_some(cause, |line, it| line.line_break().and(it));
    let cell = with_next(cell, one);
    Row {
        id: Some(one.id.clone()),
        class: Some(finding_class(one)),
        cells: vec![
            own(one.severity_words()).with_some(since, |line, it| line.line_break().own(it)),
            cell,
            finding_owner(one).with_some(migration, |line, it| {
                line.line_break().own(it.verdict.called())
            }),
            text(one.expected.as_deref().unwrap_or_default()),
            text(there),
            text(place.unwrap_or_default()),
        ],
    }
}

fn migrations(report: &Report) -> Block {
    let mut sorted: Vec<&Migration> = report.migrations.iter().collect();
    sorted.sort_by_key(|one| weight(one.verdict));
    let rows = sorted.into_iter().map(|one| {
        let schema = one.schema.as_ref().map(|schema| format!("{schema}: "));
        let recorded = match one.recorded_at {
            Some(at) => minute(at),
            None if one.is_recorded() => "no time".to_owned(),
            None => "no".to_owned(),
        };
        let cells = vec![
            own(one.verdict.called()),
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

/// What needs a person comes first.
fn weight(verdict: Verdict) -> usize {
    ["error", "warning", ""]
        .iter()
        .position(|class| *class == mark(verdict))
        .unwrap_or_default()
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
