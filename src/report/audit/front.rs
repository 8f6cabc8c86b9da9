//! The first page of an audit report: the answer, four figures, what was open day by day, and what the document is.

use super::figures::figures;
use super::model::{Audit, Entry, Section};
use super::unmeasured;
use crate::report::page::{Block, Field, Line, Row, Table, Tone, own, text};
use crate::report::trend::chart;
use crate::report::words::{count, list, minute};

/// What it is, and what it comes to.
pub(super) fn title(audit: &Audit) -> String {
    let title = audit.document.title.as_deref();
    let title = title.unwrap_or("Audit of database schemas");
    format!("{title}: {}", audit.headline())
}

/// What is said before anything else.
pub(super) fn front(audit: &Audit) -> Vec<Block> {
    let mut page = vec![
        Block::Heading(1, text(title(audit))),
        Block::Paragraph(Tone::Conclusion, text(&audit.conclusion)),
    ];
    if let [first, others @ ..] = audit.sections.as_slice() {
        page.push(figures(&audit.sections));
        page.push(if others.is_empty() {
            trend(first)
        } else {
            by_database(&audit.sections)
        });
    }
    page.push(document(audit));
    page
}

/// What was open day by day.
pub(super) fn trend(section: &Section) -> Block {
    Block::Picture {
        picture: chart(&section.trend),
        words: section.trend.words(),
    }
}

/// What a document has on its first page.
fn document(audit: &Audit) -> Block {
    let (since, until) = (minute(audit.period.since), minute(audit.period.until));
    let (written, tool) = (minute(audit.written_at), &audit.tool);
    let named = [
        ("owner", &audit.document.owner),
        ("control", &audit.document.control),
    ];
    let named = named
        .into_iter()
        .filter_map(|(label, value)| Some(Field::new(label, text(value.as_ref()?))));
    let fields = [
        Field::new("number", own(&audit.number)),
        Field::new("status", own(audit.status())),
        Field::new("period", own(format!("{since} to {until}"))),
        Field::new(
            "written",
            own(format!("{written} by {} {}", tool.name, tool.version)),
        ),
        Field::new("from", origin(audit)),
    ];
    Block::Fields(named.chain(fields).collect())
}

/// From which runs, with the newest seal, which covers all that were before it.
fn origin(audit: &Audit) -> Line {
    let runs = audit.sections.iter().flat_map(|section| &section.runs);
    let mut runs: Vec<u64> = runs.map(|run| run.id).collect();
    runs.sort_unstable();
    let told = match runs.as_slice() {
        [] => return own("no run"),
        [only] => own(format!("run {only}")),
        [first, .., last] => own(format!("{} runs, {first} to {last}", runs.len())),
    };
    told.with_some(audit.seal.last.as_ref(), |line, (_, seal)| {
        line.own(", sealed").line_break().digest(seal)
    })
}

/// One line a database, schema and scope.
fn by_database(sections: &[Section]) -> Block {
    let rows = sections.iter().map(|section| {
        let target = &section.target;
        let named = text(&target.database).own(", ").text(&target.schema);
        let apps = (!section.scope.apps.is_empty()).then(|| list(&section.scope.apps));
        Row::from(vec![
            named.with_some(apps, |line, apps| line.own(": ").text(apps)),
            runs(section),
            own(known(section, open(section))),
            own(if section.is_measured() {
                gone(section)
            } else {
                "not known".to_owned()
            }),
            text(known(section, coverage(section))),
        ])
    });
    Block::Table(Table {
        caption: "Figures of each database",
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
    let partial = section.runs.iter().filter(|run| run.is_partial()).count();
    if partial > 0 {
        told = told.own(", ").strong(format!("{partial} measured in part"));
    }
    match section.schedule.as_ref().map(super::Schedule::missed) {
        None if section.unscheduled => told.own(", not counted by the schedule"),
        None => told.own(", no schedule set"),
        Some(0) if section.schedule.as_ref().is_some_and(|it| it.pruned > 0) => {
            told.own(", not known whether some were missed, as runs were pruned")
        }
        Some(0) => told.own(", none missed"),
        Some(missed) => told.own(", ").strong(format!("{missed} missed")),
    }
}

/// `not known; last known: 1 error (run 3 of 2026-05-01, before the period)`, where nothing was measured.
fn known(section: &Section, told: String) -> String {
    match unmeasured::before(section) {
        Some(run) => format!("not known; last known: {told} ({run})"),
        None if section.is_unknown() => format!("not known; told: {told}"),
        None => told,
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
    let left = it.opaque + it.unreadable;
    let left = (left > 0).then(|| format!("; {} not measured", count(left, "statement")));
    let schemas = unmeasured::named(std::slice::from_ref(section));
    let schemas = schemas.map(|schemas| format!("; {schemas}"));
    format!(
        "{checked}{}{}",
        left.unwrap_or_default(),
        schemas.unwrap_or_default()
    )
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
