//! A finding in plain words: for the formats that have a line or a few of them for it, and for the tables of any
//! page. Whoever prints them escapes them as the format wants it.

use std::fmt;

use super::finding::{Cause, Finding, MigrationKey};
use super::migration::Migration;
use super::model::Report;
use super::page::{Line, own, text};
use super::vocabulary::{DoubtReason, Kind};
use super::words::{count, list};

/// `misplaced table user_profile_stream_config`, `different column t.c (type)`.
pub(super) fn title(finding: &Finding) -> String {
    let mut title = finding.kind.to_string();
    if let Some(what) = finding.subject() {
        title.push(' ');
        title.push_str(&what);
    }
    if let Some(aspect) = &finding.aspect {
        title = format!("{title} ({aspect})");
    }
    title
}

/// The title, marked where it is new.
pub(super) fn news(report: &Report, finding: &Finding) -> String {
    let mark = if finding.is_new(report) { "NEW: " } else { "" };
    format!("{mark}{}", title(finding))
}

/// Since when it is told, where that is not since this run alone: `2026-01-10 (4 days)`.
pub(super) fn since(finding: &Finding) -> Option<String> {
    let first = finding.first_seen?;
    let days = u64::try_from(finding.age_days?).ok()?;
    let day = first.strftime("%Y-%m-%d");
    (days > 0).then(|| format!("{day} ({})", count(days, "day")))
}

/// The sentence, the migration and the fields, a line each.
pub(super) fn lines(report: &Report, finding: &Finding) -> Vec<String> {
    let message = Some(&finding.message).filter(|message| !message.is_empty());
    let migration = finding.migration.iter();
    let migration = migration.map(|key| format!("migration: {key}"));
    let fields = fields(finding).into_iter().chain(help(report, finding));
    let fields = fields.map(|(label, text)| format!("{label}: {text}"));
    message
        .into_iter()
        .cloned()
        .chain(migration)
        .chain(fields)
        .collect()
}

/// What most likely happened, what was seen, and what to type: the help that every format has.
pub(super) fn help(report: &Report, finding: &Finding) -> Vec<(&'static str, Words)> {
    let cause = cause(report, finding).into_iter();
    let cause = cause.map(|it| {
        (
            "likely",
            Words::Sentence(format!("{}: {}", it.code, it.text)),
        )
    });
    cause.chain(seen_and_typed(finding)).collect()
}

/// What was seen, what to look at first, and what to type, line by line.
pub(super) fn seen_and_typed(finding: &Finding) -> Vec<(&'static str, Words)> {
    let seen = finding.evidence.iter();
    let seen = seen.map(|it| ("seen", Words::Sentence(it.text.clone())));
    let first = finding.caution.iter();
    let first = first.map(|it| ("first", Words::Sentence(it.words().to_owned())));
    let typed = finding.next.iter().flat_map(|it| {
        let lines = it.text.lines();
        lines.map(|line| (it.prompt.as_str(), Words::Name(line.to_owned())))
    });
    seen.chain(first).chain(typed).collect()
}

/// What most likely happened to its migration, where that is the cause of such a finding.
pub(super) fn cause<'a>(report: &'a Report, finding: &Finding) -> Option<&'a Cause> {
    let mut migrations = report.migrations.iter();
    let of = |it: &&Migration| {
        it.schema == finding.schema && finding.migration.as_ref() == Some(&it.key())
    };
    let migration = migrations.find(of)?;
    let cause = migration.causes.first();
    cause.filter(|_| finding.kind.has_cause())
}

/// What a field says.
pub(super) enum Words {
    /// In words of this program.
    Sentence(String),
    /// As the ledger or the catalog has it.
    Name(String),
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Sentence(words) | Self::Name(words)) = self;
        f.write_str(words)
    }
}

/// What is wrong and where: for each field a label, and what it says.
pub(super) fn fields(finding: &Finding) -> Vec<(&'static str, Words)> {
    let somewhere = !finding.found_in.is_empty();
    let expected = if somewhere { "belongs in" } else { "expected" };
    let parts = (finding.covers > 0).then(|| format!("{} parts of it", finding.covers));
    let cause = finding
        .root_cause
        .as_ref()
        .map(|id| format!("finding {id}"));
    let fields = [
        ("schema", finding.schema.clone().map(Words::Name)),
        ("is in", somewhere.then(|| Words::Sentence(found(finding)))),
        (expected, finding.expected.clone().map(Words::Name)),
        (
            "there is",
            finding
                .actual
                .clone()
                .filter(|_| !somewhere)
                .map(Words::Name),
        ),
        ("with it", parts.map(Words::Sentence)),
        (
            "from",
            finding.place.as_ref().map(|it| Words::Name(it.to_string())),
        ),
        ("but", doubt(finding).map(Words::Sentence)),
        ("because of", cause.map(Words::Sentence)),
        (
            "waived",
            finding
                .waived
                .as_ref()
                .map(|it| Words::Sentence(it.to_string())),
        ),
        ("since", since(finding).map(Words::Sentence)),
        ("id", Some(Words::Name(finding.id.clone()))),
    ];
    let said = fields.into_iter();
    said.filter_map(|(label, words)| Some((label, words?)))
        .collect()
}

/// Where else it was found, with how much of it matches there.
pub(super) fn found(finding: &Finding) -> String {
    let place = |place: &String| {
        let found = finding.matches.iter().find(|one| one.place == *place);
        match found {
            Some(one) => format!("{place} ({} of {} parts match)", one.matching, one.of),
            None => place.clone(),
        }
    };
    list(&finding.found_in.iter().map(place).collect::<Vec<_>>())
}

/// Why its absence may be lawful.
pub(super) fn doubt(finding: &Finding) -> Option<String> {
    let doubt = finding.doubt.as_ref()?;
    let later = &doubt.migration;
    let operation = doubt.operation.as_deref().unwrap_or("an operation");
    Some(match doubt.reason {
        DoubtReason::LaterNoLedger => {
            let may = match finding.kind {
                Kind::Unexpected => "made",
                Kind::Different => "changed",
                _ => "removed",
            };
            format!("the later {later} has no readable stored output and may have {may} it")
        }
        DoubtReason::LaterOpaque => {
            format!("the later {later} holds an operation that is not SQL")
        }
        DoubtReason::PrintedLate => format!(
            "the later {later} says `{operation}`, and was stored without (all of) its statements: sqlmigrate prints \
             them only before it has run. `reconcile capture --source migrate` stores what it runs"
        ),
        DoubtReason::MadeAnew => format!(
            "{later} holds an operation that is not SQL and may have made the table anew: `reconcile capture \
             --source migrate` stores what it runs"
        ),
        DoubtReason::MaybeSquash => format!(
            "{later} makes the same table: one may be a squash of the other. `reconcile capture` writes a \
             manifest, which tells"
        ),
    })
}

/// Whether a stored output is that of a migration.
pub(super) fn is_output_of(file: &str, key: &MigrationKey) -> bool {
    let name = file.strip_prefix(&*key.app);
    let name = name.and_then(|name| name.strip_prefix('/'));
    name.and_then(|name| name.strip_suffix(".sql")) == Some(&*key.name)
}

/// A cell, and under it what is to be decided first and what to type.
pub(super) fn with_next(cell: Line, finding: &Finding) -> Line {
    let first = finding.caution.map(|it| own("first: ").own(it.words()));
    let cell = cell.with_some(first, |line, it| line.line_break().and(it));
    let commands = finding.next.iter();
    commands.fold(cell, |line, it| line.line_break().typed(it))
}

/// What a table says of a finding: its kind, object and sentence, and under them what was seen and who waived it.
pub(super) fn finding_cell(finding: &Finding) -> Line {
    let object = finding.object.as_ref().map(|object| format!(" {object}"));
    let line = Line::default().strong(format!("{}{}", finding.kind, object.unwrap_or_default()));
    let line = line
        .with_some(finding.schema.as_ref(), |line, schema| {
            line.own(" of schema ").text(schema)
        })
        .with_some(finding.aspect.as_ref(), |line, aspect| {
            line.own(" [").text(aspect).own("]")
        })
        .line_break()
        .text(&finding.message);
    let follows = finding
        .root_cause
        .iter()
        .map(|root| format!("follows from {root}"));
    let seen = finding
        .evidence
        .iter()
        .map(|one| format!("seen: {}", one.text));
    let waived = finding
        .waived
        .iter()
        .map(|waiver| format!("waived: {waiver}"));
    let below = follows.chain(seen).chain(waived);
    let line = below.fold(line, |line, told| line.line_break().dim(told));
    line.line_break().digest(&finding.id)
}

/// The migration that it is laid at.
pub(super) fn finding_owner(finding: &Finding) -> Line {
    match &finding.migration {
        Some(key) => text(key),
        None => own("none"),
    }
}

/// Its severity, as a class of the row; a waived one has a class of its own.
pub(super) fn finding_class(finding: &Finding) -> &'static str {
    match finding.waived {
        Some(_) => "waived",
        None => finding.severity.as_str(),
    }
}

/// What most likely happened.
pub(super) fn likely(cause: &Cause) -> Line {
    let line = own("likely ").strong(cause.code).own(": ");
    line.text(&cause.text)
}
