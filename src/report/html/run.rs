//! The page of a run, for a CI to keep or a mail to pass on.
//!
//! The answer comes first, then what is likely to have happened, then the findings with causes before what
//! follows from them, then every migration, then what was measured and what was not.

use super::{Script, blocks, document, plain};
use crate::report::answer::{Answer, answer};
use crate::report::cells::{coverage, finding_cell, finding_class, finding_owner};
use crate::report::facts::{facts, patterns, warnings};
use crate::report::finding::Finding;
use crate::report::groups::{Following, groups};
use crate::report::migration::Migration;
use crate::report::model::Report;
use crate::report::page::{Block, Field, Item, Line, Row, Table, own, text};
use crate::report::parts;
use crate::report::text::Detail;
use crate::report::vocabulary::{Meaning, Verdict};
use crate::report::words::{count, list, minute};

/// The report as a page, light or dark as the reader has it, ending in a line feed.
#[must_use]
pub fn render(report: &Report) -> String {
    let Answer { verdict, rest, .. } = answer(report);
    let database = &report.target.database;
    let title = text(database).own(": ").marked(class(report), verdict);
    let mut page = vec![Block::Heading(1, title.own(" ").text(rest)), head(report)];
    if !report.parts.is_empty() {
        page.extend(schemas(report));
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

fn class(report: &Report) -> &'static str {
    let open = report.open();
    match (report.is_measured() && open.error == 0, open.warning) {
        (false, _) => "bad-text",
        (true, 0) => "good-text",
        (true, _) => "doubtful-text",
    }
}

fn head(report: &Report) -> Block {
    let patterns = patterns(report, &Following::of(report)).into_iter();
    let patterns = patterns.map(|it| Field::new("pattern", Line::default().strong(it)));
    let fields = facts(report, Detail::Verbose).into_iter();
    Block::Fields(fields.chain(patterns).chain(warnings(report)).collect())
}

/// Which schemas are alike, and which could not be measured.
fn schemas(report: &Report) -> [Block; 2] {
    let blind = report.parts.iter().filter_map(|part| {
        let reason = part.not_measured.as_ref()?;
        Some(
            text(&part.schema)
                .own(": ")
                .strong("not measured")
                .own(": ")
                .text(reason),
        )
    });
    let groups = report.groups.iter().map(|group| {
        let found = match group.findings.len() {
            0 => "agree".to_owned(),
            number => count(number as u64, "finding"),
        };
        text(list(&group.schemas)).own(": ").own(found)
    });
    [
        titled("Schemas", report.parts.len()),
        Block::List(blind.chain(groups).map(Item::from).collect()),
    ]
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
            .map(move |one| row(one, migration))
    });
    Block::Table(Table {
        filter: Some("findings"),
        head: vec![
            "Severity",
            "Finding",
            "Migration",
            "Expected",
            "There is",
            "SourceLocation",
        ],
        rows: rows.collect(),
    })
}

fn row(one: &Finding, migration: Option<&Migration>) -> Row {
    let waived = if one.waived.is_some() {
        " (waived)"
    } else {
        ""
    };
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
            own(format!("{}{waived}", one.severity)),
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
    let line = migration
        .causes
        .iter()
        .fold(Line::default(), |line, cause| {
            line.own("likely ")
                .strong(cause.code)
                .own(": ")
                .text(&cause.text)
                .line_break()
        });
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
