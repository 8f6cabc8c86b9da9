//! What was measured, and what was not: a report that is silent about its gaps would be a false
//! peace.

use super::Detail;
use super::writer::{BOLD, Page, Span};
use crate::report::coverage::{
    Coverage, EquivalenceCounts, OpaqueStatement, RoleVisibility, Searched, SelfCheck,
};
use crate::report::model::Report;
use crate::report::vocabulary::Engine;
use crate::report::words::{count, list};

/// Of what is not measured, a normal report lists so many.
const SHOWN: usize = 5;

/// The last part of the page.
pub(super) fn render(page: &mut Page, report: &Report, detail: Detail) {
    let coverage = &report.summary.coverage;
    if detail == Detail::Verbose {
        page.heading("Coverage");
        for line in counts(coverage) {
            page.text(2, line);
        }
    } else {
        page.gap();
        let spans = [
            Span::new(BOLD, "Coverage:"),
            Span::plain(in_short(coverage)),
        ];
        page.item(0, &spans);
        page.texts(2, settled(coverage.settled, detail));
    }
    page.texts(2, searched(&coverage.searched));
    let not = coverage.searched.iter();
    let not: Vec<&Searched> = not.filter(|one| one.not_searched.is_some()).collect();
    let rest = |rest| format!("not looked into: {rest} more");
    some_of(page, &not, SHOWN, |one| not_searched(one), rest);
    if report.summary.findings.error > 0 && !coverage.unread.is_empty() {
        page.item(2, &[Span::plain(unread(&coverage.unread))]);
    }
    let refused = |one: &String| format!("not read: {one}; only an ordinary table is");
    let rest = |rest| format!("not read: {rest} more of these");
    some_of(page, &coverage.refused_records, SHOWN, refused, rest);
    page.texts(
        2,
        sight(coverage.sight.as_ref(), report.target.engine, detail),
    );
    opaque(page, &coverage.opaque_statements, detail);
}

/// What is not measured, statement by statement. A `RunPython` never is, and is counted.
fn opaque(page: &mut Page, all: &[OpaqueStatement], detail: Detail) {
    let verbose = detail == Detail::Verbose;
    let told = all.iter().filter(|one| verbose || !one.is_run_python());
    let told: Vec<&OpaqueStatement> = told.collect();
    let most = if verbose { told.len() } else { SHOWN };
    let line = |one: &&OpaqueStatement| format!("not measured: {}: {}", one.place, one.reason);
    let rest = |rest| format!("not measured: {rest} more, which -v lists");
    some_of(page, &told, most, line, rest);
}

/// `108 statements, 239 effects checked; 3 RunPython operations cannot be checked (-v lists them)`.
fn in_short(it: &Coverage) -> String {
    let effects = count(it.effects, "effect");
    let effects = if it.checked < it.effects {
        format!("{} of {effects}", it.checked)
    } else {
        effects
    };
    let statements = count(it.statements, "statement");
    let text = format!("{statements}, {effects} checked");
    let python = it.opaque_statements.iter().filter(|it| it.is_run_python());
    let python = python.count() as u64;
    let others = it.opaque.saturating_sub(python);
    let parts = [
        (it.undecided, format!(", {} undecided", it.undecided)),
        (it.unreadable, format!("; {} unreadable", it.unreadable)),
        (others, format!("; {} opaque", count(others, "statement"))),
        (
            python,
            format!(
                "; {} cannot be checked (-v lists them)",
                count(python, "RunPython operation")
            ),
        ),
    ];
    let said = parts.into_iter().filter(|(number, _)| *number > 0);
    said.fold(text, |text, (_, words)| text + &words)
}

/// The first of a list, a line each, and how many there are more.
fn some_of<T>(
    page: &mut Page,
    all: &[T],
    most: usize,
    line: impl Fn(&T) -> String,
    rest: impl Fn(usize) -> String,
) {
    for one in all.iter().take(most) {
        page.item(2, &[Span::plain(line(one))]);
    }
    if all.len() > most {
        page.text(2, rest(all.len() - most));
    }
}

fn counts(it: &Coverage) -> Vec<String> {
    let statements = [
        (it.modelled, "modelled"),
        (it.data, "data only"),
        (it.opaque, "opaque"),
        (it.unreadable, "unreadable"),
    ];
    let effects = [(it.checked, "checked"), (it.undecided, "undecided")];
    let counts = [
        Some(counted(it.statements, "statement", &statements)),
        Some(counted(it.effects, "effect", &effects)),
        it.self_check.map(self_check),
        settled(it.settled, Detail::Verbose),
    ];
    counts.into_iter().flatten().collect()
}

/// `60 statements: 58 modelled and 2 opaque`.
fn counted(all: u64, one: &str, parts: &[(u64, &str)]) -> String {
    count(all, one) + &breakdown(parts)
}

fn breakdown(parts: &[(u64, &str)]) -> String {
    let said = parts.iter().filter(|(number, _)| *number > 0);
    let said: Vec<String> = said
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    if said.is_empty() {
        return String::new();
    }
    format!(": {}", list(&said))
}

/// As which role the tables were looked at.
fn sight(sight: Option<&RoleVisibility>, engine: Engine, detail: Detail) -> Vec<String> {
    let Some(sight) = sight else {
        let unnamed = "not measured: what the application sees; --as-role names its role";
        let has_roles = engine == Engine::Postgresql;
        let told = has_roles && detail == Detail::Verbose;
        return Vec::from_iter(told.then(|| unnamed.to_owned()));
    };
    let role = &sight.role;
    let looked = (sight.tables > 0).then(|| {
        let path = search_path(sight).unwrap_or_default();
        format!("looked at {} as {role}{path}", count(sight.tables, "table"))
    });
    let reason = sight.not_measured.iter();
    let not_measured = reason.map(|reason| format!("not measured as {role}: {reason}"));
    looked.into_iter().chain(not_measured).collect()
}

fn search_path(sight: &RoleVisibility) -> Option<String> {
    let (path, origin) = (sight.search_path.as_ref()?, sight.origin.as_ref()?);
    let from = match origin.as_str() {
        "connection" => "its connection sets it",
        "role in database" => "set for the role in this database",
        "role" => "set for the role",
        "database" => "set for the database",
        "all roles" => "set for all roles",
        _ => "the server's own",
    };
    let path = match path.as_slice() {
        [] => "of no schema that it may use".to_owned(),
        path => path.join(", "),
    };
    Some(format!(", by the search_path {path} ({from})"))
}

/// What could have told more.
fn unread(places: &[String]) -> String {
    let (shown, rest) = places.split_at(places.len().min(SHOWN));
    let more = match rest.len() {
        0 => String::new(),
        left => format!(" and {left} more"),
    };
    format!(
        "not read, so that it tells nothing of what happened: django_migrations of {}{more}",
        shown.join(", ")
    )
}

/// Where what is missing was looked for beside this database.
fn searched(all: &[Searched]) -> Option<String> {
    let done = all.iter().filter(|one| one.not_searched.is_none());
    let names: Vec<&str> = done.map(|one| one.name.as_str()).collect();
    let listed = match names.split_at_checked(SHOWN) {
        None | Some((_, [])) => list(&names),
        Some((first, rest)) => {
            format!(
                "{} and {}",
                first.join(", "),
                count(rest.len() as u64, "other")
            )
        }
    };
    (!names.is_empty()).then(|| format!("what is missing was looked for in {listed} too"))
}

fn not_searched(one: &Searched) -> String {
    let what = match one.name.as_str() {
        "*" => "other databases of the server",
        name => name,
    };
    format!(
        "not looked into: {what}: {}",
        one.not_searched.as_deref().unwrap_or_default()
    )
}

/// How texts that differ were settled: told where one of them was not.
fn settled(settled: EquivalenceCounts, detail: Detail) -> Option<String> {
    let by_server = settled.server + settled.cached;
    let all = settled.normal_form + by_server + settled.undecided;
    let parts = [
        (settled.normal_form, "the same by their texts"),
        (by_server, "the same to the server"),
        (settled.undecided, "undecided"),
    ];
    let told = all > 0 && (detail == Detail::Verbose || settled.undecided > 0);
    told.then(|| {
        format!(
            "{} in other words{}",
            count(all, "expression"),
            breakdown(&parts)
        )
    })
}

fn self_check(check: SelfCheck) -> String {
    let printed = count(check.printed, "definition");
    match check.unlike {
        0 => format!("self-check: {printed} printed back as the server prints them"),
        unlike => format!(
            "self-check: {printed} printed back, {unlike} not as the server prints them: not measured"
        ),
    }
}

/// Every migration's verdict, for `-v`.
pub(super) fn migrations(page: &mut Page, report: &Report) {
    page.heading("Migrations");
    for migration in &report.migrations {
        let effects = match migration.effects.total {
            0 => String::new(),
            total => format!(
                " ({} of {} present)",
                migration.effects.present,
                count(total, "effect")
            ),
        };
        page.item(
            2,
            &[
                Span::plain(format!("{}:", migration.key())),
                Span::new(BOLD, migration.verdict.called()),
                Span::plain(effects),
            ],
        );
        for evidence in &migration.evidence {
            page.field(4, "seen", &evidence.text);
        }
    }
}

/// What is written differently and means the same, for `-v`.
pub(super) fn equivalents(page: &mut Page, report: &Report) {
    if report.equivalents.is_empty() {
        return;
    }
    page.heading("Written differently, and the same");
    for equivalent in &report.equivalents {
        let aspect = equivalent
            .aspect
            .as_ref()
            .map(|one| format!(" [{one}]"))
            .unwrap_or_default();
        page.text(
            2,
            format!("{}{aspect}: {}", equivalent.object, equivalent.reason),
        );
        page.field(4, "expected", &equivalent.expected);
        page.field(4, "there is", &equivalent.actual);
    }
}
