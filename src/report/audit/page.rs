//! The page of an audit report, whatever the medium.

use jiff::Timestamp;

use super::figures::lasted;
use super::front::{front, signed, trend};
use super::glossary::glossary;
use super::model::{Audit, AuditRun, Changes, Entry, Resolved, Section};
use super::seal::seal;
use super::unmeasured;
use crate::report::facts::coverage;
use crate::report::finding::{Cause, Evidence};
use crate::report::page::{Block, Field, Item, Line, Row, Table, Tone, own, text};
use crate::report::summary_line::{finding_cell, finding_class, finding_owner, with_next};
use crate::report::words::{count, list, minute};

/// All that the report says.
pub(super) fn page(audit: &Audit) -> Vec<Block> {
    let mut page = front(audit);
    let alone = audit.sections.len() == 1;
    page.extend(audit.sections.iter().map(|one| section(one, alone)));
    page.push(seal(audit));
    page.push(reproduce(audit));
    page.push(signed());
    page.push(glossary(audit));
    page
}

/// All of a database, schema and scope; the first page has the picture of one that is alone.
fn section(section: &Section, alone: bool) -> Block {
    let target = &section.target;
    let mut blocks = vec![
        Block::Heading(
            2,
            text(&target.database).own(", schema ").text(&target.schema),
        ),
        facts(section),
    ];
    blocks.extend(unmeasured::warning(section));
    blocks.extend((!alone).then(|| trend(section)));
    let waivers = section.waivers.iter();
    let waivers = waivers.map(|one| own("").strong(one.state).own(": ").text(one));
    let parts = [
        ("Open findings", open(&section.open)),
        ("Accepted", accepted(&section.open)),
        ("No longer reported", resolved(&section.resolved)),
        (
            "Records and stored outputs that changed",
            changes(&section.record_changes, &section.ledger_changes),
        ),
        ("Waivers", Block::List(waivers.map(Item::from).collect())),
    ];
    for (title, block) in parts {
        blocks.push(Block::Heading(3, own(title)));
        blocks.push(if is_empty(&block) {
            Block::paragraph(own(if section.is_unknown() {
                "None known."
            } else {
                "None."
            }))
        } else {
            block
        });
    }
    let measured = "What the newest run measured, and what it did not";
    blocks.push(Block::Heading(3, own(measured)));
    blocks.extend(unmeasured::reasons(section.not_measured()));
    blocks.extend(coverage(&section.coverage));
    blocks.push(Block::Heading(3, own("Runs")));
    blocks.extend(schedule(section));
    blocks.push(runs(section));
    Block::Section(blocks)
}

fn is_empty(block: &Block) -> bool {
    match block {
        Block::List(items) => items.is_empty(),
        Block::Table(table) => table.rows.is_empty(),
        _ => false,
    }
}

fn facts(section: &Section) -> Block {
    let (target, ledger) = (&section.target, &section.ledger);
    let at = target.address.as_ref().map(|at| format!(" at {at}"));
    let server = format!(
        "{} {}{}",
        target.engine,
        target.server_version,
        at.unwrap_or_default()
    );
    let scope = match section.scope.apps.as_slice() {
        [] => own("all apps"),
        apps => text(list(apps)),
    };
    let outputs = count(ledger.migrations, "stored output");
    Block::Fields(vec![
        Field::new(
            "Database",
            text(server).own(", identity ").code(&target.identity),
        ),
        Field::new("scope", scope),
        Field::new(
            "ledger",
            text(&ledger.path)
                .own(format!(", {outputs}, "))
                .digest(&ledger.digest),
        ),
    ])
}

/// Whether runs were made when they should have been.
fn schedule(section: &Section) -> Vec<Block> {
    let Some(schedule) = &section.schedule else {
        let text = if section.unscheduled {
            "Somebody looked once, at some apps: the schedule does not count that, and no run is called missed."
        } else {
            "No schedule is set (every, below [report] of the settings), so that no run can be called missed."
        };
        return vec![Block::Paragraph(Tone::Dim, own(text))];
    };
    let every = hours(schedule.every_seconds);
    let mut blocks = Vec::new();
    if schedule.gaps.is_empty() && schedule.pruned > 0 {
        blocks.push(Block::paragraph(own(format!(
            "A run was expected every {every}."
        ))));
    } else if schedule.gaps.is_empty() {
        let none = format!("A run was expected every {every}, and none was missed.");
        blocks.push(Block::paragraph(own(none)));
    } else {
        let missed = count(schedule.missed(), "run");
        let some = format!("A run was expected every {every}; {missed} missed:");
        blocks.push(Block::Paragraph(Tone::Bad, own(some)));
        let gaps = schedule.gaps.iter().map(|gap| {
            let (from, to) = (minute(gap.from), minute(gap.to));
            own(format!(
                "{} between {from} and {to}",
                count(gap.missed, "run")
            ))
        });
        blocks.push(Block::List(gaps.map(Item::from).collect()));
    }
    if schedule.pruned > 0 {
        let times = count(schedule.pruned, "time");
        let unknown =
            format!("Runs were pruned, so that it is not known whether some were missed: {times}.");
        blocks.push(Block::Paragraph(Tone::Dim, own(unknown)));
    }
    blocks
}

fn runs(section: &Section) -> Block {
    let before = section
        .baseline
        .iter()
        .map(|run| run_row(run, own(run.id).own(" ").dim("(before)")));
    let runs = section.runs.iter().map(|run| run_row(run, own(run.id)));
    Block::Table(Table {
        caption: "Runs",
        head: vec!["Run", "When", "By", "Verdicts", "Findings"],
        rows: before.chain(runs).collect(),
        ..Table::default()
    })
}

fn run_row(run: &AuditRun, name: Line) -> Row {
    let found = match run.findings.words().as_slice() {
        [] => "none".to_owned(),
        words => words.join(", "),
    };
    let accepted = run.waived.total();
    let accepted = (accepted > 0).then(|| format!("; {accepted} of them accepted"));
    Row::from(vec![
        name,
        own(minute(run.started_at)),
        text(by(run)),
        text(run.verdicts()),
        own(found + &accepted.unwrap_or_default())
            .with_some(unmeasured::of_run(run), |line, left| {
                line.line_break().and(left)
            }),
    ])
}

fn by(run: &AuditRun) -> String {
    let Some(by) = &run.by else {
        return "not kept".to_owned();
    };
    let user = by.user.as_deref().unwrap_or("somebody");
    let host = by.host.as_ref().map(|host| format!("@{host}"));
    let ci = by.ci.as_ref().map(|ci| format!(", {ci}"));
    format!(
        "{user}{}{}",
        host.unwrap_or_default(),
        ci.unwrap_or_default()
    )
}

/// With who answers for each and by when, where anybody does.
fn open(entries: &[Entry]) -> Block {
    let entries = || entries.iter().filter(|entry| !entry.is_accepted());
    let named = entries().any(|entry| entry.owner.is_some());
    let rows = entries().map(|entry| {
        let owner = entry.owner.as_deref().unwrap_or("nobody named");
        let mut row = open_row(entry);
        row.cells.extend(
            named
                .then(|| [text(owner), due(entry)])
                .into_iter()
                .flatten(),
        );
        row
    });
    let head = ["Severity", "Finding", "Migration", "Since", "Owner", "Due"];
    Block::Table(Table {
        caption: "Open findings",
        filter: Some("findings"),
        head: head[..if named { 6 } else { 4 }].to_vec(),
        rows: rows.collect(),
    })
}

fn open_row(entry: &Entry) -> Row {
    let one = &entry.finding;
    let severity = own(one.severity_words());
    let severity = severity.with_some(entry.new.then_some("new"), |line, new| {
        line.own(" ").strong(new)
    });
    let told = story(finding_cell(one), &entry.evidence, &entry.causes);
    let place = one.place.as_ref().map(ToString::to_string);
    let since = format!("{}, run {}", day(entry.since), entry.first_seen);
    Row {
        id: None,
        class: Some(finding_class(one)),
        cells: vec![
            severity,
            with_next(told, one),
            finding_owner(one).with_some(place, |line, place| line.line_break().dim(place)),
            own(since).line_break().own(lasted(entry.days)),
        ],
    }
}

fn due(entry: &Entry) -> Line {
    match entry.due {
        None => own("no day set"),
        Some(day) if entry.overdue => own(day).own(" ").strong("overdue"),
        Some(day) => own(day),
    }
}

/// What somebody decided to bear, why, and until when.
fn accepted(entries: &[Entry]) -> Block {
    let rows = entries.iter().filter_map(|entry| {
        let one = &entry.finding;
        let waiver = one.waived.as_ref()?;
        let until = waiver.expires.map(|day| day.to_string());
        Some(Row::from(vec![
            finding_cell(one),
            finding_owner(one),
            text(&waiver.reason),
            text(waiver.owner.as_deref().unwrap_or("nobody named")),
            own(until.unwrap_or_else(|| "for good".to_owned())),
            own(day(entry.since)),
        ]))
    });
    Block::Table(Table {
        caption: "Accepted findings",
        head: vec!["Finding", "Migration", "Reason", "By", "Until", "Since"],
        rows: rows.collect(),
        ..Table::default()
    })
}

/// With what is known of its migration.
fn story(cell: Line, evidence: &[Evidence], causes: &[Cause]) -> Line {
    let seen = evidence.iter().map(|one| format!("seen: {}", one.text));
    let likely = causes
        .iter()
        .map(|one| format!("likely {}: {}", one.code, one.text));
    seen.chain(likely)
        .fold(cell, |line, told| line.line_break().dim(told))
}

fn resolved(resolved: &[Resolved]) -> Block {
    let rows = resolved.iter().map(|one| {
        let proved = match &one.not_proved {
            Some(reason) => own("no: ").text(reason),
            None => own("yes"),
        };
        Row::from(vec![
            finding_cell(&one.finding),
            finding_owner(&one.finding),
            own(format!("{}, run {}", day(one.since), one.first_seen)),
            own(format!("{}, run {}", day(one.gone_at), one.gone_in)),
            own(lasted(one.days)),
            proved,
        ])
    });
    Block::Table(Table {
        caption: "Findings that are no longer reported",
        head: vec!["Finding", "Migration", "Since", "Gone", "Took", "Proved"],
        rows: rows.collect(),
        ..Table::default()
    })
}

/// Of the rows of `django_migrations`, and of the stored outputs.
fn changes(records: &Changes, outputs: &Changes) -> Block {
    let sorts = [
        (&records.removed, "record removed"),
        (&records.edited, "record changed"),
        (&records.added, "record added"),
        (&outputs.removed, "stored output removed"),
        (&outputs.edited, "stored output changed"),
        (&outputs.added, "stored output added"),
    ];
    let each = sorts.into_iter().flat_map(|(changed, what)| {
        let names = changed.iter();
        names.map(move |name| own(what).own(": ").text(name))
    });
    Block::List(each.map(Item::from).collect())
}

fn reproduce(audit: &Audit) -> Block {
    let rows = audit.reproduce.iter();
    let rows = rows.map(|one| vec![text(&one.figure), own("").code(&one.command)].into());
    Block::Section(vec![
        Block::Heading(2, own("How an engineer finds each figure again")),
        Block::Table(Table {
            caption: "Figures, and the command that prints each",
            head: vec!["Figure", "Command"],
            rows: rows.collect(),
            ..Table::default()
        }),
    ])
}

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

fn hours(seconds: i64) -> String {
    match seconds {
        _ if seconds % 86_400 == 0 => count((seconds / 86_400).unsigned_abs(), "day"),
        _ if seconds % 3_600 == 0 => count((seconds / 3_600).unsigned_abs(), "hour"),
        _ => count(seconds.unsigned_abs(), "second"),
    }
}
