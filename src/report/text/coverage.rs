//! What was measured, and what was not: a report that is silent about its gaps would be a false
//! peace.

use super::Detail;
use super::writer::{BOLD, Page, Span};
use crate::report::coverage::{EquivalenceCounts, RoleVisibility, Searched, SelfCheck};
use crate::report::finding::OpaqueStatement;
use crate::report::model::Report;
use crate::report::words::{count, list};

/// The last part of the page.
pub(super) fn render(page: &mut Page, report: &Report, detail: Detail) {
    let coverage = &report.summary.coverage;
    page.heading("Coverage");
    let parts = [
        (coverage.modelled, "modelled"),
        (coverage.data, "data only"),
        (coverage.opaque, "opaque"),
        (coverage.unreadable, "unreadable"),
    ];
    page.text(
        2,
        format!(
            "{}{}",
            count(coverage.statements, "statement"),
            breakdown(&parts)
        ),
    );
    let effects = [
        (coverage.checked, "checked"),
        (coverage.undecided, "undecided"),
    ];
    page.text(
        2,
        format!(
            "{}{}",
            count(coverage.effects, "effect"),
            breakdown(&effects)
        ),
    );
    if let Some(check) = coverage.self_check {
        page.text(2, self_check(check));
    }
    settled(page, coverage.settled, detail);
    searched(page, &coverage.searched);
    if report.summary.findings.error > 0 {
        unread(page, &coverage.unread);
    }
    refused_records(page, &coverage.refused_records);
    sight(page, coverage.sight.as_ref(), detail);
    opaque(page, &coverage.opaque_statements, detail);
}

/// As which role the tables  looked at.
fn sight(page: &mut Page, sight: Option<&RoleVisibility>, detail: Detail) {
    let Some(sight) = sight else {
        if detail == Detail::Verbose {
            page.text(
                2,
                "not measured: what the application sees; --as-role names its role",
            );
        }
        return;
    };
    let role = &sight.role;
    if sight.tables > 0 {
        let tables = count(sight.tables, "table");
        let path = sight.search_path.as_ref().zip(sight.origin.as_ref());
        let path = path.map(|(path, origin)| {
            let from = match origin.as_str() {
                "connection" => "its connection sets it",
                "role in database" => "set for the role in this database",
                "role" => "set for the role",
                "database" => "set for the database",
                "all roles" => "set for all roles",
                _ => "the server's own",
            };
            let path = if path.is_empty() {
                "of no schema that it may use".to_owned()
            } else {
                path.join(", ")
            };
            format!(", by the search_path {path} ({from})")
        });
        let path = path.unwrap_or_default();
        page.text(2, format!("looked at {tables} as {role}{path}"));
    }
    if let Some(reason) = &sight.not_measured {
        page.text(2, format!("not measured as {role}: {reason}"));
    }
}

/// What could have told more.
fn unread(page: &mut Page, places: &[String]) {
    let (shown, rest) = places.split_at(places.len().min(SHOWN));
    if shown.is_empty() {
        return;
    }
    let more = match rest.len() {
        0 => String::new(),
        left => format!(" and {left} more"),
    };
    let text = format!(
        "not read, so that it tells nothing of what happened: django_migrations of {}{more}",
        shown.join(", ")
    );
    page.item(2, &[Span::plain(text)]);
}

/// What has the name of Django's table and is none: reading it would run what its owner wrote.
fn refused_records(page: &mut Page, refused: &[String]) {
    let (shown, rest) = refused.split_at(refused.len().min(SHOWN));
    for one in shown {
        let text = format!("not read: {one}; only an ordinary table is");
        page.item(2, &[Span::plain(text)]);
    }
    if !rest.is_empty() {
        page.text(2, format!("not read: {} more of these", rest.len()));
    }
}

/// Where what is missing was looked for beside this database, and where it could not be.
fn searched(page: &mut Page, all: &[Searched]) {
    let (done, not): (Vec<_>, Vec<_>) = all.iter().partition(|one| one.not_searched.is_none());
    let names: Vec<&str> = done.iter().map(|one| one.name.as_str()).collect();
    if let Some((first, rest)) = names
        .split_at_checked(SHOWN)
        .filter(|(_, rest)| !rest.is_empty())
    {
        let more = count(rest.len() as u64, "other");
        page.text(
            2,
            format!(
                "what is missing was looked for in {} and {more} too",
                first.join(", ")
            ),
        );
    } else if !names.is_empty() {
        page.text(
            2,
            format!("what is missing was looked for in {} too", list(&names)),
        );
    }
    for one in not.iter().take(SHOWN) {
        let reason = one.not_searched.as_deref().unwrap_or_default();
        let what = if one.name == "*" {
            "other databases of the server".to_owned()
        } else {
            one.name.clone()
        };
        page.item(
            2,
            &[Span::plain(format!("not looked into: {what}: {reason}"))],
        );
    }
    if let Some(rest) = not.len().checked_sub(SHOWN).filter(|rest| *rest > 0) {
        page.text(2, format!("not looked into: {rest} more"));
    }
}

/// How texts that differ were settled: told where one of them was not.
fn settled(page: &mut Page, settled: EquivalenceCounts, detail: Detail) {
    let by_server = settled.server + settled.cached;
    let all = settled.normal_form + by_server + settled.undecided;
    if all == 0 || (detail != Detail::Verbose && settled.undecided == 0) {
        return;
    }
    let parts = [
        (settled.normal_form, "the same by their texts"),
        (by_server, "the same to the server"),
        (settled.undecided, "undecided"),
    ];
    let what = count(all, "expression");
    page.text(2, format!("{what} in other words{}", breakdown(&parts)));
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

/// The statements that nothing was measured of; in a normal report not more than a person reads.
fn opaque(page: &mut Page, statements: &[OpaqueStatement], detail: Detail) {
    let shown = if detail == Detail::Verbose {
        statements.len()
    } else {
        SHOWN
    };
    for statement in statements.iter().take(shown) {
        page.item(
            2,
            &[Span::plain(format!(
                "not measured: {}: {}",
                statement.place, statement.reason
            ))],
        );
    }
    if let Some(rest) = statements.len().checked_sub(shown).filter(|rest| *rest > 0) {
        page.text(2, format!("not measured: {rest} more, which -v lists"));
    }
}

/// How many opaque statements a normal report lists.
const SHOWN: usize = 10;

fn breakdown(parts: &[(u64, &str)]) -> String {
    let said: Vec<String> = parts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    if said.is_empty() {
        String::new()
    } else {
        format!(": {}", list(&said))
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
                Span::new(BOLD, migration.verdict.as_str()),
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
