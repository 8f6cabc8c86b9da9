//! What is said of a run before its findings, in every medium: the answer, where, against what, and how it went.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::coverage::Coverage;
use super::model::{FindingCounts, Report};
use super::page::{Block, Field, Item, Line, Tone, own, text};
use super::pending::pending;
use super::text::Detail;
use super::vocabulary::{Severity, Verdict};
use super::words::{count, list, minute};

/// What is so, and how much of it.
pub(super) struct Answer {
    pub(super) tone: Tone,
    pub(super) verdict: &'static str,
    pub(super) rest: String,
}

/// What a time is called, and as of when.
type Called = fn(Timestamp, Timestamp) -> String;

/// The answer of a report, as it is read when the run ends.
pub(super) fn answer(report: &Report) -> Answer {
    answer_with(report, moment)
}

/// The answer of a report on a page that is read days later: `yesterday` would be another day by then.
pub(super) fn lasting_answer(report: &Report) -> Answer {
    answer_with(report, |at, _| minute(at))
}

fn answer_with(report: &Report, called: Called) -> Answer {
    let (tone, verdict, mut rest) = by_findings(report, called);
    let left = report.summary.coverage.unmeasured;
    if left > 0 {
        let _ = write!(rest, "; {left} could not be measured");
    }
    Answer {
        tone,
        verdict,
        rest,
    }
}

fn by_findings(report: &Report, called: Called) -> (Tone, &'static str, String) {
    let (found, waived) = (report.open(), report.waived());
    let parts = &report.parts;
    let blind = parts.iter().filter(|it| it.not_measured.is_some()).count();
    let whole = parts.is_empty() || blind == parts.len();
    if whole && !report.is_measured() {
        (Tone::Bad, "NOTHING WAS CHECKED", unmeasured(report))
    } else if found.error > 0 {
        (
            Tone::Bad,
            "DOES NOT AGREE",
            format!(
                "with django_migrations{}: {}{}",
                broken(report),
                list(&found.words()),
                news(report, called)
            ),
        )
    } else if blind > 0 {
        let all = count(parts.len() as u64, "schema");
        let rest = format!("{blind} of {all} could not be measured");
        (Tone::Bad, "NOT ALL WAS CHECKED:", rest)
    } else if waived.error > 0 {
        (Tone::Doubtful, "NO ERROR IS LEFT", excepted(found, waived))
    } else if found.warning > 0 {
        (
            Tone::Doubtful,
            "NO ERROR FOUND",
            format!("but {}{}", list(&found.words()), news(report, called)),
        )
    } else {
        (Tone::Good, "AGREES", agreement(report))
    }
}

/// `, 2 of them new since run 4 (yesterday 04:13 UTC)`; nothing without a run to compare with.
fn news(report: &Report, called: Called) -> String {
    let Some(new) = &report.run.new else {
        return String::new();
    };
    let open = report.findings.iter().filter(|it| it.waived.is_none());
    let (new_ones, old): (Vec<_>, Vec<_>) = open.partition(|it| it.is_new(report));
    let number = match (new_ones.len(), old.len()) {
        (0, _) => "none".to_owned(),
        (1, 0) => String::new(),
        (_, 0) => "all".to_owned(),
        (number, _) => format!("{number} of them"),
    };
    let told = format!(
        "{number} new since run {} ({})",
        new.since,
        called(new.started_at, report.run.started_at)
    );
    format!(", {}", told.trim_start())
}

/// `yesterday 04:13 UTC`, as it is called at `now`.
fn moment(at: Timestamp, now: Timestamp) -> String {
    let date = |at: Timestamp| at.to_zoned(TimeZone::UTC).date();
    let day = match date(now).since(date(at)).map(|it| it.get_days()) {
        Ok(0) => "today".to_owned(),
        Ok(1) => "yesterday".to_owned(),
        _ => date(at).to_string(),
    };
    format!("{day} {}", at.strftime("%H:%M UTC"))
}

/// Of a database that agrees but for what people decided to bear.
fn excepted(found: FindingCounts, waived: FindingCounts) -> String {
    let besides = match found.warning {
        0 => String::new(),
        _ => format!("; besides {}", list(&found.words())),
    };
    format!("but what is waived: {}{besides}", list(&waived.words()))
}

/// ` in 3 of 51 schemas`; nothing where the run was over one, or what is wrong is in none that is there.
fn broken(report: &Report) -> String {
    let open = report.findings.iter().filter(|it| it.waived.is_none());
    let errors = open.filter(|it| it.severity == Severity::Error);
    let broken: BTreeSet<_> = errors.filter_map(|it| it.schema.as_ref()).collect();
    match report.parts.len() {
        _ if broken.is_empty() => String::new(),
        all => format!(" in {} of {}", broken.len(), count(all as u64, "schema")),
    }
}

fn unmeasured(report: &Report) -> String {
    if !report.parts.is_empty() {
        return "because nothing could be measured in any schema".to_owned();
    }
    match report.summary.recorded {
        0 => "because no migration in scope is recorded".to_owned(),
        recorded => format!("because no recorded migration (of {recorded}) has a stored output"),
    }
}

fn agreement(report: &Report) -> String {
    let summary = &report.summary;
    let mut text = format!(
        "with django_migrations: {}, {} checked",
        count(summary.recorded, "recorded migration"),
        count(summary.coverage.checked, "effect")
    );
    if summary.findings.info > 0 {
        let _ = write!(text, ", {} to know", count(summary.findings.info, "thing"));
    }
    text
}

/// The database, the ledger and the run.
pub(super) fn facts(report: &Report) -> Vec<Field> {
    let mut fields = vec![Field::new("database", database(report))];
    let mut add =
        |label, line: Option<Line>| fields.extend(line.map(|line| Field::new(label, line)));
    let ledger = &report.ledger;
    add("apps", Line::names(&report.scope.apps));
    let outputs = count(ledger.migrations, "stored output");
    add(
        "ledger",
        Some(own("").name(&ledger.path).own(", ").own(outputs)),
    );
    let recorded = count(report.summary.recorded, "migration");
    add("recorded", Some(own(recorded).own(verdicts(report))));
    add("run", Some(own(run(report))));
    fields.extend(besides(report));
    fields
}

/// What is stored and not recorded, with what applies it.
pub(super) fn not_applied(report: &Report, detail: Detail) -> Option<Field> {
    let pending = pending(report, detail)?;
    let line = pending
        .line
        .with_some(pending.command, |line, it| line.own(": ").code(it.text));
    Some(Field::new("not applied", line))
}

/// What is told of a run where there is something to tell.
pub(super) fn besides(report: &Report) -> Vec<Field> {
    let elsewhere = Line::names(&report.scope.elsewhere)
        .map(|apps| apps.own(" live in another schema, as [apps] has it, and are not judged here"));
    let waived = report.waived().total();
    let fields = [
        ("standby", report.target.lag().map(text)),
        (
            "stand-ins",
            report
                .summary
                .coverage
                .across_vendors
                .as_ref()
                .map(|it| text(it.words(report.target.engine))),
        ),
        ("ledgers", ledgers(report).map(text)),
        ("left out", elsewhere),
        (
            "waived",
            (waived > 0).then(|| own(format!("{}, shown below", count(waived, "finding")))),
        ),
    ];
    let said = fields.into_iter();
    said.filter_map(|(label, line)| Some(Field::new(label, line?)))
        .collect()
}

/// The waivers that are to be looked at.
pub(super) fn warnings(report: &Report) -> impl Iterator<Item = Field> {
    report.waiver_problems().map(|problem| Field {
        tone: Tone::Doubtful,
        ..Field::new("warning", text(problem))
    })
}

/// `shop at db.internal:5432, schema public, PostgreSQL 15.18`.
pub(super) fn database(report: &Report) -> Line {
    let target = &report.target;
    let schemas = match report.parts.len() {
        0 => own("schema ").name(&target.schema),
        number => own(count(number as u64, "schema"))
            .own(" (")
            .name(&target.schema)
            .own(")"),
    };
    own("")
        .name(&target.database)
        .with_some(target.address.as_ref(), |line, at| {
            line.own(" at ").name(at)
        })
        .own(", ")
        .and(schemas)
        .own(format!(", {} ", target.engine.called()))
        .name(&target.server_version)
}

/// What each schema has that keeps a `django_migrations`: `a (12 migrations, 0 of 40 tables) and b (...)`.
fn ledgers(report: &Report) -> Option<String> {
    let all = report.summary.coverage.ledgers.iter().map(|one| {
        let recorded = match one.recorded {
            Some(number) => count(number, "migration"),
            None => "not read".to_owned(),
        };
        format!(
            "{} ({recorded}, {} of {} tables)",
            one.schema, one.tables, one.of
        )
    });
    let all: Vec<String> = all.collect();
    (!all.is_empty()).then(|| format!("django_migrations is in several schemas: {}", list(&all)))
}

/// `: 2 verified, 1 faked`, of what is recorded.
pub(super) fn verdicts(report: &Report) -> String {
    let of = |verdict: &Verdict| report.summary.verdicts.get(verdict).copied().unwrap_or(0);
    let recorded = Verdict::ALL.iter().filter(|it| it.is_recorded());
    let (good, others): (Vec<&Verdict>, Vec<&Verdict>) =
        recorded.partition(|it| **it == Verdict::Verified);
    let said = good.into_iter().chain(others);
    let said = said.filter(|it| of(it) > 0);
    let said: Vec<String> = said.map(|it| format!("{} {it}", of(it))).collect();
    if said.is_empty() {
        return String::new();
    }
    format!(": {}", said.join(", "))
}

/// `17, 2026-01-14 20:52:03 UTC, after run 16`.
pub(super) fn run(report: &Report) -> String {
    let run = &report.run;
    let at = run.started_at.strftime("%Y-%m-%d %H:%M:%S UTC");
    match (run.id, run.previous) {
        (None, _) => format!("not kept, {at}"),
        (Some(id), None) => format!("{id}, {at}, the first of this database and scope"),
        (Some(id), Some(previous)) => format!("{id}, {at}, after run {previous}"),
    }
}

/// How much was held against the catalog, and what was not, with the reasons.
pub(super) fn coverage(it: &Coverage) -> Vec<Block> {
    let (checked, statements) = (
        count(it.checked, "effect"),
        count(it.statements, "statement"),
    );
    let counts = format!(
        "{checked} of {} held against the catalog, {} of them undecided; {statements}: {} modelled, {} data only, {} \
         opaque, {} unreadable.",
        it.effects, it.undecided, it.modelled, it.data, it.opaque, it.unreadable
    );
    let gaps = it.gaps();
    let title = own(format!("Not measured ({})", gaps.len()));
    let gaps: Vec<Line> = gaps
        .iter()
        .map(|(what, reason)| text(what).own(": ").text(reason))
        .collect();
    let gaps = (!gaps.is_empty()).then_some(Block::Details(title, gaps));
    std::iter::once(Block::paragraph(own(counts)))
        .chain(gaps)
        .collect()
}

/// Which schemas are alike, and which could not be measured; of many that are alike only so many are named.
pub(super) fn schemas(report: &Report, most: usize) -> Block {
    let blind = report.parts.iter().filter_map(|part| {
        let reason = part.not_measured.as_ref()?;
        let line = own("").name(&part.schema).own(": ");
        Some(line.strong("not measured").own(": ").text(reason))
    });
    let alike = report.groups.iter().map(|group| {
        let found = match group.findings.len() {
            0 => "agree".to_owned(),
            number => count(number as u64, "finding"),
        };
        let names = group.schemas.iter().map(|name| own("").name(name));
        shortened(most, names).own(": ").own(found)
    });
    Block::List(blind.chain(alike).map(Item::from).collect())
}

/// `a, b and c`, or `a, b, c and 17 more`.
pub(super) fn shortened(most: usize, names: impl Iterator<Item = Line>) -> Line {
    let mut names: Vec<Line> = names.collect();
    let left = names.len().saturating_sub(most);
    names.truncate(most);
    names.extend((left > 0).then(|| own(format!("{left} more"))));
    Line::list(names)
}
