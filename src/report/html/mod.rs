//! The page of a run, for a CI to keep or a mail to pass on.
//!
//! The answer comes first, then what is wrong by weight, with what is likely and what to type, then the
//! findings in that order, then every migration, those that need a person first, then what was measured and what was not.

mod page;

use super::facts::{Answer, coverage, facts, lasting_answer, not_applied, schemas, warnings};
use super::finding::Finding;
use super::groups::Following;
use super::migration::Migration;
use super::mistake::mistake;
use super::model::Report;
use super::overview::{moves, problems};
use super::page::{Block, Item, Line, Row, Table, Tone, own, text};
use super::parts;
use super::summary_line::{self, finding_cell, finding_class, finding_owner, likely, with_next};
use super::text::Detail;
use super::vocabulary::{Meaning, Severity, Verdict};
use super::words::{list, minute};

pub(super) use self::page::{Head, Script, blocks, document, document_with, plain};

/// The report as a page, light or dark as the reader has it, ending in a line feed.
#[must_use]
pub fn render(report: &Report) -> String {
    let Answer { verdict, rest, .. } = lasting_answer(report);
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
        caption: "Findings",
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
        caption: "Migrations",
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
