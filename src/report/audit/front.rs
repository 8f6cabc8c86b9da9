//! The first page of an audit report: what it is, the answer, and four figures that a reader without a terminal asks for.

use super::model::{Audit, Entry, Section};
use crate::report::page::{Block, Field, Line, Row, Table, Tone, own, text};
use crate::report::words::{count, list, minute};

/// What is said before anything else.
pub(super) fn front(audit: &Audit) -> Vec<Block> {
    let (since, until) = (minute(audit.period.since), minute(audit.period.until));
    let (written, tool) = (minute(audit.written_at), &audit.tool);
    let origin = format!(
        "From {since} to {until}, written {written} by {} {}.",
        tool.name, tool.version
    );
    let title = audit.document.title.as_deref();
    let title = text(title.unwrap_or("Does the database hold what django_migrations says?"));
    let named = [
        ("Owner", &audit.document.owner),
        ("Control", &audit.document.control),
    ];
    let named = named.into_iter();
    let named = named.filter_map(|(label, value)| Some(Field::new(label, text(value.as_ref()?))));
    let named: Vec<Field> = named.collect();
    let mut page = vec![
        Block::Heading(1, title),
        Block::Paragraph(Tone::Conclusion, text(&audit.conclusion)),
        Block::Paragraph(Tone::Dim, own(origin)),
    ];
    page.extend((!named.is_empty()).then_some(Block::Fields(named)));
    page.extend((!audit.sections.is_empty()).then(|| figures(&audit.sections)));
    page
}

/// One line a database, schema and scope.
fn figures(sections: &[Section]) -> Block {
    let rows = sections.iter().map(|section| {
        let target = &section.target;
        let named = text(&target.database).own(", ").text(&target.schema);
        let apps = (!section.scope.apps.is_empty()).then(|| list(&section.scope.apps));
        Row::from(vec![
            named.with_some(apps, |line, apps| line.own(": ").text(apps)),
            runs(section),
            own(open(section)),
            own(gone(section)),
            own(coverage(section)),
        ])
    });
    Block::Table(Table {
        head: vec!["Database", "Runs", "Open", "No longer reported", "Coverage"],
        rows: rows.collect(),
        ..Table::default()
    })
}

/// `6 made, 1 missed`, and how many of them measured nothing.
fn runs(section: &Section) -> Line {
    let made = section.runs.len();
    let blind = section.runs.iter().filter(|run| !run.measured).count();
    let mut told = own(format!("{made} made"));
    if blind > 0 {
        told = told.own(", ").strong(format!("{blind} measured nothing"));
    }
    match section.schedule.as_ref().map(super::Schedule::missed) {
        None => told.own(", no schedule set"),
        Some(0) => told.own(", none missed"),
        Some(missed) => told.own(", ").strong(format!("{missed} missed")),
    }
}

/// `1 error, 2 warnings, the oldest since 2026-05-03; 1 accepted`.
fn open(section: &Section) -> String {
    let (accepted, open): (Vec<&Entry>, Vec<&Entry>) =
        section.open.iter().partition(|entry| entry.is_accepted());
    let counted = crate::report::FindingCounts::of(open.iter().map(|entry| &entry.finding));
    let mut told = counted.words().join(", ");
    if told.is_empty() {
        "none".clone_into(&mut told);
    }
    if let Some(since) = open.iter().map(|entry| entry.since).min() {
        told = format!("{told}, the oldest since {}", since.strftime("%Y-%m-%d"));
    }
    match accepted.len() {
        0 => told,
        number => format!("{told}; {number} accepted"),
    }
}

fn gone(section: &Section) -> String {
    let proved = section.resolved.iter();
    let proved = proved.filter(|one| one.not_proved.is_none()).count();
    match (proved, section.resolved.len() - proved) {
        (0, 0) => "none".to_owned(),
        (proved, 0) => format!("{proved} resolved"),
        (0, unsure) => format!("{unsure}, not proved to be resolved"),
        (proved, unsure) => format!("{proved} resolved, {unsure} not proved to be"),
    }
}

/// `1,349 of 1,350 effects checked; 3 statements not measured`.
fn coverage(section: &Section) -> String {
    let it = &section.coverage;
    let checked = format!("{} of {} checked", it.checked, count(it.effects, "effect"));
    match it.opaque + it.unreadable {
        0 => checked,
        left => format!("{checked}; {} not measured", count(left, "statement")),
    }
}

/// Where whoever read it says so.
pub(super) fn signed() -> Block {
    let line = "________________________________";
    let fields = ["Read by", "Date", "Signature"];
    let fields = fields.into_iter().map(|label| Field::new(label, own(line)));
    Block::Section(vec![
        Block::Heading(2, own("Signed")),
        Block::Fields(fields.collect()),
    ])
}
