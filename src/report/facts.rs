//! What is said of a run before its findings, in every medium: the answer, where, against what, and how it went.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::coverage::Coverage;
use super::finding::MigrationKey;
use super::groups::Following;
use super::migration::{Migration, named};
use super::model::{FindingCounts, Report};
use super::page::{Block, Field, Item, Line, Tone, own, text};
use super::text::Detail;
use super::vocabulary::{CauseCode, Kind, ObjectKind, Severity, Verdict};
use super::words::{count, count_as, list};

/// What is so, and how much of it.
pub(super) struct Answer {
    pub(super) tone: Tone,
    pub(super) verdict: &'static str,
    pub(super) rest: String,
}

/// The answer of a report.
pub(super) fn answer(report: &Report) -> Answer {
    let (tone, verdict, mut rest) = by_findings(report);
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

fn by_findings(report: &Report) -> (Tone, &'static str, String) {
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
                "with django_migrations{}: {}",
                broken(report),
                list(&found.words())
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
            format!("but {}", list(&found.words())),
        )
    } else {
        (Tone::Good, "AGREES", agreement(report))
    }
}

/// Of a database that agrees but for what people decided to bear.
fn excepted(found: FindingCounts, waived: FindingCounts) -> String {
    let besides = match found.warning {
        0 => String::new(),
        _ => format!("; besides {}", list(&found.words())),
    };
    format!("but what is waived: {}{besides}", list(&waived.words()))
}

/// ` in 3 of 51 schemas`; nothing where the run was over one.
fn broken(report: &Report) -> String {
    let open = report.findings.iter().filter(|it| it.waived.is_none());
    let errors = open.filter(|it| it.severity == Severity::Error);
    let broken: BTreeSet<_> = errors.filter_map(|it| it.schema.as_ref()).collect();
    match report.parts.len() {
        0 => String::new(),
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
pub(super) fn facts(report: &Report, detail: Detail) -> Vec<Field> {
    let mut fields = vec![Field::new("database", database(report))];
    let mut add =
        |label, line: Option<Line>| fields.extend(line.map(|line| Field::new(label, line)));
    let (scope, ledger) = (&report.scope, &report.ledger);
    add("standby", report.target.lag().map(text));
    add("apps", Line::names(&scope.apps));
    let outputs = count(ledger.migrations, "stored output");
    add(
        "ledger",
        Some(own("").name(&ledger.path).own(", ").own(outputs)),
    );
    add("recorded", Some(own(verdicts(report))));
    add("ledgers", ledgers(report).map(text));
    add("pending", pending(report, detail).map(text));
    let elsewhere = Line::names(&scope.elsewhere);
    add(
        "left out",
        elsewhere.map(|apps| {
            apps.own(" live in another schema, as [apps] has it, and are not judged here")
        }),
    );
    add("run", Some(own(run(report))));
    let waived = report.waived().total();
    add(
        "waived",
        (waived > 0).then(|| own(format!("{}, shown below", count(waived, "finding")))),
    );
    fields
}

/// The waivers that are to be looked at.
pub(super) fn warnings(report: &Report) -> impl Iterator<Item = Field> {
    report.waiver_problems().map(|problem| Field {
        tone: Tone::Doubtful,
        ..Field::new("warning", text(problem))
    })
}

fn database(report: &Report) -> Line {
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
        .own(format!(", {} ", target.engine))
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

/// `3 migrations: 1 faked and 2 verified; 1 pending`.
fn verdicts(report: &Report) -> String {
    let of = |verdict: &Verdict| report.summary.verdicts.get(verdict).copied().unwrap_or(0);
    let said = Verdict::ALL.iter().filter(|verdict| of(verdict) > 0);
    let said = said.map(|verdict| (verdict.is_recorded(), format!("{} {verdict}", of(verdict))));
    let (recorded, others): (Vec<_>, Vec<_>) = said.partition(|(recorded, _)| *recorded);
    let recorded: Vec<String> = recorded.into_iter().map(|(_, words)| words).collect();
    let mut text = count(report.summary.recorded, "migration");
    if !recorded.is_empty() {
        let _ = write!(text, ": {}", list(&recorded));
    }
    others
        .into_iter()
        .fold(text, |text, (_, words)| format!("{text}; {words}"))
}

fn run(report: &Report) -> String {
    let run = &report.run;
    let at = run.started_at.strftime("%Y-%m-%d %H:%M:%S UTC");
    match (run.id, run.previous) {
        (None, _) => format!("not kept, {at}"),
        (Some(id), None) => format!("{id}, {at}, the first of this database and scope"),
        (Some(id), Some(previous)) => format!("{id}, {at}, after run {previous}"),
    }
}

/// So many migrations are named, and so many effects of each; more are counted.
const MIGRATIONS: usize = 3;
const EFFECTS: usize = 2;

/// `not recorded, and not there: cms.0002_faq (table cms_faq), cms.0003_more and 4 more (-v lists them)`.
fn pending(report: &Report, detail: Detail) -> Option<String> {
    let verbose = detail == Detail::Verbose;
    let mut told: Vec<(MigrationKey, String)> = Vec::new();
    let pending = report.migrations.iter();
    for migration in pending.filter(|it| it.verdict == Verdict::Pending) {
        let key = migration.key();
        // Several schemas may wait for the same one.
        if told.iter().all(|(known, _)| *known != key) {
            let most = if verbose { usize::MAX } else { EFFECTS };
            told.push((key, named(&migration.unrecorded, most)));
        }
    }
    let shown = if verbose { told.len() } else { MIGRATIONS };
    let mut names: Vec<String> = told
        .iter()
        .take(shown)
        .map(|(key, effects)| match effects.as_str() {
            "" => key.to_string(),
            effects => format!("{key} ({effects})"),
        })
        .collect();
    let more = told.len().saturating_sub(shown);
    names.extend((more > 0).then(|| format!("{more} more (-v lists them)")));
    // Of one without an effect to show, nothing tells that it is not there.
    let is_awaited = told
        .iter()
        .take(shown)
        .all(|(_, effects)| !effects.is_empty());
    let title = if is_awaited {
        "not recorded, and not there"
    } else {
        "not recorded"
    };
    (!names.is_empty()).then(|| format!("{title}: {}", list(&names)))
}

/// The patterns, those of places first.
pub(super) fn patterns(report: &Report, following: &Following<'_>) -> Vec<String> {
    let places = places(report).into_iter();
    places.chain(causes(report, following)).collect()
}

/// What several misplaced objects have in common: `6 tables expected in public are in test_schema: of 4
/// migrations, recorded between 2025-12-29 and 2025-12-31`.
fn places(report: &Report) -> Vec<String> {
    let mut alike: BTreeMap<(ObjectKind, &str, &str), Vec<&str>> = BTreeMap::new();
    for finding in &report.findings {
        if let (Kind::Misplaced, None, Some(object), Some(expected), [found]) = (
            finding.kind,
            &finding.root_cause,
            &finding.object,
            &finding.expected,
            finding.found_in.as_slice(),
        ) {
            let shared = alike.entry((object.object_type, expected, found));
            shared.or_default().push(&finding.id);
        }
    }
    alike
        .into_iter()
        .filter(|(_, ids)| ids.len() > 1)
        .map(|((of, expected, found), ids)| {
            let things = count_as(ids.len() as u64, &of.words(), of.plural());
            let about = |migration: &&Migration| {
                let mut findings = migration.findings.iter();
                findings.any(|id| ids.contains(&id.as_str()))
            };
            let when = recorded(report.migrations.iter().filter(about));
            format!("{things} expected in {expected} are in {found}: of {when}")
        })
        .collect()
}

/// What several migrations, whose own objects are missing, most likely have in common:
/// `likely faked: 3 migrations, recorded on 2026-01-10`.
fn causes(report: &Report, following: &Following<'_>) -> Vec<String> {
    let told: BTreeSet<_> = report
        .findings
        .iter()
        .filter(|finding| finding.kind == Kind::Missing && !following.holds(finding))
        .filter_map(|finding| finding.migration.clone())
        .collect();
    let mut alike: BTreeMap<CauseCode, Vec<&Migration>> = BTreeMap::new();
    for migration in report
        .migrations
        .iter()
        .filter(|one| told.contains(&one.key()))
    {
        if let Some(cause) = migration.causes.first() {
            alike.entry(cause.code).or_default().push(migration);
        }
    }
    alike
        .into_iter()
        .filter(|(_, migrations)| migrations.len() > 1)
        .map(|(cause, migrations)| format!("likely {cause}: {}", recorded(migrations.into_iter())))
        .collect()
}

/// How many migrations, and when they were recorded.
fn recorded<'a>(migrations: impl Iterator<Item = &'a Migration>) -> String {
    let days = migrations.filter_map(|migration| {
        let at = migration.recorded_at?;
        Some(at.strftime("%Y-%m-%d").to_string())
    });
    let mut days: Vec<String> = days.collect();
    days.sort();
    let number = count(days.len() as u64, "migration");
    match (days.first(), days.last()) {
        (Some(first), Some(last)) if first == last => format!("{number}, recorded on {first}"),
        (Some(first), Some(last)) => {
            format!("{number}, recorded between {first} and {last}")
        }
        _ => "migrations that are not recorded".to_owned(),
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
